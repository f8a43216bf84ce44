//! The real shells, started the ways people start them, find the Go that was installed and no other.
//!
//! A shell that is missing on the machine is a failed test, not a skipped one.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its home has failed")]

use payloads::environment::{Mode, Prefix, files};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use stub::profile::{Account, Edit, apply, plan, revert};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "dash", "tcsh"];

/// What our `go` says. Shells of this test print nothing else that matters.
const OURS: &str = "this is the Go of goferry";
const THEIRS: &str = "this is another Go";

/// A scratch home with an installation, and another Go beside it.
struct Home {
    root: PathBuf,
    home: PathBuf,
    prefix: Prefix,
}

impl Home {
    fn new(test: &str, prefix: &str) -> Self {
        let root =
            std::env::temp_dir().join(format!("goferry-shells-{}-{test}", std::process::id()));
        let home = root.join("home");
        let path = home.join(prefix);
        let prefix = Prefix::of_user(&path, &home).unwrap();
        let goroot = path.join("v1.27.3-8c55021f/goroot");
        program(&goroot.join("bin/go"), OURS);
        symlink("v1.27.3-8c55021f/goroot", path.join("current-goroot")).unwrap();
        program(&root.join("other/bin/go"), THEIRS);
        for file in [files(&prefix, Mode::Wrapper), files(&prefix, Mode::Direnv)].concat() {
            let to = path.join(file.name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(&to, file.contents).unwrap();
            fs::set_permissions(&to, fs::Permissions::from_mode(file.mode)).unwrap();
        }
        Home { root, home, prefix }
    }

    /// A home as people have them: each shell puts another Go first, exports its GOROOT, and has
    /// what real profiles have.
    fn full(test: &str) -> Self {
        let home = Home::new(test, "goenv");
        let other = home.root.join("other");
        let other = other.display();
        let posix = format!(
            "export GOROOT={other}\nexport PATH={other}/bin:$HOME/goenv/bin:$PATH\nalias ll='ls -l'\n"
        );
        let returns = "case $- in *i*) ;; *) return ;; esac\n";
        home.put(".profile", &posix);
        home.put(".bashrc", &format!("{returns}{posix}# no newline at the end"));
        home.put(".bash_profile", &format!("[ -f ~/.bashrc ] && . ~/.bashrc\n{posix}"));
        for name in [".zshenv", ".zprofile", ".zshrc", ".zlogin"] {
            home.put(name, &format!("setopt nomatch extended_glob\n{posix}"));
        }
        let csh = format!(
            "setenv GOROOT {other}\nset path = ( {other}/bin $path )\nset noclobber\nalias ll ls -l\n"
        );
        home.put(".cshrc", &csh);
        home.put(".login", &csh);
        let fish = format!("set -gx GOROOT {other}\nset -gx PATH {other}/bin $PATH\n");
        home.put(".config/fish/config.fish", &fish);
        home.put(".config/fish/conf.d/go.fish", &fish);
        home
    }

    fn put(&self, name: &str, contents: &str) {
        let path = self.home.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    fn edits(&self, shell: &str) -> Vec<Edit> {
        let shells = vec![Path::new("/usr/bin").join(shell)];
        plan(&Account { home: self.home.clone(), shells, ..Account::default() }, &self.prefix)
    }

    fn install(&self, shell: &str) -> Vec<stub::profile::Change> {
        let outcome = apply(&self.edits(shell), |_| Some(Vec::new()));
        assert!(outcome.served && outcome.warnings.is_empty(), "{:?}", outcome.warnings);
        outcome.changes
    }

    /// A command with nothing of this process's environment.
    fn bare(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", &self.home).env("PATH", "/usr/bin:/bin");
        command.env("TERM", "dumb").env("USER", "li").env("LOGNAME", "li");
        command.current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// What the shell answers, started as `way` and given `script`.
    fn answer(&self, shell: &str, way: Way, script: &str) -> String {
        let mut command = self.bare(shell);
        match way {
            Way::Login => command.arg0(format!("-{shell}")).args(["-c", script]),
            Way::LoginOption if shell == "tcsh" => return self.typed(shell, &["-l"], script),
            Way::LoginOption => command.args(["-l", "-c", script]),
            Way::LoginInteractive if shell == "tcsh" => {
                command.arg0("-tcsh");
                return typed_into(command.arg("-i"), script);
            }
            Way::LoginInteractive => command.args(["-l", "-i", "-c", script]),
            Way::Interactive => command.args(["-i", "-c", script]),
        };
        said(&command.output().unwrap_or_else(|e| panic!("{shell} is needed: {e}")))
    }

    fn typed(&self, shell: &str, arguments: &[&str], script: &str) -> String {
        typed_into(self.bare(shell).args(arguments), script)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.root).unwrap();
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// As login(1) does it: a `-` before the name.
    Login,
    LoginOption,
    LoginInteractive,
    Interactive,
}

const WAYS: [Way; 4] = [Way::Login, Way::LoginOption, Way::LoginInteractive, Way::Interactive];

fn program(path: &Path, says: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let environment = "GOROOT=${GOROOT-none} GOPATH=${GOPATH-none} PATH=$PATH";
    let script = format!("#!/bin/sh\necho \"$0: {says}\"\necho \"{environment}\"\n");
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Hands `script` to the shell as if it were typed: tcsh takes `-l` only alone.
fn typed_into(command: &mut Command, script: &str) -> String {
    use std::io::Write;
    let name = command.get_program().to_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{name:?} is needed: {e}"));
    writeln!(child.stdin.take().unwrap(), "{script}").unwrap();
    said(&child.wait_with_output().unwrap())
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

fn assert_ours(home: &Home, answer: &str, what: &str) {
    let path = home.prefix.path().display();
    assert!(answer.contains(OURS), "{what}: {answer}");
    assert!(!answer.contains(THEIRS), "{what}: {answer}");
    let want = format!(
        "GOROOT=none GOPATH={path}/gopath PATH={path}/current-goroot/bin:{path}/gopath/bin:{path}/bin:"
    );
    assert!(answer.contains(&want), "{what}:\n{answer}\nwanted\n{want}");
    assert!(!answer.contains("No such file") && !answer.contains("rror"), "{what}: {answer}");
    let own = format!("{path}/current-goroot/bin");
    assert_eq!(answer.matches(&format!(":{own}:")).count(), 0, "{what}: twice in PATH: {answer}");
}

/// The one combination that no file serves: see [`an_interactive_dash_inherits_or_is_told_by_env`].
fn reads_no_file(shell: &str, way: Way) -> bool {
    shell == "dash" && way == Way::Interactive
}

#[test]
fn from_an_empty_home_every_login_shell_finds_this_go_however_it_is_started() {
    for shell in SHELLS {
        let home = Home::new(&format!("empty-{shell}"), "goenv");
        let nothing = home.answer(shell, Way::Login, "go");
        assert!(!nothing.contains(OURS), "{shell} found it before it was set up: {nothing}");
        home.install(shell);
        for way in WAYS.into_iter().filter(|way| !reads_no_file(shell, *way)) {
            assert_ours(&home, &home.answer(shell, way, "go"), &format!("{shell} {way:?}"));
        }
    }
}

#[test]
fn from_a_full_home_every_shell_finds_this_go_and_not_the_one_before_it() {
    let home = Home::full("full");
    for shell in SHELLS {
        for way in WAYS.into_iter().filter(|way| !reads_no_file(shell, *way)) {
            let before = home.answer(shell, way, "go");
            assert!(before.contains(THEIRS), "{shell} {way:?} should find the other Go: {before}");
        }
    }
    home.install("bash");
    for shell in SHELLS {
        for way in WAYS.into_iter().filter(|way| !reads_no_file(shell, *way)) {
            assert_ours(&home, &home.answer(shell, way, "go"), &format!("{shell} {way:?}"));
        }
    }
}

#[test]
fn a_shell_within_a_shell_changes_nothing() {
    let home = Home::full("nested");
    home.install("bash");
    for shell in SHELLS {
        let inner = format!("{shell} -i -c go");
        let answer = home.answer(shell, Way::Login, &inner);
        assert_ours(&home, &answer, &format!("{shell} within {shell}"));
    }
}

#[test]
fn an_interactive_dash_inherits_or_is_told_by_env() {
    let home = Home::new("dash", "goenv");
    let account = Account {
        home: home.home.clone(),
        shells: vec!["/bin/dash".into()],
        env: Some(home.home.join(".shinit")),
        ..Account::default()
    };
    apply(&plan(&account, &home.prefix), |_| Some(Vec::new()));
    let from_login = home.answer("dash", Way::Login, "dash -i -c go");
    assert_ours(&home, &from_login, "dash -i from a login shell");
    let told =
        home.bare("dash").env("ENV", home.home.join(".shinit")).args(["-i", "-c", "go"]).output();
    assert_ours(&home, &said(&told.unwrap()), "dash -i with ENV");
}

#[test]
fn zsh_moved_by_a_line_in_zshenv_is_served() {
    let home = Home::new("zdotdir", "goenv");
    home.put(".zshenv", "export ZDOTDIR=\"$HOME/.config/zsh\"\n");
    home.put(".config/zsh/.zshrc", &format!("PATH={}/other/bin:$PATH\n", home.root.display()));
    home.install("zsh");
    for way in WAYS {
        assert_ours(&home, &home.answer("zsh", way, "go"), &format!("{way:?}"));
    }
}

#[test]
fn a_prefix_with_every_hard_character_is_found() {
    for name in ["go env", "it's $HOME \"`x`\" \\ & ;", "环境/围棋 go", "a!b!!c*?[x]{y}~#%^"] {
        for shell in SHELLS {
            let home = Home::new("hard", name);
            home.install(shell);
            for way in WAYS.into_iter().filter(|way| !reads_no_file(shell, *way)) {
                let answer = home.answer(shell, way, "go");
                assert_ours(&home, &answer, &format!("{shell} {way:?} {name}"));
            }
        }
    }
}

#[test]
fn a_gopath_of_the_users_own_is_kept() {
    for shell in SHELLS {
        let home = Home::new(&format!("gopath-{shell}"), "goenv");
        home.install(shell);
        let mut command = home.bare(shell);
        command.env("GOPATH", "/srv/go path").arg0(format!("-{shell}")).args(["-c", "go"]);
        let answer = said(&command.output().unwrap());
        let path = home.prefix.path().display();
        let want = format!("GOPATH=/srv/go path PATH={path}/current-goroot/bin:/srv/go path/bin:");
        assert!(answer.contains(&want), "{shell}: {answer}");
    }
}

#[test]
fn strict_shells_read_the_script_without_a_word() {
    let home = Home::new("strict", "goenv");
    let env = home.prefix.path().join("env");
    for shell in ["bash", "zsh", "dash"] {
        let left = "${goferry_prefix-}${goferry_rest-}${goferry_dir-}${goferry_first-}";
        let twice = format!(". '{0}'; . '{0}'", env.display());
        let script = format!("set -eu; unset PATH; {twice}; /bin/echo \"{left}$PATH\"");
        let answer = said(&home.bare(shell).args(["-c", &script]).output().unwrap());
        let path = home.prefix.path().display();
        let all = format!("{path}/current-goroot/bin:{path}/gopath/bin:{path}/bin\n");
        assert_eq!(answer, all, "{shell}");
    }
}

#[test]
fn other_entries_of_path_keep_their_order_and_their_emptiness() {
    let home = Home::new("order", "goenv");
    let path = home.prefix.path().display();
    let env = home.prefix.path().join("env");
    for shell in ["bash", "zsh", "dash"] {
        let script = format!(
            "PATH=':/b:{path}/bin:{path}/bin:/a b::'; . '{}'; /bin/echo \"$PATH\"",
            env.display()
        );
        let answer = said(&home.bare(shell).args(["-c", &script]).output().unwrap());
        assert!(answer.ends_with(":/b:/a b::\n"), "{shell}: {answer}");
        assert_eq!(answer.matches("goenv/bin").count(), 1, "{shell}: {answer}");
    }
}

#[test]
fn a_universal_goroot_of_fish_is_hidden_and_kept() {
    let home = Home::new("universal", "goenv");
    said(&home.bare("fish").args(["-c", "set -Ux GOROOT /usr/lib/go"]).output().unwrap());
    home.install("fish");
    for way in WAYS {
        let answer = home.answer("fish", way, "go");
        assert!(answer.contains(OURS) && answer.contains("GOROOT= GOPATH="), "{way:?}: {answer}");
    }
    let stored = fs::read_to_string(home.home.join(".config/fish/fish_variables")).unwrap();
    assert!(stored.contains("GOROOT"), "{stored}");
}

#[test]
fn a_prefix_that_is_gone_costs_nobody_their_login() {
    let home = Home::full("gone");
    home.install("bash");
    fs::remove_dir_all(home.prefix.path()).unwrap();
    for shell in SHELLS {
        for way in WAYS {
            let answer = home.answer(shell, way, "echo alive");
            assert!(answer.contains("alive"), "{shell} {way:?}: {answer}");
            assert!(!answer.contains("No such file"), "{shell} {way:?}: {answer}");
        }
    }
}

#[test]
fn after_an_uninstall_every_shell_is_as_it_was() {
    let home = Home::full("uninstall");
    let answers =
        |home: &Home| SHELLS.map(|shell| WAYS.map(|way| home.answer(shell, way, "go"))).concat();
    let before = answers(&home);
    let changes = home.install("zsh");
    assert_ne!(answers(&home), before);
    assert!(revert(&changes, |_| Some(Vec::new())).is_empty());
    assert_eq!(answers(&home), before);
}

#[test]
fn the_wrapper_runs_without_any_environment() {
    let home = Home::new("wrapper", "go env's");
    let go = home.prefix.path().join("bin/go");
    let output = Command::new(&go).env_clear().env("GOROOT", "/usr/lib/go").arg("version").output();
    let answer = said(&output.unwrap());
    let want = format!("GOROOT=none GOPATH={}/gopath", home.prefix.path().display());
    assert!(answer.contains(OURS) && answer.contains(&want), "{answer}");
}

#[test]
fn the_file_for_direnv_is_bash_that_needs_nothing_of_direnv() {
    let home = Home::new("direnv", "go env");
    let envrc = home.prefix.path().join("envrc");
    let script = format!("set -eu; . '{}'; go", envrc.display());
    let answer = said(&home.bare("bash").args(["-c", &script]).output().unwrap());
    assert_ours(&home, &answer, "envrc");
}
