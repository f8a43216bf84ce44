//! Section E: members, as INDEX tells them and as the tar in a frame holds them. The files are signed
//! by a key that the home trusts: what refuses them is the reader of members alone.

mod values;

use super::Case;
use crate::Entry;
use crate::words::container as words;
use serde_json::json;
use tar::{EntryType, Header};
use voice::Exit;
use voice::Text;

/// All cases of section E.
pub fn cases() -> Vec<Case> {
    [
        paths(),
        links(),
        kinds(),
        values::extensions(),
        values::ends(),
        values::modes(),
        values::names(),
        values::disagreements(),
        values::numbers(),
        values::build_caches(),
        values::proxy_trees(),
        values::databases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a case is one of INDEX: `verify` refuses it as an installation does. What a frame holds is seen only where
/// it is expanded.
pub fn is_of_index(case: &Case) -> bool {
    case.says.iter().any(|text| text.name == words::index_line.name)
}

/// A release with one more member.
fn with(row: &'static str, what: &str, says: &[&'static Text], entry: Entry) -> Case {
    Case::new(row, what, Exit::Damaged, says, move |workshop| {
        workshop.draft().with(entry.clone()).build(workshop)
    })
}

/// A release whose frame holds something else where INDEX promises an honest file.
fn held(row: &'static str, what: &str, says: &[&'static Text], change: fn(Entry) -> Entry) -> Case {
    let what = format!("in the frame: {what}");
    Case::new(row, what, Exit::Damaged, says, move |workshop| {
        workshop.draft().with_changed(change).build(workshop)
    })
}

const TOLD: &[&Text] = &[&words::index_line];
const HEADER: &[&Text] = &[&words::checking_frame, &words::member_header];

fn told<'a>(why: &'static Text) -> [&'a Text; 2]
where
    'static: 'a,
{
    [TOLD[0], why]
}

fn paths() -> Vec<Case> {
    let path = |row, why, path: &str| {
        with(row, &format!("INDEX: path {path:?}"), &told(why), Entry::at(path))
    };
    vec![
        path("E1", &words::path_component, "../x"),
        path("E1", &words::path_component, "goroot/../../x"),
        path("E1", &words::path_component, "goroot/src/.."),
        held("E1", "../x", HEADER, |entry| entry.with_header(|header| named(header, b"../x"))),
        path("E2", &words::path_absolute, "/abs"),
        path("E2", &words::path_absolute, "//abs"),
        held("E2", "/abs", HEADER, |entry| entry.with_header(|header| named(header, b"/abs"))),
        held("E2", "//abs", HEADER, |entry| entry.with_header(|header| named(header, b"//abs"))),
    ]
}

fn named(header: &mut Header, name: &[u8]) {
    let field = &mut header.as_old_mut().name;
    field.fill(0);
    field[..name.len()].copy_from_slice(name);
}

fn links() -> Vec<Case> {
    let link = |row, target: &str| {
        let entry = Entry::link("goroot/hostile", target);
        with(row, &format!("INDEX: link to {target:?}"), &told(&words::link_outside), entry)
    };
    let through = |workshop: &crate::Workshop| {
        let inside = Entry::file("goroot/hostile/x", b"x");
        workshop.draft().with(Entry::link("goroot/hostile", "src")).with(inside).build(workshop)
    };
    let over = |workshop: &crate::Workshop| {
        let link = Entry::link("goroot/hostile", "src");
        workshop.draft().with(link).with(Entry::dir("goroot/hostile")).build(workshop)
    };
    let hard = |target: &'static str| {
        Case::new(
            "E7",
            format!("in the frame: hard link to {target}"),
            Exit::Damaged,
            HEADER,
            move |workshop| {
                let change = |entry: Entry| {
                    entry.with_header(|header| linked(header, EntryType::Link, target))
                };
                workshop.draft().with_changed(change).build(workshop)
            },
        )
    };
    vec![
        link("E3", "/etc/passwd"),
        link("E3", "//etc"),
        held("E3", "a symbolic link to /etc/passwd", HEADER, |entry| {
            entry.with_header(|header| linked(header, EntryType::Symlink, "/etc/passwd"))
        }),
        link("E4", "../../../etc"),
        link("E4", "src/../../../etc"),
        link("E4", ".."),
        held("E4", "a symbolic link to ../../../etc", HEADER, |entry| {
            entry.with_header(|header| linked(header, EntryType::Symlink, "../../../etc"))
        }),
        Case::new(
            "E5",
            "INDEX: a file through a link",
            Exit::Damaged,
            &told(&words::index_parent),
            through,
        ),
        with("E5", "in the frame: a link where INDEX has a directory", HEADER, {
            Entry::dir("goroot/hostile")
                .with_header(|header| linked(header, EntryType::Symlink, "/tmp"))
        }),
        Case::new(
            "E6",
            "INDEX: a directory over a link",
            Exit::Damaged,
            &told(&words::index_order),
            over,
        ),
        held("E6", "a directory with the name of a link", HEADER, |entry| {
            entry.with_header(|header| {
                named(header, b"goroot/bin/gofmt/");
                header.set_entry_type(EntryType::Directory);
            })
        }),
        hard("/etc/passwd"),
        hard("goroot/zzz"),
        hard("goroot/bin/gofmt"),
        of_type("E7", "hardlink"),
    ]
}

fn linked(header: &mut Header, kind: EntryType, target: &str) {
    header.set_entry_type(kind);
    header.set_size(0);
    header.set_link_name_literal(target).expect("a short target");
}

/// INDEX knows a file, a directory and a link; any other word is refused.
fn of_type(row: &'static str, word: &str) -> Case {
    let entry = Entry::file("goroot/hostile", b"x").told(json!({ "type": word }));
    with(row, &format!("INDEX: type {word:?}"), &told(&words::index_type), entry)
}

fn kinds() -> Vec<Case> {
    let twice = |workshop: &crate::Workshop| {
        let twin = || Entry::file("goroot/twin", b"x");
        workshop.draft().with(twin()).with(twin()).build(workshop)
    };
    let typed = |row, byte: u8, what: &str| {
        Case::new(row, format!("in the frame: {what}"), Exit::Damaged, HEADER, move |workshop| {
            // The crate would spell some types otherwise; the byte is what counts.
            let change =
                |entry: Entry| entry.with_header(|header| header.as_mut_bytes()[156] = byte);
            workshop.draft().with_changed(change).build(workshop)
        })
    };
    let second = Entry::file("goroot/src/main.go", b"second\n").untold();
    vec![
        Case::new(
            "E8",
            "INDEX: twice the same path",
            Exit::Damaged,
            &told(&words::index_order),
            twice,
        ),
        Case::new(
            "E8",
            "in the frame: twice the same path",
            Exit::Damaged,
            &[&words::after_members],
            move |workshop| workshop.draft().with_last(second.clone()).build(workshop),
        ),
        of_type("E9", "fifo"),
        of_type("E9", "socket"),
        typed("E9", b'6', "a FIFO"),
        of_type("E10", "char"),
        of_type("E10", "block"),
        typed("E10", b'3', "a character device"),
        typed("E10", b'4', "a block device"),
        of_type("E11", "Z"),
        typed("E11", b'Z', "type Z"),
        typed("E11", b'7', "a contiguous file"),
        typed("E11", 0, "the old type of a file, NUL"),
    ]
}
