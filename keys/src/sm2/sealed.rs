//! An SM2 signature together with its chain, as SIGNATURES holds it: 64 raw bytes, then the chain.

use super::{Chain, Raw, digest_of, digest_of_bytes};
use crate::{Flaw, Kind, Purpose, Refusal};
use std::io::Read;

/// How the signed bytes of every purpose begin, a sidecar's apart.
const STATEMENT: &[u8] = b"goferry ";

/// The signature and the chain that belongs to it; not yet compared with any message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSignature {
    raw: Raw,
    chain: Chain,
}

impl SealedSignature {
    /// Reads the only encoding.
    ///
    /// # Errors
    /// [`Refusal::Sm2Form`], and [`Refusal::Malformed`] for the chain.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let (raw, chain) =
            bytes.split_at_checked(Raw::LENGTH).ok_or(Refusal::Sm2Form(Flaw::Cut))?;
        let sealed = SealedSignature { raw: Raw::from_bytes(raw)?, chain: Chain::from_der(chain)? };
        if sealed.render() != bytes {
            return Err(Refusal::Sm2Form(Flaw::Respelled));
        }
        Ok(sealed)
    }

    /// The encoding that [`SealedSignature::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        [&self.raw.to_bytes()[..], &self.chain.to_der()].concat()
    }

    /// The certificates.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Checks the arithmetic against the chain's own leaf. Who that is remains to be asked.
    ///
    /// # Errors
    /// [`Refusal::BadSignature`].
    pub fn check(&self, purpose: Purpose, message: &[u8]) -> Result<(), Refusal> {
        let key = self.chain.leaf().key();
        let input = signed_input(purpose, &self.chain, message);
        if self.raw.holds(key, &digest_of_bytes(key, &input)) {
            Ok(())
        } else {
            Err(bad(&self.chain))
        }
    }

    pub(super) fn new(raw: Raw, chain: Chain) -> Self {
        SealedSignature { raw, chain }
    }
}

/// The very bytes that are signed with SM2: domain, u64le length, message, SM3 of the chain. An
/// external signer gets them on its standard input and has to prepend ZA with [`ID`](super::ID), as
/// every implementation does by itself.
pub fn signed_input(purpose: Purpose, chain: &Chain, message: &[u8]) -> Vec<u8> {
    [&purpose.signed_input(message)[..], &chain.digest()].concat()
}

/// What a token or HSM answered, DER or raw, brought into the only form; verified before it is
/// accepted.
///
/// # Errors
/// [`Refusal::Sm2Form`] for neither form; [`Refusal::BadSignature`] when it does not hold.
pub fn external(
    answer: &[u8],
    purpose: Purpose,
    chain: Chain,
    message: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let key = *chain.leaf().key();
    let digest = digest_of_bytes(&key, &signed_input(purpose, &chain, message));
    let raw = chosen(answer, &key, &digest, &chain)?;
    Ok(SealedSignature::new(raw, chain).render())
}

/// As [`external`], for a signature over a file as it is; gives the DER of a `.sm2sig`.
///
/// # Errors
/// Those of [`external`], and [`Refusal::Read`].
pub fn external_sidecar(
    answer: &[u8],
    chain: &Chain,
    file: &mut dyn Read,
) -> Result<Vec<u8>, Refusal> {
    let key = *chain.leaf().key();
    let digest = file_digest(&key, file)?;
    Ok(chosen(answer, &key, &digest, chain)?.to_der())
}

/// The reading of `answer` that holds: 64 bytes can be both.
fn chosen(
    answer: &[u8],
    key: &::sm2::PublicKey,
    digest: &[u8; 32],
    chain: &Chain,
) -> Result<Raw, Refusal> {
    let forms: Vec<Raw> =
        [Raw::from_der(answer), Raw::from_bytes(answer)].into_iter().flatten().collect();
    if forms.is_empty() {
        return Err(Refusal::Sm2Form(Flaw::NeitherForm));
    }
    forms.into_iter().find(|raw| raw.holds(key, digest)).ok_or(bad(chain))
}

/// Checks a `.sm2sig` (DER) over a file as it is against the chain's leaf.
///
/// # Errors
/// [`Refusal::Sm2Form`], [`Refusal::BadSignature`], [`Refusal::Read`].
pub(crate) fn check_sidecar(
    signature: &[u8],
    chain: &Chain,
    file: &mut dyn Read,
) -> Result<(), Refusal> {
    let (raw, key) = (Raw::from_der(signature)?, chain.leaf().key());
    let digest = file_digest(key, file)?;
    if raw.holds(key, &digest) { Ok(()) } else { Err(bad(chain)) }
}

/// A file as it is, for a sidecar. One that begins like a statement of ours is refused: its signature
/// could be cut out and called one over that statement. What an external signer gets has to be read
/// through this.
///
/// # Errors
/// [`Refusal::Sm2Form`], [`Refusal::Read`].
pub fn sidecar_input<R: Read>(mut file: R) -> Result<impl Read, Refusal> {
    let mut head = Vec::new();
    file.by_ref().take(STATEMENT.len() as u64).read_to_end(&mut head)?;
    if head == STATEMENT {
        return Err(Refusal::Sm2Form(Flaw::LikeAStatement));
    }
    Ok(std::io::Cursor::new(head).chain(file))
}

/// The digest of what [`sidecar_input`] lets through.
///
/// # Errors
/// Those of [`sidecar_input`].
pub(super) fn file_digest(
    key: &::sm2::PublicKey,
    file: &mut dyn Read,
) -> Result<[u8; 32], Refusal> {
    let mut input = sidecar_input(file)?;
    digest_of(key, |sink| Purpose::Sidecar.feed(&mut input, sink))
}

fn bad(chain: &Chain) -> Refusal {
    Refusal::BadSignature { kind: Kind::Sm2, signer: chain.leaf().fingerprint() }
}

#[cfg(test)]
mod tests;
