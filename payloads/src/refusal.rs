//! Who is believed, and why not: every refusal and warning of the crate `keys`.

mod flaw;

use crate::words::{go, trust as words};
use keys::note;
use keys::{Fingerprint, Purpose, Refusal, Structure, Warning};
use voice::Exit;
use voice::time::rfc3339;
use voice::{Context as _, Fact, Said};

/// What a refusal means to the user: the sentence, the exit code, and the way out.
pub fn fact(refusal: &Refusal) -> Fact {
    if let Some(fact) = standing(refusal) {
        return fact;
    }
    match refusal {
        Refusal::Read(_) => Fact::new(Exit::Io, words::reading()),
        Refusal::Malformed(what, _) => malformed(*what),
        Refusal::MessageTooLong => Fact::new(Exit::Damaged, words::message(&Purpose::MAX_MESSAGE)),
        Refusal::SignatureForm(_) => {
            Fact::new(Exit::BadSignature, words::signature_form()).help(words::copy_again())
        }
        Refusal::Sm2Form(_) => {
            Fact::new(Exit::BadSignature, words::sm2_form()).help(words::copy_again())
        }
        Refusal::WrongPurpose { expected, found } => {
            let (expected, found) = (purpose(*expected), purpose(*found));
            Fact::new(Exit::BadSignature, words::wrong_purpose(&found, &expected))
        }
        Refusal::BadSignature { kind, signer } => {
            let said = words::bad_signature(&kind, &signer);
            Fact::new(Exit::BadSignature, said).help(words::copy_again())
        }
        Refusal::UnknownSigner { .. }
        | Refusal::UnknownRoot(_)
        | Refusal::Chain { .. }
        | Refusal::Unbound { .. }
        | Refusal::NotForSigning { .. }
        | Refusal::Algorithm { .. }
        | Refusal::NotBorn { .. }
        | Refusal::Expired { .. } => untrusted(refusal),
        Refusal::Newer(what) => {
            Fact::new(Exit::Newer, words::newer(&what)).help(words::newer_help())
        }
        Refusal::Time(at) => Fact::new(Exit::Usage, words::time(&at)),
        Refusal::SecretKey(_) => Fact::new(Exit::Usage, words::secret_key()),
        Refusal::PassphraseNeeded => Fact::new(Exit::Usage, words::passphrase_needed()),
        Refusal::WrongPassphrase => Fact::new(Exit::Usage, words::wrong_passphrase()),
        _ => policy(refusal),
    }
}

/// The result with a refusal turned into its [`fact`]. What exactly was met stays as the cause; what
/// the system said while reading stays the system's own error.
pub fn trusted<T>(result: Result<T, Refusal>) -> anyhow::Result<T> {
    let refusal = match result {
        Ok(value) => return Ok(value),
        Err(refusal) => refusal,
    };
    let (meaning, met) = (fact(&refusal), flaw::of(&refusal));
    match (refusal, met) {
        (Refusal::Read(error), _) => Err(voice::recover(error)),
        (_, Some(met)) => Err(Fact::new(meaning.exit, met)).fact(|| meaning),
        (_, None) => Err(meaning.into()),
    }
}

/// What is wrong with something of the checksum database called `name`.
pub fn of_database(name: &str, flaw: note::Flaw) -> Said {
    match flaw {
        note::Flaw::Key | note::Flaw::Note => go::database_malformed(&name),
        note::Flaw::UnknownSigner => go::database_signer(&name),
        note::Flaw::BadSignature => go::database_signature(&name),
        note::Flaw::Proof => go::database_proof(&name),
    }
}

/// What a warning of the verdict says.
pub fn warning(warning: &Warning) -> Said {
    match warning {
        Warning::ClockImplausible { now, earliest } if now >= earliest => {
            words::clock_far_ahead(&rfc3339(*now))
        }
        Warning::ClockImplausible { now, earliest } => {
            words::clock_implausible(&rfc3339(*now), &rfc3339(*earliest))
        }
        Warning::NotEvaluated(kind) => words::not_evaluated(&kind),
    }
}

/// What a signature is for, as a noun.
pub fn purpose(purpose: Purpose) -> Said {
    match purpose {
        Purpose::Manifest => words::manifest(),
        Purpose::TrustList => words::a_trust_list(),
        Purpose::RootChange => words::a_root_change(),
        Purpose::Admission => words::admission(),
        Purpose::Sidecar => words::sidecar(),
    }
}

fn malformed(what: Structure) -> Fact {
    let damaged = |what: Said| Fact::new(Exit::Damaged, words::malformed(&what));
    match what {
        Structure::Signatures => damaged(words::signatures()),
        Structure::Roots => damaged(words::roots()),
        Structure::TrustList => damaged(words::trust_list()),
        Structure::RootChange => damaged(words::root_change()),
        Structure::Certificate => Fact::new(Exit::Damaged, words::certificate()),
        Structure::X509 => Fact::new(Exit::Damaged, words::x509()),
        Structure::Admission => damaged(words::admission_statement()),
        Structure::TrustState => {
            let said = words::malformed(&words::trust_state());
            Fact::new(Exit::State, said).help(words::repair())
        }
    }
}

/// Refusals of a signer.
fn untrusted(refusal: &Refusal) -> Fact {
    let said = match refusal {
        Refusal::UnknownSigner { kind, signer } => {
            let said = words::unknown_signer(&signer, &kind);
            return Fact::new(Exit::Untrusted, said).help(words::accept_root());
        }
        Refusal::UnknownRoot(Some(root)) => {
            let said = words::other_root(&root);
            return Fact::new(Exit::Untrusted, said).help(words::other_root_help());
        }
        Refusal::Chain { certificate, .. } => words::chain(&certificate),
        Refusal::Unbound { signer } => words::unbound(&signer),
        Refusal::NotForSigning { signer } => words::not_for_signing(&signer),
        Refusal::Algorithm { signer } => words::algorithm(&signer),
        Refusal::NotBorn { signer, born, signed } => {
            words::not_born(&rfc3339(*signed), &signer, &rfc3339(*born))
        }
        Refusal::Expired { signer, expired, signed } => {
            words::expired(&signer, &rfc3339(*expired), &rfc3339(*signed))
        }
        _ => words::no_root(),
    };
    Fact::new(Exit::Untrusted, said)
}

/// Refusals of a policy.
fn policy(refusal: &Refusal) -> Fact {
    let (said, help) = match refusal {
        Refusal::Revoked { signer } => (words::revoked(&signer), words::other_key()),
        Refusal::Compromised { signer } => (words::compromised(&signer), words::other_key()),
        Refusal::FromTheFuture { signed, reference } => {
            let (signed, reference) = (rfc3339(*signed), rfc3339(*reference));
            (words::future(&signed, &reference), words::future_help())
        }
        Refusal::NotEvaluated(kind) => (words::required_not_evaluated(&kind), words::newer_help()),
        Refusal::Stripped(kind) => (words::stripped(&kind), words::copy_again()),
        _ => return Fact::new(Exit::Policy, words::no_root()),
    };
    Fact::new(Exit::Policy, said).help(help)
}

/// Why an authentic signature or release still does not count here: what the root has withdrawn, what the host
/// demands, what was seen before. `None` for a refusal of another subject.
fn standing(refusal: &Refusal) -> Option<Fact> {
    let policy = |said| Fact::new(Exit::Policy, said);
    Some(match refusal {
        Refusal::Retired { signer, release, .. } => {
            policy(retired(*signer, release.as_ref())).help(words::newer_release())
        }
        Refusal::Backdated { signer, signed, sealed } => {
            let (signed, sealed) = (rfc3339(*signed), rfc3339(*sealed));
            policy(words::backdated(&signer, &signed, &sealed))
        }
        Refusal::RequiredSigner(signers) => {
            let all: Vec<String> = signers.iter().map(ToString::to_string).collect();
            policy(words::required_signer(&all.join(", ")))
        }
        Refusal::NotPinned(root) => policy(words::not_pinned(&root)).help(words::pin()),
        Refusal::BelowFloor { series, counter, floor } => {
            policy(words::below_floor(&series, &counter, &floor)).help(words::newer_release())
        }
        Refusal::Downgrade { series, counter, highest } => {
            policy(words::downgrade(&series, &counter, &highest)).help(words::allow_downgrade())
        }
        Refusal::NotNewer { offered, known } => policy(words::not_newer(&offered, &known)),
        Refusal::NotNextChange { offered, next } => {
            policy(words::not_next_change(&offered, &next)).help(words::step_by_step())
        }
        Refusal::AdmissionMissing => policy(words::admission_missing()).help(words::admit()),
        Refusal::OtherAdmission => policy(words::other_admission()).help(words::admit()),
        Refusal::Policy { line, .. } => policy(words::policy(&line)).help(words::policy_help()),
        _ => return None,
    })
}

fn retired(signer: Fingerprint, release: Option<&(String, u32)>) -> Said {
    match release {
        Some((line, counter)) => words::retired(&signer, &line, &counter),
        None => words::retired_file(&signer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keys::{ChainFlaw, Fingerprint, Flaw, KeyFlaw, Kind, PolicyFlaw};
    use voice::{Lang, exit_of, render_error};

    fn every_refusal() -> Vec<(Refusal, Exit)> {
        let (kind, signer) = (Kind::Sm2, Fingerprint::from_bytes([0xab; 20]));
        let (born, signed, expired, reference) = (20, 10, 5, 1);
        let (expected, found) = (Purpose::Manifest, Purpose::Sidecar);
        let release = ("go1.27".to_owned(), 5);
        vec![
            (Refusal::Malformed(Structure::Roots, Flaw::KindsDescend), Exit::Damaged),
            (Refusal::Malformed(Structure::TrustState, Flaw::Json), Exit::State),
            (Refusal::SignatureForm(Flaw::Issuer), Exit::BadSignature),
            (Refusal::WrongPurpose { expected, found }, Exit::BadSignature),
            (Refusal::BadSignature { kind, signer }, Exit::BadSignature),
            (Refusal::UnknownSigner { kind, signer }, Exit::Untrusted),
            (Refusal::UnknownRoot(Some(signer)), Exit::Untrusted),
            (Refusal::UnknownRoot(None), Exit::Untrusted),
            (Refusal::Malformed(Structure::X509, Flaw::Curve), Exit::Damaged),
            (Refusal::Malformed(Structure::Admission, Flaw::Digest), Exit::Damaged),
            (Refusal::Sm2Form(Flaw::OutOfRange), Exit::BadSignature),
            (Refusal::Chain { certificate: signer, why: ChainFlaw::Root }, Exit::Untrusted),
            (Refusal::Unbound { signer }, Exit::Untrusted),
            (Refusal::NotForSigning { signer }, Exit::Untrusted),
            (Refusal::Algorithm { signer }, Exit::Untrusted),
            (Refusal::Backdated { signer, signed, sealed: born }, Exit::Policy),
            (Refusal::Retired { signer, release: None, last: None }, Exit::Policy),
            (Refusal::Retired { signer, release: Some(release.clone()), last: None }, Exit::Policy),
            (Refusal::RequiredSigner(vec![signer]), Exit::Policy),
            (Refusal::NotPinned(signer), Exit::Policy),
            (Refusal::BelowFloor { series: release.0.clone(), counter: 1, floor: 2 }, Exit::Policy),
            (Refusal::Downgrade { series: release.0, counter: 1, highest: 2 }, Exit::Policy),
            (Refusal::NotNewer { offered: 1, known: 1 }, Exit::Policy),
            (Refusal::NotNextChange { offered: 3, next: 2 }, Exit::Policy),
            (Refusal::AdmissionMissing, Exit::Policy),
            (Refusal::OtherAdmission, Exit::Policy),
            (Refusal::Policy { line: 1, why: PolicyFlaw::Control }, Exit::Policy),
            (Refusal::NotBorn { signer, born, signed }, Exit::Untrusted),
            (Refusal::Expired { signer, expired, signed }, Exit::Untrusted),
            (Refusal::Revoked { signer }, Exit::Policy),
            (Refusal::Compromised { signer }, Exit::Policy),
            (Refusal::FromTheFuture { signed, reference }, Exit::Policy),
            (Refusal::Stripped(kind), Exit::Policy),
            (Refusal::NotEvaluated(kind), Exit::Policy),
            (Refusal::Newer("what".into()), Exit::Newer),
            (Refusal::MessageTooLong, Exit::Damaged),
            (Refusal::Time(1 << 32), Exit::Usage),
            (Refusal::SecretKey(KeyFlaw::Mismatch), Exit::Usage),
            (Refusal::PassphraseNeeded, Exit::Usage),
            (Refusal::WrongPassphrase, Exit::Usage),
        ]
    }

    #[test]
    fn every_refusal_has_its_exit_code_and_a_whole_sentence_in_both_languages() {
        for (refusal, exit) in every_refusal() {
            let fact = fact(&refusal);
            assert_eq!(fact.exit, exit, "{refusal}");
            for lang in [Lang::En, Lang::Zh] {
                let sentence = fact.said.render(lang);
                assert!(!sentence.contains(['{', '}']), "{sentence}");
            }
        }
    }

    #[test]
    fn what_the_system_said_while_reading_stays_its_own_error() {
        let full = std::io::Error::from_raw_os_error(28);
        let error = trusted::<()>(Err(Refusal::Read(full))).unwrap_err();
        assert_eq!(exit_of(&error), Exit::NoSpace);
    }

    #[test]
    fn what_was_met_in_malformed_bytes_is_the_cause() {
        let refused = Err(Refusal::Malformed(Structure::Roots, Flaw::KindsDescend));
        let error = trusted::<()>(refused).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Damaged);
        assert_eq!(
            render_error(&error, Lang::En),
            "error: the ROOTS region is malformed\n  \
             caused by: its entries are not in the order of their kinds"
        );
        assert_eq!(
            render_error(&error, Lang::Zh),
            "错误: 信任根区域(ROOTS)格式有误\n  原因: 各条目未按种类升序排列"
        );
    }

    #[test]
    fn a_clock_is_called_early_or_far_ahead() {
        let early = warning(&Warning::ClockImplausible { now: 0, earliest: 5 });
        assert!(early.render(Lang::En).contains("1970-01-01T00:00:05Z"));
        let ahead = warning(&Warning::ClockImplausible { now: 9, earliest: 5 });
        assert!(ahead.render(Lang::Zh).contains("过于超前"));
    }
}
