//! Which programs the tests drive: the shipped ones, never a copy of their parts.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The static goferry: `GOFERRY_STUB`, else where `ci/build-stub` lays it.
///
/// # Panics
/// Where there is none, saying what to run.
pub fn stub() -> PathBuf {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let built = workspace().join("packer/stubs").join(&target).join("goferry");
    let stub = std::env::var_os("GOFERRY_STUB").map_or(built, PathBuf::from);
    assert!(
        stub.is_file(),
        "there is no static goferry at {}: run ci/build-stub {target}",
        stub.display()
    );
    stub
}

/// When that goferry was built, seconds since 1970: what it holds the clock against.
pub fn stub_build_time() -> u64 {
    let path = stub().with_file_name("build.json");
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

/// Ends the test, loudly, where it cannot mount and change users.
pub fn require_root() {
    assert!(
        nix::unistd::geteuid().is_root(),
        "this test mounts file systems and changes users: run it as root"
    );
}

/// Ends the test, loudly, where a real tool it needs is missing.
pub fn require_tool(name: &str) {
    let found = Command::new("sh").args(["-c", "command -v \"$0\" >/dev/null", name]).status();
    assert!(found.is_ok_and(|status| status.success()), "this test needs {name}: run ci/setup");
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the workspace")
}

/// Where Cargo lays programs: two levels above the running test.
fn target_directory() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(2).expect("tests run from target/PROFILE/deps").to_owned()
}
