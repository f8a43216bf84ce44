//! The next trust list: the newest one, amended. The root signs it as a
//! [`RootStatement`](crate::signing::root_statement::RootStatement).

mod difference;

pub use difference::differences;

use crate::words::signing as words;
use keys::{Certificate, Fingerprint, Kind, ManifestDigest, TrustList, TrustListBody, sm2};
use payloads::refusal::trusted;
use std::collections::BTreeMap;
use voice::Exit;
use voice::Fact;

/// What the root wants to say differently. What is not named here stays as it was.
#[derive(Debug, Default)]
pub struct Amendments {
    /// Release certificates, added or in the place of those with the same fingerprint.
    pub release: Vec<Certificate>,
    /// Release certificates that go, with everything the list says of them.
    pub remove: Vec<Fingerprint>,
    /// The SM2 authority that releases come under; `Some(None)` for none any more.
    pub sm2_ca: Option<Option<sm2::Certificate>>,
    /// Certificates whose signatures end with a counter in each line that is named.
    pub retire: Vec<(Fingerprint, BTreeMap<String, u32>)>,
    /// Stolen certificates, with the releases that still count.
    pub compromise: Vec<(Fingerprint, Vec<ManifestDigest>)>,
    /// The lowest counter of a line; 0 for none.
    pub floors: Vec<(String, u32)>,
    /// How often the counter of a line started again.
    pub epochs: Vec<(String, u32)>,
    /// Every kind of signature that releases must have.
    pub require: Option<Vec<Kind>>,
}

impl Amendments {
    /// The list that follows `old`, unsigned, of `root` and as of `issued` (seconds since 1970).
    ///
    /// # Errors
    /// [`Exit::Usage`] for a list under which nothing could be released, or that names a certificate
    /// which is not there.
    pub fn next(
        &self,
        old: &TrustList,
        root: &Certificate,
        issued: u64,
    ) -> anyhow::Result<TrustList> {
        let version = old.body().version.checked_add(1);
        let mut body = TrustListBody {
            version: version.ok_or_else(|| usage(words::last_version()))?,
            root: root.fingerprint(),
            issued,
            ..old.body().clone()
        };
        body = body.with_release(&self.certificates(old));
        self.withdraw(&mut body);
        self.count(&mut body)?;
        if let Some(kinds) = &self.require {
            body.required = kinds.clone();
        }
        let list = trusted(TrustList::new(self.with_authority(body)))?;
        self.check(&list)?;
        Ok(list)
    }

    fn certificates(&self, old: &TrustList) -> Vec<Certificate> {
        let all = old.release().iter().chain(&self.release);
        let mut named: BTreeMap<Fingerprint, Certificate> =
            all.map(|certificate| (certificate.fingerprint(), certificate.clone())).collect();
        named.retain(|fingerprint, _| !self.remove.contains(fingerprint));
        named.into_values().collect()
    }

    fn withdraw(&self, body: &mut TrustListBody) {
        for gone in &self.remove {
            body.retired.remove(gone);
            body.compromised.remove(gone);
        }
        body.retired.extend(self.retire.iter().cloned());
        for (stolen, kept) in &self.compromise {
            let mut kept = kept.clone();
            kept.sort_unstable();
            kept.dedup();
            body.compromised.insert(*stolen, kept);
        }
    }

    fn count(&self, body: &mut TrustListBody) -> Result<(), Fact> {
        for (line, floor) in &self.floors {
            match floor {
                0 => body.floors.remove(line),
                floor => body.floors.insert(line.clone(), *floor),
            };
        }
        for (line, epoch) in &self.epochs {
            let old = body.epochs.insert(line.clone(), *epoch).unwrap_or(0);
            if *epoch <= old {
                let said = words::epoch_only_rises(&epoch, &line, &old);
                return Err(usage(said));
            }
        }
        Ok(())
    }

    fn with_authority(&self, body: TrustListBody) -> TrustListBody {
        match &self.sm2_ca {
            None => body,
            Some(None) => TrustListBody { sm2_ca: String::new(), ..body },
            Some(Some(authority)) => body.with_sm2_ca(authority),
        }
    }

    /// Refuses what the root cannot mean.
    fn check(&self, list: &TrustList) -> Result<(), Fact> {
        let required = &list.body().required;
        if required.contains(&Kind::OpenPgp) && list.release().is_empty() {
            return Err(usage(words::no_release_certificate()));
        }
        if required.contains(&Kind::Sm2) && list.sm2_ca().is_none() {
            return Err(usage(words::no_sm2_root()));
        }
        let withdrawn = self.retire.iter().map(|(fingerprint, _)| fingerprint);
        let withdrawn = withdrawn.chain(self.compromise.iter().map(|(fingerprint, _)| fingerprint));
        // An SM2 certificate is named by its authority alone: any fingerprint may be meant.
        let mut openpgp = withdrawn.filter(|one| one.kind() == Kind::OpenPgp);
        let known = |one: &Fingerprint| list.release().iter().any(|r| r.fingerprint() == *one);
        match openpgp.find(|one| !known(one)) {
            None => Ok(()),
            Some(other) => Err(usage(words::not_named(&other)).help(words::not_named_help())),
        }
    }
}

fn usage(said: voice::Said) -> Fact {
    Fact::new(Exit::Usage, said)
}

#[cfg(test)]
mod tests;
