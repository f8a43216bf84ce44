//! The smoke test: the Go in staging says its version, before it becomes anybody's.

use super::Release;
use crate::context::Context;
use payloads::words::{Doing, Fact, install as words};
use payloads::{Exit, say};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs `go version` of the staged tree, alone: no variable of the user's, no home, no network use.
///
/// # Errors
/// [`Exit::Smoke`] where it says something else; [`Exit::SecurityModule`] where the host forbids it to
/// start.
pub(super) fn run(staging: &Path, release: &Release<'_>, context: &Context) -> anyhow::Result<()> {
    let version = &release.trusted.manifest()?.payload.go;
    if version.is_empty() {
        return Ok(());
    }
    let go = staging.join("goroot/bin/go");
    let step = || say!(words::TESTING, go = go.display());
    let output = Command::new(&go)
        .arg("version")
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("GOTOOLCHAIN", "local"), ("GOENV", "off")])
        .current_dir(staging)
        // An image that is being built may have no /dev/null yet: a pipe that is closed does as well.
        .stdin(Stdio::piped())
        .output()
        .map_err(|e| start_failed(&e))
        .doing(step)?;
    let said = String::from_utf8_lossy(&output.stdout);
    let expected = format!("go version go{version} linux/{}", release.cpu.goarch());
    // A vendor's own build may add words after Go's version.
    let holds = said.trim_end() == expected
        || (said.starts_with(&format!("go version go{version}"))
            && said.trim_end().ends_with(release.cpu.goarch()));
    if output.status.success() && holds {
        context.voice.note(&say!(words::TESTED, said = said.trim_end()));
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let found = format!("{} {} ({})", said.trim(), errors.trim(), output.status);
    Err(Fact::new(Exit::Smoke, say!(words::SMOKE, expected = expected, found = found))).doing(step)
}

fn start_failed(error: &std::io::Error) -> Fact {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            Fact::new(Exit::SecurityModule, say!(words::START_FORBIDDEN))
                .help(say!(words::START_FORBIDDEN_HELP))
        }
        _ => Fact::new(Exit::Smoke, say!(words::START_FAILED, why = error)),
    }
}
