//! What the kernel sees of an installation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tests::{Home, Invocation, Real, Traced, require_tool};
use voice::Exit;

/// An install into an almost empty home, which is gone, call by call: one for all stories.
fn observed() -> &'static (PathBuf, Vec<Traced>) {
    static ONCE: OnceLock<(PathBuf, Vec<Traced>)> = OnceLock::new();
    ONCE.get_or_init(|| {
        require_tool("strace");
        let home = Real::home();
        home.write(".bashrc", b"alias ll='ls -l'\n");
        // What the gate starts is a story of its own.
        let install = home.run(&Real::shared().file()).args(["install", "-y", "--no-gate"]);
        let (outcome, calls) = install.traced();
        outcome.ends_with(Exit::Done);
        assert!(calls.len() > 10_000, "{} calls", calls.len());
        (home.path().to_owned(), calls)
    })
}

/// Where the first call is that changes anything.
fn first_change(calls: &[Traced]) -> usize {
    calls.iter().position(|call| call.succeeded() && !call.changes().is_empty()).unwrap()
}

/// How much of `file` these calls have read, from its beginning without a gap.
fn read_without_gap(file: &Path, calls: &[Traced]) -> u64 {
    let reads = calls
        .iter()
        .filter(|call| call.descriptor() == file.to_str() && call.name.starts_with("pread"));
    let mut ranges: Vec<(u64, u64)> = reads
        .filter_map(|call| Some((call.number_from_end(0)?, call.result.parse().ok()?)))
        .collect();
    ranges.sort_unstable();
    ranges
        .into_iter()
        .fold(0, |end, (offset, length)| if offset <= end { end.max(offset + length) } else { end })
}

#[test]
fn every_byte_is_read_before_anything_is_written_and_all_that_is_written_is_ours() {
    let (home, calls) = observed();
    let file = Real::shared().file();
    let first = first_change(calls);
    let length = std::fs::metadata(&file).unwrap().len();
    assert_eq!(read_without_gap(&file, &calls[..first]), length, "before {:?}", calls[first]);

    // The prefix is made beside its place, and has its name when it has its receipt.
    let growing = home.join(".goenv.goferry-").to_string_lossy().into_owned();
    let ours = |path: &PathBuf| {
        path.starts_with(home.join("goenv"))
            || path.to_string_lossy().starts_with(&growing)
            || path.starts_with("/dev/null")
    };
    let profile = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.parent() == Some(home)
            && [".bashrc", ".profile"].iter().any(|profile| name.contains(profile))
    };
    let changed: BTreeSet<PathBuf> =
        calls.iter().filter(|call| call.succeeded()).flat_map(Traced::changes).collect();
    let foreign: Vec<_> = changed.iter().filter(|path| !ours(path) && !profile(path)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    // No profile before the one rename that makes the release current.
    let touches = |call: &Traced, wanted: &dyn Fn(&PathBuf) -> bool| {
        call.succeeded() && call.changes().iter().any(wanted)
    };
    let switched = calls.iter().position(|call| {
        call.name.starts_with("rename") && touches(call, &|path| path.ends_with("goenv/current"))
    });
    let edited = calls.iter().position(|call| touches(call, &profile));
    assert!(switched.unwrap() < edited.unwrap(), "{switched:?} {edited:?}");
}

#[test]
fn no_socket_is_opened_and_nothing_runs_but_the_file_and_what_it_tries() {
    let (_, calls) = observed();
    let network = [
        "socket",
        "socketpair",
        "connect",
        "bind",
        "sendto",
        "sendmsg",
        "recvfrom",
        "recvmsg",
        "accept",
        "accept4",
    ];
    let sockets: Vec<_> =
        calls.iter().filter(|call| network.contains(&call.name.as_str())).collect();
    assert!(sockets.is_empty(), "{sockets:?}");
    let run: Vec<PathBuf> = calls
        .iter()
        .filter(|call| call.name.starts_with("execve") && call.succeeded())
        .map(|call| call.string(0).unwrap().into())
        .collect();
    let [file, tried] = run.as_slice() else { panic!("{run:?}") };
    assert_eq!(*file, Real::shared().file());
    let is_staged = tried.iter().any(|part| part.to_string_lossy().starts_with(".staging-"));
    assert!(is_staged && tried.ends_with("probe"), "{}", tried.display());
}

#[test]
fn verify_info_and_list_write_nothing_at_all() {
    let home = Home::empty();
    for verb in ["verify", "info", "list"] {
        let (outcome, calls) = home.run(&home.mini()).arg(verb).traced();
        outcome.ends_with(Exit::Done);
        let changes: Vec<_> = calls.iter().filter(|call| !call.changes().is_empty()).collect();
        assert!(changes.is_empty(), "{verb}: {changes:?}");
    }
}

#[test]
fn the_file_is_a_static_elf_without_interpreter_or_needed_library() {
    let (file, home) = (Real::shared().file(), Real::installed());
    for program in [&file, &home.prefix().join("bin/goferry")] {
        let read = |options: &[&str]| {
            let outcome = Invocation::of("readelf").arg("--wide").args(options).arg(program).run();
            assert!(outcome.is_success(), "{outcome}");
            outcome.stdout
        };
        let (headers, dynamic) = (read(&["--program-headers"]), read(&["--dynamic"]));
        assert!(headers.contains("LOAD"), "{headers}");
        assert!(!headers.contains("INTERP") && !headers.contains("interpreter"), "{headers}");
        assert!(!dynamic.contains("NEEDED"), "{dynamic}");
        let stack = headers.lines().find(|line| line.contains("GNU_STACK")).unwrap();
        assert!(stack.contains("RW ") && !stack.contains("RWE"), "{stack}");
    }
    require_tool("file");
    let said = Invocation::of("file").arg("--brief").arg(&file).run();
    assert!(said.stdout.contains("ELF 64-bit LSB") && said.stdout.contains("static"), "{said}");
}
