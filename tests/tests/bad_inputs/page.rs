//! The page says what the tables say, and names only tests that exist.

use std::collections::BTreeSet;
use std::path::Path;
use tests::bad_inputs::{cases, page, rows::ON_EACH_CPU, rows::Proof, rows::ROWS};

const SOURCES: &[(&str, &str)] = &[
    ("container", include_str!("container.rs")),
    ("manifest", include_str!("manifest.rs")),
    ("repair", include_str!("repair.rs")),
    ("signatures", include_str!("signatures.rs")),
    ("anchors", include_str!("anchors.rs")),
    ("tpm", include_str!("tpm.rs")),
    ("members", include_str!("members.rs")),
    ("zstd", include_str!("zstd.rs")),
    ("clock", include_str!("clock.rs")),
    ("home", include_str!("home.rs")),
    ("places", include_str!("places.rs")),
    ("mounts", include_str!("mounts.rs")),
    ("limits", include_str!("limits.rs")),
    ("faults", include_str!("faults.rs")),
    ("foreign", include_str!("foreign.rs")),
    ("gathering", include_str!("gathering.rs")),
    ("collisions", include_str!("collisions.rs")),
    ("interruptions", include_str!("interruptions.rs")),
    ("rehearsal", include_str!("rehearsal.rs")),
    ("projects", include_str!("projects.rs")),
    ("surroundings", include_str!("surroundings.rs")),
];

/// What proves more than rows.
const ELSEWHERE: &[(&str, &str)] = &[
    ("sweeps", include_str!("../sweeps.rs")),
    ("mishaps", include_str!("../mishaps.rs")),
    ("midway", include_str!("../stories/lifecycle/midway.rs")),
    ("one_rule", include_str!("../stories/one_rule.rs")),
    ("told", include_str!("../stories/told.rs")),
    ("vendored_files", include_str!("../stories/vendored_files.rs")),
    ("commits", include_str!("../stories/commits.rs")),
    ("moved_homes", include_str!("../stories/moved_homes.rs")),
    ("settings_of_go", include_str!("../stories/settings_of_go.rs")),
    ("new_shells", include_str!("../stories/new_shells.rs")),
    ("modules", include_str!("../stories/modules.rs")),
    ("kept_profiles", include_str!("../stories/kept_profiles.rs")),
    ("transfers", include_str!("../chooser/transfers.rs")),
    ("interrupted", include_str!("../chooser/interrupted.rs")),
];

#[test]
fn the_page_is_what_the_tables_say() {
    let page = page::render();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("BAD_INPUTS.md");
    if std::fs::read_to_string(&path).unwrap_or_default() != page {
        let wanted = Path::new(env!("CARGO_TARGET_TMPDIR")).join("BAD_INPUTS.md");
        std::fs::write(&wanted, &page).unwrap();
        panic!(
            "tests/BAD_INPUTS.md is not what the tables say; read the difference, then:\n  cp {} {}",
            wanted.display(),
            path.display()
        );
    }
}

#[test]
fn no_row_is_missing() {
    let lengths = [
        ('A', 16),
        ('B', 15),
        ('C', 15),
        ('D', 9),
        ('E', 23),
        ('F', 10),
        ('G', 8),
        ('H', 18),
        ('I', 10),
        ('J', 7),
        ('K', 15),
        ('L', 16),
        ('M', 10),
    ];
    let expected: Vec<String> = lengths
        .iter()
        .flat_map(|(letter, n)| (1..=*n).map(move |i| format!("{letter}{i}")))
        .collect();
    let found: Vec<&str> = ROWS.iter().map(|row| row.id).collect();
    assert_eq!(found.len(), 172);
    assert_eq!(found, expected);
}

#[test]
fn each_proof_is_a_test_and_each_table_has_cases() {
    let cases = cases();
    for row in ROWS {
        assert!(!row.proofs.is_empty(), "{}", row.id);
        for proof in row.proofs {
            let (Proof::Table(test) | Proof::Test(test)) = proof else { continue };
            let (file, function) = test.split_once("::").unwrap();
            let source = SOURCES
                .iter()
                .chain(ELSEWHERE)
                .find(|(name, _)| *name == file)
                .unwrap_or_else(|| panic!("{file}"))
                .1;
            assert!(
                source.contains(&format!("#[test]\nfn {function}()")),
                "{}: there is no test {test}",
                row.id
            );
        }
        let is_table = row.proofs.iter().any(|proof| matches!(proof, Proof::Table(_)));
        let count = cases.iter().filter(|case| case.row == row.id).count();
        assert_eq!(is_table, count > 0, "{}: {count} cases", row.id);
        for case in cases.iter().filter(|case| case.row == row.id) {
            let code = case.exit.code().to_string();
            assert!(row.exit.contains(&code), "{}: {} ends with {code}", row.id, case.what);
        }
    }
}

#[test]
fn each_test_belongs_to_a_row() {
    let named = |test: &str| {
        let proofs = ROWS.iter().flat_map(|row| row.proofs);
        let proves_tables = ON_EACH_CPU.contains(&test);
        proves_tables
            || proofs.into_iter().any(
                |proof| matches!(proof, Proof::Table(name) | Proof::Test(name) if *name == test),
            )
    };
    for (file, source) in SOURCES {
        for function in
            source.split("#[test]\nfn ").skip(1).filter_map(|rest| rest.split_once("()"))
        {
            let test = format!("{file}::{}", function.0);
            assert!(named(&test), "{test} proves no row");
        }
    }
}

#[test]
fn each_case_belongs_to_a_row_and_says_what_it_is() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(ROWS.iter().any(|row| row.id == case.row), "{}", case.row);
        assert!(
            seen.insert((case.row, case.what.clone())),
            "{} {} occurs twice",
            case.row,
            case.what
        );
    }
}
