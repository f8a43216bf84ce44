//! Which programs the tests drive: the shipped ones, never a copy of their parts.

use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The CPU of the machine that runs the tests.
pub fn host() -> Cpu {
    Cpu::host().expect("the tests run where goferry runs")
}

/// The CPUs that this machine has to imitate.
pub fn foreign() -> impl Iterator<Item = Cpu> {
    Cpu::BUILT.into_iter().filter(|cpu| *cpu != host())
}

/// This machine's static goferry: `GOFERRY_STUB`, else where `ci/build-stub` lays it.
///
/// # Panics
/// Where there is none, saying what to run.
pub fn stub() -> PathBuf {
    stub_for(host())
}

/// The static goferry for `cpu`; a foreign one is always taken from where `ci/build-stub` lays it.
///
/// # Panics
/// Where there is none, saying what to run.
pub fn stub_for(cpu: Cpu) -> PathBuf {
    let target = target(cpu);
    let built = workspace().join("packer/stubs").join(target).join("goferry");
    let named = std::env::var_os("GOFERRY_STUB").filter(|_| cpu == host());
    let stub = named.map_or(built, PathBuf::from);
    assert!(
        stub.is_file(),
        "there is no static goferry at {}: run ci/build-stub {target}",
        stub.display()
    );
    stub
}

/// When this machine's goferry was built, seconds since 1970: what it holds the clock against.
pub fn stub_build_time() -> u64 {
    build_time_for(host())
}

/// When the goferry for `cpu` was built, seconds since 1970.
pub fn build_time_for(cpu: Cpu) -> u64 {
    let path = stub_for(cpu).with_file_name("build.json");
    let bytes = std::fs::read(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; ci/build-stub writes it", path.display()));
    let build: serde_json::Value = serde_json::from_slice(&bytes).expect("build.json is JSON");
    build["build_time"].as_u64().expect("build.json names the build time")
}

/// The packer: `GOFERRY_PACK`, else the workspace's debug build.
///
/// # Panics
/// Where there is none, saying what to run.
pub fn goferry_pack() -> PathBuf {
    let built = target_directory().join("goferry-pack");
    let pack = std::env::var_os("GOFERRY_PACK").map_or(built, PathBuf::from);
    assert!(pack.is_file(), "there is no packer at {}: run cargo build -p packer", pack.display());
    pack
}

/// A program of this crate: beside the one that runs, or above, where that is a test.
pub(crate) fn our_own(name: &str) -> PathBuf {
    let running = std::env::current_exe().expect("a program knows its own path");
    let mut places = running.ancestors().skip(1).take(2).map(|directory| directory.join(name));
    places
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("there is no program {name}: run cargo build -p tests --bins"))
}

/// Ends the test, loudly, where it cannot mount and change users.
pub fn require_root() {
    assert!(
        nix::unistd::geteuid().is_root(),
        "this test mounts file systems and changes users: run it as root"
    );
}

/// Ends the test, loudly, where programs for `cpu` cannot be started like any other.
pub fn require_cpu(cpu: Cpu) {
    let is_registered =
        || std::fs::read_to_string(registration(cpu)).is_ok_and(|text| text.starts_with("enabled"));
    assert!(
        cpu == host() || is_registered(),
        "this test runs programs for {cpu}, and the kernel knows no qemu for them: run ci/qemu as root"
    );
}

/// What the kernel executes where it is given `program`: that, or the qemu for its CPU.
pub fn executed(program: &Path) -> PathBuf {
    let bytes = std::fs::read(program).unwrap_or_else(|e| panic!("{}: {e}", program.display()));
    let machine = bytes.get(18..20).map(|half| u16::from_le_bytes([half[0], half[1]]));
    let imitated = foreign().find(|cpu| Some(cpu.elf_machine()) == machine);
    let executed = imitated.map_or(program.to_owned(), |cpu| {
        require_cpu(cpu);
        let text = std::fs::read_to_string(registration(cpu)).expect("registered");
        let named = text.lines().find_map(|line| line.strip_prefix("interpreter "));
        PathBuf::from(named.expect("the kernel names an interpreter"))
    });
    std::fs::canonicalize(executed).expect("the program exists")
}

/// Linux, "Kernel Support for miscellaneous Binary Formats"; qemu's packages name theirs so.
fn registration(cpu: Cpu) -> PathBuf {
    let name = target(cpu).split('-').next().expect("the CPU comes first");
    Path::new("/proc/sys/fs/binfmt_misc").join(format!("qemu-{name}"))
}

/// Ends the test, loudly, where a real tool it needs is missing.
pub fn require_tool(name: &str) {
    let found = Command::new("sh").args(["-c", "command -v \"$0\" >/dev/null", name]).status();
    assert!(found.is_ok_and(|status| status.success()), "this test needs {name}: run ci/setup");
}

fn target(cpu: Cpu) -> &'static str {
    cpu.stub_target().unwrap_or_else(|| panic!("no stub can be built for {cpu}"))
}

/// The Python that has what `ci/venv tests` installs: `GOFERRY_PYTHON`, else the one in the cache.
///
/// # Panics
/// Where there is none and it cannot be made.
pub fn python() -> PathBuf {
    let in_cache = || Path::new(&printed_by(&["ci/venv", "tests"])).join("bin/python");
    std::env::var_os("GOFERRY_PYTHON").map_or_else(in_cache, PathBuf::from)
}

/// The line that a script of ours prints: its path from the workspace on, then its arguments.
///
/// # Panics
/// Where it fails.
pub fn printed_by(words: &[&str]) -> String {
    let output = Command::new(workspace().join(words[0])).args(&words[1..]).output();
    let output = output.expect("a script of ours starts");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a path in UTF-8").trim().to_owned()
}

/// Where the sources lie.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the workspace")
}

/// Where Cargo lays programs: two levels above the running test.
fn target_directory() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(2).expect("tests run from target/PROFILE/deps").to_owned()
}
