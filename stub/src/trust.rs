//! Which file is meant, and whether it is to be believed here: by what this home remembers, what the host
//! demands and what the command line does. The decisions themselves are `keys`'s.

mod admission;
pub mod host;
mod owned;
mod remembered;
mod tpm;

pub use host::HostDemands;
pub use remembered::Remembered;

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::process::Context;
use crate::words::{install as words, options};
use clap::Args;
use keys::{Downgrade, RootPin, Roots, Trust, TrustMode};
use payloads::container::{Laid, Source, Trusted};
use payloads::demands::Demands;
use payloads::refusal::trusted;
use std::path::Path;
use voice::grammar::typed;
use voice::{Exit, Fact, Said};

/// What files are judged by.
#[derive(Clone, Debug)]
pub struct TrustPolicy {
    remembered: Remembered,
    /// What the installation that this program belongs to remembers, where that is another one: a file that it does
    /// not believe is not believed either.
    own: Option<Remembered>,
    host: HostDemands,
    demands: Demands,
}

impl TrustPolicy {
    /// Reads what the host and the installation at `layout` hold; without one nothing is remembered.
    ///
    /// # Errors
    /// [`Exit::State`] for a damaged trust state; [`Exit::Policy`] where what the host demands cannot be known.
    pub fn read(
        options: &Options,
        layout: Option<&Layout>,
        context: &Context,
    ) -> anyhow::Result<TrustPolicy> {
        let remembered = layout.map_or_else(|| Ok(Remembered::nothing()), Remembered::read)?;
        let host = HostDemands::read(options.root_pin, &context.process.kernel)?;
        Ok(TrustPolicy { remembered, own: None, host, demands: options.demands.clone() })
    }

    /// As [`read`](Self::read), for a file that is verified or installed: at least what the installation believes that
    /// this program belongs to.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn for_file(
        options: &Options,
        layout: Option<&Layout>,
        context: &Context,
    ) -> anyhow::Result<TrustPolicy> {
        let trust_policy = TrustPolicy::read(options, layout, context)?;
        let own = Layout::own(&context.process);
        let other = own.filter(|own| layout.is_none_or(|at| at.directory() != own.directory()));
        let own = other.map(|own| Remembered::read(&own)).transpose()?;
        let own = own.filter(|own| own.state().is_some());
        Ok(TrustPolicy { own, ..trust_policy })
    }

    /// As [`read`](Self::read) by a verb about what is installed.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn of(at: Installation<'_>) -> anyhow::Result<TrustPolicy> {
        TrustPolicy::read(&Options::default(), Some(at.layout), at.context)
    }

    /// Whether nothing is remembered here: whatever a file brings is accepted.
    pub fn is_first_use(&self) -> bool {
        self.remembered.state().is_none()
    }

    /// The verdict on what an installed release keeps of its file, by what counts here now.
    ///
    /// # Errors
    /// Those of [`Laid::authenticate`].
    pub fn judge(&self, kept: Laid, context: &Context) -> anyhow::Result<Trusted> {
        let clock = self.remembered.clock(context.process.now);
        kept.authenticate(|roots| self.trust(roots), &clock)
    }

    /// The same verdict on `file`, for somebody else to keep.
    ///
    /// # Errors
    /// Those of [`Laid::authenticate`].
    pub fn once_more(&self, file: &Trusted, context: &Context) -> anyhow::Result<Trusted> {
        let clock = self.remembered.clock(context.process.now);
        file.judged_again(|roots| self.trust(roots), &clock)
    }

    /// Opens FILE, or the program's own file, and accepts or refuses it. Warnings go to the voice.
    ///
    /// # Errors
    /// 2 where the file cannot be opened, 20 to 25 by what is wrong with it.
    pub fn open(
        &self,
        file: Option<&Path>,
        context: &Context,
    ) -> anyhow::Result<(Source, Trusted)> {
        let source = match file {
            Some(path) => Source::open(path)?,
            None => own_file(context)?,
        };
        context.about.file(source.name());
        let clock = self.remembered.clock(context.process.now);
        let accepted = self.demands.authenticate(
            &source,
            |roots| self.trust(roots),
            &clock,
            &context.voice,
        )?;
        let accepted = match &self.own {
            Some(own) => self.believed_by(own, accepted, context)?,
            None => accepted,
        };
        context.about.trusted(&accepted);
        for warning in accepted.authentic().warnings() {
            context.voice.warn(&payloads::refusal::warning(warning));
        }
        for admitted in admission::check(&source, &accepted, &self.host, &clock)? {
            context.voice.note(&admitted);
        }
        Ok((source, accepted))
    }

    /// The verdict of another installation; where nothing is remembered here, it is the one that counts.
    fn believed_by(
        &self,
        own: &Remembered,
        file: Trusted,
        context: &Context,
    ) -> anyhow::Result<Trusted> {
        let clock = own.clock(context.process.now);
        let judged = file.judged_again(|roots| self.trust_by(own, roots), &clock)?;
        let envelope = &judged.manifest()?.envelope;
        own.check_use(&envelope.line, envelope.counter, self.host.policy(), Downgrade::Refused)?;
        Ok(if self.is_first_use() { judged } else { file })
    }

    /// Whether `file` may be installed over what was seen here.
    ///
    /// # Errors
    /// [`Exit::Policy`] for a counter below the floor, or below the highest one seen.
    pub fn check_rollback(&self, file: &Trusted, downgrade: Downgrade) -> anyhow::Result<()> {
        self.remembered.check_rollback(file, self.host.policy(), downgrade)
    }

    /// Whether a release that is installed may be switched to: floors bind, counters do not.
    ///
    /// # Errors
    /// [`Exit::Policy`] for a counter below the floor; `downgrade` lets the host's alone bind.
    pub fn check_use(&self, line: &str, counter: u32, downgrade: Downgrade) -> anyhow::Result<()> {
        self.remembered.check_use(line, counter, self.host.policy(), downgrade)
    }

    /// The verdict on `file` once more, by what is remembered now, under the lock: another run may have learned
    /// of a newer list or counter since it was opened.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`] and [`TrustPolicy::check_rollback`].
    pub fn again(
        self,
        file: &Trusted,
        downgrade: Downgrade,
        at: Installation<'_>,
    ) -> anyhow::Result<Accepted> {
        let trust_policy = TrustPolicy { remembered: Remembered::read(at.layout)?, ..self };
        let clock = trust_policy.remembered.clock(at.context.process.now);
        let file = file.judged_again(|roots| trust_policy.trust(roots), &clock)?;
        trust_policy.check_rollback(&file, downgrade)?;
        Ok(Accepted { remembered: trust_policy.remembered, file })
    }

    /// The host comes last: what it does not accept, nobody's demand brings back.
    fn trust(&self, roots: &Roots) -> anyhow::Result<Trust> {
        self.trust_by(&self.remembered, roots)
    }

    fn trust_by(&self, remembered: &Remembered, roots: &Roots) -> anyhow::Result<Trust> {
        self.host.narrow(self.demands.narrow(trusted(remembered.trust(roots))?)?)
    }
}

/// A file that may be installed, by a state that nobody else changes meanwhile.
#[derive(Debug)]
pub struct Accepted {
    remembered: Remembered,
    file: Trusted,
}

impl Accepted {
    /// Remembers that it was accepted: root, list, counter, time.
    ///
    /// # Errors
    /// The disk's.
    pub fn remember(self, now: u64) -> anyhow::Result<()> {
        self.remembered.remember(&self.file, now)
    }
}

/// The file this program is the first region of. An installed program is none.
fn own_file(context: &Context) -> anyhow::Result<Source> {
    let source = Source::own(&context.process.started_as())?;
    if Layout::around(source.name(), &context.process).is_some() {
        let said = words::name_a_file(&source.name().display());
        return Err(Fact::new(Exit::Usage, said).help(words::name_a_file_help()).into());
    }
    Ok(source)
}

/// Who signed, and on what ground that counts here.
pub fn introduced(file: &Trusted) -> Vec<Said> {
    let authentic = file.authentic();
    let signed_by = |signer: &keys::Signer| {
        let (kind, who, when) =
            (signer.kind, &signer.user_id, voice::time::rfc3339(signer.signed_at));
        words::signed_by(&kind, &who, &signer.certificate, &when)
    };
    let root = authentic.root().fingerprint();
    let ground = match authentic.mode() {
        TrustMode::Tofu => words::root_tofu(&root),
        TrustMode::Pinned => words::root_pinned(&root),
    };
    authentic.signers().iter().map(signed_by).chain([ground]).collect()
}

/// The options of every verb that takes a file.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub struct Options {
    /// Those of both programs.
    #[command(flatten)]
    pub demands: Demands,
    /// `--root-pin tpm:0x...`.
    #[arg(long, value_name = "tpm:0xINDEX", help = options::root_pin(), value_parser = typed(RootPin::parse))]
    pub root_pin: Option<RootPin>,
}
