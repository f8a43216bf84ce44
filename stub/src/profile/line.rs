//! One line in a file of somebody else's, as bytes: put at its end, and taken out again.
//!
//! Present means a whole line, exactly: a commented-out or half-deleted copy is the user's own text.

/// The bytes to append to `contents` so that `line` becomes its last line; none where it already is
/// one. They end the file's last line first where it has no end, and speak its line ends.
pub(super) fn addition(contents: &[u8], line: &[u8]) -> Option<Vec<u8>> {
    if lines(contents).any(|(text, _)| text == line) {
        return None;
    }
    let line_end = line_end(contents);
    let mut added = Vec::with_capacity(line.len() + 6);
    if !contents.is_empty() && !contents.ends_with(b"\n") {
        added.extend_from_slice(line_end);
    }
    // A backslash at the end would draw our line into the one before it.
    let last = contents.strip_suffix(b"\n").unwrap_or(contents);
    if last.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1 {
        added.extend_from_slice(line_end);
    }
    added.extend_from_slice(line);
    added.extend_from_slice(line_end);
    Some(added)
}

/// `contents` without `line`, wherever it stands; none where it is nowhere. Where it still ends with
/// what was `added`, this is exactly what it was before.
pub(super) fn remove(contents: &[u8], line: &[u8], added: &[u8]) -> Option<Vec<u8>> {
    let begins_a_line = |before: &&[u8]| !added.starts_with(line) || ends_a_line(before);
    let untouched =
        contents.strip_suffix(added).filter(|before| !added.is_empty() && begins_a_line(before));
    if let Some(before) = untouched {
        return Some(remove(before, line, b"").unwrap_or_else(|| before.to_vec()));
    }
    let separator = &added[..added.windows(line.len()).position(|w| w == line).unwrap_or(0)];
    let mut kept = Vec::with_capacity(contents.len());
    let mut found = false;
    let mut ours_is_last = false;
    for (text, whole) in lines(contents) {
        ours_is_last = text == line;
        found |= ours_is_last;
        if !ours_is_last {
            kept.extend_from_slice(whole);
        }
    }
    if ours_is_last && kept.ends_with(separator) {
        kept.truncate(kept.len() - separator.len());
    }
    found.then_some(kept)
}

fn ends_a_line(contents: &[u8]) -> bool {
    contents.is_empty() || contents.ends_with(b"\n")
}

/// Each line, without and with its end.
fn lines(contents: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    contents.split_inclusive(|b| *b == b'\n').map(|whole| {
        let text = whole.strip_suffix(b"\n").unwrap_or(whole);
        (text.strip_suffix(b"\r").unwrap_or(text), whole)
    })
}

/// How the last complete line of the file ends.
fn line_end(contents: &[u8]) -> &'static [u8] {
    let last = contents.iter().rposition(|b| *b == b'\n');
    match last {
        Some(at) if at > 0 && contents[at - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &[u8] = b". \"$HOME/goenv/env\" # ours";

    /// Adding and removing gives back `contents`; adding twice adds once.
    fn there_and_back(contents: &[u8]) -> Vec<u8> {
        let added = addition(contents, LINE).expect("the line is not there yet");
        let with = [contents, &added].concat();
        assert_eq!(addition(&with, LINE), None, "rc line is added once");
        assert_eq!(remove(&with, LINE, &added).as_deref(), Some(contents));
        with
    }

    #[test]
    fn every_file_comes_back_byte_for_byte() {
        let hard: [&[u8]; 12] = [
            b"",
            b"\n",
            b"\n\n\n",
            b"export A=1",
            b"export A=1\n",
            b"export A=1\r\nexport B=2\r\n",
            b"export A=1\r\nexport B=2",
            b"export A=1 \\\n",
            b"export A=1 \\",
            b"# \xb1\xb1\xbe\xa9 \x81\x30\x81\x30\nexport A=\xd6\xd0\n",
            b"\0\xff\xfe\n\0",
            b"#. \"$HOME/goenv/env\" # ours\n",
        ];
        for contents in hard {
            there_and_back(contents);
        }
        there_and_back(&b"export A=1\n".repeat(1 << 20));
    }

    #[test]
    fn the_line_speaks_the_files_line_ends() {
        assert!(there_and_back(b"a\r\nb\r\n").ends_with(b"b\r\n. \"$HOME/goenv/env\" # ours\r\n"));
        assert!(there_and_back(b"a\r\nb\n").ends_with(b"b\n. \"$HOME/goenv/env\" # ours\n"));
    }

    #[test]
    fn a_backslash_at_the_end_does_not_swallow_the_line() {
        assert_eq!(there_and_back(b"A=1 \\\n"), [b"A=1 \\\n\n", LINE, b"\n"].concat());
        assert_eq!(there_and_back(b"A=1 \\"), [b"A=1 \\\n\n", LINE, b"\n"].concat());
        assert_eq!(there_and_back(b"A=\\\\\n"), [b"A=\\\\\n", LINE, b"\n"].concat());
    }

    #[test]
    fn a_commented_out_copy_does_not_count_and_is_not_taken_out() {
        let commented = [b"# ", LINE, b"\n"].concat();
        assert_eq!(remove(&commented, LINE, &[LINE, b"\n"].concat()), None);
        there_and_back(&commented);
        there_and_back(&[LINE, b" and more"].concat());
    }

    #[test]
    fn what_the_user_wrote_afterwards_stays() {
        let added = addition(b"a", LINE).unwrap();
        let edited = [b"a", added.as_slice(), b"export B=2\n"].concat();
        assert_eq!(remove(&edited, LINE, &added).unwrap(), b"a\nexport B=2\n");
    }

    #[test]
    fn an_editor_that_dropped_the_final_newline_is_no_obstacle() {
        let added = addition(b"a", LINE).unwrap();
        let edited = [b"a\n", LINE].concat();
        assert_eq!(remove(&edited, LINE, &added).unwrap(), b"a");
    }

    #[test]
    fn doubled_lines_all_go_and_a_half_deleted_one_is_the_users() {
        let added = addition(b"a\n", LINE).unwrap();
        let doubled = [LINE, b"\na\n", LINE, b"\r\n", LINE, b"\n"].concat();
        assert_eq!(remove(&doubled, LINE, &added).unwrap(), b"a\n");
        assert_eq!(remove(&LINE[..LINE.len() - 2], LINE, &added), None);
    }
}
