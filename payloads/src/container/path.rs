//! Which paths and link targets a member may have (FORMAT.md 6). Refuse, never skip.

use super::{MAX_NAME, MAX_PATH};

use crate::words::container as words;
use voice::Said;

/// Why `path` may not be a member's path; `None` where it may.
pub fn path_flaw(path: &str) -> Option<Said> {
    if path.is_empty() || path.len() as u64 > MAX_PATH {
        return Some(words::path_length(&shortened(path), &path.len()));
    }
    if path.starts_with('/') {
        return Some(words::path_absolute(&path));
    }
    if path.chars().any(char::is_control) {
        return Some(words::path_control(&path));
    }
    let bad =
        |part: &str| part.is_empty() || part == "." || part == ".." || part.len() as u64 > MAX_NAME;
    path.split('/').any(bad).then(|| words::path_component(&shortened(path)))
}

/// Why `target` may not be the target of a link at `path`; `None` where it may: it must stay within
/// the first component of `path`.
pub(super) fn link_flaw(path: &str, target: &str) -> Option<Said> {
    let outside = || Some(words::link_outside(&path, &shortened(target)));
    if target.is_empty() || target.len() as u64 > MAX_PATH || target.chars().any(char::is_control) {
        return outside();
    }
    if target.starts_with('/') {
        return outside();
    }
    let mut depth = path.split('/').count() - 1;
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if depth <= 1 => return outside(),
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    None
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_pass() {
        for good in ["a", "goroot/bin/go", "a/中文/ c", "a/...", "-x"] {
            assert!(path_flaw(good).is_none(), "{good}");
        }
        let (long_name, long_path) = ("x".repeat(256), "x/".repeat(600) + "y");
        for bad in [
            "", "/a", "//a", "../a", "a/../b", "a/./b", "a//b", "a/", ".", "a\0b", "a\nb",
            &long_name, &long_path,
        ] {
            assert!(path_flaw(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_long_path_is_told_by_its_beginning() {
        assert_eq!(shortened(&"路".repeat(80)), "路".repeat(80));
        assert_eq!(shortened(&"路".repeat(81)), "路".repeat(80) + "…");
    }

    #[test]
    fn paths_names_and_targets_end_at_their_limits() {
        // "xx" and as many "/x" as it takes; an odd length begins with one more.
        let of = |length: u64| {
            let (pairs, odd) = (length as usize / 2, length as usize % 2);
            "x".repeat(2 + odd) + &"/x".repeat(pairs - 1)
        };
        for (length, passes) in [(MAX_PATH - 1, true), (MAX_PATH, true), (MAX_PATH + 1, false)] {
            assert_eq!(of(length).len() as u64, length);
            assert_eq!(path_flaw(&of(length)).is_none(), passes, "{length}");
            assert_eq!(link_flaw("goroot/a", &of(length)).is_none(), passes, "{length}");
        }
        for (length, passes) in [(MAX_NAME, true), (MAX_NAME + 1, false)] {
            assert_eq!(path_flaw(&"x".repeat(length as usize)).is_none(), passes, "{length}");
        }
    }

    #[test]
    fn links_stay_within_the_first_component() {
        assert!(link_flaw("goroot/a/b", "../c").is_none());
        assert!(link_flaw("goroot/a/b", "c/../../d").is_none());
        for bad in [
            "",
            "/etc/passwd",
            "../../c",
            "../../../etc",
            "c/../../../d",
            "a\0",
            "./../../c",
            ".//../../c",
        ] {
            assert!(link_flaw("goroot/a/b", bad).is_some(), "{bad:?}");
        }
        assert!(link_flaw("goroot", "..").is_some());
    }
}
