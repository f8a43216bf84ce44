//! Section F: frames, and INDEX, as a zstd decoder meets them. Signed by a key that the home trusts.

use super::Case;
use crate::words::container as words;
use crate::workshop::frame;
use crate::{Entry, Release, Workshop, rebuilt};
use serde_json::json;
use voice::Exit;
use voice::Text;

/// All cases of section F.
pub fn cases() -> Vec<Case> {
    [cut(), behind(), flipped(), windows(), sizes(), of_index()].into_iter().flatten().collect()
}

/// A release with another frame than its honest one.
fn framed(
    row: &'static str,
    what: &str,
    says: &[&'static Text],
    compress: fn(&[u8]) -> Vec<u8>,
) -> Case {
    Case::new(row, what, Exit::Damaged, says, move |workshop| {
        workshop.draft().compressed(compress).build(workshop)
    })
}

/// A frame by the real encoder without single segment: the window is stated, at index 5.
fn honest(tar: &[u8]) -> Vec<u8> {
    frame(tar, 1, |_| {})
}

fn with_window(tar: &[u8]) -> Vec<u8> {
    frame(tar, 1, |encoder| encoder.window_log(10).expect("a setting"))
}

const SKIPPABLE: [u8; 12] = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];

fn cut() -> Vec<Case> {
    vec![
        framed("F1", "the last byte of the frame missing", &[&words::frame_decode], |tar| {
            but_last(honest(tar), 1)
        }),
        framed("F1", "its checksum cut off", &[&words::frame_decode], |tar| {
            but_last(honest(tar), 4)
        }),
        framed("F1", "half of the frame missing", &[&words::frame_less], |tar| {
            let frame = honest(tar);
            frame[..frame.len() / 2].to_vec()
        }),
        framed("F1", "nothing but the header", &[&words::frame_less], |tar| {
            honest(tar)[..7].to_vec()
        }),
        framed("F1", "nothing but four bytes", &[&words::frame_magic], |tar| {
            honest(tar)[..4].to_vec()
        }),
        framed("F1", "a checksum of something else", &[&words::frame_decode], |tar| {
            let mut frame = honest(tar);
            *frame.last_mut().expect("a checksum") ^= 1;
            frame
        }),
    ]
}

fn but_last(mut frame: Vec<u8>, bytes: usize) -> Vec<u8> {
    frame.truncate(frame.len() - bytes);
    frame
}

fn behind() -> Vec<Case> {
    let exchanged = |workshop: &Workshop| {
        rebuilt(&workshop.draft().build(workshop), workshop, |parts| {
            let frames = &mut parts.manifest["payload"]["frames"];
            let [first, second] = [0, 1].map(|n: usize| frames[n]["stored_length"].clone());
            parts.frames.rotate_left(first.as_u64().expect("a length") as usize);
            (frames[0]["stored_length"], frames[1]["stored_length"]) = (second, first);
        })
    };
    vec![
        Case::new(
            "A10",
            "the two frames exchanged, signed",
            Exit::Damaged,
            &[&words::frame_size],
            exchanged,
        ),
        framed("F2", "garbage after the frame", &[&words::frame_rest], |tar| {
            [honest(tar), b"garbage".to_vec()].concat()
        }),
        framed("F2", "one zero byte after the frame", &[&words::frame_rest], |tar| {
            [honest(tar), vec![0]].concat()
        }),
        framed("F3", "a skippable frame before", &[&words::frame_magic], |tar| {
            [SKIPPABLE.to_vec(), honest(tar)].concat()
        }),
        framed("F3", "a skippable frame after", &[&words::frame_rest], |tar| {
            [honest(tar), SKIPPABLE.to_vec()].concat()
        }),
        framed("F4", "two frames that make the tar together", &[&words::frame_size], |tar| {
            let (one, two) = tar.split_at(1024);
            [honest(one), honest(two)].concat()
        }),
        framed("F4", "a second frame after", &[&words::frame_rest], |tar| {
            [honest(tar), honest(tar)].concat()
        }),
        framed("F10", "an empty frame after", &[&words::frame_rest], |tar| {
            [honest(tar), honest(b"")].concat()
        }),
        framed("F10", "300 KiB after", &[&words::frame_rest], |tar| {
            [honest(tar), vec![0; 300 << 10]].concat()
        }),
    ]
}

fn flipped() -> Vec<Case> {
    let bare =
        |tar: &[u8]| frame(tar, 1, |encoder| encoder.include_checksum(false).expect("a setting"));
    let mut cases =
        vec![framed("F5", "a frame without checksum", &[&words::frame_no_checksum], bare)];
    cases.extend((0..16).map(|n: usize| {
        let what = format!("flip {n} in a frame, after it was signed");
        Case::new("F5", what, Exit::Damaged, &[&words::chunk_differs], move |workshop| {
            let mut bytes = workshop.draft().build(workshop);
            let frames = crate::Anatomy::of(&bytes).frames;
            bytes[frames.start + frames.len() * n / 16] ^= 1 << (n % 8);
            bytes
        })
    }));
    cases
}

/// RFC 8878, 3.1.1.1.2: the exponent of the window is in the upper five bits.
fn windows() -> Vec<Case> {
    let patched = |row, log: u8| {
        let what = format!("a window of 2^{log} bytes for a small frame");
        let make = move |workshop: &Workshop| {
            let compress: fn(&[u8]) -> Vec<u8> = match log {
                27 => |tar| stating_window(tar, 27),
                28 => |tar| stating_window(tar, 28),
                31 => |tar| stating_window(tar, 31),
                _ => |tar| stating_window(tar, 41),
            };
            workshop.draft().compressed(compress).build(workshop)
        };
        Case::new(row, what, Exit::Damaged, &[&words::frame_decode], make)
    };
    let large = Entry::file("goroot/zeros", &vec![0; 2 << 20]);
    vec![
        patched("F6", 27),
        patched("F6", 28),
        patched("F6", 31),
        patched("F6", 41),
        Case::new(
            "F6",
            "a window above the stated one, which the frame fills",
            Exit::Damaged,
            &[&words::frame_window],
            {
                move |workshop| {
                    let compress = |tar: &[u8]| {
                        frame(tar, 1, |encoder| encoder.window_log(21).expect("a setting"))
                    };
                    workshop.draft().with(large.clone()).compressed(compress).build(workshop)
                }
            },
        ),
        Case::new(
            "F6",
            "a stated window of 2^27",
            Exit::Damaged,
            &[&words::manifest_shape],
            |workshop| workshop.draft().stating(|entry| entry.window_log = 27).build(workshop),
        ),
    ]
}

fn stating_window(tar: &[u8], log: u8) -> Vec<u8> {
    let mut frame = with_window(tar);
    assert_eq!(frame[4] & 0x20, 0, "a frame with a window of its own");
    frame[5] = (log - 10) << 3;
    frame
}

/// 256 MiB of zeros, as 8 KiB.
fn bomb() -> Vec<u8> {
    let zeros = vec![0; 256 << 20];
    frame(&zeros, 1, |encoder| encoder.window_log(20).expect("a setting"))
}

fn sizes() -> Vec<Case> {
    let lying = |_: &[u8]| {
        let mut frame = bomb();
        // The honest size of the mini release's tar; four bytes by the flag of the header.
        assert_eq!(frame[4] >> 6, 2, "a content size of four bytes");
        let size = Release::mini().tar().len() as u32;
        frame[6..10].copy_from_slice(&size.to_le_bytes());
        frame
    };
    let dictionary = |tar: &[u8]| {
        let mut frame = with_window(tar);
        frame[4] |= 1;
        frame.insert(6, 7);
        frame
    };
    vec![
        framed("F7", "256 MiB in 8 KiB, as it says itself", &[&words::frame_size], |_| bomb()),
        framed("F7", "256 MiB in 8 KiB, stated as small", &[&words::checking_frame], lying),
        framed("F8", "a dictionary", &[&words::frame_dictionary], dictionary),
        framed("F8", "the reserved bit", &[&words::frame_reserved], |tar| {
            let mut frame = honest(tar);
            frame[4] |= 8;
            frame
        }),
        framed("F9", "no content size", &[&words::frame_no_size], |tar| {
            frame(tar, 1, |encoder| encoder.include_contentsize(false).expect("a setting"))
        }),
        framed("F9", "a content size one byte too small", &[&words::frame_size], |tar| {
            restated(tar, |size| size - 1)
        }),
        framed("F9", "a content size one byte too large", &[&words::frame_size], |tar| {
            restated(tar, |size| size + 1)
        }),
        Case::new(
            "F9",
            "a block less in the manifest",
            Exit::Damaged,
            &[&words::frame_size],
            |workshop| {
                workshop.draft().stating(|entry| entry.expanded_length -= 512).build(workshop)
            },
        ),
        Case::new(
            "F9",
            "a block more in the manifest",
            Exit::Damaged,
            &[&words::frame_size],
            |workshop| {
                workshop.draft().stating(|entry| entry.expanded_length += 512).build(workshop)
            },
        ),
        Case::new(
            "F9",
            "a block more in both",
            Exit::Damaged,
            &[&words::checking_frame],
            |workshop| {
                let compress = |tar: &[u8]| restated(tar, |size| size + 512);
                workshop
                    .draft()
                    .compressed(compress)
                    .stating(|entry| entry.expanded_length += 512)
                    .build(workshop)
            },
        ),
        Case::new(
            "F9",
            "a block less in both",
            Exit::Damaged,
            &[&words::checking_frame],
            |workshop| {
                let compress = |tar: &[u8]| restated(tar, |size| size - 512);
                workshop
                    .draft()
                    .compressed(compress)
                    .stating(|entry| entry.expanded_length -= 512)
                    .build(workshop)
            },
        ),
    ]
}

/// A frame that states another content size (RFC 8878, 3.1.1.1.4: two bytes hold 256 less).
fn restated(tar: &[u8], change: fn(u16) -> u16) -> Vec<u8> {
    let mut frame = with_window(tar);
    assert_eq!(frame[4] >> 6, 1, "a content size of two bytes");
    let stated = u16::from_le_bytes([frame[6], frame[7]]);
    frame[6..8].copy_from_slice(&change(stated).to_le_bytes());
    frame
}

/// The same for INDEX, which is a frame too.
fn of_index() -> Vec<Case> {
    let indexed = |row, what: &str, says: &'static Text, change: fn(Vec<u8>) -> Vec<u8>| {
        Case::new(row, format!("INDEX: {what}"), Exit::Damaged, &[says], move |workshop| {
            let honest = workshop.draft().build(workshop);
            rebuilt(&honest, workshop, |parts| {
                parts.index = change(std::mem::take(&mut parts.index))
            })
        })
    };
    vec![
        indexed("F1", "its checksum cut off", &words::frame_header, |index| but_last(index, 4)),
        indexed("F1", "half of it missing", &words::frame_header, |index| {
            index[..index.len() / 2].to_vec()
        }),
        indexed("F1", "nothing left", &words::frame_magic, |_| Vec::new()),
        indexed("F2", "garbage after it", &words::frame_rest, |index| {
            [index, b"garbage".to_vec()].concat()
        }),
        indexed("F3", "a skippable frame before it", &words::frame_magic, |index| {
            [SKIPPABLE.to_vec(), index].concat()
        }),
        indexed("F3", "a skippable frame after it", &words::frame_rest, |index| {
            [index, SKIPPABLE.to_vec()].concat()
        }),
        indexed("F4", "a second frame after it", &words::frame_rest, |index| {
            [index.clone(), index].concat()
        }),
        Case::new(
            "F7",
            "INDEX: it states one byte less",
            Exit::Damaged,
            &[&words::frame_size],
            |workshop| {
                let honest = workshop.draft().build(workshop);
                rebuilt(&honest, workshop, |parts| {
                    let length = parts.manifest["envelope"]["index"]["expanded_length"]
                        .as_u64()
                        .expect("a length");
                    parts.manifest["envelope"]["index"]["expanded_length"] = json!(length - 1);
                })
            },
        ),
        indexed("F8", "a dictionary", &words::frame_dictionary, |mut index| {
            index[4] |= 1;
            index.insert(5, 7);
            index
        }),
    ]
}
