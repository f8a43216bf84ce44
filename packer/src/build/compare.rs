//! Comparing two files byte by byte.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Offset of the first byte that differs, or where the shorter one ends; `None` where they are equal.
///
/// # Errors
/// One of them cannot be read.
pub fn first_difference(one: &Path, other: &Path) -> anyhow::Result<Option<u64>> {
    let mut one = BufReader::with_capacity(1 << 20, File::open(one)?);
    let mut other = BufReader::with_capacity(1 << 20, File::open(other)?);
    let mut offset = 0;
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let n = a.len().min(b.len());
        if let Some(at) = a[..n].iter().zip(&b[..n]).position(|(x, y)| x != y) {
            return Ok(Some(offset + at as u64));
        }
        if n == 0 {
            return Ok((a.len() != b.len()).then_some(offset));
        }
        offset += n as u64;
        one.consume(n);
        other.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_found_also_where_one_file_ends() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let long = vec![7; 3 << 20];
        let mut other = long.clone();
        other[2_500_000] = 8;
        let (one, two) = (file("one", &long), file("two", &other));
        let short = file("short", &long[..1 << 20]);
        assert_eq!(first_difference(&one, &one).unwrap(), None);
        assert_eq!(first_difference(&one, &two).unwrap(), Some(2_500_000));
        assert_eq!(first_difference(&one, &short).unwrap(), Some(1 << 20));
    }
}
