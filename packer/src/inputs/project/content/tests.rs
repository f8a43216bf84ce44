//! Vendored files beside the zip of their module.

use super::*;
use crate::inputs::go::fake;
use crate::inputs::zip::ModuleZip;
use std::fs;
use tempfile::TempDir;

/// What the module a.org/a v1.0.0 was published as: a package, another one, and what is never vendored.
const PUBLISHED: [(&str, &str); 8] = [
    ("LICENSE", "MIT\n"),
    ("a.go", "package a\n"),
    ("a_test.go", "package a\n"),
    ("asm.s", "TEXT\n"),
    ("gen.go", "// By hand.\n\n//go:build ignore\n\npackage main\n"),
    ("go.mod", "module a.org/a\n"),
    ("other/other.go", "package other\n"),
    ("sub/sub.go", "package sub\n"),
];

/// A module cache that has the module.
pub(in super::super) struct Cache {
    _directory: TempDir,
    pub cache: ModuleCache,
    h1: String,
}

impl Cache {
    pub(in super::super) fn new() -> Cache {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("cache/download/a.org/a/@v");
        fs::create_dir_all(&place).unwrap();
        let names = PUBLISHED.map(|(path, _)| format!("a.org/a@v1.0.0/{path}"));
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .zip(PUBLISHED)
            .map(|(name, (_, text))| (&**name, text.as_bytes()))
            .collect();
        let zip = fake::zip_of(&files);
        fs::write(place.join("v1.0.0.zip"), &zip).unwrap();
        let cache = ModuleCache(Some(directory.path().to_owned()));
        let h1 = ModuleZip::read(&zip, "x").unwrap().h1().to_owned();
        Cache { _directory: directory, cache, h1 }
    }

    /// What is known of the first module of `list` where these files are vendored.
    fn content(&self, list: &str, files: &[(&str, &str)], h1: &str) -> Content {
        let mut tree = Tree::new();
        for (path, text) in files {
            tree.insert_bytes(&format!("vendor/{path}"), text.as_bytes(), false).unwrap();
        }
        tree.insert_bytes("vendor/modules.txt", list.as_bytes(), false).unwrap();
        let list = ModulesTxt::parse(list);
        let vendored = Vendored::sorted(&tree, "vendor/", &list);
        vendored.content(&list.modules[0], Some(h1), &self.cache).unwrap()
    }
}

pub(in super::super) const LISTED: &str = "# a.org/a v1.0.0\n## explicit\na.org/a\na.org/a/sub\n";

/// As `go mod vendor` copies them.
pub(in super::super) const VENDORED: [(&str, &str); 4] = [
    ("a.org/a/LICENSE", "MIT\n"),
    ("a.org/a/a.go", "package a\n"),
    ("a.org/a/asm.s", "TEXT\n"),
    ("a.org/a/sub/sub.go", "package sub\n"),
];

fn said(content: &Content) -> Vec<String> {
    content.differences().iter().map(ToString::to_string).collect()
}

#[test]
fn what_go_mod_vendor_copies_is_the_modules_own() {
    let cache = Cache::new();
    assert_eq!(cache.content(LISTED, &VENDORED, &cache.h1), Content::Compared);
}

#[test]
fn each_file_that_is_not_as_published_is_named() {
    let cache = Cache::new();
    let mut files = VENDORED.to_vec();
    files[1].1 = "package b\n";
    files.remove(2);
    files.push(("a.org/a/sub/extra.go", "package sub\n"));
    let content = cache.content(LISTED, &files, &cache.h1);
    assert_eq!(said(&content), ["changed a.go", "removed asm.s", "added sub/extra.go"]);
    assert_eq!(content.statement(), "patched");
}

#[test]
fn another_modules_files_below_its_path_are_none_of_its_own() {
    let cache = Cache::new();
    let list = format!("{LISTED}# a.org/a/sub/nested v0.1.0\n## explicit\na.org/a/sub/nested\n");
    let mut files = VENDORED.to_vec();
    files.push(("a.org/a/sub/nested/x.go", "package nested\n"));
    files.push(("b.org/stray/x.go", "package stray\n"));
    assert_eq!(cache.content(&list, &files, &cache.h1), Content::Compared);
}

#[test]
fn a_replacement_is_compared_with_the_module_that_stands_in() {
    let cache = Cache::new();
    let list = "# b.org/b v0.9.0 => a.org/a v1.0.0\n## explicit\nb.org/b\n";
    let files = [
        ("b.org/b/a.go", "package a\n"),
        ("b.org/b/asm.s", "TEXT\n"),
        ("b.org/b/LICENSE", "BSD\n"),
    ];
    assert_eq!(said(&cache.content(list, &files, &cache.h1)), ["changed LICENSE"]);
    let list = "# b.org/b v0.9.0 => ../a\n## explicit\nb.org/b\n";
    assert_eq!(cache.content(list, &files, &cache.h1), Content::Directory);
}

#[test]
fn without_the_very_module_nothing_is_known() {
    let cache = Cache::new();
    assert_eq!(cache.content(LISTED, &VENDORED, "h1:AA="), Content::NotCompared);
    let other = LISTED.replace("v1.0.0", "v1.0.1");
    assert_eq!(cache.content(&other, &VENDORED, &cache.h1), Content::NotCompared);
}
