//! What a signed manifest says about itself, as far as trust depends on it.

use crate::Kind;

/// Read by whoever knows the container, from the very bytes of [`Signed::manifest`](crate::Signed),
/// and not believed before [`Signed::accept`](crate::Signed::accept).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The series in which `counter` counts.
    pub series: String,
    /// Counts releases within (first root, `series`).
    pub counter: u32,
    /// When the manifest was sealed, in seconds since 1970: SM2 certificates have to cover it, an
    /// OpenPGP signature is of that time or later.
    pub signing_time: u64,
    /// The kinds of signature the manifest demands, beside what trust list and host demand.
    pub required: Vec<Kind>,
}
