//! `--check`: the same files built a second time, and compared byte by byte.

use super::{Built, WorkDirectory, make, stubs_for};
use crate::build::request::Request;
use crate::signing::read_roots;
use crate::words::build as words;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use voice::{Exit, Fact, Voice};

/// Builds a second time in another work directory and compares the files byte by byte.
///
/// # Errors
/// [`Exit::Damaged`] naming the first byte that differs.
pub fn check(request: &Request, built: &[Built], voice: &Voice) -> anyhow::Result<()> {
    voice.note(&words::checking_again());
    let again = WorkDirectory::new(&request.cache)?;
    let roots = read_roots(&request.roots)?;
    let second = make(request, &roots, stubs_for(request)?, again.path(), voice)?;
    for (built, second) in built.iter().zip(&second) {
        if let Some(offset) = first_difference(&built.file, &second.file)? {
            let said = words::not_reproducible(&built.file.display(), &offset);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
    }
    voice.line(&words::reproducible())
}

/// Offset of the first byte that differs, or where the shorter one ends; `None` where they are equal.
///
/// # Errors
/// One of them cannot be read.
fn first_difference(one: &Path, other: &Path) -> anyhow::Result<Option<u64>> {
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
