//! `goferry-pack go`: pinning and fetching Go distributions.

use super::{build, values};
use crate::session::Session;
use crate::{cache, go};
use clap::ArgMatches;
use payloads::say;
use payloads::words::build as words;
use serde_json::{Value, json};
use std::path::Path;

/// `pin` or `fetch`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    match matches.subcommand() {
        Some(("pin", m)) => pin(m, session),
        Some((_, m)) => fetch(m, session),
        None => Ok(()),
    }
}

fn pin(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let wanted = go::Pin {
        version: values::text(matches, "version")?.trim_start_matches("go").to_owned(),
        cpus: match values::given(matches, "arch") {
            Some(_) => values::arches(matches)?,
            None => payloads::platform::Cpu::BUILT.to_vec(),
        },
        mirror: values::optional(matches, "go-mirror")?.map(str::to_owned),
        settings: go::Settings::of_this_machine(&|name| session.variable(name)),
    };
    let recipes = values::path(matches, "recipes").unwrap_or(Path::new("payloads/recipes"));
    let path = go::pin(&wanted, recipes, &session.voice)?;
    session.voice.json(&json!({ "recipe": path }))
}

fn fetch(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let mut request = build::go_request(matches, session, values::text(matches, "version")?)?;
    let cache = cache::root(&|name| session.variable(name))?;
    let mut fetched = Vec::new();
    for cpu in values::arches(matches)? {
        request.cpu = cpu;
        let go = go::obtain(&request, &cache, &session.voice)?;
        let sha256 = go.origin.sha256.map(|digest| digest.to_string()).unwrap_or_default();
        session.voice.line(&say!(
            words::FETCHED,
            version = go.version,
            cpu = cpu,
            sha256 = sha256
        ))?;
        fetched.push(json!({ "version": go.version, "cpu": cpu.name(), "origin": go.origin }));
    }
    session.voice.json(&Value::from(fetched))
}
