//! After an uninstall the home is what it was before the install, whatever the user's profiles were like:
//! paths, modes, contents and links.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tests::{Home, Outcome, Release, Workshop};
use voice::Exit;

/// Login shells, with the profiles each reads.
const SHELLS: [(&str, &[&str]); 5] = [
    ("/bin/bash", &[".bashrc", ".bash_profile"]),
    ("/bin/zsh", &[".zshrc", ".zprofile"]),
    ("/usr/bin/fish", &[".config/fish/config.fish"]),
    ("/bin/tcsh", &[".tcshrc"]),
    ("/bin/dash", &[".profile"]),
];

/// What stands in a profile before goferry comes, as long as it is a plain file.
const CONTENTS: [(&str, &[u8]); 9] = [
    ("empty", b""),
    ("plain", b"alias ll='ls -l'\n"),
    ("CRLF", b"alias ll='ls -l'\r\numask 022\r\n"),
    ("CRLF without end", b"alias ll='ls -l'\r\numask 022"),
    ("without a newline at the end", b"# \xc4\xe3\xba\xc3\nalias ll='ls -l'"),
    ("a backslash at the end", b"alias ll='ls -l' \\\n"),
    ("half of our line", b"[ ! -r \"$HOME/goenv/env\" ] || . \n# added by goferry\n"),
    ("our line as a comment", b"#[ ! -r \"$HOME/goenv/env\" ] || . \"$HOME/goenv/env\" # added by goferry; remove with: goferry uninstall\n"),
    ("NUL and no text", b"\0\xff\xfe\n\0"),
];

/// Installs, installs the next release, looks, and uninstalls.
fn there_and_back(home: &Home, shell: &str, what: &str) {
    let before = home.tree();
    let served = installed(home, shell);
    let outcome = uninstalled(home);
    home.is_still(&before, &format!("{shell}, {what} (installed with {served}): {outcome}"));
}

/// Gives the code the installation ended with: 32 where no profile of the shell could be edited.
fn installed(home: &Home, shell: &str) -> i32 {
    let codes = [1, 2].map(|counter| {
        let install = home.run(&tests::stub()).args(["install", "-y", "--no-gate"]);
        let outcome = install.arg(release(home, counter)).env("SHELL", shell).run();
        let code = outcome.status.code().unwrap_or(-1);
        assert!([0, 32].contains(&code), "{outcome}");
        code
    });
    assert_eq!(codes[0], codes[1], "{shell}");
    home.go_works();
    codes[0]
}

fn uninstalled(home: &Home) -> Outcome {
    let outcome = home.run(&tests::stub()).args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    outcome
}

/// One with a small program in front, so that a run does not spend its time on copying it.
fn release(home: &Home, counter: u32) -> PathBuf {
    let release = Release::mini().counting(counter).with_small_stub("goferry 0.1.0\n");
    home.lay(&format!("{counter}.run"), &release.build(Workshop::shared()))
}

#[test]
fn a_home_without_profiles_is_without_them_again() {
    for (shell, _) in SHELLS {
        there_and_back(&Home::empty(), shell, "absent");
    }
}

#[test]
fn each_profile_comes_back_byte_for_byte() {
    for (shell, profiles) in SHELLS {
        for (what, contents) in CONTENTS {
            let home = Home::empty();
            for (profile, mode) in profiles.iter().zip([0o640, 0o600]) {
                let path = home.write(profile, contents);
                std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
            }
            there_and_back(&home, shell, what);
        }
    }
}

#[test]
fn a_profile_of_ten_mebibytes_comes_back_byte_for_byte() {
    let home = Home::empty();
    home.write(".bashrc", &b"export A=1\n".repeat((10 << 20) / 11));
    there_and_back(&home, "/bin/bash", "10 MiB");
}

#[test]
fn a_read_only_profile_is_left_alone() {
    for (shell, profiles) in SHELLS {
        let home = Home::empty();
        for profile in profiles {
            let path = home.write(profile, b"# mine\n");
            std::fs::set_permissions(path, PermissionsExt::from_mode(0o444)).unwrap();
        }
        there_and_back(&home, shell, "read-only");
    }
}

#[test]
fn a_link_into_a_dotfiles_repository_stays_a_link_and_the_repository_clean() {
    for (shell, profiles) in SHELLS {
        let home = Home::empty();
        for profile in profiles {
            let kept = home.write(&format!("dotfiles/{}", profile.replace('/', "_")), b"# mine\n");
            let link = home.path().join(profile);
            std::fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(kept, link).unwrap();
        }
        let repository = tests::Tree::of(&home.path().join("dotfiles"));
        let before = home.tree();
        installed(&home, shell);
        let now = tests::Tree::of(&home.path().join("dotfiles"));
        assert_eq!(repository.differences(&now), "", "{shell}");
        uninstalled(&home);
        home.is_still(&before, &format!("{shell}, a link"));
    }
}

/// What the user did to our line while goferry was installed stays the user's.
#[test]
fn a_line_that_was_doubled_goes_and_one_that_was_cut_in_half_stays() {
    type Change = fn(&str, &str) -> String;
    let rows: [(&str, Change, Change); 3] = [
        ("doubled", |text, line| format!("{text}{line}"), |_, _| String::new()),
        ("half deleted", |text, line| text.replace(line, &half(line)), |_, line| half(line)),
        ("deleted", |text, line| text.replace(line, ""), |_, _| String::new()),
    ];
    for (shell, profiles) in SHELLS {
        for (what, change, left) in rows {
            let home = Home::empty();
            let own = "# mine\n";
            let profile = home.write(profiles[0], own.as_bytes());
            let before = home.tree();
            installed(&home, shell);
            let text = std::fs::read_to_string(&profile).unwrap();
            let line = text.strip_prefix(own).unwrap().to_owned();
            assert_eq!(line.lines().count(), 1, "{shell}: {text}");
            std::fs::write(&profile, change(&text, &line)).unwrap();
            uninstalled(&home);
            let rest = left(&text, &line);
            assert_eq!(
                std::fs::read_to_string(&profile).unwrap(),
                format!("{own}{rest}"),
                "{shell}: {what}"
            );
            std::fs::write(&profile, own).unwrap();
            home.is_still(&before, &format!("{shell}, {what}"));
        }
    }
}

fn half(line: &str) -> String {
    format!("{}\n", &line[..line.len() / 2])
}

#[test]
fn whatever_else_lies_in_the_prefix_or_beside_it_stays_as_it_is() {
    let home = Home::empty();
    home.write(".config/go/env", b"GOFLAGS=-mod=mod\n");
    home.write("go/pkg/mod/cache/lock", b"");
    home.write(".bash_history", b"ls\n");
    std::fs::set_permissions(home.path().join("go/pkg/mod"), PermissionsExt::from_mode(0o555))
        .unwrap();
    symlink("nowhere", home.path().join("dangling")).unwrap();
    there_and_back(&home, "/bin/bash", "other files");
    assert!(!home.path().join(Path::new("goenv")).exists());
}
