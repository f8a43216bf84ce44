//! A certificate's revocation by its own primary key.

use super::SecretKey;
use crate::{Certificate, KeyFlaw, Refusal};
use openpgp::cert::CertRevocationBuilder;
use openpgp::types::ReasonForRevocation;
use sequoia_openpgp as openpgp;
use std::time::{Duration, UNIX_EPOCH};

impl SecretKey {
    /// The certificate with a revocation of `time` (seconds since 1970) that says `because`. The
    /// reason is always that the key was compromised: with every other one GnuPG and Sequoia would
    /// still accept what was signed before, and whoever stole a key can backdate.
    ///
    /// # Errors
    /// [`Refusal::SecretKey`] where the primary secret key is not here, [`Refusal::Time`].
    pub fn revoked(&self, time: u64, because: &str) -> Result<Certificate, Refusal> {
        let unable = |_| Refusal::SecretKey(KeyFlaw::DoesNotRevoke);
        let cert = self.certificate.cert();
        let primary = cert.primary_key().key().fingerprint();
        let pair = self.pairs.iter().find(|pair| pair.public().fingerprint() == primary);
        let mut pair = pair.cloned().ok_or(Refusal::SecretKey(KeyFlaw::NoPrimary))?;
        let time = UNIX_EPOCH + Duration::from_secs(u64::from(super::creation_time(time)?));
        let revocation = CertRevocationBuilder::new()
            .set_reason_for_revocation(ReasonForRevocation::KeyCompromised, because.as_bytes())
            .and_then(|builder| builder.set_signature_creation_time(time))
            .and_then(|builder| builder.build(&mut pair, cert, None));
        let (revoked, _) =
            cert.clone().insert_packets(revocation.map_err(unable)?).map_err(unable)?;
        Certificate::new(revoked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Packet, Purpose, Role, generate};

    const MADE: u64 = 1_700_000_000;

    #[test]
    fn what_a_revoked_certificate_signed_before_counts_no_more() {
        let (key, certificate) = generate("Snake-oil", MADE, Role::Release, None).unwrap();
        let packet = key.sign(Purpose::Manifest, MADE, &mut &b"{}"[..]).unwrap();
        let packet = Packet::parse(&packet).unwrap();
        certificate.verify(&packet, Purpose::Manifest, &mut &b"{}"[..]).unwrap();
        let revoked = key.revoked(MADE + 9, "lost").unwrap();
        assert_eq!(revoked.fingerprint(), certificate.fingerprint());
        let verdict = revoked.verify(&packet, Purpose::Manifest, &mut &b"{}"[..]);
        assert!(matches!(verdict, Err(Refusal::Revoked { .. })));
        assert_eq!(Certificate::decode(revoked.to_bytes()).unwrap(), revoked);
    }
}
