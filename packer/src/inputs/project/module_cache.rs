//! Go's module cache on this machine, where `go mod download` and `go mod vendor` leave the zips of modules
//! (the Go modules reference, "Module cache"). Only what go.sum vouches for counts as the module.

use crate::inputs::zip::ModuleZip;
use keys::note::database::escaped;
use std::fs;
use std::path::PathBuf;

/// The module cache; it need not be there.
#[derive(Clone, Debug, Default)]
pub struct ModuleCache(pub Option<PathBuf>);

/// A module version as its authors published it.
#[derive(Clone, Debug)]
pub struct Published {
    /// `PATH@VERSION/`, which each name in the zip begins with.
    prefix: String,
    zip: ModuleZip,
}

impl ModuleCache {
    /// This module version, if its zip lies here whole and is the one that has the digest `h1` in go.sum.
    pub fn find(&self, path: &str, version: &str, h1: &str) -> Option<Published> {
        self.unproved(path, version).filter(|published| published.zip.h1() == h1)
    }

    /// This module version by the word of the cache alone.
    pub fn unproved(&self, path: &str, version: &str) -> Option<Published> {
        let (directory, name) = (escaped(path), escaped(version));
        let file = format!("cache/download/{directory}/@v/{name}.zip");
        let file = self.0.as_ref()?.join(file);
        let zip = ModuleZip::read(&fs::read(&file).ok()?, &file.to_string_lossy()).ok()?;
        Some(Published { prefix: format!("{path}@{version}/"), zip })
    }
}

impl Published {
    /// The bytes of the file at `path` in the module.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.zip.file(&format!("{}{path}", self.prefix))
    }

    /// The paths of its files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.zip.names().filter_map(|name| name.strip_prefix(&self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::fake;

    #[test]
    fn a_module_is_found_by_its_escaped_name_and_only_with_its_digest() {
        let scratch = tempfile::tempdir().unwrap();
        let place = scratch.path().join("cache/download/a.org/!big/@v");
        fs::create_dir_all(&place).unwrap();
        let zip = fake::zip_of(&[
            ("a.org/Big@v1.0.0-RC1/go.mod", b"module a.org/Big\n"),
            ("a.org/Big@v1.0.0-RC1/sub/x.go", b"package sub\n"),
        ]);
        fs::write(place.join("v1.0.0-!r!c1.zip"), &zip).unwrap();
        let h1 = ModuleZip::read(&zip, "x").unwrap().h1().to_owned();
        let cache = ModuleCache(Some(scratch.path().to_owned()));
        let found = cache.find("a.org/Big", "v1.0.0-RC1", &h1).unwrap();
        assert_eq!(found.file("sub/x.go"), Some(&b"package sub\n"[..]));
        assert_eq!(found.paths().collect::<Vec<_>>(), ["go.mod", "sub/x.go"]);
        assert!(cache.find("a.org/Big", "v1.0.0-RC1", "h1:AA=").is_none());
        assert!(cache.unproved("a.org/Big", "v1.0.0-RC1").is_some());
        assert!(cache.find("a.org/Big", "v1.0.1", &h1).is_none());
        fs::write(place.join("v1.0.0-!r!c1.zip"), &zip[..zip.len() - 9]).unwrap();
        assert!(cache.find("a.org/Big", "v1.0.0-RC1", &h1).is_none(), "a cut one");
        assert!(ModuleCache::default().find("a.org/Big", "v1.0.0-RC1", &h1).is_none());
    }
}
