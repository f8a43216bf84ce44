//! A home that is given a file: the product's whole way from the trailer to the last member written, in
//! this process.

use keys::{Clock, Roots, Trust, TrustState};
use payloads::container::{Laid, Source, Trusted, Verified};
use payloads::inspect;
use payloads::platform::Cpu;
use payloads::refusal::trusted;
use payloads::unpack::{Plan, Selection, Tree, unpack};
use std::path::Path;
use voice::Progress;

/// What a home believes.
#[derive(Clone, Debug)]
pub enum Ground {
    /// Nothing yet: the file's own ROOTS, on first use.
    FirstUse,
    /// A root that came another way, and what was seen since.
    Remembered(TrustState),
}

impl Ground {
    /// That of a home that was told the root of `whole` and has accepted it.
    ///
    /// # Panics
    /// Where `whole` is not authentic.
    pub fn pinned_by(whole: &Source, clock: Clock) -> Ground {
        let pinned = |roots: &Roots| {
            let root = roots.certificates()[0].fingerprint();
            trusted(Trust::tofu(roots).and_then(|trust| trust.require_root(root)))
        };
        let laid = Laid::read(whole).expect("a whole file");
        let file = laid.authenticate(pinned, &clock).expect("an authentic file");
        Ground::Remembered(TrustState::default().after(file.authentic(), &clock))
    }

    fn trust(&self, roots: &Roots) -> anyhow::Result<Trust> {
        trusted(match self {
            Ground::FirstUse => Trust::tofu(roots),
            Ground::Remembered(state) => Trust::from_state(state, roots),
        })
    }
}

/// A home of one CPU, at one time.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// What it believes.
    pub ground: Ground,
    /// What its clock says.
    pub clock: Clock,
    /// Whose frames it unpacks.
    pub cpu: Cpu,
}

impl Receiver {
    /// Two homes at the time of `clock`: one that never saw a file, and one that was told the root of
    /// the file at `whole`.
    ///
    /// # Panics
    /// Where that is no authentic file of this version.
    pub fn of_both_grounds(whole: &Path, clock: Clock) -> [Receiver; 2] {
        let source = Source::open(whole).expect("a file");
        let pinned = Ground::pinned_by(&source, clock);
        let new = Receiver { ground: Ground::FirstUse, clock, cpu: crate::host() };
        let file = new.authenticated(&source).expect("an authentic file");
        let payload = &file.manifest().expect("of this version").payload;
        let cpu = inspect::cpus(payload).first().copied().unwrap_or(new.cpu);
        [Ground::FirstUse, pinned].map(|ground| Receiver { ground, clock, cpu })
    }

    /// Takes `source` as `install` does and lays its members down below `directory`.
    ///
    /// # Errors
    /// Everything that `install` refuses a file for.
    pub fn receive(&self, source: &Source, directory: &Path) -> anyhow::Result<()> {
        let file = self.authenticated(source)?;
        let verified = file.verify(source, 1, &Progress::hidden())?;
        self.unpack(&verified, directory)
    }

    fn authenticated(&self, source: &Source) -> anyhow::Result<Trusted> {
        Laid::read(source)?.authenticate(|roots| self.ground.trust(roots), &self.clock)
    }

    fn unpack(&self, verified: &Verified<'_>, directory: &Path) -> anyhow::Result<()> {
        let plan = Plan::new(verified, Selection::all(self.cpu))?;
        let tree = Tree::open(directory)?;
        tree.lay_directories(&plan)?;
        unpack(verified, &plan, &tree, 1, &Progress::hidden())
    }
}
