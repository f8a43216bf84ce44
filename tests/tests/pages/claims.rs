//! What the pages say of themselves and of the code.

use super::markdown::{Page, files, root};
use std::collections::BTreeSet;
use std::path::PathBuf;
use voice::Exit;
use voice::Lang;

const FRONT: [&str; 2] = ["README.md", "README.zh.md"];

#[test]
fn the_front_page_is_short() {
    for page in FRONT.map(Page::read) {
        let lines = page.text.lines().count();
        assert!(lines <= 140, "{page} has {lines} lines");
    }
}

#[test]
fn the_first_screen_says_how_to_use_a_file_and_how_to_make_one() {
    let verify_run_undo = ["gpgv --keyring ", "cp /media/usb/", "goferry uninstall --all"];
    let get_keys_build = ["cargo build --release", "goferry-pack keys init", "goferry-pack build"];
    for page in FRONT.map(Page::read) {
        let screen: Vec<&str> = page.text.lines().take(40).collect();
        for command in verify_run_undo.iter().chain(&get_keys_build) {
            assert!(screen.iter().any(|line| line.contains(command)), "{page}: {command}");
        }
    }
}

#[test]
fn exit_codes_are_those_of_the_programs() {
    let tables = [
        ("stub/README.md", ["code", "meaning"], Lang::En),
        ("stub/README.zh.md", ["退出码", "含义"], Lang::Zh),
    ];
    for (page, columns, lang) in tables {
        let row = |exit: Exit| vec![exit.code().to_string(), exit.meaning().render(lang)];
        assert_eq!(Page::read(page).table(&columns), Exit::ALL.map(row), "{page}");
    }
}

#[test]
fn findings_are_those_of_the_program() {
    let source = source(&PathBuf::from("stub/src/findings/finding.rs"));
    let codes: Vec<String> = source
        .lines()
        .filter_map(|line| line.trim().split_once(" \"INST-")?.1.strip_suffix('"'))
        .map(|code| format!("`INST-{code}`"))
        .collect();
    for (page, columns) in [
        ("stub/README.md", ["code", "what was found", "`repair` mends it"]),
        ("stub/README.zh.md", ["代码", "检查结果", "`repair` 可修复"]),
    ] {
        let told = Page::read(page).table(&columns).into_iter();
        assert_eq!(told.map(|row| row[0].clone()).collect::<Vec<_>>(), codes, "{page}");
    }
}

#[test]
fn every_type_of_the_glossary_is_in_the_crate_it_names() {
    let glossary = Page::read("CONTRIBUTING.md").table(&["word", "type", "crate"]);
    for row in glossary {
        let [word, .., name, place] = &row[..] else { panic!("{row:?}") };
        let (name, place) = (name.trim_matches('`'), place.trim_matches('`'));
        assert_eq!(name.is_empty(), place.is_empty(), "{word}");
        assert!(name.is_empty() || is_declared(name, place), "{word}: no {name} in {place}");
    }
}

fn is_declared(name: &str, place: &str) -> bool {
    let declares = |line: &str| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        let kind = ["struct", "enum", "trait", "type"];
        words.any(|word| kind.contains(&word)) && words.next() == Some(name)
    };
    let mut sources = files(".rs").into_iter().filter(|path| path.starts_with(place));
    sources.any(|path| source(&path).lines().any(declares))
}

fn source(path: &PathBuf) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn unsafe_code_stands_where_the_page_says() {
    let allows = |path: &PathBuf| source(path).lines().any(|l| l.ends_with("[allow(unsafe_code)]"));
    let allowed: BTreeSet<PathBuf> = files(".rs").into_iter().filter(allows).collect();
    for page in ["SECURITY.md", "SECURITY.zh.md"].map(Page::read) {
        let code = page.code().filter(|code| code.ends_with(".rs"));
        assert_eq!(code.map(PathBuf::from).collect::<BTreeSet<_>>(), allowed, "{page}");
    }
}
