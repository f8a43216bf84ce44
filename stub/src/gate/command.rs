//! The environment of the gate's commands, and how long one may take.

use super::scratch::Scratch;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How long one command may take: several times what the slowest known board needs.
pub(super) const LIMIT: Duration = Duration::from_secs(600);

/// All that a command of the gate finds in its environment.
pub(super) struct Environment(Vec<(&'static str, OsString)>);

impl Environment {
    /// What a login shell will have, but that home, GOPATH and what else is written to are in `scratch`.
    pub(super) fn of(release: &Path, prefix: &Path, scratch: &Scratch) -> Environment {
        const SYSTEM: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        let mut path = OsString::new();
        let own = ["gopath/bin", "bin"].map(|name| prefix.join(name));
        for directory in [release.join("goroot/bin")].iter().chain(&own) {
            path.push(directory);
            path.push(":");
        }
        path.push(SYSTEM);
        let below = |name| OsString::from(scratch.at(name));
        Environment(vec![
            ("PATH", path),
            ("HOME", below("home")),
            ("GOPATH", below("gopath")),
            ("GOCACHE", scratch.cache().into()),
            ("GOTMPDIR", below("tmp")),
            ("TMPDIR", below("tmp")),
            // What Go would find on its way up is somebody else's: the scratch directory may lie in a workspace.
            ("GOWORK", "off".into()),
            ("GOENV", "off".into()),
        ])
    }

    /// `program` in it, with no other variable.
    pub(super) fn command(&self, program: &Path, arguments: &[&str], within: &Path) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().current_dir(within);
        command.envs(self.0.iter().map(|(name, value)| (name, value)));
        command
    }
}
