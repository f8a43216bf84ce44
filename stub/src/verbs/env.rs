//! `goferry env`: the environment, to be evaluated by a shell or read by a machine.

use crate::prefix::Installation;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Place;
use crate::process::Context;
use crate::profile;
use crate::words::options;
use clap::{Args, ValueEnum};
use payloads::environment::{Syntax, source_line};
use voice::Exit;

/// The options of `env`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    #[arg(long, help = options::shell_form())]
    shell: Option<Form>,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

/// In which language of shells; the names are those of the shells that read it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    #[value(aliases = ["bash", "zsh", "dash", "ash", "busybox", "ksh", "ksh93", "mksh", "yash", "posh"])]
    Sh,
    Fish,
    #[value(alias = "tcsh")]
    Csh,
}

impl Options {
    /// The language of the shell that was named, else of the one that asks.
    fn syntax(&self, context: &Context) -> Syntax {
        match self.shell {
            Some(Form::Sh) => Syntax::Posix,
            Some(Form::Fish) => Syntax::Fish,
            Some(Form::Csh) => Syntax::Csh,
            None => {
                let parent = profile::parent_name();
                profile::this_shell(parent.as_deref(), &context.process.environment).syntax()
            }
        }
    }
}

/// Carries out `env`: prints the line that brings this Go into a shell, or with `--json` everything that is set and why.
///
/// # Errors
/// Where the prefix cannot be spoken of in a shell.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let prefix = at.layout.shell_prefix()?;
    let voice = &at.context.voice;
    if voice.is_json() {
        voice.json(&as_json(at))?;
        return Ok(Exit::Done);
    }
    let line = source_line(&prefix, options.syntax(at.context));
    voice.output(&String::from_utf8_lossy(&line))?;
    Ok(Exit::Done)
}

fn as_json(at: Installation<'_>) -> serde_json::Value {
    let lang = at.context.voice.lang();
    let prefix = at.layout.prefix();
    let below = |part: &str| prefix.join(part).to_string_lossy().into_owned();
    let path = ["current-goroot/bin", "gopath/bin", "bin"].map(below);
    let settings: Vec<serde_json::Value> = GoDefaults::of_laid(&at.layout.current(), at.layout)
        .settings()
        .iter()
        .map(|s| {
            let value = s.value.to_string_lossy();
            serde_json::json!({ "key": s.key, "value": value, "why": s.why.render(lang) })
        })
        .collect();
    serde_json::json!({
        "prefix": prefix.to_string_lossy(),
        "path": path,
        "gopath": below("gopath"),
        "go_env": settings,
        "go_env_file": below("current-goroot/go.env"),
    })
}
