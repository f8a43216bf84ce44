//! Verbs that only look: at a file, or at this program itself.

pub mod completions;
pub mod exit_codes;
pub mod extract;
mod given;
pub mod info;
pub mod licenses;
pub mod list;
pub mod man;
pub mod verify;
