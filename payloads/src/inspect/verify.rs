//! `verify`: every byte, in little memory, and the sentence that says no more than is known.

use super::facts;
use crate::container::{Source, Trusted};
use crate::say;
use crate::words::{Doing, Voice, container, inspect as words};
use keys::TrustMode;
use serde_json::json;

/// Checks every byte against the signed manifest, and INDEX line by line. Two threads with a chunk
/// each, one window of INDEX: a few MiB, whatever the file's size.
///
/// # Errors
/// [`crate::Exit::Damaged`] naming what differs; [`crate::Exit::Newer`] where all that this program
/// understands holds.
pub fn verify(source: &Source, trusted: &Trusted, voice: &Voice) -> anyhow::Result<()> {
    let file = source.name().display();
    let said = say!(words::VERIFYING, file = file);
    let progress = voice.progress(&said, source.length());
    trusted.verify(source, crate::unpack::threads(), &progress)?;
    progress.done();
    for member in trusted.index(source)? {
        member.doing(|| say!(container::CHECKING, file = file))?;
    }
    tell(source, trusted, voice)
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
