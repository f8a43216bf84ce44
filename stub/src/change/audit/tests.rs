//! A record as operations write it, and what is found once somebody was at it.

use super::chain::{Chain, Head};
use super::log::Log;
use super::{NAMES, Operation, watch};
use crate::disk::scratch::Scratch;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::process::Context;
use crate::process::{Kernel, Process};
use crate::words::audit as words;
use std::path::PathBuf;
use voice::Exit;
use voice::{Fact, Lang, Voice};

/// A prefix with a state directory, gone with this value.
struct Prefix {
    path: Scratch,
    layout: Layout,
    context: Context,
}

impl Prefix {
    fn at(&self) -> Installation<'_> {
        Installation { layout: &self.layout, context: &self.context }
    }

    fn new(name: &str) -> Prefix {
        let path = Scratch::new(&format!("audit-{name}"));
        std::fs::create_dir(path.join("state")).unwrap();
        let process = Process::current(Vec::new(), Kernel::INERT);
        let context = Context::new(process, Voice::new(Lang::En, false, true));
        Prefix { layout: Layout::at(&path), path, context }
    }

    /// One with three operations on record: six lines.
    fn with_three(name: &str) -> Prefix {
        let prefix = Prefix::new(name);
        for (action, result) in
            [("install", Exit::Done), ("use", Exit::Busy), ("prune", Exit::Done)]
        {
            prefix.operate(action, result);
        }
        prefix
    }

    fn operate(&self, action: &'static str, exit: Exit) {
        Operation::begin(action, self.at()).unwrap().end_as(exit);
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path.join("state").join(name)
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file("audit.jsonl")).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        self.text().lines().map(str::to_owned).collect()
    }

    fn put(&self, lines: &[String]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(self.file("audit.jsonl"), text).unwrap();
    }

    /// What is found, and what is only noted.
    fn checked(&self) -> [Vec<(&'static str, u64)>; 2] {
        let mut chain = Chain::read(&Log::of(&self.layout).read().unwrap_or_default());
        chain.note_unfinished();
        [chain.findings, chain.notes]
            .map(|all| all.iter().map(|found| (found.said.name(), found.line)).collect())
    }
}

#[test]
fn each_line_is_one_object_that_follows_from_the_one_before() {
    let prefix = Prefix::with_three("lines");
    assert_eq!(prefix.checked(), [vec![], vec![]]);
    let lines = prefix.lines();
    let values: Vec<serde_json::Value> =
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(values[0]["prev_sha256"], "0".repeat(64));
    for (at, value) in values.iter().enumerate() {
        assert_eq!(value["seq"], at as u64 + 1);
        assert_eq!(value["pid"], std::process::id());
        assert_eq!(value["uid"], prefix.context.process.uid);
    }
    assert_eq!((&values[2]["action"], &values[2]["phase"]), (&"use".into(), &"begun".into()));
    assert_eq!((&values[3]["began"], &values[3]["exit"]), (&3.into(), &30.into()));
    assert_eq!(values[3]["result"], "busy");
}

/// What somebody does to the lines, and what is found.
type Row = (&'static str, fn(&mut Vec<String>), &'static [(&'static str, u64)]);

#[test]
fn whatever_is_done_to_the_lines_is_found() {
    let rows: &[Row] = &[
        ("an edit", |l| l[2] = l[2].replace("use", "xxx"), &[("changed", 3)]),
        ("an edit of the first", |l| l[0] = l[0].replace("install", "xxx"), &[("changed", 1)]),
        (
            "an edit of the first link",
            |l| l[0] = l[0].replace("000", "111"),
            &[("no_beginning", 1), ("changed", 1)],
        ),
        ("a deletion", |l| drop(l.remove(2)), &[("missing", 3)]),
        ("a deletion at the beginning", |l| drop(l.drain(..2)), &[("missing", 1)]),
        ("a swap", |l| l.swap(1, 2), &[("missing", 2), ("misplaced", 2), ("missing", 3)]),
        ("a repetition", |l| l.insert(3, l[2].clone()), &[("misplaced", 3)]),
        ("another object", |l| l.insert(3, "{}".into()), &[("foreign", 3)]),
        ("an empty line", |l| l.insert(3, String::new()), &[("foreign", 3)]),
        (
            "a line of the like",
            |l| l.push(l[5].replace("\"seq\":6", "\"seq\":7")),
            &[("changed", 6)],
        ),
        ("a line that is none any more", |l| l[2] = "{\"seq\":3".into(), &[("missing", 3)]),
    ];
    for (what, change, expected) in rows {
        let prefix = Prefix::with_three("changed");
        let mut lines = prefix.lines();
        change(&mut lines);
        prefix.put(&lines);
        let [findings, _] = prefix.checked();
        assert_eq!(findings, *expected, "{what}");
    }
}

#[test]
fn a_line_that_a_power_cut_cut_short_is_noted_and_no_finding() {
    for rest in ["{\"schema\":1,\"se", "\0\0\0\0", "{\"schema\":1,\0\0\0"] {
        let prefix = Prefix::with_three("torn");
        std::fs::write(prefix.file("audit.jsonl"), prefix.text() + rest).unwrap();
        assert_eq!(prefix.checked(), [vec![], vec![("torn", 6)]]);
        prefix.operate("use", Exit::Done);
        assert_eq!(prefix.checked(), [vec![], vec![("torn", 6)]]);
        assert_eq!(prefix.lines().len(), 9);
    }
    // Only its end of line did not come to the disk.
    let prefix = Prefix::with_three("unended");
    std::fs::write(prefix.file("audit.jsonl"), prefix.text().trim_end()).unwrap();
    assert_eq!(prefix.checked(), [vec![], vec![]]);
    prefix.operate("use", Exit::Done);
    assert_eq!(prefix.checked(), [vec![], vec![]]);
}

#[test]
fn an_operation_without_end_is_noted() {
    let prefix = Prefix::with_three("unfinished");
    let operation = Operation::begin("repair", prefix.at()).unwrap();
    assert_eq!(prefix.checked(), [vec![], vec![("unfinished", 7)]]);
    operation.end_as(Exit::Done);
    assert_eq!(prefix.checked(), [vec![], vec![]]);
}

/// What a noted head shows of the record as it is now.
fn held_against(noted: Head, prefix: &Prefix) -> Option<&'static str> {
    let mut chain = Log::of(&prefix.layout).chain().unwrap();
    chain.hold_against(noted);
    chain.findings.first().map(|found| found.said.name())
}

/// The head that would be noted now.
fn head(prefix: &Prefix) -> Head {
    Log::of(&prefix.layout).chain().unwrap().last()
}

#[test]
fn a_noted_head_finds_a_record_that_was_written_anew() {
    let prefix = Prefix::with_three("noted");
    let noted = head(&prefix);
    assert_eq!(noted.seq, 6);
    prefix.operate("use", Exit::Done);
    assert_eq!(held_against(noted, &prefix), None);
    assert_eq!(held_against(Head { seq: 5, ..noted }, &prefix), Some("noted_differs"));
    assert_eq!(held_against(Head { seq: 9, ..noted }, &prefix), Some("noted_missing"));
    // Whole in itself, and another one.
    let forged = Prefix::new("forged");
    (0..3).for_each(|_| forged.operate("pin", Exit::Done));
    assert_eq!(forged.checked(), [vec![], vec![]]);
    assert_eq!(held_against(noted, &forged), Some("noted_differs"));
}

#[test]
fn what_is_done_to_the_end_is_found_by_a_noted_head_alone_and_after_further_operations_too() {
    type Edit = fn(&mut Vec<String>);
    let rows: [(Edit, &str); 3] = [
        (|l| l.truncate(4), "noted_differs"),
        (|l| l[5] = l[5].replace("prune", "x"), "noted_differs"),
        (Vec::clear, "noted_missing"),
    ];
    for (change, found) in rows {
        let prefix = Prefix::with_three("end");
        let noted = head(&prefix);
        let mut lines = prefix.lines();
        change(&mut lines);
        prefix.put(&lines);
        assert_eq!(prefix.checked()[0], []);
        prefix.operate("use", Exit::Done);
        assert_eq!(prefix.checked()[0], []);
        assert_eq!(held_against(noted, &prefix), Some(found));
    }
}

#[test]
fn what_was_refused_is_on_record_only_where_something_is_installed() {
    let refused = |prefix: &Prefix| {
        let verb = || Err(Fact::new(Exit::Untrusted, words::no_file_help()).into());
        watch("trust import", prefix.at(), verb).unwrap_err();
    };
    let nothing = Prefix::new("nothing");
    refused(&nothing);
    assert_eq!(std::fs::read_dir(nothing.path.join("state")).unwrap().count(), 0);
    let installed = Prefix::new("installed");
    std::fs::write(installed.file("environment.json"), "{}").unwrap();
    refused(&installed);
    let line: serde_json::Value = serde_json::from_str(&installed.lines()[0]).unwrap();
    assert_eq!((&line["phase"], &line["exit"]), (&"refused".into(), &22.into()));
    assert_eq!(line["result"], "untrusted");
}

#[test]
fn a_link_planted_for_the_record_is_not_followed() {
    let ground = Prefix::new("planted");
    let target = ground.path.join("victim");
    std::fs::write(&target, "mine").unwrap();
    for name in NAMES {
        let prefix = Prefix::new("planted-one");
        std::os::unix::fs::symlink(&target, prefix.file(name)).unwrap();
        let begun = Operation::begin("use", prefix.at());
        assert_eq!(voice::exit_of(&begun.unwrap_err()), Exit::State, "{name}");
        assert_eq!(std::fs::read(&target).unwrap(), b"mine", "{name}");
    }
}
