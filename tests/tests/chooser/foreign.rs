//! Real installers for other CPUs, picked and run where this machine only imitates them.

use crate::stick::Stick;
use payloads::abi::World;
use payloads::platform::Cpu;
use tests::{Workshop, foreign, host, require_cpu};
use voice::Exit;

/// What `uname -m` says there.
fn uname(cpu: Cpu) -> &'static str {
    match cpu {
        Cpu::X86_64 => "x86_64",
        Cpu::Arm64 => "aarch64",
        Cpu::Mips64el => "mips64",
        Cpu::Loong64 => "loongarch64",
        Cpu::Sw64 => "sw_64",
    }
}

#[test]
fn of_four_real_files_each_machine_installs_its_own() {
    for cpu in foreign() {
        require_cpu(cpu);
        let all = foreign().chain([host()]);
        let stick = all.fold(Stick::empty(), |stick, cpu| {
            let world = (cpu == Cpu::Loong64).then_some(World::New);
            stick.with(cpu, world, Workshop::shared_for(cpu).mini())
        });
        std::fs::create_dir(stick.home.beside("tools")).unwrap();
        let answer = format!("#!/bin/sh\necho {}\n", uname(cpu));
        let tools = stick.home.lay("tools/uname", answer.as_bytes());
        let path = format!("{}:/usr/bin:/bin", tools.parent().unwrap().display());
        // A class and a byte order that all of them share: the `od` of this machine will do.
        stick.run(&["dash"]).env("PATH", path).arg("-y").run().ends_with(Exit::Done);
        let go = stick.home.prefix().join("current-goroot/bin/go");
        let outcome = stick.home.run(&go).arg("version").run();
        assert_eq!(outcome.stdout, format!("go version go1.27.3 linux/{}\n", cpu.goarch()));
    }
}
