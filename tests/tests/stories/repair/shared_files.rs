//! Files that are one with those of another release.

use super::{release, repaired, verify};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use tests::{Home, Release, Workshop};
use voice::Exit;

#[test]
fn a_hard_link_is_broken_before_anything_is_written() {
    let home = Home::with_previous();
    let old = release(&home);
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).args(["--share", "hardlink"]).run().ends_with(Exit::Done);
    let new = release(&home);
    let of = |release: &Path| release.join("goroot/VERSION");
    assert_eq!(of(&old).metadata().unwrap().ino(), of(&new).metadata().unwrap().ino());
    verify(&home).ends_with(Exit::Done);
    // An edit through one name is seen through both, and no copy is left.
    fs::write(of(&new), "go9\n").unwrap();
    let outcome =
        home.goferry().args(["repair", "-y", "--from"]).arg(&next).arg(home.current()).run();
    outcome.ends_with(Exit::Done);
    assert_eq!(fs::read(of(&new)).unwrap(), b"go1.27.3\n");
    assert_eq!(fs::read(of(&old)).unwrap(), b"go9\n", "it was written in place");
    repaired(&home).ends_with(Exit::Done);
    assert_eq!(fs::read(of(&old)).unwrap(), b"go1.27.3\n");
    verify(&home).ends_with(Exit::Done);
}

#[test]
fn an_edited_file_does_not_spread_to_the_release_that_shares() {
    let home = Home::with_previous();
    let old = release(&home);
    fs::write(old.join("goroot/VERSION"), "go6.66.6\n").unwrap();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).args(["--share", "hardlink"]).run().ends_with(Exit::Done);
    assert_eq!(fs::read(release(&home).join("goroot/VERSION")).unwrap(), b"go1.27.3\n");
    let shared = |path: &str| release(&home).join(path).metadata().unwrap().nlink();
    assert_eq!((shared("goroot/VERSION"), shared("goroot/src/main.go")), (1, 2));
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
}
