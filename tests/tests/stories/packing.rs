//! What the packer refuses before it packs.

use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use tests::words::{build, container, packer_go as go, project};
use tests::{Home, Invocation, Outcome, Real, goferry_pack, stub};
use voice::Exit;

fn build(home: &Home, options: &[&str]) -> Invocation {
    let real = Real::shared();
    let build = real.packer().args([
        "build",
        "--go",
        tests::REAL_GO,
        "--offline",
        "--level",
        "1",
        "--sign-openpgp",
    ]);
    build.arg(real.keys().join("release.key")).arg("-o").arg(home.path()).args(options)
}

#[track_caller]
fn refused(home: &Home, run: Invocation, exit: Exit) -> Outcome {
    let before = home.tree();
    let outcome = run.run();
    outcome.ends_with(exit);
    home.is_still(&before, &outcome);
    outcome
}

#[test]
fn without_a_carried_stub_it_says_what_to_run() {
    let home = Home::empty();
    let listed = home.packer().args(["stubs", "--json"]).run();
    let carried: serde_json::Value =
        serde_json::from_str(&listed.ends_with(Exit::Done).stdout).unwrap();
    let carried = |cpu: &Cpu| {
        let is_it = |stub: &serde_json::Value| stub["cpu"] == cpu.name() && stub["carried"] == true;
        carried.as_array().unwrap().iter().any(is_it)
    };
    assert!(carried(&Cpu::host().unwrap()));
    for cpu in Cpu::BUILT.into_iter().filter(|cpu| !carried(cpu)) {
        let outcome = refused(&home, build(&home, &["--arch", cpu.name()]), Exit::Usage);
        outcome.says(&[&build::no_stub, &build::no_stub_help]);
        let command = format!("ci/build-stub {}", cpu.stub_target().unwrap());
        assert!(outcome.stderr.contains(&command), "{outcome}");
    }
}

#[test]
fn sunway_without_a_stub_says_exactly_what_is_missing() {
    let home = Home::empty();
    let outcome = refused(&home, build(&home, &["--arch", "sw_64"]), Exit::Usage);
    outcome.says(&[&build::no_stub, &build::no_target_help]);
    for named in ["sw64", "0x9916", "--stub FILE", "--abi NAME"] {
        assert!(outcome.stderr.contains(named), "{named}: {outcome}");
    }
}

/// The shipped stub after `change`, as a file.
fn changed(home: &Home, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let mut bytes = std::fs::read(stub()).unwrap();
    change(&mut bytes);
    let path = home.beside(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_stub_that_is_not_one_whole_static_program_for_the_cpu_is_refused() {
    let home = Home::empty();
    let with = |stub: &Path| build(&home, &["--stub", stub.to_str().unwrap()]);
    // e_machine, ELF-64 header offset 18: RISC-V, which is none of ours.
    let foreign =
        changed(&home, "riscv", |bytes| bytes[18..20].copy_from_slice(&243u16.to_le_bytes()));
    refused(&home, with(&foreign), Exit::WrongCpu).says(&[&build::stub_cpu]);
    let other = if Cpu::host() == Some(Cpu::Arm64) { "x86_64" } else { "arm64" };
    let own = stub();
    refused(&home, with(&own).args(["--arch", other]), Exit::WrongCpu).says(&[&build::stub_cpu]);
    let dynamic = refused(&home, with(Path::new("/bin/sh")), Exit::Usage);
    dynamic.says(&[&build::stub_not_whole]);
    let packer = refused(&home, with(&goferry_pack()), Exit::Usage);
    packer.says(&[&build::stub_dynamic]);
    let trailing = changed(&home, "trailing", |bytes| bytes.push(0));
    refused(&home, with(&trailing), Exit::Usage).says(&[&build::stub_trailing]);
    let cut = changed(&home, "cut", |bytes| bytes.truncate(bytes.len() - 1));
    refused(&home, with(&cut), Exit::Usage).says(&[&build::stub_not_whole]);
    let whole = Real::shared().file();
    refused(&home, with(&whole), Exit::Usage).says(&[&build::stub_trailing]);
    let script = changed(&home, "script", |bytes| *bytes = b"#!/bin/sh\n".to_vec());
    refused(&home, with(&script), Exit::Usage).says(&[&build::stub_not_elf]);
    refused(&home, with(&home.beside("nothing")), Exit::Usage).says(&[&container::opening]);
}

#[test]
fn vendoring_that_disagrees_is_refused_with_the_lines() {
    let home = Home::empty();
    let demo = home.beside("demo");
    let copy = Invocation::of("cp").arg("--recursive").arg(Real::project()).arg(&demo).run();
    assert!(copy.is_success(), "{copy}");
    let module = || build(&home, &["--module", demo.to_str().unwrap()]);
    refused(&home, module(), Exit::Usage).says(&[&project::no_vendor, &project::no_vendor_help]);
    let extract = Invocation::of(goferry_pack())
        .arg("extract")
        .arg(Real::shared().file())
        .args(["modules/ferrydemo/vendor", "-C"]);
    extract.arg(home.beside("x")).run().ends_with(Exit::Done);
    std::fs::rename(home.beside("x/modules/ferrydemo/vendor"), demo.join("vendor")).unwrap();
    let go_mod = std::fs::read_to_string(demo.join("go.mod")).unwrap();
    std::fs::write(demo.join("go.mod"), go_mod.replace("cobra v1.10.2", "cobra v1.10.1")).unwrap();
    let outcome = refused(&home, module(), Exit::Preflight);
    for part in ["github.com/spf13/cobra", "v1.10.1", "v1.10.2"] {
        assert!(outcome.stderr.contains(part), "{outcome}");
    }
    std::fs::write(demo.join("go.mod"), go_mod).unwrap();
    std::fs::write(demo.join("vendor/gopkg.in/yaml.v3/yaml.go.extra"), "").unwrap();
    module().args(["--flavour", "vendored"]).run().ends_with(Exit::Done);
    assert!(
        home.path()
            .join(format!(
                "go{}-vendored-linux-{}.run",
                tests::REAL_GO,
                Cpu::host().unwrap().name()
            ))
            .is_file()
    );
}

#[test]
fn flavour_line_and_counter_show_in_name_and_manifest() {
    let home = Home::empty();
    build(&home, &["--flavour", "audit", "--counter", "7"]).run().ends_with(Exit::Done);
    let name = format!("go{}-audit-linux-{}.run", tests::REAL_GO, Cpu::host().unwrap().name());
    let told = home.packer().args(["inspect", "--json"]).arg(home.path().join(&name)).run();
    let told: serde_json::Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(
        (&told["flavour"], &told["line"], &told["counter"]),
        (&"audit".into(), &"go1.27-audit".into(), &7.into())
    );
}

#[test]
fn go_that_is_in_the_cache_is_fetched_without_a_connection_and_no_other() {
    let (real, home) = (Real::shared(), Home::empty());
    let fetched = real.packer().args(["go", "fetch", tests::REAL_GO]).run();
    fetched.ends_with(Exit::Done).says(&[&build::fetched]);
    let unknown = refused(&home, real.packer().args(["go", "fetch", "1.99.9"]), Exit::Usage);
    unknown.says(&[&go::no_recipe, &go::no_recipe_help]);
    let recipes = home.path().join("recipes");
    let pin = real.packer().args(["go", "pin", tests::REAL_GO, "--recipes"]).arg(&recipes);
    let outcome = pin.run();
    assert!(!outcome.is_success() && !recipes.exists(), "{outcome}");
    outcome.is_calm();
}
