//! Switching while the official Go is at work, and what the user installed with it.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use tests::{Home, Real};
use voice::Exit;

/// A module with a command and a test, and another command: each needs packages that the ones before did not.
fn demo(home: &Home) -> PathBuf {
    home.write("demo/go.mod", b"module example.org/demo\n\ngo 1.26\n");
    let program = b"package main\n\nimport \"strconv\"\n\nfunc answer() string { return strconv.Itoa(42) }\n\nfunc main() { println(answer()) }\n";
    home.write("demo/main.go", program);
    let test = b"package main\n\nimport \"testing\"\n\nfunc TestAnswer(t *testing.T) {\n\tif answer() != \"42\" {\n\t\tt.Fatal(answer())\n\t}\n}\n";
    home.write("demo/main_test.go", test);
    let tool = b"package main\n\nimport \"encoding/json\"\n\nfunc main() { b, _ := json.Marshal(42); println(string(b)) }\n";
    home.write("demo/tool/main.go", tool);
    home.path().join("demo")
}

/// Makes every compiler of the release that is current now end with 1.
fn poison(home: &Home) {
    let tools = home.prefix().join("current-goroot/pkg/tool");
    let tools = std::fs::read_dir(tools).unwrap().next().unwrap().unwrap().path();
    for tool in std::fs::read_dir(tools).unwrap() {
        std::fs::write(tool.unwrap().path(), "#!/bin/sh\necho poisoned >&2\nexit 1\n").unwrap();
    }
}

/// Starts Go as a login shell finds it.
fn start(home: &Home, cache: &Path, arguments: &str) -> Child {
    let mut command = Command::new("/bin/bash");
    let script = format!("cd demo && exec go {arguments}");
    command.args(["-l", "-c", &script]).env_clear();
    command.env("HOME", home.path()).env("PATH", "/usr/bin:/bin").env("GOCACHE", cache);
    command.current_dir(home.path()).stdin(Stdio::null()).stderr(Stdio::piped());
    command.stdout(Stdio::null()).spawn().unwrap()
}

/// Calls `switch` with 0, 1, 2 and so on, from Go's first words to its end. Gives how often, and Go's words.
fn switched_during(mut go: Child, switch: impl Fn(usize)) -> (usize, String) {
    let mut said = BufReader::new(go.stderr.take().unwrap());
    let mut words = String::new();
    // Its first words show that it runs; before, PATH still goes through the link.
    said.read_line(&mut words).unwrap();
    let (ended, until) = channel();
    let reader = std::thread::spawn(move || {
        said.read_to_string(&mut words).unwrap();
        ended.send(()).unwrap();
        words
    });
    let mut switches = 0;
    while until.recv_timeout(Duration::from_millis(1)) == Err(RecvTimeoutError::Timeout) {
        switch(switches);
        switches += 1;
    }
    let words = reader.join().unwrap();
    assert!(go.wait().unwrap().success(), "after {switches} switches: {words}");
    (switches, words)
}

/// Makes `current` name `release`, in one step and much faster than `use`.
fn rename(home: &Home, release: &Path) {
    let beside = home.prefix().join(".next");
    symlink(release, &beside).unwrap();
    std::fs::rename(beside, home.prefix().join("current")).unwrap();
}

/// What Go is asked for, how to switch meanwhile, and how often at least.
type Way<'a> = (&'a str, &'a dyn Fn(&Path), usize);

#[test]
fn a_switch_in_the_middle_of_a_build_a_test_or_an_install_harms_nothing() {
    let home = Real::installed();
    let good = home.current();
    home.install(&Real::shared().next()).run().ends_with(Exit::Done);
    let bad = home.current();
    poison(&home);
    let (demo, cache) = (demo(&home), home.beside("cache"));
    let broken = start(&home, &cache, "build -o built .").wait_with_output().unwrap();
    assert!(!broken.status.success(), "the other release's compilers work");
    let to_use = |release: &Path| {
        home.goferry().arg("use").arg(release).run().ends_with(Exit::Done);
    };
    let to_rename = |release: &Path| rename(&home, release);
    let ways: [Way; 3] = [
        ("build -x -o built .", &to_rename, 100),
        ("test -x .", &to_use, 3),
        ("install -x ./tool", &to_use, 3),
    ];
    for (arguments, switch, enough) in ways {
        let mut switches = 0;
        // On a machine with other work too few may fit in: then all of it is compiled again.
        while switches <= enough {
            if switches > 0 {
                std::fs::remove_dir_all(&cache).unwrap();
            }
            to_use(&good);
            let go = start(&home, &cache, arguments);
            let (more, words) = switched_during(go, |n| switch([&bad, &good][n % 2]));
            assert!(more > 0 && words.contains("/compile"), "{more}: {words}");
            assert!(!words.contains("poisoned"), "{words}");
            switches += more;
        }
    }
    for program in [demo.join("built"), home.prefix().join("gopath/bin/tool")] {
        let outcome = home.run(&program).run();
        assert!(outcome.is_success() && outcome.stderr == "42\n", "{outcome}");
    }
}

#[test]
fn what_go_install_put_into_gopath_outlives_switch_upgrade_prune_and_uninstall_of_its_release() {
    let home = Real::installed();
    let first = home.current();
    demo(&home);
    let install =
        start(&home, &Real::shared().cache(), "install ./tool").wait_with_output().unwrap();
    assert!(install.status.success(), "{}", String::from_utf8_lossy(&install.stderr));
    let tool = home.prefix().join("gopath/bin/tool");
    let works = |after: &str| {
        let outcome = home.run(&tool).run();
        assert!(outcome.is_success() && outcome.stderr == "42\n", "after {after}: {outcome}");
    };
    works("go install");
    home.install(&Real::shared().next()).run().ends_with(Exit::Done);
    works("the upgrade");
    home.goferry().arg("rollback").run().ends_with(Exit::Done);
    home.goferry().args(["use", "1.27.3"]).run().ends_with(Exit::Done);
    works("switching");
    home.goferry().args(["prune", "--keep", "1"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().join(&first).exists());
    works("prune");
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    works("uninstall");
}

#[test]
fn a_release_that_go_runs_from_is_neither_pruned_nor_uninstalled() {
    let home = Real::installed();
    let first = home.current();
    demo(&home);
    let held = b"package main\n\nimport (\n\t\"io\"\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestHeld(t *testing.T) { println(\"held\"); io.ReadAll(os.NewFile(9, \"held\")) }\n";
    home.write("demo/held_test.go", held);
    // The test reads its descriptor 9 to its end; `go test` waits for it.
    let arguments = "test -count=1 -exec \"sh -c 'exec \\$0 9<pipe'\" .";
    nix::unistd::mkfifo(&home.path().join("demo/pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let go = start(&home, &Real::shared().cache(), arguments);
    // Opening the other end waits until the test has opened its own.
    let pipe = std::fs::File::options().write(true).open(home.path().join("demo/pipe")).unwrap();
    home.install(&Real::shared().next()).run().ends_with(Exit::Done);
    let outcome = home.goferry().args(["prune", "--keep", "1"]).run();
    outcome.ends_with(Exit::Done).says(&[&tests::words::switch::kept_in_use]);
    let outcome = home.goferry().args(["uninstall", "-y"]).arg(&first).run();
    outcome.ends_with(Exit::Busy);
    assert!(home.prefix().join(&first).is_dir());
    drop(pipe);
    let ended = go.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    home.goferry().args(["prune", "--keep", "1"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().join(&first).exists());
}
