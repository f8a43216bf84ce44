//! Section A: the file as a whole. Most of these anybody who holds the stick can make; those that need
//! the key are signed by one that the home trusts.

mod statements;

use super::Case;
use crate::words::container as words;
use crate::{Anatomy, Workshop, rebuilt};
use payloads::container::trailer;
use voice::Exit;
use voice::Text;

/// All cases of section A that are one file.
pub fn cases() -> Vec<Case> {
    [
        cut(),
        grown(),
        statements::trailers(),
        statements::numbers(),
        statements::shuffled(),
        statements::versions(),
        treated(),
        spliced(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A small container whose stub is a real program, so that the end of its ELF can be found.
pub fn small(workshop: &Workshop) -> Vec<u8> {
    workshop.draft().with_small_stub("a stub\n").build(workshop)
}

/// The small container with its bytes changed by anybody.
fn changed(
    row: &'static str,
    what: impl Into<String>,
    says: &'static Text,
    change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, Exit::Damaged, &[says], move |workshop| change(small(workshop)))
}

/// The small container up to `end` of its regions.
fn up_to(row: &'static str, what: &str, says: &'static Text, end: fn(&Anatomy) -> usize) -> Case {
    changed(row, what, says, move |mut bytes| {
        bytes.truncate(end(&Anatomy::of(&bytes)));
        bytes
    })
}

fn cut() -> Vec<Case> {
    vec![
        Case::new("A1", "an empty file", Exit::Damaged, &[&words::no_container], |_| Vec::new()),
        Case::new("A1", "a file of one byte", Exit::Damaged, &[&words::no_container], |_| vec![0]),
        Case::new("A1", "71 bytes", Exit::Damaged, &[&words::no_container], |_| vec![0; 71]),
        Case::new("A1", "72 zero bytes", Exit::Damaged, &[&words::no_container], |_| vec![0; 72]),
        up_to("A2", "the stub alone", &words::no_payload, |at| at.stub.end),
        up_to("A2", "half a stub", &words::cut_short, |at| at.stub.end - 20),
        up_to("A2", "cut within ROOTS", &words::cut_short, |at| at.roots.start + 100),
        up_to("A2", "cut within FRAMES", &words::cut_short, |at| at.frames.start + 100),
        up_to("A3", "INDEX missing", &words::cut_short, |at| at.index.start),
        up_to("A3", "cut before MANIFEST", &words::cut_short, |at| at.manifest.start - 1),
        up_to("A3", "cut within MANIFEST", &words::end_missing, |at| at.manifest.start + 100),
        up_to("A3", "cut within SIGNATURES", &words::end_missing, |at| at.signatures.start + 10),
        up_to("A3", "TRAILER missing", &words::end_missing, |at| at.trailer.start),
        up_to("A3", "the last byte missing", &words::end_missing, |at| at.trailer.end - 1),
    ]
}

fn grown() -> Vec<Case> {
    let appended = |length: usize| {
        changed("A4", format!("{length} bytes appended"), &words::end_missing, move |bytes| {
            [bytes, vec![0; length]].concat()
        })
    };
    vec![
        appended(1),
        appended(64),
        appended(72),
        appended(1 << 20),
        changed("A5", "twice itself", &words::end_missing, |bytes| [bytes.clone(), bytes].concat()),
        Case::new(
            "A5",
            "followed by another valid file",
            Exit::Damaged,
            &[&words::end_missing],
            |workshop| [small(workshop), workshop.draft().counting(2).build(workshop)].concat(),
        ),
        changed("A7", "a byte in PAD, by anybody", &words::chunk_differs, |mut bytes| {
            let at = Anatomy::of(&bytes).pad.start + 1;
            bytes[at] = 1;
            bytes
        }),
        Case::new(
            "A7",
            "a byte in PAD, signed",
            Exit::Damaged,
            &[&words::pad_not_zero],
            |workshop| {
                rebuilt(&small(workshop), workshop, |parts| {
                    *parts.pad.last_mut().expect("some PAD") = 1
                })
            },
        ),
        Case::new(
            "A7",
            "PAD longer than needed, signed",
            Exit::Damaged,
            &[&words::manifest_contradicts],
            |workshop| rebuilt(&small(workshop), workshop, |parts| parts.pad.extend([0; 4096])),
        ),
    ]
}

fn treated() -> Vec<Case> {
    let text_mode = |bytes: Vec<u8>| {
        bytes.iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect()
    };
    vec![
        changed("A12", "gzip", &words::is_gzip, |bytes| piped("gzip", &["-c"], &bytes)),
        Case::new(
            "A12",
            "copied in text mode",
            Exit::Damaged,
            &[&words::copy_again],
            move |workshop| text_mode(small(workshop)),
        ),
        Case::new("A12", "after strip", Exit::Damaged, &[&words::no_payload], |workshop| {
            rewritten("strip", &workshop.draft().with_stub().build(workshop))
        }),
        Case::new("A12", "after objcopy", Exit::Damaged, &[&words::no_payload], |workshop| {
            rewritten("objcopy", &workshop.draft().with_stub().build(workshop))
        }),
    ]
}

/// What a filter makes of `bytes`.
fn piped(program: &str, arguments: &[&str], bytes: &[u8]) -> Vec<u8> {
    let work = tempfile::NamedTempFile::new().expect("a scratch file");
    std::fs::write(work.path(), bytes).expect("room for a file");
    let mut command = std::process::Command::new(program);
    let output = command
        .args(arguments)
        .arg(work.path())
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(output.status.success(), "{program}: {output:?}");
    output.stdout
}

/// What a tool that rewrites an ELF file in place leaves of `bytes`.
fn rewritten(tool: &str, bytes: &[u8]) -> Vec<u8> {
    let work = tempfile::NamedTempFile::new().expect("a scratch file");
    std::fs::write(work.path(), bytes).expect("room for a file");
    let status = std::process::Command::new(tool).arg(work.path()).status();
    assert!(status.unwrap_or_else(|e| panic!("{tool}: {e}")).success(), "{tool}");
    std::fs::read(work.path()).expect("the tool's file")
}

fn spliced() -> Vec<Case> {
    let splice = |stub: &'static str| {
        move |workshop: &Workshop| {
            let (one, two) =
                (small(workshop), workshop.draft().with_small_stub(stub).build(workshop));
            let (one_at, two_at) = (Anatomy::of(&one), Anatomy::of(&two));
            [&two[two_at.stub], &one[one_at.roots.start..]].concat()
        }
    };
    vec![
        Case::new(
            "A16",
            "the stub of another release, as long",
            Exit::Damaged,
            &[&words::chunk_differs],
            splice("A STUB\n"),
        ),
        Case::new(
            "A16",
            "the stub of another release, longer",
            Exit::Damaged,
            &[&words::end_missing],
            splice("a longer stub\n"),
        ),
        Case::new(
            "A16",
            "the trailer of another release",
            Exit::Damaged,
            &[&words::end_missing],
            |workshop| {
                let (mut one, two) = (small(workshop), workshop.draft().build(workshop));
                let at = one.len() - trailer::LENGTH;
                one.splice(at.., two[two.len() - trailer::LENGTH..].iter().copied());
                one
            },
        ),
        Case::new(
            "A16",
            "the manifest and signature of another release",
            Exit::Damaged,
            &[&words::chunk_differs],
            |workshop| {
                let (one, two) =
                    (small(workshop), workshop.draft().with_small_stub("A STUB\n").build(workshop));
                [&one[..Anatomy::of(&one).manifest.start], &two[Anatomy::of(&two).manifest.start..]]
                    .concat()
            },
        ),
    ]
}
