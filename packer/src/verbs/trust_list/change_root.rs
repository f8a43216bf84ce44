//! `trust-list change-root`: the statement that a root is followed by another, which both sign.

use super::super::{signing::Passphrases, values};
use super::pending::{Pending, somebody_signs};
use crate::session::Session;
use crate::signing::root_chain::RootChain;
use crate::signing::root_statement::RootStatement;
use crate::words::{build, trust_list as words};
use clap::ArgMatches;
use keys::{Certificate, RootChange};
use payloads::refusal::trusted;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// `change-root [DIR] --to CERTIFICATE`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    somebody_signs(matches, &["root-key", "new-root-key"])?;
    let directory = values::path(matches, "dir").unwrap_or(Path::new("."));
    let chain = RootChain::read(directory)?;
    let new = certificate(values::path(matches, "to").unwrap_or(Path::new("")))?;
    if chain.includes(new.fingerprint()) {
        let said = words::same_root(&new.fingerprint());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    let at = values::time(matches, "time", session)?;
    let (version, old) = (chain.next_version(), chain.current().fingerprint());
    let change = trusted(RootChange::new(version, old, &new, at))?;
    let named = format!("{}  {}", new.fingerprint(), new.user_id());
    let told = words::root_follows(&version, &old, &named);
    session.voice.line(&told)?;
    let pending = Pending {
        statement: RootStatement::Change(Box::new(change)),
        path: chain.next_change(directory),
        chain: Some(chain),
    };
    let mut passphrases = Passphrases::of(matches, session)?;
    let pending = pending.signed(matches, "root-key", at, &mut passphrases)?;
    let pending = pending.signed(matches, "new-root-key", at, &mut passphrases)?;
    let mut report = pending.lay(values::path(matches, "to-sign"), session)?;
    session.voice.note(&words::next_list(&directory.display()));
    report["version"] = version.into();
    report["old"] = old.to_string().into();
    report["new"] = new.fingerprint().to_string().into();
    session.voice.json(&report)
}

fn certificate(path: &Path) -> anyhow::Result<Certificate> {
    let reading = || build::reading_key(&path.display());
    let bytes = std::fs::read(path).exit_with(Exit::Usage, reading)?;
    trusted(Certificate::parse(&bytes)).context(reading)
}
