//! What is told of projects that travel: what of them stays behind, which keys go along, and which modules lie within
//! them. A directory with a go.mod of its own is no part of the project's module: its files travel with the others, and
//! nothing builds it from there.

use super::{LeftOut, LetThrough};
use crate::words::project as words;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use voice::{Said, Voice};

/// Things that are named in one note; the others are counted, and `--json` has all that stay behind.
const NAMED: usize = 8;

/// Tells how many members of the project in `dir` stay behind, and the first of them.
pub(super) fn of_left_out(left_out: &[LeftOut], dir: &Path, voice: &Voice) {
    let one = |left: &LeftOut| words::left_out_because(&left.file, &left.why.said());
    if let Some(list) = listed(left_out.iter().map(one)) {
        voice.note(&words::left_out(&left_out.len(), &dir.display(), &list));
    }
}

/// Tells which keys travel because they are public.
pub(super) fn of_public_keys(let_through: &[LetThrough], voice: &Voice) {
    for file in let_through {
        if let Some(module) = &file.published_in {
            voice.note(&words::public_key(&file.file, &file.kind, module));
        }
    }
}

/// Tells which modules lie within the project in `dir`. `members` are their directories' members, `given` the real
/// paths of the directories that are carried as projects themselves.
pub(super) fn of_nested(members: &[String], dir: &Path, given: &BTreeSet<PathBuf>, voice: &Voice) {
    let is_given = |member: &Path| member.canonicalize().is_ok_and(|real| given.contains(&real));
    let others: Vec<&String> =
        members.iter().filter(|member| !is_given(&dir.join(member))).collect();
    let one = |member: &&String| match dir.join(member).join("vendor/modules.txt").is_file() {
        true => words::nested_vendored(member),
        false => words::nested_not_vendored(member),
    };
    if let (Some(list), Some(first)) = (listed(others.iter().map(one)), others.first()) {
        voice.note(&words::nested(&dir.display(), &list, &dir.join(first).display()));
    }
}

/// The first few one after another, and how many more there are; `None` where there is none.
fn listed(mut all: impl Iterator<Item = Said>) -> Option<Said> {
    let first = all.next()?;
    let list = all.by_ref().take(NAMED - 1).fold(first, |list, one| words::and(&list, &one));
    Some(match all.count() {
        0 => list,
        more => words::and_more_of_them(&list, &more),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::Lang;

    #[test]
    fn a_list_names_the_first_and_counts_the_others() {
        let told = |count: usize| {
            let said = (1..=count).map(|n| words::nested_vendored(&n));
            listed(said).map(|said| said.render(Lang::En).replace(" (with a vendor tree)", ""))
        };
        assert_eq!(told(0), None);
        assert_eq!(told(2).as_deref(), Some("1, 2"));
        assert_eq!(told(8).as_deref(), Some("1, 2, 3, 4, 5, 6, 7, 8"));
        assert_eq!(told(10).as_deref(), Some("1, 2, 3, 4, 5, 6, 7, 8 and 2 more"));
    }
}
