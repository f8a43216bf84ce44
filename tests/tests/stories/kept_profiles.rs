//! Section L, profiles: whatever a profile has beside its bytes it has afterwards, and what stands in the way of a line
//! is named.

use nix::mount::MsFlags;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use tests::words::{install, profile};
use tests::{Home, Invocation, Namespace, Outcome, require_root, require_tool};
use voice::Exit;

/// Somebody who is not root, and a group that is not theirs.
const NOBODY: u32 = 65534;
const OTHERS: u32 = 4711;

const BASHRC: &[u8] = b"alias ll='ls -l'\n";

fn home() -> (Home, PathBuf) {
    let home = Home::empty();
    let bashrc = home.write(".bashrc", BASHRC);
    (home, bashrc)
}

fn installed(home: &Home) -> Outcome {
    installing(home).run()
}

fn installing(home: &Home) -> Invocation {
    home.run(&home.mini()).args(["install", "-y", "--no-gate"])
}

fn uninstall(home: &Home) -> Invocation {
    home.goferry().args(["uninstall", "--all", "-y"])
}

#[track_caller]
fn has_the_line(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.starts_with("alias") && text.contains("added by goferry"), "{text}");
}

/// What getfacl says, and the permission bits.
fn rights(path: &Path) -> (String, u32) {
    let told = Invocation::of("getfacl").args(["--omit-header", "--numeric"]).arg(path).run();
    assert!(told.is_success(), "{told}");
    (told.stdout, path.metadata().unwrap().mode())
}

#[test]
fn an_access_control_list_and_other_attributes_stay() {
    require_tool("setfacl");
    let (home, bashrc) = home();
    fs::set_permissions(&bashrc, Permissions::from_mode(0o640)).unwrap();
    let acl = ["--modify", "user:4711:rw-,group::r--"];
    assert!(Invocation::of("setfacl").args(acl).arg(&bashrc).run().is_success());
    let (before, inode) = (rights(&bashrc), bashrc.metadata().unwrap().ino());
    installed(&home).ends_with(Exit::Done);
    has_the_line(&bashrc);
    assert_eq!((rights(&bashrc), bashrc.metadata().unwrap().ino()), (before.clone(), inode));
    // What the user wrote before the line was taken out stays as well.
    let text = fs::read_to_string(&bashrc).unwrap() + "export A=1\n";
    fs::write(&bashrc, text).unwrap();
    uninstall(&home).run().ends_with(Exit::Done);
    assert_eq!(fs::read(&bashrc).unwrap(), [BASHRC, b"export A=1\n"].concat());
    assert_eq!(rights(&bashrc), before);
}

#[test]
fn a_list_that_a_new_file_would_be_given_is_not_added() {
    require_tool("setfacl");
    let (home, bashrc) = home();
    let before = rights(&bashrc);
    let acl = ["--default", "--modify", "user:4711:r--"];
    assert!(Invocation::of("setfacl").args(acl).arg(home.path()).run().is_success());
    installed(&home).ends_with(Exit::Done);
    has_the_line(&bashrc);
    assert_eq!(rights(&bashrc), before);
}

#[test]
fn a_profile_that_is_mounted_there_gets_its_line_in_place() {
    let namespace = Namespace::enter();
    let (home, bashrc) = home();
    let elsewhere = home.beside("bashrc");
    fs::write(&elsewhere, BASHRC).unwrap();
    namespace.bind(&elsewhere, &bashrc);
    installed(&home).ends_with(Exit::Done);
    has_the_line(&elsewhere);
    uninstall(&home).run().ends_with(Exit::Done);
    assert_eq!(fs::read(&elsewhere).unwrap(), BASHRC);
    // Where nothing can be written the reason is told, and another profile serves.
    namespace.remount(&bashrc, MsFlags::MS_RDONLY);
    let told = installed(&home);
    told.ends_with(Exit::Done).says(&[&profile::left_alone]);
    told.does_not_say(&[&install::profile_failed]);
    assert_eq!(fs::read(&elsewhere).unwrap(), BASHRC);
}

#[test]
fn a_group_that_is_not_the_users_and_a_home_where_nothing_new_may_be_made_are_no_obstacle() {
    require_root();
    let (home, bashrc) = home();
    let profile = home.write(".profile", b"alias a=b\n");
    let home = home.given_to(NOBODY);
    chown(&bashrc, None, Some(OTHERS)).unwrap();
    fs::set_permissions(&bashrc, Permissions::from_mode(0o640)).unwrap();
    installing(&home).user(NOBODY).run().ends_with(Exit::Done);
    let data = bashrc.metadata().unwrap();
    assert_eq!((data.gid(), data.mode() & 0o7777), (OTHERS, 0o640));
    has_the_line(&bashrc);
    // Root's now, and the profiles still the user's own.
    fs::set_permissions(home.path(), Permissions::from_mode(0o555)).unwrap();
    let gone = uninstall(&home).user(NOBODY).run();
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read(&bashrc).unwrap(), BASHRC, "{gone}");
    assert_eq!(fs::read(&profile).unwrap(), b"alias a=b\n", "{gone}");
}
