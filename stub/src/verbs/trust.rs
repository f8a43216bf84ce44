//! `goferry trust`: what a home remembers of trust, shown, brought up to date and confirmed. It only ever goes
//! forward.

mod import;
mod show;

pub use import::run as import;
pub use show::run as show;

use crate::change::plan::Telling;
use crate::prefix::layout::Layout;
use crate::process::context::Context;
use crate::trust::Remembered;
use crate::words::trust_state as words;
use clap::ArgMatches;
use keys::{Fingerprint, TrustState};
use payloads::refusal::trusted;
use voice::Exit;
use voice::Fact;
use voice::command_line::bad_value;

/// The fingerprint that `trust confirm` was given.
///
/// # Errors
/// [`Exit::Usage`] where it is none.
pub fn fingerprint(matches: &ArgMatches) -> anyhow::Result<Fingerprint> {
    let typed = crate::process::context::text(matches, "fingerprint").unwrap_or_default();
    Ok(Fingerprint::typed(&typed).ok_or_else(|| bad_value("FINGERPRINT", &typed))?)
}

/// Carries out `trust confirm`: the fingerprint came another way, too.
///
/// # Errors
/// [`Exit::Untrusted`] where no root accepted here has it.
pub fn confirm(
    root: Fingerprint,
    telling: Telling,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    context.about.root(root);
    let changed = Remembered::change("trust confirm", telling, layout, context, |state| {
        let unknown = not_accepted(root, &state);
        state.confirm(root).map_err(|_| unknown.into())
    })?;
    let Some((before, after)) = changed else { return Ok(Exit::Done) };
    let changed = before != after;
    let said = match changed {
        true => words::confirmed(&root),
        false => words::confirmed_already(&root),
    };
    context.voice.line(&said)?;
    context.voice.json(&serde_json::json!({ "changed": changed, "root": root }))?;
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
