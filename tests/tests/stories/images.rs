//! For all users of a host, into an image, and at another place.

use std::path::Path;
use tests::words::install;
use tests::{Home, Invocation, Namespace, REAL_GO, Real, Tree};
use voice::Exit;

/// Somebody who is not root.
const NOBODY: u32 = 65534;

#[test]
fn an_image_is_built_without_a_home_and_nothing_outside_it_is_written() {
    let home = Real::home();
    let image = home.beside("image");
    std::fs::create_dir_all(image.join("etc")).unwrap();
    let file = Real::shared().file();
    let install = Invocation::of(file).args(["install", "-y", "--no-gate", "--root"]).arg(&image);
    let (outcome, calls) = install.within(home.path()).traced();
    outcome.ends_with(Exit::Done);
    for call in calls.iter().filter(|call| call.succeeded()) {
        for path in call.changes() {
            assert!(
                path.starts_with(&image) || path.starts_with("/dev"),
                "{} is changed by {call:?}",
                path.display()
            );
        }
    }
    for name in [
        "opt/goenv/bin/goferry",
        "opt/goenv/env",
        "etc/profile.d/goferry.sh",
        "etc/profile.d/goferry.csh",
    ] {
        assert!(image.join(name).is_file(), "{name}");
    }
    let fish = image.join("usr/share/fish/vendor_conf.d/goferry.fish");
    assert!(fish.is_file());
    assert!(!image.join("opt/goenv/gopath").exists(), "GOPATH is each user's own");
}

#[test]
fn no_file_of_an_image_names_the_host_it_was_built_on() {
    let home = Real::home();
    let image = home.beside("image");
    std::fs::create_dir(&image).unwrap();
    // The mini file lies beside the image; the host's path to it is as telling as the image's own.
    let install = Invocation::of(home.mini()).args(["install", "-y", "--root"]).arg(&image);
    install.run().ends_with(Exit::Done);
    let scratch = home.beside("");
    let grep = Invocation::of("grep")
        .args(["--recursive", "--fixed-strings", "--"])
        .arg(scratch.display().to_string().trim_end_matches('/'));
    let grep = grep.arg(&image).run();
    assert_eq!(grep.stdout, "", "the host is named in the image");
    let prefix = image.join("opt/goenv");
    for name in ["current", "current-goroot", "current-gopath"] {
        if let Ok(target) = std::fs::read_link(prefix.join(name)) {
            assert!(target.is_relative(), "{name} names {}", target.display());
        }
    }
}

#[test]
fn an_image_that_is_booted_elsewhere_works_and_can_be_emptied_again() {
    let home = Real::home();
    let image = home.beside("image");
    std::fs::create_dir(&image).unwrap();
    let before = Tree::of(&image);
    Invocation::of(home.mini())
        .args(["install", "-y", "--root"])
        .arg(&image)
        .run()
        .ends_with(Exit::Done);
    // Somewhere else, under another name, the same tree is a root directory.
    let booted = home.beside("booted");
    std::fs::rename(&image, &booted).unwrap();
    let version =
        Invocation::of("/opt/goenv/current-goroot/bin/go").arg("version").rooted(&booted).run();
    assert!(version.stdout.contains(REAL_GO), "{version}");
    let listed = Invocation::of("/opt/goenv/bin/goferry").arg("versions").rooted(&booted).run();
    assert!(listed.ends_with(Exit::Done).stdout.contains("(current)"), "{listed}");
    let outcome = Invocation::of("/opt/goenv/bin/goferry")
        .args(["uninstall", "--all", "-y"])
        .rooted(&booted)
        .run();
    outcome.ends_with(Exit::Done);
    assert_eq!(before.differences(&Tree::of(&booted)), "", "{outcome}");
}

#[test]
fn system_wide_every_user_finds_this_go_until_it_is_uninstalled() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    let work = ["etc", "fish"].map(|name| home.beside(&format!("layers-{name}")));
    work.iter().for_each(|work| std::fs::create_dir(work).unwrap());
    namespace.tmpfs(Path::new("/opt"), "mode=755").overlay(Path::new("/etc"), &work[0]);
    namespace.overlay(Path::new("/usr/share/fish"), &work[1]);
    let places = ["/opt", "/etc/profile.d", "/usr/share/fish/vendor_conf.d"];
    let before = places.map(|place| Tree::of(Path::new(place)));
    let file = home.mini();
    let shell = |script: &str| {
        let bash = Invocation::of("/bin/bash")
            .args(["-l", "-c", script])
            .env("HOME", "/nonexistent")
            .user(NOBODY);
        bash.within(Path::new("/")).run()
    };
    assert!(!shell("go version").stdout.contains(REAL_GO));
    Invocation::of(&file).args(["install", "-y", "--system"]).run().ends_with(Exit::Done);
    let found = shell("command -v go; go version; echo $GOPATH");
    assert!(found.stdout.starts_with("/opt/goenv/current-goroot/bin/go\ngo version go"), "{found}");
    assert!(!found.stdout.contains("/opt/goenv/gopath"), "{found}");
    let fish = Invocation::of("/usr/bin/fish")
        .args(["-l", "-c", "go version"])
        .env("HOME", home.beside("nobody"))
        .run();
    assert!(fish.stdout.contains(REAL_GO), "{fish}");
    let again = Invocation::of(&file).args(["install", "--system"]).run();
    again.ends_with(Exit::Done).says(&[&install::already_current]);
    let outcome = Invocation::of("/opt/goenv/bin/goferry").args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    for (place, before) in places.into_iter().zip(before) {
        assert_eq!(before.differences(&Tree::of(Path::new(place))), "", "{outcome}");
    }
    // So that the scratch directory can be removed, which holds their layers.
    Invocation::of("umount").arg("--lazy").args(&work).run();
}

#[test]
fn another_prefix_works_with_and_without_a_home() {
    let home = Home::empty();
    let (file, prefix) = (home.mini(), home.beside("opt/go of ours"));
    let before = home.tree();
    std::fs::create_dir(home.beside("opt")).unwrap();
    let alone =
        Invocation::of(&file).args(["install", "-y", "--env=none", "--prefix"]).arg(&prefix).run();
    alone.ends_with(Exit::Done);
    home.is_still(&before, &alone);
    Invocation::of(prefix.join("bin/goferry"))
        .args(["uninstall", "--all", "-y"])
        .run()
        .ends_with(Exit::Done);
    assert!(!prefix.exists());
    home.run(&file).args(["install", "-y", "--prefix"]).arg(&prefix).run().ends_with(Exit::Done);
    assert!(!home.prefix().exists());
    let found = home.run(Path::new("/bin/bash")).args(["-l", "-c", "command -v go"]).run();
    assert_eq!(
        found.stdout,
        format!("{}\n", prefix.join("current-goroot/bin/go").display()),
        "{found}"
    );
    // The installed program knows where it belongs, wherever that is.
    home.run(&prefix.join("bin/goferry")).arg("versions").run().ends_with(Exit::Done);
    home.run(&prefix.join("bin/goferry"))
        .args(["uninstall", "--all", "-y"])
        .run()
        .ends_with(Exit::Done);
    home.is_still(&before, &"an uninstall");
    for relative in ["go", "./go", ""] {
        home.run(&file).args(["install", "-y", "--prefix", relative]).run().ends_with(Exit::Usage);
    }
}
