//! What a host or a command line demands beside the trust list. It can only tighten: two policies
//! together demand what each of them does.

mod text;

use crate::{Fingerprint, Kind, Refusal, Signer};
use std::collections::BTreeMap;
use std::fmt;

/// What is demanded here. The default demands nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Kinds of signature, ascending.
    required: Vec<Kind>,
    /// Of each list one certificate has to have signed.
    signers: Vec<Vec<Fingerprint>>,
    /// The root's fingerprint has to have come another way.
    pinned: bool,
    /// Each holds the fingerprint of a root that has to be the one behind a file.
    root_pins: Vec<RootPin>,
    /// Of each list one certificate has to have signed the admission statement.
    admission: Vec<Vec<Fingerprint>>,
    /// The lowest counter accepted, by series.
    floors: BTreeMap<String, u32>,
}

impl Policy {
    /// The most bytes a policy file may have: 64 KiB.
    pub const MAX_LEN: usize = 64 << 10;

    /// Reads `policy.conf`; what is not understood may be a demand, and is refused.
    ///
    /// # Errors
    /// [`Refusal::Policy`] with the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        text::parse(bytes)
    }

    /// Demands the kind `kind` as well.
    pub(crate) fn requiring(mut self, kind: Kind) -> Self {
        self.required.push(kind);
        self.required.sort_unstable();
        self.required.dedup();
        self
    }

    /// Demands a signature of one of `signers` as well (release certificates), one of each kind that
    /// occurs among them.
    pub fn signed_by(mut self, signers: &[Fingerprint]) -> Self {
        self.signers.extend(by_kind(signers));
        self
    }

    /// Demands an admission statement of one of `signers` as well, one of each kind that occurs.
    pub fn admitted_by(mut self, signers: &[Fingerprint]) -> Self {
        self.admission.extend(by_kind(signers));
        self
    }

    /// Demands a pinned root as well.
    pub(crate) fn with_pinned_root(self) -> Self {
        Policy { pinned: true, ..self }
    }

    /// Demands the root that `pin` holds as well. Whoever has read it narrows a trust to it:
    /// [`Trust::narrow`](crate::Trust::narrow).
    pub fn with_root_pin(mut self, pin: RootPin) -> Self {
        self.root_pins.push(pin);
        self.root_pins.sort_unstable();
        self.root_pins.dedup();
        self
    }

    /// Demands a counter of at least `floor` in `series` as well.
    pub(crate) fn with_floor(mut self, series: &str, floor: u32) -> Self {
        let known = self.floors.entry(series.to_owned()).or_insert(floor);
        *known = floor.max(*known);
        self
    }

    /// What both demand.
    pub fn and(mut self, other: Policy) -> Self {
        for kind in other.required {
            self = self.requiring(kind);
        }
        for (series, floor) in other.floors {
            self = self.with_floor(&series, floor);
        }
        for pin in other.root_pins {
            self = self.with_root_pin(pin);
        }
        self.signers.extend(other.signers);
        self.admission.extend(other.admission);
        Policy { pinned: self.pinned || other.pinned, ..self }
    }

    /// The kinds demanded, ascending.
    pub fn required(&self) -> &[Kind] {
        &self.required
    }

    /// Whether only pinned roots count.
    pub fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// Where the root's fingerprint has to be read, ascending.
    pub fn root_pins(&self) -> &[RootPin] {
        &self.root_pins
    }

    /// Lists of release certificates; of each list one has to have signed.
    pub fn signers(&self) -> &[Vec<Fingerprint>] {
        &self.signers
    }

    /// Lists of certificates; of each list one has to have signed the admission statement.
    pub fn admission(&self) -> &[Vec<Fingerprint>] {
        &self.admission
    }

    /// The lowest counters accepted, by series.
    pub fn floors(&self) -> &BTreeMap<String, u32> {
        &self.floors
    }

    /// Whether an admission statement is demanded.
    pub fn requires_admission(&self) -> bool {
        !self.admission.is_empty()
    }

    /// The lowest counter accepted in `series`.
    pub fn floor(&self, series: &str) -> u32 {
        self.floors.get(series).copied().unwrap_or(0)
    }

    /// Whether those who have to have signed a release did, by their certificates' fingerprints.
    ///
    /// # Errors
    /// [`Refusal::RequiredSigner`].
    pub(crate) fn check_signers(&self, signers: &[Fingerprint]) -> Result<(), Refusal> {
        check(&self.signers, signers)
    }

    /// Whether those who have to have admitted a release did; `None`: there is no statement.
    ///
    /// # Errors
    /// [`Refusal::AdmissionMissing`], [`Refusal::RequiredSigner`].
    pub fn check_admission(&self, admitted_by: Option<&[Signer]>) -> Result<(), Refusal> {
        match admitted_by {
            None if self.requires_admission() => Err(Refusal::AdmissionMissing),
            None => Ok(()),
            Some(signers) => {
                let signers: Vec<_> = signers.iter().map(|signer| signer.certificate).collect();
                check(&self.admission, &signers)
            }
        }
    }
}

fn by_kind(signers: &[Fingerprint]) -> Vec<Vec<Fingerprint>> {
    let of = |kind| signers.iter().copied().filter(|signer| signer.kind() == kind).collect();
    let lists: [Vec<_>; 2] = [Kind::OpenPgp, Kind::Sm2].map(of);
    lists.into_iter().filter(|list| !list.is_empty()).collect()
}

fn check(demanded: &[Vec<Fingerprint>], signers: &[Fingerprint]) -> Result<(), Refusal> {
    let missing = demanded.iter().find(|list| !list.iter().any(|one| signers.contains(one)));
    missing.map_or(Ok(()), |list| Err(Refusal::RequiredSigner(list.clone())))
}

/// An NV index of the host's TPM 2.0 that holds a root's fingerprint: `tpm:0x1500016`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootPin(u32);

impl RootPin {
    /// The first octet of every NV index (TPM 2.0 Library, part 2, TPM_HT_NV_INDEX).
    const NV_INDEX: u32 = 0x01;

    /// `tpm:0x` and the index in hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("tpm:0x")?;
        let plain = (1..=8).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let index = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
        (index >> 24 == Self::NV_INDEX).then_some(RootPin(index))
    }

    /// The NV index.
    pub fn index(self) -> u32 {
        self.0
    }

    /// The fingerprint that an index with these contents holds: 20 bytes as they are, or 40 or 64
    /// hexadecimal digits; `None` for anything else.
    pub fn fingerprint(contents: &[u8]) -> Option<Fingerprint> {
        if let Ok(bytes) = <[u8; 20]>::try_from(contents) {
            return Some(Fingerprint::from_bytes(bytes));
        }
        let digits = std::str::from_utf8(contents).ok()?;
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        Fingerprint::typed(digits).filter(|_| plain)
    }
}

impl fmt::Display for RootPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tpm:{:#010x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Fingerprint {
        Fingerprint::from_bytes([byte; 20])
    }

    fn sm2(byte: u8) -> Fingerprint {
        Fingerprint::from_sm3([byte; 32])
    }

    #[test]
    fn two_policies_demand_what_each_does() {
        let one =
            Policy::default().requiring(Kind::Sm2).with_floor("go1.27", 5).signed_by(&[key(1)]);
        let two = Policy::default()
            .requiring(Kind::OpenPgp)
            .with_floor("go1.27", 3)
            .signed_by(&[key(2)])
            .with_pinned_root();
        let both = one.clone().and(two.clone());
        assert_eq!(both.required(), [Kind::OpenPgp, Kind::Sm2]);
        assert_eq!((both.floor("go1.27"), both.floor("go1.26")), (5, 0));
        assert!(both.is_pinned() && two.and(one.clone()).is_pinned() && !one.is_pinned());
        let [low, high] = ["tpm:0x1000001", "tpm:0x1000002"].map(|p| RootPin::parse(p).unwrap());
        let pinned = Policy::default().with_root_pin(high).and(one.clone().with_root_pin(low));
        assert_eq!(pinned.with_root_pin(high).root_pins(), [low, high]);
        assert!(both.check_signers(&[key(1)]).is_err());
        assert!(both.check_signers(&[key(2)]).is_err());
        both.check_signers(&[key(1), key(2)]).unwrap();
    }

    #[test]
    fn of_each_kind_that_is_named_one_signer_is_needed() {
        let policy = Policy::default().signed_by(&[key(1), key(2), sm2(1)]);
        policy.check_signers(&[key(2), sm2(1)]).unwrap();
        for signers in [&[key(1)][..], &[sm2(1)], &[key(3), sm2(1)], &[key(1), sm2(2)], &[]] {
            let refused = policy.check_signers(signers);
            assert!(matches!(refused, Err(Refusal::RequiredSigner(_))));
        }
    }

    #[test]
    fn a_demanded_admission_is_missed() {
        let policy = Policy::default().admitted_by(&[key(1)]);
        assert!(policy.requires_admission());
        assert!(matches!(policy.check_admission(None), Err(Refusal::AdmissionMissing)));
        assert!(matches!(policy.check_admission(Some(&[])), Err(Refusal::RequiredSigner(_))));
        Policy::default().check_admission(None).unwrap();
        Policy::default().check_admission(Some(&[])).unwrap();
    }

    #[test]
    fn a_policy_shows_what_it_demands() {
        let policy = Policy::default().signed_by(&[key(1), sm2(1)]).admitted_by(&[key(2)]);
        let policy = policy.with_floor("go1.27", 3);
        assert_eq!(policy.signers(), [vec![key(1)], vec![sm2(1)]]);
        assert_eq!(policy.admission(), [vec![key(2)]]);
        assert_eq!(policy.floors(), &BTreeMap::from([("go1.27".to_owned(), 3)]));
    }

    #[test]
    fn only_nv_indices_are_pins() {
        let pin = RootPin::parse("tpm:0x1500016").unwrap();
        assert_eq!((pin.index(), pin.to_string().as_str()), (0x0150_0016, "tpm:0x01500016"));
        assert_eq!(RootPin::parse(&pin.to_string()), Some(pin));
        for bad in [
            "",
            "0x1500016",
            "tpm:1500016",
            "tpm:0x",
            "tpm:0x+1500016",
            "tpm:0x81000001",
            "tpm:0x40000001",
            "tpm:0x001500016",
            "tpm:0x2000000",
            "tpm:0x150001g",
            "file:/etc/root",
        ] {
            assert_eq!(RootPin::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_index_holds_bytes_or_digits_and_nothing_around_them() {
        let raw = [0xab; 20];
        let expected = Some(Fingerprint::from_bytes(raw));
        assert_eq!(RootPin::fingerprint(&raw), expected);
        assert_eq!(RootPin::fingerprint("AB".repeat(20).as_bytes()), expected);
        assert_eq!(RootPin::fingerprint("ab".repeat(20).as_bytes()), expected);
        let sm3 = Some(Fingerprint::from_sm3([0xab; 32]));
        assert_eq!(RootPin::fingerprint("ab".repeat(32).as_bytes()), sm3);
        let padded = [&raw[..], &[0xff; 12]].concat();
        let line = format!("{}\n", "ab".repeat(20));
        let spaced = "ab ".repeat(20);
        let named = format!("0x{}", "ab".repeat(19));
        let rows: [&[u8]; 8] = [
            b"",
            &raw[1..],
            &padded,
            line.as_bytes(),
            spaced.as_bytes(),
            named.as_bytes(),
            &[0xff; 40],
            &[0; 64],
        ];
        for bad in rows {
            assert_eq!(RootPin::fingerprint(bad), None, "{bad:?}");
        }
    }
}
