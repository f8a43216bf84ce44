//! Signatures of other programs: brought into the strict form, and ours into theirs.

use crate::{Flaw, Packet, Purpose, Refusal};
use openpgp::armor;
use openpgp::crypto::mpi;
use openpgp::packet::Signature;
use openpgp::parse::{PacketParser, PacketParserResult, Parse};
use openpgp::serialize::MarshalInto;
use sequoia_openpgp as openpgp;
use std::io::Write;

/// The most bytes an external signer may answer with: 32 KiB.
const MAX_ANSWER: usize = 32 << 10;

/// Brings what GnuPG or a token answered, armoured or binary, into the strict form: exactly one
/// signature, its unhashed area dropped (GnuPG puts the key id there). The result still has to be
/// checked against the message, as [`Certificate::verify`](crate::Certificate::verify) does.
///
/// # Errors
/// [`Refusal::SignatureForm`] when a strict form does not exist; [`Refusal::WrongPurpose`].
pub fn normalise(answer: &[u8], purpose: Purpose) -> Result<Vec<u8>, Refusal> {
    let packet = read_signature(answer)?;
    if packet.purpose() != purpose {
        return Err(Refusal::WrongPurpose { expected: purpose, found: packet.purpose() });
    }
    Ok(packet.render())
}

/// One signature, armoured or binary, by any program, in its strict form.
pub fn read_signature(bytes: &[u8]) -> Result<Packet, Refusal> {
    if let Ok(packet) = Packet::parse(bytes) {
        return Ok(packet);
    }
    if bytes.len() > MAX_ANSWER {
        return Err(Refusal::SignatureForm(Flaw::TooLong(MAX_ANSWER)));
    }
    let Signature::V4(signature) = only_signature(bytes)? else {
        return Err(Refusal::SignatureForm(Flaw::Version(4)));
    };
    let mpi::Signature::EdDSA { r, s } = signature.mpis() else {
        return Err(Refusal::SignatureForm(Flaw::Algorithm));
    };
    if signature.typ() != openpgp::types::SignatureType::Binary {
        return Err(Refusal::SignatureForm(Flaw::SignatureType));
    }
    let area = signature.hashed_area().to_vec();
    let area = area.map_err(|_| Refusal::SignatureForm(Flaw::HashedArea))?;
    let prefix = *signature.digest_prefix();
    Packet::from_parts(signature.hash_algo(), &area, prefix, r.value(), s.value())
}

/// A signature in ASCII armour, as `.asc` files hold it.
pub fn armor_signature(packet: &Packet) -> Result<String, Refusal> {
    let armored = || -> openpgp::Result<String> {
        let mut writer = armor::Writer::new(Vec::new(), armor::Kind::Signature)?;
        writer.write_all(&packet.render())?;
        Ok(String::from_utf8(writer.finalize()?)?)
    };
    armored().map_err(|_| Refusal::SignatureForm(Flaw::Unwritable))
}

fn only_signature(bytes: &[u8]) -> Result<Signature, Refusal> {
    let no_packet = |_| Refusal::SignatureForm(Flaw::NotASignature);
    let PacketParserResult::Some(parser) = PacketParser::from_bytes(bytes).map_err(no_packet)?
    else {
        return Err(Refusal::SignatureForm(Flaw::NotASignature));
    };
    let (first, rest) = parser.next().map_err(no_packet)?;
    if !matches!(rest, PacketParserResult::EOF(_)) {
        return Err(Refusal::SignatureForm(Flaw::Several));
    }
    match first {
        openpgp::Packet::Signature(signature) => Ok(signature),
        _ => Err(Refusal::SignatureForm(Flaw::NotASignature)),
    }
}
