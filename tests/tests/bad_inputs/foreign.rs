//! Sections A to F, and what else asks for another CPU, on the three that this machine is not: the
//! shipped goferry for each, by qemu-user and binfmt_misc. What the container is made of (A, E, F) is tried
//! on each; of what is decided in one place whatever the CPU (B to D) each tries another third.

use payloads::platform::Cpu;
use std::os::unix::fs::symlink;
use std::path::Path;
use tests::bad_inputs::{
    Case, Trial, anchors, container, manifest, members, refuse, signatures, zstd,
};
use tests::words::{container as words, install};
use tests::{Anatomy, DAY, Home, Release, Supervisor, build_time_for, foreign, host};
use voice::Exit;

/// Every hostile file of the tables, made for `cpu` and tried by the goferry for it.
fn each_file_is_refused(cpu: Cpu) {
    let home = Home::with_previous_for(cpu);
    // The binutils here rewrite programs of this machine's CPU only.
    let rewritten = |what: &str| what.ends_with("strip") || what.ends_with("objcopy");
    let files = container::cases().into_iter().filter(|case| !rewritten(&case.what)).collect();
    refuse(&home, files, &[Trial::Verify, Trial::Install]);
    refuse(&home, third(cpu, manifest::cases()), &[Trial::Install]);
    refuse(&home, third(cpu, signatures::cases()), &[Trial::Verify]);
    refuse(&home, third(cpu, anchors::cases()), &[Trial::Verify]);
    refuse(&home, members::cases(), &[Trial::Install]);
    refuse(&home, zstd::cases(), &[Trial::Install]);
}

/// Each file is in the third of one of the foreign CPUs.
fn third(cpu: Cpu, cases: Vec<Case>) -> Vec<Case> {
    let own = foreign().position(|one| one == cpu).expect("a foreign CPU");
    cases.into_iter().skip(own).step_by(foreign().count()).collect()
}

#[test]
fn each_file_is_refused_on_arm64() {
    each_file_is_refused(Cpu::Arm64);
}

#[test]
fn each_file_is_refused_on_mips64el() {
    each_file_is_refused(Cpu::Mips64el);
}

#[test]
fn each_file_is_refused_on_loong64() {
    each_file_is_refused(Cpu::Loong64);
}

#[test]
fn a_stub_with_the_payload_of_another_cpu_installs_nothing() {
    for cpu in foreign() {
        let home = Home::with_previous_for(cpu);
        let before = home.tree();
        let workshop = home.workshop();
        let ours = Release::mini_for(host()).with_stub_for(cpu).build(workshop);
        let mixed = home.lay("mixed.run", &ours);
        let whole = home.lay("whole.run", &Release::mini_for(host()).with_stub().build(workshop));
        for invocation in [home.run(&mixed).args(["install", "-y"]), home.install(&whole)] {
            let outcome = invocation.run();
            outcome
                .ends_with(Exit::WrongCpu)
                .says(&[&install::wrong_cpu, &install::wrong_cpu_help]);
            for named in [cpu, host()] {
                assert!(outcome.stderr.contains(named.name()), "{outcome}");
            }
            home.withstood(&before, &outcome);
        }
        home.goferry().arg("verify").arg(&whole).run().ends_with(Exit::Done);
    }
}

#[test]
fn the_end_of_32_bit_time_passes_unnoticed_on_each_cpu() {
    for cpu in foreign() {
        let built = build_time_for(cpu);
        for now in [(1u64 << 31) - 1, 1 << 31, (1 << 31) + DAY] {
            let home = Home::empty_for(cpu);
            let release = home.workshop().draft().with_stub().signed_at(built);
            let file = home.lay("file.run", &release.build(home.workshop()));
            let mut clock = Supervisor::at(now);
            let outcome = home.run(&file).args(["install", "-y"]).supervised(&mut clock);
            assert!(clock.fired() > 0, "{cpu}: it never asked for the time: {outcome}");
            outcome.ends_with(Exit::Done);
            home.go_works();
            let receipt = std::fs::read(home.prefix().join("current/meta/receipt.json")).unwrap();
            let receipt: serde_json::Value = serde_json::from_slice(&receipt).unwrap();
            assert_eq!(receipt["installed_at"], now, "{cpu}");
        }
    }
}

#[test]
fn a_file_installs_itself_under_qemu_wherever_it_lies() {
    for cpu in foreign() {
        let install = |how: &dyn Fn(&Home, &Path) -> tests::Invocation| {
            let home = Home::empty_for(cpu);
            let file = home.mini();
            how(&home, &file).args(["install", "-y"]).run().ends_with(Exit::Done);
            home.go_works();
        };
        install(&|home, file| {
            let link = home.beside("link");
            symlink(file, &link).unwrap();
            home.run(&link)
        });
        install(&|home, file| {
            let renamed = home.beside("renamed without ending");
            std::fs::rename(file, &renamed).unwrap();
            home.run(&renamed)
        });
        install(&|home, _| home.run(Path::new("./mini.run")).within(&home.beside("")));
        let home = Home::empty_for(cpu);
        let whole = home.workshop().mini();
        let half = home.lay("copying.run", &whole[..Anatomy::of(whole).frames.start + 1]);
        let before = home.tree();
        let outcome = home.run(&half).args(["install", "-y"]).run();
        outcome.ends_with(Exit::Damaged).says(&[&words::cut_short, &words::copy_again]);
        home.is_still(&before, &outcome);
    }
}
