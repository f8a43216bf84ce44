//! What a home remembers of trust: `state/trust.json`.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Plan};
use crate::change::step::Step;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::words::{install as words, trust_state};
use keys::{Clock, Downgrade, Policy, Refusal, Roots, Trust, TrustState};
use payloads::container::Trusted;
use payloads::refusal::trusted;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// When this program was built, seconds since 1970: no honest clock is earlier. Where the build did not
/// say, when this version was released.
pub const BUILT: u64 = match option_env!("GOFERRY_BUILD_TIME") {
    Some(text) => seconds(text.as_bytes()),
    None => voice::time::RELEASED,
};

const fn seconds(digits: &[u8]) -> u64 {
    let (mut at, mut sum) = (0, 0);
    while at < digits.len() {
        assert!(digits[at].is_ascii_digit(), "GOFERRY_BUILD_TIME is not a number of seconds");
        sum = sum * 10 + (digits[at] - b'0') as u64;
        at += 1;
    }
    sum
}

/// What this home remembers of trust.
#[derive(Clone, Debug)]
pub struct Remembered {
    path: PathBuf,
    state: Option<TrustState>,
}

impl Remembered {
    /// Where the installation at `layout` keeps it.
    pub fn place(layout: &Layout) -> PathBuf {
        layout.state().join("trust.json")
    }

    /// Reads the state of the installation at `layout`; none yet is not an error.
    ///
    /// # Errors
    /// [`Exit::State`] where it is damaged.
    pub fn read(layout: &Layout) -> anyhow::Result<Remembered> {
        let path = Remembered::place(layout);
        let state = match std::fs::read(&path) {
            Ok(bytes) => Some(
                trusted(TrustState::decode(&bytes))
                    .context(|| words::reading_trust(&path.display()))?,
            ),
            Err(e) if is_absent(&e) => None,
            Err(e) => Err(e).exit_with(Exit::State, || words::reading_trust(&path.display()))?,
        };
        Ok(Remembered { path, state })
    }

    /// Nothing remembered: for verbs that have no home to look at.
    pub fn nothing() -> Remembered {
        Remembered { path: PathBuf::new(), state: None }
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The state; `None` before anything was accepted.
    pub fn state(&self) -> Option<&TrustState> {
        self.state.as_ref()
    }

    /// The clock, with the latest time this home has seen.
    pub fn clock(&self, now: u64) -> Clock {
        let latest_known = self.state.as_ref().map_or(0, |state| state.latest_known_time);
        Clock { now, built: BUILT, latest_known }
    }

    /// The roots that count here: those remembered, or on first use the file's own.
    ///
    /// # Errors
    /// Those of [`Trust::from_state`] and [`Trust::tofu`].
    pub(super) fn trust(&self, roots: &Roots) -> Result<Trust, Refusal> {
        match &self.state {
            Some(state) => Trust::from_state(state, roots),
            None => Trust::tofu(roots),
        }
    }

    /// Whether `file` may be installed over what was seen here.
    ///
    /// # Errors
    /// [`Exit::Policy`].
    pub(super) fn check_rollback(
        &self,
        file: &Trusted,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> anyhow::Result<()> {
        let nothing = TrustState::default();
        let state = self.state.as_ref().unwrap_or(&nothing);
        trusted(file.authentic().check_rollback(state, policy, downgrade))
    }

    /// Whether a release that is installed may be switched to. Every root that a release of this line was
    /// accepted under here has a say.
    ///
    /// # Errors
    /// [`Exit::Policy`].
    pub(super) fn check_use(
        &self,
        line: &str,
        counter: u32,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> anyhow::Result<()> {
        let floor = policy.floor(line);
        if counter < floor {
            let series = line.to_owned();
            return trusted(Err(Refusal::BelowFloor { series, counter, floor }));
        }
        let Some(state) = &self.state else { return Ok(()) };
        let mut roots = state.roots.iter().filter(|root| root.counters.contains_key(line));
        roots.try_for_each(|root| {
            trusted(state.check_use(root.first, line, counter, policy, downgrade))
        })
    }

    /// Remembers that `file` was accepted. Written to a sibling first, then renamed.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn remember(self, file: &Trusted, now: u64) -> anyhow::Result<()> {
        let clock = self.clock(now);
        let after = self.state.unwrap_or_default().after(file.authentic(), &clock);
        write(&self.path, &after)
    }

    /// Remembers `files`, which are installed at `layout`, and nothing else: as after first use of each. Nothing of
    /// any file: forgets everything.
    ///
    /// # Errors
    /// The disk's.
    pub fn reset<'a>(
        layout: &Layout,
        files: impl Iterator<Item = &'a Trusted>,
        now: u64,
    ) -> anyhow::Result<()> {
        let path = Remembered::place(layout);
        let clock = Clock { now, built: BUILT, latest_known: 0 };
        let learn = |state: TrustState, file: &Trusted| state.after(file.authentic(), &clock);
        let state = files.fold(TrustState::default(), learn);
        match state.roots.is_empty() {
            true => crate::disk::removal::tree(&path),
            false => write(&path, &state),
        }
    }

    /// Changes what the installation `at` remembers, under its lock and on record as `action`. Gives the
    /// state before and after; nothing is written where they are equal. `None` where only the plan was asked for.
    ///
    /// # Errors
    /// [`Exit::Untrusted`] where nothing was accepted yet; [`Exit::Busy`]; those of `change`; the disk's.
    pub fn change(
        action: &'static str,
        dry_run: DryRun,
        at: Installation<'_>,
        mut change: impl FnMut(TrustState) -> anyhow::Result<TrustState>,
    ) -> anyhow::Result<Option<(TrustState, TrustState)>> {
        let mut changed = || {
            let remembered = Remembered::read(at.layout)?;
            let before = remembered.known()?.clone();
            anyhow::Ok((change(before.clone())?, before))
        };
        let (after, before) = changed()?;
        if !written(&before, &after, at.layout).told(dry_run, at.layout, &at.context.voice)? {
            return Ok(None);
        }
        let _lock = Lock::take(at)?;
        let (after, before) = changed()?;
        if after != before {
            let written = written(&before, &after, at.layout);
            Operation::during(action, at, || written.run(&mut ()).map(|_| Exit::Done))?;
        }
        Ok(Some((before, after)))
    }

    fn known(&self) -> anyhow::Result<&TrustState> {
        let nothing = || {
            let said = trust_state::nothing(&self.path.display());
            Fact::new(Exit::Untrusted, said).help(trust_state::nothing_help())
        };
        Ok(self.state.as_ref().ok_or_else(nothing)?)
    }
}

fn written<'a>(before: &TrustState, after: &'a TrustState, layout: &Layout) -> Plan<'a> {
    let (path, mut plan) = (Remembered::place(layout), Plan::nothing());
    if before != after {
        plan.then(Step::WriteFile(path.clone()), move |()| write(&path, after));
    }
    plan
}

fn write(path: &Path, state: &TrustState) -> anyhow::Result<()> {
    crate::disk::durable::write(path, 0o644, &trusted(state.encode())?)
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}
