//! How a release comes to its place: built in staging and proved there; or it stands there already, and is as it
//! was signed.

use super::plan::Site;
use super::staging::program;
use super::{Release, Run};
use crate::findings::warn_of_conflicts;
use crate::gate;
use crate::host::probe;
use crate::prefix::modules;
use crate::prefix::receipt::Receipt;
use crate::process::signals;
use payloads::platform::Cpu;

impl Run<'_> {
    /// Builds the release in staging, with its receipt.
    pub(super) fn build(&self, site: &mut Site<'_>) -> anyhow::Result<()> {
        let Some(members) = site.members.take() else { return Ok(()) };
        let staging = &mut site.staging;
        staging.make()?;
        if self.is_for_this_host() {
            probe::starts_in(staging.path(), &self.at.layout.directory())?;
        }
        (site.report.shared, site.report.saved_ms) = staging.unpack(members, self)?;
        site.receipt.go_env_sha256 = staging.add_go_env(self.release, self.at.layout)?;
        staging.add_meta(self.release)?;
        if self.release.has("modcache") && modules::is_in(self.release.trusted.manifest()?) {
            modules::check(&self.release.name, staging.path(), self.at.layout)?;
        }
        site.receipt.write(staging.path())
    }

    /// Whether what is laid down will be started here: an image is for another host, and modules are for any.
    fn is_for_this_host(&self) -> bool {
        let options = self.options;
        options.place.root.is_none()
            && !options.modules_alone
            && Some(self.release.cpu) == Cpu::host()
    }

    /// Puts it to the test, in staging or where it stands.
    pub(super) fn gate(&self, site: &mut Site<'_>) -> anyhow::Result<()> {
        let place = self.at.layout.release(&self.release.name);
        let prefix = self.at.layout.directory();
        let candidate = gate::Candidate {
            directory: if site.report.standing { &place } else { site.staging.path() },
            go: &self.release.trusted.manifest()?.payload.go,
            cpu: self.release.cpu,
            prefix: &prefix,
            suites: !self.options.skip_acceptance,
        };
        site.receipt.gate_ms = gate::run(&candidate, &prefix, self.at.context)?;
        site.receipt.gate = site.receipt.gate_ms.is_some();
        site.report.gate_ms = site.receipt.gate_ms;
        if self.at.given_time()?.is_some() {
            site.receipt.gate_ms = None;
        }
        if site.receipt.gate && !site.report.standing {
            site.receipt.write(site.staging.path())?;
        }
        Ok(())
    }

    /// Moves what was built into its place, and reads what is still needed of the file.
    pub(super) fn put(&self, site: &mut Site<'_>) -> anyhow::Result<()> {
        if !site.report.standing {
            site.staging.sync()?;
        }
        warn_of_conflicts(self.at);
        signals::check()?;
        if !site.report.standing {
            site.placed.take(site.staging.path())?;
            site.staging.leave();
            site.report.replaced = site.placed.replaced();
        }
        site.program = program(self.release)?;
        Ok(())
    }

    /// The receipt of a release that is about to be built.
    pub(super) fn receipt(&self) -> anyhow::Result<Receipt> {
        let (Release { name, cpu, trusted, .. }, at) = (self.release, self.at);
        let file = self.release.source.name();
        // An image says nothing of the host it was built on.
        let alone = file.file_name().filter(|_| self.options.place.root.is_some());
        let file = alone.unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
        Ok(Receipt {
            file,
            ..Receipt::of(
                name,
                *cpu,
                trusted,
                self.release.components(),
                at.layout,
                at.time_on_record()?,
            )?
        })
    }
}
