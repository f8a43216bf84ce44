//! How a release comes to its place: built in staging and proved there; or it stands there already, and is as it
//! was signed.

use super::existing::Found;
use super::placement::Placed;
use super::{Release, Run};
use crate::gate;
use crate::host::environment_conflicts;
use crate::prefix::receipt::Receipt;
use crate::prefix::staging::Staging;
use crate::process::signals;
use crate::releases::copies::Shared;
use payloads::unpack::Plan;
use std::path::Path;

/// What it took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    /// It was there; nothing was unpacked.
    pub(super) standing: bool,
    /// It took the place of itself.
    pub(super) replaced: bool,
    /// What other releases had already.
    pub(super) shared: Shared,
    /// Milliseconds that sharing saved, by the speed of unpacking the rest; where that can be said.
    pub(super) saved_ms: Option<u64>,
}

impl<'a> Run<'a> {
    /// The release in its place, with its receipt, which is not complete yet.
    pub(super) fn laid_down(
        &self,
        found: Found,
        plan: Plan,
    ) -> anyhow::Result<(Placed<'a>, Receipt, Report)> {
        match found.intact(self)? {
            Some(receipt) => self.standing(receipt),
            None => self.built(plan),
        }
    }

    fn standing(&self, mut receipt: Receipt) -> anyhow::Result<(Placed<'a>, Receipt, Report)> {
        let (name, exchange) = (self.release.name.as_str(), self.context.process.exchange);
        if !receipt.gate {
            self.gate(&self.layout.release(name), &mut receipt)?;
        }
        environment_conflicts::warn(self.layout, self.context);
        signals::check()?;
        let report = Report { standing: true, ..Report::default() };
        Ok((Placed::standing(name, self.layout, exchange), receipt, report))
    }

    fn built(&self, plan: Plan) -> anyhow::Result<(Placed<'a>, Receipt, Report)> {
        let (name, exchange) = (self.release.name.as_str(), self.context.process.exchange);
        let staging = Staging::new(self.layout)?;
        let (shared, saved_ms) = staging.unpack(plan, self)?;
        staging.add_go_env(self.release)?;
        staging.add_meta(self.release)?;
        let mut receipt = self.receipt()?;
        receipt.write(staging.path())?;
        if self.gate(staging.path(), &mut receipt)? {
            receipt.write(staging.path())?;
        }
        staging.sync()?;
        environment_conflicts::warn(self.layout, self.context);
        signals::check()?;
        let placed = Placed::moved(staging.path(), name, self.layout, exchange)?;
        staging.leave();
        let report = Report { standing: false, replaced: placed.replaced(), shared, saved_ms };
        Ok((placed, receipt, report))
    }

    fn receipt(&self) -> anyhow::Result<Receipt> {
        let (Release { name, cpu, trusted, .. }, now) = (self.release, self.context.process.now);
        let file = self.release.source.name();
        // An image says nothing of the host it was built on.
        let alone = file.file_name().filter(|_| self.options.place.root.is_some());
        let file = alone.unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
        Ok(Receipt { file, ..Receipt::of(name, *cpu, trusted, now)? })
    }

    /// Puts the release in `directory` to the test, where that is asked for and can be done here.
    fn gate(&self, directory: &Path, receipt: &mut Receipt) -> anyhow::Result<bool> {
        if !self.options.gate(self.release.cpu) {
            return Ok(false);
        }
        let candidate = gate::Candidate {
            directory,
            go: &self.release.trusted.manifest()?.payload.go,
            cpu: self.release.cpu,
            prefix: &self.layout.directory(),
            suites: !self.options.skip_acceptance,
        };
        let prefix = self.layout.directory();
        receipt.gate_ms = gate::run(&candidate, &prefix, &self.context.voice)?;
        receipt.gate = receipt.gate_ms.is_some();
        Ok(receipt.gate)
    }
}
