//! Which file is meant, and whether it is to be believed here: the home's trust state, a required
//! root, or (said aloud) the file's own ROOTS on first use. The decision itself is `keys`'s.

use crate::context::Context;
use crate::layout::Layout;
use keys::{Clock, Fingerprint, Roots, Trust, TrustMode, TrustState};
use payloads::container::{Laid, Source, Trusted};
use payloads::words::trust::trusted;
use payloads::words::{Doing, Fact, container, install as words, trust};
use payloads::{Exit, say};
use std::path::{Path, PathBuf};

/// When this program was built, seconds since 1970: no honest clock is earlier. Where the build did not
/// say, when this version was released.
pub const BUILT: u64 = match option_env!("GOFERRY_BUILD_TIME") {
    Some(text) => seconds(text.as_bytes()),
    None => payloads::time::RELEASED,
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
    /// Reads the state of the installation at `layout`; none yet is not an error.
    ///
    /// # Errors
    /// [`payloads::Exit::State`] where it is damaged.
    pub fn read(layout: &Layout) -> anyhow::Result<Remembered> {
        let path = layout.state().join("trust.json");
        let state = match std::fs::read(&path) {
            Ok(bytes) => Some(
                trusted(TrustState::decode(&bytes))
                    .doing(|| say!(words::READING_TRUST, path = path.display()))?,
            ),
            Err(e) if is_absent(&e) => None,
            Err(e) => {
                Err(e).meaning(Exit::State, || say!(words::READING_TRUST, path = path.display()))?
            }
        };
        Ok(Remembered { path, state })
    }

    /// Nothing remembered: for verbs that have no home to look at.
    pub fn nothing() -> Remembered {
        Remembered { path: PathBuf::new(), state: None }
    }

    /// The clock, with the latest time this home has seen.
    pub fn clock(&self, now: u64) -> Clock {
        let latest_known = self.state.as_ref().map_or(0, |state| state.latest_known_time);
        Clock { now, built: BUILT, latest_known }
    }

    fn trust(&self, roots: &Roots, required: Option<Fingerprint>) -> anyhow::Result<Trust> {
        let trust = match &self.state {
            Some(state) => Trust::from_state(state, roots),
            None => Trust::tofu(roots),
        };
        trusted(match required {
            Some(root) => trust.and_then(|trust| trust.require_root(root)),
            None => trust,
        })
    }

    /// Remembers that `file` was accepted. Written to a sibling first, then renamed.
    ///
    /// # Errors
    /// The disk's.
    pub fn remember(self, file: &Trusted, now: u64) -> anyhow::Result<()> {
        let clock = self.clock(now);
        let after = self.state.unwrap_or_default().after(file.authentic(), &clock);
        crate::durable::write(&self.path, 0o644, &trusted(after.encode())?)
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// Opens FILE, or the program's own file, and accepts or refuses its signatures. Warnings go to the
/// voice.
///
/// # Errors
/// 2 where the file cannot be opened, 20 to 25 by what is wrong with it.
pub fn open(
    file: Option<&Path>,
    remembered: &Remembered,
    context: &Context,
) -> anyhow::Result<(Source, Trusted)> {
    let source = match file {
        Some(path) => Source::open(path)?,
        None => own_file(context)?,
    };
    let required = context.required_root()?;
    let clock = remembered.clock(context.process.now);
    let accepted = Laid::read(&source)
        .and_then(|laid| laid.authenticate(|roots| remembered.trust(roots, required), &clock))
        .doing(|| say!(container::CHECKING, file = source.name().display()))?;
    for warning in accepted.authentic().warnings() {
        context.voice.warn(&trust::warning(warning));
    }
    Ok((source, accepted))
}

/// The file this program is the first region of. An installed program is none.
fn own_file(context: &Context) -> anyhow::Result<Source> {
    let source = Source::own(&context.process.started_as())?;
    if Layout::around(source.name(), &context.process).is_some() {
        let said = say!(words::NAME_A_FILE, program = source.name().display());
        return Err(Fact::new(Exit::Usage, said).help(say!(words::NAME_A_FILE_HELP)).into());
    }
    Ok(source)
}

/// Says who signed, and on what ground that counts here.
pub fn introduce(file: &Trusted, context: &Context) -> anyhow::Result<()> {
    let authentic = file.authentic();
    for signer in authentic.signers() {
        let (kind, who, when) =
            (signer.kind, &signer.user_id, payloads::time::rfc3339(signer.signed_at));
        context.voice.line(&say!(
            words::SIGNED_BY,
            kind = kind,
            signer = who,
            key = signer.certificate,
            when = when
        ))?;
    }
    let root = authentic.root().fingerprint();
    let ground = match authentic.mode() {
        TrustMode::Tofu => say!(words::ROOT_TOFU, root = root),
        TrustMode::Pinned => say!(words::ROOT_PINNED, root = root),
    };
    context.voice.line(&ground)
}
