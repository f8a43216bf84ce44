//! What the next list says differently, by the options of the command line.

use super::super::values;
use crate::session::Session;
use crate::signing::root_chain::RootChain;
use crate::signing::trust_list::Amendments;
use crate::words::{build, trust_list as words};
use clap::ArgMatches;
use keys::{Certificate, Fingerprint, Kind, ManifestDigest, Roots, Trust, sm2};
use payloads::container::manifest::is_word;
use payloads::container::{Laid, Source};
use payloads::refusal::trusted;
use std::collections::BTreeMap;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// Reads them all.
///
/// # Errors
/// [`Exit::Usage`] for what cannot be understood; what `keys` refuses of a certificate or a file.
pub fn read(
    matches: &ArgMatches,
    chain: &RootChain,
    session: &Session,
) -> anyhow::Result<Amendments> {
    Ok(Amendments {
        release: each(matches, "release", |item| item.certificate())?,
        remove: each(matches, "remove", |item| item.fingerprint(item.text))?,
        sm2_ca: authority(matches)?,
        retire: each(matches, "retire", |item| item.limits())?,
        compromise: each(matches, "compromise", |item| item.kept(chain, session))?,
        floors: each(matches, "floor", |item| item.line(item.text, words::want_line()))?,
        epochs: each(matches, "epoch", |item| item.line(item.text, words::want_line()))?,
        require: each(matches, "require", |item| item.kinds())?.pop(),
    })
}

fn authority(matches: &ArgMatches) -> anyhow::Result<Option<Option<sm2::Certificate>>> {
    if matches.get_flag("no-sm2-root") {
        return Ok(Some(None));
    }
    let Some(path) = values::path(matches, "sm2-root") else { return Ok(None) };
    let reading = || build::reading_key(&path.display());
    let bytes = std::fs::read(path).exit_with(Exit::Usage, reading)?;
    Ok(Some(Some(trusted(sm2::Certificate::parse(&bytes)).context(reading)?)))
}

fn each<T>(
    matches: &ArgMatches,
    option: &'static str,
    read: impl Fn(Item<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<Vec<T>> {
    let items = values::all(matches, option).map(|value| {
        let text = value.to_str().unwrap_or_default();
        read(Item { option, text })
    });
    items.collect()
}

/// One value of a repeatable option.
#[derive(Clone, Copy)]
struct Item<'a> {
    option: &'static str,
    text: &'a str,
}

impl<'a> Item<'a> {
    fn certificate(self) -> anyhow::Result<Certificate> {
        let reading = || build::reading_key(&self.text);
        let bytes = std::fs::read(self.text).exit_with(Exit::Usage, reading)?;
        trusted(Certificate::parse(&bytes)).context(reading)
    }

    fn fingerprint(self, text: &str) -> anyhow::Result<Fingerprint> {
        Ok(Fingerprint::typed(text).ok_or_else(|| self.bad(words::want_fingerprint()))?)
    }

    /// `FINGERPRINT[,LINE=COUNTER...]`.
    fn limits(self) -> anyhow::Result<(Fingerprint, BTreeMap<String, u32>)> {
        let (fingerprint, rest) = self.parts()?;
        let limits = rest.map(|part| self.line(part, words::want_limit()));
        Ok((fingerprint, limits.collect::<anyhow::Result<_>>()?))
    }

    /// `FINGERPRINT[,DIGEST|FILE...]`.
    fn kept(
        self,
        chain: &RootChain,
        session: &Session,
    ) -> anyhow::Result<(Fingerprint, Vec<ManifestDigest>)> {
        let (fingerprint, rest) = self.parts()?;
        let digest = |part: &str| match ManifestDigest::try_from(part.to_owned()) {
            Ok(digest) => Ok(digest),
            Err(_) if Path::new(part).is_file() => digest_of(Path::new(part), chain, session),
            Err(_) => Err(self.bad(words::want_digest()).into()),
        };
        Ok((fingerprint, rest.map(digest).collect::<anyhow::Result<_>>()?))
    }

    /// `LINE=NUMBER`.
    fn line(self, text: &str, wanted: Said) -> anyhow::Result<(String, u32)> {
        let pair = text.split_once('=').and_then(|(line, number)| {
            let word = line.strip_prefix("modules:").unwrap_or(line);
            Some((is_word(word).then(|| line.to_owned())?, number.parse().ok()?))
        });
        Ok(pair.ok_or_else(|| self.bad(wanted))?)
    }

    /// `KIND[,KIND...]`, ascending as a list has them.
    fn kinds(self) -> anyhow::Result<Vec<Kind>> {
        let kinds: Option<Vec<Kind>> = self.text.split(',').map(Kind::named).collect();
        let mut kinds = kinds.ok_or_else(|| self.bad(words::want_kind()))?;
        kinds.sort_unstable();
        kinds.dedup();
        Ok(kinds)
    }

    fn parts(self) -> anyhow::Result<(Fingerprint, impl Iterator<Item = &'a str>)> {
        let mut parts = self.text.split(',');
        let fingerprint = self.fingerprint(parts.next().unwrap_or_default())?;
        Ok((fingerprint, parts))
    }

    fn bad(self, why: Said) -> Fact {
        let option = format!("--{}", self.option);
        let said = words::bad_item(&option, &self.text, &why);
        Fact::new(Exit::Usage, said)
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
