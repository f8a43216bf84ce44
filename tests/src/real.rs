//! The real thing: official Go and the example project in installers made by the shipped packer, once for
//! all tests, and kept beside Cargo's output for as long as packer and project stay the same.

use crate::{Home, Invocation, Supervisor, goferry_pack, host, stub};
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use voice::Exit;

/// Two releases of one Go, their keys, and what lies beside them.
#[derive(Debug)]
pub struct Real {
    directory: PathBuf,
}

/// The Go that the real installers carry.
pub const REAL_GO: &str = "1.27.3";
/// When their keys were made: 2024-01-01.
pub const REAL_KEYS_MADE: u64 = 1_704_067_200;
/// When they were built and signed, by `SOURCE_DATE_EPOCH`: 2026-01-01.
pub const REAL_SIGNED: u64 = 1_767_225_600;
/// Fast; the level changes no behaviour.
const LEVEL: &str = "1";

impl Real {
    /// The one of this packer.
    ///
    /// # Panics
    /// Where the packer carries another stub than the one under test, or cannot build.
    pub fn shared() -> &'static Real {
        static SHARED: OnceLock<Real> = OnceLock::new();
        SHARED.get_or_init(Real::find_or_make)
    }

    /// The installer with Go and the example project.
    pub fn file(&self) -> PathBuf {
        self.directory.join("release").join(self.name())
    }

    /// The next release of the same line, with Go alone.
    pub fn next(&self) -> PathBuf {
        self.directory.join("next").join(self.name())
    }

    /// The installer for `cpu` with Go and the example project: all four are made in one run, for the
    /// first test that asks.
    ///
    /// # Panics
    /// Where the packer lacks a stub, or cannot get or make one of the four Go distributions.
    pub fn file_for(&self, cpu: Cpu) -> PathBuf {
        static FOUR: OnceLock<()> = OnceLock::new();
        FOUR.get_or_init(|| self.make_four());
        self.four().join(name_for(cpu))
    }

    /// What lies beside [`file`](Self::file) under its name and `suffix`.
    pub fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(self.name());
        name.push(suffix);
        self.file().with_file_name(name)
    }

    /// What their Go has compiled before, for stories in which a compiler proves nothing: the packages of Go itself,
    /// wherever it lies.
    pub fn cache(&self) -> PathBuf {
        self.directory.join("cache")
    }

    /// Where the packer keeps what it fetched and made.
    pub fn packers_cache(&self) -> PathBuf {
        let set = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let home = || set("HOME").map(|home| home.join(".cache"));
        let own = || set("XDG_CACHE_HOME").or_else(home).map(|cache| cache.join("goferry"));
        set("GOFERRY_CACHE").or_else(own).expect("a cache")
    }

    /// What `keys init` made.
    pub fn keys(&self) -> PathBuf {
        self.directory.join("keys")
    }

    /// `go1.27.3-linux-x86_64.run`.
    pub fn name(&self) -> String {
        name_for(host())
    }

    /// The packer as it made these: Go is in its cache, no connection is opened.
    pub fn packer(&self) -> Invocation {
        let passed = ["HOME", "PATH", "GOFERRY_CACHE", "XDG_CACHE_HOME", "GOMODCACHE", "GOPATH"];
        let set = passed.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let packer = set
            .fold(Invocation::of(goferry_pack()), |packer, (name, value)| packer.env(name, value));
        packer
            .env("PATH", self.path())
            .env("GOPROXY", "off")
            .env("SOURCE_DATE_EPOCH", REAL_SIGNED.to_string())
    }

    /// The `go` that vendors for this packer.
    pub fn go(&self) -> Invocation {
        Invocation::of("go").env("PATH", self.path())
    }

    /// `build` with all that decides the bytes of [`file`](Self::file) but keys and project.
    pub fn build(&self) -> Invocation {
        self.build_from("off").arg("--offline")
    }

    /// The same, with what `proxy` serves.
    pub fn build_from(&self, proxy: &str) -> Invocation {
        let build = ["build", "--go", REAL_GO, "--arch", host().name(), "--level", LEVEL];
        self.packer().env("GOPROXY", proxy).args(build)
    }

    /// An installer of this machine with Go and what `more` asks for, at `out`. What that needs is fetched.
    ///
    /// # Panics
    /// Where the packer refuses.
    pub fn packed(&self, out: &Path, more: &[&str]) {
        build(self, host().name(), out, more.iter().map(Into::into));
    }

    /// The same, with another cache of the packer's.
    ///
    /// # Panics
    /// Where the packer refuses.
    pub fn packed_in(&self, cache: &Path, out: &Path, more: &[&str]) {
        let fixed = fixed(self, host().name(), out);
        pack_in(Some(cache), self, fixed.chain(more.iter().map(Into::into)));
    }

    /// A cache of the packer's at `place` that has Go and nothing about modules.
    ///
    /// # Panics
    /// Where `place` cannot be made.
    pub fn cache_without_modules(&self, place: &Path) {
        fs::create_dir(place).expect("a place for a cache");
        for entry in fs::read_dir(self.packers_cache()).expect("the packer's cache") {
            let entry = entry.expect("the packer's cache");
            if entry.file_name() != "modules" && entry.file_name() != "sumdb" {
                let link = place.join(entry.file_name());
                std::os::unix::fs::symlink(entry.path(), link).expect("a link");
            }
        }
    }

    /// The example project's directory.
    pub fn project() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("example")
    }

    /// A home for it to be installed in: in memory where there is room, for a release has 13,000 files.
    pub fn home() -> Home {
        Real::home_for(host())
    }

    /// Such a home on a machine with `cpu`.
    pub fn home_for(cpu: Cpu) -> Home {
        static ONCE: OnceLock<()> = OnceLock::new();
        ONCE.get_or_init(|| {
            if is_roomy(Path::new(MEMORY)) {
                // The first to choose decides; nobody else does.
                drop(tempfile::env::override_temp_dir(Path::new(MEMORY)));
            }
        });
        Home::empty_for(cpu)
    }

    /// Such a home, with [`file`](Self::file) installed in it, and not put to the test: that costs more than all
    /// the rest.
    pub fn installed() -> Home {
        let home = Real::home();
        installing(&home).run().ends_with(Exit::Done);
        home
    }

    /// As [`installed`](Self::installed), at `time`, seconds since 1970.
    pub fn installed_at(time: u64) -> Home {
        let home = Real::home();
        installing(&home).supervised(&mut Supervisor::at(time)).ends_with(Exit::Done);
        home
    }

    fn find_or_make() -> Real {
        let all = target_directory().join("installers");
        fs::create_dir_all(&all).expect("a directory beside Cargo's output");
        let _lock = locked(&all);
        let real = Real { directory: all.join(key()) };
        if !real.directory.is_dir() {
            forget(&all);
            make(&real);
        }
        real
    }

    /// The example project where no repository knows it: the same bytes at every commit of ours.
    fn copy(&self) -> PathBuf {
        self.directory.join("ferrydemo")
    }

    fn four(&self) -> PathBuf {
        self.directory.join("four")
    }

    fn make_four(&self) {
        let _lock = locked(self.directory.parent().expect("beside Cargo's output"));
        if self.four().is_dir() {
            return;
        }
        let unfinished = self.directory.join("four.unfinished");
        fs::create_dir_all(&unfinished).expect("a directory");
        let cpus = Cpu::BUILT.map(Cpu::name).join(",");
        build(self, &cpus, &unfinished, with_project(self));
        fs::rename(unfinished, self.four()).expect("a name of its own");
    }

    /// PATH with a `go`: the machine's, or else the packed one, as `make` left it.
    fn path(&self) -> OsString {
        let machine = std::env::var_os("PATH").unwrap_or_default();
        let packed = self.directory.join("go/goroot/bin");
        if !packed.is_dir() {
            return machine;
        }
        let mut path = packed.into_os_string();
        path.push(":");
        path.push(machine);
        path
    }
}

fn installing(home: &Home) -> Invocation {
    home.run(&Real::shared().file()).args(["install", "-y", "--no-gate"])
}

const MEMORY: &str = "/dev/shm";

fn name_for(cpu: Cpu) -> String {
    format!("go{REAL_GO}-linux-{cpu}.run")
}

/// Keeps other runs of tests away from the directory of all installers.
fn locked(all: &Path) -> File {
    let lock = File::create(all.join("lock")).expect("a lock file");
    lock.lock().expect("another run has made it by then");
    lock
}

/// Enough for what these tests install side by side.
fn is_roomy(place: &Path) -> bool {
    use nix::sys::statvfs::{FsFlags, statvfs};
    statvfs(place).is_ok_and(|volume| {
        let free = volume.blocks_available() * volume.fragment_size();
        !volume.flags().contains(FsFlags::ST_NOEXEC) && free > 4 << 30
    })
}

/// Names what decides the installers' bytes and how they behave.
fn key() -> String {
    let mut seen = format!("{REAL_GO} {REAL_KEYS_MADE} {REAL_SIGNED} {LEVEL}");
    let mut add = |path: &Path| {
        let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        seen += &format!(" {}", Sha256::of(&bytes));
    };
    add(&goferry_pack());
    for file in [
        "go.mod",
        "go.sum",
        "main.go",
        "cmd/root.go",
        "manifest/manifest.go",
        "manifest/pack.go",
        "report/report.go",
    ] {
        add(&Real::project().join(file));
    }
    Sha256::of(seen.as_bytes()).to_string()[..16].to_owned()
}

fn target_directory() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(2).expect("tests run from target/PROFILE/deps").to_owned()
}

fn forget(all: &Path) {
    for entry in fs::read_dir(all).expect("a directory").flatten() {
        if entry.path().is_dir() {
            // Best effort: what stays is small change.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Keys, then both installers, in a directory that gets its name when all is there.
fn make(real: &Real) {
    carries_the_stub_under_test();
    let unfinished = Real { directory: real.directory.with_extension("unfinished") };
    for directory in ["release", "next"] {
        fs::create_dir_all(unfinished.directory.join(directory)).expect("directories");
    }
    let made = REAL_KEYS_MADE.to_string();
    let name = ["--name", "Snake-oil works", "--no-passphrase", "--time", &made];
    let keys = unfinished.keys();
    pack(
        &unfinished,
        ["keys", "init", "--out"]
            .map(Into::into)
            .into_iter()
            .chain([keys.into()])
            .chain(name.map(Into::into)),
    );
    let counter = (REAL_SIGNED / 60 + 1).to_string();
    build(&unfinished, host().name(), &unfinished.next(), ["--counter".into(), counter.into()]);
    if !has_go() {
        let go = unfinished.directory.join("go");
        let extract =
            ["extract".into(), unfinished.next().into(), "goroot".into(), "-C".into(), go.into()];
        pack(&unfinished, extract);
    }
    let copy = Command::new("cp").arg("-r").arg(Real::project()).arg(unfinished.copy()).status();
    assert!(copy.expect("cp starts").success(), "the example project is copied");
    build(&unfinished, host().name(), &unfinished.file(), with_project(&unfinished));
    fs::rename(&unfinished.directory, &real.directory).expect("a name of its own");
}

fn with_project(real: &Real) -> [OsString; 3] {
    ["--module".into(), real.copy().into(), "--vendor".into()]
}

fn build(real: &Real, cpus: &str, out: &Path, more: impl IntoIterator<Item = OsString>) {
    pack(real, fixed(real, cpus, out).chain(more));
}

fn fixed(real: &Real, cpus: &str, out: &Path) -> impl Iterator<Item = OsString> {
    let key = real.keys().join("release.key");
    let fixed = ["build", "--go", REAL_GO, "--arch", cpus, "--level", LEVEL, "--sign-openpgp"];
    let named = [key.into(), "--output".into(), out.as_os_str().to_owned()];
    fixed.map(Into::into).into_iter().chain(named)
}

fn pack(real: &Real, arguments: impl IntoIterator<Item = OsString>) {
    pack_in(None, real, arguments);
}

/// Runs the packer with this process's own environment: the first time it fetches Go and the modules.
fn pack_in(cache: Option<&Path>, real: &Real, arguments: impl IntoIterator<Item = OsString>) {
    let mut command = Command::new(goferry_pack());
    command
        .envs(cache.map(|cache| ("GOFERRY_CACHE", cache)))
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", REAL_SIGNED.to_string())
        .env("PATH", real.path());
    let output = command.output().expect("the packer starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn has_go() -> bool {
    Command::new("go").arg("version").output().is_ok_and(|output| output.status.success())
}

fn carries_the_stub_under_test() {
    let output =
        Command::new(goferry_pack()).args(["stubs", "--json"]).output().expect("the packer starts");
    let stubs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let ours = Sha256::of(&fs::read(stub()).expect("the stub can be read")).to_string();
    let carried =
        stubs.as_array().is_some_and(|all| all.iter().any(|stub| stub["sha256"] == ours.as_str()));
    assert!(
        carried,
        "goferry-pack carries another stub than {}: run cargo build -p packer",
        stub().display()
    );
}
