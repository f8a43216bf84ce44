//! What TRAILER and MANIFEST state: magic, numbers, order, versions.

use super::{changed, small};
use crate::bad_inputs::Case;
use crate::words::{container as words, trust};
use crate::{Anatomy, Workshop, rebuilt, resigned, trailer_of};
use payloads::container::{MAX_FILE, trailer};
use serde_json::json;
use voice::Exit;
use voice::Text;

pub(super) fn trailers() -> Vec<Case> {
    let magic = |mut bytes: Vec<u8>| {
        let at = Anatomy::of(&bytes).trailer.start;
        bytes[at] ^= 1;
        bytes
    };
    let elsewhere = move |workshop: &Workshop| {
        let inner = small(workshop);
        let entry = crate::Entry::file("goroot/tail", &inner[inner.len() - trailer::LENGTH..]);
        magic(workshop.draft().with(entry).build(workshop))
    };
    vec![
        changed("A8", "another magic", &words::end_missing, magic),
        Case::new(
            "A8",
            "another magic, the right one in the payload",
            Exit::Damaged,
            &[&words::no_container],
            elsewhere,
        ),
        changed("A8", "another length of TRAILER", &words::end_missing, |mut bytes| {
            let at = Anatomy::of(&bytes).trailer.start + 20;
            bytes[at] += 1;
            bytes
        }),
        changed("A8", "another header of ROOTS", &words::roots_header, |mut bytes| {
            let at = Anatomy::of(&bytes).roots.start + 16;
            bytes[at] ^= 1;
            bytes
        }),
    ]
}

/// Every number of TRAILER as each extreme, and the lengths that only the manifest states.
pub(super) fn numbers() -> Vec<Case> {
    let fields = [
        "offset of MANIFEST",
        "length of MANIFEST",
        "offset of ROOTS",
        "length of ROOTS",
        "length of SIGNATURES",
        "length of the file",
    ];
    let extremes = [0, 1, 1 << 31, (1 << 32) - 1, 1 << 63, u64::MAX];
    let mut cases = Vec::new();
    for (n, field) in fields.into_iter().enumerate() {
        cases.extend(extremes.map(|extreme: u64| {
            let what = format!("TRAILER: {field} {extreme:#x}");
            let begins_elsewhere = field == "offset of ROOTS" && extreme <= 1;
            let says = if begins_elsewhere { &words::roots_header } else { &words::end_missing };
            Case::new("A9", what, Exit::Damaged, &[says], move |workshop| {
                let mut bytes = small(workshop);
                let at = Anatomy::of(&bytes).trailer.start + 24 + 8 * n;
                bytes[at..at + 8].copy_from_slice(&extreme.to_le_bytes());
                bytes
            })
        }));
    }
    cases.push(Case::new(
        "A9",
        "TRAILER: ROOTS over MANIFEST",
        Exit::Damaged,
        &[&words::end_missing],
        |workshop| {
            let mut bytes = small(workshop);
            let mut trailer = trailer_of(&bytes);
            trailer.roots_length = trailer.manifest_offset;
            let at = bytes.len() - trailer::LENGTH;
            bytes.splice(at.., trailer.render().expect("small numbers"));
            bytes
        },
    ));
    for region in ["stub", "roots", "pad", "frames", "index"] {
        cases.extend([0, 1, 1 << 31, (1 << 32) - 1, (1 << 53) - 1].map(|extreme: u64| {
            let what = format!("MANIFEST: {region} of {extreme:#x} bytes, signed");
            // What is longer than any file may be is malformed before it is compared.
            let first = matches!(region, "stub" | "roots");
            let says = match first && extreme >= MAX_FILE {
                true => &words::manifest_shape,
                false => &words::manifest_contradicts,
            };
            Case::new("A9", what, Exit::Damaged, &[says], move |workshop| {
                resigned(&small(workshop), workshop, |manifest| {
                    manifest["envelope"]["regions"][region] = json!(extreme)
                })
            })
        }));
    }
    cases.push(Case::new(
        "A9",
        "MANIFEST: a number above 2^53-1, signed",
        Exit::Damaged,
        &[&words::manifest_not_canonical],
        |workshop| {
            resigned(&small(workshop), workshop, |manifest| {
                manifest["envelope"]["regions"]["stub"] = json!(1u64 << 63)
            })
        },
    ));
    cases
}

pub(super) fn shuffled() -> Vec<Case> {
    let swap = |row_what: &str, says: &'static Text, swap: fn(&mut crate::Parts)| {
        Case::new("A10", row_what, Exit::Damaged, &[says], move |workshop| {
            rebuilt(&small(workshop), workshop, swap)
        })
    };
    let roots_first = |workshop: &Workshop| {
        let bytes = small(workshop);
        let (at, mut trailer) = (Anatomy::of(&bytes), trailer_of(&bytes));
        trailer.roots_offset = 0;
        let parts = [
            &bytes[at.roots.clone()],
            &bytes[at.stub.clone()],
            &bytes[at.pad.start..at.trailer.start],
        ];
        [&parts.concat()[..], &trailer.render().expect("small numbers")].concat()
    };
    let signatures_first = |workshop: &Workshop| {
        let bytes = small(workshop);
        let (at, mut trailer) = (Anatomy::of(&bytes), trailer_of(&bytes));
        trailer.manifest_offset += trailer.signatures_length;
        let parts = [
            &bytes[..at.manifest.start],
            &bytes[at.signatures.clone()],
            &bytes[at.manifest.clone()],
        ];
        [&parts.concat()[..], &trailer.render().expect("small numbers")].concat()
    };
    vec![
        swap("FRAMES and INDEX exchanged, signed", &words::frame_header, |parts| {
            std::mem::swap(&mut parts.frames, &mut parts.index);
            let frames = parts.frames.len();
            parts.manifest["payload"]["frames"][0]["stored_length"] = json!(frames - 30);
            parts.manifest["payload"]["frames"][1]["stored_length"] = json!(30);
        }),
        Case::new(
            "A10",
            "ROOTS before STUB",
            Exit::Damaged,
            &[&words::manifest_contradicts],
            roots_first,
        ),
        Case::new(
            "A10",
            "SIGNATURES before MANIFEST",
            Exit::Damaged,
            &[&words::end_missing],
            signatures_first,
        ),
    ]
}

pub(super) fn versions() -> Vec<Case> {
    let mut cases = Vec::new();
    for version in [0u32, 2, 255] {
        let what = format!("TRAILER of format {version}");
        cases.push(changed("A11", what, &words::newer_trailer, move |mut bytes| {
            let at = Anatomy::of(&bytes).trailer.start + 16;
            bytes[at..at + 4].copy_from_slice(&version.to_le_bytes());
            bytes
        }));
        let what = format!("MANIFEST of format {version}, signed");
        cases.push(Case::new(
            "A11",
            what,
            Exit::Newer,
            &[&words::newer_trailer],
            move |workshop| {
                resigned(&small(workshop), workshop, |manifest| {
                    manifest["envelope"]["format"] = json!(version)
                })
            },
        ));
    }
    cases.push(Case::new(
        "A11",
        "MANIFEST of another format, by anybody",
        Exit::BadSignature,
        &[&trust::bad_signature],
        |workshop| {
            let bytes = small(workshop);
            let from = Anatomy::of(&bytes).manifest.start;
            let at = position(&bytes[from..], b"\"format\":1").expect("the format");
            let mut bytes = bytes;
            bytes[from + at + 9] = b'2';
            bytes
        },
    ));
    cases.push(Case::new(
        "A11",
        "a newer payload, signed",
        Exit::Newer,
        &[&words::newer_payload],
        |workshop| {
            resigned(&small(workshop), workshop, |manifest| {
                manifest["payload"] = json!({ "version": 3, "what": "nobody knows yet" });
                manifest["envelope"]["minimum_program"] = json!("9.0.0");
            })
        },
    ));
    cases.push(Case::new(
        "A11",
        "a newer payload, signed, and damaged",
        Exit::Damaged,
        &[&words::chunk_differs],
        |workshop| {
            let mut bytes = resigned(&small(workshop), workshop, |manifest| {
                manifest["payload"]["version"] = json!(3)
            });
            let at = Anatomy::of(&small(workshop)).frames.start;
            bytes[at] ^= 1;
            bytes
        },
    ));
    cases
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
