//! What a command's end means: passed, or which fact, with its last lines and the way out.

use crate::process::command::{How, Outcome};
use crate::words::gate as words;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
use std::path::Path;
use voice::Exit;
use voice::{Fact, Said};

/// As many of its last lines are shown.
const LINES: usize = 12;

/// Of the signals, the one the kernel ends programs with when memory runs out.
const KILL: i32 = 9;

/// What Go passes on of the system's answers (its package syscall, whatever the locale), and what each means.
const ANSWERS: [(&str, Exit); 3] = [
    ("no space left on device", Exit::NoSpace),
    ("disk quota exceeded", Exit::NoSpace),
    ("input/output error", Exit::Io),
];

/// What Go, and programs it runs, say where memory runs out.
const WANT_OF_MEMORY: [&str; 4] =
    ["signal: killed", "cannot allocate memory", "out of memory", "fatal error: failed to reserve"];

/// What Go's package runtime says where no thread can be started, and the system where no process can.
const WANT_OF_PROCESSES: [&str; 2] = ["fatal error: newosproc", "resource temporarily unavailable"];

/// What it said, if it ended well. `help` is the way out where nothing better is known; `place` is where there was
/// no room, if that is what went wrong.
pub(super) fn passed(outcome: Outcome, help: fn() -> Said, place: &Path) -> Result<String, Fact> {
    if outcome.how == How::Code(0) {
        return Ok(outcome.output);
    }
    let output = last_lines(&outcome);
    let died = outcome.died.unwrap_or_default();
    let said = format!("{died}\n{}", outcome.output);
    let answer = ANSWERS.iter().find(|(answer, _)| said.contains(answer)).map(|(_, exit)| *exit);
    Err(match (answer, outcome.how) {
        (Some(Exit::NoSpace), _) => Fact::new(Exit::NoSpace, words::no_room(&output))
            .help(words::no_room_help(&place.display())),
        (Some(exit), _) => Fact::new(exit, words::io(&output)),
        _ if said.lines().any(is_denial) => {
            Fact::new(Exit::SecurityModule, words::forbidden_below(&output))
                .help(words::forbidden_help())
        }
        (_, How::Overdue(limit)) => {
            let minutes = limit.as_secs() / 60;
            let said = words::still_running(&minutes, &output);
            Fact::new(Exit::Smoke, said).help(words::slow_help())
        }
        (_, How::Signal(number)) => {
            let ended = words::killed(&number, &output);
            Fact::new(Exit::Smoke, ended).help(way_out(number == KILL, &said, help))
        }
        (_, How::Code(code)) => {
            let ended = words::ended(&code, &output);
            Fact::new(Exit::Smoke, ended).help(way_out(false, &said, help))
        }
    })
}

fn way_out(was_killed: bool, said: &str, otherwise: fn() -> Said) -> Said {
    let is_said = |all: &[&str]| all.iter().any(|words| said.contains(words));
    if is_said(&WANT_OF_PROCESSES) {
        return limit(Resource::RLIMIT_NPROC)
            .map_or_else(words::processes_help, |limit| words::processes_limit_help(&limit));
    }
    if !was_killed && !is_said(&WANT_OF_MEMORY) {
        return otherwise();
    }
    // A program that the kernel killed was within its own limit.
    let limit = if was_killed { None } else { limit(Resource::RLIMIT_AS) };
    limit.map_or_else(words::memory_help, |bytes| words::address_space_help(&(bytes >> 10)))
}

/// Where this process, and what it starts, has one.
fn limit(resource: Resource) -> Option<u64> {
    getrlimit(resource).ok().map(|(soft, _)| soft).filter(|soft| *soft != RLIM_INFINITY)
}

/// A command that ended well and said something else.
pub(super) fn otherwise(found: &str, expected: &str) -> Fact {
    let said = words::says_otherwise(&found.trim(), &expected);
    Fact::new(Exit::Smoke, said).help(words::help())
}

/// `fork/exec .../compile: permission denied`: Go says so of a program it may not start (its package os/exec).
fn is_denial(line: &str) -> bool {
    let denials = ["permission denied", "operation not permitted"];
    line.contains("fork/exec ") && denials.iter().any(|denial| line.contains(denial))
}

/// What it died of, where that would not be among them, comes before them.
fn last_lines(outcome: &Outcome) -> Said {
    let lines: Vec<&str> = outcome.output.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return words::silent();
    }
    let last = &lines[lines.len().saturating_sub(LINES)..];
    let died = outcome.died.as_deref().filter(|died| !last.contains(died));
    died.iter()
        .chain(last)
        .fold(words::last_lines(), |before, line| words::line(&before, &line.replace('\t', "    ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use voice::Lang;

    fn fact(how: How, output: &str) -> Fact {
        let outcome = Outcome { how, output: output.to_owned(), died: None };
        passed(outcome, words::help, Path::new("/x")).unwrap_err()
    }

    #[test]
    fn what_the_system_answered_decides_before_how_it_ended() {
        let table = [
            ("build: write $WORK/x.a: no space left on device", Exit::NoSpace),
            ("open /x/cache: disk quota exceeded", Exit::NoSpace),
            ("read /x/fmt.a: input/output error", Exit::Io),
            ("go: fork/exec /x/compile: permission denied", Exit::SecurityModule),
            ("fork/exec /x/smoke.test: operation not permitted", Exit::SecurityModule),
            ("open /root/x: permission denied", Exit::Smoke),
            ("--- FAIL: TestIt", Exit::Smoke),
            ("", Exit::Smoke),
        ];
        for (output, exit) in table {
            for how in [How::Code(1), How::Signal(11)] {
                let fact = fact(how, output);
                assert_eq!(fact.exit, exit, "{output}");
                assert!(output.is_empty() || fact.to_string().contains(output), "{fact}");
            }
        }
    }

    #[test]
    fn the_last_lines_are_shown_one_below_the_other_and_no_more() {
        let output: String = (0..40).map(|n| format!("line\t{n}\n\n")).collect();
        let said = fact(How::Code(2), &output).to_string();
        assert!(said.starts_with("it ended with 2; its last lines:\n    | line    28\n"), "{said}");
        assert!(said.ends_with("\n    | line    39"), "{said}");
        assert_eq!(said.lines().count(), 1 + LINES);
    }

    #[test]
    fn what_it_died_of_is_shown_and_decides_though_the_last_lines_say_other_things() {
        let output: String = (0..40).map(|n| format!("runtime/x.go:{n}\n")).collect();
        for (died, part) in [
            ("fatal error: failed to reserve page summary memory", "memory"),
            ("fatal error: newosproc", "processes"),
        ] {
            let outcome =
                Outcome { how: How::Code(2), output: output.clone(), died: Some(died.to_owned()) };
            let fact = passed(outcome, words::help, Path::new("/x")).unwrap_err();
            assert!(fact.to_string().contains(died), "{fact}");
            let help = fact.help.unwrap().render(Lang::En);
            assert!(help.contains(part), "{help}");
        }
    }

    #[test]
    fn each_end_has_its_own_way_out() {
        let help = |how| fact(how, "").help.unwrap().render(Lang::En);
        let overdue = How::Overdue(Duration::from_secs(600));
        assert!(help(How::Signal(KILL)).contains("memory"));
        let killed = fact(How::Code(1), "go build fmt: compile: signal: killed").help.unwrap();
        assert!(killed.render(Lang::En).contains("memory"));
        assert!(help(overdue).contains("slow"));
        assert_eq!(help(How::Signal(11)), help(How::Code(1)));
        assert!(fact(overdue, "").to_string().contains("10 min"));
    }
}
