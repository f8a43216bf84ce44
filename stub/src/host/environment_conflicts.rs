//! What around the installation wins over it, said as warnings.

use crate::prefix::Installation;
use crate::prefix::go_defaults;
use payloads::environment::surroundings;
use std::path::Path;
use voice::Said;

/// Warns of another `go` in PATH, a GOROOT, and of the user's own values that win over ours.
pub fn warn(at: Installation<'_>) {
    for said in warnings(at) {
        at.context.voice.warn(&said);
    }
}

/// The same, for somebody else to say.
pub fn warnings(at: Installation<'_>) -> Vec<Said> {
    let Ok(prefix) = at.layout.shell_prefix() else { return Vec::new() };
    let variables = &at.context.process.environment;
    let file = variables.go_env_file();
    let bytes = file.as_deref().and_then(|path| std::fs::read(path).ok());
    let user_file = file.as_deref().zip(bytes.as_deref());
    let ours = go_defaults::settings();
    surroundings::warnings(variables, user_file, &prefix, &ours, is_program)
}

/// Whether it can be started.
pub fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
