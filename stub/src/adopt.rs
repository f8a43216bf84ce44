//! A prefix that was made by hand, as guides teach: `VERSION/{goroot,gopath}` and the links `current-goroot` and
//! `current-gopath`. With `--adopt` it is taken in: the versions stay where they are and are never removed, `use`
//! switches to them, and a full uninstall gives the links back as they were.

mod by_hand;
mod record;

pub use by_hand::ByHand;
pub use record::{Adopted, Link, Version};

use crate::audit::Operation;
use crate::context::Context;
use crate::layout::Layout;
use crate::plan::{Plan, Step};
use crate::{durable, switch};
use payloads::words::{Doing, Said, adopt as words};
use payloads::{Exit, say};
use std::path::Path;

/// The link to the Go in use, in a prefix made by hand as in ours.
const GOROOT: &str = "current-goroot";
/// The link to its GOPATH.
const GOPATH: &str = "current-gopath";

/// The versions that were taken in; empty where none were, or where the record of them is damaged.
pub fn versions(layout: &Layout) -> Vec<Version> {
    Adopted::read(layout).ok().flatten().map(|adopted| adopted.versions).unwrap_or_default()
}

/// The one of them that a user calls `wanted`: `v1.21.0`, `go1.21.0` or `1.21.0`.
pub fn named(wanted: &str, layout: &Layout) -> Option<Version> {
    let go = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    let versions = versions(layout);
    let by = |fits: &dyn Fn(&&Version) -> bool| versions.iter().find(fits).cloned();
    by(&|version| version.name == wanted).or_else(|| by(&|version| version.go == go))
}

/// The target that the link called `name` keeps, because it was the user's before; `None` where it is ours.
pub fn kept_target(name: &str, layout: &Layout) -> Option<std::path::PathBuf> {
    let adopted = Adopted::read(layout).ok().flatten()?;
    adopted.links.into_iter().find(|link| link.name == name && link.kept).map(|link| link.target)
}

/// What was taken in, until the release that it was taken in for is current: dropped before, it is given back.
#[must_use]
#[derive(Debug)]
pub struct Adoption<'a> {
    layout: &'a Layout,
    kept: bool,
}

impl Adoption<'_> {
    /// It stays taken in.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Adoption<'_> {
    fn drop(&mut self) {
        if !self.kept {
            // Best effort: the record stays where it fails, and the next uninstall gives back what it names.
            drop(give_back(self.layout));
        }
    }
}

impl ByHand {
    /// Adds to `plan` what [`adopt`](Self::adopt) will do.
    pub fn plan(&self, plan: &mut Plan, layout: &Layout) {
        plan.then(Step::WriteFile(Adopted::path(layout)));
        if let Some(version) = &self.in_use {
            switch::plan_to(plan, layout, version);
            let path = layout.directory().join(GOROOT);
            plan.then(Step::Link { path, target: "current/goroot".into() });
        }
    }

    /// Takes it in, under the lock: the record first, then `current` becomes what `current-goroot` is, and only then
    /// that goes through `current`. At no time does `current-goroot` lead anywhere else than before.
    ///
    /// # Errors
    /// [`Exit::SwitchFailed`]; it is given back then. Those of the audit log.
    pub fn adopt<'a>(
        &self,
        layout: &'a Layout,
        context: &'a Context,
    ) -> anyhow::Result<Adoption<'a>> {
        let adoption = Adoption { layout, kept: false };
        let step = || say!(words::ADOPTING, path = layout.directory().display());
        Operation::during("adopt", layout, context, || {
            self.take_in(layout, context).meaning(Exit::SwitchFailed, step)?;
            context.voice.line(&say!(words::ADOPTED, versions = self.named()))?;
            Ok(Exit::Done)
        })?;
        Ok(adoption)
    }

    fn take_in(&self, layout: &Layout, context: &Context) -> anyhow::Result<()> {
        self.record(context.process.now).write(layout)?;
        let Some(version) = &self.in_use else { return Ok(()) };
        switch::to(layout, version)?;
        durable::link(&layout.directory().join(GOROOT), "current/goroot")
    }
}

/// Gives the links of a prefix that was taken in back as they were, and forgets that it was. Gives what there is to
/// be told; nothing where nothing was taken in.
///
/// # Errors
/// [`Exit::State`] where the record is damaged; the disk's.
pub fn give_back(layout: &Layout) -> anyhow::Result<Vec<Said>> {
    let step = || say!(words::GIVING_BACK, path = layout.directory().display());
    let Some(adopted) = Adopted::read(layout)? else { return Ok(Vec::new()) };
    let mut told = Vec::new();
    for link in &adopted.links {
        let path = layout.directory().join(&link.name);
        if std::fs::read_link(&path).ok().as_ref() != Some(&link.target) {
            durable::link(&path, &link.target).doing(step)?;
            told.push(say!(
                words::GIVEN_BACK,
                path = path.display(),
                target = link.target.display()
            ));
        }
    }
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    if adopted.versions.iter().any(|version| current == Path::new(&version.name)) {
        std::fs::remove_file(layout.current()).doing(step)?;
    }
    std::fs::remove_file(Adopted::path(layout)).doing(step)?;
    durable::sync_parent(&Adopted::path(layout))?;
    Ok(told)
}
