//! Profiles in a real home: what is edited, what is left alone, and the way back.

use super::*;
use crate::prefix::layout::Layout;
use crate::process::Kernel;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use voice::Lang;

/// A scratch home, gone when dropped.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "goferry-profile-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Home(path)
    }

    fn with(self, name: &str, contents: &[u8], mode: u32) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn prefix(&self) -> Prefix {
        Prefix::of_user(&self.0.join("goenv"), &self.0).unwrap()
    }

    fn edits(&self, shell: &str) -> Vec<Edit> {
        let account =
            Account { home: self.0.clone(), shells: vec![shell.into()], ..Account::default() };
        plan(&account, &self.prefix())
    }

    /// Path, mode, owner, link target and bytes of everything.
    fn tree(&self) -> BTreeMap<PathBuf, (u32, u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        let mut left = vec![self.0.clone()];
        while let Some(path) = left.pop() {
            let metadata = path.symlink_metadata().unwrap();
            let bytes = if metadata.is_dir() {
                left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                Vec::new()
            } else if metadata.is_symlink() {
                fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
            } else if metadata.is_file() {
                fs::read(&path).unwrap()
            } else {
                Vec::new()
            };
            found.insert(path, (metadata.mode(), metadata.uid(), bytes));
        }
        found
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn english(said: &[Said]) -> String {
    said.iter().map(|said| said.render(Lang::En)).collect::<Vec<_>>().join("\n")
}

fn whys(stuck: Vec<Stuck<'_>>) -> Vec<Said> {
    stuck.into_iter().map(|line| line.why).collect()
}

fn full() -> Home {
    Home::new()
        .with(".profile", b"PATH=/usr/local/go/bin:$PATH\n", 0o644)
        .with(".bashrc", b"# \xb1\xb1\xbe\xa9\nexport A=1", 0o600)
        .with(".zshrc", b"export A=1\r\n", 0o664)
        .with(".tcshrc", b"setenv A 1 \\\n", 0o640)
        .with(".config/fish/config.fish", b"", 0o644)
        .with(".bash_history", b"untouched", 0o600)
}

#[test]
fn a_home_is_put_back_byte_for_byte_with_every_mode() {
    for shell in ["/bin/bash", "/bin/zsh", "/bin/fish", "/bin/dash", "/bin/tcsh"] {
        for home in [Home::new(), full()] {
            let before = home.tree();
            let outcome = apply(&home.edits(shell), Kernel::INERT.extended);
            assert!(
                outcome.served && outcome.warnings.is_empty(),
                "{}",
                english(&outcome.warnings)
            );
            assert_ne!(home.tree(), before);
            assert_eq!(english(&whys(revert(&outcome.changes, Kernel::INERT.extended))), "");
            assert_eq!(home.tree(), before, "{shell}");
        }
    }
}

#[test]
fn rc_line_is_added_once_and_modes_are_kept() {
    let home = full();
    let first = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    let after = home.tree();
    let second = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    assert_eq!(home.tree(), after);
    assert!(second.changes.iter().all(|change| change.action == Action::LineFound));
    assert!(second.told().is_empty() && second.served);
    let mode = home.0.join(".bashrc").metadata().unwrap().mode();
    assert_eq!(mode & 0o7777, 0o600);
    assert_eq!(merged(first.changes.clone(), &second.changes), first.changes);
}

#[test]
fn the_receipt_survives_json_and_says_what_was_created() {
    let home = Home::new().with(".bashrc", b"x", 0o644);
    let before = home.tree();
    let edits = home.edits("/bin/bash");
    let intended = intended(&edits);
    assert_eq!(home.tree(), before, "an intention writes nothing");
    let outcome = apply(&edits, Kernel::INERT.extended);
    assert_eq!(outcome.changes, intended);
    let json = serde_json::to_string(&outcome.changes).unwrap();
    assert!(json.contains("\"created\"") && json.contains("\"line_added\""), "{json}");
    let back: Vec<Change> = serde_json::from_str(&json).unwrap();
    assert_eq!(back, outcome.changes);
    assert!(english(&outcome.told()).contains("/.profile: without it a new bash"));
    assert!(revert(&back, Kernel::INERT.extended).is_empty());
    assert_eq!(home.tree(), before);
}

#[test]
fn an_intention_that_was_never_carried_out_reverts_to_nothing() {
    let home = full();
    let before = home.tree();
    assert!(revert(&intended(&home.edits("/bin/zsh")), Kernel::INERT.extended).is_empty());
    assert_eq!(home.tree(), before);
}

#[test]
fn what_a_killed_run_left_beside_a_profile_is_cleared() {
    let home = full().with(".bashrc.goferry-new", b"half", 0o600);
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    assert!(outcome.warnings.is_empty());
    assert!(!exists(&home.0.join(".bashrc.goferry-new")));
}

#[test]
fn a_symbolic_link_is_left_alone_and_named_with_the_line_to_add() {
    let home = Home::new().with("dotfiles/bashrc", b"export A=1\n", 0o644);
    symlink("dotfiles/bashrc", home.0.join(".bashrc")).unwrap();
    symlink("nowhere", home.0.join(".zshrc")).unwrap();
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    let said = english(&outcome.warnings);
    assert!(said.contains(".bashrc is a symbolic link to dotfiles/bashrc"), "{said}");
    assert!(said.contains(".zshrc is a symbolic link to nowhere"), "{said}");
    assert!(
        said.contains("yourself:  [ ! -r \"$HOME/goenv/env\" ] || . \"$HOME/goenv/env\" # "),
        "{said}"
    );
    assert!(home.0.join(".bashrc").is_symlink() && !exists(&home.0.join("nowhere")));
    assert_eq!(home.read("dotfiles/bashrc"), b"export A=1\n");
    assert!(outcome.served, ".profile was created");
}

#[test]
fn a_linked_directory_on_the_way_is_not_followed_either() {
    let home = Home::new().with("dotfiles/fish/config.fish", b"", 0o644);
    fs::create_dir(home.0.join(".config")).unwrap();
    symlink("../dotfiles/fish", home.0.join(".config/fish")).unwrap();
    let before = home.tree();
    let outcome = apply(&home.edits("/usr/bin/fish"), Kernel::INERT.extended);
    assert!(
        english(&outcome.warnings).contains(".config/fish is a symbolic link to ../dotfiles/fish")
    );
    assert!(!outcome.served);
    let error = outcome.require_served(&home.prefix()).unwrap_err();
    assert_eq!(error.exit, Exit::Profile);
    assert_eq!(home.tree(), before);
}

#[test]
fn what_is_not_an_editable_file_is_reported_and_untouched() {
    let home = Home::new()
        .with(".bashrc", b"read-only\n", 0o444)
        .with(".zshrc", b"two names\n", 0o644)
        .with(".login", b"", 0o644);
    fs::hard_link(home.0.join(".zshrc"), home.0.join("zshrc")).unwrap();
    fs::create_dir(home.0.join(".profile")).unwrap();
    fs::remove_file(home.0.join(".login")).unwrap();
    nix::unistd::mkfifo(&home.0.join(".login"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let huge = fs::File::create(home.0.join(".cshrc")).unwrap();
    huge.set_len(65 << 20).unwrap();
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    let said = english(&outcome.warnings);
    let want = [
        (".profile", "not a regular file"),
        (".bashrc", "it is read-only"),
        (".zshrc", "2 hard links"),
        (".cshrc", "65 MiB, more than the 64 MiB"),
        (".login", "not a regular file"),
    ];
    for (name, why) in want {
        assert!(
            said.lines().any(|line| line.contains(name) && line.contains(why)),
            "{name}: {said}"
        );
    }
    assert_eq!(home.read(".bashrc"), b"read-only\n");
    assert_eq!(home.read(".zshrc"), b"two names\n");
}

#[test]
fn a_fish_whose_own_file_cannot_be_edited_is_served_by_a_file_of_ours() {
    let home = Home::new().with("dotfiles/config.fish", b"", 0o644);
    fs::create_dir_all(home.0.join(".config/fish")).unwrap();
    symlink("../../dotfiles/config.fish", home.0.join(".config/fish/config.fish")).unwrap();
    let before = home.tree();
    let intended = intended(&home.edits("/usr/bin/fish"));
    let outcome = apply(&home.edits("/usr/bin/fish"), Kernel::INERT.extended);
    assert_eq!(outcome.changes, intended);
    assert!(outcome.served && outcome.warnings.len() == 1);
    assert!(home.0.join(".config/fish/conf.d/goferry.fish").is_file());
    assert!(revert(&outcome.changes, Kernel::INERT.extended).is_empty());
    assert_eq!(home.tree(), before);
}

#[test]
fn what_the_user_wrote_into_a_file_we_created_stays() {
    let home = Home::new();
    let outcome = apply(&home.edits("/bin/dash"), Kernel::INERT.extended);
    let mut contents = home.read(".profile");
    contents.extend_from_slice(b"export A=1\n");
    fs::write(home.0.join(".profile"), contents).unwrap();
    assert!(revert(&outcome.changes, Kernel::INERT.extended).is_empty());
    assert_eq!(home.read(".profile"), b"export A=1\n");
}

#[test]
fn a_profile_that_became_a_link_or_read_only_is_named_on_the_way_back() {
    let home = full();
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    fs::rename(home.0.join(".zshrc"), home.0.join("moved")).unwrap();
    symlink("moved", home.0.join(".zshrc")).unwrap();
    fs::set_permissions(home.0.join(".bashrc"), fs::Permissions::from_mode(0o400)).unwrap();
    let said = english(&whys(revert(&outcome.changes, Kernel::INERT.extended)));
    assert!(said.contains(".zshrc is a symbolic link to moved; remove this line"), "{said}");
    assert!(said.contains("/.bashrc as it is: it is read-only"), "{said}");
    assert!(home.read("moved").ends_with(b"goferry uninstall\r\n"));
}

#[test]
fn what_was_stuck_is_taken_out_by_another_try_or_still_told() {
    for taken_out_meanwhile in [false, true] {
        let home = full();
        let before = home.read(".bashrc");
        let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
        let bashrc = home.0.join(".bashrc");
        fs::set_permissions(&bashrc, fs::Permissions::from_mode(0o400)).unwrap();
        let stuck = revert(&outcome.changes, Kernel::INERT.extended);
        assert_eq!(stuck.len(), 1);
        fs::set_permissions(&bashrc, fs::Permissions::from_mode(0o600)).unwrap();
        if taken_out_meanwhile {
            fs::write(&bashrc, &before).unwrap();
        }
        assert_eq!(
            revert_again(stuck, Kernel::INERT.extended).len(),
            usize::from(taken_out_meanwhile)
        );
        assert_eq!(home.read(".bashrc"), before);
    }
}

#[test]
fn a_profile_that_is_gone_is_no_residue() {
    let home = full();
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    fs::remove_file(home.0.join(".zshrc")).unwrap();
    assert!(revert(&outcome.changes, Kernel::INERT.extended).is_empty());
}

#[test]
fn a_file_of_ten_megabytes_is_edited() {
    let big = b"export A=1 # \xd6\xd0\xce\xc4\n".repeat(600_000);
    let home = Home::new().with(".bashrc", &big, 0o644);
    let outcome = apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    assert!(outcome.warnings.is_empty());
    assert!(revert(&outcome.changes, Kernel::INERT.extended).is_empty());
    assert_eq!(home.read(".bashrc"), big);
}

#[test]
fn a_system_gets_files_of_our_own_below_its_root_and_loses_them_again() {
    let home = Home::new();
    fs::create_dir_all(home.0.join("etc/csh/cshrc.d")).unwrap();
    let before = home.tree();
    let prefix = Prefix::of_system(Path::new("/opt/goenv")).unwrap();
    let outcome = apply(&plan_system(&prefix, &home.0), Kernel::INERT.extended);
    assert!(outcome.served && outcome.warnings.is_empty());
    let sh = home.read("etc/profile.d/goferry.sh");
    assert!(sh.starts_with(b"[ ! -r \"/opt/goenv/env\" ] || . \"/opt/goenv/env\" # "));
    for name in [
        "etc/profile.d/goferry.csh",
        "etc/csh/cshrc.d/goferry",
        "usr/share/fish/vendor_conf.d/goferry.fish",
    ] {
        let mode = home.0.join(name).metadata().unwrap().mode();
        assert_eq!(mode & 0o7777, 0o644, "{name}");
    }
    let image = Layout::in_image(&home.0);
    let there = outcome.changes.iter().map(|c| c.with_paths(|path| image.there(path)));
    let recorded: Vec<Change> = there.collect();
    let receipt = serde_json::to_string(&recorded).unwrap();
    assert!(!receipt.contains(home.0.to_str().unwrap()), "an image names no path of its builder");
    assert_eq!(recorded[0].path, Path::new("/etc/profile.d/goferry.sh"));
    let here = recorded.iter().map(|c| c.with_paths(|path| image.here(path)));
    let back: Vec<Change> = here.collect();
    assert_eq!(back, outcome.changes);
    assert!(revert(&back, Kernel::INERT.extended).is_empty());
    assert_eq!(home.tree(), before);
}

#[test]
fn without_a_receipt_the_line_is_found_wherever_it_stands_and_goes() {
    let home = Home::new()
        .with(".bashrc", b"alias a=b\n", 0o644)
        .with(".profile", b"umask 022\r\n", 0o600)
        .with("foreign", b"x\n", 0o644);
    let before = home.tree();
    apply(&home.edits("/usr/bin/zsh"), Kernel::INERT.extended);
    apply(&home.edits("/bin/bash"), Kernel::INERT.extended);
    // Since then another shell became the user's, and bash reads another file first.
    fs::write(home.0.join(".bash_profile"), "# new\n").unwrap();
    let account = Account { home: home.0.clone(), ..Account::default() };
    let found = present(&everywhere(&account, &home.prefix()));
    let paths: Vec<_> =
        found.iter().map(|c| c.path.strip_prefix(&home.0).unwrap().display().to_string()).collect();
    assert_eq!(paths, [".profile", ".bashrc", ".zprofile", ".zshrc"]);
    assert!(revert(&found, Kernel::INERT.extended).is_empty());
    fs::remove_file(home.0.join(".bash_profile")).unwrap();
    assert_eq!(before, home.tree());
}
