//! What travels: the container format (`FORMAT.md` is its normative text), the recipes for what goes
//! in, the environment that comes out, and the words for all of it.

pub mod abi;
pub mod container;
pub mod demands;
pub mod digest;
pub mod environment;
mod exit;
pub mod inspect;
pub mod interruption;
pub mod platform;
pub mod recipe;
#[cfg(test)]
mod scratch;
pub mod time;
pub mod unpack;
pub mod upstream;
pub mod words;

pub use exit::Exit;
