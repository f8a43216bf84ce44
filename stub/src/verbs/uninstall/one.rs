//! One release that is to go.

use super::{releases, require_unused};
use crate::change::plan::Plan;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::departure;
use crate::releases::switch;
use crate::releases::switch::Releases;
use crate::releases::versions;
use crate::releases::versions::InUse;
use crate::words::{home as words, install};
use std::path::PathBuf;
use voice::Exit;
use voice::Fact;

/// A release that may go: neither current nor pinned nor in use.
pub(super) struct One {
    name: String,
}

impl One {
    /// The release `wanted` means: by directory name, or by Go version where only one fits.
    ///
    /// # Errors
    /// [`Exit::Usage`] where none is meant or several are; [`Exit::Preflight`] where it is current or pinned;
    /// [`Exit::Busy`] where it is in use.
    pub(super) fn of(wanted: &str, at: Installation<'_>) -> anyhow::Result<One> {
        let name = meant(wanted, at.layout)?;
        if switch::current(at.layout)?.as_deref() == Some(name.as_str()) {
            let said = install::is_current(&name);
            return Err(Fact::new(Exit::Preflight, said).help(words::is_current_help()).into());
        }
        if Releases::read_aloud(at.layout, &at.context.voice).is_pinned(&name) {
            let help = words::is_pinned_help(&name);
            let said = words::is_pinned(&name);
            return Err(Fact::new(Exit::Preflight, said).help(help).into());
        }
        at.context.about.release(&name);
        require_unused(&name, &InUse::below(&at.layout.directory()))?;
        Ok(One { name })
    }

    pub(super) fn place(&self, layout: &Layout) -> PathBuf {
        layout.release(&self.name)
    }

    pub(super) fn plan<'p>(&self, at: Installation<'p>) -> Plan<'p> {
        let mut plan = Plan::nothing();
        departure::add(&mut plan, std::slice::from_ref(&self.name), at);
        plan
    }
}

fn meant(wanted: &str, layout: &Layout) -> anyhow::Result<String> {
    let version = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    let mut all = releases(layout)?;
    all.retain(|name| {
        let go = name.strip_prefix('v').and_then(|name| name.rsplit_once('-'));
        name == wanted || go.is_some_and(|(go, _)| go == version)
    });
    match all.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(versions::no_such(wanted, layout).into()),
    }
}
