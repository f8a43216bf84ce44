//! Why an authentic signature or release still does not count here: what the root has withdrawn, what
//! the host demands, what was seen before.

use crate::words::trust as words;
use keys::{Fingerprint, Refusal};
use voice::Exit;
use voice::time::rfc3339;
use voice::{Fact, Said};

/// The sentence, the exit code and the way out; `None` for a refusal of another subject.
pub(super) fn fact(refusal: &Refusal) -> Option<Fact> {
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
