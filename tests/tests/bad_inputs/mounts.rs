//! Section H, the file system: real mounts in a mount namespace of each test's own.

use nix::libc;
use nix::mount::MsFlags;
use std::os::unix::fs::PermissionsExt;
use tests::words::{container, host, install};
use tests::{
    Entry, Forbidding, Home, Namespace, Outcome, Release, Supervisor, Tree, Verdict, Workshop,
    require_root, require_tool,
};
use voice::Exit;
use voice::Lang;

const NOBODY: u32 = 65534;

#[test]
fn a_place_that_cannot_be_written_is_refused_before_any_write() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let next = home.lay("next.run", &Release::mini().counting(2).build(Workshop::shared()));
    namespace.remount(home.path(), MsFlags::MS_RDONLY);
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.install(&next).lang(lang).run();
        outcome.ends_with(Exit::Destination).says(&[&install::read_only, &install::other_prefix]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_home_without_permission_is_refused_before_any_write() {
    require_root();
    let home = Home::empty().given_to(NOBODY);
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let (file, before) = (home.mini(), home.tree());
    let outcome = home.run(&file).args(["install", "-y"]).user(NOBODY).run();
    outcome.ends_with(Exit::Destination).says(&[&install::not_writable]);
    home.is_still(&before, &outcome);
}

#[test]
fn an_immutable_directory_is_refused_before_any_write() {
    require_root();
    require_tool("chattr");
    let home = Home::empty();
    let (file, before) = (home.mini(), home.tree());
    let attribute = |change: &str| {
        let status = std::process::Command::new("chattr").arg(change).arg(home.path()).status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "this test needs a file system with chattr +i"
        );
    };
    attribute("+i");
    let outcome = home.run(&file).args(["install", "-y"]).run();
    attribute("-i");
    outcome.ends_with(Exit::Destination).says(&[&install::not_writable]);
    home.is_still(&before, &outcome);
}

#[test]
fn too_little_room_is_said_before_any_write() {
    let namespace = Namespace::enter();
    let rows = [
        ("bytes", "size=4m", &install::no_space_for_gate),
        ("inodes", "size=256m,nr_inodes=20", &install::no_inodes),
    ];
    for (what, options, said) in rows {
        let home = Home::empty();
        namespace.tmpfs(home.path(), options);
        let (file, before) = (home.mini(), home.tree());
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.run(&file).args(["install", "-y"]).lang(lang).run();
            outcome.ends_with(Exit::NoSpace).says(&[said, &install::other_prefix]);
            home.is_still(&before, &format!("{what}: {outcome}"));
        }
    }
}

#[test]
fn a_full_disk_keeps_the_release_that_is_there() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    namespace.tmpfs(home.path(), "size=40m");
    let file = home.mini();
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    home.write("large", &vec![1; 29 << 20]);
    let before = home.tree();
    let next =
        home.lay("next.run", &Release::mini().counting(2).with_stub().build(Workshop::shared()));
    let outcome = home.install(&next).run();
    outcome.ends_with(Exit::NoSpace).says(&[&install::no_space]);
    home.withstood(&before, &outcome);
}

#[test]
fn a_place_where_nothing_runs_is_refused() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    namespace.remount(home.path(), MsFlags::MS_NOEXEC);
    let (file, before) = (home.mini(), home.tree());
    for options in [&["install", "-y"][..], &["install", "-y", "--no-gate"]] {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.run(&file).args(options).lang(lang).run();
            outcome.ends_with(Exit::Destination).says(&[&install::noexec, &install::other_prefix]);
            home.is_still(&before, &outcome);
        }
    }
}

#[test]
fn a_place_where_the_host_forbids_programs_is_met_before_anything_is_unpacked() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    namespace.tmpfs(home.path(), "size=256m");
    let (file, before) = (home.mini(), home.tree());
    let forbidden = Forbidding::programs_on(home.path());
    for options in [&["install", "-y"][..], &["install", "-y", "--no-gate"]] {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.run(&file).args(options).lang(lang).run();
            outcome.ends_with(Exit::SecurityModule).says(&[&host::may_not_start]);
            home.is_still(&before, &outcome);
        }
    }
    // Of what it unpacks, not one file was made.
    let mut unpacked = 0;
    let mut watched = Supervisor::new(|call| {
        let makes = [libc::SYS_openat2, libc::SYS_openat, libc::SYS_mkdirat].contains(&call.number);
        unpacked += usize::from(makes && call.text(1).contains("goroot"));
        Verdict::Pass
    });
    let install = home.run(&file).args(["install", "-y", "--no-gate"]);
    install.supervised(&mut watched).ends_with(Exit::SecurityModule);
    drop(watched);
    assert_eq!(unpacked, 0);
    drop(forbidden);
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn a_file_on_a_noexec_medium_is_installed_by_the_goferry_that_is_there() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let stick = home.beside("stick");
    std::fs::create_dir(&stick).unwrap();
    namespace.tmpfs(&stick, "size=16m").remount(&stick, MsFlags::MS_NOEXEC | MsFlags::MS_NOSUID);
    let next = home
        .lay("stick/next.run", &Release::mini().counting(2).with_stub().build(Workshop::shared()));
    let before = home.tree();
    let refused = home.run(&next).args(["install", "-y"]).run();
    assert_eq!(refused.status.code(), Some(126), "{refused}");
    home.withstood(&before, &refused);
    home.goferry().arg("verify").arg(&next).run().ends_with(Exit::Done);
    home.install(&next).run().ends_with(Exit::Done);
    home.go_works();
    assert_ne!(before.differences(&home.tree()), "");
}

/// Installs the next release into `home`, which is mounted, and takes the mount away again: gives the home before.
fn upgraded_on_a_mount(home: &Home, mount: impl FnOnce()) -> Tree {
    let below = home.tree();
    mount();
    let next =
        home.lay("next.run", &Release::mini().counting(2).with_stub().build(Workshop::shared()));
    let old = home.current();
    home.install(&next).run().ends_with(Exit::Done);
    home.go_works();
    assert_ne!(home.current(), old);
    nix::mount::umount(home.path()).unwrap();
    below
}

#[test]
fn an_overlay_is_a_home_like_any_other() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let layers = home.beside("layers");
    std::fs::create_dir(&layers).unwrap();
    let below = upgraded_on_a_mount(&home, || {
        namespace.overlay(home.path(), &layers);
    });
    assert_eq!(below.differences(&home.tree()), "");
    home.go_works();
}

#[test]
fn a_release_in_the_lower_layer_of_an_overlay_is_laid_down_again() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let layers = home.beside("layers");
    std::fs::create_dir(&layers).unwrap();
    let good = home.tree();
    namespace.overlay(home.path(), &layers);
    std::fs::write(home.prefix().join("current/goroot/VERSION"), "edited\n").unwrap();
    home.install(&home.mini()).arg("--force").run().ends_with(Exit::Done);
    home.go_works();
    let (good, now) = (good.without(is_a_record), home.tree().without(is_a_record));
    assert_eq!(good.differences(&now), "");
}

/// What says when it was.
fn is_a_record(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json" || extension == "jsonl")
}

#[test]
fn a_file_system_that_does_not_say_how_large_it_is_is_tried() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    namespace.tmpfs(home.path(), "size=0,nr_inodes=0");
    let file = home.mini();
    let outcome = home.run(&file).args(["install", "-y"]).run();
    outcome.ends_with(Exit::Done).says(&[&install::room_unknown]);
    home.go_works();
    home.goferry().arg("smoke").env("TMPDIR", home.path()).run().ends_with(Exit::Done);
}

#[test]
fn a_file_system_in_user_space_is_a_home_like_any_other() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let below = upgraded_on_a_mount(&home, || {
        namespace.fuse(home.path());
    });
    assert_ne!(below.differences(&home.tree()), "", "it went through to what was mounted");
    home.go_works();
    home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
}

/// A home on a file system that folds case.
fn folding(namespace: &Namespace, home: Home) -> Home {
    namespace.folding(&home.beside("image"), home.path(), 600);
    home
}

/// The mini release with these files, which all hold the same.
fn with_files(counter: u32, paths: &[&str]) -> Vec<u8> {
    let mut release = Release::mini().with_stub().counting(counter);
    for path in paths {
        let directory = path.rsplit_once('/').unwrap().0;
        if directory != "goroot/src" {
            release = release.with(Entry::dir(directory));
        }
        release = release.with(Entry::file(path, b"the same\n"));
    }
    release.build(Workshop::shared())
}

#[track_caller]
fn names_both(outcome: &Outcome, twins: [&str; 2]) {
    outcome.ends_with(Exit::Destination);
    outcome.says(&[&container::one_name, &container::one_name_help]);
    assert!(twins.iter().all(|name| outcome.stderr.contains(name)), "{twins:?}: {outcome}");
}

#[test]
fn a_file_system_that_folds_case_gets_no_release_with_two_names_that_are_one_there() {
    let namespace = Namespace::enter();
    // What lies in this home shows that before anything is written.
    let (told, silent) = (Home::empty(), Home::empty());
    let (told, silent) = (folding(&namespace, told), folding(&namespace, silent));
    told.write(".bashrc", b"alias ll='ls -l'\n");
    let files = ["goroot/src/README", "goroot/src/readme"];
    let below = ["goroot/Tools/one", "goroot/tools/other"];
    let accents = ["goroot/src/\u{c9}", "goroot/src/\u{e9}"];
    for (paths, twins) in
        [(files, files), (below, ["goroot/Tools", "goroot/tools"]), (accents, accents)]
    {
        for home in [&told, &silent] {
            let file = home.lay("twins.run", &with_files(1, &paths));
            home.run(&file).arg("verify").run().ends_with(Exit::Done);
            let before = home.tree();
            for lang in [Lang::En, Lang::Zh] {
                let install = home.run(&file).args(["install", "-y", "--no-gate"]);
                let outcome = install.lang(lang).run();
                names_both(&outcome, twins);
                home.is_still(&before, &outcome);
            }
            let out = home.path().join("extracted");
            let outcome = home.packer().arg("extract").arg("-C").arg(&out).arg(&file).run();
            names_both(&outcome, twins);
            home.is_still(&before, &outcome);
        }
    }
    let file = told.lay("twins.run", &with_files(1, &files));
    let before = told.tree();
    let dry = told.run(&file).args(["install", "--dry-run", "--no-gate"]).run();
    names_both(&dry, files);
    told.is_still(&before, &dry);
}

#[test]
fn where_case_is_folded_a_shared_file_takes_the_place_of_no_other() {
    let namespace = Namespace::enter();
    let home = folding(&namespace, Home::empty());
    let first = home.lay("first.run", &with_files(1, &["goroot/src/one"]));
    home.run(&first).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    home.go_works();
    let before = home.tree();
    let twins = ["goroot/src/\u{c9}", "goroot/src/\u{e9}"];
    let next = home.lay("next.run", &with_files(2, &twins));
    for share in ["hardlink", "auto", "none"] {
        let outcome = home.install(&next).args(["--share", share]).run();
        names_both(&outcome, twins);
        home.withstood(&before, &outcome);
    }
}
