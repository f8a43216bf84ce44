//! What a member says of itself: extensions, modes, names, numbers, and what INDEX says otherwise.

use super::{HEADER, held, told, with};
use crate::Entry;
use crate::bad_inputs::Case;
use crate::words::container as words;
use crate::workshop::extension;
use payloads::container::tar_header;
use serde_json::{Value, json};
use tar::EntryType;
use voice::Exit;
use voice::Text;

pub(super) fn extensions() -> Vec<Case> {
    let pax = EntryType::XHeader;
    let alone = |workshop: &crate::Workshop| {
        let entry = Entry::file("goroot/zzz", b"")
            .untold()
            .held(extension(EntryType::XHeader, b"12 size=100\n"));
        workshop.draft().with_last(entry).build(workshop)
    };
    let two_names = |workshop: &crate::Workshop| {
        let kind = EntryType::GNULongName;
        let change = |entry: Entry| entry.after(kind, b"goroot/one\0").after(kind, b"goroot/two\0");
        workshop.draft().with_changed(change).build(workshop)
    };
    let sparse = |entry: Entry| {
        entry.with_header(|header| {
            header.set_entry_type(EntryType::GNUSparse);
            let gnu = header.as_gnu_mut().expect("a GNU header");
            gnu.set_real_size(1 << 60);
        })
    };
    vec![
        before("E12", "PAX says a larger size", pax, b"16 size=9999999\n"),
        before("E12", "PAX says a smaller size", pax, b"10 size=1\n"),
        before("E13", "malformed PAX", pax, b"999999 size\n"),
        before("E13", "PAX that is no text", pax, b"\xff\xff\xff\xff"),
        Case::new(
            "E13",
            "in the frame: PAX without a file",
            Exit::Damaged,
            &[&words::after_members],
            alone,
        ),
        Case::new("E13", "in the frame: two long names", Exit::Damaged, HEADER, two_names),
        before("E13", "a PAX global header", EntryType::XGlobalHeader, b"12 size=100\n"),
        held("E14", "a GNU sparse file of 2^60 bytes", HEADER, sparse),
        before("E14", "a sparse file by PAX", pax, b"31 GNU.sparse.realsize=99999999\n"),
        before("E20", "extended attributes", pax, b"31 SCHILY.xattr.user.x=hostile\n"),
        before("E20", "an access control list", pax, b"33 SCHILY.acl.access=user::rwx,x\n"),
        before("E20", "a capability", pax, b"40 SCHILY.xattr.security.capability=\x01\x00\n"),
        with("E20", "INDEX: a key xattr", &told(&words::shape), {
            Entry::file("goroot/hostile", b"x").told(json!({ "xattr": "user.x" }))
        }),
    ]
}

pub(super) fn ends() -> Vec<Case> {
    let ending = |what: &str, says: &'static Text, end: fn() -> Vec<u8>| {
        Case::new("E15", what, Exit::Damaged, &[says], move |workshop| {
            workshop.draft().ending(end()).build(workshop)
        })
    };
    let within = Entry::file("goroot/hidden", b"").untold().held(tar_header::end_blocks());
    vec![
        ending("no end blocks", &words::end_blocks, Vec::new),
        ending("one end block", &words::end_blocks, || vec![0; tar_header::BLOCK]),
        ending("end blocks that are not zero", &words::end_blocks, || {
            vec![1; 2 * tar_header::BLOCK]
        }),
        ending("a member after the end blocks", &words::after_members, || {
            [tar_header::end_blocks(), extension(EntryType::Regular, b"hidden")].concat()
        }),
        Case::new(
            "E15",
            "end blocks before the last members",
            Exit::Damaged,
            HEADER,
            move |workshop| workshop.draft().with(within.clone()).build(workshop),
        ),
        Case::new(
            "E15",
            "end blocks behind the members of Go",
            Exit::Damaged,
            &[&words::after_members],
            |workshop| {
                let end = Entry::file("goroot/zzz", b"").untold().held(tar_header::end_blocks());
                workshop.draft().with_last(end).build(workshop)
            },
        ),
    ]
}

pub(super) fn modes() -> Vec<Case> {
    let file = |mode: &str| {
        let entry = Entry::file("goroot/hostile", b"x").told(json!({ "mode": mode }));
        with("E16", &format!("INDEX: a file of mode {mode}"), &told(&words::index_mode), entry)
    };
    let dir = |mode: &str| {
        let entry = Entry::dir("goroot/hostile").told(json!({ "mode": mode }));
        with("E16", &format!("INDEX: a directory of mode {mode}"), &told(&words::index_mode), entry)
    };
    let held_mode = |mode: u32| {
        Case::new(
            "E16",
            format!("in the frame: mode {mode:04o}"),
            Exit::Damaged,
            HEADER,
            move |workshop| {
                let change = |entry: Entry| entry.with_header(|header| header.set_mode(mode));
                workshop.draft().with_changed(change).build(workshop)
            },
        )
    };
    let mut cases: Vec<Case> = ["4755", "2755", "1755", "0666", "0000", "755", ""].map(file).into();
    cases.extend(["0000", "0555", "0644", "1777", "2755"].map(dir));
    cases.extend([0o4755, 0o2755, 0o1644, 0o666, 0, 0o755].map(held_mode));
    cases
}

pub(super) fn names() -> Vec<Case> {
    let path = |what: &str, why, path: String| {
        with(
            "E17",
            &format!("INDEX: {what}"),
            &told(why),
            Entry::at("x").told(json!({ "path": path })).sorted_as(&path),
        )
    };
    let below_file = |workshop: &crate::Workshop| {
        workshop
            .draft()
            .with(Entry::file("goroot/x", b""))
            .with(Entry::file("goroot/x/y", b""))
            .build(workshop)
    };
    let link = |what: &str, target: String| {
        let entry = Entry::link("goroot/x", "y").told(json!({ "target": target }));
        (format!("INDEX: {what}"), entry)
    };
    let (long_target, target) = link("a link's target of 1025 bytes", "n/".repeat(512) + "n");
    let (long_name, name) = link("a link to a name of 256 bytes", "n".repeat(256));
    vec![
        path("a name of 256 bytes", &words::name_length, format!("goroot/{}", "n".repeat(256))),
        with("E17", &long_target, &told(&words::path_length), target),
        with("E17", &long_name, &told(&words::name_length), name),
        path(
            "a path of 1025 bytes",
            &words::path_length,
            format!("goroot/{}", "nn/".repeat(339) + "n"),
        ),
        path(
            "a path above PATH_MAX",
            &words::path_length,
            format!("goroot/{}", "n/".repeat(2500) + "n"),
        ),
        path("no path", &words::path_component, String::new()),
        path("NUL in a path", &words::path_control, "goroot/x\0y".to_owned()),
        path("a newline in a path", &words::path_control, "goroot/x\ny".to_owned()),
        path("ESC in a path", &words::path_control, "goroot/\u{1b}[2J".to_owned()),
        path("the path .", &words::path_component, ".".to_owned()),
        path("a component .", &words::path_component, "goroot/./x".to_owned()),
        path("an empty component", &words::path_component, "goroot//x".to_owned()),
        path("a path outside its component", &words::index_frame, "goroot-too".to_owned()),
        Case::new(
            "E17",
            "INDEX: a file below a file",
            Exit::Damaged,
            &told(&words::index_parent),
            below_file,
        ),
        with(
            "E17",
            "INDEX: no parent directory",
            &told(&words::index_parent),
            Entry::file("goroot/none/x", b"x"),
        ),
        with("E17", "INDEX: a line of 9000 bytes", &told(&words::index_not_canonical), {
            Entry::file("goroot/x", b"").told(json!({ "target": "t".repeat(9000) }))
        }),
        with("E17", "INDEX: a line with a blank in it", &told(&words::index_not_canonical), {
            Entry::file("goroot/x", b"").retold(|line| [b"{ ", &line[1..]].concat())
        }),
        with("E17", "INDEX: a path that is no UTF-8", &told(&words::shape), {
            let broken =
                |line: Vec<u8>| line.iter().map(|b| if *b == b'x' { 0xff } else { *b }).collect();
            Entry::file("goroot/x", b"").retold(broken)
        }),
    ]
}

pub(super) fn disagreements() -> Vec<Case> {
    let told_otherwise = |what: &str, says: &[&'static Text], changes: Value| {
        let entry = Entry::file("goroot/hostile", b"contents\n").told(changes);
        with("E18", &format!("INDEX: another {what}"), says, entry)
    };
    let frame = |number: u64| {
        let entry = Entry::file("goroot/hostile", b"x").told(json!({ "frame": number }));
        with(
            "E18",
            &format!("INDEX: a member of frame {number}"),
            &told(&words::index_frame),
            entry,
        )
    };
    let swapped = |workshop: &crate::Workshop| {
        let (one, two) = (Entry::file("goroot/x1", b"1"), Entry::file("goroot/x2", b"2"));
        let lines = [&one, &two].map(Clone::clone);
        let [one, two] = [one.held(lines[1].tar.clone()), two.held(lines[0].tar.clone())];
        workshop.draft().with(one).with(two).build(workshop)
    };
    let out_of_order = |workshop: &crate::Workshop| {
        workshop.draft().with_last(Entry::file("goroot/aaa", b"1")).build(workshop)
    };
    let zeros = "0".repeat(64);
    vec![
        with(
            "E18",
            "a member of the frame that INDEX lacks",
            HEADER,
            Entry::file("goroot/hidden", b"x").untold(),
        ),
        with(
            "E18",
            "a member of INDEX that the frame lacks",
            HEADER,
            Entry::file("goroot/absent", b"x").held(Vec::new()),
        ),
        told_otherwise("size", HEADER, json!({ "size": 10 })),
        told_otherwise("size by a block", HEADER, json!({ "size": 1000 })),
        told_otherwise("mode", HEADER, json!({ "mode": "0755" })),
        told_otherwise("digest", &[&words::member_digest], json!({ "sha256": zeros })),
        told_otherwise(
            "type",
            HEADER,
            json!({ "type": "dir", "mode": "0755", "size": null, "sha256": null }),
        ),
        Case::new("E18", "in the frame: another order", Exit::Damaged, HEADER, swapped),
        Case::new(
            "E18",
            "INDEX: another order",
            Exit::Damaged,
            &told(&words::index_order),
            out_of_order,
        ),
        frame(1),
        frame(2),
        frame((1 << 53) - 1),
        Case::new(
            "E18",
            "the manifest counts one more",
            Exit::Damaged,
            &[&words::index_count],
            |workshop| workshop.draft().stating(|entry| entry.members += 1).build(workshop),
        ),
        held("E18", "padding that is not zero", &[&words::member_padding], |mut entry| {
            *entry.tar.last_mut().expect("padding") = 1;
            entry
        }),
    ]
}

pub(super) fn numbers() -> Vec<Case> {
    let field = |what: &str, at: usize, bytes: &'static [u8]| {
        Case::new("E19", format!("in the frame: {what}"), Exit::Damaged, HEADER, move |workshop| {
            let change = |entry: Entry| {
                entry.with_header(|header| {
                    header.as_mut_bytes()[at..at + bytes.len()].copy_from_slice(bytes)
                })
            };
            workshop.draft().with_changed(change).build(workshop)
        })
    };
    const UID: usize = 108;
    const SIZE: usize = 124;
    const MTIME: usize = 136;
    vec![
        held("E19", "a wrong checksum", HEADER, |entry| {
            entry.with_header_bytes(|bytes| bytes[150] ^= 1)
        }),
        field("octal garbage in the size", SIZE, b"99999999999\0"),
        field("no digits in the size", SIZE, b"           \0"),
        field("a size in base 256", SIZE, b"\x80\0\0\0\x7f\0\0\0\0\0\0\x0d"),
        field(
            "a negative size in base 256",
            SIZE,
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ),
        field("uid 2^63", UID, b"\x80\0\0\0\0\0\0\0"),
        field("mtime -1", MTIME, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        field("mtime in the year 10000", MTIME, b"3546574473400"[..12].as_ref()),
        field("a user's name", 265, b"root"),
        field("a device number", 329, b"0000001\0"),
    ]
}

/// An extension member in front of the honest file.
fn before(row: &'static str, what: &str, kind: EntryType, contents: &'static [u8]) -> Case {
    Case::new(row, format!("in the frame: {what}"), Exit::Damaged, HEADER, move |workshop| {
        let change = |entry: Entry| entry.after(kind, contents);
        workshop.draft().with_changed(change).build(workshop)
    })
}

/// What is no entry of Go's build cache, or lies where none may.
pub(super) fn build_caches() -> Vec<Case> {
    let holds = |what: &str, entry: Entry| among("E21", "gocache", what, vec![entry]);
    let entry = |part: &str, end: &str| format!("gocache/{part}/{}-{end}", "ff".repeat(32));
    let below = |what: &str, entry: Entry| {
        among("E21", "gocache", what, vec![Entry::dir("gocache/ff"), entry])
    };
    vec![
        holds("a file beside its parts", Entry::file("gocache/trim.txt", b"1")),
        holds("a part of another name", Entry::dir("gocache/fuzz")),
        holds("an entry that is no part", Entry::file("gocache/ff", b"x")),
        below("an entry that is a program", Entry::program(&entry("ff", "d"), b"#!/bin/sh\n")),
        below("an entry that is a link", Entry::link(&entry("ff", "d"), "../0a/other")),
        below(
            "an entry of another part",
            Entry::file(&entry("ff", "d").replace("/ffff", "/00ff"), b"x"),
        ),
        below("an entry of a third kind", Entry::file(&entry("ff", "x"), b"x")),
        with(
            "E21",
            "an entry in the frame of Go",
            &told(&words::index_frame),
            Entry::dir("gocache"),
        ),
    ]
}

/// What no proxy serves among modules.
pub(super) fn proxy_trees() -> Vec<Case> {
    let holds = |what: &str, entry: Entry| among("E22", "modcache", what, vec![entry]);
    let version = |ending: &str| format!("modcache/corp.example/a/@v/v9.0.0{ending}");
    vec![
        holds("a file beside the modules", Entry::file("modcache/cache.lock", b"")),
        holds("a file beside the versions", Entry::file("modcache/corp.example/a/x.go", b"")),
        holds("a file of another ending", Entry::file(&version(".ziphash"), b"h1:x")),
        holds("a version that is a program", Entry::program(&version(".mod"), b"#!/bin/sh\n")),
        holds("a version that is a link", Entry::link(&version(".zip"), "v1.0.0.zip")),
        holds("a directory among the versions", Entry::dir(&version(""))),
        holds("a name in capitals", Entry::dir("modcache/corp.example/B")),
        among(
            "E22",
            "modcache",
            "versions of no module",
            vec![Entry::dir("modcache/@v"), Entry::file("modcache/@v/list", b"")],
        ),
        with("E22", "modules in the frame of Go", &told(&words::index_frame), {
            Entry::dir("modcache")
        }),
    ]
}

/// What no checksum database serves.
pub(super) fn databases() -> Vec<Case> {
    let holds = |what: &str, entry: Entry| among("E23", "sumdb", what, vec![entry]);
    vec![
        holds("a file beside the database", Entry::file("sumdb/latest", b"")),
        holds("a file of another name", Entry::file("sumdb/sum.golang.org/config", b"")),
        holds("a head that is a program", Entry::program("sumdb/sum.golang.org/latest", b"x")),
        holds("a head that is a link", Entry::link("sumdb/sum.golang.org/latest", "supported")),
        holds("a head that is a directory", Entry::dir("sumdb/sum.golang.org/latest")),
        with("E23", "a database in the frame of Go", &told(&words::index_frame), {
            Entry::dir("sumdb")
        }),
    ]
}

/// These among the honest members of the component called `part`.
fn among(row: &'static str, part: &'static str, what: &str, entries: Vec<Entry>) -> Case {
    let what = format!("{part} with {what}");
    Case::new(row, what, Exit::Damaged, &told(&words::index_frame), move |workshop| {
        let draft = workshop.draft().with_gocache(&["fmt"]);
        let draft = draft.with_modules(&["corp.example/a@v1.0.0"]).with_database();
        let add = |draft: crate::Release, entry: &Entry| draft.with_in(part, entry.clone());
        entries.iter().fold(draft, add).build(workshop)
    })
}
