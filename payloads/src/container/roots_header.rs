//! The header of ROOTS (FORMAT.md 3). It repeats MANIFEST's offset, so that a cut file, whose trailer
//! is gone, can still say how much of it is missing.

/// Length of the header in bytes.
pub const LENGTH: usize = 24;
/// Its first 16 bytes.
pub(crate) const MAGIC: [u8; 16] = *b"GOFERRY ROOTS\n\0\0";

/// The header's bytes for a MANIFEST at `manifest_offset`.
pub fn render(manifest_offset: u64) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    out[..16].copy_from_slice(&MAGIC);
    out[16..].copy_from_slice(&manifest_offset.to_le_bytes());
    out
}

/// MANIFEST's offset; `None` where these bytes are no such header.
pub fn parse(bytes: &[u8]) -> Option<u64> {
    let offset = bytes.get(16..LENGTH)?.try_into().map(u64::from_le_bytes).ok()?;
    (bytes[..16] == MAGIC).then_some(offset)
}
