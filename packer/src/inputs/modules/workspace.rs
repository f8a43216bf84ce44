//! A workspace (Go modules reference, "go.work files"), worked on through a copy of its go.work: its members are named where
//! they are, and what go adds to the sums is added beside the copy.

use crate::words::modules as words;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// What `go work edit -json` prints, as far as it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    go: Option<String>,
    #[serde(default, rename = "Use")]
    members: Option<Vec<Member>>,
    #[serde(default, rename = "Replace")]
    replacements: Option<Vec<Replacement>>,
    #[serde(default)]
    godebug: Option<Vec<Setting>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Member {
    disk_path: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replacement {
    old: Place,
    new: Place,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    path: String,
    version: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Setting {
    key: String,
    value: String,
}

/// A workspace and its copy.
#[derive(Debug)]
pub struct Workspace {
    /// The copied go.work.
    pub file: PathBuf,
    /// The directories of its modules.
    pub members: Vec<PathBuf>,
    /// The paths of modules that go.work replaces itself.
    pub replaced: Vec<String>,
}

/// Where a directory has its go.work, if it has one.
pub fn in_directory(dir: &Path) -> Option<PathBuf> {
    Some(dir.join("go.work")).filter(|file| file.is_file())
}

impl Workspace {
    /// Copies the go.work of the directory `dir`, an absolute path, into `place`; `described` is what `go work edit -json`
    /// says of it.
    ///
    /// # Errors
    /// What `described` is cannot be understood; the disk's.
    pub fn copied(dir: &Path, described: &[u8], place: &Path) -> anyhow::Result<Workspace> {
        let unclear = || words::go_unclear(&"work edit -json");
        let described: Described = serde_json::from_slice(described).context(unclear)?;
        let members = described.members.iter().flatten();
        let members: Vec<PathBuf> =
            members.map(|member| plain(&dir.join(&member.disk_path))).collect();
        let file = place.join("go.work");
        let writing = || words::preparing(&file.display());
        fs::write(&file, text(dir, &described, &members)).context(writing)?;
        let sums = dir.join("go.work.sum");
        if sums.is_file() {
            fs::copy(&sums, place.join("go.work.sum")).context(writing)?;
        }
        let replaced = described.replacements.into_iter().flatten();
        let replaced = replaced.map(|replacement| replacement.old.path).collect();
        Ok(Workspace { file, members, replaced })
    }

    /// All packages of all members, as go is asked for them.
    pub fn patterns(&self) -> Vec<String> {
        self.members.iter().map(|member| format!("{}/...", member.display())).collect()
    }
}

/// Without `.` and `..`, and through no link, as go names the packages there.
fn plain(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.components().collect())
}

fn text(dir: &Path, described: &Described, members: &[PathBuf]) -> String {
    let go = described.go.iter().map(|version| format!("go {version}"));
    let settings = described.godebug.iter().flatten();
    let settings = settings.map(|setting| format!("godebug {}={}", setting.key, setting.value));
    let members = members.iter().map(|member| format!("use {:?}", member.display().to_string()));
    let replacements = described.replacements.iter().flatten();
    let replacements = replacements.map(|Replacement { old, new }| {
        let is_here = new.path.starts_with("./") || new.path.starts_with("../");
        let path =
            if is_here { dir.join(&new.path).display().to_string() } else { new.path.clone() };
        let [old_version, new_version] = [old, new].map(|p| p.version.clone().unwrap_or_default());
        format!("replace {:?} {old_version} => {path:?} {new_version}", old.path)
    });
    let lines = go.chain(settings).chain(members).chain(replacements);
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_names_members_and_replacements_where_they_are() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("go.work.sum"), "sums\n").unwrap();
        let place = tempfile::tempdir().unwrap();
        let described = br#"{"Go": "1.26", "Toolchain": "go1.27.3", "Use": [{"DiskPath": "./lib"}],
            "Godebug": [{"Key": "panicnil", "Value": "1"}], "Replace": [
            {"Old": {"Path": "a.example/x"}, "New": {"Path": "../x"}},
            {"Old": {"Path": "a.example/y", "Version": "v1.0.0"}, "New": {"Path": "b.example/y", "Version": "v1.1.0"}}]}"#;
        let root = Path::new("/w");
        let copied = Workspace::copied(root, described, place.path()).unwrap();
        let text = fs::read_to_string(&copied.file).unwrap();
        let lines = [
            "go 1.26",
            "godebug panicnil=1",
            "use \"/w/lib\"",
            "replace \"a.example/x\"  => \"/w/../x\" ",
            "replace \"a.example/y\" v1.0.0 => \"b.example/y\" v1.1.0",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), lines);
        assert_eq!(copied.patterns(), ["/w/lib/..."]);
        assert_eq!(copied.replaced, ["a.example/x", "a.example/y"]);
        assert!(!place.path().join("go.work.sum").exists());
        let copied = Workspace::copied(dir.path(), described, place.path()).unwrap();
        assert_eq!(copied.members, [dir.path().join("lib")]);
        assert_eq!(fs::read_to_string(place.path().join("go.work.sum")).unwrap(), "sums\n");
        assert!(Workspace::copied(root, b"no", place.path()).is_err());
    }
}
