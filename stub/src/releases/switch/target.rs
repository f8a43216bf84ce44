//! A release that is to become current though it was installed before: whether it may, and whether it can.

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::releases::adopted;
use crate::releases::versions::{self, Installed};
use crate::trust::TrustPolicy;
use crate::words::{install, switch as words};
use keys::Downgrade;
use voice::Exit;
use voice::{Context as _, Fact};

/// A release to switch to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its directory's name.
    pub(crate) name: String,
    /// The version of its Go.
    pub(crate) go: String,
    /// Whether it is current already.
    pub(crate) current: bool,
    /// What its receipt says; `None` for one made by hand.
    pub(crate) receipt: Option<Receipt>,
}

impl From<&Installed> for Target {
    fn from(installed: &Installed) -> Target {
        let Installed { name, current, receipt } = installed.clone();
        Target { name, go: receipt.go.clone(), current, receipt: Some(receipt) }
    }
}

impl Target {
    /// The releases of the prefix at `layout`, by name, then the versions made by hand that were taken in.
    ///
    /// # Errors
    /// Those of [`versions::list`].
    pub(crate) fn all(layout: &Layout) -> anyhow::Result<Vec<Target>> {
        let mut all: Vec<Target> = versions::list(layout)?.iter().map(Target::from).collect();
        let by_hand = adopted::versions(layout).into_iter();
        all.extend(by_hand.map(|version| Target::by_hand(version, layout)));
        Ok(all)
    }

    /// The release called `wanted`; of several releases of one Go version the newest, and one of ours before one that
    /// was made by hand.
    ///
    /// # Errors
    /// [`Exit::Usage`] where none is meant.
    pub(crate) fn named(wanted: &str, layout: &Layout) -> anyhow::Result<Target> {
        let installed = versions::list(layout)?;
        let by_hand = || Some(Target::by_hand(adopted::named(wanted, layout)?, layout));
        match versions::newest(wanted, &installed, layout) {
            Ok(ours) => Ok(ours.into()),
            Err(error) => by_hand().ok_or(error),
        }
    }

    fn by_hand(version: adopted::Version, layout: &Layout) -> Target {
        let current = super::current(layout).ok().flatten();
        let current = current.as_ref() == Some(&version.name);
        Target { name: version.name, go: version.go, current, receipt: None }
    }

    /// Whether its installation was completed, where it was ours.
    pub(crate) fn is_complete(&self) -> bool {
        self.receipt.as_ref().is_none_or(Receipt::is_complete)
    }

    /// Whether it may become current: it is whole, and no floor is above it.
    ///
    /// # Errors
    /// [`Exit::Policy`] below a floor; [`Exit::State`] where it is not whole.
    pub(crate) fn check(&self, downgrade: Downgrade, at: Installation<'_>) -> anyhow::Result<()> {
        let release = &self.name;
        self.permitted(downgrade, at)
            .and_then(|()| self.whole(at.layout))
            .context(|| install::switching(&release))
    }

    fn permitted(&self, downgrade: Downgrade, at: Installation<'_>) -> anyhow::Result<()> {
        let Some(receipt) = &self.receipt else { return Ok(()) };
        let trust_policy = TrustPolicy::of(at)?;
        trust_policy.check_use(&receipt.line, receipt.counter, downgrade)
    }

    fn whole(&self, layout: &Layout) -> anyhow::Result<()> {
        let release = &self.name;
        let has_go = self.receipt.as_ref().is_none_or(|receipt| !receipt.go.is_empty());
        let is_here = || layout.release(release).join("goroot/bin/go").is_file();
        let said = if !self.is_complete() {
            words::incomplete(&release)
        } else if has_go && !is_here() {
            words::no_go(&release)
        } else {
            return Ok(());
        };
        let help = words::incomplete_help(&release);
        Err(Fact::new(Exit::State, said).help(help).into())
    }
}
