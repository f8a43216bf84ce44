//! Which files the shells of an account read, and which of them get the line.
//!
//! | shell | login | interactive, not login |
//! |---|---|---|
//! | sh, dash, ksh | `.profile` | the file `ENV` names |
//! | bash | the first of `.bash_profile`, `.bash_login`, `.profile` | `.bashrc` |
//! | zsh | `.zshenv`, `.zprofile`, (`.zshrc`,) `.zlogin` | `.zshenv`, `.zshrc` |
//! | fish | `conf.d/*.fish`, then `config.fish` | the same |
//! | csh, tcsh | `.tcshrc` or else `.cshrc`, then `.login` | `.tcshrc` or else `.cshrc` |
//!
//! A shell is the user's if it is the account's, or if it has files in the home. Each of the user's
//! shells is to find this Go both ways; where it would read no file at all one is created, and then
//! one that hides none of the others: never `.bash_profile`, which would hide `.profile`, nor
//! `.tcshrc`, which would hide `.cshrc`.

use super::lossy;
use super::{Account, Shell, account, exists};
use crate::words::profile;
use payloads::environment::{Prefix, profile_line, source_line};
use std::path::{Path, PathBuf};
use voice::Said;

/// The file of our own that fish reads, in its directory.
const FISH_DROP_IN: &str = "conf.d/goferry.fish";

/// One file that is to have our line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub path: PathBuf,
    /// Nothing outside this directory is edited, and no symbolic link below it followed.
    pub below: PathBuf,
    /// The shell that reads it.
    pub shell: Shell,
    /// The line, without its end.
    pub line: Vec<u8>,
    /// A file of our own that does as well, where this one cannot be edited.
    pub otherwise: Option<PathBuf>,
    /// Permission bits of directories made on the way.
    pub directory_mode: u32,
}

impl Edit {
    /// The edit of the file that does as well.
    pub(super) fn instead(&self) -> Option<Edit> {
        let path = self.otherwise.clone()?;
        Some(Edit { path, otherwise: None, ..self.clone() })
    }
}

/// The files that get the line for `prefix`, in the order they are edited. Reads, never writes.
pub fn plan(account: &Account, prefix: &Prefix) -> Vec<Edit> {
    let zdotdir = account.zdotdir.clone().or_else(|| account::by_zshenv(&account.home));
    let account = Account { zdotdir, ..account.clone() };
    choose(&account, prefix, &exists)
}

/// Every file in which a line for `prefix` may stand by now: whatever any shell of the account may read, today or
/// on the day it was added. Reads, never writes.
pub fn everywhere(account: &Account, prefix: &Prefix) -> Vec<Edit> {
    let zdotdir = account.zdotdir.clone().or_else(|| account::by_zshenv(&account.home));
    let plain = Account { zdotdir: None, ..account.clone() };
    let moved = Account { zdotdir, ..account.clone() };
    let mut edits: Vec<Edit> = Vec::new();
    for account in [plain, moved] {
        for shell in Shell::ALL {
            for path in ways(shell, &account).into_iter().flat_map(|way| way.read) {
                if edits.iter().all(|known| known.path != path) {
                    edits.push(edit(path, shell, &account, prefix));
                }
            }
        }
    }
    edits
}

/// What the user should know about shells that a profile cannot serve.
pub fn notes(account: &Account, prefix: &Prefix) -> Vec<Said> {
    let go = prefix.goroot_bin().join("go");
    let mut notes = Vec::new();
    for name in account.shell_names() {
        let (said, go) = (name.display(), go.display());
        match Shell::by_name(name) {
            None => notes.push(profile::unknown_shell(&said, &go)),
            Some(Shell::Sh) if account.env.is_none() => {
                notes.push(profile::dash_interactive(&said));
            }
            Some(_) => {}
        }
    }
    notes
}

/// The files one way of starting a shell reads.
struct Way {
    read: Vec<PathBuf>,
    /// Whether it reads all of them, or only the first that exists.
    all: bool,
    /// Created where none exists.
    create: Option<PathBuf>,
}

fn choose(account: &Account, prefix: &Prefix, exists: &dyn Fn(&Path) -> bool) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for shell in Shell::ALL {
        if !is_users(shell, account, exists) {
            continue;
        }
        for way in ways(shell, account) {
            for path in chosen(way, exists) {
                if edits.iter().all(|edit| edit.path != path) {
                    edits.push(edit(path, shell, account, prefix));
                }
            }
        }
    }
    edits
}

fn edit(path: PathBuf, shell: Shell, account: &Account, prefix: &Prefix) -> Edit {
    let is_config = path.ends_with("fish/config.fish");
    Edit {
        below: account.home.clone(),
        otherwise: is_config.then(|| path.with_file_name(FISH_DROP_IN)),
        path,
        shell,
        line: profile_line(prefix, shell.syntax()),
        directory_mode: 0o700,
    }
}

fn chosen(way: Way, exists: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = way.read.into_iter().filter(|path| exists(path)).collect();
    if !way.all {
        found.truncate(1);
    }
    if found.is_empty() {
        found.extend(way.create);
    }
    found
}

/// Whether it is the account's shell, or has files of its own in the home.
fn is_users(shell: Shell, account: &Account, exists: &dyn Fn(&Path) -> bool) -> bool {
    let mut names = account.shell_names().peekable();
    // An account without a shell, or with one nobody knows: `.profile` is the best guess.
    let guess = names.peek().is_none();
    let theirs = names.any(|name| Shell::by_name(name).unwrap_or(Shell::Sh) == shell);
    theirs || (guess && shell == Shell::Sh) || own_files(shell, account).iter().any(|p| exists(p))
}

fn own_files(shell: Shell, account: &Account) -> Vec<PathBuf> {
    let home = |name: &str| account.home.join(name);
    match shell {
        Shell::Sh => vec![home(".profile")],
        // `.profile` is sh's, and bash only shares it.
        Shell::Bash => [".bash_profile", ".bash_login", ".bashrc"].map(home).to_vec(),
        Shell::Fish => account.fish_directories(),
        Shell::Zsh | Shell::Csh => ways(shell, account).into_iter().flat_map(|w| w.read).collect(),
    }
}

fn ways(shell: Shell, account: &Account) -> Vec<Way> {
    let home = |name: &str| account.home.join(name);
    let zsh = |name: &str| account.zdotdir.as_ref().unwrap_or(&account.home).join(name);
    let all =
        |read: &[PathBuf], create: Option<PathBuf>| Way { read: read.to_vec(), all: true, create };
    match shell {
        Shell::Sh => {
            // Elsewhere it is not the user's own.
            let env = account.env.clone().filter(|env| env.starts_with(&account.home));
            vec![
                all(&[home(".profile")], Some(home(".profile"))),
                all(env.as_slice(), env.clone()),
                all(&[home(".kshrc"), home(".mkshrc")], None),
            ]
        }
        Shell::Bash => {
            let login = [".bash_profile", ".bash_login", ".profile"].map(home).to_vec();
            let login = Way { read: login, all: false, create: Some(home(".profile")) };
            vec![login, all(&[home(".bashrc")], Some(home(".bashrc")))]
        }
        Shell::Zsh => vec![
            // Read by scripts and remote commands too, but too early to have the last word.
            all(&[home(".zshenv"), zsh(".zshenv")], None),
            all(&[zsh(".zprofile"), zsh(".zlogin")], Some(zsh(".zprofile"))),
            all(&[zsh(".zshrc")], Some(zsh(".zshrc"))),
        ],
        Shell::Fish => {
            let way = |directory: PathBuf| {
                let drop_in = directory.join(FISH_DROP_IN);
                all(&[drop_in.clone(), directory.join("config.fish")], Some(drop_in))
            };
            account.fish_directories().into_iter().map(way).collect()
        }
        Shell::Csh => vec![
            all(&[home(".tcshrc"), home(".cshrc")], Some(home(".cshrc"))),
            all(&[home(".login")], None),
        ],
    }
}

/// The files for `prefix` on the host whose root directory is `root`: `/`, or that of an image being
/// built. Symbolic links below `root` are not followed, for an image's may point out of it.
pub fn plan_system(prefix: &Prefix, root: &Path) -> Vec<Edit> {
    let edit = |shell: Shell, path: &str, otherwise: Option<&str>| Edit {
        path: root.join(path),
        below: root.to_path_buf(),
        shell,
        line: profile_line(prefix, shell.syntax()),
        otherwise: otherwise.map(|path| root.join(path)),
        directory_mode: 0o755,
    };
    let mut edits = vec![
        edit(Shell::Sh, "etc/profile.d/goferry.sh", None),
        edit(Shell::Csh, "etc/profile.d/goferry.csh", None),
        // On an image-based host /usr is read-only.
        edit(
            Shell::Fish,
            "usr/share/fish/vendor_conf.d/goferry.fish",
            Some("etc/fish/conf.d/goferry.fish"),
        ),
    ];
    // Debian's csh reads this directory and not profile.d.
    if exists(&root.join("etc/csh/cshrc.d")) {
        edits.push(edit(Shell::Csh, "etc/csh/cshrc.d/goferry", None));
    }
    edits
}

/// What the administrator should know: Debian's zsh reads no directory where a file of ours could
/// be, and its own files belong to its package.
pub fn notes_system(prefix: &Prefix, root: &Path) -> Vec<Said> {
    let zshenv = root.join("etc/zsh/zshenv");
    if !exists(&zshenv) || exists(&root.join("etc/zprofile")) {
        return Vec::new();
    }
    let (directory, line) = (root.join("etc/profile.d"), source_line(prefix, Shell::Zsh.syntax()));
    vec![profile::zsh_system(&directory.display(), &zshenv.display(), &lossy(&line))]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plan for a home with these files, as paths relative to it.
    fn planned(shell: &str, files: &[&str]) -> Vec<String> {
        planned_for(&Account { shells: vec![shell.into()], ..account() }, files)
    }

    fn planned_for(account: &Account, files: &[&str]) -> Vec<String> {
        let prefix = Prefix::of_user(Path::new("/h/goenv"), Path::new("/h")).unwrap();
        let exists = |path: &Path| files.iter().any(|file| path == Path::new("/h").join(file));
        let edits = choose(account, &prefix, &exists);
        edits.iter().map(|e| e.path.strip_prefix("/h").unwrap().display().to_string()).collect()
    }

    fn account() -> Account {
        Account { home: "/h".into(), ..Account::default() }
    }

    #[test]
    fn an_empty_home_gets_the_files_its_login_shell_reads_and_no_other() {
        assert_eq!(planned("/bin/bash", &[]), [".profile", ".bashrc"]);
        assert_eq!(planned("/usr/bin/zsh", &[]), [".zprofile", ".zshrc"]);
        assert_eq!(planned("/usr/bin/fish", &[]), [".config/fish/conf.d/goferry.fish"]);
        assert_eq!(planned("/bin/tcsh", &[]), [".cshrc"]);
        assert_eq!(planned("/bin/dash", &[]), [".profile"]);
        assert_eq!(planned("/usr/bin/nu", &[]), [".profile"]);
        assert_eq!(planned_for(&account(), &[]), [".profile"]);
    }

    #[test]
    fn bash_edits_only_the_login_file_it_reads_and_never_creates_one_that_hides_another() {
        let both = [".bash_profile", ".bash_login", ".bashrc"];
        assert_eq!(planned("/bin/bash", &both), [".bash_profile", ".bashrc"]);
        assert_eq!(planned("/bin/bash", &[".profile"]), [".profile", ".bashrc"]);
        let shared = [".bash_profile", ".profile", ".bashrc"];
        assert_eq!(planned("/bin/bash", &shared), [".bash_profile", ".bashrc", ".profile"]);
    }

    #[test]
    fn other_shells_with_files_in_the_home_are_the_users_too() {
        let files = [".bashrc", ".profile", ".zshrc", ".tcshrc", ".login", ".config/fish"];
        let want = [
            ".profile",
            ".bashrc",
            ".zprofile",
            ".zshrc",
            ".config/fish/conf.d/goferry.fish",
            ".tcshrc",
            ".login",
        ];
        assert_eq!(planned("/bin/bash", &files), want);
    }

    #[test]
    fn fish_gets_the_line_where_it_is_read_last() {
        let files = [".config/fish", ".config/fish/config.fish"];
        assert_eq!(planned("/usr/bin/fish", &files), [".config/fish/config.fish"]);
        let moved = Account { xdg_config_home: Some("/h/cfg".into()), ..account() };
        let moved = Account { shells: vec!["/bin/fish".into()], ..moved };
        let drop_ins = [".config/fish/conf.d/goferry.fish", "cfg/fish/conf.d/goferry.fish"];
        assert_eq!(planned_for(&moved, &[]), drop_ins);
        let config = ["cfg/fish", "cfg/fish/config.fish"];
        assert_eq!(planned_for(&moved, &config), [drop_ins[0], config[1]]);
        let inherited = Account { shells: Vec::new(), ..moved };
        assert_eq!(planned_for(&inherited, &[".config/fish"])[..2], drop_ins);
    }

    #[test]
    fn zsh_is_looked_for_where_zdotdir_says() {
        let moved = Account { zdotdir: Some("/h/.zsh".into()), ..account() };
        let moved = Account { shells: vec!["/bin/zsh".into()], ..moved };
        let files = [".zshenv", ".zsh/.zshrc"];
        assert_eq!(planned_for(&moved, &files), [".zshenv", ".zsh/.zprofile", ".zsh/.zshrc"]);
    }

    #[test]
    fn an_interactive_posix_shell_is_served_by_the_file_env_names() {
        let named = Account { env: Some("/h/.shinit".into()), ..account() };
        assert_eq!(planned_for(&named, &[]), [".profile", ".shinit"]);
        let outside = Account { env: Some("/etc/shinit".into()), ..account() };
        assert_eq!(planned_for(&outside, &[]), [".profile"]);
    }
}
