//! The operations that are swept: the home each begins with, what is run there, and what is run again
//! after it was cut off.

use super::ground::{Ground, Which};
use super::judge::Grain;
use crate::Invocation;
use payloads::Exit;
use std::path::PathBuf;

/// One verb in one situation.
#[derive(Clone, Copy)]
pub struct Operation {
    /// As the table names it.
    pub name: &'static str,
    /// What is never seen half done.
    pub grain: Grain,
    prepare: fn(&Ground),
    run: fn(&Ground) -> Invocation,
    again: fn(&Ground) -> Invocation,
    /// How running it again may end where all was done already, besides 0.
    pub nothing_to_do: &'static [Exit],
}

impl Operation {
    /// All of them.
    pub const ALL: &'static [Operation] = &[
        Operation::plain("install", Ground::make_home, install_first),
        Operation::plain("upgrade", one_release, install_second),
        Operation {
            nothing_to_do: &[Exit::Usage],
            ..Operation::plain("uninstall", two_releases, uninstall_all)
        },
        Operation {
            nothing_to_do: &[Exit::Usage],
            ..Operation::plain("uninstall one", two_releases, uninstall_first)
        },
    ];

    const fn plain(
        name: &'static str,
        prepare: fn(&Ground),
        run: fn(&Ground) -> Invocation,
    ) -> Operation {
        Operation { name, grain: Grain::Release, prepare, run, again: run, nothing_to_do: &[] }
    }

    /// The one that is called `name`.
    pub fn named(name: &str) -> Option<Operation> {
        Operation::ALL.iter().find(|operation| operation.name == name).copied()
    }

    /// Makes the home it begins with.
    pub fn prepare(&self, ground: &Ground) {
        (self.prepare)(ground);
    }

    /// Its command.
    pub fn run(&self, ground: &Ground) -> Invocation {
        (self.run)(ground)
    }

    /// What a user runs who saw it cut off.
    pub fn again(&self, ground: &Ground) -> Invocation {
        (self.again)(ground)
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn install(ground: &Ground, which: Which) -> Invocation {
    ground.goferry().args(["install", "-y", "--no-gate"]).arg(ground.installer(which))
}

fn install_first(ground: &Ground) -> Invocation {
    install(ground, Which::First)
}

fn install_second(ground: &Ground) -> Invocation {
    install(ground, Which::Second)
}

fn uninstall_all(ground: &Ground) -> Invocation {
    ground.goferry().args(["uninstall", "--all", "-y"])
}

fn uninstall_first(ground: &Ground) -> Invocation {
    ground.goferry().args(["uninstall", "-y"]).arg(release(ground, Which::First))
}

fn one_release(ground: &Ground) {
    ground.make_home();
    done(install_first(ground));
    let tool = ground.prefix().join("gopath/bin/tool");
    std::fs::create_dir_all(tool.parent().expect("a parent")).expect("a directory");
    std::fs::write(tool, "mine\n").expect("room for a file");
}

fn two_releases(ground: &Ground) {
    one_release(ground);
    done(install_second(ground));
}

/// The name of the directory of `which` release: the one that has its source.
pub(super) fn release(ground: &Ground, which: Which) -> PathBuf {
    let entries = std::fs::read_dir(ground.prefix()).into_iter().flatten().flatten();
    let own = format!("goroot/src/{which:?}.go");
    let found = entries.map(|entry| entry.path()).find(|path| {
        path.symlink_metadata().is_ok_and(|data| data.is_dir()) && path.join(&own).exists()
    });
    let name = found.and_then(|path| path.file_name().map(PathBuf::from));
    name.unwrap_or_else(|| PathBuf::from("v0.0.0-00000000"))
}

fn done(invocation: Invocation) {
    invocation.run().ends_with(Exit::Done);
}
