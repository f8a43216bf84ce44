//! The closed set of bad inputs: which rows there are ([`rows`]), the hostile files of those that are
//! files ([`container`], [`manifest`], [`signatures`], [`anchors`], [`members`], [`zstd`]), and the page that
//! says what became of each row.

pub mod anchors;
pub mod container;
pub mod manifest;
pub mod members;
pub mod page;
pub mod rows;
pub mod signatures;
pub mod zstd;

use crate::{Home, Workshop};
use voice::Exit;
use voice::{Lang, Text};

/// One hostile file, and what must be said of it.
pub struct Case {
    /// The row it belongs to: `A4`.
    pub row: &'static str,
    /// What is wrong with it.
    pub what: String,
    /// How it is made.
    pub make: Make,
    /// The exit code it must be refused with.
    pub exit: Exit,
    /// Entries of the catalogue that must be said, in either language.
    pub says: Vec<&'static Text>,
}

type Make = Box<dyn Fn(&Workshop) -> Vec<u8> + Send + Sync>;

impl Case {
    /// A case of `row`, refused with `exit` and these words.
    pub fn new(
        row: &'static str,
        what: impl Into<String>,
        exit: Exit,
        says: &[&'static Text],
        make: impl Fn(&Workshop) -> Vec<u8> + Send + Sync + 'static,
    ) -> Case {
        Case { row, what: what.into(), make: Box::new(make), exit, says: says.to_vec() }
    }
}

/// Every case of every table.
pub fn cases() -> Vec<Case> {
    let tables = [
        container::cases(),
        manifest::cases(),
        signatures::cases(),
        anchors::cases(),
        members::cases(),
        zstd::cases(),
    ];
    tables.into_iter().flatten().collect()
}

/// How a case is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Installed by the goferry that is already here.
    Install,
    /// Checked by it.
    Verify,
    /// Checked by the packer.
    PackVerify,
    /// Unpacked by the packer, beside the home.
    PackExtract,
}

/// Tries `cases` in one home, each in these ways, the first of them in both languages where the home is one
/// of this machine; after each the home must be what it was to the bit, and its Go must work. A failure
/// says which case it was.
pub fn refuse(home: &Home, cases: Vec<Case>, trials: &[Trial]) {
    let before = home.tree();
    for case in cases {
        let file = home.beside("bad.run");
        std::fs::write(&file, (case.make)(home.workshop())).expect("room for a file");
        let is_native = home.workshop().cpu() == crate::host();
        let chinese = trials.first().filter(|_| is_native).map(|first| (*first, Lang::Zh));
        for (trial, lang) in trials.iter().map(|trial| (*trial, Lang::En)).chain(chinese) {
            let said = format!("{}: {} ({trial:?})", case.row, case.what);
            let outcome = trial.invocation(home, &file).lang(lang).run();
            let outcome =
                crate::Outcome { command: format!("{said}\n{}", outcome.command), ..outcome };
            outcome.ends_with(case.exit).says(&case.says);
            assert!(outcome.stderr.contains("bad.run"), "the file is not named: {outcome}");
            home.withstood(&before, &outcome);
        }
    }
}

impl Trial {
    fn invocation(self, home: &Home, file: &std::path::Path) -> crate::Invocation {
        match self {
            Trial::Install => home.install(file),
            Trial::Verify => home.goferry().arg("verify").arg(file),
            Trial::PackVerify => home.packer().arg("verify").arg(file),
            Trial::PackExtract => {
                let out = home.beside("extracted");
                if out.exists() {
                    std::fs::remove_dir_all(&out).expect("our own scratch directory");
                }
                home.packer().arg("extract").arg("-C").arg(out).arg(file)
            }
        }
    }
}
