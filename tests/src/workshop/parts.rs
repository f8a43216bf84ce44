//! A container taken apart, changed, put together again and signed: everything consistent but what
//! the change was about.

use super::anatomy::{Anatomy, trailer_of};
use super::{SIGNED, Workshop};
use payloads::container::trailer::Trailer;
use payloads::container::{CHUNK_LENGTH, chunks, roots_header};
use payloads::digest::{Both, Sha256, Sm3};
use serde_json::{Value, json};

/// The regions before MANIFEST, and MANIFEST as it will be rendered.
#[derive(Clone, Debug)]
pub struct Parts {
    /// STUB.
    pub stub: Vec<u8>,
    /// ROOTS with its header, whose offset is set anew.
    pub roots: Vec<u8>,
    /// PAD.
    pub pad: Vec<u8>,
    /// FRAMES.
    pub frames: Vec<u8>,
    /// INDEX.
    pub index: Vec<u8>,
    /// MANIFEST; chunk table, digests of INDEX and lengths of regions are set anew.
    pub manifest: Value,
}

/// A container whose parts `change` had its way with, as its signer would have made it.
pub fn rebuilt(bytes: &[u8], workshop: &Workshop, change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let at = Anatomy::of(bytes);
    let mut parts = Parts {
        stub: bytes[at.stub].to_vec(),
        roots: bytes[at.roots].to_vec(),
        pad: bytes[at.pad].to_vec(),
        frames: bytes[at.frames].to_vec(),
        index: bytes[at.index].to_vec(),
        manifest: serde_json::from_slice(&bytes[at.manifest]).expect("an honest manifest"),
    };
    change(&mut parts);
    parts.assembled(workshop)
}

/// An honest container with its manifest changed and signed again.
pub fn resigned(bytes: &[u8], workshop: &Workshop, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    respelt(bytes, workshop, |manifest| {
        let mut value = serde_json::from_slice(&manifest).expect("an honest manifest");
        change(&mut value);
        keys::canonical::render(&value)
    })
}

/// An honest container with other bytes as its manifest, signed again: they need not be JSON.
pub fn respelt(
    bytes: &[u8],
    workshop: &Workshop,
    change: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> Vec<u8> {
    let trailer = trailer_of(bytes);
    let at = trailer.manifest_offset as usize;
    let manifest = change(bytes[at..at + trailer.manifest_length as usize].to_vec());
    sealed(&bytes[..at], &manifest, workshop, trailer.roots_offset, trailer.roots_length)
}

impl Parts {
    fn assembled(mut self, workshop: &Workshop) -> Vec<u8> {
        let length = |bytes: &Vec<u8>| bytes.len() as u64;
        let (stub, roots) = (length(&self.stub), length(&self.roots));
        let before = stub + roots + length(&self.pad) + length(&self.frames) + length(&self.index);
        self.roots[..roots_header::LENGTH].copy_from_slice(&roots_header::render(before));
        let covered = [&self.stub[..], &self.roots, &self.pad, &self.frames, &self.index].concat();
        let digests = Both::of(&self.index);
        let envelope = &mut self.manifest["envelope"];
        envelope["regions"] = json!({
            "stub": stub, "roots": roots, "pad": self.pad.len(), "frames": self.frames.len(), "index": self.index.len(),
        });
        envelope["index"]["sha256"] = json!(digests.sha256);
        envelope["index"]["sm3"] = json!(digests.sm3);
        envelope["chunks"] = table(&covered);
        sealed(&covered, &keys::canonical::render(&self.manifest), workshop, stub, roots)
    }
}

fn table(covered: &[u8]) -> Value {
    let digest = |(number, bytes): (usize, &[u8])| chunks::digest(number as u64, bytes);
    let both = covered.chunks(CHUNK_LENGTH as usize).enumerate().map(digest);
    let (sha256, sm3): (Vec<Sha256>, Vec<Sm3>) = both.map(|both| (both.sha256, both.sm3)).unzip();
    json!({ "length": CHUNK_LENGTH, "sha256": sha256, "sm3": sm3 })
}

/// What comes before MANIFEST, then these bytes as MANIFEST, signed, and the trailer that fits.
fn sealed(
    before: &[u8],
    manifest: &[u8],
    workshop: &Workshop,
    roots_offset: u64,
    roots_length: u64,
) -> Vec<u8> {
    let signatures = workshop.sign(manifest, SIGNED).render();
    let trailer = Trailer {
        manifest_offset: before.len() as u64,
        manifest_length: manifest.len() as u64,
        roots_offset,
        roots_length,
        signatures_length: signatures.len() as u64,
    };
    [before, manifest, &signatures, &trailer.render().expect("small numbers")].concat()
}
