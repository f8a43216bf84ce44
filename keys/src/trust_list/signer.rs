//! What a list says of a signer: to the signer before anything is signed, to a verifier afterwards.

use super::TrustList;
use crate::{Fingerprint, Kind, ManifestDigest, Refusal, key_policy, sm2};

impl TrustList {
    /// Refuses an OpenPGP certificate whose releases signed at `at` (seconds since 1970) do not count
    /// under this list. Whether it is retired depends on series and counter and is not asked.
    ///
    /// # Errors
    /// [`Refusal::UnknownSigner`], [`Refusal::Compromised`], or why none of its keys may sign.
    pub fn precheck_openpgp(&self, signer: Fingerprint, at: u64) -> Result<(), Refusal> {
        let unknown = Refusal::UnknownSigner { kind: Kind::OpenPgp, signer };
        let named = self.release.iter().find(|certificate| certificate.fingerprint() == signer);
        let keys = key_policy::signing_keys(named.ok_or(unknown)?.cert(), at);
        self.allows(signer, None)?;
        if keys.iter().any(Result::is_ok) {
            return Ok(());
        }
        // The primary key, which need not sign, comes before its subkeys.
        keys.into_iter().last().map_or(Ok(()), |key| key.map(drop))
    }

    /// As [`TrustList::precheck_openpgp`] for an SM2 chain.
    ///
    /// # Errors
    /// [`Refusal::UnknownSigner`], [`Refusal::Compromised`], [`Refusal::Chain`],
    /// [`Refusal::NotForSigning`], [`Refusal::NotBorn`], [`Refusal::Expired`].
    pub fn precheck_sm2(&self, chain: &sm2::Chain, at: u64) -> Result<(), Refusal> {
        let signer = chain.leaf().fingerprint();
        let root = self.sm2_ca().filter(|root| chain.ends_in(root));
        let root = root.ok_or(Refusal::UnknownSigner { kind: Kind::Sm2, signer })?;
        chain.check(root)?;
        chain.check_time(root, at)?;
        chain.certificates().try_for_each(|one| self.allows(one.fingerprint(), None))
    }

    /// Refuses the certificate `signer` if it is listed as compromised and `manifest` is not
    /// excepted; without a manifest nothing is. A thief chooses counter and time, not this digest.
    pub(crate) fn allows(
        &self,
        signer: Fingerprint,
        manifest: Option<&ManifestDigest>,
    ) -> Result<(), Refusal> {
        match self.body.compromised.get(&signer) {
            Some(kept) if !manifest.is_some_and(|digest| kept.contains(digest)) => {
                Err(Refusal::Compromised { signer })
            }
            _ => Ok(()),
        }
    }

    /// Refuses the certificate `signer` if it is listed as retired, unless `release` is of a series
    /// named there and its counter at most the last; without a series and counter nothing is.
    pub(crate) fn not_retired(
        &self,
        signer: Fingerprint,
        release: Option<(&str, u32)>,
    ) -> Result<(), Refusal> {
        let Some(counters) = self.body.retired.get(&signer) else { return Ok(()) };
        let last = release.and_then(|(series, _)| counters.get(series)).copied();
        if last.zip(release).is_some_and(|(last, (_, counter))| counter <= last) {
            return Ok(());
        }
        let release = release.map(|(series, counter)| (series.to_owned(), counter));
        Err(Refusal::Retired { signer, release, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, TrustListBody, generate};
    use std::collections::BTreeMap;

    const MADE: u64 = 1_700_000_000;

    #[test]
    fn a_signer_learns_beforehand_whether_the_list_counts_it() {
        let (_, root) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
        let (_, release) = generate("Snake-oil release", MADE, Role::Release, None).unwrap();
        let made = sm2::generate_sm2("Snake-oil", sm2::Validity::since(MADE)).unwrap();
        let other = sm2::generate_sm2("Snake-oil", sm2::Validity::since(MADE)).unwrap();
        let body = TrustListBody::first(&root, std::slice::from_ref(&release), MADE);
        let body = body.with_sm2_ca(&made.ca);
        let (signer, leaf) = (release.fingerprint(), made.chain.leaf().fingerprint());
        let list = TrustList::new(body.clone()).unwrap();
        list.precheck_openpgp(signer, MADE).unwrap();
        list.precheck_sm2(&made.chain, MADE).unwrap();
        let unknown = |verdict| matches!(verdict, Err(Refusal::UnknownSigner { .. }));
        assert!(unknown(list.precheck_openpgp(root.fingerprint(), MADE)));
        assert!(unknown(list.precheck_sm2(&other.chain, MADE)));
        let young = |verdict| matches!(verdict, Err(Refusal::NotBorn { .. }));
        assert!(young(list.precheck_openpgp(signer, MADE - 1)));
        assert!(young(list.precheck_sm2(&made.chain, MADE - 1)));
        let compromised = BTreeMap::from([(signer, vec![]), (leaf, vec![])]);
        let list = TrustList::new(TrustListBody { compromised, ..body }).unwrap();
        let stolen = |verdict| matches!(verdict, Err(Refusal::Compromised { .. }));
        assert!(stolen(list.precheck_openpgp(signer, MADE)));
        assert!(stolen(list.precheck_sm2(&made.chain, MADE)));
    }
}
