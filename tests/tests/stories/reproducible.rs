//! The same inputs give the same bytes: whoever builds them, wherever, in whatever mood.

use std::path::{Path, PathBuf};
use tests::words::{build, terms};
use tests::{Home, Invocation, REAL_KEYS_MADE, Real, Tree};
use voice::Exit;

/// Everything that goes in, at another place and with other file times.
fn copied(home: &Home) -> [PathBuf; 2] {
    let [project, keys] = ["elsewhere/ferrydemo", "keys of ours"].map(|name| home.beside(name));
    std::fs::create_dir_all(project.parent().unwrap()).unwrap();
    for (from, to) in [(Real::project(), &project), (Real::shared().keys(), &keys)] {
        let copy = Invocation::of("cp").arg("--recursive").arg(from).arg(to).run();
        assert!(copy.is_success(), "{copy}");
    }
    [project, keys]
}

#[test]
fn another_directory_umask_zone_and_language_give_the_same_file_and_sidecars() {
    let (real, home) = (Real::shared(), Home::empty());
    let [project, keys] = copied(&home);
    let out = home.beside("out of the way");
    std::fs::create_dir(&out).unwrap();
    let build = real
        .build()
        .arg("--sign-openpgp")
        .arg(keys.join("release.key"))
        .args(["--check", "--vendor", "--module"]);
    let build = build.arg(&project).args(["-o", &real.name()]).within(&out);
    // Another cache: what Go compiles of itself is compiled anew, by a Go in another place.
    let cache = home.beside("another cache");
    std::fs::create_dir(&cache).unwrap();
    std::os::unix::fs::symlink(real.packers_cache().join("go"), cache.join("go")).unwrap();
    let build = build.umask("077").env("TZ", "Asia/Shanghai").env("GOFERRY_CACHE", &cache);
    let outcome = build.lang(voice::Lang::Zh).run();
    outcome.ends_with(Exit::Done).says(&[&build::checking_again, &build::reproducible]);
    let contents = |directory: &Path| {
        let mut files: Vec<_> =
            std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
            .into_iter()
            .map(|path| (path.file_name().unwrap().to_owned(), std::fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (contents(&out), contents(real.file().parent().unwrap()));
    let names = |all: &[(std::ffi::OsString, Vec<u8>)]| {
        all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&ours), names(&theirs));
    for ((name, ours), (_, theirs)) in ours.iter().zip(&theirs) {
        assert!(ours == theirs, "{} differs", name.display());
    }
    assert_eq!(ours.len(), 10);
}

#[test]
fn a_time_before_the_keys_birth_has_its_own_message_and_costs_no_build() {
    let (real, home) = (Real::shared(), Home::empty());
    let before = Tree::of(home.path());
    let epoch = (REAL_KEYS_MADE - 1).to_string();
    let build = |run: Invocation| {
        run.arg("--sign-openpgp")
            .arg(real.keys().join("release.key"))
            .arg("-o")
            .arg(home.path())
            .run()
    };
    let outcome = build(real.build().env("SOURCE_DATE_EPOCH", &epoch));
    outcome.ends_with(Exit::Usage).says(&[&build::key_too_young, &build::key_too_young_help]);
    assert!(
        outcome.stderr.contains("2023-12-31T23:59:59Z")
            && outcome.stderr.contains("2024-01-01T00:00:00Z"),
        "{outcome}"
    );
    let outcome = build(real.build().env("SOURCE_DATE_EPOCH", "yesterday"));
    outcome.ends_with(Exit::Usage).says(&[&terms::epoch]);
    home.is_still(&before, &outcome);
}

#[test]
fn two_signing_times_differ_and_the_build_time_decides_the_members() {
    let (real, home) = (Real::shared(), Home::empty());
    let file = home.mini();
    let sign = |at: &str| {
        let sidecars =
            real.packer().arg("sidecars").arg(&file).args(["--signing-time", at, "--sign-openpgp"]);
        sidecars.arg(real.keys().join("release.key")).run().ends_with(Exit::Done);
        std::fs::read(home.beside("mini.run.asc")).unwrap()
    };
    let first = sign("2026-01-01T00:00:00Z");
    assert_eq!(first, sign("1767225600"));
    assert_ne!(first, sign("2026-01-01T00:00:01Z"));
}
