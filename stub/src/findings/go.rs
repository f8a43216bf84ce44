//! What Go itself says of the settings that it finds: asked of the installed one, which knows every setting there is.

use super::{Code, Finding, Look};
use crate::disk::removal;
use crate::prefix::Installation;
use crate::prefix::home::Owner;
use crate::process::command::{self, How};
use crate::process::signals;
use crate::words::doctor as words;
use payloads::environment::surroundings::{self, GoEnvFile};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use voice::{Exit, Fact, best_effort};

/// How long Go may take to say what it thinks; far more than any board needs.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether Go works with what the user has set.
pub(super) fn settings(look: &Look<'_>) -> Vec<Finding> {
    let go = look.at.layout.directory().join("current-goroot/bin/go");
    let trouble = trouble(look.at).err();
    trouble.map(|why| Finding::new(Code::Go, go, why)).into_iter().collect()
}

/// Asks two things of the Go that is current: its settings, and the name of a module, Go's own. Of each file in which
/// the user may have settings.
///
/// # Errors
/// [`Exit::State`], with what Go answers and what takes the setting out; [`Exit::SecurityModule`] where it may not be
/// started.
pub(crate) fn trouble(at: Installation<'_>) -> anyhow::Result<()> {
    let goroot = at.layout.directory().join("current-goroot");
    if at.layout.is_in_image() || !goroot.join("bin/go").is_file() {
        return Ok(());
    }
    let Some(cache) = Cache::new(at) else { return Ok(()) };
    let files = at.context.process.environment.go_env_files();
    match files.is_empty() {
        true => asked(&goroot, None, &cache, at),
        false => files.iter().try_for_each(|file| asked(&goroot, Some(file), &cache, at)),
    }
}

fn asked(
    goroot: &Path,
    file: Option<&Path>,
    cache: &Cache,
    at: Installation<'_>,
) -> anyhow::Result<()> {
    let settings: (&[&str], _) = (&["env"], Path::new("/").to_owned());
    for (arguments, within) in [settings, (&["list", "-m"], goroot.join("src"))] {
        if !within.is_dir() {
            continue;
        }
        let mut command = Command::new(goroot.join("bin/go"));
        command.args(arguments).current_dir(within);
        surround(&mut command, file, cache, at);
        let outcome = command::run(command, LIMIT, &at.context.process.kernel)?;
        let asked = format!("go {}", arguments.join(" "));
        match outcome.how {
            How::Code(0) => {}
            How::Overdue(limit) => {
                let said = words::go_overdue(&asked, &limit.as_secs());
                return Err(Fact::new(Exit::State, said).into());
            }
            _ => return Err(refused(&asked, &outcome.output, file, at).into()),
        }
    }
    Ok(())
}

fn refused(asked: &str, output: &str, file: Option<&Path>, at: Installation<'_>) -> Fact {
    let why = output.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let fact = Fact::new(Exit::State, words::go_fails(&asked, &why));
    let file = file.map(Path::to_owned).and_then(GoEnvFile::read);
    match surroundings::remedy(&at.context.process.environment, file.as_ref(), why) {
        Some(line) => fact.help(words::go_fails_help(&line)),
        None => fact,
    }
}

/// What a login shell gives it. It keeps no record of having been asked, fetches nothing, leaves nothing, and what is
/// above it is no workspace of its.
fn surround(command: &mut Command, file: Option<&Path>, cache: &Cache, at: Installation<'_>) {
    let variables = &at.context.process.environment;
    command.env_clear().envs(&variables.0).env_remove("GOROOT");
    let is_users = *at.layout.owner() != Owner::System;
    if is_users && variables.value("GOPATH").is_none() {
        command.env("GOPATH", at.layout.gopath());
    }
    if variables.value("GOWORK").is_none() {
        command.env("GOWORK", "off");
    }
    let file = file.unwrap_or(Path::new("off"));
    // Below a file there is no place for it to write to.
    let nowhere = at.layout.directory().join("env");
    command.env("GOENV", file).env("XDG_CONFIG_HOME", nowhere).env("GOPROXY", "off");
    command.env("XDG_CACHE_HOME", &cache.0);
}

/// Where Go may keep what it works out to answer: gone with this value. A cache that the user chose is theirs.
struct Cache(PathBuf);

impl Cache {
    fn new(at: Installation<'_>) -> Option<Cache> {
        let temporary = at.context.process.variable("TMPDIR").map(PathBuf::from);
        let place = temporary.filter(|place| place.is_dir()).unwrap_or_else(|| "/tmp".into());
        // It goes again, whatever signal comes.
        signals::hold();
        nix::unistd::mkdtemp(&place.join("goferry-XXXXXX")).ok().map(Cache)
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        best_effort("a temporary directory is in nobody's way", removal::tree(&self.0));
    }
}
