//! What an installation changes, as one list: laid down in staging and proved there, moved into its place, made
//! current by one rename, completed. A run that is cut off after that rename is finished by the next one: the receipt
//! says how far it came.

use super::created::Created;
use super::placement::Placed;
use super::preflight::room;
use super::{Run, activate};
use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::gate;
use crate::prefix::layout::GOCACHE;
use crate::prefix::receipt::Receipt;
use crate::prefix::staging::Staging;
use crate::prefix::{gocache, modules, toolchains};
use crate::process::signals;
use crate::profile::EnvironmentReceipt;
use crate::profile::environment::{Environment, Intended};
use crate::releases::adopted::Adoption;
use crate::releases::copies::{Shared, Sharing};
use crate::releases::{installed, moved, switch};
use crate::trust::{Accepted, Remembered};
use crate::words::install as words;
use payloads::unpack;
use voice::Context as _;

/// What the entries hand on to each other. Where one fails, what was done is undone as this is dropped, in this order.
pub(super) struct Site<'a> {
    pub(super) placed: Placed<'a>,
    pub(super) staging: Staging,
    pub(super) members: Option<unpack::Plan>,
    pub(super) accepted: Option<Accepted>,
    /// Read before the switch: from there on the file it came from is not needed.
    pub(super) program: Option<Vec<u8>>,
    pub(super) receipt: Receipt,
    pub(super) report: Report,
    pub(super) environment: Option<Environment>,
    pub(super) created: &'a mut Created,
    /// Given back last, where a full disk has the room of the release again.
    pub(super) taken_in: Adoption<'a>,
}

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
    /// Milliseconds the gate took.
    pub(super) gate_ms: Option<u64>,
}

/// The list as it grows.
type List<'r, 'a> = Plan<'r, Site<'a>>;

impl<'a> Run<'a> {
    /// The list, by what is there now; `standing` is the receipt of a release that need not be unpacked again.
    ///
    /// # Errors
    /// [`voice::Exit::Destination`] for a prefix that no shell can carry; those of reading the manifest.
    pub(super) fn plan<'r>(
        &'r self,
        standing: Option<&Receipt>,
        members: &unpack::Plan,
    ) -> anyhow::Result<List<'r, 'a>> {
        let mut list = Plan::nothing();
        let receipt = EnvironmentReceipt::path(self.at.layout);
        if !receipt.exists() {
            list.before_the_lock(Step::WriteFile(receipt));
        }
        self.lay_down(&mut list, standing, members)?;
        match self.options.modules_alone {
            true => list.then_all(Vec::new(), |site| {
                self.switched.set(true);
                site.created.keep();
                Ok(())
            }),
            false => self.switch(&mut list),
        }
        self.complete(&mut list)?;
        Ok(list)
    }

    fn lay_down<'r>(
        &'r self,
        list: &mut List<'r, 'a>,
        standing: Option<&Receipt>,
        members: &unpack::Plan,
    ) -> anyhow::Result<()> {
        let path = self.at.layout.release(&self.release.name);
        if standing.is_none() {
            let others = installed::names(self.at.layout).unwrap_or_default();
            let shares = self.options.sharing != Sharing::Nothing && !others.is_empty();
            let from = others.join(", ");
            let share = shares.then(|| Step::Share { path: path.clone(), from });
            let (files, bytes) = (members.wanted().count() as u64, members.wanted_bytes());
            let unpack = Step::Unpack { path: path.clone(), files, bytes };
            list.then_all(share.into_iter().chain([unpack]).collect(), |site| self.build(site));
        }
        if room::is_gated(self, standing)? {
            let step = Step::RunGate { path: path.clone(), bytes: gate::ROOM };
            list.then(step, |site| self.gate(site));
        }
        let into_place = standing.is_none().then_some(Step::Move(path));
        list.then_all(into_place.into_iter().collect(), |site| self.put(site));
        Ok(())
    }

    /// What was made by hand is taken in, the links come to lead through `current`, and that to the release.
    fn switch<'r>(&'r self, list: &mut List<'r, 'a>) {
        let (by_hand, name) = (self.by_hand.as_ref(), &self.release.name);
        list.then_all(Adoption::steps(by_hand, self.at.layout), move |site| {
            site.taken_in.take_in(by_hand)
        });
        let is_its = |step: &Step| by_hand.is_some_and(|by_hand| by_hand.sees_to(step.path()));
        let links = activate::steps(self.at.layout).filter(|step| !is_its(step)).collect();
        list.then_all(links, |site| activate::make_links(self.at.layout, site.created));
        let from = Adoption::current(by_hand, self.at.layout);
        list.then_all(switch::steps(from, name, self.at.layout), move |site| {
            signals::check()?;
            switch::to(self.at.layout, name)?;
            self.switched.set(true);
            site.taken_in.keep();
            site.created.keep();
            Ok(())
        });
    }

    /// All before the receipt is complete: a run that was cut off here is done again.
    fn complete<'r>(&'r self, list: &mut List<'r, 'a>) -> anyhow::Result<()> {
        self.completing(list, vec![Step::WriteFile(Remembered::place(self.at.layout))], |site| {
            let accepted = site.accepted.take();
            accepted.map_or(Ok(()), |accepted| accepted.remember(self.at.time_on_record()?))
        });
        let (layout, place) = (self.at.layout, self.at.layout.release(&self.release.name));
        if !self.options.modules_alone {
            self.completing(list, activate::program_steps(self), |site| {
                let program = site.program.take();
                program.map_or(Ok(()), |program| activate::install_program(&program, self))
            });
        }
        let is_in = |name, is_in: bool| is_in && self.release.has(name);
        let manifest = self.release.trusted.manifest()?;
        if gocache::is_kept(layout) && is_in(GOCACHE, gocache::is_in(manifest)) {
            let cache = layout.gocache();
            self.completing(list, vec![Step::FillCache(cache.clone())], {
                let place = place.clone();
                move |_| gocache::fill(&cache, &place)
            });
        }
        if is_in("modcache", modules::is_in(manifest)) || modules::any(layout) {
            let steps = vec![Step::GatherModules(layout.modules())];
            self.completing(list, steps, move |_| modules::renew(layout, &[]));
        }
        let to_come = Some(self.release.name.as_str()).filter(|_| self.release.has("go"));
        self.completing(list, moved::renamed(layout, to_come, &[]), move |_| {
            toolchains::renew(layout, &[])?;
            moved::follow(self.at);
            Ok(())
        });
        if !self.options.modules_alone {
            self.write_environment(list)?;
        }
        let receipt = vec![Step::WriteFile(place.join(installed::RECEIPT))];
        self.completing(list, receipt, move |site| {
            site.placed.settle()?;
            site.receipt.complete(&place)
        });
        Ok(())
    }

    fn write_environment<'r>(&'r self, list: &mut List<'r, 'a>) -> anyhow::Result<()> {
        let intended = || Intended::of(self.mode, self.at);
        let paths = intended()?.paths();
        let ours = paths.written.into_iter().map(Step::WriteFile);
        let ours = ours.chain(paths.removed.into_iter().map(Step::Remove));
        let steps = ours.chain(paths.edited.into_iter().map(Step::EditProfile)).collect();
        self.completing(list, steps, move |site| {
            site.environment = Some(intended()?.write()?);
            Ok(())
        });
        Ok(())
    }

    /// Adds an entry that comes after the switch.
    fn completing<'r>(
        &'r self,
        list: &mut List<'r, 'a>,
        steps: Vec<Step>,
        act: impl FnOnce(&mut Site<'a>) -> anyhow::Result<()> + 'r,
    ) {
        let name = &self.release.name;
        list.then_all(steps, move |site| act(site).context(|| words::completing(&name)));
    }
}
