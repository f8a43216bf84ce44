//! What the next list says differently, by the options of the command line.

use crate::session::Session;
use crate::signing::read;
use crate::signing::root_chain::RootChain;
use crate::signing::trust_list::Amendments;
use crate::verbs::build::series;
use crate::verbs::signing::{Kinds, kinds};
use crate::words::{build, options::trust_lists as own, signing as words};
use clap::Args;
use keys::{Certificate, Fingerprint, ManifestDigest, Roots, Trust, sm2};
use payloads::container::{Laid, Source};
use payloads::refusal::trusted;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::grammar::explained;
use voice::{Context as _, Fact, Said};

/// The changes; each option but those of the SM2 root and `--require` may be repeated.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    #[arg(long, value_name = "CERTIFICATE", help = own::release())]
    release: Vec<PathBuf>,
    #[arg(long, value_name = "FINGERPRINT", help = own::remove(),
        value_parser = explained(removed))]
    remove: Vec<Fingerprint>,
    #[arg(long, value_name = "CERTIFICATE", help = own::sm2_root())]
    sm2_root: Option<PathBuf>,
    #[arg(long, help = own::no_sm2_root(), conflicts_with = "sm2_root")]
    no_sm2_root: bool,
    #[arg(long, value_name = "FINGERPRINT[,LINE=COUNTER...]", help = own::retire(),
        value_parser = explained(retired))]
    retire: Vec<Retired>,
    #[arg(long, value_name = "FINGERPRINT[,DIGEST|FILE...]", help = own::compromise(),
        value_parser = explained(compromised))]
    compromise: Vec<Compromised>,
    #[arg(long, value_name = "LINE=N", help = own::floor(), value_parser = explained(floor))]
    floor: Vec<(String, u32)>,
    #[arg(long, value_name = "LINE=N", help = own::epoch(), value_parser = explained(epoch))]
    epoch: Vec<(String, u32)>,
    #[arg(long, value_name = "KIND,...", help = own::require(), value_parser = explained(required))]
    require: Option<Kinds>,
}

/// A certificate, and the highest counter of each line in which it still counts.
type Retired = (Fingerprint, BTreeMap<String, u32>);

/// A certificate, and what was signed with it and still counts.
type Compromised = (Fingerprint, Vec<Kept>);

#[derive(Clone)]
enum Kept {
    Digest(ManifestDigest),
    /// A finished file.
    File(PathBuf),
}

impl Options {
    /// Reads the files that they name.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a file that cannot be read; what `keys` refuses of a certificate or a file.
    pub fn read(&self, chain: &RootChain, session: &Session) -> anyhow::Result<Amendments> {
        let kept = |kept: &Kept| match kept {
            Kept::Digest(digest) => Ok(*digest),
            Kept::File(path) => digest_of(path, chain, session),
        };
        let compromised = |(certificate, all): &Compromised| {
            Ok((*certificate, all.iter().map(kept).collect::<anyhow::Result<_>>()?))
        };
        let certificate = |path: &PathBuf| read(path, Certificate::parse);
        Ok(Amendments {
            release: self.release.iter().map(certificate).collect::<anyhow::Result<_>>()?,
            remove: self.remove.clone(),
            sm2_ca: self.authority()?,
            retire: self.retire.clone(),
            compromise: self.compromise.iter().map(compromised).collect::<anyhow::Result<_>>()?,
            floors: self.floor.clone(),
            epochs: self.epoch.clone(),
            require: self.require.clone(),
        })
    }

    fn authority(&self) -> anyhow::Result<Option<Option<sm2::Certificate>>> {
        if self.no_sm2_root {
            return Ok(Some(None));
        }
        let named = self.sm2_root.as_deref();
        let root = named.map(|path| read(path, sm2::Certificate::parse)).transpose()?;
        Ok(root.map(Some))
    }
}

fn removed(text: &str) -> Result<Fingerprint, Fact> {
    Item { option: "--remove", text }.fingerprint(text)
}

/// `FINGERPRINT[,LINE=COUNTER...]`.
fn retired(text: &str) -> Result<Retired, Fact> {
    let item = Item { option: "--retire", text };
    let (fingerprint, rest) = item.parts()?;
    let limits = rest.map(|part| item.line(part, words::want_limit()));
    Ok((fingerprint, limits.collect::<Result<_, _>>()?))
}

/// `FINGERPRINT[,DIGEST|FILE...]`.
fn compromised(text: &str) -> Result<Compromised, Fact> {
    let item = Item { option: "--compromise", text };
    let (fingerprint, rest) = item.parts()?;
    let kept = |part: &str| match ManifestDigest::try_from(part.to_owned()) {
        Ok(digest) => Ok(Kept::Digest(digest)),
        Err(_) if Path::new(part).is_file() => Ok(Kept::File(part.into())),
        Err(_) => Err(item.bad(words::want_digest())),
    };
    Ok((fingerprint, rest.map(kept).collect::<Result<_, _>>()?))
}

fn floor(text: &str) -> Result<(String, u32), Fact> {
    Item { option: "--floor", text }.line(text, words::want_line())
}

fn epoch(text: &str) -> Result<(String, u32), Fact> {
    Item { option: "--epoch", text }.line(text, words::want_line())
}

fn required(text: &str) -> Result<Kinds, Fact> {
    kinds(text).ok_or_else(|| Item { option: "--require", text }.bad(words::want_kind()))
}

/// What an option was given.
#[derive(Clone, Copy)]
struct Item<'a> {
    option: &'static str,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn fingerprint(self, text: &str) -> Result<Fingerprint, Fact> {
        Fingerprint::typed(text).ok_or_else(|| self.bad(words::want_fingerprint()))
    }

    /// `LINE=NUMBER`.
    fn line(self, text: &str, wanted: Said) -> Result<(String, u32), Fact> {
        let pair = text
            .split_once('=')
            .and_then(|(line, number)| Some((series(line)?, number.parse().ok()?)));
        pair.ok_or_else(|| self.bad(wanted))
    }

    fn parts(self) -> Result<(Fingerprint, impl Iterator<Item = &'a str>), Fact> {
        let mut parts = self.text.split(',');
        let fingerprint = self.fingerprint(parts.next().unwrap_or_default())?;
        Ok((fingerprint, parts))
    }

    fn bad(self, why: Said) -> Fact {
        Fact::new(Exit::Usage, words::bad_item(&self.option, &self.text, &why))
    }
}

/// The digest of the manifest of a finished file of this root.
fn digest_of(path: &Path, chain: &RootChain, session: &Session) -> anyhow::Result<ManifestDigest> {
    let source = Source::open(path)?;
    let root = chain.current().fingerprint();
    let trust = |roots: &Roots| trusted(Trust::tofu(roots).and_then(|own| own.require_root(root)));
    let found = Laid::read(&source).and_then(|laid| laid.authenticate(trust, &session.clock()));
    let found = found.context(|| build::reading_key(&path.display()))?;
    Ok(found.authentic().digest())
}
