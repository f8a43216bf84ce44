//! The admission statement: the receiving organisation says, with its own key, that a release may be
//! used. It stands beside the file, which never changes.

use crate::encoding;
use crate::trust::{Evidence, not_future};
use crate::{
    Authentic, Certificate, Clock, Flaw, Kind, Purpose, Refusal, Signatures, Signer, Structure,
    canonical, sm2,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::Digest;
use std::io::Read;

/// What stands at the beginning of an admission statement.
const MAGIC: &[u8; 8] = b"GFADMIT1";

/// Both digests of the same bytes, in 64 lower-case digits each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigests {
    /// SHA-256.
    pub sha256: String,
    /// SM3.
    pub sm3: String,
}

impl FileDigests {
    /// Of everything `reader` gives, streamed.
    pub fn of(reader: &mut dyn Read) -> Result<Self, Refusal> {
        let (mut sha256, mut sm3) = (sha2::Sha256::new(), sm3::Sm3::new());
        Purpose::Sidecar.feed(reader, &mut |bytes| {
            sha256.update(bytes);
            sm3::Digest::update(&mut sm3, bytes);
        })?;
        let sm3 = hex::encode(sm3::Digest::finalize(sm3));
        Ok(FileDigests { sha256: hex::encode(sha256.finalize()), sm3 })
    }

    fn are_well_formed(&self) -> bool {
        let digits = |text: &String| hex::decode(text).is_ok_and(|d| hex::encode(d) == *text);
        [&self.sha256, &self.sm3].into_iter().all(|text| text.len() == 64 && digits(text))
    }
}

/// What an admission statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionBody {
    /// When the release was admitted, in seconds since 1970.
    pub admitted: u64,
    /// Of the whole file.
    pub file: FileDigests,
    /// Of the manifest: the release's identity, whoever else signs the file later.
    pub manifest: FileDigests,
    /// For people; at most [`Admission::MAX_NOTE`] bytes.
    pub note: String,
    /// Extensions an older program may ignore.
    pub ext: Map<String, Value>,
    /// Names in `ext` that no program may ignore.
    pub critical: Vec<String>,
}

/// An admission statement in its only encoding: `magic | u64le length | body | signatures`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    body: AdmissionBody,
    bytes: Vec<u8>,
    signatures: Signatures,
}

/// Whose admission statements count here: the organisation's own keys.
#[derive(Clone, Debug, Default)]
pub struct Admitters {
    /// OpenPGP certificates.
    pub openpgp: Vec<Certificate>,
    /// Authorities of SM2 certificates.
    pub sm2: Vec<sm2::Certificate>,
}

impl Admission {
    /// The most bytes an encoding may have: 64 KiB.
    pub const MAX_LEN: usize = 64 << 10;
    /// The most bytes a note may have: 4 KiB.
    pub const MAX_NOTE: usize = 4 << 10;

    /// An unsigned statement that admits `release`, in a file with these digests, as of `admitted`.
    pub fn new(
        release: &Authentic,
        file: FileDigests,
        note: &str,
        admitted: u64,
    ) -> Result<Self, Refusal> {
        let manifest = FileDigests::of(&mut release.manifest())?;
        let (note, ext, critical) = (note.to_owned(), Map::new(), Vec::new());
        Admission::saying(AdmissionBody { admitted, file, manifest, note, ext, critical })
    }

    fn saying(body: AdmissionBody) -> Result<Self, Refusal> {
        if !encoding::are_extensions(&body.critical, &body.ext) {
            return Err(malformed(Flaw::CriticalNames));
        }
        if !body.file.are_well_formed() || !body.manifest.are_well_formed() {
            return Err(malformed(Flaw::Digest));
        }
        if body.note.len() > Self::MAX_NOTE {
            return Err(malformed(Flaw::NoteTooLong(Self::MAX_NOTE)));
        }
        let bytes = canonical::to_vec(&body).map_err(|_| malformed(Flaw::NoJson))?;
        Ok(Admission { body, bytes, signatures: Signatures::default() })
    }

    /// Reads the only encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let (body, rest) = encoding::split(MAGIC, bytes, Structure::Admission)?;
        let said = canonical::from_slice(body).map_err(|_| malformed(Flaw::Json))?;
        let signatures = Signatures::parse(rest)?;
        let admission = Admission { signatures, ..Admission::saying(said)? };
        if admission.bytes != body {
            return Err(malformed(Flaw::Respelled));
        }
        Ok(admission)
    }

    /// The encoding that [`Admission::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        encoding::join(MAGIC, &self.bytes, &self.signatures.render())
    }

    /// The message to sign for [`Purpose::Admission`].
    pub fn message(&self) -> &[u8] {
        &self.bytes
    }

    /// What it says. Unless it was judged, anybody may have written it.
    pub fn body(&self) -> &AdmissionBody {
        &self.body
    }

    /// Its signatures, whether they hold or not.
    pub fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// The statement with a signature of `kind` added or replaced.
    pub fn with_signature(self, kind: Kind, signature: Vec<u8>) -> Result<Self, Refusal> {
        Ok(Admission { signatures: self.signatures.with(kind, signature)?, ..self })
    }

    /// Whether it was made beside the file with these digests, which a portal shows. It decides
    /// nothing: the same release in a file that somebody else signed later is still admitted.
    pub fn names(&self, file: &FileDigests) -> bool {
        self.body.file == *file
    }

    /// Who of `admitters` admitted `release`; never nobody.
    ///
    /// # Errors
    /// [`Refusal::OtherAdmission`], [`Refusal::UnknownSigner`], [`Refusal::Stripped`],
    /// [`Refusal::Newer`], and those of one signature: a present one that is bad is refused.
    pub fn judge(
        &self,
        admitters: &Admitters,
        release: &Authentic,
        clock: &Clock,
    ) -> Result<Vec<Signer>, Refusal> {
        let known = |key| admitters.openpgp.iter().find(|one| one.contains(key));
        let evidence = Evidence::gather(&self.signatures, Purpose::Admission, &self.bytes, known)?;
        let mut signers = Vec::new();
        if let Some(packet) = &evidence.openpgp
            && let Some(certificate) = known(packet.issuer())
        {
            certificate.signer_of(packet)?;
            let (signer, signed, sealed) = (packet.issuer(), packet.created(), self.body.admitted);
            if signed < sealed {
                return Err(Refusal::Backdated { signer, signed, sealed });
            }
            not_future(clock, signed)?;
            signers.push(Signer::by_openpgp(certificate, packet));
        }
        if let Some(sealed) = &evidence.sm2
            && let Some(root) = admitters.sm2.iter().find(|root| sealed.chain().ends_in(root))
        {
            sealed.chain().check(root)?;
            sealed.chain().check_time(root, self.body.admitted)?;
            signers.push(Signer::by_sm2(sealed.chain(), self.body.admitted));
        }
        if signers.is_empty() {
            return Err(evidence.lacks(evidence.kinds().next().unwrap_or(Kind::OpenPgp)));
        }
        not_future(clock, self.body.admitted)?;
        encoding::no_critical(&self.body.critical)?;
        if self.body.manifest != FileDigests::of(&mut release.manifest())? {
            return Err(Refusal::OtherAdmission);
        }
        Ok(signers)
    }
}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::Admission, flaw)
}

#[cfg(test)]
mod tests;
