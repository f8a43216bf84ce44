//! Where a host keeps the fingerprint of the only root it accepts, out of reach of any file.

use crate::Fingerprint;
use std::fmt;

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
