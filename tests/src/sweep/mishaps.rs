//! What `ci/sweep` does besides single operations: a crowd, readers, a stick that is pulled.

use super::medium::{self, Reader};
use super::{crowd, readers};
use crate::Workshop;
use std::path::{Path, PathBuf};

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// Rounds of the crowd, thousands of resolutions, pulls; as many as the table in tests/README.md has without.
    pub count: Option<usize>,
    /// What the crowd throws its dice with.
    pub seed: u64,
}

/// What a sweep found: figures in words, and what must not be.
#[derive(Clone, Debug)]
pub struct Found {
    /// For the table.
    pub figures: String,
    /// A text each.
    pub broken: Vec<String>,
}

/// The sweep `name`; `None` where it is none of these.
pub fn sweep(name: &str, amount: Amount, files: &[PathBuf]) -> Option<Found> {
    match name {
        "crowd" => Some(crowded(amount)),
        "readers" => Some(read(amount)),
        "medium" => Some(pulled(amount, files)),
        _ => None,
    }
}

const ROUNDS: usize = 200;
const PROCESSES: usize = 8;
const THOUSANDS: usize = 1000;

fn crowded(amount: Amount) -> Found {
    let rounds = amount.count.unwrap_or(ROUNDS);
    let tally = crowd::gather(rounds, PROCESSES, amount.seed);
    let figures = format!(
        "{rounds} rounds of {PROCESSES} processes; exit codes {:?}; releases after the rounds {:?}",
        tally.codes, tally.releases
    );
    Found { figures, broken: tally.broken }
}

/// A switch for each thousand resolutions.
fn read(amount: Amount) -> Found {
    let thousands = amount.count.unwrap_or(THOUSANDS);
    let tally = readers::read(thousands, thousands * 1000);
    let figures = format!(
        "{} resolutions during {} switches, of which {} saw another release than before",
        tally.resolutions, tally.switches, tally.seen
    );
    Found { figures, broken: tally.broken }
}

/// Each MiB of the files, or so many of them; without files, of a small installer.
fn pulled(amount: Amount, files: &[PathBuf]) -> Found {
    let small = tempfile::NamedTempFile::new().expect("room for an installer");
    std::fs::write(small.path(), Workshop::shared().mini()).expect("room for an installer");
    let files = if files.is_empty() { vec![small.path().to_owned()] } else { files.to_vec() };
    let mut found = Found { figures: String::new(), broken: Vec::new() };
    for file in &files {
        for reader in [Reader::Installed, Reader::Itself] {
            let (pulls, broken) = medium::pull(file, reader, spread(file, amount.count));
            found.figures +=
                &format!("{}, read by {reader:?}: pulled at {pulls} MiB\n", file.display());
            found.broken.extend(broken);
        }
    }
    found
}

/// All, or about `count` of the MiB of `file`.
fn spread(file: &Path, count: Option<usize>) -> impl Fn(usize) -> bool {
    let all = std::fs::metadata(file).expect("an installer").len() >> 20;
    let step = count.map_or(1, |count| (all as usize / count).max(1));
    move |mebibyte| mebibyte % step == 0
}
