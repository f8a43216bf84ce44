//! What roots sign: a trust list or a change of root, on its way to the machine of each.

use crate::signing::root_chain::RootChain;
use keys::{Certificate, Fingerprint, Kind, Packet, Purpose, Refusal, RootChange, TrustList};
use voice::Exit;

use crate::words::signing as words;
use payloads::refusal::trusted;
use voice::Fact;

/// How a trust list begins, as keys/README.md has it.
const LIST: &[u8] = b"GFTRUST1";
/// How a change of root begins.
const CHANGE: &[u8] = b"GFROOTC1";

/// A statement that some or all of its signatures may still be missing from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootStatement {
    /// Signed by the current root.
    List(Box<TrustList>),
    /// Signed by the current root and by the one that follows.
    Change(Box<RootChange>),
}

impl RootStatement {
    /// The most bytes a statement may have.
    pub const MAX_LEN: usize = 64 << 10;

    /// Whether a file with these first bytes is meant to be a statement.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(LIST) || bytes.starts_with(CHANGE)
    }

    /// Reads either.
    ///
    /// # Errors
    /// [`Exit::Usage`] for neither; [`Exit::Damaged`] where it is malformed.
    pub fn parse(bytes: &[u8]) -> anyhow::Result<RootStatement> {
        if bytes.starts_with(CHANGE) {
            return Ok(RootStatement::Change(Box::new(trusted(RootChange::parse(bytes))?)));
        }
        if bytes.starts_with(LIST) {
            return Ok(RootStatement::List(Box::new(trusted(TrustList::parse(bytes))?)));
        }
        Err(Fact::new(Exit::Usage, words::no_statement()).into())
    }

    /// The encoding that [`RootStatement::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        match self {
            RootStatement::List(list) => list.render(),
            RootStatement::Change(change) => change.render(),
        }
    }

    /// What its signatures are for.
    pub fn purpose(&self) -> Purpose {
        match self {
            RootStatement::List(_) => Purpose::TrustList,
            RootStatement::Change(_) => Purpose::RootChange,
        }
    }

    /// What every root signs.
    pub fn message(&self) -> &[u8] {
        match self {
            RootStatement::List(list) => list.message(),
            RootStatement::Change(change) => change.message(),
        }
    }

    /// The roots whose signatures are missing.
    pub fn missing(&self) -> Vec<Fingerprint> {
        let lacks = |signatures: &keys::Signatures| signatures.get(Kind::OpenPgp).is_none();
        match self {
            RootStatement::List(list) if lacks(list.signatures()) => vec![list.body().root],
            RootStatement::List(_) => Vec::new(),
            RootStatement::Change(change) => {
                let old = lacks(change.by_old()).then_some(change.body().old);
                let new = lacks(change.by_new()).then(|| change.new_root().fingerprint());
                old.into_iter().chain(new).collect()
            }
        }
    }

    /// With what a root answered, in any form: `chain` tells the signature of the current root, a
    /// change itself that of the root that follows.
    ///
    /// # Errors
    /// [`Exit::BadSignature`] where it does not hold or was made for something else;
    /// [`Exit::Untrusted`] for a key of neither root.
    pub fn signed(self, answer: &[u8], chain: Option<&RootChain>) -> anyhow::Result<RootStatement> {
        let strict = trusted(keys::normalise(answer, self.purpose()))?;
        let packet = trusted(Packet::parse(&strict))?;
        let by = |root: &Certificate| root.verify(&packet, self.purpose(), &mut self.message());
        let named = |verdict: Result<(), Refusal>| match verdict {
            Err(Refusal::UnknownSigner { signer, .. }) => Err(self.not_by(signer)),
            other => trusted(other),
        };
        let current = chain.map(RootChain::current);
        Ok(match &self {
            RootStatement::List(list) => {
                let root = current.filter(|root| root.fingerprint() == list.body().root);
                named(root.map_or(Err(Refusal::UnknownRoot(Some(list.body().root))), by))?;
                let list = list.as_ref().clone();
                RootStatement::List(Box::new(trusted(list.with_signature(Kind::OpenPgp, strict))?))
            }
            RootStatement::Change(change) => {
                let new = by(change.new_root());
                let change = change.as_ref().clone();
                let signed = match (new, current) {
                    (Err(Refusal::UnknownSigner { .. }), Some(old)) => {
                        named(by(old))?;
                        change.signed_by_old(Kind::OpenPgp, strict)
                    }
                    (verdict, _) => {
                        named(verdict)?;
                        change.signed_by_new(Kind::OpenPgp, strict)
                    }
                };
                RootStatement::Change(Box::new(trusted(signed)?))
            }
        })
    }

    /// A signature by somebody else than the roots that have to sign.
    fn not_by(&self, signer: Fingerprint) -> anyhow::Error {
        let roots = match self {
            RootStatement::List(list) => vec![list.body().root],
            RootStatement::Change(change) => {
                vec![change.body().old, change.new_root().fingerprint()]
            }
        };
        let roots: Vec<String> = roots.iter().map(ToString::to_string).collect();
        let said = words::not_by_a_root(&signer, &roots.join(", "));
        Fact::new(Exit::Untrusted, said).into()
    }

    /// Checks, from the bytes that would be written, that every root signed which has to.
    ///
    /// # Errors
    /// What `keys` refuses.
    pub fn check(&self, chain: &RootChain) -> anyhow::Result<()> {
        match RootStatement::parse(&self.render())? {
            RootStatement::List(list) => trusted(list.verify(chain.current())),
            RootStatement::Change(change) => chain.clone().follow(*change),
        }
    }
}
