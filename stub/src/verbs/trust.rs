//! `goferry trust`: what a home remembers of trust, shown, brought up to date and confirmed. It only ever goes
//! forward.

mod import;
mod show;

use crate::verbs::OnInstallation;
use crate::words::options;
use clap::Args;
use import::run as import;
pub use show::run as show;
use std::path::PathBuf;
use voice::grammar::typed;

use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::trust::Remembered;
use crate::words::trust_state as words;
use keys::{Fingerprint, TrustState};
use payloads::refusal::trusted;
use voice::Exit;
use voice::Fact;

/// The options of `trust show`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Show {
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

impl OnInstallation for Show {
    fn place(&self) -> &Place {
        &self.place
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        show(layout, context)
    }
}

/// The options of `trust import`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Import {
    #[arg(help = options::trust_file())]
    file: PathBuf,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
}

impl OnInstallation for Import {
    const RECORD: Option<&'static str> = Some("trust import");

    fn place(&self) -> &Place {
        &self.place
    }

    fn dry_run(&self) -> DryRun {
        self.dry_run
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        import(&self.file, self.dry_run, layout, context)
    }
}

/// The options of `trust confirm`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Confirm {
    #[arg(value_name = "FINGERPRINT", help = options::fingerprint(), value_parser = typed(Fingerprint::typed))]
    fingerprint: Fingerprint,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
}

impl OnInstallation for Confirm {
    const RECORD: Option<&'static str> = Some("trust confirm");

    fn place(&self) -> &Place {
        &self.place
    }

    fn dry_run(&self) -> DryRun {
        self.dry_run
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        confirm(self.fingerprint, self.dry_run, layout, context)
    }
}

/// Carries out `trust confirm`: the fingerprint came another way, too.
///
/// # Errors
/// [`Exit::Untrusted`] where no root accepted here has it.
pub fn confirm(
    root: Fingerprint,
    dry_run: DryRun,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    context.about.root(root);
    let changed = Remembered::change("trust confirm", dry_run, layout, context, |state| {
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
