//! Telling secret keys from everything else, by content: names lie, and `key.pem` may be public.
//! Nothing secret travels; this is the net below the packer's inputs, not a scanner for passwords.

use memchr::memmem;

/// A kind of secret key, in the words its own tools use.
pub type Kind = &'static str;

const PEM_LABELS: [(&str, Kind); 8] = [
    ("ENCRYPTED PRIVATE KEY", "PKCS#8"),
    ("RSA PRIVATE KEY", "PKCS#1"),
    ("EC PRIVATE KEY", "SEC 1"),
    ("SM2 PRIVATE KEY", "SM2"),
    ("DSA PRIVATE KEY", "DSA"),
    ("OPENSSH PRIVATE KEY", "OpenSSH"),
    ("PGP PRIVATE KEY BLOCK", "OpenPGP"),
    ("PRIVATE KEY", "PKCS#8"),
];

/// The kind of secret key that `bytes` are or contain. Text that only talks about keys (a parser's
/// `"-----BEGIN RSA PRIVATE KEY-----"`) is none: what follows the armour's first line must be data.
pub fn kind_of(bytes: &[u8]) -> Option<Kind> {
    binary(bytes).or_else(|| armoured(bytes)).or_else(|| one_liner(bytes))
}

fn armoured(bytes: &[u8]) -> Option<Kind> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    memmem::find_iter(bytes, BEGIN).map(|at| &bytes[at + BEGIN.len()..]).find_map(|rest| {
        let (_, kind) = PEM_LABELS.iter().find(|(label, _)| rest.starts_with(label.as_bytes()))?;
        let line_end = rest.iter().position(|b| *b == b'\n')?;
        let first_line = rest[..line_end].trim_ascii_end();
        (first_line.ends_with(b"-----") && has_data(&rest[line_end + 1..])).then_some(*kind)
    })
}

/// Whether armour has a body: a line of at least 16 base64 digits before its end, after headers and
/// an empty line where there are any.
fn has_data(body: &[u8]) -> bool {
    let lines = body.split(|b| *b == b'\n').map(|line| line.trim_ascii());
    let mut lines = lines.take(12).take_while(|line| !line.starts_with(b"-----END"));
    lines.any(|line| {
        let digits = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
        line.len() >= 16 && line.iter().all(digits)
    })
}

fn one_liner(bytes: &[u8]) -> Option<Kind> {
    let starts = |prefix: &str| bytes.starts_with(prefix.as_bytes());
    if starts("PuTTY-User-Key-File-") {
        return Some("PuTTY");
    }
    let age = b"AGE-SECRET-KEY-1";
    let at = memmem::find(bytes, age)?;
    let digits = bytes[at + age.len()..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    (digits >= 50).then_some("age")
}

/// DER (RFC 5958, RFC 8017, RFC 5915, RFC 7292) and OpenPGP secret key packets (RFC 9580).
fn binary(bytes: &[u8]) -> Option<Kind> {
    if let Some(body) = der_sequence(bytes) {
        return match body {
            [2, 1, 0 | 1, 0x30, _, 6, ..] => Some("PKCS#8"),
            [2, 1, 0, 2, 0x81 | 0x82, ..] => Some("PKCS#1"),
            [2, 1, 1, 4, 0x18..=0x42, ..] => Some("SEC 1"),
            [2, 1, 3, 0x30, ..] => Some("PKCS#12"),
            _ => None,
        };
    }
    openpgp_secret(bytes).then_some("OpenPGP")
}

/// The contents of the one SEQUENCE that makes up the file.
fn der_sequence(bytes: &[u8]) -> Option<&[u8]> {
    let (length, body) = match bytes {
        [0x30, 0x82, high, low, body @ ..] => (usize::from(*high) << 8 | usize::from(*low), body),
        [0x30, 0x81, length, body @ ..] => (usize::from(*length), body),
        [0x30, length @ 0..=0x7f, body @ ..] => (usize::from(*length), body),
        _ => return None,
    };
    (body.len() == length).then_some(body)
}

/// A secret key (tag 5) or secret subkey (tag 7) packet of version 4 or 6 at the beginning.
fn openpgp_secret(bytes: &[u8]) -> bool {
    let body = match bytes {
        [0xc5 | 0xc7, length @ 0..192, body @ ..] => {
            (usize::from(*length) <= body.len()).then_some(body)
        }
        [0xc5 | 0xc7, 192..=223, _, body @ ..] => Some(body),
        [0x94 | 0x9c, length, body @ ..] => (usize::from(*length) <= body.len()).then_some(body),
        [0x95 | 0x9d, 0..=0x20, _, body @ ..] => Some(body),
        _ => None,
    };
    let algorithm_known = |a: &u8| matches!(a, 1..=3 | 16..=19 | 22 | 25..=28);
    body.is_some_and(
        |b| matches!(b, [4, _, _, _, _, a, ..] | [6, _, _, _, _, a, ..] if algorithm_known(a)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn openssl(arguments: &[&str]) -> Vec<u8> {
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success(), "openssl {arguments:?}");
        output.stdout
    }

    #[test]
    fn keys_as_openssl_writes_them_are_secret() {
        let p256 = "ec_paramgen_curve:P-256";
        let rows: [&[&str]; 6] = [
            &["genpkey", "-algorithm", "ED25519"],
            &["genpkey", "-algorithm", "ED25519", "-outform", "DER"],
            &[
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:1024",
                "-outform",
                "DER",
            ],
            &["genpkey", "-algorithm", "EC", "-pkeyopt", p256, "-aes128", "-pass", "pass:x"],
            &["ecparam", "-name", "SM2", "-genkey", "-noout"],
            &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-outform", "DER"],
        ];
        for arguments in rows {
            // Which of the encodings it is differs between versions of OpenSSL.
            assert!(kind_of(&openssl(arguments)).is_some(), "{arguments:?}");
        }
    }

    #[test]
    fn an_openpgp_secret_key_packet_is_secret_and_a_public_one_is_not() {
        let body = [&[4, 1, 2, 3, 4, 22][..], &[9; 80]].concat();
        let packet = |tag: u8| [&[tag, body.len() as u8][..], &body].concat();
        assert_eq!(kind_of(&packet(0xc5)), Some("OpenPGP"));
        assert_eq!(kind_of(&packet(0x94)), Some("OpenPGP"));
        assert_eq!(kind_of(&packet(0xc6)), None);
        assert_eq!(kind_of(&packet(0x98)), None);
    }

    #[test]
    fn a_key_inside_a_source_file_is_secret() {
        let pem = String::from_utf8(openssl(&["genpkey", "-algorithm", "ED25519"])).unwrap();
        let source = format!("package x\n\nconst key = `{pem}`\n");
        assert_eq!(kind_of(source.as_bytes()), Some("PKCS#8"));
        assert_eq!(kind_of(format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)).as_bytes()), Some("age"));
    }

    #[test]
    fn what_is_public_or_only_talks_of_keys_is_not() {
        let begin = "-----BEGIN RSA PRIVATE KEY-----";
        let parser =
            format!("if line == \"{begin}\" {{\n\treturn parse()\n}}\nconst b = `{begin}\n`\n");
        assert_eq!(kind_of(parser.as_bytes()), None);
        let certificate = openssl(&["pkey", "-in", "/dev/null", "-help"]);
        assert_eq!(kind_of(&certificate), None);
        for bytes in [&b""[..], b"0", b"\x30\x03\x02\x01\x00", b"\x95", b"package main\n"] {
            assert_eq!(kind_of(bytes), None, "{bytes:?}");
        }
    }
}
