//! SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905) and the X.509 chains that say whose they are.
//!
//! The story: a [`SealedSignature`] is 64 raw bytes and its [`Chain`], leaf first, root never; the
//! chain's digest is part of what is signed, so no byte of either can change. Whether the chain ends
//! where a trust list says is decided by [`Trust`](crate::Trust).

mod certificate;
mod chain;
mod digest;
mod issue;
mod raw;
mod sealed;
mod secret_key;

pub use certificate::Certificate;
pub use chain::Chain;
pub use digest::ID;
pub use issue::{Generated, Validity, generate_sm2, issue_release};
pub use raw::Raw;
pub(crate) use sealed::check_sidecar;
pub use sealed::{SealedSignature, external, external_sidecar, sidecar_input, signed_input};
pub use secret_key::SecretKey;
