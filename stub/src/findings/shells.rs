//! What a new shell finds. A line of ours in a profile proves nothing: what comes before it may end the shell or start
//! another in its place, and what comes after it may put another Go first. So each shell of the account is started, as
//! a login does it and as a terminal window does it, and asked.

use super::{Code, Finding, Look};
use crate::prefix::home::Owner;
use crate::process::command::{self, How};
use crate::profile::{Account, EnvironmentReceipt, Shell};
use crate::words::doctor as words;
use payloads::environment::{Mode, Prefix, source_line};
use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use voice::Said;

/// How long a shell may take to come to its prompt.
const LIMIT: Duration = Duration::from_secs(10);

/// Comes before the answer, whatever else a profile prints.
const MARK: &str = "goferry-found:";

/// A line that every shell reads alike. It is asked twice: a shell that is started in the place of the first one reads
/// it from its input.
const QUESTION: &str = "/bin/sh -c 'printf \"\\ngoferry-found:%s\\n\" \"$(command -v go)\"'\n";

/// How a shell is started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Login,
    Terminal,
}

/// What came of asking it.
enum Answer {
    /// The path of the `go` that it finds.
    Go(String),
    Nothing,
    /// It never came to the question.
    Gone,
    Overdue(Duration),
}

/// Asks them, where their profiles were to be edited.
pub(super) fn new_ones(look: &Look<'_>) -> Vec<Finding> {
    let (layout, process) = (look.at.layout, &look.at.context.process);
    let receipt = EnvironmentReceipt::read(layout).ok().flatten();
    let is_edited = receipt.is_some_and(|receipt| receipt.mode == Mode::Rc);
    let home = match layout.owner() {
        Owner::User(home) => home.clone(),
        Owner::System => Some(process.home.clone()),
    };
    let is_own = |home: &PathBuf| home.metadata().is_ok_and(|data| data.uid() == process.uid);
    let Some(home) = home.filter(is_own).filter(|_| is_edited && !layout.is_in_image()) else {
        return Vec::new();
    };
    let Ok(prefix) = layout.shell_prefix() else { return Vec::new() };
    let account = Account::new(&home, Some(&process.login_shell), &process.environment);
    let mut found = Vec::new();
    for program in &account.shells {
        let Some(shell) = program.file_name().and_then(Shell::by_name) else { continue };
        for way in ways(shell, &account, *layout.owner() == Owner::System) {
            let answer = ask(program, way, &account, look);
            let said = answer.and_then(|answer| told(&answer, program, way, shell, &prefix));
            found.extend(
                said.map(|(code, said, help)| Finding::note(code, program.clone(), said, help)),
            );
        }
    }
    found
}

/// The ways of starting `shell` in which it reads a file of its own. What all users share is read by login shells.
fn ways(shell: Shell, account: &Account, is_hosts: bool) -> impl Iterator<Item = Way> {
    let reads = match shell {
        Shell::Sh => account.env.is_some(),
        Shell::Bash | Shell::Zsh => !is_hosts,
        Shell::Fish | Shell::Csh => true,
    };
    [Way::Login, Way::Terminal].into_iter().filter(move |way| *way == Way::Login || reads)
}

/// Starts it with what a login gives it, and no more. Nothing of it stays.
fn ask(program: &Path, way: Way, account: &Account, look: &Look<'_>) -> Option<Answer> {
    const SYSTEM: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let process = &look.at.context.process;
    let mut command = Command::new(program);
    if way == Way::Login {
        let mut name = OsString::from("-");
        name.push(program.file_name()?);
        command.arg0(name);
    }
    command.args(["-i", "-c", QUESTION]).env_clear().current_dir(&account.home);
    let kept = ["LANG", "LC_ALL", "ZDOTDIR", "XDG_CONFIG_HOME", "ENV", "XDG_RUNTIME_DIR"];
    command.envs(kept.iter().filter_map(|name| Some((name, process.variable(name)?))));
    command.envs([("PATH", SYSTEM), ("TERM", "dumb"), ("HISTFILE", "/dev/null")]);
    command.env("HOME", &account.home).env("SHELL", program);
    command.env("USER", &process.account).env("LOGNAME", &process.account);
    let outcome = command::run_apart(command, QUESTION, LIMIT, &process.kernel).ok()?;
    let said = outcome.output.lines().rev().find_map(|line| line.trim().strip_prefix(MARK));
    Some(match (said, outcome.how) {
        (Some(""), _) => Answer::Nothing,
        (Some(go), _) => Answer::Go(go.to_owned()),
        (None, How::Overdue(limit)) => Answer::Overdue(limit),
        (None, _) => Answer::Gone,
    })
}

fn told(
    answer: &Answer,
    program: &Path,
    way: Way,
    shell: Shell,
    prefix: &Prefix,
) -> Option<(Code, Said, Option<Said>)> {
    let line = source_line(prefix, shell.syntax());
    let line = String::from_utf8_lossy(&line).into_owned();
    let (program, way) = (
        program.display(),
        match way {
            Way::Login => words::at_login(),
            Way::Terminal => words::in_a_terminal(),
        },
    );
    Some(match answer {
        Answer::Go(go) if is_ours(go, prefix) => return None,
        Answer::Go(go) => {
            let said = words::shell_finds_other(&program, &way, go);
            (Code::OtherGo, said, Some(words::shell_other_help(&line)))
        }
        Answer::Nothing => {
            let said = words::shell_finds_none(&program, &way);
            (Code::NoPath, said, Some(words::shell_help(&line)))
        }
        Answer::Gone => {
            let said = words::shell_gone(&program, &way);
            (Code::NoPath, said, Some(words::shell_help(&line)))
        }
        Answer::Overdue(limit) => {
            (Code::NoPath, words::shell_overdue(&program, &way, &limit.as_secs()), None)
        }
    })
}

/// Whether the path `go` leads to the Go of `prefix`, however it is spelled.
fn is_ours(go: &str, prefix: &Prefix) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let own = [prefix.goroot_bin().join("go"), prefix.path().join("bin/go")];
    let found = Path::new(std::ffi::OsStr::from_bytes(go.as_bytes()));
    own.iter().any(|own| own == found || real(own).is_some() && real(own) == real(found))
}
