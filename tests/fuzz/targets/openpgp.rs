//! What is made of OpenPGP: packets, certificates, and the structures that carry them. Accepted:
//! exactly one spelling; and no other bytes than the seed's verify as its signature.
#![no_main]

use fuzz::{CLOCK, pinned_by, regions};
use keys::{Admission, Certificate, Kind, Packet, RootChange, Roots, Signatures};
use keys::{Purpose, Trust, TrustList, normalise};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use payloads::container::roots_header;
use std::sync::LazyLock;

const HONEST: &[u8] = include_bytes!("../corpus/one-kind.run");
const PACKET: &[u8] = include_bytes!("../corpus/openpgp/packet");

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let [_, roots, ..] = regions(HONEST).map(|range| &HONEST[range]);
    let roots = Roots::parse(&roots[roots_header::LENGTH..]).expect("honest roots");
    Trust::from_state(&pinned_by(HONEST), &roots).expect("the list it knows")
});

fuzz_target!(|bytes: &[u8]| match bytes {
    // By its first byte what it can be, so that most tries are quick.
    [0x88 | 0x89 | 0xc2 | b'-', ..] => packet(bytes),
    [0x98 | 0x99 | 0xc6, ..] => certificate(bytes),
    _ => structures(bytes),
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // One step away from the honest packet is where a second spelling would be.
    let room = data.get_mut(..PACKET.len()).filter(|_| seed.is_multiple_of(3));
    let size = room.map_or(size, |place| {
        place.copy_from_slice(PACKET);
        PACKET.len()
    });
    fuzzer_mutate(data, size, max_size)
});

fn packet(bytes: &[u8]) {
    if let Ok(packet) = Packet::parse(bytes) {
        assert_eq!(packet.render(), bytes, "one spelling");
        judge(bytes);
    }
    if let Ok(packet) = normalise(bytes, Purpose::Manifest) {
        let read = Packet::parse(&packet).expect("what was normalised is strict");
        assert_eq!(read.purpose(), Purpose::Manifest);
    }
}

fn certificate(bytes: &[u8]) {
    if let Ok(certificate) = Certificate::decode(bytes) {
        assert_eq!(certificate.to_bytes(), bytes, "one spelling");
        let again = Certificate::decode(certificate.to_bytes()).expect("it was read before");
        assert_eq!(again.fingerprint(), certificate.fingerprint());
    }
}

/// A packet in strict form is of the release key only where it is the very one it made.
fn judge(packet: &[u8]) {
    let [_, _, _, manifest, _] = regions(HONEST).map(|range| &HONEST[range]);
    let tried = Signatures::default().with(Kind::OpenPgp, packet.to_vec()).expect("a short one");
    let accepted = TRUST.judge(manifest.to_vec(), &tried, &CLOCK).is_ok();
    assert_eq!(accepted, packet == PACKET, "the one signature");
}

fn structures(bytes: &[u8]) {
    if let Ok(read) = Signatures::parse(bytes) {
        assert_eq!(read.render(), bytes, "one spelling");
    }
    if let Ok(read) = TrustList::parse(bytes) {
        assert_eq!(read.render(), bytes, "one spelling");
    }
    if let Ok(read) = RootChange::parse(bytes) {
        assert_eq!(read.render(), bytes, "one spelling");
    }
    if let Ok(read) = Admission::parse(bytes) {
        assert_eq!(read.render(), bytes, "one spelling");
    }
    if let Ok(read) = Roots::parse(bytes) {
        assert_eq!(read.render(), bytes, "one spelling");
        drop(Trust::tofu(&read));
    }
}
