//! Section B: MANIFEST, signed by a key that the home trusts, so that what refuses it is its reader alone.

mod meaning;

use super::Case;
use super::container::small;
use crate::words::container as words;
use crate::{Anatomy, Workshop, resigned, respelt, trailer_of};
use payloads::container::trailer::Trailer;
use payloads::container::{MAX_MANIFEST, manifest};
use serde_json::{Value, json};
use voice::Exit;
use voice::Text;

/// All cases of section B.
pub fn cases() -> Vec<Case> {
    let tables = [
        doubled(),
        unknown(),
        unreadable(),
        numbers(),
        too_much(),
        versions(),
        meaning::members(),
        meaning::sums(),
        meaning::chunks(),
        meaning::kinds(),
        meaning::counters(),
        meaning::strangers(),
    ];
    tables.into_iter().flatten().collect()
}

/// Whether a case can only be seen where frames are expanded, or a release takes another's place:
/// `verify` accepts what is signed there.
pub fn is_seen_by_install_alone(case: &Case) -> bool {
    case.row == "B11" || case.what.starts_with("a frame")
}

const FORM: &[&Text] = &[&words::manifest_not_canonical];
const SHAPE: &[&Text] = &[&words::manifest_shape];

/// The small container with one place of its manifest's text spelt otherwise.
fn spelt(row: &'static str, what: &str, from: &'static str, to: impl Into<Vec<u8>>) -> Case {
    let (to, what) = (to.into(), what.to_owned());
    Case::new(row, what, Exit::Damaged, FORM, move |workshop| {
        respelt(&small(workshop), workshop, |manifest| replaced(&manifest, from.as_bytes(), &to))
    })
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from);
    let at = at.expect("an honest manifest has it");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

/// The small container with a manifest that says something else, canonically.
fn saying(
    row: &'static str,
    what: impl Into<String>,
    (exit, says): (Exit, &[&'static Text]),
    change: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, exit, says, move |workshop| {
        resigned(&small(workshop), workshop, |manifest| change(manifest))
    })
}

fn misshapen(
    row: &'static str,
    what: impl Into<String>,
    change: impl Fn(&mut Value) + Send + Sync + 'static,
) -> Case {
    saying(row, what, (Exit::Damaged, SHAPE), change)
}

fn doubled() -> Vec<Case> {
    vec![
        spelt("B1", "a key twice", "\"counter\":1", "\"counter\":1,\"counter\":1"),
        spelt(
            "B1",
            "a key twice, the second otherwise",
            "\"counter\":1",
            "\"counter\":1,\"counter\":9",
        ),
        spelt(
            "B1",
            "a key twice, once escaped",
            "\"counter\":1",
            "\"counter\":1,\"c\\u006funter\":1",
        ),
        spelt("B1", "a part twice", "\"notes\":{}", "\"notes\":{},\"notes\":{}"),
    ]
}

fn unknown() -> Vec<Case> {
    let more = |place: &'static str| {
        misshapen("B2", format!("an unknown field in {place:?}"), move |manifest| {
            manifest.pointer_mut(place).expect("a part")["zeal"] = json!(1);
        })
    };
    let missing = |place: &'static str, field: &'static str| {
        misshapen("B2", format!("no {field:?} in {place:?}"), move |manifest| {
            let part = manifest.pointer_mut(place).expect("a part");
            part.as_object_mut().expect("an object").remove(field);
        })
    };
    let critical = |manifest: &mut Value| {
        manifest["envelope"]["critical"] = json!(["quorum"]);
        manifest["envelope"]["ext"] = json!({ "quorum": "2" });
    };
    vec![
        more(""),
        more("/envelope"),
        more("/envelope/chunks"),
        more("/envelope/stubs/0"),
        more("/payload"),
        more("/payload/components/0"),
        more("/payload/frames/0"),
        missing("", "notes"),
        missing("/envelope", "required"),
        missing("/payload/frames/0", "platform"),
        misshapen("B2", "an unknown kind of component", |manifest| {
            manifest["payload"]["components"][0]["kind"] = json!("firmware");
        }),
        misshapen("B2", "a critical name without its extension", |manifest| {
            manifest["envelope"]["critical"] = json!(["quorum"]);
        }),
        saying(
            "B2",
            "an unknown critical extension",
            (Exit::Newer, &[&words::unknown_critical]),
            critical,
        ),
    ]
}

fn unreadable() -> Vec<Case> {
    let note = |what: &str, text: &[u8]| {
        spelt("B3", what, "\"notes\":{}", [b"\"notes\":{\"a\":\"", text, b"\"}"].concat())
    };
    vec![
        note("invalid UTF-8", b"\xff"),
        note("an overlong form", b"\xc0\x80"),
        note("a surrogate in UTF-8", b"\xed\xa0\x80"),
        note("NUL", b"\0"),
        note("a lone surrogate escaped", b"\\ud800"),
        note("a pair of surrogates escaped", b"\\ud83d\\ude00"),
        note("another escape of a control character", b"\\u000a"),
        spelt("B3", "BOM", "{\"envelope\"", &b"\xef\xbb\xbf{\"envelope\""[..]),
        spelt("B3", "a blank in front", "{\"envelope\"", &b" {\"envelope\""[..]),
        spelt("B3", "a key outside ASCII", "\"notes\":{}", "\"notes\":{\"中\":\"1\"}"),
        Case::new("B3", "NUL behind", Exit::Damaged, FORM, |workshop| {
            respelt(&small(workshop), workshop, |manifest| [manifest, vec![0]].concat())
        }),
    ]
}

fn numbers() -> Vec<Case> {
    let spelt = |number: &'static str| {
        let to = format!("\"counter\":{number}");
        spelt("B4", &format!("a counter of {number}"), "\"counter\":1", to)
    };
    let all = ["-1", "-0", "1.0", "1e0", "1e400", "01", "0x1", "9007199254740992", "null"];
    let mut cases: Vec<Case> = all.map(spelt).into();
    for wrong in [json!(1u64 << 32), json!("1"), json!([1]), json!(true)] {
        cases.push(misshapen("B4", format!("a counter of {wrong}, canonical"), move |manifest| {
            manifest["envelope"]["counter"] = wrong.clone();
        }));
    }
    cases
}

fn too_much() -> Vec<Case> {
    let nested = |open: &str, close: &str| {
        format!("\"ext\":{{\"a\":{}1{}}}", open.repeat(10_000), close.repeat(10_000))
    };
    vec![
        spelt("B5", "10,000 arrays within another", "\"ext\":{}", nested("[", "]")),
        spelt("B5", "10,000 objects within another", "\"ext\":{}", nested("{\"a\":", "}")),
        spelt("B5", "10,000 arrays that never end", "\"ext\":{}", nested("[", "")),
        Case::new(
            "B6",
            "a manifest of 1 MiB and a byte",
            Exit::Damaged,
            &[&words::end_missing],
            longer,
        ),
    ]
}

/// A manifest one byte above the limit, which the honest code does not even sign: the signature is an
/// honest one's.
fn longer(workshop: &Workshop) -> Vec<u8> {
    let bytes = small(workshop);
    let (at, length) = (Anatomy::of(&bytes), MAX_MANIFEST as usize + 1);
    let trailer = Trailer { manifest_length: length as u64, ..trailer_of(&bytes) };
    let mut manifest = bytes[at.manifest.clone()].to_vec();
    manifest.resize(length, b' ');
    let tail = trailer.render().expect("small numbers");
    [&bytes[..at.manifest.start], &manifest, &bytes[at.signatures], &tail].concat()
}

fn versions() -> Vec<Case> {
    let hostile = [
        "../../x",
        ".",
        "..",
        "-x",
        "current",
        "",
        "1.27\n",
        "1.27\u{1b}[2J",
        "1.27\u{202e}",
        "1/27",
        "1 27",
    ];
    let mut cases = Vec::new();
    let long = "1".repeat(300);
    for version in hostile.into_iter().map(str::to_owned).chain([long]) {
        let places: &[&'static str] = match version.as_str() {
            // A file without Go has no version of it, and one without a flavour no flavour.
            "" => &["/envelope/minimum_program", "/envelope/line", "/envelope/stubs/0/version"],
            "current" => &["/payload/go", "/envelope/minimum_program", "/envelope/stubs/0/version"],
            _ => &[
                "/payload/go",
                "/payload/flavour",
                "/envelope/line",
                "/envelope/minimum_program",
                "/envelope/stubs/0/version",
            ],
        };
        for place in places {
            assert!(!manifest::is_version(&version), "{version:?} is honest");
            let (what, said) = (format!("{place}: {:?}", short(&version)), version.clone());
            cases.push(misshapen("B13", what, move |manifest| {
                *manifest.pointer_mut(place).expect("a field") = json!(said);
            }));
        }
    }
    cases.push(saying(
        "B14",
        "a later goferry asked for",
        (Exit::Newer, &[&words::newer_payload]),
        |manifest| {
            manifest["envelope"]["minimum_program"] = json!("9.0.0");
        },
    ));
    cases.extend([0, 2].map(|version| {
        misshapen("B15", format!("version {version} of a payload of 1"), move |manifest| {
            manifest["payload"]["version"] = json!(version);
        })
    }));
    cases.push(Case::new(
        "B15",
        "version 1 of a payload with a build cache",
        Exit::Damaged,
        &[&words::manifest_shape],
        |workshop| {
            let bytes = workshop.draft().with_gocache(&["fmt"]).build(workshop);
            resigned(&bytes, workshop, |manifest| manifest["payload"]["version"] = json!(1))
        },
    ));
    cases.push(saying(
        "B15",
        "a payload of a later version",
        (Exit::Newer, &[&words::newer_payload]),
        |manifest| manifest["payload"]["version"] = json!(3),
    ));
    cases
}

fn short(text: &str) -> String {
    text.chars().take(20).collect()
}
