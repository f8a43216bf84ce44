//! What is interrupted: an operation, the home it begins with, and what the user does afterwards.

use crate::sweep::ground::{Ground, Which};
use crate::{Invocation, Outcome};
use payloads::Exit;
use std::path::PathBuf;

/// One thing done to a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Installs a release, whether the first or a newer one.
    Install(Which),
    /// Lays the same release down again.
    Force(Which),
    /// Switches to an installed release.
    Use(Which),
    /// Switches back.
    Rollback,
    /// Mends what is installed.
    Repair,
    /// Removes all but so many releases.
    Prune(usize),
    /// Removes a release.
    Remove(Which),
    /// Removes everything.
    Uninstall,
    /// Changes a file of the current release, and removes another: not by goferry.
    Damage,
}

/// An operation with all that a sweep of it needs.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// How reports call it.
    pub name: &'static str,
    /// What is done to an empty home before it.
    pub before: &'static [Act],
    /// What is interrupted.
    pub act: Act,
    /// What the user does after the interruption; it leaves what an undisturbed `act` leaves.
    pub again: Act,
}

/// Every operation that changes a home.
pub const OPERATIONS: [Operation; 9] = {
    use Act::*;
    use Which::*;
    const TWO: &[Act] = &[Install(First), Install(Second)];
    const THREE: &[Act] = &[Install(First), Install(Second), Install(Third)];
    [
        Operation { name: "install", before: &[], act: Install(First), again: Install(First) },
        Operation {
            name: "upgrade",
            before: &[Install(First)],
            act: Install(Second),
            again: Install(Second),
        },
        Operation { name: "force", before: TWO, act: Force(Second), again: Force(Second) },
        Operation { name: "use", before: TWO, act: Use(First), again: Use(First) },
        // Where it was done already, another one would go back again.
        Operation { name: "rollback", before: TWO, act: Rollback, again: Use(First) },
        Operation {
            name: "repair",
            before: &[Install(First), Install(Second), Damage],
            act: Repair,
            again: Repair,
        },
        Operation { name: "prune", before: THREE, act: Prune(1), again: Prune(1) },
        Operation {
            name: "uninstall VERSION",
            before: TWO,
            act: Remove(First),
            again: Remove(First),
        },
        Operation { name: "uninstall", before: TWO, act: Uninstall, again: Uninstall },
    ]
};

impl Operation {
    /// The one of this name.
    pub fn named(name: &str) -> Operation {
        let found = OPERATIONS.iter().find(|operation| operation.name == name);
        *found.unwrap_or_else(|| panic!("no operation is called {name}"))
    }

    /// A user's home, with everything done to it that comes before.
    pub(super) fn prepare(&self, ground: &Ground) {
        for (name, text) in [(".bashrc", "alias ll='ls -l'\n"), (".profile", "umask 022\n")] {
            std::fs::write(ground.home().join(name), text).expect("room for a file");
        }
        for act in self.before {
            act.carry_out(ground);
        }
    }

    /// Whether it mends files one by one, where all others replace whole releases.
    pub(super) fn mends(&self) -> bool {
        self.act == Act::Repair
    }
}

impl Act {
    /// The run that does it.
    pub fn run(self, ground: &Ground) -> Invocation {
        let goferry = ground.goferry();
        let install = |which| {
            goferry.clone().args(["install", "-y", "--no-gate"]).arg(ground.installer(which))
        };
        match self {
            Act::Install(which) => install(which),
            Act::Force(which) => install(which).arg("--force"),
            Act::Use(which) => goferry.arg("use").arg(release(ground, which)),
            Act::Rollback => goferry.arg("rollback"),
            Act::Repair => goferry.args(["repair", "-y"]),
            Act::Prune(keep) => goferry.args(["prune", "-y", "--keep", &keep.to_string()]),
            Act::Remove(which) => goferry.args(["uninstall", "-y"]).arg(release(ground, which)),
            Act::Uninstall => goferry.args(["uninstall", "--all", "-y"]),
            Act::Damage => unreachable!("nothing of ours is run"),
        }
    }

    /// Does it, undisturbed.
    pub fn carry_out(self, ground: &Ground) {
        if self == Act::Damage {
            let goroot = ground.prefix().join("current/goroot");
            std::fs::write(goroot.join("pkg/tool"), "edited\n").expect("a file is there");
            std::fs::remove_file(goroot.join("VERSION")).expect("a file is there");
            return;
        }
        self.run(ground).run().ends_with(Exit::Done);
    }

    /// Whether a second one may end so: there may be nothing left to take away.
    pub(super) fn may_end_with(self, outcome: &Outcome) -> bool {
        let removed = matches!(self, Act::Remove(_) | Act::Uninstall);
        outcome.is_success()
            || (removed && outcome.status.code() == Some(i32::from(Exit::Usage.code())))
    }
}

/// The name of an installed release; where it is not there any more, one that means none.
fn release(ground: &Ground, which: Which) -> PathBuf {
    let entries = std::fs::read_dir(ground.prefix()).into_iter().flatten().flatten();
    let says = |name: &PathBuf| {
        let receipt = ground.prefix().join(name).join("meta/receipt.json");
        let receipt: Option<serde_json::Value> =
            std::fs::read(receipt).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        receipt.is_some_and(|receipt| receipt["counter"] == which as u32 + 1)
    };
    let names = entries.map(|entry| PathBuf::from(entry.file_name()));
    let visible = names.filter(|name| !name.to_string_lossy().starts_with('.'));
    visible.into_iter().find(says).unwrap_or_else(|| PathBuf::from("v0.0.0-00000000"))
}
