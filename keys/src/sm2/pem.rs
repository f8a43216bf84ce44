//! What a PEM decoder is given to read (RFC 7468).

/// The text, where each carriage return in it is half of a line's end; `None` elsewhere, which no tool writes:
/// `base64ct` 1.8.3 never comes back from a body that ends in a lone carriage return.
pub(super) fn readable(text: &[u8]) -> Option<&[u8]> {
    let lone = |pair: &[u8]| pair[0] == b'\r' && pair[1] != b'\n';
    (!text.windows(2).any(lone)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::Certificate;

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
