//! The releases that sweeps install.

use crate::{Entry, REAL_SIGNED, Real, Workshop, prints};
use std::path::PathBuf;
use std::sync::OnceLock;
use voice::Exit;

/// Which release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that is installed first.
    First,
    /// Its successor: a changed file, one more, one less.
    Second,
    /// The successor's.
    Third,
}

impl Which {
    /// What its Go says.
    pub fn says(self) -> String {
        format!("go version go1.27.3 linux/amd64 {self:?}\n")
    }

    pub(super) fn file_name(self) -> &'static str {
        match self {
            Which::First => "first.run",
            Which::Second => "second.run",
            Which::Third => "third.run",
        }
    }

    /// The installer of the official Go.
    pub(super) fn real(self) -> PathBuf {
        match self {
            Which::First => Real::shared().file(),
            Which::Second => Real::shared().next(),
            Which::Third => THIRD.get_or_init(third_real).clone(),
        }
    }

    /// Every kind of member: directories, texts, an empty file, programs, links, entries of a build cache; a small program
    /// in front, so that a run does not spend its time on hashing.
    pub(super) fn bytes(self) -> Vec<u8> {
        let workshop = Workshop::shared();
        let own = format!("goroot/src/{self:?}.go");
        workshop
            .draft()
            .with_go(&prints(workshop.cpu(), &self.says()))
            .with(Entry::dir("goroot/pkg"))
            .with(Entry::file("goroot/pkg/empty", b""))
            .with(Entry::file("goroot/pkg/same", &[b'x'; 70_000]))
            .with(Entry::link("goroot/pkg/latest", "../src"))
            .with(Entry::program("goroot/pkg/tool", b"#!/bin/sh\n"))
            .with(Entry::file(&own, b"package own\n"))
            .with_gocache(&["of all", &format!("of {self:?}")])
            .with_modules(&[
                "corp.example/all@v1.0.0",
                &format!("corp.example/own@v1.{}.0", self as u32),
            ])
            .with_database()
            .with_small_stub("goferry 0.1.0\n")
            .counting(self as u32 + 1)
            .build(workshop)
    }
}

static THIRD: OnceLock<PathBuf> = OnceLock::new();

/// The successor's successor, kept beside the others.
fn third_real() -> PathBuf {
    let real = Real::shared();
    let place = real.keys().with_file_name("third");
    if !place.is_dir() {
        let unfinished = place.with_file_name(format!("third.{}", std::process::id()));
        std::fs::create_dir_all(&unfinished).expect("a directory");
        let counter = (REAL_SIGNED / 60 + 2).to_string();
        let build = real.build().args(["--counter", &counter, "--sign-openpgp"]);
        let build = build.arg(real.keys().join("release.key")).arg("--output").arg(&unfinished);
        build.run().ends_with(Exit::Done);
        // Another run of the tests may have been quicker.
        std::fs::rename(&unfinished, &place).ok();
    }
    place.join(real.name())
}
