//! For all users of a host, into an image, and at another place.

use serde_json::Value;
use std::path::Path;
use tests::words::{install, profile, terms};
use tests::{Home, Invocation, Namespace, REAL_GO, Real, Tree};
use voice::{Exit, Lang};

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
fn two_images_are_the_same_bytes_where_the_time_is_given() {
    const GIVEN: &str = "1790000000";
    let home = Home::empty();
    let images = ["one", "other"].map(|name| home.beside(name));
    let install = |image: &Path| {
        std::fs::create_dir_all(image.join("etc")).unwrap();
        let install = Invocation::of(home.mini()).args(["install", "-y", "--json", "--root"]);
        install.arg(image).env("SOURCE_DATE_EPOCH", GIVEN)
    };
    for (image, lang) in images.iter().zip([Lang::En, Lang::Zh]) {
        let outcome = install(image).lang(lang).run();
        let told: Value = serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap();
        // This run took its time, which no image says.
        assert!(told["gate_ms"].is_u64(), "{told}");
    }
    let [one, other] = images.each_ref().map(|image| Tree::of(image));
    assert_eq!(one.differences(&other), "");
    let receipt = images[0].join("opt/goenv/current/meta/receipt.json");
    let receipt: Value = serde_json::from_slice(&std::fs::read(receipt).unwrap()).unwrap();
    assert_eq!(
        (receipt["installed_at"].to_string(), &receipt["gate_ms"]),
        (GIVEN.into(), &Value::Null)
    );
    let record = images[0].join("opt/goenv/state/audit.jsonl");
    let record = std::fs::read_to_string(record).unwrap();
    let lines = record.lines().filter(|line| line.contains("\"time\":\"2026-09-21T"));
    assert_eq!(lines.count(), record.lines().count(), "{record}");

    let third = home.beside("third");
    for lang in [Lang::En, Lang::Zh] {
        let outcome = install(&third).env("SOURCE_DATE_EPOCH", "yesterday").lang(lang).run();
        outcome.ends_with(Exit::Usage).says(&[&terms::epoch]);
        assert!(!third.join("opt").exists());
    }
}

#[test]
fn an_image_is_not_warned_of_what_its_builder_has() {
    let home = Home::empty();
    home.write(".config/go/env", b"GOPROXY=https://goproxy.invalid\n");
    home.write("go/pkg/mod/cache/lock", b"");
    let image = home.beside("image");
    std::fs::create_dir(&image).unwrap();
    let surrounded = |run: Invocation| run.env("GOFLAGS", "-mod=mod").env("GOROOT", "/usr/lib/go");
    let wins = [&profile::user_file_wins, &profile::variable_wins, &profile::goroot_set];
    let own = surrounded(home.run(&home.mini())).args(["install", "-y", "--no-gate"]).run();
    own.ends_with(Exit::Done).says(&wins).says(&[&profile::module_cache]);
    let run = surrounded(home.run(&home.mini())).args(["install", "-y", "--no-gate", "--root"]);
    let outcome = run.arg(&image).run();
    outcome.ends_with(Exit::Done).does_not_say(&wins).does_not_say(&[&profile::module_cache]);
    assert!(!image.join("opt/goenv/current-gopath").is_symlink(), "GOPATH is each user's own");
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
