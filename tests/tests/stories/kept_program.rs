//! The program that installed a release and is kept in it: the one that its manifest names.

use std::fs;
use std::path::PathBuf;
use tests::words::{doctor, installed, repair};
use tests::{Home, Outcome, Release, Workshop};
use voice::Exit;

fn kept(home: &Home, name: &str) -> PathBuf {
    home.prefix().join("current/meta").join(name)
}

/// Another last byte in the kept program.
fn forge(home: &Home) {
    let program = kept(home, "goferry");
    let mut bytes = fs::read(&program).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&program, &bytes).unwrap();
}

fn look(home: &Home, verb: &[&str]) -> Outcome {
    home.goferry().args(verb).run()
}

#[test]
fn a_forged_one_is_found_never_installed_and_restored_from_its_file() {
    let home = Home::with_previous();
    let (file, before) = (home.mini(), home.tree());
    let release = home.current().display().to_string();
    forge(&home);
    look(&home, &["verify", "--installed"]).ends_with(Exit::Modified).says(&[&installed::modified]);
    look(&home, &["doctor"]).ends_with(Exit::Modified).says(&[&doctor::no_program]);
    // What is left of `bin/goferry` is not made of it.
    let installed = home.prefix().join("bin/goferry");
    let good = fs::read(&installed).unwrap();
    fs::write(&installed, "").unwrap();
    let by = home.lay("goferry", &good);
    let prefix = home.prefix();
    let run = home.run(&by).args(["repair", "-y", "--prefix"]).arg(&prefix).run();
    run.ends_with(Exit::Modified).says(&[&repair::not_restored, &repair::not_restored_help]);
    assert_ne!(fs::read(&installed).unwrap(), fs::read(kept(&home, "goferry")).unwrap());
    let run = home.run(&by).args(["repair", "-y", &release, "--from"]).arg(&file);
    run.arg("--prefix").arg(&prefix).run().ends_with(Exit::Done).says(&[&repair::repaired]);
    home.is_still(&before, &"repair --from");
    for verb in [&["verify", "--installed"][..], &["doctor"]] {
        look(&home, verb).ends_with(Exit::Done);
    }
}

#[test]
fn a_release_with_a_forged_one_is_laid_down_again_rather_than_reused() {
    let home = Home::with_previous();
    let first = home.mini();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    let good = fs::read(kept(&home, "goferry")).unwrap();
    forge(&home);
    home.install(&next).run().ends_with(Exit::Done);
    home.install(&first).arg("--allow-downgrade").run().ends_with(Exit::Done);
    assert!(fs::read(kept(&home, "goferry")).unwrap() == good);
    look(&home, &["verify", "--installed"]).ends_with(Exit::Done);
}
