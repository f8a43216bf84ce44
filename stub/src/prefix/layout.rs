//! What lies where below the prefix (README.md, "What lies in the home").

use crate::prefix::home::{self, ENVIRONMENT, Owner};
use crate::words::{home as words, options};
use clap::Args;
use payloads::container::manifest::Manifest;
use payloads::digest::Both;
use payloads::environment::Prefix;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;

use crate::process::Process;

/// What Go has compiled: in a release what it brings, in the prefix what its users share and add to.
pub const GOCACHE: &str = "gocache";

/// Modules that go finds: the link in the prefix, and the directory of state that it leads into.
pub const MODULES: &str = "modules";

/// The prefix and everything that has a fixed place below it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The directory an image is built in (`--root`); empty otherwise. Nothing outside it is written.
    root: PathBuf,
    /// The prefix as the installed host will see it.
    prefix: PathBuf,
    owner: Owner,
}

/// The options that decide the place.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[group(skip)]
pub struct Place {
    /// `--prefix DIR`.
    #[arg(long, value_name = "DIR", help = options::prefix())]
    pub prefix: Option<PathBuf>,
    /// `--root DIR`.
    #[arg(long, value_name = "DIR", help = options::root())]
    pub root: Option<PathBuf>,
    /// `--system`.
    #[arg(long, help = options::system())]
    pub system: bool,
}

impl Layout {
    /// Decides the place. `--root` and `--system` need no HOME; without them HOME must be a directory
    /// of this user's, unless a prefix was given.
    ///
    /// # Errors
    /// [`Exit::Destination`] for an unusable HOME, [`Exit::Usage`] for a relative prefix.
    pub fn of(place: &Place, process: &Process) -> anyhow::Result<Layout> {
        let is_odd = |prefix: &&PathBuf| !home::is_plain_absolute(prefix);
        if let Some(prefix) = place.prefix.as_ref().filter(is_odd) {
            return Err(Fact::new(Exit::Usage, words::prefix(&prefix.display())).into());
        }
        if place.system || place.root.is_some() {
            let prefix = place.prefix.clone().unwrap_or_else(|| PathBuf::from("/opt/goenv"));
            let root = place.root.clone().unwrap_or_default();
            return Ok(Layout { root, prefix, owner: Owner::System });
        }
        let home = home::of_process(process);
        let prefix = match (&place.prefix, &home) {
            (Some(prefix), _) => prefix.clone(),
            (None, Ok(home)) => home.join("goenv"),
            (None, Err(fact)) => return Err(fact.clone().into()),
        };
        let (prefix, owner) = home::around(prefix, home.ok(), process);
        Ok(Layout { root: PathBuf::new(), prefix, owner })
    }

    /// A user's prefix, for tests.
    #[cfg(test)]
    pub(crate) fn at(prefix: &Path) -> Layout {
        Layout { root: PathBuf::new(), prefix: prefix.to_owned(), owner: Owner::User(None) }
    }

    /// The host's in an image, for tests.
    #[cfg(test)]
    pub(crate) fn in_image(root: &Path) -> Layout {
        Layout { root: root.to_owned(), prefix: "/opt/goenv".into(), owner: Owner::System }
    }

    /// The installation that the options name; without any, the one this program belongs to, else the user's.
    ///
    /// # Errors
    /// Those of [`Layout::of`].
    pub fn meant(place: &Place, process: &Process) -> anyhow::Result<Layout> {
        Layout::own_if(|_| true, place, process)
    }

    /// Where a file is installed: as [`meant`](Self::meant), but that who uses somebody else's installation, such as
    /// the host's, gets one of their own.
    ///
    /// # Errors
    /// Those of [`Layout::of`].
    pub fn destination(place: &Place, process: &Process) -> anyhow::Result<Layout> {
        let is_users = |layout: &Layout| {
            std::fs::metadata(layout.directory()).is_ok_and(|data| data.uid() == process.uid)
        };
        Layout::own_if(is_users, place, process)
    }

    /// The one this program belongs to, where no option names another and `suits` says yes to it.
    fn own_if(
        suits: impl FnOnce(&Layout) -> bool,
        place: &Place,
        process: &Process,
    ) -> anyhow::Result<Layout> {
        match Layout::own(process).filter(|own| *place == Place::default() && suits(own)) {
            Some(layout) => Ok(layout),
            None => Layout::of(place, process),
        }
    }

    /// The installation this program belongs to.
    pub fn own(process: &Process) -> Option<Layout> {
        let own = std::fs::read_link("/proc/self/exe").unwrap_or_else(|_| process.found_as());
        Layout::around(&own, process)
    }

    /// The layout an installed program belongs to: `PREFIX/bin/goferry` or `RELEASE/meta/goferry`.
    pub fn around(program: &Path, process: &Process) -> Option<Layout> {
        let directory = program.parent()?;
        let prefix = match directory.file_name()?.to_str()? {
            "bin" => directory.parent()?,
            "meta" => directory.parent()?.parent()?,
            _ => return None,
        };
        let home = home::of_process(process).ok();
        let (prefix, owner) = home::around(prefix.to_owned(), home, process);
        let layout = Layout { root: PathBuf::new(), prefix, owner };
        // An uninstall that was cut off has taken `current` away first, and the receipt is there to the last.
        let signs = [layout.current(), layout.state().join(ENVIRONMENT)];
        signs.iter().any(|sign| sign.symlink_metadata().is_ok()).then_some(layout)
    }

    /// The prefix as the host will see it: what goes into environment files.
    pub fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// The prefix as the shells of its users see it.
    ///
    /// # Errors
    /// [`Exit::Destination`] where PATH or a profile line cannot carry it.
    pub fn shell_prefix(&self) -> anyhow::Result<Prefix> {
        match &self.owner {
            Owner::System => Prefix::of_system(&self.prefix),
            Owner::User(home) => {
                Prefix::of_user(&self.prefix, home.as_deref().unwrap_or(Path::new("/")))
            }
        }
    }

    /// `--root`'s directory, or empty.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whose it is.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The home that the prefix lies in; `None` where it lies in none.
    pub fn home(&self) -> Option<&Path> {
        match &self.owner {
            Owner::User(home) => home.as_deref().filter(|home| self.prefix.starts_with(home)),
            Owner::System => None,
        }
    }

    /// A path that a receipt names, as it is reached from here: below `--root`, a relative one below the home.
    pub fn here(&self, path: &Path) -> PathBuf {
        match self.home() {
            _ if self.is_in_image() => self.root.join(path.strip_prefix("/").unwrap_or(path)),
            Some(home) if path.is_relative() => home.join(path),
            _ => path.to_owned(),
        }
    }

    /// A path that is reached from here, as a receipt names it: as the host of an image will see it, and relative to
    /// the home that the prefix lies in.
    pub fn there(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.root) {
            Ok(below) if self.is_in_image() => Path::new("/").join(below),
            _ => self.home().and_then(|home| path.strip_prefix(home).ok()).unwrap_or(path).into(),
        }
    }

    /// The prefix as it is reached from here.
    pub fn directory(&self) -> PathBuf {
        self.here(&self.prefix)
    }

    /// Where the prefix is looked for: below it no symbolic link is followed. The image's directory, the home, or
    /// what a prefix elsewhere is in.
    pub fn base(&self) -> PathBuf {
        let directory = self.directory();
        let outer = match &self.owner {
            _ if self.is_in_image() => Some(self.root.clone()),
            Owner::User(home) => home.clone(),
            Owner::System => None,
        };
        let is_outer = |outer: &PathBuf| directory.starts_with(outer) && *outer != directory;
        let parent = || directory.parent().unwrap_or(Path::new("/")).to_owned();
        outer.filter(is_outer).unwrap_or_else(parent)
    }

    /// The link that names the release in use.
    pub fn current(&self) -> PathBuf {
        self.directory().join("current")
    }

    /// Stable names that resolve through `current`, and what they point to.
    pub fn fixed_links(&self) -> [(PathBuf, &'static str); 2] {
        let directory = self.directory();
        [(directory.join("current-goroot"), "current/goroot"), (self.current_gopath(), "gopath")]
    }

    /// Whether it lies in the root directory of an image that is being built (`--root`).
    pub fn is_in_image(&self) -> bool {
        !self.root.as_os_str().is_empty()
    }

    /// The link that names the user's own GOPATH.
    pub fn current_gopath(&self) -> PathBuf {
        self.directory().join("current-gopath")
    }

    /// The user's own GOPATH.
    pub fn gopath(&self) -> PathBuf {
        self.directory().join("gopath")
    }

    /// The build cache that `go.env` names.
    pub fn gocache(&self) -> PathBuf {
        self.directory().join(GOCACHE)
    }

    /// The modules that `go.env` names: a link to what was put together last.
    pub fn modules(&self) -> PathBuf {
        self.directory().join(MODULES)
    }

    /// The installed manager.
    pub fn program(&self) -> PathBuf {
        self.directory().join("bin/goferry")
    }

    /// Lock, trust state, environment receipt.
    pub fn state(&self) -> PathBuf {
        self.directory().join("state")
    }

    /// A release's directory.
    pub fn release(&self, name: &str) -> PathBuf {
        self.directory().join(name)
    }
}

/// `v1.27.3-8c55021f`: Go's version and eight digits of the manifest's SHA-256. A file without Go is
/// named by its line.
pub fn release_name(manifest: &Manifest, identity: &Both) -> String {
    let digits = &identity.sha256.to_string()[..8];
    match manifest.payload.go.as_str() {
        "" => format!("{}-{digits}", manifest.envelope.line.replace(':', "-")),
        version => format!("v{version}-{digits}"),
    }
}
