//! Whole runs of `build --abi` with hand-made Go of a vendor: ELF headers that say what counts.

use crate::inputs::go::fake;
use crate::run;
use keys::{Clock, Trust};
use payloads::container::manifest::{Component, Kind};
use payloads::container::{Laid, Manifest, Source};
use payloads::digest::Sha256;
use payloads::platform::{Cpu, Platform};
use payloads::refusal::trusted;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use voice::Exit;

const BORN: u64 = 1_700_000_000;
/// `e_flags` of the old world: double floats, object ABI 0.
const OLD: u32 = 0x3;
/// `e_flags` of the new world: double floats, object ABI 1.
const NEW: u32 = 0x43;

/// A directory with keys, a stub and a vendor's archive.
struct Desk {
    dir: tempfile::TempDir,
    cpu: Cpu,
    digest: Sha256,
}

impl Desk {
    fn new(cpu: Cpu, version: &str, flags: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        crate::signing::snake_oil(&dir.path().join("keys"), BORN);
        let archive = fake::archive_of(&fake::tree_with(version, cpu, flags));
        std::fs::write(dir.path().join("go.tar.gz"), &archive).unwrap();
        std::fs::write(dir.path().join("stub"), fake::elf(cpu)).unwrap();
        std::fs::create_dir(dir.path().join("out")).unwrap();
        Desk { dir, cpu, digest: Sha256::of(&archive) }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `build` of the archive with its digest, and with `more`.
    fn build(&self, more: &[&str]) -> Exit {
        let digest = self.digest.to_string();
        self.build_unknown(&[&["--go-sha256", digest.as_str()], more].concat())
    }

    /// The same without the digest.
    fn build_unknown(&self, more: &[&str]) -> Exit {
        let mut line: Vec<OsString> = ["goferry-pack", "build", "--quiet", "--level", "1"]
            .iter()
            .chain(&["--arch", self.cpu.name()])
            .chain(more)
            .map(OsString::from)
            .collect();
        for (option, name) in [
            ("--go", "go.tar.gz"),
            ("--stub", "stub"),
            ("--sign-openpgp", "keys/release.key"),
            ("--output", "out"),
        ] {
            line.extend([option.into(), self.at(name).into_os_string()]);
        }
        let mut environment: BTreeMap<OsString, OsString> =
            ["GOPROXY", "GOSUMDB", "GONOSUMDB"].map(|name| (name.into(), "off".into())).into();
        environment.insert("GOFERRY_CACHE".into(), self.at("cache").into());
        run(line, environment)
    }

    /// What lies in `out` and ends in `.run`.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.at("out")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".run")).collect()
    }
}

/// The manifest, after the reader checked all there is to check.
fn manifest(file: &Path) -> Manifest {
    let source = Source::open(file).unwrap();
    let clock = Clock { now: voice::time::now(), built: 0, latest_known: 0 };
    let found = Laid::read(&source).unwrap();
    let found = found.authenticate(|roots| trusted(Trust::tofu(roots)), &clock).unwrap();
    found.manifest().unwrap().clone()
}

fn go_of(manifest: &Manifest) -> &Component {
    manifest.payload.components.iter().find(|component| component.kind == Kind::Go).unwrap()
}

#[test]
fn an_old_world_go_is_packed_under_its_abi() {
    let desk = Desk::new(Cpu::Loong64, "1.21.5", OLD);
    assert_eq!(desk.build(&["--abi", "abi1.0"]), Exit::Done);
    assert_eq!(desk.files(), ["go1.21.5-abi1.0-linux-loong64.run"]);
    let manifest = manifest(&desk.at("out/go1.21.5-abi1.0-linux-loong64.run"));
    let go = go_of(&manifest);
    assert_eq!((go.abi.as_str(), go.cpu), ("abi1.0", Platform::Cpu(Cpu::Loong64)));
    assert_eq!(manifest.envelope.line, "go1.21-abi1.0");
    assert_eq!(manifest.payload.flavour, "abi1.0");
}

#[test]
fn wrong_and_missing_names_leave_no_file() {
    let old = Desk::new(Cpu::Loong64, "1.21.5", OLD);
    assert_eq!(old.build(&[]), Exit::WrongCpu, "an old world nobody asked for");
    assert_eq!(old.build(&["--abi", "abi2.0"]), Exit::WrongCpu);
    assert_eq!(old.build(&["--abi", "linux"]), Exit::Usage);
    assert_eq!(old.build(&["--abi", "../x"]), Exit::Usage);
    assert_eq!(old.build_unknown(&["--abi", "abi1.0"]), Exit::Policy, "nobody gave its digest");
    assert_eq!(old.files(), [""; 0]);
    let new = Desk::new(Cpu::Loong64, "1.21.5-loongson", NEW);
    assert_eq!(new.build(&["--abi", "abi1.0"]), Exit::WrongCpu);
    assert_eq!(new.build(&[]), Exit::Usage, "a vendor's version");
    assert_eq!(new.files(), [""; 0]);
}

#[test]
fn a_vendors_version_and_a_flavour_of_ones_own_are_kept() {
    let desk = Desk::new(Cpu::Loong64, "1.21.5-loongson", NEW);
    assert_eq!(desk.build(&["--abi", "abi2.0", "--flavour", "lab"]), Exit::Done);
    assert_eq!(desk.files(), ["go1.21.5-loongson-lab-linux-loong64.run"]);
    let manifest = manifest(&desk.at("out/go1.21.5-loongson-lab-linux-loong64.run"));
    assert_eq!(manifest.payload.go, "1.21.5-loongson");
    assert_eq!((go_of(&manifest).abi.as_str(), &*manifest.envelope.line), ("abi2.0", "go1.21-lab"));
}

#[test]
fn sunway_is_packed_with_a_stub_and_a_go_of_the_vendor() {
    let desk = Desk::new(Cpu::Sw64, "1.20.4", 0);
    assert_eq!(desk.build(&[]), Exit::Usage, "no official Go for it exists");
    assert_eq!(desk.build(&["--abi", "sw_64"]), Exit::Done);
    assert_eq!(desk.files(), ["go1.20.4-sw_64-linux-sw64.run"]);
    let manifest = manifest(&desk.at("out/go1.20.4-sw_64-linux-sw64.run"));
    let go = go_of(&manifest);
    assert_eq!((go.abi.as_str(), go.cpu), ("sw_64", Platform::Cpu(Cpu::Sw64)));
}
