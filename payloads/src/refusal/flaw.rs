//! What exactly was met in what is refused: the cause below the sentence that says what is refused.
//! "It" is what that sentence names.

use crate::words::flaw as words;
use keys::{ChainFlaw, Flaw, KeyFlaw, PolicyFlaw, Refusal};
use voice::Said;

/// What was met, where the refusal says it.
pub(super) fn of(refusal: &Refusal) -> Option<Said> {
    match refusal {
        Refusal::Malformed(_, flaw) | Refusal::SignatureForm(flaw) | Refusal::Sm2Form(flaw) => {
            Some(said(*flaw))
        }
        Refusal::Chain { why, .. } => Some(chain(*why)),
        Refusal::Policy { why, .. } => Some(policy(*why)),
        Refusal::SecretKey(why) => Some(key(*why)),
        _ => None,
    }
}

fn said(flaw: Flaw) -> Said {
    match flaw {
        Flaw::Cut => words::cut(),
        Flaw::Rest => words::rest(),
        Flaw::TooLong(limit) => words::too_long(&limit),
        Flaw::Version(version) => words::version(&version),
        Flaw::Respelled => words::respelled(),
        Flaw::Magic => words::magic(),
        Flaw::Json => words::json(),
        Flaw::NoJson => words::no_json(),
        Flaw::Base64 => words::base64(),
        Flaw::KindsDescend => words::kinds_descend(),
        Flaw::UnknownKind => words::unknown_kind(),
        Flaw::Twice => words::twice(),
        Flaw::TwoTrustLists => words::two_trust_lists(),
        Flaw::OutOfOrder => words::out_of_order(),
        Flaw::RequiredKinds => words::required_kinds(),
        Flaw::CriticalNames => words::critical_names(),
        Flaw::Digest => words::digest(),
        Flaw::NoteTooLong(limit) => words::note_too_long(&limit),
        Flaw::Root => words::damaged_root(),
        Flaw::NotACertificate => words::not_a_certificate(),
        Flaw::Several => words::several(),
        Flaw::SecretInside => words::secret_inside(),
        Flaw::PrimaryKey => words::primary_key(),
        Flaw::Foreign => words::foreign(),
        Flaw::Unwritable => words::unwritable(),
        Flaw::NotX509 => words::not_x509(),
        Flaw::NotSm2 => words::not_sm2(),
        Flaw::CriticalExtension => words::critical_extension(),
        Flaw::Extension => words::extension(),
        Flaw::Curve => words::curve(),
        Flaw::Point => words::point(),
        Flaw::Signature => words::signature(),
        Flaw::ChainTooLong(limit) => words::chain_too_long(&limit),
        Flaw::NoCertificate => words::no_certificate(),
        Flaw::Inexpressible => words::inexpressible(),
        Flaw::NotASignature => words::not_a_signature(),
        Flaw::PacketHeader => words::packet_header(),
        Flaw::SignatureType => words::signature_type(),
        Flaw::Algorithm => words::algorithm(),
        Flaw::DigestAlgorithm => words::digest_algorithm(),
        Flaw::HashedArea => words::hashed_area(),
        Flaw::Subpacket => words::subpacket(),
        Flaw::Incomplete => words::incomplete(),
        Flaw::CreationTime => words::creation_time(),
        Flaw::Issuer => words::issuer(),
        Flaw::Notation => words::notation(),
        Flaw::UnknownPurpose => words::unknown_purpose(),
        Flaw::UnhashedArea => words::unhashed_area(),
        Flaw::Number => words::number(),
        Flaw::GroupOrder => words::group_order(),
        Flaw::OutOfRange => words::out_of_range(),
        Flaw::NotDer => words::not_der(),
        Flaw::NeitherForm => words::neither_form(),
        Flaw::LikeAStatement => words::like_a_statement(),
    }
}

fn chain(flaw: ChainFlaw) -> Said {
    match flaw {
        ChainFlaw::NoAuthority => words::no_authority(),
        ChainFlaw::Root => words::travelling_root(),
        ChainFlaw::Issuer => words::other_issuer(),
        ChainFlaw::PathLength => words::path_length(),
    }
}

fn policy(flaw: PolicyFlaw) -> Said {
    match flaw {
        PolicyFlaw::TooLong(limit) => words::too_long(&limit),
        PolicyFlaw::NotUtf8 => words::not_utf8(),
        PolicyFlaw::Control => words::control(),
        PolicyFlaw::NotAKey => words::not_a_key(),
        PolicyFlaw::UnknownKey => words::unknown_key(),
        PolicyFlaw::KeyTwice => words::key_twice(),
        PolicyFlaw::SectionTwice => words::section_twice(),
        PolicyFlaw::NotABool => words::not_a_bool(),
        PolicyFlaw::NotAList => words::not_a_list(),
        PolicyFlaw::NotAKind => words::not_a_kind(),
        PolicyFlaw::NotAnIndex => words::not_an_index(),
        PolicyFlaw::NotAFingerprint => words::not_a_fingerprint(),
        PolicyFlaw::NotACounter => words::not_a_counter(),
    }
}

fn key(flaw: KeyFlaw) -> Said {
    match flaw {
        KeyFlaw::TooLong(limit) => words::too_long(&limit),
        KeyFlaw::NotOpenPgp => words::not_openpgp(),
        KeyFlaw::NotSm2 => words::not_pkcs8(),
        KeyFlaw::Mismatch => words::mismatch(),
        KeyFlaw::NoEd25519 => words::no_ed25519(),
        KeyFlaw::NoPrimary => words::no_primary(),
        KeyFlaw::NoneSigns => words::none_signs(),
        KeyFlaw::OtherCertificate => words::other_certificate(),
        KeyFlaw::NotMade => words::not_made(),
        KeyFlaw::NotWritten => words::not_written(),
        KeyFlaw::DoesNotSign => words::does_not_sign(),
        KeyFlaw::DoesNotRevoke => words::does_not_revoke(),
    }
}

#[cfg(test)]
mod tests {
    /// What has no Chinese name in use: the formats, and what a reader of a help text types.
    const TERMS: &str = "\
        0x... ASCII Base64 chmod DER Ed25519 EdDSA ELF false FORMAT.md goferry gunzip \
        gzip INDEX JSON MANIFEST n NV OpenPGP openpgp PEM PKCS r ROOTS S s self SHA SM2 \
        sm2 SM3 tar tpm true U u upgrade UTF X.509 zstd";

    /// The Chinese sentences of a file of the without their placeholders.
    fn chinese(source: &str) -> impl Iterator<Item = String> {
        let sentences = source.split("zh: \"").skip(1).filter_map(|rest| rest.split("\" }").next());
        sentences.map(|sentence| {
            let parts = sentence.split('{').map(|part| part.rsplit('}').next().unwrap_or_default());
            parts.collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn what_is_wrong_with_bytes_is_said_in_chinese_but_for_the_formats_own_terms() {
        let sources = [include_str!("../words/flaw.rs"), include_str!("../words/container.rs")];
        let sentences: Vec<String> = sources.into_iter().flat_map(chinese).collect();
        assert!(sentences.len() > 130, "{}", sentences.len());
        for sentence in sentences {
            let words = sentence.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
            for word in words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
                assert!(TERMS.split(' ').any(|term| term == word), "{word}: {sentence}");
            }
        }
    }
}
