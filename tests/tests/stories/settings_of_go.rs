//! Section L, settings of the user's that break every go command: found by asking Go, and each remedy that is printed
//! takes them out.

use payloads::digest::Sha256;
use std::path::Path;
use tests::words::{doctor, profile};
use tests::{Home, Invocation, Outcome, Real, Tree};
use voice::Exit;
use voice::Lang;

const FILE: &str = ".config/go/env";

/// Every line that `outcome` prints as the remedy of `said`.
fn remedies(outcome: &Outcome, said: &str) -> Vec<String> {
    let (before, _) = said.rsplit_once("  {line}").unwrap();
    let begin = before.rsplit(['}', ';']).next().unwrap().trim();
    let all = outcome.stdout.lines().chain(outcome.stderr.lines());
    let lines = all.filter_map(|line| line.split_once(begin));
    lines.map(|(_, line)| line.trim().to_owned()).collect()
}

/// The home, but for what was installed.
fn beside_the_prefix(home: &Home) -> Tree {
    Tree::seen(
        home.path(),
        |path| path == Path::new("goenv"),
        |path, _| Sha256::of(&std::fs::read(path).unwrap()),
    )
}

/// As a shell does it in which the user types `lines` first.
fn after(lines: &[String], run: Invocation, home: &Home) -> Outcome {
    let script = format!("{}\nexec \"$0\" doctor", lines.join("\n"));
    let goferry = home.prefix().join("bin/goferry");
    let shell = run.wrapped([Path::new("sh"), Path::new("-c"), Path::new(&script), &goferry]);
    shell.run()
}

/// What is written in the user's file, and what is in their environment.
type Settings = (&'static str, &'static [(&'static str, &'static str)]);

#[test]
fn a_setting_that_breaks_go_is_told_with_what_takes_it_out() {
    let home = Real::installed();
    let rows: [Settings; 9] = [
        ("GOEXPERIMENT=rangefunc\n", &[]),
        ("GO111MODULE=off\n", &[]),
        ("GOFLAGS=-nonsense\n", &[]),
        ("GOROOT=/nowhere\n", &[]),
        ("GOTOOLCHAIN=go1.99.1\n", &[]),
        ("GOPROXY=off\nGOOS=nonsense\n", &[]),
        ("GOTMPDIR=/nowhere\n", &[]),
        ("", &[("GO111MODULE", "off"), ("GOFLAGS", "-mod=mod")]),
        ("GOEXPERIMENT=rangefunc\n", &[("GOEXPERIMENT", "rangefunc")]),
    ];
    for (file, set) in rows {
        home.write(FILE, file.as_bytes());
        let before = beside_the_prefix(&home);
        let broken = |run: Invocation| set.iter().fold(run, |run, (key, to)| run.env(key, to));
        let told = broken(home.goferry()).arg("doctor").run();
        told.ends_with(Exit::State).says(&[&doctor::go_fails, &doctor::go_fails_help]);
        assert_eq!(before.differences(&beside_the_prefix(&home)), "", "{told}");
        broken(home.goferry()).arg("doctor").lang(Lang::Zh).run().says(&[&doctor::go_fails_help]);
        let remedies = remedies(&told, doctor::go_fails_help.en);
        assert_eq!(remedies.len(), 1, "{told}");
        let shell = broken(home.run(Path::new("true")));
        after(&remedies, shell, &home).ends_with(Exit::Done).says(&[&doctor::well]);
    }
}

#[test]
fn a_module_cache_that_the_user_has_stays_in_use_by_what_is_printed() {
    let home = Real::installed();
    let module = "go/pkg/mod/cache/download/example.org/own/@v";
    for (name, bytes) in [("list", "v1.0.0\n"), ("v1.0.0.mod", "module example.org/own\n")] {
        home.write(&format!("{module}/{name}"), bytes.as_bytes());
    }
    for lang in [Lang::En, Lang::Zh] {
        let told = home.goferry().arg("doctor").lang(lang).run();
        told.ends_with(Exit::Done).says(&[&profile::module_cache]);
    }
    let told = home.goferry().arg("doctor").run();
    let remedies = remedies(&told, profile::module_cache.en);
    assert_eq!(remedies.len(), 1, "{told}");
    let login = |script: &str| home.run(Path::new("/bin/bash")).args(["-l", "-c", script]).run();
    let before = login("go env GOMODCACHE");
    assert_eq!(before.stdout.trim(), home.prefix().join("gopath/pkg/mod").to_str().unwrap());
    let kept = login(&format!("{} && go env GOMODCACHE", remedies[0]));
    assert_eq!(kept.stdout.trim(), home.path().join("go/pkg/mod").to_str().unwrap(), "{kept}");
    home.goferry()
        .arg("doctor")
        .run()
        .ends_with(Exit::Done)
        .does_not_say(&[&profile::module_cache]);
}

#[test]
fn a_config_home_that_is_inherited_does_not_take_the_place_of_the_homes_own() {
    let home = Real::installed();
    home.write(FILE, b"GO111MODULE=off\n");
    let inherited = |run: Invocation| run.env("XDG_CONFIG_HOME", home.path().join("snap/config"));
    let told = inherited(home.goferry()).arg("doctor").run();
    told.ends_with(Exit::State).says(&[&doctor::go_fails, &doctor::go_fails_help]);
    home.write("snap/config/go/env", b"GO111MODULE=off\n");
    home.write(FILE, b"");
    inherited(home.goferry()).arg("doctor").run().ends_with(Exit::State).says(&[&doctor::go_fails]);
    home.goferry().arg("doctor").run().ends_with(Exit::Done);
}

#[test]
fn a_setting_that_wins_is_undone_by_what_is_printed_even_where_the_file_breaks_go() {
    let home = Real::installed();
    home.write(FILE, b"GOTOOLCHAIN=go1.99.1\nGOROOT=/nowhere\nGOPROXY=https://goproxy.invalid\n");
    let told = home.goferry().arg("doctor").run();
    told.ends_with(Exit::State).says(&[&profile::user_file_wins, &doctor::go_fails]);
    let remedies = remedies(&told, profile::user_file_wins.en);
    assert_eq!(remedies.len(), 3, "{told}");
    let healed = after(&remedies, home.run(Path::new("true")), &home);
    healed.ends_with(Exit::Done).does_not_say(&[&profile::user_file_wins]);
    assert_eq!(std::fs::read(home.path().join(FILE)).unwrap(), b"");
}
