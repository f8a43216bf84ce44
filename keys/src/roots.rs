//! The ROOTS region behind its header: root certificates, root changes, and the newest trust list.
//! What stands there is an offer; a [`Trust`](crate::Trust) decides what of it counts.

use crate::encoding;
use crate::{Certificate, Flaw, Refusal, RootChange, Structure, TrustList};

const ROOT: u16 = 1;
const ROOT_CHANGE: u16 = 2;
const TRUST_LIST: u16 = 3;

/// The entries of ROOTS: certificates by ascending fingerprint, changes by ascending old root and
/// version, at most one trust list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    /// Root certificates.
    roots: Vec<Certificate>,
    /// Changes of roots.
    changes: Vec<RootChange>,
    /// The newest trust list.
    list: Option<TrustList>,
}

impl Roots {
    /// The most bytes the entries may have: ROOTS holds 64 KiB, 64 bytes of which are left to its
    /// header.
    pub const MAX_LEN: usize = (64 << 10) - 64;

    /// Reads the only encoding of the entries. A kind this version does not know is refused: ROOTS
    /// is read before anything else can say which program it needs.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let mut read = Roots::default();
        for (kind, bytes) in encoding::parse_entries(bytes).map_err(malformed)? {
            match kind {
                ROOT => read.roots.push(Certificate::decode(&bytes)?),
                ROOT_CHANGE => read.changes.push(RootChange::parse(&bytes)?),
                TRUST_LIST if read.list.is_some() => return Err(malformed(Flaw::TwoTrustLists)),
                TRUST_LIST => read.list = Some(TrustList::parse(&bytes)?),
                _ => return Err(malformed(Flaw::UnknownKind)),
            }
        }
        let ordered = read.clone().ordered()?;
        if ordered != read {
            return Err(malformed(Flaw::OutOfOrder));
        }
        Ok(read)
    }

    /// ROOTS with what a file carries, in order.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when something occurs twice or all of it is too long.
    pub fn new(
        roots: Vec<Certificate>,
        changes: Vec<RootChange>,
        list: Option<TrustList>,
    ) -> Result<Self, Refusal> {
        let roots = Roots { roots, changes, list }.ordered()?;
        if roots.render().len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        Ok(roots)
    }

    /// The encoding that [`Roots::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        let roots = self.roots.iter().map(|root| (ROOT, root.to_bytes().to_vec()));
        let changes = self.changes.iter().map(|change| (ROOT_CHANGE, change.render()));
        let list = self.list.iter().map(|list| (TRUST_LIST, list.render()));
        let all: Vec<_> = roots.chain(changes).chain(list).collect();
        encoding::render_entries(all.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())))
    }

    /// The root certificates offered, ascending by fingerprint.
    pub fn certificates(&self) -> &[Certificate] {
        &self.roots
    }

    /// The changes of roots offered.
    pub fn changes(&self) -> &[RootChange] {
        &self.changes
    }

    /// The trust list offered.
    pub fn trust_list(&self) -> Option<&TrustList> {
        self.list.as_ref()
    }

    fn ordered(mut self) -> Result<Self, Refusal> {
        self.roots.sort_by_key(Certificate::fingerprint);
        self.changes.sort_by_key(place);
        let twice = self.roots.windows(2).any(|w| w[0].fingerprint() == w[1].fingerprint())
            || self.changes.windows(2).any(|w| place(&w[0]) == place(&w[1]));
        if twice { Err(malformed(Flaw::Twice)) } else { Ok(self) }
    }
}

fn place(change: &RootChange) -> (crate::Fingerprint, u32) {
    (change.body().old, change.body().version)
}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::Roots, flaw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, TrustListBody, generate};

    const MADE: u64 = 1_700_000_000;

    fn root() -> Certificate {
        generate("Snake-oil root", MADE, Role::Root, None).unwrap().1
    }

    fn sample() -> Roots {
        let (one, two) = (root(), root());
        let list = TrustList::new(TrustListBody::first(&one, &[], MADE)).unwrap();
        let change = RootChange::new(1, one.fingerprint(), &two, MADE).unwrap();
        Roots::new(vec![two, one], vec![change], Some(list)).unwrap()
    }

    #[test]
    fn roots_are_read_back() {
        let roots = sample();
        assert_eq!(Roots::parse(&roots.render()).unwrap(), roots);
        assert_eq!(Roots::parse(&[]).unwrap(), Roots::default());
        assert_eq!(roots.certificates().len(), 2);
    }

    #[test]
    fn another_order_a_repetition_or_an_unknown_kind_is_refused() {
        let roots = sample();
        let turned = Roots { roots: roots.roots.iter().rev().cloned().collect(), ..roots.clone() };
        let twice = [roots.roots.clone(), vec![roots.roots[0].clone()]].concat();
        let unknown = [&roots.render()[..], &[4, 0, 0, 0, 0, 0]].concat();
        for bad in
            [turned.render(), Roots { roots: twice.clone(), ..roots.clone() }.render(), unknown]
        {
            assert!(matches!(Roots::parse(&bad), Err(Refusal::Malformed(Structure::Roots, _))));
        }
        assert!(Roots::new(twice, vec![], None).is_err());
    }

    #[test]
    fn hostile_bytes_never_end_the_program() {
        let good = sample().render();
        for byte in 0..good.len() {
            let cut = Roots::parse(&good[..byte]);
            assert!(cut.is_err() || cut.is_ok_and(|roots| roots.list.is_none()));
            for mask in [1, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[byte] ^= mask;
                let read = Roots::parse(&bytes).and_then(|roots| crate::Trust::tofu(&roots));
                assert!(read.is_err(), "the list is unsigned: byte {byte}, mask {mask}");
            }
        }
    }

    #[test]
    fn a_second_trust_list_is_refused() {
        let roots = sample();
        let list = roots.list.clone().unwrap().render();
        let twice = [roots.render(), encoding::render_entries([(TRUST_LIST, &list[..])])].concat();
        let refused = Roots::parse(&twice);
        assert!(matches!(refused, Err(Refusal::Malformed(_, Flaw::TwoTrustLists))));
    }

    #[test]
    fn exactly_what_is_left_of_64_kib_is_read() {
        assert_eq!(Roots::MAX_LEN, 65_472);
        let certificates: Vec<_> = std::iter::repeat_with(root).take(60).collect();
        let body = TrustListBody::first(&certificates[0], &[], MADE);
        let filled = |letters: usize| {
            let filler = serde_json::Value::from("x".repeat(letters));
            let ext = serde_json::Map::from_iter([("filler".to_owned(), filler)]);
            let list = TrustList::new(TrustListBody { ext, ..body.clone() }).unwrap();
            Roots { roots: certificates.clone(), changes: vec![], list: Some(list) }.ordered()
        };
        let room = Roots::MAX_LEN - filled(0).unwrap().render().len();
        let whole = filled(room).unwrap();
        assert_eq!(Roots::parse(&whole.render()).unwrap(), whole);
        assert!(Roots::parse(&filled(room + 1).unwrap().render()).is_err());
    }
}
