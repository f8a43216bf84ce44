//! The whole file: taken as it was made, refused where anything is otherwise, explained where it is cut.

use super::maker::{SIGNED, frame, noise, regions};
use super::*;
use crate::container::{CHUNK_LENGTH, Laid, Source, chunks, roots_header, trailer};
use crate::digest;
use crate::digest::{Both, Sha256};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use voice::Exit;
use voice::{Progress, exit_of};

fn refused(whole: &[u8]) -> anyhow::Error {
    let scratch = Scratch::new();
    received(whole, scratch.path()).unwrap_err()
}

#[test]
fn an_honest_container_is_laid_down_as_it_was_packed() {
    let scratch = Scratch::new();
    received(&Maker::new().build(), scratch.path()).unwrap();
    let at = |path: &str| scratch.path().join(path);
    assert_eq!(std::fs::read(at("goroot/main.go")).unwrap(), b"package main\n");
    assert_eq!(std::fs::metadata(at("goroot/main.go")).unwrap().permissions().mode(), 0o100_755);
    assert_eq!(std::fs::read_link(at("goroot/go")).unwrap().to_str(), Some("main.go"));
    let again = received(&Maker::new().build(), scratch.path()).unwrap_err();
    assert_ne!(exit_of(&again), Exit::Damaged, "nothing is overwritten");
}

#[test]
fn an_open_container_shows_what_is_in_it() {
    let (whole, scratch) = (Maker::new().build(), Scratch::new());
    let ([before, manifest, signatures], trailer) = regions(&whole);
    let source = scratch.source(&whole);
    assert_eq!(
        (source.length(), source.name()),
        (whole.len() as u64, &*scratch.path().join("file.run"))
    );
    let mut streamed = Vec::new();
    let laid = Laid::read(&source).unwrap();
    laid.stream(&source, |bytes| streamed.extend_from_slice(bytes)).unwrap();
    assert!(streamed == whole);
    let file = opened(&source).unwrap();
    assert_eq!(file.trailer(), &trailer);
    assert_eq!(file.signatures(), signatures);
    assert_eq!(file.roots(), &before[16..16 + trailer.roots_length as usize]);
    assert_eq!(file.identity(), Both::of(manifest));
    assert_eq!(file.authentic().claims().required, [keys::Kind::OpenPgp]);
    assert_eq!((file.envelope().counter, file.envelope().signing_time), (1, SIGNED));
    let verified = file.verify(&source, 1, &Progress::hidden()).unwrap();
    for (number, stored) in Maker::new().stored.iter().enumerate() {
        let mut bytes = Vec::new();
        verified.frame(number).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(&bytes, stored);
    }
    assert_eq!(verified.frame(2).unwrap().read(&mut [0]).unwrap(), 0);
    let members: Vec<_> = file.index(&source).unwrap().map(Result::unwrap).collect();
    assert_eq!(members, Maker::new().members);
    let kept = &before[before.len() - file.envelope().regions.index as usize..];
    let members: Vec<_> = file.index_kept(kept).unwrap().map(Result::unwrap).collect();
    assert_eq!(members, Maker::new().members);
    let mut other = kept.to_vec();
    other[0] ^= 1;
    assert!(file.index_kept(&other).is_err());
}

#[test]
fn a_file_of_several_chunks_streams_as_it_is() {
    let (whole, scratch) = (Maker::holding(&noise(3 << 20)).build(), Scratch::new());
    let source = scratch.source(&whole);
    let mut streamed = Vec::new();
    Laid::read(&source)
        .unwrap()
        .stream(&source, |bytes| streamed.extend_from_slice(bytes))
        .unwrap();
    assert!(streamed == whole);
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let whole = Maker::new().build();
    for byte in (0..whole.len()).step_by(23) {
        let mut bad = whole.clone();
        bad[byte] ^= 1 << (byte % 8);
        let scratch = Scratch::new();
        received(&bad, scratch.path()).expect_err("a flipped bit");
        assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0);
    }
}

#[test]
fn the_chunk_that_differs_first_is_named() {
    let whole = Maker::holding(&noise(9 << 20)).build();
    received(&whole, Scratch::new().path()).unwrap();
    // Chunks 0 to 7 are hashed side by side, 8 alone; in 9 lies INDEX, which is read once more.
    for (flipped, named) in [(&[5 << 20, 2 << 20][..], 2), (&[8 << 20], 8), (&[9 << 20], 9)] {
        let mut bad = whole.clone();
        flipped.iter().for_each(|byte| bad[*byte + 4] ^= 4);
        let scratch = Scratch::new();
        let source = scratch.source(&bad);
        let error = opened(&source).unwrap().verify(&source, 1, &Progress::hidden()).unwrap_err();
        let said = format!("{error:#}");
        assert_eq!(id(&error), "chunk_differs", "{said}");
        let (from, end) = (named << 20, regions(&whole).1.manifest_offset);
        let place = format!("chunk {named} (bytes {from} to {})", end.min(from + (1 << 20)));
        assert!(said.contains(&place), "{said}");
    }
    let sm3 = resigned(&whole, |manifest| {
        manifest["envelope"]["chunks"]["sm3"].as_array_mut().unwrap().swap(9, 0);
    });
    let said = format!("{:#}", refused(&sm3));
    assert!(said.contains("SM3"), "{said}");
}

#[test]
fn the_last_chunk_is_as_long_as_what_is_left() {
    let end = CHUNK_LENGTH + 1;
    assert_eq!(chunks::length_of(0, end), Some(1 << 20));
    assert_eq!(chunks::length_of(1, end), Some(1));
    assert_eq!((chunks::length_of(2, end), chunks::length_of(1, CHUNK_LENGTH)), (None, None));
    assert_eq!(chunks::length_of(u64::MAX, end), None);
}

#[test]
fn a_chunks_digest_is_of_its_domain_number_and_bytes() {
    let prefixed = [&[1, 2, 1, 0, 0, 0, 0, 0, 0][..], b"abc"].concat();
    assert_eq!(chunks::digest(258, b"abc"), Both::of(&prefixed));
    assert_eq!(chunks::sha256(258, b"abc"), digest::Sha256::of(&prefixed));
}

#[test]
fn pad_is_zeros_and_index_and_programs_have_their_own_digests() {
    let whole = Maker::new().build();
    let ([before, ..], trailer) = regions(&whole);
    let at = (trailer.roots_offset + trailer.roots_length) as usize;
    let mut padded = before.to_vec();
    padded[at] = 1;
    let table = chunks::digest(0, &padded);
    let whole_again = [&padded[..], &whole[before.len()..]].concat();
    let bad = resigned(&whole_again, |manifest| {
        manifest["envelope"]["chunks"]["sha256"][0] = table.sha256.to_string().into();
        manifest["envelope"]["chunks"]["sm3"][0] = table.sm3.to_string().into();
    });
    assert_eq!(id(&refused(&bad)), "pad_not_zero");
    for kind in ["sha256", "sm3"] {
        let bad = resigned(&whole, |manifest| {
            manifest["envelope"]["index"][kind] = manifest["envelope"]["chunks"][kind][0].clone();
        });
        assert_eq!(id(&refused(&bad)), "index_differs", "{kind}");
    }
    let bad = resigned(&whole, |manifest| {
        let stub = &mut manifest["envelope"]["stubs"][0]["sha256"];
        *stub = Sha256::of(b"I am another program.").to_string().into();
    });
    assert_eq!(id(&refused(&bad)), "program_differs");
}

#[test]
fn a_header_of_roots_that_says_otherwise_is_refused() {
    let whole = Maker::new().build();
    let mut bad = whole.clone();
    bad[16..40].copy_from_slice(&roots_header::render(7));
    assert_eq!(id(&refused(&bad)), "roots_header");
    assert_eq!(roots_header::parse(&whole[16..40]), Some(regions(&whole).1.manifest_offset));
    assert_eq!(roots_header::parse(&whole[16..39]), None);
}

#[test]
fn a_cut_file_says_what_is_missing() {
    let stub = std::fs::read("/proc/self/exe").unwrap();
    let explained = |bytes: &[u8]| {
        let scratch = Scratch::new();
        let error = Laid::read(&scratch.source(bytes)).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Damaged);
        (id(&error), format!("{error:#}"))
    };
    let whole = Maker { stub: stub.clone(), ..Maker::new() }.build();
    let manifest_offset = regions(&whole).1.manifest_offset as usize;
    let short = explained(&whole[..manifest_offset - 1]);
    assert_eq!(short.0, "cut_short");
    assert!(short.1.contains(&manifest_offset.to_string()), "{}", short.1);
    assert_eq!(explained(&whole[..manifest_offset]).0, "end_missing");
    assert_eq!(explained(&whole[..whole.len() - 1]).0, "end_missing");
    assert_eq!(explained(&stub).0, "no_payload");
    assert_eq!(explained(&stub[..stub.len() / 2]).0, "cut_short");
    assert_eq!(explained(&whole[..stub.len() + 7]).0, "end_missing");
    assert_eq!(explained(&[&stub[..], &[7; 400]].concat()).0, "end_missing");
    assert_eq!(explained(b"").0, "no_container");
    assert_eq!(explained(&[7; 4096]).0, "no_container");
    assert_eq!(explained(&[0x1f, 0x8b, 0, 0]).0, "is_gzip");
    let tail = whole.len() - trailer::LENGTH;
    let mut newer = whole.clone();
    newer[tail + 16] = 2;
    assert_eq!(explained(&newer).0, "newer_trailer");
    newer[tail] ^= 1;
    assert_eq!(explained(&newer).0, "end_missing");
}

#[test]
fn what_is_read_later_is_checked_again() {
    let (whole, scratch) = (Maker::new().build(), Scratch::new());
    let source = scratch.source(&whole);
    let file = opened(&source).unwrap();
    let verified = file.verify(&source, 1, &Progress::hidden()).unwrap();
    let mut changed = whole.clone();
    changed[0] ^= 1;
    std::fs::write(scratch.path().join("file.run"), &changed).unwrap();
    let error = verified.frame(0).unwrap().read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(id(&voice::recover(error)), "chunk_differs");
    assert_eq!(id(&file.program(&source, &file.envelope().stubs[0]).unwrap_err()), "chunk_differs");
    std::fs::write(scratch.path().join("file.run"), &whole[..4096]).unwrap();
    let error = verified.frame(0).unwrap().read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(id(&voice::recover(error)), "shrank");
}

#[test]
fn only_a_file_is_a_source() {
    let scratch = Scratch::new();
    let fifo = scratch.path().join("fifo");
    nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let told = |path: &std::path::Path| {
        let error = Source::open(path).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage);
        format!("{error:#}")
    };
    let all = [told(scratch.path()), told(&fifo), told("/dev/null".as_ref())];
    assert!(all.iter().collect::<std::collections::BTreeSet<_>>().len() == 3, "{all:?}");
    for (told, what) in all.iter().zip(["a directory", "a FIFO", "a device"]) {
        assert!(told.contains(what), "{told}");
    }
    told(&scratch.path().join("absent"));
    // No page is mapped at 0: reading it fails as a broken medium does.
    let broken = Source::open("/proc/self/mem".as_ref()).unwrap();
    assert_eq!(exit_of(&broken.read(0, 1).unwrap_err()), Exit::Medium);
    let own = Source::own("/absent".as_ref()).unwrap();
    assert_eq!(own.length(), std::fs::metadata("/proc/self/exe").unwrap().len());
    assert_eq!(own.name(), std::fs::read_link("/proc/self/exe").unwrap());
}

#[test]
fn a_frame_that_lies_about_itself_is_refused() {
    let mut maker = Maker::new();
    maker.stored[0] = frame(&maker.tar, |encoder| encoder.include_checksum(false).unwrap());
    assert_eq!(id(&refused(&maker.build())), "frame_header");
}
