//! Which key of a certificate may sign, and when: judged at the signature's own creation time, by a
//! fixed list of algorithms, never by the clock.

use crate::{Fingerprint, Kind, Refusal};
use openpgp::cert::prelude::*;
use openpgp::crypto::mpi::PublicKey;
use openpgp::packet::{Key, Packet, Signature, key};
use openpgp::policy::{HashAlgoSecurity, Policy};
use openpgp::types::{Curve, HashAlgorithm, PublicKeyAlgorithm};
use openpgp::{Cert, Error};
use sequoia_openpgp as openpgp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A public key, primary or subkey.
pub(crate) type PublicSigningKey = Key<key::PublicParts, key::UnspecifiedRole>;

/// Ed25519 in version 4 packets with SHA-256, SHA-384 or SHA-512; nothing else, at no time.
#[derive(Debug)]
pub(crate) struct AllowList;

impl Policy for AllowList {
    fn signature(&self, signature: &Signature, _: HashAlgoSecurity) -> openpgp::Result<()> {
        let digest = matches!(
            signature.hash_algo(),
            HashAlgorithm::SHA256 | HashAlgorithm::SHA384 | HashAlgorithm::SHA512
        );
        let ed25519 = signature.pk_algo() == PublicKeyAlgorithm::EdDSA;
        listed(digest && ed25519 && signature.version() == 4)
    }

    fn key(&self, key: &ValidErasedKeyAmalgamation<key::PublicParts>) -> openpgp::Result<()> {
        listed(is_ed25519(key.key()))
    }

    fn packet(&self, _: &Packet) -> openpgp::Result<()> {
        Ok(())
    }
}

fn listed(yes: bool) -> openpgp::Result<()> {
    if yes { Ok(()) } else { Err(Error::PolicyViolation("not listed".into(), None).into()) }
}

/// Whether this is a version 4 key of algorithm 22 on Ed25519.
pub(crate) fn is_ed25519<P: key::KeyParts, R: key::KeyRole>(key: &Key<P, R>) -> bool {
    let curve = matches!(key.mpis(), PublicKey::EdDSA { curve: Curve::Ed25519, .. });
    key.version() == 4 && curve
}

/// The key `issuer` of `cert`, whether or not it may sign.
///
/// # Errors
/// [`Refusal::UnknownSigner`], [`Refusal::Algorithm`].
pub(crate) fn key(
    cert: &Cert,
    issuer: Fingerprint,
) -> Result<ErasedKeyAmalgamation<'_, key::PublicParts>, Refusal> {
    let found = cert.keys().find(|ka| Fingerprint::of(&ka.key().fingerprint()) == Some(issuer));
    let ka = found.ok_or(Refusal::UnknownSigner { kind: Kind::OpenPgp, signer: issuer })?;
    if is_ed25519(ka.key()) { Ok(ka) } else { Err(Refusal::Algorithm { signer: issuer }) }
}

/// The key `issuer` of `cert`, if it may have signed at `at` (seconds since 1970).
///
/// # Errors
/// Those of [`key()`], [`Refusal::Revoked`], [`Refusal::NotBorn`], [`Refusal::Expired`],
/// [`Refusal::Unbound`] or [`Refusal::NotForSigning`].
pub(crate) fn signing_key(
    cert: &Cert,
    issuer: Fingerprint,
    at: u64,
) -> Result<PublicSigningKey, Refusal> {
    let ka = key(cert, issuer)?;
    // Whoever stole a key can backdate: one revocation counts for all times.
    if ka.self_revocations().next().is_some()
        || cert.primary_key().self_revocations().next().is_some()
    {
        return Err(Refusal::Revoked { signer: issuer });
    }
    let born =
        seconds(ka.key().creation_time()).max(seconds(cert.primary_key().key().creation_time()));
    if at < born {
        return Err(Refusal::NotBorn { signer: issuer, born, signed: at });
    }
    let time = UNIX_EPOCH + Duration::from_secs(at);
    let unbound = || Refusal::Unbound { signer: issuer };
    let primary = cert.with_policy(&AllowList, time).map_err(|_| unbound())?.primary_key();
    let key = ka.with_policy(&AllowList, time).map_err(|_| unbound())?;
    let ends = [primary.key_expiration_time(), key.key_expiration_time()];
    if let Some(expired) = ends.into_iter().flatten().map(seconds).min().filter(|end| at >= *end) {
        return Err(Refusal::Expired { signer: issuer, expired, signed: at });
    }
    if primary.alive().is_err() || key.alive().is_err() {
        return Err(unbound());
    }
    if !key.for_signing() {
        return Err(Refusal::NotForSigning { signer: issuer });
    }
    Ok(key.key().clone())
}

/// The keys of `cert` that may sign at `at`, the newest first.
pub(crate) fn signing_keys(cert: &Cert, at: u64) -> Vec<Result<PublicSigningKey, Refusal>> {
    let mut keys: Vec<_> = cert.keys().filter(|ka| is_ed25519(ka.key())).collect();
    keys.sort_by_key(|ka| std::cmp::Reverse(ka.key().creation_time()));
    let issuers = keys.iter().filter_map(|ka| Fingerprint::of(&ka.key().fingerprint()));
    issuers.map(|issuer| signing_key(cert, issuer, at)).collect()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;
