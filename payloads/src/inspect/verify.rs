//! `verify`: every byte, in little memory, and the sentence that says no more than is known.

use super::facts;
use crate::container::{Source, Trusted, Verified};
use crate::say;
use crate::words::{Doing, Voice, container, inspect as words};
use keys::TrustMode;
use serde_json::json;

/// Checks every byte against the signed manifest, and INDEX line by line. A chunk for each thread and one
/// window of INDEX: a few MiB, whatever the file's size.
///
/// # Errors
/// [`crate::Exit::Damaged`] naming what differs; [`crate::Exit::Newer`] where all that this program
/// understands holds.
pub fn verify(source: &Source, trusted: &Trusted, voice: &Voice) -> anyhow::Result<()> {
    verified(source, trusted, voice)?;
    let file = source.name().display();
    let checking = || say!(container::CHECKING, file = file);
    for member in trusted.index(source).doing(checking)? {
        member.doing(checking)?;
    }
    tell(source, trusted, voice)
}

/// Reads the whole file, as [`Trusted::verify`] does, and shows how far it is.
///
/// # Errors
/// Those of [`Trusted::verify`].
pub fn verified<'a>(
    source: &'a Source,
    trusted: &'a Trusted,
    voice: &Voice,
) -> anyhow::Result<Verified<'a>> {
    let progress = voice.progress(&say!(container::VERIFYING), source.length());
    let verified = trusted.verify(source, threads(), &progress)?;
    progress.done();
    Ok(verified)
}

/// How many threads check, each with a chunk in memory: more than these wait for the medium.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

fn tell(source: &Source, trusted: &Trusted, voice: &Voice) -> anyhow::Result<()> {
    let (authentic, file) = (trusted.authentic(), source.name().display());
    let root = authentic.root().fingerprint();
    for signer in authentic.signers() {
        voice.line(&say!(words::UNDAMAGED, file = file, signer = signer.user_id))?;
        let certificate = signer.certificate;
        voice.line(&say!(words::CERTIFICATE_LINE, certificate = certificate, root = root))?;
    }
    warn(trusted, voice);
    let mut report = facts(source.name(), trusted, None);
    report["undamaged"] = json!(true);
    voice.json(&report)
}

/// Says of a file whose root nobody vouched for that a comparison is left to be done. What else the
/// verdict warns of is said by whoever asked for it.
pub fn warn(trusted: &Trusted, voice: &Voice) {
    let authentic = trusted.authentic();
    if authentic.mode() == TrustMode::Tofu {
        voice.warn(&say!(words::TOFU_WARNING, root = authentic.root().fingerprint()));
    }
}
