//! What a signature is for. Each purpose has bytes of its own, so that none can stand in for another.

use crate::Refusal;
use std::fmt;
use std::io::Read;

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A container's manifest: by a release certificate.
    Manifest,
    /// A trust list: by the root.
    TrustList,
    /// The replacement of a root: by the old root and by the new one.
    RootChange,
    /// An organisation's own admission of a release.
    Admission,
    /// A file as it is, for `gpgv` and `sqv`; only the notation says what it is for.
    Sidecar,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 5] = [
        Purpose::Manifest,
        Purpose::TrustList,
        Purpose::RootChange,
        Purpose::Admission,
        Purpose::Sidecar,
    ];

    /// The most bytes a message may have, [`Purpose::Sidecar`] apart: 1 MiB, a manifest's limit.
    pub const MAX_MESSAGE: u64 = 1 << 20;

    /// The name that stands in the signature's notation and on the command line of a signer.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Manifest => "manifest",
            Purpose::TrustList => "trust-list",
            Purpose::RootChange => "root-change",
            Purpose::Admission => "admission",
            Purpose::Sidecar => "sidecar",
        }
    }

    /// The purpose called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// What stands before the length and the message in the signed bytes; empty for a sidecar.
    pub fn domain(self) -> &'static [u8] {
        match self {
            Purpose::Manifest => b"goferry manifest v1\0",
            Purpose::TrustList => b"goferry trust list v1\0",
            Purpose::RootChange => b"goferry root change v1\0",
            Purpose::Admission => b"goferry admission v1\0",
            Purpose::Sidecar => b"",
        }
    }

    /// The very bytes that are signed: domain, length as u64le, message. An external signer gets
    /// them on its standard input. For [`Purpose::Sidecar`] they are the message itself.
    pub fn signed_input(self, message: &[u8]) -> Vec<u8> {
        if self == Purpose::Sidecar {
            return message.to_vec();
        }
        let length = message.len() as u64;
        [self.domain(), &length.to_le_bytes(), message].concat()
    }

    /// Feeds the signed bytes to `sink`, reading the message from `reader`. A sidecar's is streamed;
    /// any other must be known whole, because its length stands before it.
    pub(crate) fn feed(
        self,
        reader: &mut dyn Read,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Refusal> {
        if self == Purpose::Sidecar {
            return stream(reader, sink);
        }
        let mut message = Vec::new();
        reader.take(Self::MAX_MESSAGE + 1).read_to_end(&mut message)?;
        if message.len() as u64 > Self::MAX_MESSAGE {
            return Err(Refusal::MessageTooLong);
        }
        sink(&self.signed_input(&message));
        Ok(())
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn stream(reader: &mut dyn Read, sink: &mut dyn FnMut(&[u8])) -> Result<(), Refusal> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => sink(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_purposes_signed_bytes_begin_like_anothers() {
        for a in Purpose::ALL {
            assert_eq!(Purpose::named(a.name()), Some(a));
            for b in Purpose::ALL.into_iter().filter(|b| *b != a && *b != Purpose::Sidecar) {
                assert!(!a.signed_input(b"m").starts_with(b.domain()), "{a} {b}");
            }
        }
    }

    #[test]
    fn the_length_stands_before_the_message() {
        let bytes = Purpose::Manifest.signed_input(b"{}");
        assert_eq!(bytes, b"goferry manifest v1\0\x02\0\0\0\0\0\0\0{}");
        assert_eq!(Purpose::Sidecar.signed_input(b"{}"), b"{}");
    }

    #[test]
    fn a_message_above_its_limit_is_not_read_to_its_end() {
        let refused = Purpose::Manifest.feed(&mut std::io::repeat(0), &mut |_| {});
        assert!(matches!(refused, Err(Refusal::MessageTooLong)));
    }
}
