//! The container: one file that carries everything and can be checked to the last byte.
//! `FORMAT.md` is the normative text; the constants here are compared with its tables by a test.
//!
//! Reading goes through three types, each obtainable only from the one before:
//! [`Laid`] knows where things are and believes nothing, [`Trusted`] holds a manifest whose
//! signatures were accepted, [`Verified`] has seen every byte hold. Only the last one unpacks.

mod checked;
pub mod chunks;
pub mod elf;
pub mod frame;
pub mod index;
pub mod manifest;
mod member;
mod open;
pub mod roots_header;
mod rule;
mod source;
pub mod tar_header;
pub mod trailer;
mod unfinished;
mod write;

pub use checked::CheckedReader;
pub use manifest::Manifest;
pub use member::path_flaw;
pub use open::{Laid, Trusted, Verified};
pub use rule::Rule;
pub use source::Source;
pub use unfinished::Unfinished;
pub use write::{Draft, Frame, StoredIndex, write};

/// The format this program reads and writes.
pub const FORMAT: u64 = 1;
/// The newest payload version this program understands; a file has the lowest that has all its kinds of component.
pub const PAYLOAD_VERSION: u64 = 2;
/// PAD ends at a multiple of this many bytes.
pub const ALIGNMENT: u64 = 4096;
/// Bytes of one chunk of the chunk table.
pub const CHUNK_LENGTH: u64 = 1 << 20;
/// Most bytes of ROOTS.
pub const MAX_ROOTS: u64 = 64 << 10;
/// Most bytes of MANIFEST.
pub const MAX_MANIFEST: u64 = 1 << 20;
/// Most bytes of SIGNATURES.
pub const MAX_SIGNATURES: u64 = 32 << 10;
/// Most bytes of the whole file: FAT32 holds no larger one.
pub const MAX_FILE: u64 = (4 << 30) - 1;
/// Most bytes of one line of the expanded INDEX, newline included.
pub const MAX_INDEX_LINE: u64 = 8192;
/// Most bytes of a member's path.
pub const MAX_PATH: u64 = 1024;
/// Most bytes of one component of a path (what Linux file systems hold).
pub const MAX_NAME: u64 = 255;
/// Most members in INDEX.
pub const MAX_MEMBERS: u64 = 2_000_000;
/// Largest zstd window a reader allocates for a frame, as a power of two (26 = 64 MiB).
/// Raising it makes new containers unreadable by every program already released: a format break.
pub const MAX_WINDOW_LOG: u64 = 26;
/// Largest zstd window a reader allocates for INDEX, as a power of two.
pub const MAX_INDEX_WINDOW_LOG: u64 = 20;

#[cfg(test)]
mod format_page;
#[cfg(test)]
mod tests;
