//! `state/adopted.json`: what was made by hand, and taken in.

use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::durable;
use crate::disk::lossless;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::words::adopt as words;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use voice::Context as _;

/// The shape this program writes.
pub(super) const SCHEMA: u32 = 1;

/// What was made by hand. Unknown fields are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// Version of this file's shape, 1.
    pub schema: u32,
    /// The user's own: never removed.
    pub versions: Vec<Version>,
    /// The links as they were; an uninstall makes them so again.
    pub links: Vec<Link>,
    /// The version that `current-goroot` named.
    pub in_use: Option<String>,
    /// Seconds since 1970.
    pub adopted_at: u64,
}

/// A version made by hand: `VERSION/goroot`, and perhaps `VERSION/gopath`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its directory's name.
    pub name: String,
    /// Go's version, without `go`.
    pub go: String,
    /// Whether it has a GOPATH of its own.
    pub gopath: bool,
}

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its name in the prefix.
    pub name: String,
    /// What it says, byte for byte.
    #[serde(with = "lossless::path")]
    pub target: PathBuf,
    /// Whether it stays so while it is taken in: the user's GOPATH does.
    pub kept: bool,
}

impl Adopted {
    /// Where it is kept.
    pub fn path(layout: &Layout) -> PathBuf {
        layout.state().join("adopted.json")
    }

    /// The record of the prefix at `layout`; `None` where nothing was taken in.
    ///
    /// # Errors
    /// [`voice::Exit::State`] where it cannot be understood.
    pub(super) fn read(layout: &Layout) -> anyhow::Result<Option<Adopted>> {
        let path = Adopted::path(layout);
        durable::read_record(&path, || words::reading(&path.display()))
    }

    /// As [`read`](Self::read), and nothing where it cannot be understood either.
    pub fn known(layout: &Layout) -> Adopted {
        Adopted::read(layout).ok().flatten().unwrap_or_default()
    }

    /// Adds that each link says again what it said before.
    pub fn give_back<'a, W>(&'a self, plan: &mut Plan<'a, W>, at: Installation<'a>) {
        for link in self.changed(at.layout) {
            let path = at.layout.directory().join(&link.name);
            let target = link.target.to_string_lossy().into_owned();
            plan.then(Step::Link { path: path.clone(), target }, move |_| {
                link.restore(at.layout)?;
                let said = words::given_back(&path.display(), &link.target.display());
                at.context.voice.line(&said)
            });
        }
    }

    /// The same at once, where an adoption came to nothing.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn restore(&self, layout: &Layout) -> anyhow::Result<()> {
        self.changed(layout).try_for_each(|link| link.restore(layout))
    }

    /// The links that do not say any more what they said before.
    fn changed(&self, layout: &Layout) -> impl Iterator<Item = &Link> {
        let directory = layout.directory();
        let says = move |link: &Link| std::fs::read_link(directory.join(&link.name)).ok();
        self.links.iter().filter(move |link| says(link).as_ref() != Some(&link.target))
    }

    /// Whether `name` in the prefix is the user's: a version, or a link that was there before.
    pub fn has(&self, name: &str) -> bool {
        self.versions.iter().any(|version| version.name == name)
            || self.links.iter().any(|link| link.name == name)
    }

    /// Writes it.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn write(&self, layout: &Layout) -> anyhow::Result<()> {
        durable::write_record(&Adopted::path(layout), self)
    }
}

impl Link {
    /// Byte for byte.
    fn restore(&self, layout: &Layout) -> anyhow::Result<()> {
        let directory = layout.directory();
        let step = || words::giving_back(&directory.display());
        durable::link(&directory.join(&self.name), &self.target).context(step)
    }
}
