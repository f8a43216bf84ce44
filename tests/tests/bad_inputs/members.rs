//! Section E: members, signed by a key that the home trusts.

use payloads::container::MAX_PATH;
use payloads::container::index::{Member, MemberKind};
use payloads::digest::Sha256;
use tests::bad_inputs::{Case, Trial, members, refuse};
use tests::{Entry, Home, Release, Workshop};
use voice::Exit;

#[test]
fn each_member_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    let (listed, held): (Vec<Case>, Vec<Case>) =
        members::cases().into_iter().partition(members::is_of_index);
    let verify = [Trial::Verify, Trial::PackVerify, Trial::Install, Trial::PackExtract];
    refuse(&home, listed, &verify);
    refuse(&home, held, &[Trial::Install, Trial::PackExtract]);
}

/// A directory and those on the way to it, whose path below `top` is `length` bytes long.
fn nested(top: &str, length: usize) -> Vec<String> {
    let mut paths = vec![top.to_owned()];
    while let Some(path) = paths.last().filter(|path| path.len() < length) {
        let room = length - path.len() - 1;
        // What is left is a slash and a name, too.
        let name = if room == 256 { 250 } else { room.min(255) };
        paths.push(format!("{path}/{}", "n".repeat(name)));
    }
    paths
}

#[test]
fn the_longest_paths_names_and_targets_are_installed() {
    let home = Home::with_previous();
    let directories = nested("goroot/src", usize::try_from(MAX_PATH).unwrap());
    let deepest = directories.last().unwrap().clone();
    assert_eq!(deepest.len() as u64, MAX_PATH);
    let target = format!("{}src", "./".repeat((deepest.len() - 3) / 2));
    let release = directories.iter().skip(1).map(|path| Entry::dir(path));
    let release = release.fold(Release::mini(), Release::with);
    let release = release.with(Entry::link("goroot/target", &target));
    let file = home.lay("long.run", &release.build(Workshop::shared()));
    home.goferry().arg("verify").arg(&file).run().ends_with(Exit::Done);
    home.packer().arg("verify").arg(&file).run().ends_with(Exit::Done);
    home.install(&file).run().ends_with(Exit::Done);
    assert!(home.prefix().join("current").join(&deepest).is_dir());
    assert!(home.prefix().join("current/goroot/target/main.go").is_file());
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn names_that_differ_in_case_or_composition_are_installed_side_by_side() {
    let home = Home::with_previous();
    let twins = ["README", "Readme", "readme", "\u{e9}", "e\u{301}", "\u{c9}"];
    let twin = |name: &str| Entry::file(&format!("goroot/src/{name}"), name.as_bytes());
    let release = twins.iter().map(|name| twin(name)).fold(Release::mini(), Release::with);
    let file = home.lay("twins.run", &release.build(Workshop::shared()));
    home.goferry().arg("verify").arg(&file).run().ends_with(Exit::Done);
    home.install(&file).run().ends_with(Exit::Done);
    for name in twins {
        let path = home.prefix().join("current/goroot/src").join(name);
        assert_eq!(std::fs::read(path).unwrap(), name.as_bytes());
    }
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
}

#[test]
fn a_deep_tree_within_the_limits_is_installed() {
    let home = Home::with_previous();
    let path = |depth: usize| format!("goroot/{}", vec!["d"; depth].join("/"));
    let entries: Vec<Entry> = (1..300).map(|depth| Entry::dir(&path(depth))).collect();
    let deepest = Entry::file(&format!("{}/file", path(299)), b"deep\n");
    let release = entries.into_iter().chain([deepest]).fold(Release::mini(), Release::with);
    let file = home.lay("deep.run", &release.build(Workshop::shared()));
    home.install(&file).run().ends_with(Exit::Done);
    let installed = home.prefix().join("current").join(path(299)).join("file");
    assert_eq!(std::fs::read(installed).unwrap(), b"deep\n");
    home.go_works();
}

#[test]
fn two_hundred_thousand_members_are_verified_in_little_memory() {
    let home = Home::with_previous();
    let before = home.tree();
    let member = |n: usize| {
        let kind = MemberKind::File { executable: false, size: 0, sha256: Sha256::of(b"") };
        Member { path: format!("goroot/src/n{n:06}"), frame: 0, kind }.render().unwrap()
    };
    let lines =
        (0..200_000).map(|n| Entry::file("goroot/zzz", b"").told_raw(&member(n)).held(Vec::new()));
    let file = home.lay("many.run", &Release::mini().with_all(lines).build(Workshop::shared()));
    home.goferry().arg("verify").arg(&file).limited("--as=33554432").run().ends_with(Exit::Done);
    // The frame holds none of them: only unpacking can see that.
    let outcome = home.install(&file).run();
    outcome.ends_with(Exit::Damaged);
    home.withstood(&before, &outcome);
}
