//! What happens to a home besides killed runs: the power goes, the disk is full, the medium is pulled, others
//! are at work. Here a sample of each; `ci/sweep` does all of it.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used)]

use payloads::platform::Cpu;
use tests::sweep::medium::{self, Reader};
use tests::sweep::operation::Operation;
use tests::sweep::power::Power;
use tests::sweep::report::Row;
use tests::sweep::space::{Scarce, exhaust};
use tests::sweep::{crew, crowd, lasting, readers};
use tests::words::install as words;
use tests::{Chance, Entry, Home, Release, Workshop};
use voice::Exit;
use voice::Lang;

const SEED: u64 = 6;

fn named(name: &str) -> Operation {
    Operation::named(name).expect("an operation")
}

#[track_caller]
fn holds(row: &Row) {
    println!("{}\n{row}", Row::HEAD);
    let findings: Vec<&str> = row.findings.iter().map(|finding| finding.0.as_str()).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

/// Cuts the power at `count` points of an operation.
fn survives_cuts(name: &str, count: usize) {
    let row = crew::sweep(
        || Power::over(named(name)),
        |power| Chance::new(SEED).some_of(power.everywhere(), count),
        Power::cut,
    );
    holds(&row);
    assert_eq!(row.runs, count);
}

#[test]
fn a_power_cut_leaves_the_old_release_or_the_new_one() {
    for name in ["install", "upgrade", "rollback", "uninstall", "modules add", "modules prune"] {
        survives_cuts(name, 16);
    }
}

#[test]
fn nothing_is_left_to_the_luck_of_a_file_system() {
    for operation in Operation::small() {
        let findings = lasting::left_to_luck(operation);
        let findings: Vec<&str> = findings.iter().map(|finding| finding.0.as_str()).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

#[test]
fn a_disk_that_fills_up_under_a_run_is_left_as_it_was() {
    for name in ["install", "upgrade", "modules add"] {
        for scarce in [Scarce::Pages, Scarce::Inodes] {
            let row = exhaust(named(name), scarce, 3);
            holds(&row);
            assert!(row.old > 3, "{row}");
        }
    }
}

#[test]
fn a_full_disk_keeps_nobody_from_taking_away() {
    for name in ["uninstall one", "uninstall", "prune"] {
        let row = exhaust(named(name), Scarce::Pages, 1);
        holds(&row);
        assert_eq!(row.points, 0, "{row}: it takes room to make room");
    }
}

/// Six MiB more than its program, which cannot be compressed.
fn of_many_mebibytes(cpu: Cpu) -> Vec<u8> {
    let mut chance = Chance::new(SEED);
    let noise: Vec<u8> = (0..6 << 17).flat_map(|_| chance.number().to_le_bytes()).collect();
    let release = Release::mini().with_stub_for(cpu).with(Entry::file("goroot/noise", &noise));
    release.build(Workshop::shared())
}

#[test]
fn a_stick_that_is_pulled_is_named_and_nothing_is_changed() {
    let home = Home::empty();
    let file = home.lay("large.run", &of_many_mebibytes(Cpu::X86_64));
    for reader in [Reader::Installed, Reader::Itself] {
        let (pulls, broken) = medium::pull(&file, reader, |_| true);
        assert!(broken.is_empty() && pulls > 4, "{pulls} {}", broken.join("\n\n"));
    }
}

#[test]
fn a_stick_that_is_pulled_while_it_is_read_is_named_and_nothing_is_changed() {
    let home = Home::empty();
    let file = home.lay("large.run", &of_many_mebibytes(Cpu::X86_64));
    for reader in [Reader::Installed, Reader::Itself] {
        let (pulls, broken) = medium::pull_while_read(&file, reader, |n| n < 3 || n % 8 == 0);
        assert!(broken.is_empty() && pulls > 4, "{pulls} {}", broken.join("\n\n"));
    }
}

#[test]
fn a_stick_that_is_pulled_before_the_program_is_read_whole_is_named_in_either_language() {
    let home = Home::empty();
    for cpu in Cpu::BUILT {
        let file = home.lay(&format!("{cpu}.run"), &of_many_mebibytes(cpu));
        for lang in [Lang::En, Lang::Zh] {
            let install = ["install", "-y", "--no-gate"];
            let (outcome, differences) = medium::pull_at_start(&file, &install, lang);
            let said = &[&words::program_gone, &words::program_gone_help];
            outcome.ends_with(Exit::Medium).says(said);
            assert_eq!(differences, "");
        }
        let (outcome, _) = medium::pull_at_start(&file, &["versions", "--json"], Lang::En);
        let told: serde_json::Value = serde_json::from_str(&outcome.stderr).expect("one document");
        assert_eq!((&told["id"], &told["exit"]), (&"PROGRAM_GONE".into(), &24.into()));
    }
}

#[test]
fn eight_at_once_leave_a_home_that_is_whole() {
    let tally = crowd::gather(12, 8, SEED);
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n\n"));
    assert!(tally.codes.contains_key(&0) && tally.releases.len() > 1, "{tally:?}");
}

#[test]
fn whoever_resolves_current_finds_a_whole_release() {
    let tally = readers::read(20, 20_000);
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n\n"));
    assert!(tally.seen > 10, "{tally:?}");
}
