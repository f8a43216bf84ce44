//! What is wrong with an installation, stated once: `doctor` tells it, `repair` mends what can be mended, and
//! `verify --installed` shows what is about files, every byte read.

mod environment;
mod finding;
mod go;
mod inferred;
mod modules;
mod records;
mod releases;
mod shells;
mod tree;

pub(crate) use finding::{Code, Finding, Mend, State};
pub(crate) use go::trouble as trouble_of_go;
pub(crate) use inferred::mode;
pub(crate) use records::{closed, trust_policy};
pub(crate) use releases::refused;
pub(crate) use tree::{Donor, Tree};

use crate::prefix::Installation;
use crate::prefix::home::Owner;
use crate::prefix::layout::Layout;
use crate::prefix::ownership;
use crate::releases::installed::{self, Depth, InstalledRelease};
use crate::trust::TrustPolicy;
pub(crate) use environment::warn_of_conflicts;
use std::os::unix::fs::MetadataExt;
use std::rc::Rc;

/// How to look at an installation.
pub(crate) struct Look<'a> {
    pub(crate) at: Installation<'a>,
    /// What the records of releases are judged by.
    pub(crate) trust_policy: &'a TrustPolicy,
    /// The releases to look at, by directory name.
    pub(crate) names: Vec<String>,
    /// How far their files are compared.
    pub(crate) depth: Depth,
    /// A file that says what a release should be whose own record does not hold.
    pub(crate) donor: Option<&'a Donor>,
}

/// A part of an installation that is looked at as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// Who owns the prefix, and who may write there.
    Ownership,
    /// The links that shells go through.
    Links,
    /// One release.
    Release(String),
    /// The modules that go finds.
    Modules,
    /// `bin/goferry`.
    Program,
    /// `env` and its siblings, and the lines in profiles.
    Environment,
    /// The shell that asks.
    Shell,
    /// New shells of the account.
    Shells,
    /// Go, with the user's settings.
    Go,
    /// What is remembered of trust.
    Trust,
    /// The order of releases, and what cut-off runs left.
    Records,
    /// The audit log.
    Audit,
    /// What was made by hand and taken in.
    Adoption,
}

impl Area {
    /// Its name for machines.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Area::Ownership => "ownership",
            Area::Links => "links",
            Area::Release(_) => "release",
            Area::Modules => "modules",
            Area::Program => "program",
            Area::Environment => "environment",
            Area::Shell => "shell",
            Area::Shells => "shells",
            Area::Go => "go",
            Area::Trust => "trust",
            Area::Records => "records",
            Area::Audit => "audit",
            Area::Adoption => "adoption",
        }
    }
}

/// An area, and what was found there.
pub(crate) struct Check {
    pub(crate) area: Area,
    pub(crate) findings: Vec<Finding>,
}

/// What there is to say of an installation.
pub(crate) struct Diagnosis {
    /// Everything that was looked at, in the order in which it is told.
    pub(crate) checks: Vec<Check>,
    /// Releases whose records hold.
    pub(crate) whole: Vec<Rc<InstalledRelease>>,
}

/// Whether anything is installed that could be wrong.
///
/// # Errors
/// The system's, where the prefix cannot be read.
pub(crate) fn is_anything_here(layout: &Layout) -> anyhow::Result<bool> {
    let is_there = layout.directory().is_dir();
    Ok(is_there && (layout.state().is_dir() || !installed::names(layout)?.is_empty()))
}

/// Looks at everything, and changes nothing.
pub(crate) fn diagnose(look: &Look<'_>) -> Diagnosis {
    let mut whole = Vec::new();
    let check = |area, findings| Check { area, findings };
    let release = |name: &String| {
        check(Area::Release(name.clone()), releases::release(name, look, &mut whole))
    };
    let releases: Vec<Check> = look.names.iter().map(release).collect();
    let mut checks = vec![
        check(Area::Ownership, owned(look)),
        check(Area::Links, releases::links(&whole, look.at)),
    ];
    checks.extend(releases);
    checks.extend([
        check(Area::Program, releases::program(&whole, look.at.layout)),
        check(Area::Environment, environment::files(look)),
        check(Area::Shell, environment::shell(look)),
        check(Area::Trust, records::trust(look)),
        check(Area::Records, records::order(look)),
        check(Area::Audit, records::audit(look.at.layout)),
    ]);
    let modules = modules::gathered(look);
    checks.extend(modules.map(|findings| check(Area::Modules, findings)));
    let adoption = records::adoption(look.at.layout);
    checks.extend(adoption.map(|findings| check(Area::Adoption, findings)));
    Diagnosis { checks, whole }
}

/// Asks whom it serves: new shells, and Go with the user's settings. What they answer is for people.
pub(crate) fn asked(look: &Look<'_>) -> Vec<Check> {
    let check = |area, findings| Check { area, findings };
    vec![check(Area::Shells, shells::new_ones(look)), check(Area::Go, go::settings(look))]
}

fn owned(look: &Look<'_>) -> Vec<Finding> {
    // What serves everybody is root's, and sound to whoever asks.
    let (own, layout) = (look.at.context.process.uid, look.at.layout);
    let is_roots = || layout.directory().metadata().is_ok_and(|data| data.uid() == 0);
    let owner = if *layout.owner() == Owner::System && is_roots() { 0 } else { own };
    let found = ownership::check(layout, owner).err();
    let place = look.at.layout.directory();
    found.map(|error| Finding::new(Code::Owner, place, error)).into_iter().collect()
}
