//! The text of a certificate (RFC 7468).

use x509_cert::der::pem;

/// The DER in the text of one certificate; `None` for anything else. Decoded whole: the reader of `der` 0.7, which takes
/// PEM apart as it goes, never comes back from one that is cut within a length.
pub(super) fn certificate(text: &[u8]) -> Option<Vec<u8>> {
    let (label, der) = pem::decode_vec(text).ok()?;
    (label == "CERTIFICATE").then_some(der)
}

#[cfg(test)]
mod tests {
    use super::super::{Certificate, Validity, generate_sm2};

    #[test]
    fn a_certificate_that_is_cut_anywhere_comes_to_an_end() {
        let one = generate_sm2("Snake-oil", Validity::since(1_700_000_000)).unwrap();
        let text = one.ca.to_pem().unwrap();
        const END: &str = "-----END CERTIFICATE-----\n";
        let body = text.strip_suffix(END).unwrap();
        assert_eq!(Certificate::parse(text.as_bytes()).unwrap(), one.ca);
        for cut in 28..body.len() - 1 {
            let text = format!("{}\n{END}", &body[..cut]);
            assert!(Certificate::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn every_short_body_comes_to_an_end() {
        const LETTERS: &[u8] = b"M=\r\n ";
        for length in 0..=6u32 {
            for mut number in 0..LETTERS.len().pow(length) {
                let mut body = Vec::new();
                for _ in 0..length {
                    body.push(LETTERS[number % LETTERS.len()]);
                    number /= LETTERS.len();
                }
                let text =
                    [b"-----BEGIN CERTIFICATE-----\n", &*body, b"-----END CERTIFICATE-----\n"];
                assert!(Certificate::parse(&text.concat()).is_err(), "{body:?}");
            }
        }
    }
}
