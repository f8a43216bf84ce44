//! `trust-list next`: the newest list, amended, signed by the root and checked before it replaces it.

use super::super::{signing::Passphrases, values};
use super::amendments;
use super::pending::{Pending, somebody_signs};
use crate::session::Session;
use crate::signing::key_directory::{TRUST_LIST, existing};
use crate::signing::root_chain::RootChain;
use crate::signing::root_statement::RootStatement;
use crate::signing::trust_list::differences;
use clap::ArgMatches;
use keys::TrustList;

use crate::words::{build, trust_list as words};
use payloads::refusal::trusted;
use serde_json::{Value, json};
use std::path::Path;
use voice::{Context as _, Said};

/// `next [DIR]`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    somebody_signs(matches, &["root-key"])?;
    let directory = values::path(matches, "dir").unwrap_or(Path::new("."));
    let chain = RootChain::read(directory)?;
    let old = newest(directory, &chain)?;
    let at = values::time(matches, "time", session)?;
    let amendments = amendments::read(matches, &chain, session)?;
    let list = amendments.next(&old, chain.current(), at)?;
    let differences = differences(&old, &list);
    let version = list.body().version;
    tell(&old, &list, &differences, session)?;
    let name = values::path(matches, "output").map(Path::to_owned);
    let pending = Pending {
        statement: RootStatement::List(Box::new(list)),
        chain: Some(chain),
        path: name.unwrap_or_else(|| directory.join(TRUST_LIST)),
    };
    let mut passphrases = Passphrases::of(matches, session)?;
    let pending = pending.signed(matches, "root-key", at, &mut passphrases)?;
    let mut report = pending.lay(values::path(matches, "to-sign"), session)?;
    report["version"] = version.into();
    report["changes"] = shown(&differences, session);
    session.voice.json(&report)
}

fn newest(directory: &Path, chain: &RootChain) -> anyhow::Result<TrustList> {
    let path = directory.join(TRUST_LIST);
    let reading = || build::reading_trust_list(&path.display());
    let list = trusted(TrustList::parse(&existing(&path)?)).context(reading)?;
    chain.vouches_for(&list).context(reading)?;
    Ok(list)
}

fn tell(
    old: &TrustList,
    new: &TrustList,
    differences: &[Said],
    session: &Session,
) -> anyhow::Result<()> {
    let (root, old, new) = (new.body().root, old.body().version, new.body().version);
    let voice = &session.voice;
    voice.line(&words::next_version(&root, &old, &new))?;
    if differences.is_empty() {
        voice.line(&words::nothing_changes())?;
    }
    differences.iter().try_for_each(|said| voice.line(&words::difference(&said)))
}

fn shown(differences: &[Said], session: &Session) -> Value {
    let lang = session.voice.lang();
    differences.iter().map(|said| json!({ "id": said.id(), "text": said.render(lang) })).collect()
}
