//! Versions of modules in files, as Go keeps them in its cache and a proxy serves them (the Go modules reference, "GOPROXY
//! protocol"), and how they travel: zips made anew without compression, so that the frame can compress them, each of
//! the digest that it had; `.info` with what go reads of it; a `list` of all that is there.

use super::asked::Named;
use super::fetcher::versions_of;
use super::version::{ModuleVersion, unescaped};
use crate::inputs::tree::{Contents, Entry, Kind, Tree};
use crate::inputs::zip::ModuleZip;
use crate::words::modules as words;
use keys::note::database::escaped;
use payloads::digest::Sha256;
use payloads::upstream::hash1;
use payloads::workers;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Versions by path and version, and their files.
#[derive(Debug, Default)]
pub(super) struct Download {
    versions: BTreeMap<(String, String), Files>,
}

/// Those that are there.
#[derive(Clone, Debug, Default)]
struct Files {
    info: Option<PathBuf>,
    go_mod: Option<PathBuf>,
    zip: Option<PathBuf>,
}

impl Files {
    fn of(&mut self, ending: &str) -> Option<&mut Option<PathBuf>> {
        match ending {
            "info" => Some(&mut self.info),
            "mod" => Some(&mut self.go_mod),
            "zip" => Some(&mut self.zip),
            _ => None,
        }
    }

    fn each(&self) -> impl Iterator<Item = (&'static str, &PathBuf)> {
        let all = [("info", &self.info), ("mod", &self.go_mod), ("zip", &self.zip)];
        all.into_iter().filter_map(|(ending, file)| Some((ending, file.as_ref()?)))
    }
}

/// What go reads of an `.info`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Info {
    version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

impl Download {
    /// What is in a tree that is laid out as a proxy serves it.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn of(tree: &Path) -> anyhow::Result<Download> {
        let mut download = Download::default();
        let mut pending = vec![(tree.to_owned(), String::new())];
        while let Some((directory, path)) = pending.pop() {
            let reading = || words::reading(&directory.display());
            let entries = match fs::read_dir(&directory) {
                // Nothing was fetched.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.is_empty() => {
                    continue;
                }
                entries => entries.exit_with(Exit::Medium, reading)?,
            };
            for entry in entries {
                let entry = entry.exit_with(Exit::Medium, reading)?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                if name == "@v" {
                    download.take_in(&path, &entry.path())?;
                } else if entry.path().is_dir() && !(path.is_empty() && name == "sumdb") {
                    let below = if path.is_empty() { name } else { format!("{path}/{name}") };
                    pending.push((entry.path(), below));
                }
            }
        }
        Ok(download)
    }

    /// What is in a module cache (`GOMODCACHE`), or in the tree of a proxy.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it has no module; it cannot be read.
    pub(super) fn of_cache(cache: &Path) -> anyhow::Result<Download> {
        let below = cache.join("cache/download");
        let tree = if below.is_dir() { below } else { cache.to_owned() };
        let download = Download::of(&tree)?;
        if download.is_empty() {
            let said = words::no_modules_in(&cache.display());
            return Err(Fact::new(Exit::Usage, said).help(words::no_modules_in_help()).into());
        }
        Ok(download)
    }

    fn take_in(&mut self, path: &str, versions: &Path) -> anyhow::Result<()> {
        let reading = || words::reading(&versions.display());
        let Some(path) = unescaped(path) else { return Ok(()) };
        for entry in fs::read_dir(versions).exit_with(Exit::Medium, reading)? {
            let entry = entry.exit_with(Exit::Medium, reading)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Some((version, ending)) = name.rsplit_once('.') else { continue };
            let Some(version) = unescaped(version).filter(|v| v.starts_with('v')) else { continue };
            let mut files = Files::default();
            if let Some(file) = files.of(ending) {
                *file = Some(entry.path());
                self.put((path.clone(), version), files);
            }
        }
        Ok(())
    }

    fn put(&mut self, name: (String, String), more: Files) {
        let files = self.versions.entry(name).or_default();
        files.info = files.info.take().or(more.info);
        files.go_mod = files.go_mod.take().or(more.go_mod);
        files.zip = files.zip.take().or(more.zip);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// All of `other`, too.
    pub(super) fn add(&mut self, other: Download) {
        other.versions.into_iter().for_each(|(name, files)| self.put(name, files));
    }

    /// The versions without `.info` or `.mod`.
    pub(super) fn lacking(&self) -> Vec<Named> {
        let lacking = self.versions.iter().filter(|(_, f)| f.info.is_none() || f.go_mod.is_none());
        let named = |(path, version): &(String, String)| Named {
            path: path.clone(),
            version: version.clone(),
        };
        lacking.map(|(name, _)| named(name)).collect()
    }

    /// Takes from the tree what these versions lack. A zip that was fetched for the sake of these files stays behind.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn take_up(&mut self, tree: &Path) -> anyhow::Result<()> {
        let found = Download::of(tree)?;
        for (name, files) in &mut self.versions {
            let Some(more) = found.versions.get(name) else { continue };
            files.info = files.info.take().or_else(|| more.info.clone());
            files.go_mod = files.go_mod.take().or_else(|| more.go_mod.clone());
        }
        Ok(())
    }

    /// Lays what is not there yet into `tree`, for the next run. What is there under a name is whole.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep(&self, tree: &Path) -> anyhow::Result<()> {
        for ((path, version), files) in &self.versions {
            let directory = tree.join(versions_of(path));
            let writing = || words::preparing(&directory.display());
            fs::create_dir_all(&directory).context(writing)?;
            for (ending, file) in files.each() {
                let to = directory.join(format!("{}.{ending}", escaped(version)));
                if to.exists() {
                    continue;
                }
                let mut fresh = tempfile::NamedTempFile::new_in(&directory).context(writing)?;
                let mut from = fs::File::open(file).context(|| words::reading(&file.display()))?;
                std::io::copy(&mut from, &mut fresh).context(writing)?;
                fresh.persist(&to).map_err(|error| error.error).context(writing)?;
            }
        }
        Ok(())
    }

    /// The digests of all versions; their zips are in `scratch` then, as they travel.
    ///
    /// # Errors
    /// [`Exit::Damaged`]: a zip is none, or names other files than its module's.
    pub(super) fn travelling(&mut self, scratch: &Path) -> anyhow::Result<Vec<ModuleVersion>> {
        let names: Vec<_> = self.versions.keys().cloned().collect();
        let place = tempfile::Builder::new().prefix("zips-").tempdir_in(scratch);
        // It goes with the scratch directory.
        let place = place.context(|| words::preparing(&scratch.display()))?.keep();
        let numbered: Vec<_> = names.into_iter().enumerate().collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let made = workers::each(threads, &numbered, (), |(), (at, name)| {
            let files = self.versions.get(name).cloned().unwrap_or_default();
            let (path, version) = name.clone();
            let zip = files.zip.as_ref();
            let h1 = zip.map(|zip| stored(zip, &path, &version, &place.join(at.to_string())));
            let go_mod_h1 = go_mod_h1(&files, &path, &version)?;
            Ok(ModuleVersion { path, version, h1: h1.transpose()?, go_mod_h1 })
        })?;
        for (at, files) in self.versions.values_mut().enumerate() {
            files.zip = files.zip.is_some().then(|| place.join(at.to_string()));
        }
        Ok(made)
    }

    /// What lies below `modcache/`.
    ///
    /// # Errors
    /// A name that cannot be carried; a file cannot be read.
    pub(super) fn tree(&self) -> anyhow::Result<Tree> {
        let mut tree = Tree::new();
        let mut lists: BTreeMap<&str, String> = BTreeMap::new();
        for ((path, version), files) in &self.versions {
            *lists.entry(path).or_default() += &format!("{version}\n");
            let place = |ending| format!("{}/{}.{ending}", versions_of(path), escaped(version));
            for (ending, file) in files.each() {
                let reading = || words::reading(&file.display());
                if ending == "info" {
                    let text = fs::read(file).exit_with(Exit::Medium, reading)?;
                    tree.insert_bytes(&place(ending), info(&text, path, version)?, false)?;
                    continue;
                }
                let length = file.metadata().exit_with(Exit::Medium, reading)?.len();
                let contents = Contents::OnDisk { path: file.clone(), length };
                let entry = Entry { kind: Kind::File(contents), executable: false };
                tree.insert(&place(ending), entry)?;
            }
        }
        for (path, list) in lists {
            tree.insert_bytes(&format!("{}/list", versions_of(path)), list.into_bytes(), false)?;
        }
        Ok(tree)
    }
}

/// Writes the zip anew: its files by name, uncompressed, of 1980-01-01; gives the digest, which is still what it was.
fn stored(from: &Path, path: &str, version: &str, to: &Path) -> anyhow::Result<String> {
    let name = from.display().to_string();
    let bytes = fs::read(from).exit_with(Exit::Medium, || words::reading(&name))?;
    let zip = ModuleZip::read(&bytes, &name)?;
    let prefix = format!("{path}@{version}/");
    if let Some(other) = zip.names().find(|name| !name.starts_with(&prefix)) {
        let said = words::foreign_member(&name, &other, &prefix);
        return Err(Fact::new(Exit::Damaged, said).into());
    }
    let h1 = zip.h1().to_owned();
    let writing = || words::preparing(&to.display());
    let made = rewritten(zip).context(writing)?;
    if ModuleZip::read(&made, &name)?.h1() != h1 {
        return Err(Fact::new(Exit::Damaged, words::not_the_same_again(&name)).into());
    }
    fs::write(to, made).context(writing)?;
    Ok(h1)
}

fn rewritten(zip: ModuleZip) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in zip.into_files() {
        out.start_file(name, options)?;
        out.write_all(&bytes)?;
    }
    Ok(out.finish()?.into_inner())
}

fn go_mod_h1(files: &Files, path: &str, version: &str) -> anyhow::Result<String> {
    let lacks = || Fact::new(Exit::Usage, words::no_go_mod(&format!("{path}@{version}")));
    let go_mod = files.go_mod.as_ref().ok_or_else(lacks)?;
    let bytes = fs::read(go_mod).exit_with(Exit::Medium, || words::reading(&go_mod.display()))?;
    Ok(hash1([("go.mod", Sha256::of(&bytes))].into_iter()))
}

/// What go reads of `.info`: the rest tells which proxy it came from.
fn info(text: &[u8], path: &str, version: &str) -> anyhow::Result<Vec<u8>> {
    let unclear = || words::info_unclear(&format!("{path}@{version}"));
    let info: Info = serde_json::from_slice(text).exit_with(Exit::Damaged, unclear)?;
    if info.version != version {
        return Err(Fact::new(Exit::Damaged, unclear()).into());
    }
    Ok(serde_json::to_vec(&info)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, text) in files {
            out.start_file(*name, options).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// A module cache with one version, whose files are in another order than that of their names.
    fn cache() -> tempfile::TempDir {
        let cache = tempfile::tempdir().unwrap();
        let versions = cache.path().join("cache/download/example.org/!x/@v");
        fs::create_dir_all(&versions).unwrap();
        fs::create_dir_all(cache.path().join("cache/download/sumdb/sum.golang.org/@v")).unwrap();
        let put = |name: &str, bytes: &[u8]| fs::write(versions.join(name), bytes).unwrap();
        put("v1.0.0.mod", b"module example.org/X\n");
        put(
            "v1.0.0.info",
            br#"{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z","Origin":{"VCS":"git"}}"#,
        );
        put("v1.0.0.ziphash", b"h1:x");
        put("v1.1.0-rc.1.info", br#"{"Version":"v1.1.0-rc.1"}"#);
        put("v1.1.0-rc.1.mod", b"module example.org/X\n");
        put("list", b"v0.9.0\n");
        let long = "func f() {}\n".repeat(1000);
        let files = [
            ("example.org/X@v1.0.0/x.go", long.as_str()),
            ("example.org/X@v1.0.0/go.mod", "module example.org/X\n"),
        ];
        put("v1.0.0.zip", &zip_of(&files));
        cache
    }

    #[test]
    fn what_travels_has_the_digests_that_it_had_and_a_list_of_what_is_there() {
        let (cache, scratch) = (cache(), tempfile::tempdir().unwrap());
        let mut download = Download::of_cache(cache.path()).unwrap();
        let zip = cache.path().join("cache/download/example.org/!x/@v/v1.0.0.zip");
        let before = ModuleZip::read(&fs::read(&zip).unwrap(), "x").unwrap();
        assert!(download.lacking().is_empty());
        let versions = download.travelling(scratch.path()).unwrap();
        let names: Vec<String> = versions.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["example.org/X@v1.0.0", "example.org/X@v1.1.0-rc.1"]);
        assert_eq!(versions[0].h1.as_deref(), Some(before.h1()));
        assert_eq!(versions[1].h1, None);
        assert_eq!(versions[0].go_mod_h1, versions[1].go_mod_h1);
        let tree = download.tree().unwrap();
        let text = |path: &str| {
            let bytes = tree.file(path).unwrap().bytes().unwrap().into_owned();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let below = "example.org/!x/@v";
        assert_eq!(text(&format!("{below}/list")), "v1.0.0\nv1.1.0-rc.1\n");
        let info = r#"{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z"}"#;
        assert_eq!(text(&format!("{below}/v1.0.0.info")), info);
        assert!(tree.file(&format!("{below}/v1.0.0.ziphash")).is_none());
        // Not compressed, and the same bytes whatever it was made of.
        let made = text(&format!("{below}/v1.0.0.zip"));
        assert!(made.contains(&"func f() {}\n".repeat(1000)));
        let again = rewritten(before).unwrap();
        assert_eq!(made, String::from_utf8_lossy(&again));
    }

    #[test]
    fn what_is_kept_is_found_by_the_next_run_and_a_zip_of_something_else_is_refused() {
        let (cache, scratch) = (cache(), tempfile::tempdir().unwrap());
        let kept = scratch.path().join("kept");
        let mut download = Download::of_cache(cache.path()).unwrap();
        for _ in 0..2 {
            download.keep(&kept).unwrap();
            assert_eq!(Download::of(&kept).unwrap().versions.len(), 2);
        }
        let versions = cache.path().join("cache/download/example.org/!x/@v");
        fs::write(versions.join("v1.0.0.zip"), zip_of(&[("example.org/Y@v1.0.0/y", "")])).unwrap();
        let refused = download.travelling(scratch.path()).unwrap_err();
        assert_eq!(exit_of(&refused), Exit::Damaged);
        assert!(format!("{refused:#}").contains("example.org/Y"), "{refused:#}");
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(exit_of(&Download::of_cache(empty.path()).unwrap_err()), Exit::Usage);
    }
}
