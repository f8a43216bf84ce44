//! Manifests that are well-formed and say what does not hold: of the file, or of what was seen before.

use super::{Case, misshapen, saying};
use crate::bad_inputs::container::small;
use crate::forge::{lists, manifest_of, offering, offering_asking, resealed};
use crate::words::container as words;
use crate::words::trust;
use crate::{Entry, Workshop, respelt};
use keys::{Kind, Purpose, Signatures};
use payloads::container::MAX_FILE;
use serde_json::{Value, json};
use voice::Exit;
use voice::Text;

/// When the workshop signs: 2026-01-01.
const SIGNED: u64 = crate::workshop::SIGNED;

pub(super) fn members() -> Vec<Case> {
    let with = |what: &str, why: &'static Text, path: &'static str| {
        Case::new("B7", what, Exit::Damaged, &[&words::index_line, why], move |workshop| {
            workshop.draft().with(Entry::file(path, b"")).build(workshop)
        })
    };
    let unsorted = |workshop: &Workshop| {
        workshop.draft().with_last(Entry::file("goroot/a", b"")).build(workshop)
    };
    vec![
        with("a member twice", &words::index_order, "goroot/src/main.go"),
        with("a file that is also a directory", &words::index_parent, "goroot/src/main.go/x"),
        with("a member without a directory", &words::index_parent, "goroot/lib/x"),
        Case::new(
            "B7",
            "members out of order",
            Exit::Damaged,
            &[&words::index_line, &words::index_order],
            unsorted,
        ),
    ]
}

pub(super) fn sums() -> Vec<Case> {
    let wrong = |what: &str, says: &'static Text, place: &'static str, by: i64| {
        saying("B8", what, (Exit::Damaged, &[says]), move |manifest| add(manifest, place, by))
    };
    let (frame, index) = ("/payload/frames/0/expanded_length", "/envelope/index/expanded_length");
    vec![
        wrong(
            "stored lengths that are too much",
            &words::manifest_contradicts,
            "/payload/frames/0/stored_length",
            1,
        ),
        wrong(
            "stored lengths that overflow",
            &words::manifest_contradicts,
            "/payload/frames/0/stored_length",
            (1 << 53) - 4096,
        ),
        wrong("a frame longer than stated", &words::frame_size, frame, -512),
        wrong("a frame shorter than stated", &words::frame_size, frame, 512),
        wrong("no whole blocks of tar", &words::manifest_shape, frame, 1),
        wrong("an expanded length above the limit", &words::manifest_shape, frame, 1 << 41),
        wrong("an INDEX longer than stated", &words::frame_size, index, -1),
        wrong("an INDEX shorter than stated", &words::frame_size, index, 1),
        wrong("an INDEX above the limit", &words::manifest_shape, index, MAX_FILE as i64),
        wrong(
            "more members in a frame than in its component",
            &words::manifest_shape,
            "/payload/frames/0/members",
            1,
        ),
        wrong(
            "a sum of windows that is none",
            &words::manifest_contradicts,
            "/payload/window_sum",
            1,
        ),
        wrong(
            "a window above the limit",
            &words::manifest_contradicts,
            "/payload/frames/0/window_log",
            7,
        ),
        saying(
            "B8",
            "more members than INDEX lists",
            (Exit::Damaged, &[&words::index_count]),
            |manifest| {
                add(manifest, "/payload/frames/0/members", 1);
                add(manifest, "/payload/components/0/members", 1);
            },
        ),
        misshapen("B8", "no frames", |manifest| {
            manifest["payload"]["frames"] = json!([]);
            manifest["payload"]["window_sum"] = json!(0);
            manifest["envelope"]["regions"]["index"] = json!(total(manifest));
            manifest["envelope"]["regions"]["frames"] = json!(0);
        }),
    ]
}

fn add(manifest: &mut Value, place: &str, by: i64) {
    let number = manifest.pointer_mut(place).expect("a number");
    *number = json!(number.as_i64().expect("a number") + by);
}

/// Bytes of FRAMES and INDEX.
fn total(manifest: &Value) -> u64 {
    let regions = &manifest["envelope"]["regions"];
    ["frames", "index"].map(|name| regions[name].as_u64().expect("a length")).iter().sum()
}

pub(super) fn chunks() -> Vec<Case> {
    let of = |what: &str, says: &'static Text, change: fn(&mut Value)| {
        saying("B9", what, (Exit::Damaged, &[says]), move |m| change(&mut m["envelope"]["chunks"]))
    };
    let swapped = |kind: &'static str| {
        Case::new(
            "B9",
            format!("two digests swapped, {kind}"),
            Exit::Damaged,
            &[&words::chunk_differs],
            move |workshop| {
                crate::resigned(workshop.mini(), workshop, |manifest| {
                    let table =
                        manifest["envelope"]["chunks"][kind].as_array_mut().expect("a table");
                    assert!(table.len() > 1, "more than a MiB");
                    table.swap(0, 1);
                })
            },
        )
    };
    vec![
        of("no digests", &words::manifest_contradicts, |table| table["sha256"] = json!([])),
        of("no SM3 digests", &words::manifest_contradicts, |table| table["sm3"] = json!([])),
        of("a digest too many", &words::manifest_contradicts, |table| {
            let one = table["sm3"][0].clone();
            table["sm3"].as_array_mut().expect("a table").push(one);
        }),
        of("SHA-256 and SM3 exchanged", &words::chunk_differs, |table| {
            let (sha256, sm3) = (table["sha256"].clone(), table["sm3"].clone());
            (table["sha256"], table["sm3"]) = (sm3, sha256);
        }),
        of("another length of chunks", &words::manifest_contradicts, |table| {
            table["length"] = json!(1 << 19)
        }),
        of("chunks of no length", &words::manifest_contradicts, |table| table["length"] = json!(0)),
        of("another SM3 digest", &words::chunk_differs, |table| {
            table["sm3"] = json!(["0".repeat(64)])
        }),
        of("a digest in capitals", &words::manifest_shape, |table| {
            table["sm3"] = json!(["AB".repeat(32)])
        }),
        swapped("sha256"),
        swapped("sm3"),
        saying(
            "B9",
            "another digest of the program",
            (Exit::Damaged, &[&words::program_differs]),
            |manifest| {
                let chunk = manifest["envelope"]["chunks"]["sha256"][0].clone();
                manifest["envelope"]["stubs"][0]["sha256"] = chunk;
            },
        ),
    ]
}

pub(super) fn kinds() -> Vec<Case> {
    let asking = |what: &str, kinds: Value| {
        misshapen("B10", what, move |manifest| manifest["envelope"]["required"] = kinds.clone())
    };
    let lacking = |what: &str, listed: &'static [Kind], asked: &'static [&'static str]| {
        Case::new("B10", what, Exit::Policy, &[&trust::stripped], move |workshop| {
            let roots = lists::newer(workshop, |list| list.required = listed.to_vec());
            offering_asking(workshop, &roots, asked, |manifest| {
                workshop.sign(manifest, SIGNED).render()
            })
        })
    };
    let both: &[Kind] = &[Kind::OpenPgp, Kind::Sm2];
    vec![
        asking("a kind that nobody knows", json!(["rsa"])),
        asking("kinds out of order", json!(["sm2", "openpgp"])),
        asking("a kind twice", json!(["openpgp", "openpgp"])),
        lacking("it lacks sm2, which the trust list asks for", both, &["openpgp"]),
        lacking("it lacks both kinds, the trust list asks for both", both, &[]),
        lacking("it lacks openpgp, the trust list asks for sm2", &[Kind::Sm2], &["sm2"]),
        lacking("it asks for sm2, the trust list does not", &[Kind::OpenPgp], &["openpgp", "sm2"]),
    ]
}

pub(super) fn counters() -> Vec<Case> {
    let below = |workshop: &Workshop| {
        let roots = lists::newer(workshop, |list| list.floors = [("go1.27".to_owned(), 2)].into());
        offering(workshop, &roots)
    };
    vec![
        saying(
            "B11",
            "a counter below the one installed",
            (Exit::Policy, &[&trust::downgrade, &trust::allow_downgrade]),
            |m| m["envelope"]["counter"] = json!(0),
        ),
        Case::new("B11", "a counter below the floor", Exit::Policy, &[&trust::below_floor], below),
        Case::new(
            "B11",
            "a counter of 2^64-1",
            Exit::Damaged,
            &[&words::manifest_not_canonical],
            |workshop| {
                crate::resigned(&small(workshop), workshop, |m| {
                    m["envelope"]["counter"] = json!(u64::MAX)
                })
            },
        ),
        misshapen("B11", "a counter of 2^32", |m| m["envelope"]["counter"] = json!(1u64 << 32)),
    ]
}

pub(super) fn strangers() -> Vec<Case> {
    let as_a_file = |workshop: &Workshop| {
        let bytes = small(workshop);
        let key = workshop.release_key();
        let packet = key.sign(Purpose::Sidecar, SIGNED, &mut manifest_of(&bytes)).expect("signed");
        let signatures = Signatures::default().with(Kind::OpenPgp, packet).expect("a short one");
        resealed(&bytes, &signatures.render())
    };
    vec![
        Case::new(
            "B12",
            "another product's manifest",
            Exit::Damaged,
            &[&words::manifest_shape],
            |workshop| {
                respelt(&small(workshop), workshop, |_| {
                    b"{\"product\":\"other\",\"version\":\"2.0\"}".to_vec()
                })
            },
        ),
        Case::new(
            "B12",
            "a text that is no JSON",
            Exit::Damaged,
            &[&words::manifest_not_canonical],
            |workshop| {
                respelt(&small(workshop), workshop, |_| b"go1.27.3 4f2c  other.tar.gz\n".to_vec())
            },
        ),
        Case::new(
            "B12",
            "signed as another product's file",
            Exit::BadSignature,
            &[&trust::wrong_purpose],
            as_a_file,
        ),
    ]
}
