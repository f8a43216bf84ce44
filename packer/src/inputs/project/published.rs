//! What of a vendor tree is public already: byte for byte a file in the zip of the module that it was vendored from,
//! where that zip is the one that go.sum has the digest of.

use super::consistency;
use super::go_sum::GoSum;
use super::module_cache::{self, ModuleCache};
use super::modules_txt::{Listed, ModulesTxt};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A project's vendored modules, and where their zips may lie.
pub(super) struct Published<'a> {
    list: &'a ModulesTxt,
    sums: &'a GoSum,
    cache: ModuleCache,
    /// What was read before, by module and version.
    read: RefCell<BTreeMap<String, Option<Rc<module_cache::Published>>>>,
}

/// What a file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Published in this module and version.
    Public(String),
    /// Perhaps; the zip of this module and version is not at hand.
    NoZip(String),
    /// Nobody publishes it that we know of.
    Private,
}

impl<'a> Published<'a> {
    pub(super) fn new(list: &'a ModulesTxt, sums: &'a GoSum, cache: ModuleCache) -> Published<'a> {
        Published { list, sums, cache, read: RefCell::default() }
    }

    /// Looks the file up that would travel as `member`.
    pub(super) fn find(&self, member: &str, bytes: &[u8]) -> Found {
        self.look_up(member, bytes).unwrap_or(Found::Private)
    }

    fn look_up(&self, member: &str, bytes: &[u8]) -> Option<Found> {
        let path = member.strip_prefix("vendor/")?;
        let (module, rest) = self.vendored_from(path)?;
        let source = consistency::source(module)?;
        let version = source.version.as_deref()?;
        let h1 = self.sums.h1(&source.path, version)?;
        let name = format!("{}@{version}", source.path);
        let mut read = self.read.borrow_mut();
        let find = || self.cache.find(&source.path, version, h1).map(Rc::new);
        let Some(zip) = read.entry(name.clone()).or_insert_with(find).clone() else {
            return Some(Found::NoZip(name));
        };
        (zip.file(rest)? == bytes).then_some(Found::Public(name))
    }

    /// The module that has `path`, and the path within it.
    fn vendored_from<'p>(&self, path: &'p str) -> Option<(&'a Listed, &'p str)> {
        let below = |listed: &'a Listed| {
            let rest = path.strip_prefix(listed.module.path.as_str())?.strip_prefix('/')?;
            Some((listed, rest))
        };
        // One module may lie in the directory of another: the longer path is the nearer one.
        self.list.vendored().filter_map(below).min_by_key(|(_, rest)| rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::fake::zip_of;
    use crate::inputs::zip::ModuleZip;
    use std::fs;
    use std::path::Path;

    const LIST: &str = "# Example.org/Mod v1.2.0\n## explicit\nExample.org/Mod\n\
                        # Example.org/Mod/sub v1.0.0 => b.org/fork v1.1.0\nExample.org/Mod/sub\n\
                        # c.org/c v1.0.0 => ../c\nc.org/c\n";

    /// A module cache with the zip of `module`, and the line of go.sum for it.
    fn cached(cache: &Path, below: &str, module: &str, text: &[u8]) -> String {
        let zip = zip_of(&[(&format!("{module}/key.pem"), text)]);
        let file = cache.join("cache/download").join(below);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &zip).unwrap();
        let zip = ModuleZip::read(&zip, "x").unwrap();
        format!("{} {}\n", module.replace('@', " "), zip.h1())
    }

    #[test]
    fn a_vendored_file_is_public_where_the_zip_of_go_sum_has_the_same_bytes() {
        let cache = tempfile::tempdir().unwrap();
        let at = "!example.org/!mod/@v/v1.2.0.zip";
        let mut sums = cached(cache.path(), at, "Example.org/Mod@v1.2.0", b"key");
        sums += &cached(cache.path(), "b.org/fork/@v/v1.1.0.zip", "b.org/fork@v1.1.0", b"fork");
        let (list, sums) = (ModulesTxt::parse(LIST), GoSum::parse(&sums).unwrap());
        let published = Published::new(&list, &sums, ModuleCache(Some(cache.path().to_owned())));
        let find = |member: &str, bytes: &[u8]| published.find(member, bytes);
        let public = |name: &str| Found::Public(name.to_owned());
        assert_eq!(
            find("vendor/Example.org/Mod/key.pem", b"key"),
            public("Example.org/Mod@v1.2.0")
        );
        assert_eq!(
            find("vendor/Example.org/Mod/sub/key.pem", b"fork"),
            public("b.org/fork@v1.1.0")
        );
        for (member, bytes) in [
            ("vendor/Example.org/Mod/key.pem", &b"another"[..]),
            ("vendor/Example.org/Mod/other.pem", b"key"),
            ("vendor/Example.org/Mod/sub/key.pem", b"key"),
            ("vendor/c.org/c/key.pem", b"key"),
            ("vendor/d.org/d/key.pem", b"key"),
            ("key.pem", b"key"),
        ] {
            assert_eq!(find(member, bytes), Found::Private, "{member}");
        }
    }

    #[test]
    fn a_zip_that_is_missing_or_another_one_proves_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let at = "!example.org/!mod/@v/v1.2.0.zip";
        let sums = cached(cache.path(), at, "Example.org/Mod@v1.2.0", b"key");
        let list = ModulesTxt::parse(LIST);
        let no_zip = Found::NoZip("Example.org/Mod@v1.2.0".to_owned());
        let find = |sums: &str, cache: Option<&Path>, bytes: &[u8]| {
            let sums = GoSum::parse(sums).unwrap();
            Published::new(&list, &sums, ModuleCache(cache.map(Path::to_owned)))
                .find("vendor/Example.org/Mod/key.pem", bytes)
        };
        assert_eq!(find(&sums, None, b"key"), no_zip);
        cached(cache.path(), at, "Example.org/Mod@v1.2.0", b"put there");
        assert_eq!(find(&sums, Some(cache.path()), b"put there"), no_zip);
        assert_eq!(find("", Some(cache.path()), b"key"), Found::Private);
    }
}
