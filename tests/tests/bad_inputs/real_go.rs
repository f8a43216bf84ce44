//! A row of each section against the real thing: the official Go is installed with a project, the bad
//! input is refused, and that Go still builds the project as if nothing had happened.

use nix::errno::Errno;
use nix::libc;
use std::path::Path;
use tests::bad_inputs::{Case, cases};
use tests::words::{install, trust};
use tests::{
    DAY, Home, Outcome, Real, Release, Supervisor, Tree, Verdict, Workshop, require_tool,
    stub_build_time,
};
use voice::Exit;
use voice::Lang;

#[test]
fn the_official_go_still_builds_after_a_refusal_of_each_section() {
    let home = Real::installed_at(stub_build_time());
    let workshop = Workshop::of(&Real::shared().keys());
    home.goferry()
        .args(["project", "copy", "ferrydemo"])
        .arg(home.path().join("demo"))
        .run()
        .ends_with(Exit::Done);
    builds(&home, "before any refusal");
    let before = home.tree();
    for row in ["A3", "A16", "B2", "C3", "C11", "D2", "D5", "E4", "E18", "F2", "F7"] {
        let case = cases().into_iter().find(|case| case.row == row).expect("the row has cases");
        let outcome = refused_file(&home, &case, &workshop);
        still(&home, &before, row, &outcome);
    }
    let next = home.lay("next.run", &release(&workshop, stub_build_time() + 10 * DAY));
    let early = home.install(&next).supervised(&mut Supervisor::at(stub_build_time() + DAY));
    early.ends_with(Exit::Policy).says(&[&trust::future]);
    still(&home, &before, "G3", &early);
    let next = home.lay("next.run", &release(&workshop, stub_build_time() - DAY));
    let mut full = Supervisor::new(|call| match call.number {
        libc::SYS_mkdirat => Verdict::Fail(Errno::ENOSPC),
        _ => Verdict::Pass,
    });
    let outcome = home.install(&next).supervised(&mut full);
    assert!(full.fired() > 0, "no directory was made: {outcome}");
    outcome.ends_with(Exit::NoSpace).says(&[&install::not_installed]);
    still(&home, &before, "H4", &outcome);
    builds(&home, "after every refusal");
}

fn release(workshop: &Workshop, signed: u64) -> Vec<u8> {
    Release::mini().counting(u32::MAX).signed_at(signed).build(workshop)
}

fn refused_file(home: &Home, case: &Case, workshop: &Workshop) -> Outcome {
    let file = home.beside("bad.run");
    std::fs::write(&file, (case.make)(workshop)).unwrap();
    // The hostile files count from 1.
    let outcome = home.install(&file).arg("--allow-downgrade").lang(Lang::Zh).run();
    outcome.ends_with(case.exit).says(&case.says);
    outcome
}

#[track_caller]
fn still(home: &Home, before: &Tree, row: &str, outcome: &Outcome) {
    home.is_still(before, &format!("{row}: {outcome}"));
    builds(home, row);
    home.is_still(before, &format!("a build after {row}"));
}

/// Builds the project with the installed Go, beside the home and without a network.
#[track_caller]
fn builds(home: &Home, when: &str) {
    require_tool("unshare");
    let program = home.beside("ferrydemo");
    let go = home.go().args(["build", "-mod=vendor", "-o"]).arg(&program).arg(".");
    let go = go.within(&home.path().join("demo")).env("GOENV", "off");
    // Go keeps counters in the home of whoever builds: that is another one than is compared, and so is the build cache.
    let go = go.env("GOCACHE", home.beside("built"));
    let built = go.env("HOME", home.beside("builder")).wrapped(["unshare", "--net", "--"]).run();
    assert!(built.is_success(), "{when}: {built}");
    let said = home.run(Path::new(&program)).arg("version").run();
    assert!(said.is_success() && said.stdout.contains("1.27.3"), "{when}: {said}");
    std::fs::remove_file(program).unwrap();
}
