//! Everything that is to be repaired, found without changing anything.

use super::tree::Tree;
use super::{Donor, Finding, Options, rebuilt, trust};
use crate::change::plan::Plan;
use crate::prefix::layout::{Layout, release_name};
use crate::prefix::leftovers;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::process::context::Context;
use crate::profile::environment;
use crate::releases::installed;
use crate::releases::installed::InstalledRelease;
use crate::releases::links;
use crate::releases::links::{Fault, LinkFault};
use crate::releases::switch::Releases;
use crate::trust::TrustPolicy;
use crate::words::repair as words;
use payloads::environment::{Mode, files};
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::rc::Rc;
use voice::Exit;
use voice::Fact;

/// What was found.
pub(super) struct Found {
    /// In the order in which it is mended.
    pub(super) findings: Vec<Finding>,
    /// Releases whose records hold.
    pub(super) whole: Vec<Rc<InstalledRelease>>,
    /// A file to restore from.
    pub(super) donor: Option<Donor>,
    /// What cannot be mended.
    pub(super) beyond: Option<anyhow::Error>,
}

impl Found {
    /// Looks at everything, or at one release and what all share.
    ///
    /// # Errors
    /// Those of the verb that nothing can be done about.
    pub(super) fn look(
        options: &Options,
        layout: &Layout,
        context: &Context,
    ) -> anyhow::Result<Found> {
        let findings = unreadable(layout, context);
        if !findings.is_empty() {
            return Ok(Found { findings, whole: Vec::new(), donor: None, beyond: None });
        }
        let (trust_policy, is_lost) = trust::trust_policy(options, layout)?;
        let donor = Donor::open(options, &trust_policy, context)?;
        let mut found = Found { findings: Vec::new(), whole: Vec::new(), donor, beyond: None };
        let left = leftovers::found(layout)?;
        found.findings.extend(left.into_iter().map(Finding::Leftover));
        if is_lost {
            found.findings.push(Finding::Trust);
        }
        found.releases(options, &trust_policy, layout, context)?;
        found.shared(layout, context)?;
        Ok(found)
    }

    /// Each finding in words.
    pub(super) fn tell(&self, layout: &Layout, context: &Context) -> anyhow::Result<()> {
        let voice = &context.voice;
        let place = layout.directory();
        voice.line(&words::found(&place.display()))?;
        for said in self.findings.iter().flat_map(|finding| finding.said(layout)) {
            voice.line(&said)?;
        }
        if self.findings.iter().any(|finding| matches!(finding, Finding::Trust)) {
            trust::warn(&self.whole, context);
        }
        Ok(())
    }

    /// Whether there may be more to find once this is mended.
    pub(super) fn hides_more(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding, Finding::Unreadable(_)))
    }

    /// What will be done, in order.
    pub(super) fn plan(&self, layout: &Layout) -> Plan {
        let mut plan = Plan::begin(layout);
        self.findings.iter().for_each(|finding| finding.plan(&mut plan, layout));
        plan
    }

    /// The paths that are mended, for machines.
    pub(super) fn json(&self, layout: &Layout) -> Vec<String> {
        let mut plan = Plan::nothing();
        self.findings.iter().for_each(|finding| finding.plan(&mut plan, layout));
        plan.steps().iter().map(|step| step.path().to_string_lossy().into_owned()).collect()
    }

    fn releases(
        &mut self,
        options: &Options,
        trust_policy: &TrustPolicy,
        layout: &Layout,
        context: &Context,
    ) -> anyhow::Result<()> {
        for name in self.wanted(options, layout)? {
            let kept = match InstalledRelease::read(&name, layout, trust_policy, context) {
                Ok(kept) => kept,
                Err(error) => match self.by_file(&name, trust_policy, layout, context)? {
                    Some(kept) => kept,
                    None => {
                        self.beyond = Some(error);
                        continue;
                    }
                },
            };
            let is_complete = kept.receipt.as_ref().is_none_or(|receipt| receipt.is_complete());
            let kept = Rc::new(kept);
            self.whole.push(Rc::clone(&kept));
            let tree = Tree::look(kept, layout, context)?;
            if tree.differs() {
                self.findings.push(Finding::Tree(Box::new(tree)));
            }
            if !is_complete {
                self.findings.push(Finding::Incomplete(name));
            }
        }
        Ok(())
    }

    /// The releases to look at: those that are there, and one that FILE can restore from nothing but its directory.
    fn wanted(&self, options: &Options, layout: &Layout) -> anyhow::Result<Vec<String>> {
        let donor = match &self.donor {
            Some(donor) => Some(release_name(donor.trusted.manifest()?, &donor.trusted.identity())),
            None => None,
        };
        let donor = donor.filter(|name| layout.release(name).is_dir());
        let mut names = match (&options.release, &donor) {
            (Some(wanted), Some(donor)) if wanted == donor => vec![donor.clone()],
            (Some(wanted), _) => installed::named(wanted, layout)?,
            (None, _) => installed::names(layout)?,
        };
        match donor {
            Some(donor) if names.contains(&donor) => {}
            Some(donor) if options.release.is_none() => names.push(donor),
            _ if options.from.is_some() => return Err(self.other(&names).into()),
            _ => {}
        }
        Ok(names)
    }

    /// FILE was named, and is of no use here.
    fn other(&self, names: &[String]) -> Fact {
        let trusted = self.donor.as_ref().map(|donor| &donor.trusted);
        let name = trusted.and_then(|t| Some(release_name(t.manifest().ok()?, &t.identity())));
        let file = self.donor.as_ref().map(|donor| donor.source.name().display().to_string());
        let (file, found) = (file.unwrap_or_default(), name.unwrap_or_default());
        let release = names.join(", ");
        Fact::new(Exit::Usage, words::other_file(&file, &found, &release))
    }

    /// What the release should be, by the file it came from.
    fn by_file(
        &self,
        name: &str,
        trust_policy: &TrustPolicy,
        layout: &Layout,
        context: &Context,
    ) -> anyhow::Result<Option<InstalledRelease>> {
        let Some(donor) = &self.donor else { return Ok(None) };
        let kept = InstalledRelease::of_file(
            &donor.source,
            trust_policy.once_more(&donor.trusted, context)?,
            layout,
        )?;
        Ok((kept.name == name).then_some(kept))
    }

    /// What the releases of a prefix share.
    fn shared(&mut self, layout: &Layout, context: &Context) -> anyhow::Result<()> {
        if let Some(release) = rebuilt::program_from(&self.whole, layout) {
            self.findings.push(Finding::Program(release));
        }
        let mut gone = Vec::new();
        let mode = match EnvironmentReceipt::read(layout) {
            Ok(Some(receipt)) => {
                gone = environment::gone(&receipt, layout, context)?;
                receipt.mode
            }
            Ok(None) if self.whole.is_empty() => Mode::None,
            _ => {
                self.findings.push(Finding::Environment);
                rebuilt::mode(layout, context)?
            }
        };
        if !self.whole.is_empty() {
            self.files(mode, layout)?;
            self.findings.extend(gone.into_iter().map(|(path, edit)| Finding::Profile(path, edit)));
        }
        if Releases::read(layout).damaged {
            self.findings.push(Finding::Releases);
        }
        self.links(layout)
    }

    fn files(&mut self, mode: Mode, layout: &Layout) -> anyhow::Result<()> {
        for file in files(&layout.shell_prefix()?, mode) {
            let path = layout.directory().join(file.name);
            let is_right = path.symlink_metadata().is_ok_and(|data| {
                data.is_file() && data.permissions().mode() & 0o7777 == file.mode
            });
            if !is_right || std::fs::read(&path).ok().as_deref() != Some(&*file.contents) {
                self.findings.push(Finding::File(file));
            }
        }
        Ok(())
    }

    fn links(&mut self, layout: &Layout) -> anyhow::Result<()> {
        // `current` last: until then nobody goes through a link to something half mended.
        for fault in links::faults(layout).into_iter().rev() {
            if fault.kind == Fault::NoLink && !is_empty_directory(&fault) {
                let fact = Fact::new(Exit::State, fault.said()).help(words::no_link_help());
                self.beyond = Some(fact.into());
                continue;
            }
            match fault.target {
                Some(target) => self.findings.push(Finding::Link(fault, target.to_owned())),
                None => match rebuilt::current(&self.whole, layout) {
                    Some(release) => self.findings.push(Finding::Link(fault, release)),
                    None => {
                        let fact = Fact::new(Exit::State, words::no_current());
                        self.beyond = Some(fact.help(words::no_current_help()).into());
                    }
                },
            }
        }
        Ok(())
    }
}

/// Records of this user's that the user may not read. Root may read anything.
fn unreadable(layout: &Layout, context: &Context) -> Vec<Finding> {
    let records = ["trust.json", "environment.json", "releases.json"];
    let paths = records.map(|name| layout.state().join(name));
    let is_closed = |path: &PathBuf| {
        let own = path
            .symlink_metadata()
            .is_ok_and(|data| data.is_file() && data.uid() == context.process.uid);
        own && File::open(path).is_err_and(|e| e.kind() == ErrorKind::PermissionDenied)
    };
    paths.into_iter().filter(is_closed).map(Finding::Unreadable).collect()
}

fn is_empty_directory(fault: &LinkFault) -> bool {
    std::fs::read_dir(&fault.path).is_ok_and(|mut entries| entries.next().is_none())
}
