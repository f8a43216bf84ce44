//! Section G, the host: a file whose Go asks for what this machine is not installs nothing, says what is
//! asked, what is here and which file to take; looking at it works.

use payloads::platform::Cpu;
use tests::words::{gate, host as words, install};
use tests::{Home, Invocation, Release, Workshop, go_like, require_cpu};
use voice::Exit;
use voice::{Lang, Text};

/// A program that says what Go would, with bytes of its header changed: offset and bytes.
fn go_with(cpu: Cpu, changes: &[(usize, &[u8])]) -> Vec<u8> {
    let mut program = go_like(cpu, &format!("go version go1.27.3 linux/{}\n", cpu.goarch()));
    for (at, bytes) in changes {
        program[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    program
}

fn refused(
    home: &Home,
    program: &[u8],
    exit: Exit,
    said: &'static Text,
    named: &[&str],
    through: impl Fn(Invocation) -> Invocation,
) {
    let workshop = home.workshop();
    let release = workshop.draft().with_go(program).counting(2).with_stub().build(workshop);
    let (file, before) = (home.lay("next.run", &release), home.tree());
    for lang in [Lang::En, Lang::Zh] {
        for run in [home.install(&file), home.run(&file).args(["install", "-y"])] {
            let outcome = through(run.lang(lang)).run();
            outcome.ends_with(exit).says(&[&words::comparing, said]);
            named
                .iter()
                .for_each(|name| assert!(outcome.stderr.contains(name), "{name}: {outcome}"));
            home.withstood(&before, &outcome);
        }
    }
    for verb in [&["verify"][..], &["info", "--json"], &["list"]] {
        through(home.goferry().args(verb).arg(&file)).run().ends_with(Exit::Done);
    }
}

/// ELF header and the one program header behind it (System V gABI): `EI_CLASS`, `EI_DATA`, `p_align`.
const CLASS: usize = 4;
const ALIGNMENT: usize = 64 + 48;

#[test]
fn a_go_for_another_machine_than_the_file_says_is_refused() {
    let home = Home::with_previous();
    let (said, help) = (&words::other_machine, "linux-x86_64.run");
    let arm = go_with(Cpu::Arm64, &[]);
    refused(&home, &arm, Exit::WrongCpu, said, &["arm64", "x86_64", help], |run| run);
    let small = go_with(Cpu::X86_64, &[(CLASS, &[1])]);
    refused(&home, &small, Exit::WrongCpu, said, &["32", "x86_64", help], |run| run);
}

#[test]
fn a_go_linked_for_smaller_pages_is_refused() {
    let home = Home::with_previous();
    let small = go_with(Cpu::X86_64, &[(ALIGNMENT, &1024u64.to_le_bytes())]);
    refused(&home, &small, Exit::WrongCpu, &words::pages, &["1024", "4096"], |run| run);
}

#[test]
fn a_kernel_older_than_go_allows_is_refused() {
    let home = Home::with_previous();
    let old = |run: Invocation| run.wrapped(["setarch", "--uname-2.6"]);
    let go = go_with(Cpu::X86_64, &[]);
    refused(&home, &go, Exit::TooOld, &words::kernel, &["3.2.0", " 2.6."], old);
}

#[test]
fn an_image_for_another_host_is_built_all_the_same() {
    let home = Home::empty();
    let small = go_with(Cpu::X86_64, &[(ALIGNMENT, &1024u64.to_le_bytes())]);
    let release = Release::mini().with_go(&small).with_stub().build(Workshop::shared());
    let (file, image) = (home.lay("file.run", &release), home.beside("image"));
    std::fs::create_dir(&image).unwrap();
    let outcome = home.run(&file).args(["install", "-y", "--no-gate", "--root"]).arg(image).run();
    outcome.ends_with(Exit::Done).says(&[&install::installed]);
}

#[test]
fn a_go_of_the_other_world_of_loongarch_is_refused_in_both() {
    require_cpu(Cpu::Loong64);
    let home = Home::with_previous_for(Cpu::Loong64);
    // EF_LOONGARCH_OBJABI_V0: what old-world tools make.
    let old = go_with(Cpu::Loong64, &[(48, &3u32.to_le_bytes())]);
    let named = ["ABI1.0", "ABI2.0", "linux-loong64.run"];
    refused(&home, &old, Exit::WrongCpu, &words::other_world, &named, |run| run);

    let workshop = home.workshop();
    let (file, before) = (home.mini(), home.tree());
    let upstream = workshop.draft().counting(3).with_stub().build(workshop);
    let upstream = home.lay("upstream.run", &upstream);
    for lang in [Lang::En, Lang::Zh] {
        let run = home.run(&upstream).args(["install", "-y"]).lang(lang);
        let (outcome, refusals) = run.in_the_old_world();
        assert!(refusals > 0, "{outcome}");
        outcome.ends_with(Exit::WrongCpu).says(&[&words::other_world, &words::take_old_world]);
        for name in ["ABI1.0", "ABI2.0", "-abi1.0-linux-loong64.run"] {
            assert!(outcome.stderr.contains(name), "{name}: {outcome}");
        }
        home.withstood(&before, &outcome);
    }
    for run in [
        home.run(&file).arg("verify"),
        home.run(&file).args(["info", "--json"]),
        home.goferry().arg("versions"),
    ] {
        let (outcome, refusals) = run.in_the_old_world();
        assert!(refusals > 0, "{outcome}");
        outcome.ends_with(Exit::Done);
    }
}

#[test]
fn the_old_world_installs_a_go_of_its_own_and_takes_it_away_again() {
    let home = Home::empty_for(Cpu::Loong64);
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let workshop = home.workshop();
    let old = go_with(Cpu::Loong64, &[(48, &3u32.to_le_bytes())]);
    let file = workshop.draft().with_go(&old).with_stub().build(workshop);
    let (file, before) = (home.lay("old.run", &file), home.tree());
    let (outcome, refusals) = home.run(&file).args(["install", "-y"]).in_the_old_world();
    assert!(refusals > 0, "{outcome}");
    outcome.ends_with(Exit::Done).says(&[&gate::passed, &install::installed]);
    home.go_works();
    let (outcome, _) = home.goferry().args(["uninstall", "--all", "-y"]).in_the_old_world();
    outcome.ends_with(Exit::Done);
    home.is_still(&before, &outcome);
}
