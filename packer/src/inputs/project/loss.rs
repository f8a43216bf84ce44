//! What a fresh vendor tree would lose: the changes that only the tree in the project's directory has.

use super::consistency;
use super::content::{Change, File, Vendored, differences};
use super::module_cache::{ModuleCache, Published};
use super::modules_txt::{Listed, ModulesTxt};
use super::obstacles::told;
use super::texts::read_text;
use crate::inputs::tree::{Kind, Tree};
use crate::words::project as words;
use std::collections::BTreeMap;
use std::path::Path;
use voice::{Exit, Fact, Said};

/// Refuses to carry the vendor tree in `fresh` instead of the one in the project's directory `dir`, where that has what
/// neither the fresh one nor the modules that it was copied from have. No fresh one is an empty one.
///
/// # Errors
/// [`Exit::Usage`], naming the files; [`Exit::Medium`]: one cannot be read.
pub(super) fn refuse(dir: &Path, fresh: Option<&Path>, cache: &ModuleCache) -> anyhow::Result<()> {
    let there = dir.join("vendor");
    if !there.is_dir() {
        return Ok(());
    }
    let list = ModulesTxt::parse(&read_text(&there.join("modules.txt"))?.unwrap_or_default());
    let old = Tree::from_dir(&there)?;
    let new = fresh.map(Tree::from_dir).transpose()?.unwrap_or_default();
    let lost: Vec<Said> = lost(&old, &list, &new, cache)?.into_values().collect();
    let [first, others @ ..] = lost.as_slice() else { return Ok(()) };
    let said = words::vendor_loses(&dir.display(), &told(first, others));
    Err(Fact::new(Exit::Usage, said).help(words::vendor_loses_help()).into())
}

/// By the paths below `vendor`.
type Lost = BTreeMap<String, Said>;

fn lost(old: &Tree, list: &ModulesTxt, new: &Tree, cache: &ModuleCache) -> anyhow::Result<Lost> {
    let vendored = Vendored::sorted(old, "", list);
    let mut lost = unlike(&vendored.strays, "", new)?;
    for listed in list.vendored() {
        let base = format!("{}/", listed.module.path);
        let files = vendored.of(listed);
        lost.extend(match copied_from(listed, cache) {
            None => unlike(files, &base, new)?,
            Some(module) => {
                let found = differences(files, listed, &module)?;
                let differs = |path: &str| found.iter().any(|difference| difference.path == path);
                let own: Vec<File<'_>> =
                    files.iter().filter(|(path, _)| differs(path)).copied().collect();
                let removed = found.iter().filter(|found| found.change == Change::Removed);
                let removed = removed.map(|found| format!("{base}{}", found.path));
                let back = removed.filter(|path| new.file(path).is_some());
                let back = back.map(|path| (path.clone(), words::loses_removal(&path)));
                unlike(&own, &base, new)?.into_iter().chain(back).collect()
            }
        });
    }
    Ok(lost)
}

/// What the old tree has this module's files from. The word of the cache is enough: what lies there too, whatever it
/// is, is not only in the old tree.
fn copied_from(listed: &Listed, cache: &ModuleCache) -> Option<Published> {
    let source = consistency::source(listed)?;
    cache.unproved(&source.path, source.version.as_deref()?)
}

/// Those of `files`, which lie below `base`, that `new` has not, or otherwise.
fn unlike(files: &[File<'_>], base: &str, new: &Tree) -> anyhow::Result<Lost> {
    let mut lost = Lost::new();
    for (path, entry) in files {
        let path = format!("{base}{path}");
        let (Kind::File(ours), Some(theirs)) = (&entry.kind, new.file(&path)) else {
            lost.insert(path.clone(), words::loses_file(&path));
            continue;
        };
        if ours.length() != theirs.length() || ours.bytes()? != theirs.bytes()? {
            lost.insert(path.clone(), words::loses_change(&path));
        }
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::super::content::tests::{Cache, LISTED, VENDORED};
    use super::*;
    use std::fs;
    use voice::Lang;

    type Files<'a> = &'a [(&'a str, &'a str)];

    /// What is said to be lost of `old` with `list`, where `new` is carried.
    fn said(list: &str, old: Files<'_>, new: Files<'_>, cache: &ModuleCache) -> Vec<String> {
        let tree = |files: Files<'_>| {
            let mut tree = Tree::new();
            for (path, text) in files {
                tree.insert_bytes(path, text.as_bytes(), false).unwrap();
            }
            tree
        };
        let list = ModulesTxt::parse(list);
        let lost = lost(&tree(old), &list, &tree(new), cache).unwrap();
        lost.into_values().map(|said| said.render(Lang::En)).collect()
    }

    /// The next version: one file changed, one gone, one new.
    const NEXT: Files<'_> = &[
        ("a.org/a/LICENSE", "MIT\n"),
        ("a.org/a/a.go", "package a // next\n"),
        ("a.org/a/asm.s", "TEXT\n"),
        ("a.org/a/new.go", "package a\n"),
    ];

    #[test]
    fn what_the_module_cache_has_too_is_not_lost() {
        let cache = Cache::new();
        assert_eq!(said(LISTED, &VENDORED, NEXT, &cache.cache), [""; 0]);
        let unknown = ModuleCache::default();
        assert_eq!(
            said(LISTED, &VENDORED, NEXT, &unknown),
            [
                "vendor/a.org/a/a.go is otherwise in the fresh one",
                "vendor/a.org/a/sub/sub.go is not in the fresh one"
            ]
        );
    }

    #[test]
    fn changes_additions_and_removals_of_the_old_tree_are_lost_unless_the_fresh_one_has_them() {
        let cache = Cache::new();
        let mut old = VENDORED.to_vec();
        old[1].1 = "package a // ours\n";
        old[2] = ("a.org/a/new.go", "package a\n");
        old[3].1 = "package sub // ours\n";
        old.push(("notes.txt", ""));
        assert_eq!(
            said(LISTED, &old, NEXT, &cache.cache),
            [
                "vendor/a.org/a/a.go is otherwise in the fresh one",
                "vendor/a.org/a/asm.s was taken out, and is in the fresh one again",
                "vendor/a.org/a/sub/sub.go is not in the fresh one",
                "vendor/notes.txt is not in the fresh one",
            ]
        );
        assert_eq!(said(LISTED, &old, &old, &cache.cache), [""; 0]);
    }

    #[test]
    fn a_copy_of_a_directory_is_only_there() {
        let cache = Cache::new();
        let list = "# a.org/a v1.0.0 => ../a\n## explicit\na.org/a\na.org/a/sub\n";
        assert_eq!(said(list, &VENDORED, NEXT, &cache.cache).len(), 2);
    }

    #[test]
    fn without_an_old_tree_nothing_is_lost() {
        let scratch = tempfile::tempdir().unwrap();
        refuse(scratch.path(), None, &ModuleCache::default()).unwrap();
        fs::create_dir_all(scratch.path().join("vendor")).unwrap();
        refuse(scratch.path(), None, &ModuleCache::default()).unwrap();
        fs::write(scratch.path().join("vendor/modules.txt"), "").unwrap();
        refuse(scratch.path(), None, &ModuleCache::default()).unwrap();
        fs::write(scratch.path().join("vendor/x.go"), "").unwrap();
        let error = refuse(scratch.path(), None, &ModuleCache::default()).unwrap_err();
        assert_eq!(voice::exit_of(&error), Exit::Usage);
    }
}
