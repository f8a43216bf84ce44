//! One run for four CPUs: what their files have alike, and what it refuses.

use payloads::digest::Sha256;
use payloads::platform::Cpu;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tests::words::build;
use tests::{Home, REAL_GO, Real, goferry_pack, host, stub};
use voice::Exit;

/// The digests of the frames' stored bytes, by component and platform, as `inspect` says where they are.
fn frames(file: &Path) -> BTreeMap<(String, String), Vec<Sha256>> {
    let told = tests::Invocation::of(goferry_pack()).args(["inspect", "--json"]).arg(file).run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    let bytes = std::fs::read(file).unwrap();
    let word = |frame: &Value, name: &str| frame[name].as_str().unwrap().to_owned();
    let number = |frame: &Value, name: &str| frame[name].as_u64().unwrap() as usize;
    let digest = |frame: &Value| {
        let (from, length) = (number(frame, "offset"), number(frame, "stored_length"));
        let whose = (word(frame, "component"), word(frame, "platform"));
        (whose, Sha256::of(&bytes[from..from + length]))
    };
    let mut digests = BTreeMap::<_, Vec<Sha256>>::new();
    for (whose, digest) in told["frames"].as_array().unwrap().iter().map(digest) {
        digests.entry(whose).or_default().push(digest);
    }
    digests
}

#[test]
fn the_rest_of_go_and_the_project_are_the_same_bytes_in_all_four_files() {
    let real = Real::shared();
    let all = Cpu::BUILT.map(|cpu| (cpu, frames(&real.file_for(cpu))));
    for (cpu, frames) in &all {
        let of = |component: &str, platform: &str| &frames[&(component.into(), platform.into())];
        let first = |component: &str| &all[0].1[&(component.to_owned(), "any".to_owned())];
        assert_eq!(of("go", "any"), first("go"), "{cpu}");
        assert_eq!(of("modules:ferrydemo", "any"), first("modules:ferrydemo"), "{cpu}");
        assert_ne!(of("go", cpu.name()), first("go"), "{cpu}");
        assert_eq!(of("gocache", cpu.name()).len(), 1, "{cpu}");
        assert_eq!(frames.len(), 6, "{cpu}");
    }
}

#[test]
fn a_file_is_the_same_bytes_alone_and_with_three_others() {
    let real = Real::shared();
    let read = |file: &Path| std::fs::read(file).unwrap();
    assert!(read(&real.file()) == read(&real.file_for(host())));
}

#[test]
fn the_checksum_files_have_each_of_them_and_the_script_that_chooses() {
    let file = Real::shared().file_for(Cpu::Arm64);
    let check = tests::Invocation::of("sha256sum").args(["--check", "--strict", "SHA256SUMS"]);
    let checked = check.within(file.parent().unwrap()).run();
    let named = [
        "arm64.run: OK",
        "loong64.run: OK",
        "mips64el.run: OK",
        "x86_64.run: OK",
        "install.sh: OK",
    ];
    assert!(checked.is_success() && checked.stdout.lines().count() == named.len(), "{checked}");
    assert!(named.iter().all(|name| checked.stdout.contains(name)), "{checked}");
}

#[test]
fn options_that_speak_of_one_cpu_are_refused_for_two() {
    let (real, home) = (Real::shared(), Home::empty());
    let before = home.tree();
    let file = home.beside("one.run");
    let archive = real.file();
    let (stub, digest) = (stub(), "0".repeat(64));
    let refused: [[&Path; 2]; 4] = [
        [Path::new("--output"), &file],
        [Path::new("--stub"), &stub],
        [Path::new("--go"), &archive],
        [Path::new("--go-sha256"), Path::new(&digest)],
    ];
    for option in refused {
        let mut build = real.packer().args(["build", "--arch", "amd64,aarch64", "--offline"]);
        build = build.arg("--sign-openpgp").arg(real.keys().join("release.key")).args(option);
        let outcome = build.within(home.path()).run();
        outcome.ends_with(Exit::Usage).says(&[&build::one_cpu_only, &build::one_cpu_only_help]);
        assert!(outcome.stderr.contains(option[0].to_str().unwrap()), "{outcome}");
        home.is_still(&before, &outcome);
    }
    let twice = real.packer().args(["go", "fetch", REAL_GO, "--arch", "arm64,aarch64"]).run();
    twice.ends_with(Exit::Usage).says(&[&build::arch_twice]);
}
