//! The replacement of a root: the old one and the new one both sign, so that every verifier that
//! knows the old one can follow, step by step.

use crate::encoding::{self, base64, from_base64};
use crate::{
    Certificate, Fingerprint, Flaw, Kind, Purpose, Refusal, Signatures, Structure, canonical,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What stands at the beginning of a root change.
const MAGIC: &[u8; 8] = b"GFROOTC1";

/// What a root change says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootChangeBody {
    /// Counts the changes since the first root of the chain: the first change is 1.
    pub version: u32,
    /// The root that ends.
    pub old: Fingerprint,
    /// The certificate of the root that follows, binary, in base64.
    pub new: String,
    /// When it was issued, in seconds since 1970.
    pub issued: u64,
    /// Extensions an older program may ignore.
    pub ext: Map<String, Value>,
    /// Names in `ext` that no program may ignore.
    pub critical: Vec<String>,
}

/// A root change in its only encoding: `magic | u64le length | body | u32le length | signatures of
/// the old root | signatures of the new root`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootChange {
    body: RootChangeBody,
    bytes: Vec<u8>,
    new: Certificate,
    by_old: Signatures,
    by_new: Signatures,
}

impl RootChange {
    /// An unsigned change from `old` to `new`.
    pub fn new(
        version: u32,
        old: Fingerprint,
        new: &Certificate,
        issued: u64,
    ) -> Result<Self, Refusal> {
        let new = base64(new.to_bytes());
        let (ext, critical) = (Map::new(), Vec::new());
        RootChange::saying(RootChangeBody { version, old, new, issued, ext, critical })
    }

    fn saying(body: RootChangeBody) -> Result<Self, Refusal> {
        if !encoding::are_extensions(&body.critical, &body.ext) {
            return Err(malformed(Flaw::CriticalNames));
        }
        let bytes = canonical::to_vec(&body).map_err(|_| malformed(Flaw::NoJson))?;
        let new = Certificate::decode(&from_base64(&body.new).ok_or(malformed(Flaw::Base64))?)?;
        let (by_old, by_new) = (Signatures::default(), Signatures::default());
        Ok(RootChange { body, bytes, new, by_old, by_new })
    }

    /// Reads the only encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let (body, rest) = encoding::split(MAGIC, bytes, Structure::RootChange)?;
        let said = canonical::from_slice(body).map_err(|_| malformed(Flaw::Json))?;
        let (&length, rest) = rest.split_first_chunk().ok_or(malformed(Flaw::Cut))?;
        let length =
            usize::try_from(u32::from_le_bytes(length)).map_err(|_| malformed(Flaw::Cut))?;
        let (by_old, by_new) = rest.split_at_checked(length).ok_or(malformed(Flaw::Cut))?;
        let by_old = Signatures::parse(by_old)?;
        let by_new = Signatures::parse(by_new)?;
        let change = RootChange { by_old, by_new, ..RootChange::saying(said)? };
        if change.bytes != body {
            return Err(malformed(Flaw::Respelled));
        }
        Ok(change)
    }

    /// The encoding that [`RootChange::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        let by_old = self.by_old.render();
        let length = u32::try_from(by_old.len()).unwrap_or(u32::MAX);
        let rest = [&length.to_le_bytes()[..], &by_old, &self.by_new.render()].concat();
        encoding::join(MAGIC, &self.bytes, &rest)
    }

    /// The message both roots sign for [`Purpose::RootChange`].
    pub fn message(&self) -> &[u8] {
        &self.bytes
    }

    /// What the change says. Unless it was verified, anybody may have written it.
    pub fn body(&self) -> &RootChangeBody {
        &self.body
    }

    /// The certificate of the root that follows. Unless the change was verified, anybody may have
    /// named it.
    pub fn new_root(&self) -> &Certificate {
        &self.new
    }

    /// The signatures of the old root, whether they hold or not.
    pub fn by_old(&self) -> &Signatures {
        &self.by_old
    }

    /// The signatures of the new root, whether they hold or not.
    pub fn by_new(&self) -> &Signatures {
        &self.by_new
    }

    /// The change with a signature of the old root added or replaced.
    pub fn signed_by_old(self, kind: Kind, signature: Vec<u8>) -> Result<Self, Refusal> {
        Ok(RootChange { by_old: self.by_old.with(kind, signature)?, ..self })
    }

    /// The change with a signature of the new root added or replaced.
    pub fn signed_by_new(self, kind: Kind, signature: Vec<u8>) -> Result<Self, Refusal> {
        Ok(RootChange { by_new: self.by_new.with(kind, signature)?, ..self })
    }

    /// The new root, if `old` and it both signed this change.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`], [`Refusal::Stripped`], [`Refusal::Newer`], and those of
    /// [`Certificate::verify`].
    pub fn verify(&self, old: &Certificate) -> Result<&Certificate, Refusal> {
        if self.body.old != old.fingerprint() {
            return Err(Refusal::UnknownRoot(Some(self.body.old)));
        }
        encoding::signed_by(old, &self.by_old, Purpose::RootChange, &self.bytes)?;
        encoding::signed_by(&self.new, &self.by_new, Purpose::RootChange, &self.bytes)?;
        encoding::no_critical(&self.body.critical)?;
        Ok(&self.new)
    }
}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::RootChange, flaw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, SecretKey, generate};

    const MADE: u64 = 1_700_000_000;

    fn root() -> SecretKey {
        generate("Snake-oil root", MADE, Role::Root, None).unwrap().0
    }

    fn packet(change: &RootChange, by: &SecretKey) -> Vec<u8> {
        by.sign(Purpose::RootChange, MADE, &mut change.message()).unwrap()
    }

    #[test]
    fn a_change_needs_both_roots() {
        let (old, new) = (root(), root());
        let change =
            RootChange::new(1, old.certificate().fingerprint(), new.certificate(), MADE).unwrap();
        let (one, two) = (packet(&change, &old), packet(&change, &new));
        let half = change.clone().signed_by_old(Kind::OpenPgp, one.clone()).unwrap();
        assert_eq!(half.new_root(), new.certificate());
        assert_eq!(half.by_old().get(Kind::OpenPgp), Some(&one[..]));
        assert_eq!(half.by_new().iter().count(), 0);
        assert!(matches!(half.verify(old.certificate()), Err(Refusal::Stripped(Kind::OpenPgp))));
        let swapped = half.clone().signed_by_new(Kind::OpenPgp, one).unwrap();
        assert!(matches!(swapped.verify(old.certificate()), Err(Refusal::UnknownSigner { .. })));
        let whole = half.signed_by_new(Kind::OpenPgp, two.clone()).unwrap();
        assert_eq!(whole.by_new().get(Kind::OpenPgp), Some(&two[..]));
        let again = RootChange::parse(&whole.render()).unwrap();
        assert_eq!(again, whole);
        assert_eq!(again.verify(old.certificate()).unwrap(), new.certificate());
        assert!(matches!(again.verify(new.certificate()), Err(Refusal::UnknownRoot(_))));
    }

    #[test]
    fn every_cut_of_a_change_is_refused() {
        let (old, new) = (root(), root());
        let change =
            RootChange::new(1, old.certificate().fingerprint(), new.certificate(), MADE).unwrap();
        let one = packet(&change, &old);
        let bytes = change.signed_by_old(Kind::OpenPgp, one).unwrap().render();
        for cut in 0..bytes.len() {
            assert!(RootChange::parse(&bytes[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_critical_name_that_is_not_there_or_out_of_order_is_refused() {
        let (old, new) = (root(), root());
        let change =
            RootChange::new(1, old.certificate().fingerprint(), new.certificate(), MADE).unwrap();
        let saying = |ext: &[&str], critical: &[&str]| {
            let ext = ext.iter().map(|name| ((*name).to_owned(), Value::from(1))).collect();
            let critical = critical.iter().map(|name| (*name).to_owned()).collect();
            RootChange::saying(RootChangeBody { ext, critical, ..change.body().clone() })
        };
        saying(&["a", "b", "c"], &["a", "b"]).unwrap();
        for (ext, critical) in [(&["a"][..], &["b"][..]), (&["a", "b"], &["b", "a"])] {
            let refused = saying(ext, critical);
            assert!(matches!(refused, Err(Refusal::Malformed(Structure::RootChange, _))));
        }
    }
}
