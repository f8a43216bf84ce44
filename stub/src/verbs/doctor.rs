//! `goferry doctor`: looks for what is wrong with an installation, and changes nothing.

mod checks;
mod records;
mod shell;

use crate::change::consistent_read::undisturbed;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::verbs::OnInstallation;
use crate::words::{doctor as words, install};
use clap::Args;
use serde_json::{Value, json};
use voice::Exit;
use voice::sentences::terms;
use voice::{Fact, Lang, Said, exit_of, render_error};

/// The options of `doctor`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

impl OnInstallation for Options {
    fn place(&self) -> &Place {
        &self.place
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(layout, context)
    }
}

/// One thing that was looked at.
struct Check {
    /// Its name for machines.
    name: &'static str,
    /// And for people.
    what: Said,
    /// What was found; a fact with [`Exit::Done`] is worth knowing and no more.
    found: Vec<anyhow::Error>,
    /// Whether `repair` mends it.
    mends: bool,
}

/// Carries out `doctor`.
///
/// # Errors
/// [`Exit::State`] or [`Exit::Modified`] where something is wrong, after all of it was told; [`Exit::Busy`] where that
/// may be another run's doing.
pub fn run(layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let place = layout.directory();
    if !layout.state().is_dir() && layout.current().symlink_metadata().is_err() {
        let said = install::nothing_installed(&place.display());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    undisturbed(layout, || told(layout, context))
}

fn told(layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let place = layout.directory();
    let checks = checks::all(layout, context)?;
    for check in &checks {
        check.tell(context)?;
    }
    let lang = context.voice.lang();
    let exits: Vec<Exit> = checks.iter().map(Check::exit).collect();
    let exit = match exits.contains(&Exit::State) {
        true => Exit::State,
        false => exits.iter().copied().max().unwrap_or(Exit::Done),
    };
    let list: Vec<Value> = checks.iter().map(|check| check.json(lang)).collect();
    context.voice.json(&json!({ "healthy": exit == Exit::Done, "checks": list }))?;
    if exit == Exit::Done {
        context.voice.line(&words::well(&place.display()))?;
        return Ok(exit);
    }
    let (count, all) = (exits.iter().filter(|exit| **exit != Exit::Done).count(), exits.len());
    let said = words::unwell(&count, &all, &place.display());
    let mends = checks.iter().any(|check| check.mends && check.exit() != Exit::Done);
    let help = mends.then(|| words::repair_help());
    Err(Fact { exit, said, help }.into())
}

impl Check {
    /// The code it means: of a wrong tree or program 41, of anything else that is wrong 33.
    fn exit(&self) -> Exit {
        let found = self.found.iter().map(exit_of).filter(|exit| *exit != Exit::Done);
        let worst = found.max_by_key(|exit| *exit != Exit::Modified);
        match worst {
            None => Exit::Done,
            Some(Exit::Modified) => Exit::Modified,
            Some(_) => Exit::State,
        }
    }

    fn tell(&self, context: &Context) -> anyhow::Result<()> {
        let (voice, what) = (&context.voice, &self.what);
        voice.line(&match (self.exit(), self.found.is_empty()) {
            (Exit::Done, true) => words::fine(&what),
            (Exit::Done, false) => words::worth_knowing(&what),
            _ => words::wrong(&what),
        })?;
        for found in &self.found {
            for line in text(found, voice.lang()).lines() {
                voice.raw_line(&format!("      {line}"))?;
            }
        }
        Ok(())
    }

    fn json(&self, lang: Lang) -> Value {
        let state = match (self.exit(), self.found.is_empty()) {
            (Exit::Done, true) => "ok",
            (Exit::Done, false) => "warn",
            _ => "fail",
        };
        let found: Vec<String> = self.found.iter().map(|found| text(found, lang)).collect();
        json!({ "check": self.name, "state": state, "found": found })
    }
}

/// Something that `repair` mends.
fn mendable(exit: Exit, said: Said) -> anyhow::Error {
    Fact::new(exit, said).help(words::repair_help()).into()
}

/// Something worth knowing.
fn note(said: Said, help: Option<Said>) -> anyhow::Error {
    Fact { exit: Exit::Done, said, help }.into()
}

/// The story of an error, without the word that says that it is one.
fn text(error: &anyhow::Error, lang: Lang) -> String {
    let text = render_error(error, lang);
    let begin = terms::error().render(lang);
    text.strip_prefix(&begin).map(|rest| rest.trim_start().to_owned()).unwrap_or(text)
}
