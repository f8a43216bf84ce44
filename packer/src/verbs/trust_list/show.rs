//! What a trust list or a change of root says, on its own or inside a finished file.

use crate::beside::directory_of;
use crate::session::Session;
use crate::signing::ROOT_CERTIFICATE;
use crate::signing::root_chain::RootChain;
use crate::signing::root_statement::RootStatement;
use keys::{RootChange, Trust, TrustList};
use payloads::container::{Laid, Source};
use voice::Table;

use crate::words::{build as words, signing as trust_list};
use payloads::refusal::trusted;
use payloads::sentences::inspect;
use std::path::Path;
use voice::Context as _;
use voice::time::rfc3339;

/// Shows it, checked by the roots beside it or by the file's own.
pub fn run(path: &Path, session: &Session) -> anyhow::Result<()> {
    let reading = || words::reading_trust_list(&path.display());
    let (statement, checked) = read(path, session).context(reading)?;
    let missing: Vec<String> = statement.missing().into_iter().map(String::from).collect();
    if !missing.is_empty() {
        session.voice.warn(&trust_list::draft_shown(&missing.join(", ")));
    } else if !checked {
        session.voice.warn(&words::trust_list_unchecked(&ROOT_CERTIFICATE));
    }
    let (table, mut report) = match &statement {
        RootStatement::List(list) => (of_list(list, session), serde_json::to_value(list.body())?),
        RootStatement::Change(change) => {
            (of_change(change, session), serde_json::to_value(change.body())?)
        }
    };
    table.show(&session.voice)?;
    report["checked"] = checked.into();
    report["missing"] = missing.into();
    session.voice.json(&report)
}

/// The statement, and whether the signatures over it were checked.
fn read(path: &Path, session: &Session) -> anyhow::Result<(RootStatement, bool)> {
    let source = Source::open(path)?;
    let length = usize::try_from(source.length())?;
    if !RootStatement::begins(&source.read(0, length.min(8))?) && length > TrustList::MAX_LEN {
        let tofu = |roots: &keys::Roots| trusted(Trust::tofu(roots));
        let found = Laid::read(&source)?.authenticate(tofu, &session.clock())?;
        let list = found.authentic().trust_list().clone();
        return Ok((RootStatement::List(Box::new(list)), true));
    }
    let bytes = source.read(0, length.min(RootStatement::MAX_LEN + 1))?;
    let statement = RootStatement::parse(&bytes)?;
    let directory = directory_of(path);
    if directory.join(ROOT_CERTIFICATE).symlink_metadata().is_err()
        || !statement.missing().is_empty()
    {
        return Ok((statement, false));
    }
    let chain = RootChain::read(directory)?;
    match &statement {
        RootStatement::List(list) => chain.vouches_for(list)?,
        // One that lies in the directory under its name was followed just now.
        RootStatement::Change(change) if chain.changes().contains(change) => {}
        RootStatement::Change(_) => statement.check(&chain)?,
    }
    Ok((statement, true))
}

fn of_change(change: &RootChange, session: &Session) -> Table {
    let (body, new) = (change.body(), change.new_root());
    let mut table = Table::new(session.voice.lang());
    table.plain(&trust_list::change_version(), body.version);
    table.plain(&inspect::root(), body.old);
    let named = format!("{}  {}", new.fingerprint(), new.user_id());
    table.plain(&trust_list::followed_by(), named);
    table.plain(&words::trust_list_issued(), rfc3339(body.issued));
    table
}

fn of_list(list: &TrustList, session: &Session) -> Table {
    let body = list.body();
    let mut table = Table::new(session.voice.lang());
    table.plain(&words::trust_list_version(), body.version);
    table.plain(&inspect::root(), body.root);
    table.plain(&words::trust_list_issued(), rfc3339(body.issued));
    let required: Vec<String> = body.required.iter().map(ToString::to_string).collect();
    table.plain(&inspect::required(), required.join(", "));
    for release in list.release() {
        let named = format!("{}  {}", release.fingerprint(), release.user_id());
        table.plain(&payloads::sentences::build::release_key(), named);
    }
    if let Some(root) = list.sm2_ca() {
        let named = format!("{}  {}", root.fingerprint(), root.subject_name());
        table.plain(&trust_list::sm2_root_label(), named);
    }
    withdrawn(list, &mut table);
    for (line, floor) in &body.floors {
        table.plain(
            &payloads::sentences::build::trust_list_floor(),
            format_args!("{line} >= {floor}"),
        );
    }
    for (line, epoch) in &body.epochs {
        table.plain(&trust_list::epoch_label(), format_args!("{line} {epoch}"));
    }
    table
}

fn withdrawn(list: &TrustList, table: &mut Table) {
    for (certificate, lines) in &list.body().retired {
        let limits: Vec<String> =
            lines.iter().map(|(line, counter)| format!("{line} <= {counter}")).collect();
        let until = format!("{certificate}  {}", limits.join(", "));
        table.plain(&payloads::sentences::build::trust_list_retired(), until.trim_end());
    }
    for (certificate, excepted) in &list.body().compromised {
        let excepted: Vec<String> = excepted.iter().map(ToString::to_string).collect();
        let named = format!("{certificate}  {}", excepted.join(" "));
        table.plain(&payloads::sentences::build::trust_list_compromised(), named.trim_end());
    }
}
