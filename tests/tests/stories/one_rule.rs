//! One rule says which installation a verb is about, and who is believed there: that which the options name, else that
//! which the goferry belongs to that was started. HOME has no say where there is one.

use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Workshop};
use voice::Exit;

/// Somebody who owns nothing of the host's.
const SOMEBODY: u32 = 4711;

/// An installation that does not lie in the home of who uses it.
struct Elsewhere {
    home: Home,
    prefix: PathBuf,
}

impl Elsewhere {
    /// By `install` with `options` and `--prefix`.
    fn by(options: &[&str]) -> Elsewhere {
        let home = Home::empty();
        let prefix = home.beside("data");
        let install = home.run(&home.mini()).args(["install", "-y", "--no-gate"]).args(options);
        install.arg("--prefix").arg(&prefix).run().ends_with(Exit::Done);
        Elsewhere { home, prefix }
    }

    fn goferry(&self) -> Invocation {
        self.home.run(&self.prefix.join("bin/goferry"))
    }

    fn current(&self) -> PathBuf {
        std::fs::read_link(self.prefix.join("current")).unwrap()
    }

    /// A file that nobody here has reason to believe.
    fn strangers(&self) -> PathBuf {
        self.home.lay("stranger.run", Workshop::new().mini())
    }
}

/// Every verb that takes a file.
const OF_A_FILE: [&[&str]; 6] = [
    &["verify"],
    &["info"],
    &["list"],
    &["extract", "-C", "unpacked"],
    &["install", "-y", "--no-gate"],
    &["upgrade-self"],
];

fn refuses_the_stranger(goferry: impl Fn() -> Invocation, file: &Path, home: &Home) {
    let before = home.tree();
    for verb in OF_A_FILE {
        let refused = goferry().within(home.path()).args(verb.iter().copied()).arg(file).run();
        refused.ends_with(Exit::Untrusted);
        home.is_still(&before, &refused);
    }
}

#[test]
fn a_file_of_a_stranger_is_refused_wherever_the_installation_lies() {
    for options in [&[][..], &["--system"]] {
        let there = Elsewhere::by(options);
        let current = there.current();
        refuses_the_stranger(|| there.goferry(), &there.strangers(), &there.home);
        assert_eq!(there.current(), current, "{options:?}");
    }
}

#[test]
fn a_file_goes_into_the_installation_that_its_goferry_belongs_to() {
    for options in [&[][..], &["--system"]] {
        let there = Elsewhere::by(options);
        let before = there.current();
        let install = there.goferry().args(["install", "-y", "--no-gate"]).arg(there.home.next());
        install.run().ends_with(Exit::Done);
        assert_ne!(there.current(), before, "{options:?}");
        assert!(!there.home.prefix().exists(), "{options:?}");
    }
}

#[test]
fn who_uses_the_hosts_installation_gets_one_of_their_own_and_believes_what_it_believes() {
    let there = Elsewhere::by(&["--system"]);
    let (strangers, next, system) = (there.strangers(), there.home.next(), there.current());
    let there = Elsewhere { home: there.home.given_to(SOMEBODY), ..there };
    let theirs = || there.goferry().user(SOMEBODY);
    let taking_a_file =
        |verb: &[&str], file: &Path| theirs().args(verb.iter().copied()).arg(file).run();
    taking_a_file(&["install", "-y", "--no-gate"], &strangers).ends_with(Exit::Untrusted);
    assert!(!there.home.prefix().exists());
    taking_a_file(&["install", "-y", "--no-gate"], &next).ends_with(Exit::Done);
    assert!(there.home.prefix().join("current").exists());
    assert_eq!(there.current(), system);
}

#[test]
fn a_goferry_that_is_found_through_path_knows_where_it_lies_without_proc() {
    let there = Elsewhere::by(&[]);
    let path = format!("{}:/usr/bin:/bin", there.prefix.join("bin").display());
    let found = there.home.run(Path::new("sh")).env("PATH", path);
    let hidden = "mount -t tmpfs none /proc && exec goferry versions";
    let told = found.wrapped(["unshare", "--mount"]).args(["-c", hidden]).run();
    told.ends_with(Exit::Done);
    let release = there.current();
    assert!(told.stdout.contains(release.to_str().unwrap()), "{told}");
}
