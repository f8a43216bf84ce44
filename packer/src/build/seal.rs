//! The last steps of one file: what is in it and said of it becomes regions in order, the signatures, and the
//! reader's own verdict before the file gets its name.

use crate::beside::sidecars;
use crate::build::frames::Packed;
use crate::build::meta::Meta;
use crate::build::request::Request;
use crate::inputs::go::Distribution;
use crate::inputs::stubs::Stub;
use crate::inputs::tree::Tree;
use crate::signing::signer::Signers;
use crate::words::build as words;
use keys::{Clock, Kind, Purpose, Roots, Trust};
use payloads::container::manifest::{Envelope, StubEntry};
use payloads::container::trailer::Trailer;
use payloads::container::{Draft, Laid, Manifest, Source, Trusted, Unfinished, write};
use payloads::digest::{Both, Sha256};
use payloads::platform::Platform;
use payloads::refusal::trusted;
use payloads::sentences::unpack;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use voice::{Context as _, Voice, best_effort};

/// What goes into the file for one CPU, projects apart.
#[derive(Debug)]
pub struct Inputs {
    /// Its first region.
    pub stub: Stub,
    /// Its Go.
    pub go: Distribution,
    /// What that Go has compiled before.
    pub gocache: Option<Tree>,
}

/// What becomes the file for one CPU.
#[derive(Debug)]
pub struct Release {
    /// What goes in.
    pub inputs: Inputs,
    /// What it says of itself.
    pub meta: Meta,
}

impl Release {
    /// All that a signature will cover, with the frames of `packed`.
    pub fn draft(&self, request: &Request, roots: keys::Roots, packed: Packed) -> Draft {
        let Inputs { stub, go, .. } = &self.inputs;
        Draft {
            stub: stub.bytes.to_vec(),
            stubs: vec![StubEntry {
                length: stub.bytes.len() as u64,
                offset: 0,
                platform: Platform::Cpu(stub.cpu),
                sha256: Sha256::of(&stub.bytes),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            }],
            roots,
            frames: packed.frames,
            index: packed.index,
            components: packed.components,
            go: go.version.clone(),
            flavour: request.flavour.clone(),
            line: request.line(go),
            counter: request.counter(),
            required: request.required(),
            signing_time: request.signing_time,
            build_time: request.build_time,
            minimum_program: "0.1.0".to_owned(),
            notes: BTreeMap::new(),
        }
    }
}

/// A container as the reader accepted it.
#[derive(Debug)]
pub enum Accepted {
    /// Everybody signed.
    Whole(Box<Trusted>),
    /// Required kinds of signature are still missing; others add them.
    Unfinished(Box<Unfinished>),
}

impl Accepted {
    /// The file, if everybody signed it.
    pub fn whole(&self) -> Option<&Trusted> {
        match self {
            Accepted::Whole(trusted) => Some(trusted),
            Accepted::Unfinished(_) => None,
        }
    }

    /// The kinds of signature that are required and missing.
    pub fn missing(&self) -> &[Kind] {
        match self {
            Accepted::Whole(_) => &[],
            Accepted::Unfinished(found) => found.missing(),
        }
    }

    /// What the trailer says.
    pub fn trailer(&self) -> &Trailer {
        match self {
            Accepted::Whole(trusted) => trusted.trailer(),
            Accepted::Unfinished(found) => found.trailer(),
        }
    }

    /// What every program understands of the manifest.
    pub fn envelope(&self) -> &Envelope {
        match self {
            Accepted::Whole(trusted) => trusted.envelope(),
            Accepted::Unfinished(found) => found.envelope(),
        }
    }

    /// The manifest's digests.
    pub fn identity(&self) -> Both {
        match self {
            Accepted::Whole(trusted) => trusted.identity(),
            Accepted::Unfinished(found) => found.identity(),
        }
    }

    /// What the manifest says.
    pub fn manifest(&self) -> Option<&Manifest> {
        match self {
            Accepted::Whole(trusted) => trusted.manifest().ok(),
            Accepted::Unfinished(found) => found.whole(),
        }
    }
}

/// Writes the container to `out`, which appears only when the reader has verified it.
///
/// # Errors
/// The signers'; the disk's; whatever the reader refuses.
pub fn seal(
    draft: &Draft,
    signers: &Signers,
    out: &Path,
    voice: &Voice,
) -> anyhow::Result<Accepted> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = out.with_file_name(format!(".{name}.unfinished-{}", std::process::id()));
    let sealed = write_and_verify(draft, signers, &unfinished, out, voice)
        .context(|| words::writing(&out.display()));
    if sealed.is_err() {
        best_effort(
            "the error on its way is the one that matters",
            std::fs::remove_file(&unfinished),
        );
    }
    let trusted = sealed?;
    sidecars::forget(out)?;
    std::fs::rename(&unfinished, out).context(|| words::writing(&out.display()))?;
    Ok(trusted)
}

fn write_and_verify(
    draft: &Draft,
    signers: &Signers,
    unfinished: &Path,
    name: &Path,
    voice: &Voice,
) -> anyhow::Result<Accepted> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(unfinished)
        .context(|| unpack::creating_member(&unfinished.display()))?;
    write(draft, &mut file, &mut |manifest| {
        signers.sign(Purpose::Manifest, draft.signing_time, manifest, voice)
    })?;
    file.sync_all()?;
    verify(unfinished, draft, name, voice)
}

/// What every user will do, done here first; what nobody can do before others signed it, too, apart.
fn verify(file: &Path, draft: &Draft, name: &Path, voice: &Voice) -> anyhow::Result<Accepted> {
    let source = Source::open(file)?;
    let said = words::verifying_result(&name.display());
    let progress = voice.progress(&said, source.length());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let clock = Clock { now: draft.signing_time, built: 0, latest_known: 0 };
    let tofu = |roots: &Roots| trusted(Trust::tofu(roots));
    let found = Laid::read(&source)?.authenticate_unfinished(tofu, &clock)?;
    let accepted = match found.missing().is_empty() {
        true => {
            let found = Laid::read(&source)?.authenticate(tofu, &clock)?;
            found.verify(&source, threads, &progress)?;
            Accepted::Whole(Box::new(found))
        }
        false => {
            found.verify(&source, threads, &progress)?;
            Accepted::Unfinished(Box::new(found))
        }
    };
    progress.done();
    Ok(accepted)
}
