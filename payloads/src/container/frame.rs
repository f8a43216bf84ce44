//! The header of a zstd frame (RFC 8878 section 3.1.1.1), read apart from decoding, so that what a
//! decoder would silently accept (skippable frames, no checksum, a dictionary) is refused first.

use crate::words::container as words;
use std::io::BufRead;
use voice::Said;

/// What a legal header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHeader {
    /// Bytes of content.
    pub content_size: u64,
    /// Bytes of window a decoder needs.
    pub window_size: u64,
}

/// Reads the header at the start of `bytes`.
///
/// # Errors
/// What is not allowed by FORMAT.md 6.
pub fn parse(bytes: &[u8]) -> Result<FrameHeader, Said> {
    if bytes.get(..4) != Some(&0xFD2F_B528u32.to_le_bytes()) {
        return Err(words::frame_magic());
    }
    let descriptor = *bytes.get(4).ok_or_else(words::frame_magic)?;
    let single_segment = descriptor & 0x20 != 0;
    match () {
        () if descriptor & 0x08 != 0 => return Err(words::frame_reserved()),
        () if descriptor & 0x04 == 0 => return Err(words::frame_no_checksum()),
        () if descriptor & 0x03 != 0 => return Err(words::frame_dictionary()),
        () => {}
    }
    let size_at = if single_segment { 5 } else { 6 };
    let content_size =
        content_size(descriptor >> 6, single_segment, &bytes[size_at.min(bytes.len())..])
            .ok_or_else(words::frame_no_size)?;
    let window_size = match bytes.get(5) {
        Some(window) if !single_segment => window_size(*window),
        _ => content_size,
    };
    Ok(FrameHeader { content_size, window_size })
}

/// How many bytes `stored` still has, where the frame should have been its end.
pub(crate) fn left(stored: &mut impl BufRead) -> std::io::Result<usize> {
    let mut left = 0;
    loop {
        match stored.fill_buf()?.len() {
            0 => return Ok(left),
            n => (left, ()) = (left + n, stored.consume(n)),
        }
    }
}

fn content_size(flag: u8, single_segment: bool, bytes: &[u8]) -> Option<u64> {
    let take = |n: usize| {
        let mut number = [0; 8];
        number[..n].copy_from_slice(bytes.get(..n)?);
        Some(u64::from_le_bytes(number))
    };
    match flag {
        0 if single_segment => take(1),
        0 => None,
        1 => take(2).map(|size| size + 256),
        2 => take(4),
        _ => take(8),
    }
}

fn window_size(descriptor: u8) -> u64 {
    let base = 1u64 << (10 + (descriptor >> 3));
    base + base / 8 * u64::from(descriptor & 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_the_real_encoder_is_read() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.window_log(21).unwrap();
        encoder.set_pledged_src_size(Some(3_000_000)).unwrap();
        std::io::copy(&mut std::io::repeat(7).take(3_000_000), &mut encoder).unwrap();
        let frame = encoder.finish().unwrap();
        assert_eq!(
            parse(&frame),
            Ok(FrameHeader { content_size: 3_000_000, window_size: 1 << 21 })
        );
    }
    use std::io::Read as _;

    #[test]
    fn a_window_is_a_power_of_two_and_eighths_of_it_or_the_content_itself() {
        let head = |descriptor: u8, next: u8| {
            let mut head = [0x28, 0xB5, 0x2F, 0xFD, descriptor, next, 0, 0, 0, 0, 0, 0, 0, 0];
            head[6] = 9;
            parse(&head).map(|header| (header.window_size, header.content_size))
        };
        assert_eq!(head(0x84, 0), Ok((1 << 10, 9)));
        assert_eq!(head(0x84, 11 << 3 | 3), Ok(((1 << 21) + 3 * (1 << 18), 9)));
        assert_eq!(head(0x24, 0x5B), Ok((0x5B, 0x5B)));
    }

    #[test]
    fn what_a_decoder_would_accept_silently_is_refused() {
        let skippable = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0];
        assert_eq!(parse(&skippable).unwrap_err().name(), "frame_magic");
        let plain = zstd::encode_all(&b"x"[..], 1).unwrap();
        assert!(parse(&plain).is_err());
        let head = |descriptor: u8| [0x28, 0xB5, 0x2F, 0xFD, descriptor, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(parse(&head(0x24 | 0x08)).unwrap_err().name(), "frame_reserved");
        assert_eq!(parse(&head(0x20)).unwrap_err().name(), "frame_no_checksum");
        assert_eq!(parse(&head(0x25)).unwrap_err().name(), "frame_dictionary");
        assert_eq!(parse(&head(0x04)).unwrap_err().name(), "frame_no_size");
    }
}
