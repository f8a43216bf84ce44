//! TRAILER and the header of ROOTS. Input: the length of a file, then the bytes at its end.
//! Accepted: exactly the bytes that the numbers give, every region within the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use payloads::container::{roots_header, trailer};

fuzz_target!(|bytes: &[u8]| {
    if let Some(offset) = roots_header::parse(bytes) {
        assert_eq!(bytes[..roots_header::LENGTH], roots_header::render(offset));
    }
    let Some((length, rest)) = bytes.split_first_chunk() else { return };
    let Some(tail) = rest.first_chunk::<{ trailer::LENGTH }>() else { return };
    let length = u64::from_le_bytes(*length);
    let Some(found) = trailer::Trailer::parse(tail, length) else { return };
    assert_eq!(found.render().as_ref(), Some(tail), "one spelling");
    assert_eq!(found.total(), Some(length), "the file to the byte");
    assert!(found.roots_offset + found.roots_length <= found.manifest_offset);
    assert!(found.manifest_offset + found.manifest_length + found.signatures_length < length);
    // What a reader allocates for them before anything is believed.
    assert!(found.roots_length <= 64 << 10);
    assert!(found.manifest_length <= 1 << 20);
    assert!(found.signatures_length <= 32 << 10);
});
