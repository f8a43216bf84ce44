//! What travels: the container format (`FORMAT.md` is its normative text), the recipes for what goes
//! in, the environment that comes out, and the words for all of it.

mod exit;
pub mod platform;
pub mod time;
pub mod words;

pub use exit::Exit;
