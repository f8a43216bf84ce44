//! Which commit a project is at. The documents of a release name it, and the far side, where there is no history, gets
//! it as files that a Makefile can read.

use crate::inputs::tree::Tree;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use voice::time::rfc3339;

/// Where the files lie in a carried project. Go leaves directories with a dot out of `./...`; what lies there in the
/// project's own directory, from an earlier file, does not travel.
pub const DIRECTORY: &str = ".goferry";

/// What git says of a project's directory. Nothing here names the machine or where the repository came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vcs {
    /// The commit, in lower-case hexadecimal digits.
    pub revision: String,
    /// Whether something that travels is not as that commit has it, or unknown to it (`git status`; what
    /// `.gitignore` names is not looked at).
    pub dirty: bool,
    /// `git describe --tags --always`, with `-dirty` behind it where that is so.
    pub describe: String,
    /// When it was committed, seconds since 1970.
    pub time: u64,
}

impl Vcs {
    /// That of the project in `dir`, of which `left_out` do not travel. `None` where there is no git, no repository, no
    /// commit yet, or where go.mod is none of the repository's files: then it is somebody else's.
    pub(super) fn of(
        dir: &Path,
        left_out: &[&str],
        environment: &BTreeMap<OsString, OsString>,
    ) -> Option<Self> {
        let git = Git { dir, environment };
        let revision = git.ask(&["rev-parse", "--verify", "HEAD"])?;
        git.ask(&["ls-files", "--error-unmatch", "--", "go.mod"])?;
        let status = ["status", "--porcelain", "--untracked-files=normal"];
        let mut status: Vec<String> = status.map(str::to_owned).into();
        status.extend(["--ignore-submodules=none", "--", "."].map(str::to_owned));
        status.extend(left_out.iter().map(|path| format!(":(exclude,literal){path}")));
        let status: Vec<&str> = status.iter().map(String::as_str).collect();
        let dirty = !git.ask(&status)?.is_empty();
        // A length of its own: git's depends on how much a clone holds.
        let describe = git.ask(&["describe", "--tags", "--always", "--abbrev=12"])?;
        let time = git.ask(&["log", "-1", "--no-show-signature", "--format=%ct"])?.parse().ok()?;
        let is_hex = revision.bytes().all(|b| b.is_ascii_hexdigit());
        let mark = if dirty { "-dirty" } else { "" };
        is_hex.then(|| Vcs { revision, dirty, describe: describe + mark, time })
    }

    /// Its parts by their names, as files and documents have them.
    pub fn parts(&self) -> [(&'static str, String); 4] {
        [
            ("describe", self.describe.clone()),
            ("dirty", self.dirty.to_string()),
            ("revision", self.revision.clone()),
            ("time", rfc3339(self.time)),
        ]
    }

    /// A file of one line for each part, in [`DIRECTORY`].
    ///
    /// # Errors
    /// None that these names have.
    pub(super) fn tree(&self) -> anyhow::Result<Tree> {
        let mut tree = Tree::new();
        for (name, value) in self.parts() {
            tree.insert_bytes(&format!("{DIRECTORY}/{name}"), (value + "\n").into_bytes(), false)?;
        }
        Ok(tree)
    }
}

struct Git<'a> {
    dir: &'a Path,
    environment: &'a BTreeMap<OsString, OsString>,
}

impl Git<'_> {
    /// What git answers, without the end of its last line; `None` where it refuses. It writes nothing, opens no
    /// connection, and runs none of the hooks that a repository of somebody else's may name.
    fn ask(&self, question: &[&str]) -> Option<String> {
        let is_gits = |name: &OsString| name.as_encoded_bytes().starts_with(b"GIT_");
        let output = Command::new("git")
            .args(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"])
            .args(["-c", "core.hooksPath=/dev/null", "-C"])
            .arg(self.dir)
            .args(question)
            .env_clear()
            .envs(self.environment.iter().filter(|(name, _)| !is_gits(name)))
            .envs([("GIT_OPTIONAL_LOCKS", "0"), ("GIT_NO_LAZY_FETCH", "1"), ("LC_ALL", "C")])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let answer = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
        Some(answer.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A repository with a module in `app`, in a home of its own.
    struct Repository(TempDir);

    impl Repository {
        fn new() -> Repository {
            let repository = Repository(tempfile::tempdir().unwrap());
            fs::create_dir_all(repository.0.path().join("r/app")).unwrap();
            repository.write("app/go.mod", "module example.org/app\n");
            repository.git(&["init", "--quiet"]);
            repository
        }

        fn committed() -> Repository {
            let repository = Repository::new();
            repository.git(&["add", "."]);
            repository.git(&["commit", "--quiet", "--message", "first"]);
            repository
        }

        fn environment(&self) -> BTreeMap<OsString, OsString> {
            let path = std::env::var_os("PATH").unwrap();
            [("PATH".into(), path), ("HOME".into(), self.0.path().into())].into()
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.path().join("r").join(name), text).unwrap();
        }

        fn git(&self, arguments: &[&str]) {
            let identity = ["-c", "user.name=Snake-oil", "-c", "user.email=snake@oil.example"];
            let status = Command::new("git")
                .args(identity)
                .args(arguments)
                .env_clear()
                .envs(self.environment())
                .env("GIT_COMMITTER_DATE", "2026-01-01T08:00:00+08:00")
                .env("GIT_AUTHOR_DATE", "2026-01-01T08:00:00+08:00")
                .current_dir(self.0.path().join("r"))
                .status();
            assert!(status.unwrap().success(), "git {arguments:?}");
        }

        fn vcs(&self, left_out: &[&str]) -> Option<Vcs> {
            Vcs::of(&self.0.path().join("r/app"), left_out, &self.environment())
        }
    }

    #[test]
    fn a_clean_tree_is_named_by_its_commit() {
        let repository = Repository::committed();
        let vcs = repository.vcs(&[]).unwrap();
        assert_eq!(vcs.revision.len(), 40);
        assert_eq!(vcs.describe, vcs.revision[..12]);
        assert_eq!((vcs.dirty, vcs.time), (false, 1_767_225_600));
        repository.git(&["tag", "v1.2.3"]);
        repository.write("elsewhere", "changes of others do not count");
        let tagged = repository.vcs(&[]).unwrap();
        assert_eq!((tagged.describe.as_str(), tagged.dirty), ("v1.2.3", false));
        assert_eq!(tagged.revision, vcs.revision);
    }

    #[test]
    fn what_is_changed_or_unknown_makes_it_dirty_unless_it_is_left_out() {
        let repository = Repository::committed();
        fs::create_dir(repository.0.path().join("r/app/out*")).unwrap();
        repository.write("app/out*/x.run", "");
        assert!(repository.vcs(&[]).unwrap().dirty);
        assert!(!repository.vcs(&["out*", DIRECTORY]).unwrap().dirty);
        repository.write("app/out.go", "package app\n");
        assert!(repository.vcs(&["out*"]).unwrap().dirty);
        fs::remove_file(repository.0.path().join("r/app/out.go")).unwrap();
        repository.write("app/go.mod", "module example.org/other\n");
        let vcs = repository.vcs(&["out*"]).unwrap();
        assert!(vcs.dirty && vcs.describe.ends_with("-dirty"), "{vcs:?}");
    }

    #[test]
    fn without_git_a_repository_a_commit_or_a_place_in_it_nothing_is_known() {
        let repository = Repository::new();
        assert_eq!(repository.vcs(&[]), None, "no commit");
        repository.write("other", "");
        repository.git(&["add", "other"]);
        repository.git(&["commit", "--quiet", "--message", "first"]);
        assert_eq!(repository.vcs(&[]), None, "go.mod is not the repository's");
        let repository = Repository::committed();
        let nowhere = BTreeMap::from([("PATH".into(), "/nowhere".into())]);
        assert_eq!(Vcs::of(&repository.0.path().join("r/app"), &[], &nowhere), None);
        fs::remove_dir_all(repository.0.path().join("r/.git")).unwrap();
        assert_eq!(repository.vcs(&[]), None, "no repository");
    }

    #[test]
    fn neither_the_environment_nor_the_repositorys_owner_changes_the_answer() {
        let (repository, other) = (Repository::committed(), Repository::committed());
        let app = repository.0.path().join("r/app");
        let expected = repository.vcs(&[]).unwrap();
        other.git(&["tag", "v9"]);
        let mut environment = repository.environment();
        environment.insert("GIT_DIR".into(), other.0.path().join("r/.git").into());
        assert_eq!(Vcs::of(&app, &[], &environment).unwrap(), expected);
        if nix::unistd::geteuid().is_root() {
            for path in ["r", "r/.git", "r/app"] {
                let path = repository.0.path().join(path);
                nix::unistd::chown(&path, Some(65_534.into()), None).unwrap();
            }
            assert_eq!(repository.vcs(&[]).unwrap(), expected);
        }
    }

    #[test]
    fn the_files_have_one_line_each() {
        let vcs = Vcs { revision: "ab".into(), dirty: true, describe: "v1-dirty".into(), time: 0 };
        let tree = vcs.tree().unwrap();
        let text = |name: &str| tree.file(&format!(".goferry/{name}")).unwrap().bytes().unwrap();
        let all = ["revision", "dirty", "describe", "time"].map(|name| text(name).into_owned());
        assert_eq!(all, [&b"ab\n"[..], b"true\n", b"v1-dirty\n", b"1970-01-01T00:00:00Z\n"]);
    }
}
