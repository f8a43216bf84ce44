//! Section E: members, signed by a key that the home trusts.

use payloads::container::index::{Member, MemberKind};
use payloads::digest::Sha256;
use tests::bad_inputs::{Trial, members, refuse};
use tests::{Entry, Home, Release, Workshop};
use voice::Exit;

#[test]
fn each_member_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, members::cases(), &[Trial::Install, Trial::PackExtract]);
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
