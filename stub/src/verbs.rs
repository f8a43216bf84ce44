//! Verbs that only look: at a file, at this program itself, or at the releases of a prefix.

pub mod completions;
pub mod exit_codes;
pub mod extract;
mod given;
pub mod info;
pub mod licenses;
pub mod list;
pub mod man;
pub mod verify;
pub mod versions;
