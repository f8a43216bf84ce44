//! What Go has compiled before comes with the release: into a build cache of the installation, which goes with it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tests::words::home as words;
use tests::{Home, Invocation, Real, require_tool};
use voice::Exit;

/// Seconds. Go builds, while others do, too.
const PATIENCE: u32 = 900;

/// A small release that brings entries for these words.
fn file(home: &Home, counter: u32, words: &[&str]) -> PathBuf {
    let release = home.workshop().draft().with_stub().counting(counter).with_gocache(words);
    home.lay(&format!("{counter}.run"), &release.build(home.workshop()))
}

fn install(home: &Home, file: &Path) {
    home.run(file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
}

/// What is in the build cache, results apart, and whether each is a file of the current release, too.
fn entries(cache: &Path) -> Vec<PathBuf> {
    let parts = fs::read_dir(cache).into_iter().flatten().map(|part| part.unwrap().path());
    let parts = parts.filter(|part| part.is_dir());
    let mut entries: Vec<PathBuf> = parts
        .flat_map(|part| fs::read_dir(part).unwrap().map(|entry| entry.unwrap().path()))
        .map(|path| path.strip_prefix(cache).unwrap().to_owned())
        .collect();
    entries.sort();
    entries
}

fn go_env(home: &Home) -> String {
    fs::read_to_string(home.prefix().join("current-goroot/go.env")).unwrap()
}

#[test]
fn a_build_cache_begins_with_what_releases_bring_and_what_only_one_brought_goes_with_it() {
    let home = Home::empty();
    home.write(".profile", b"umask 022\n");
    let before = home.tree();
    install(&home, &file(&home, 1, &["fmt", "testing"]));
    let (cache, release) = (home.prefix().join("gocache"), home.prefix().join(home.current()));
    let brought = entries(&release.join("gocache"));
    assert_eq!((brought.len(), &entries(&cache)), (4, &brought));
    for entry in &brought {
        let inode = |place: &Path| place.join(entry).metadata().unwrap().ino();
        let is_shared = inode(&cache) == inode(&release.join("gocache"));
        assert_eq!(is_shared, entry.to_string_lossy().ends_with("-d"), "{}", entry.display());
        assert_eq!(cache.join(entry).metadata().unwrap().mtime(), 2_114_380_800);
    }
    assert!(go_env(&home).ends_with(&format!("\nGOCACHE={}\n", cache.display())));
    let told = home.goferry().args(["env", "--json"]).run().stdout;
    assert!(told.contains(&format!("\"value\": \"{}\"", cache.display())), "{told}");
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    // A second one shares an entry with it; what the user's Go adds is nobody's.
    install(&home, &file(&home, 2, &["fmt", "net/http"]));
    fs::write(cache.join("trim.txt"), "1").unwrap();
    assert_eq!(entries(&cache).len(), 6);
    let removed = home.goferry().args(["prune", "--keep", "1", "--json"]).run();
    removed.ends_with(Exit::Done);
    assert_eq!(removed.stdout.matches("v1.27.3-").count(), 1, "{removed}");
    assert_eq!(entries(&cache), entries(&home.prefix().join("current/gocache")));
    install(&home, &file(&home, 3, &["os"]));
    let second = fs::read_dir(home.prefix()).unwrap().map(|entry| entry.unwrap().path());
    let is_other =
        |path: &PathBuf| path.join("gocache").is_dir() && !path.ends_with(home.current());
    let second = second.filter(|path| !path.is_symlink()).find(is_other).unwrap();
    let gone = home.goferry().args(["uninstall", "-y"]).arg(second.file_name().unwrap()).run();
    gone.ends_with(Exit::Done);
    assert_eq!(entries(&cache).len(), 2);
    // Without a build cache in a release, Go has its own place for it.
    let plain = home.workshop().draft().with_stub().counting(4).build(home.workshop());
    install(&home, &home.lay("4.run", &plain));
    assert!(!go_env(&home).contains("GOCACHE"));
    home.goferry().arg("rollback").run().ends_with(Exit::Done);
    assert!(go_env(&home).contains("GOCACHE"));
    let gone = home.goferry().args(["uninstall", "--all", "-y"]).run();
    home.is_still(&before, gone.ends_with(Exit::Done));
}

#[test]
fn the_hosts_installation_and_an_image_have_no_build_cache_of_their_own() {
    let home = Home::empty();
    let image = home.beside("image");
    fs::create_dir(&image).unwrap();
    let file = file(&home, 1, &["fmt"]);
    let install = Invocation::of(&file).args(["install", "-y", "--no-gate", "--root"]).arg(&image);
    install.run().ends_with(Exit::Done);
    let prefix = image.join("opt/goenv");
    assert!(prefix.join("current/gocache").is_dir() && !prefix.join("gocache").exists());
    let defaults = fs::read_to_string(prefix.join("current/goroot/go.env")).unwrap();
    assert!(!defaults.contains("GOCACHE"), "{defaults}");
}

/// What each kind of shell does at its start.
const SHELLS: [(&str, &[&str], &str); 5] = [
    ("dash", &["-c"], ". \"$HOME/goenv/env\""),
    ("bash", &["-c"], "set -eu; . \"$HOME/goenv/env\""),
    ("zsh", &["-f", "-c"], ". \"$HOME/goenv/env\""),
    ("fish", &["--no-config", "-c"], "source \"$HOME/goenv/env.fish\""),
    ("tcsh", &["-f", "-c"], "source \"$HOME/goenv/env.csh\""),
];

#[test]
fn after_a_home_moved_its_shells_and_each_verb_put_gos_defaults_right() {
    let home = Home::empty();
    install(&home, &file(&home, 1, &["fmt"]));
    let mut place = home.path().to_owned();
    let defaults =
        |place: &Path| fs::read_to_string(place.join("goenv/current-goroot/go.env")).unwrap();
    let moved_to = |place: &mut PathBuf, name: &str| {
        let there = home.beside(name);
        fs::rename(&*place, &there).unwrap();
        let named = format!("GOCACHE={}/goenv/gocache\n", there.display());
        assert!(!defaults(&there).contains(&named));
        *place = there;
        named
    };
    for (shell, options, line) in SHELLS {
        require_tool(shell);
        let named = moved_to(&mut place, shell);
        for _ in 0..2 {
            let told = Invocation::of(shell).args(options).arg(line).env("HOME", &place).run();
            assert_eq!((told.stdout.as_str(), told.stderr.as_str()), ("", ""), "{shell}: {told}");
            assert!(defaults(&place).ends_with(&named), "{shell}: {}", defaults(&place));
        }
    }
    for verb in [&["doctor"][..], &["versions"], &["verify", "--installed"], &["repair", "-y"]] {
        let named = moved_to(&mut place, verb[0]);
        let goferry = Invocation::of(place.join("goenv/bin/goferry")).env("HOME", &place);
        let told = goferry.clone().args(verb).run();
        told.ends_with(Exit::Done).says(&[&words::followed]);
        assert!(defaults(&place).ends_with(&named), "{verb:?}");
        goferry.args(verb).run().ends_with(Exit::Done).does_not_say(&[&words::followed]);
    }
    // What somebody wrote there is told, and not written over.
    let edited = place.join("goenv/current-goroot/go.env");
    fs::write(&edited, "GOCACHE=/nowhere/gocache\n").unwrap();
    let goferry = Invocation::of(place.join("goenv/bin/goferry")).env("HOME", &place);
    goferry.args(["verify", "--installed"]).run().ends_with(Exit::Modified);
    assert_eq!(fs::read(&edited).unwrap(), b"GOCACHE=/nowhere/gocache\n");
}

#[test]
fn the_first_build_and_test_of_a_user_compile_nothing_of_go_itself() {
    require_tool("bash");
    let home = Real::installed();
    let project = home.beside("first");
    fs::create_dir(&project).unwrap();
    let put = |name: &str, text: &str| fs::write(project.join(name), text).unwrap();
    put("go.mod", "module example.org/first\n\ngo 1.27\n");
    put(
        "main.go",
        "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(answer()) }\n\nfunc answer() int { return 42 }\n",
    );
    put(
        "main_test.go",
        "package main\n\nimport \"testing\"\n\nfunc TestAnswer(t *testing.T) {\n\tif answer() != 42 {\n\t\tt.Fatal()\n\t}\n}\n",
    );
    let go = |arguments: &[&str]| {
        let told = home.go().args(arguments).within(&project).taking_at_most(PATIENCE).run();
        told.ends_with(Exit::Done);
        told
    };
    let compiled = |arguments: &[&str]| {
        let told = go(arguments);
        told.stderr.lines().filter(|line| line.contains("/compile -o ")).count()
    };
    let cache = home.prefix().join("gocache");
    assert_eq!(go(&["env", "GOCACHE"]).stdout, format!("{}\n", cache.display()));
    let brought = entries(&cache);
    assert!(brought.len() > 300, "{}", brought.len());
    // Its own package; with it as it is tested, and the program that runs the test.
    assert_eq!(compiled(&["build", "-x", "."]), 1);
    assert!(compiled(&["test", "-x", "."]) <= 3);
    go(&["vet", "."]);
    // Go removes what was long used by nobody, once a day. What the release brought stays.
    fs::write(cache.join("trim.txt"), "1").unwrap();
    put("more.go", "package main\n");
    assert_eq!(compiled(&["build", "-x", "."]), 1);
    assert!(fs::read_to_string(cache.join("trim.txt")).unwrap().len() > 1, "nothing was trimmed");
    let kept = entries(&cache);
    assert!(brought.iter().all(|entry| kept.contains(entry)));
    // Nor does Go write into the release when it compiles all of that again.
    go(&["build", "-a", "."]);
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
}
