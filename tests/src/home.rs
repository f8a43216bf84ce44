//! A home of a user of ours: HOME, prefix, what lies in it and what becomes of it.

use crate::invocation::lay_program;
use crate::workshop::MINI_GO;
use crate::{
    Invocation, Outcome, Supervisor, Tree, Workshop, goferry_pack, host, require_cpu,
    stub_build_time,
};
use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use voice::{Exit, Lang, Text};

/// A scratch directory with a home in it. Everything beside the home belongs to the test.
#[derive(Debug)]
pub struct Home {
    scratch: TempDir,
    home: PathBuf,
    workshop: &'static Workshop,
}

impl Home {
    /// An empty home.
    pub fn empty() -> Home {
        Home::named("home")
    }

    /// An empty home on a machine with `cpu`.
    pub fn empty_for(cpu: Cpu) -> Home {
        require_cpu(cpu);
        let mut home = Home::empty();
        home.workshop = Workshop::shared_for(cpu);
        home
    }

    /// An empty home whose directory is called `name`.
    pub fn named(name: impl AsRef<Path>) -> Home {
        use std::os::unix::fs::PermissionsExt;
        let scratch = tempfile::Builder::new()
            .prefix("goferry-test-")
            .tempdir()
            .expect("a scratch directory");
        std::fs::set_permissions(scratch.path(), std::fs::Permissions::from_mode(0o755))
            .expect("chmod");
        let home = scratch.path().join(name);
        std::fs::create_dir(&home).expect("a fresh directory");
        Home { scratch, home, workshop: Workshop::shared() }
    }

    /// A home with the mini release installed by its own file, and profiles of three shells.
    pub fn with_previous() -> Home {
        Home::with_previous_for(host())
    }

    /// Such a home on a machine with `cpu`.
    pub fn with_previous_for(cpu: Cpu) -> Home {
        Home::with_previous_of(Workshop::shared_for(cpu))
    }

    /// Such a home, on a machine with the CPU of `workshop`, which made that release.
    pub fn with_previous_of(workshop: &'static Workshop) -> Home {
        let mut home = Home::empty_for(workshop.cpu());
        home.workshop = workshop;
        home.write(".bashrc", b"alias ll='ls -l'\n");
        home.write(".profile", b"umask 022\n");
        home.write("notes/todo.txt", b"nothing\n");
        let file = home.mini();
        home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
        home.go_works();
        home
    }

    /// A home whose goferry was installed when it was built, and knows of no later time.
    pub fn of_the_build_day() -> Home {
        let home = Home::empty();
        let mut clock = Supervisor::at(stub_build_time());
        let install = home.run(&home.mini()).args(["install", "-y"]);
        install.supervised(&mut clock).ends_with(Exit::Done);
        assert!(clock.fired() > 0, "it never asked for the time");
        home.go_works();
        home
    }

    /// Who makes installers for it.
    pub fn workshop(&self) -> &'static Workshop {
        self.workshop
    }

    /// The home directory.
    pub fn path(&self) -> &Path {
        &self.home
    }

    /// `goenv` in it.
    pub fn prefix(&self) -> PathBuf {
        self.home.join("goenv")
    }

    /// A path outside the home, in the same scratch directory.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Writes a file of the user's, with the directories on the way.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        std::fs::write(&path, bytes).expect("room for a file");
        path
    }

    /// A container as a program beside the home.
    pub fn lay(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.beside(name);
        lay_program(&path, bytes);
        path
    }

    /// The honest mini release, beside the home.
    pub fn mini(&self) -> PathBuf {
        self.lay("mini.run", self.workshop.mini())
    }

    /// The release after it, beside the home.
    pub fn next(&self) -> PathBuf {
        let next = self.workshop.draft().with_stub().counting(2);
        self.lay("next.run", &next.build(self.workshop))
    }

    /// Gives the home and all in it to user `id`.
    pub fn given_to(self, id: u32) -> Home {
        let status = std::process::Command::new("chown")
            .args(["-R", &format!("{id}:{id}")])
            .arg(&self.home)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "giving a home away needs root");
        self
    }

    /// `program` with this HOME.
    pub fn run(&self, program: &Path) -> Invocation {
        Invocation::of(program).env("HOME", &self.home).env("SHELL", "/bin/bash")
    }

    /// The goferry that is installed here.
    pub fn goferry(&self) -> Invocation {
        self.run(&self.prefix().join("bin/goferry"))
    }

    /// The packer, with this HOME.
    pub fn packer(&self) -> Invocation {
        self.run(&goferry_pack())
    }

    /// The whole home as it stands, but for the record of what was done there: a refusal is one more line in it.
    pub fn tree(&self) -> Tree {
        Tree::of(&self.home).without(|path| path == Path::new("goenv/state/audit.jsonl"))
    }

    /// Asserts that the home is, to the bit, what it was.
    #[track_caller]
    pub fn is_still(&self, before: &Tree, after_what: &dyn std::fmt::Display) {
        let differences = before.differences(&self.tree());
        assert!(differences.is_empty(), "the home was touched:\n{differences}after {after_what}");
    }

    /// Asserts that `run` is refused in both languages, with these sentences, and that nothing is written here; gives what
    /// was said in English.
    #[track_caller]
    pub fn refuses(&self, run: &Invocation, exit: Exit, texts: &[&'static Text]) -> Outcome {
        let before = self.tree();
        let [english, _] = [Lang::En, Lang::Zh].map(|lang| {
            let outcome = run.clone().lang(lang).run();
            outcome.ends_with(exit).says(texts);
            self.is_still(&before, &outcome);
            outcome
        });
        english
    }

    /// Asserts that the Go installed here runs.
    #[track_caller]
    pub fn go_works(&self) {
        let outcome = self.go().arg("version").run();
        let arch = self.workshop.cpu().goarch();
        let expected = format!("go version go{MINI_GO} linux/{arch}\n");
        assert!(outcome.is_success() && outcome.stdout == expected, "{outcome}");
    }

    /// The Go installed here.
    pub fn go(&self) -> Invocation {
        self.run(&self.prefix().join("current-goroot/bin/go"))
    }

    /// What `current` names.
    pub fn current(&self) -> PathBuf {
        std::fs::read_link(self.prefix().join("current")).expect("a release is current")
    }

    /// Installs `file` by the goferry that is here, without the smoke test.
    pub fn install(&self, file: &Path) -> Invocation {
        self.goferry().args(["install", "-y", "--no-gate"]).arg(file)
    }

    /// Asserts that a refused `outcome` left `before` as it was, and its Go working.
    #[track_caller]
    pub fn withstood(&self, before: &Tree, outcome: &Outcome) {
        self.is_still(before, outcome);
        self.go_works();
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        crate::namespace::unmount_below(self.scratch.path());
    }
}
