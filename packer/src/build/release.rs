//! One file in the making: what is in it, and what is said of it.

use crate::build::frames::Packed;
use crate::build::meta::Meta;
use crate::build::request::Request;
use crate::inputs::go::Distribution;
use crate::inputs::stubs::Stub;
use payloads::container::Draft;
use payloads::container::manifest::StubEntry;
use payloads::digest::Sha256;
use payloads::platform::Platform;
use std::collections::BTreeMap;

/// What becomes the file for one CPU.
#[derive(Debug)]
pub struct Release {
    /// Its first region.
    pub stub: Stub,
    /// Its Go.
    pub go: Distribution,
    /// What it says of itself.
    pub meta: Meta,
}

impl Release {
    /// All that a signature will cover, with the frames of `packed`.
    pub fn draft(&self, request: &Request, roots: keys::Roots, packed: Packed) -> Draft {
        Draft {
            stub: self.stub.bytes.to_vec(),
            stubs: vec![StubEntry {
                length: self.stub.bytes.len() as u64,
                offset: 0,
                platform: Platform::Cpu(self.stub.cpu),
                sha256: Sha256::of(&self.stub.bytes),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            }],
            roots,
            frames: packed.frames,
            index: packed.index,
            components: packed.components,
            go: self.go.version.clone(),
            flavour: request.flavour.clone(),
            line: request.line(&self.go),
            counter: request.counter(),
            required: request.required(),
            signing_time: request.signing_time,
            build_time: request.build_time,
            minimum_program: "0.1.0".to_owned(),
            notes: BTreeMap::new(),
        }
    }
}
