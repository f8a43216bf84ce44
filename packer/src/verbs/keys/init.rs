//! `goferry-pack keys init`: the first keys of an organisation.

use super::values;
use crate::session::Session;
use crate::signing::first_keys::{Made, Order};
use clap::ArgMatches;
use keys::Kind;

use crate::words::build as words;
use serde_json::json;
use std::path::Path;
use voice::command_line::bad_value;

/// Makes them, each under a passphrase of its own unless that is declined.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let out = values::path(matches, "out").unwrap_or(Path::new("."));
    let order = Order {
        name: values::text(matches, "name")?,
        time: values::time(matches, "time", session)?,
        sm2: matches.get_flag("sm2"),
        required: required(matches)?,
    };
    order.refuse_existing(out)?;
    let passphrases = match matches.get_flag("no-passphrase") {
        true => Vec::new(),
        false => values::passphrases(matches, session)?.fresh(&order.key_files(out))?,
    };
    let made = order.make(out, &passphrases)?;
    tell(&made, out, session)?;
    if passphrases.is_empty() {
        session.voice.note(&words::snake_oil());
    }
    session.voice.note(&words::keys_advice());
    if made.sm2.is_some() {
        session.voice.note(&words::keys_advice_sm2());
    }
    report(&made, out, session)
}

/// The kinds of `--require`, ascending; those made where it was not given.
fn required(matches: &ArgMatches) -> anyhow::Result<Vec<Kind>> {
    let Some(list) = values::optional(matches, "require")? else { return Ok(Vec::new()) };
    let kinds: Option<Vec<Kind>> = list.split(',').map(Kind::named).collect();
    let made = |kind: &Kind| *kind == Kind::OpenPgp || matches.get_flag("sm2");
    let mut kinds =
        kinds.filter(|kinds| kinds.iter().all(made)).ok_or_else(|| bad_value("--require", list))?;
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds)
}

fn tell(made: &Made, out: &Path, session: &Session) -> anyhow::Result<()> {
    let (root, release) = (made.root.fingerprint(), made.release.fingerprint());
    let directory = out.display();
    let said = words::keys_made(&directory, &root, &release);
    session.voice.line(&said)?;
    let Some((root, chain)) = &made.sm2 else { return Ok(()) };
    let (root, release) = (root.fingerprint(), chain.leaf().fingerprint());
    session.voice.line(&words::keys_made_sm2(&root, &release))
}

fn report(made: &Made, out: &Path, session: &Session) -> anyhow::Result<()> {
    let sm2 = made.sm2.as_ref();
    session.voice.json(&json!({
        "directory": out,
        "root": made.root.fingerprint(),
        "release": made.release.fingerprint(),
        "sm2_root": sm2.map(|(root, _)| root.fingerprint()),
        "sm2_release": sm2.map(|(_, chain)| chain.leaf().fingerprint()),
    }))
}
