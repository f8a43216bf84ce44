//! What `install` was asked for.

use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::profile::EnvironmentReceipt;
use crate::releases::copies::Sharing;
use crate::trust;
use crate::verbs::file::GivenFile;
use crate::words::{gate, options as words};
use clap::Args;
use keys::Downgrade;
use payloads::environment::Mode;
use payloads::platform::Cpu;
use voice::Exit;

/// The options of `install`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The file to install.
    #[command(flatten)]
    pub file: GivenFile,
    /// What is demanded of it.
    #[command(flatten)]
    pub trust: trust::Options,
    /// The user is not asked.
    #[arg(long, short, help = words::yes())]
    pub yes: bool,
    /// Where to.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
    #[arg(long, help = words::environment(), conflicts_with = "no_modify_profile")]
    env: Option<Mode>,
    #[arg(long, help = words::no_modify_profile())]
    no_modify_profile: bool,
    #[arg(long, help = words::allow_downgrade())]
    allow_downgrade: bool,
    /// The release is laid down again where it is installed already.
    #[arg(long, help = words::force())]
    pub force: bool,
    /// A prefix that was made by hand is taken in.
    #[arg(long, help = words::adopt())]
    pub adopt: bool,
    /// What may be done with files that another release has.
    #[arg(long = "share", help = words::share(), value_enum, default_value_t)]
    pub sharing: Sharing,
    /// The release is not tested.
    #[arg(long, help = words::no_gate())]
    pub no_gate: bool,
    /// The gate leaves out the acceptance suites.
    #[arg(long, help = gate::skip_acceptance())]
    pub skip_acceptance: bool,
    /// The exit code is 3 where something was changed.
    #[arg(long, help = words::changed_exit())]
    pub changed_exit: bool,
}

impl Options {
    /// How shells come to find the release, where that is asked for.
    pub fn chosen(&self) -> Option<Mode> {
        self.env.or(self.no_modify_profile.then_some(Mode::None))
    }

    /// How shells come to find the release: as asked for, else as was chosen for the installation at `layout`.
    pub fn mode(&self, layout: &Layout) -> Mode {
        let before = || EnvironmentReceipt::read(layout).ok().flatten().map(|receipt| receipt.mode);
        self.chosen().or_else(before).unwrap_or(Mode::Rc)
    }

    /// What an installation that would change something, or did, ends with.
    pub fn done(&self) -> Exit {
        if self.changed_exit { Exit::Changed } else { Exit::Done }
    }

    /// Whether a release may be older than the newest that was seen.
    pub fn downgrade(&self) -> Downgrade {
        Downgrade::allowed_if(self.allow_downgrade)
    }

    /// Whether the gate is there to be passed: not with `--no-gate`, and not where an image for another CPU is built.
    pub(super) fn gate(&self, cpu: Cpu) -> bool {
        !self.no_gate && Cpu::host() == Some(cpu)
    }
}
