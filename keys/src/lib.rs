//! Who is believed: trust roots, and the only code that calls OpenPGP and SM2.
//!
//! The story: [`Roots`] come with a file, a [`Trust`] is what this home makes of them, and
//! [`Trust::judge`] turns a manifest's bytes and [`Signatures`] into [`Signed`]: whoever knows the
//! container may read it now. [`Signed::accept`] judges what it [`Claims`] and makes [`Authentic`],
//! the only type that says somebody accepted here signed these very bytes. Whether it may replace
//! what is here is asked last: [`Authentic::check_rollback`].

mod admission;
mod authentic;
pub mod canonical;
mod certificate;
mod encoding;
mod fingerprint;
mod flaw;
mod key_policy;
mod normalise;
pub mod note;
mod packet;
mod policy;
mod purpose;
mod refusal;
mod rollback_check;
mod root_change;
mod roots;
mod secret_key;
mod signatures;
pub mod sm2;
mod trust;
mod trust_list;
mod trust_state;

pub use admission::{Admission, AdmissionBody, Admitters, FileDigests};
pub use authentic::{Authentic, Claims, Signer, TrustMode, Warning};
pub use certificate::Certificate;
pub use fingerprint::{Fingerprint, ManifestDigest};
pub use flaw::{ChainFlaw, Flaw, KeyFlaw, PolicyFlaw};
pub use normalise::{armor_signature, normalise, read_signature};
pub use packet::Packet;
pub use policy::{Policy, RootPin};
pub use purpose::Purpose;
pub use refusal::{Refusal, Structure};
pub use rollback_check::Downgrade;
pub use root_change::{RootChange, RootChangeBody};
pub use roots::Roots;
pub use secret_key::{Role, SecretKey, generate};
pub use signatures::{Kind, Signatures};
pub use trust::{KnownRoot, Signed, Trust, Unfinished};
pub use trust_list::{TrustList, TrustListBody};
pub use trust_state::{Clock, TrustState};
