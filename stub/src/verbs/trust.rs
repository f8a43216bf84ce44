//! `goferry trust`: what a home remembers of trust, shown, brought up to date and confirmed. It only ever goes
//! forward.

mod import;
mod show;

use crate::prefix::Installation;
use crate::verbs::Managed;
use crate::words::options;
use clap::Args;
pub use import::run as import;
pub use show::run as show;
use std::path::PathBuf;
use voice::grammar::typed;

use crate::trust::Remembered;
use crate::words::trust_state as words;
use keys::{Fingerprint, TrustState};
use payloads::refusal::trusted;
use voice::Exit;
use voice::Fact;

/// The options of `trust import`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Import {
    #[arg(help = options::trust_file())]
    pub(super) file: PathBuf,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// The options of `trust confirm`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Confirm {
    #[arg(value_name = "FINGERPRINT", help = options::fingerprint(), value_parser = typed(Fingerprint::typed))]
    fingerprint: Fingerprint,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `trust confirm`: the fingerprint came another way, too.
///
/// # Errors
/// [`Exit::Untrusted`] where no root accepted here has it.
pub fn confirm(options: &Confirm, at: Installation<'_>) -> anyhow::Result<Exit> {
    let (root, dry_run) = (options.fingerprint, options.managed.dry_run);
    at.context.about.root(root);
    let changed = Remembered::change("trust confirm", dry_run, at, |state| {
        let unknown = not_accepted(root, &state);
        state.confirm(root).map_err(|_| unknown.into())
    })?;
    let Some((before, after)) = changed else { return Ok(Exit::Done) };
    let changed = before != after;
    let said = match changed {
        true => words::confirmed(&root),
        false => words::confirmed_already(&root),
    };
    at.context.voice.line(&said)?;
    at.context.voice.json(&serde_json::json!({ "changed": changed, "root": root }))?;
    Ok(Exit::Done)
}

fn not_accepted(root: Fingerprint, state: &TrustState) -> Fact {
    let known = state.roots.iter().filter_map(|known| known.root().ok());
    let known: Vec<String> = known.map(|known| known.fingerprint().to_string()).collect();
    Fact::new(Exit::Untrusted, words::not_accepted(&root, &known.join(", ")))
        .help(words::not_accepted_help())
}

/// The chain of roots that ends in `root`, as it is remembered.
fn chain(state: &TrustState, root: Fingerprint) -> Option<&keys::KnownRoot> {
    let ends_in = |known: &&keys::KnownRoot| {
        trusted(known.root()).is_ok_and(|known| known.fingerprint() == root)
    };
    state.roots.iter().find(ends_in)
}
