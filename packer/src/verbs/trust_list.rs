//! `goferry-pack trust-list`: what a trust list says, on its own or inside a finished file.

use super::values;
use crate::roots::ROOT_CERTIFICATE;
use crate::session::Session;
use clap::ArgMatches;
use keys::{Certificate, Trust, TrustList};
use payloads::container::{Laid, Source};
use payloads::inspect::Table;
use payloads::time::rfc3339;
use payloads::words::trust::trusted;
use payloads::words::{Doing, build as words, inspect};
use payloads::{Exit, say};
use std::path::Path;

/// Shows it, checked by the root certificate beside it or by the file's own.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let path = values::path(matches, "file").unwrap_or(Path::new(""));
    let reading = || say!(words::READING_TRUST_LIST, path = path.display());
    let (list, checked) = read(path, session).doing(reading)?;
    if !checked {
        session.voice.warn(&say!(words::TRUST_LIST_UNCHECKED, name = ROOT_CERTIFICATE));
    }
    table(&list, session).show(&session.voice)?;
    let mut report = serde_json::to_value(list.body())?;
    report["checked"] = checked.into();
    session.voice.json(&report)
}

/// The list, and whether a root's signature over it was checked.
fn read(path: &Path, session: &Session) -> anyhow::Result<(TrustList, bool)> {
    let source = Source::open(path)?;
    if source.length() > TrustList::MAX_LEN as u64 {
        let tofu = |roots: &keys::Roots| trusted(Trust::tofu(roots));
        let found = Laid::read(&source)?.authenticate(tofu, &session.clock())?;
        return Ok((found.authentic().trust_list().clone(), true));
    }
    let bytes = source.read(0, usize::try_from(source.length())?)?;
    let list = trusted(TrustList::parse(&bytes))?;
    let root = path.with_file_name(ROOT_CERTIFICATE);
    if root.symlink_metadata().is_err() {
        return Ok((list, false));
    }
    let bytes = std::fs::read(&root)
        .meaning(Exit::Usage, || say!(words::READING_KEY, path = root.display()))?;
    trusted(list.verify(&trusted(Certificate::parse(&bytes))?))?;
    Ok((list, true))
}

fn table(list: &TrustList, session: &Session) -> Table {
    let body = list.body();
    let mut table = Table::new(session.voice.lang());
    table.plain(&say!(words::TRUST_LIST_VERSION), body.version);
    table.plain(&say!(inspect::ROOT), body.root);
    table.plain(&say!(words::TRUST_LIST_ISSUED), rfc3339(body.issued));
    let required: Vec<String> = body.required.iter().map(ToString::to_string).collect();
    table.plain(&say!(inspect::REQUIRED), required.join(", "));
    for release in list.release() {
        let named = format!("{}  {}", release.fingerprint(), release.user_id());
        table.plain(&say!(words::RELEASE_KEY), named);
    }
    for (certificate, lines) in &body.retired {
        for (line, counter) in lines {
            let until = format!("{certificate}  {line} <= {counter}");
            table.plain(&say!(words::TRUST_LIST_RETIRED), until);
        }
    }
    for (certificate, excepted) in &body.compromised {
        let excepted: Vec<String> = excepted.iter().map(ToString::to_string).collect();
        let named = format!("{certificate}  {}", excepted.join(" "));
        table.plain(&say!(words::TRUST_LIST_COMPROMISED), named.trim_end());
    }
    for (line, floor) in &body.floors {
        table.plain(&say!(words::TRUST_LIST_FLOOR), format_args!("{line} >= {floor}"));
    }
    table
}
