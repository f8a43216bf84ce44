//! Lays `notices.zst` into `OUT_DIR`: what `goferry licenses` prints, as one zstd frame.
//!
//! `ci/build-stub` collects every licence text and names the file in `GOFERRY_NOTICES`. Any other
//! build gets the list of crates and licence expressions alone, in a frame of stored blocks, so that
//! no compressor has to be built first.

use std::path::Path;
use std::{env, fs, io};

const LIST: &str = "third-party.txt";

/// RFC 8878, 3.1.1.2.4: no block may hold more.
const LARGEST_BLOCK: usize = 128 * 1024;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=GOFERRY_NOTICES");
    println!("cargo::rerun-if-changed={LIST}");
    let notices = match env::var_os("GOFERRY_NOTICES") {
        Some(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read(path)?
        }
        None => stored_frame(&fs::read(LIST)?),
    };
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("notices.zst"), notices)
}

/// RFC 8878, 3.1.1: magic, a header of single segment with a content size of four bytes, raw blocks.
fn stored_frame(content: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0];
    frame.extend((content.len() as u32).to_le_bytes());
    let mut blocks = content.chunks(LARGEST_BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let last = u32::from(blocks.peek().is_none());
        frame.extend(&(last | (block.len() as u32) << 3).to_le_bytes()[..3]);
        frame.extend(block);
    }
    frame
}
