//! The operations that are swept: the home each begins with, what is run there, and what is run again
//! after it was cut off.

use super::ground::{Ground, Which};
use super::judge::Grain;
use crate::Invocation;
use std::path::{Path, PathBuf};
use voice::Exit;

/// One verb in one situation. Who saw it cut off runs the same command again.
#[derive(Clone, Copy)]
pub struct Operation {
    /// As the table names it.
    pub name: &'static str,
    /// What is never seen half done.
    pub grain: Grain,
    prepare: fn(&Ground),
    run: fn(&Ground) -> Invocation,
    /// How running it again may end where all was done already, besides 0.
    pub nothing_to_do: Option<Exit>,
}

impl Operation {
    /// All of them; those that unpack a release, and take longest, come first.
    pub const ALL: &'static [Operation] = &[
        Operation::plain("install", Ground::make_home, install_first),
        Operation::plain("adopt", by_hand, adopt),
        Operation::plain("upgrade", one_release, install_second),
        Operation::plain("force", worn, force_second),
        Operation { grain: Grain::File, ..Operation::plain("repair", worn, repair) },
        Operation::plain("use", two_releases, use_first),
        Operation::plain("rollback", two_releases, |ground| ground.goferry().arg("rollback"))
            .or_else(Exit::Preflight),
        Operation::plain("prune", three_releases, prune),
        Operation::plain("uninstall one", two_releases, uninstall_first).or_else(Exit::Usage),
        Operation::plain("uninstall", two_releases, uninstall_all).or_else(Exit::Usage),
    ];

    /// Those of small releases alone: the official Go's bring no modules.
    pub const OF_MODULES: &'static [Operation] = &[
        Operation::plain("modules add", one_release, |ground| add_modules(ground, Which::Second)),
        Operation::plain("modules prune", added_twice, |ground| {
            ground.goferry().args(["modules", "prune"])
        }),
    ];

    /// Those with a gate, and with it.
    pub const GATED: &'static [Operation] = &[
        Operation::plain("install, gate", Ground::make_home, |ground| gated(ground, Which::First)),
        Operation::plain("upgrade, gate", one_release, |ground| gated(ground, Which::Second)),
        Operation::plain("force, gate", worn, |ground| gated(ground, Which::Second).arg("--force")),
    ];

    const fn plain(
        name: &'static str,
        prepare: fn(&Ground),
        run: fn(&Ground) -> Invocation,
    ) -> Operation {
        Operation { name, grain: Grain::Release, prepare, run, nothing_to_do: None }
    }

    const fn or_else(self, exit: Exit) -> Operation {
        Operation { nothing_to_do: Some(exit), ..self }
    }

    /// All that small releases can be swept with.
    pub fn small() -> impl Iterator<Item = Operation> {
        Operation::ALL.iter().chain(Operation::OF_MODULES).copied()
    }

    /// The one that is called `name`.
    pub fn named(name: &str) -> Option<Operation> {
        let mut all = Operation::small().chain(Operation::GATED.iter().copied());
        all.find(|operation| operation.name == name)
    }

    /// Makes the home it begins with.
    pub fn prepare(&self, ground: &Ground) {
        (self.prepare)(ground);
    }

    /// Its command.
    pub fn run(&self, ground: &Ground) -> Invocation {
        (self.run)(ground)
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

fn gated(ground: &Ground, which: Which) -> Invocation {
    ground.goferry().args(["install", "-y"]).arg(ground.installer(which)).taking_at_most(600)
}

fn install_first(ground: &Ground) -> Invocation {
    install(ground, Which::First)
}

fn install_second(ground: &Ground) -> Invocation {
    install(ground, Which::Second)
}

fn force_second(ground: &Ground) -> Invocation {
    install(ground, Which::Second).arg("--force")
}

fn adopt(ground: &Ground) -> Invocation {
    install_first(ground).arg("--adopt")
}

fn use_first(ground: &Ground) -> Invocation {
    ground.goferry().arg("use").arg(ground.name(Which::First))
}

fn repair(ground: &Ground) -> Invocation {
    ground.goferry().args(["repair", "-y", "--from"]).arg(ground.installer(Which::Second))
}

fn prune(ground: &Ground) -> Invocation {
    ground.goferry().args(["prune", "--keep", "1"])
}

fn uninstall_all(ground: &Ground) -> Invocation {
    ground.goferry().args(["uninstall", "--all", "-y"])
}

fn uninstall_first(ground: &Ground) -> Invocation {
    ground.goferry().args(["uninstall", "-y"]).arg(ground.name(Which::First))
}

fn add_modules(ground: &Ground, which: Which) -> Invocation {
    ground.goferry().args(["modules", "add", "-y"]).arg(ground.installer(which))
}

/// A release, and the modules of two others, one of which follows the other.
fn added_twice(ground: &Ground) {
    one_release(ground);
    for which in [Which::Second, Which::Third] {
        add_modules(ground, which).run().ends_with(Exit::Done);
    }
}

/// A version laid out and linked by hand, as guides teach, with a Go that says which one it is.
fn by_hand(ground: &Ground) {
    ground.make_home();
    let script = r#"
        cd ~/goenv/v1.21.0
        printf 'go1.21.0\ntime 2023-08-04T20:14:06Z\n' >goroot/VERSION
        printf '#!/bin/sh\necho go version go1.21.0 linux/amd64\n' >goroot/bin/go
        printf '#!/bin/sh\n' >gopath/bin/tool
        chmod +x goroot/bin/go gopath/bin/tool
        ln -s ~/goenv/v1.21.0/goroot ~/goenv/current-goroot
        ln -s ~/goenv/v1.21.0/gopath ~/goenv/current-gopath"#;
    for directory in ["goroot/bin", "gopath/bin"] {
        std::fs::create_dir_all(ground.prefix().join("v1.21.0").join(directory)).expect("room");
    }
    ground.program(Path::new("/bin/sh")).args(["-euc", script]).run().ends_with(Exit::Done);
}

fn one_release(ground: &Ground) {
    ground.once("one release", |ground| {
        ground.make_home();
        installed(ground, Which::First);
        let tool = ground.prefix().join("gopath/bin/tool");
        std::fs::create_dir_all(tool.parent().expect("a parent")).expect("a directory");
        std::fs::write(tool, "mine\n").expect("room for a file");
    });
}

fn two_releases(ground: &Ground) {
    ground.once("two releases", |ground| {
        one_release(ground);
        installed(ground, Which::Second);
    });
}

fn three_releases(ground: &Ground) {
    two_releases(ground);
    installed(ground, Which::Third);
}

fn installed(ground: &Ground, which: Which) {
    install(ground, which).run().ends_with(Exit::Done);
    ground.remember(which);
}

/// Two releases, the current one with a file changed, one gone, one that is not its own, a link that leads
/// elsewhere, and a mode.
fn worn(ground: &Ground) {
    use std::os::unix::fs::{PermissionsExt, symlink};
    two_releases(ground);
    let goroot = ground.prefix().join("current/goroot");
    let write = |name: &str| std::fs::write(goroot.join(name), "changed\n").expect("room");
    ["VERSION", "src/stray.go"].into_iter().for_each(write);
    let gofmt = goroot.join("bin/gofmt");
    std::fs::remove_file(&gofmt).expect("a program, or a link to one");
    symlink("nowhere", gofmt).expect("a link");
    let own = ["pkg/same", "src/builtin/builtin.go"].map(|name| goroot.join(name));
    let own = own.iter().find(|path| path.exists()).expect("a file of the release");
    std::fs::remove_file(own).expect("a file of the release");
    let closed = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(goroot.join("go.env"), closed).expect("a file of the release");
}

/// The name of the directory of `which` small release: the one that has its source. Whatever is there or not.
pub(super) fn release(ground: &Ground, which: Which) -> PathBuf {
    let entries = std::fs::read_dir(ground.prefix()).into_iter().flatten().flatten();
    let own = format!("goroot/src/{which:?}.go");
    let found = entries.map(|entry| entry.path()).find(|path| {
        path.symlink_metadata().is_ok_and(|data| data.is_dir()) && path.join(&own).exists()
    });
    let name = found.and_then(|path| path.file_name().map(PathBuf::from));
    name.unwrap_or_else(|| PathBuf::from("v0.0.0-00000000"))
}
