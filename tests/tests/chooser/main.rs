//! `install.sh`: the script that takes the file for a machine from a stick, a disc or a directory.

#![allow(clippy::unwrap_used)]

mod accidents;
mod calling;
mod foreign;
mod interrupted;
mod machine;
mod picking;
mod places;
mod stick;
mod transfers;

/// Each shell that may be `/bin/sh` somewhere.
const SHELLS: [&[&str]; 4] =
    [&["dash"], &["bash", "--posix"], &["busybox", "sh"], &["zsh", "--emulate", "sh"]];
