//! `goferry-pack go`: pinning, fetching and cross-building Go distributions.

use super::{build, values};
use crate::inputs::{cache, go};
use crate::session::Session;
use crate::words::{build as words, cross};
use clap::ArgMatches;
use payloads::platform::Cpu;
use payloads::recipe::Recipes;
use serde_json::{Value, json};
use std::path::Path;
use voice::Exit;
use voice::Fact;

/// `pin`, `fetch` or `build`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    match matches.subcommand() {
        Some(("pin", m)) => pin(m, session),
        Some(("build", m)) => cross_build(m, session),
        Some((_, m)) => fetch(m, session),
        None => Ok(()),
    }
}

fn pin(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let wanted = go::Pin {
        version: values::text(matches, "version")?.trim_start_matches("go").to_owned(),
        cpus: match values::given(matches, "arch") {
            Some(_) => values::arches(matches)?,
            None => Cpu::BUILT.to_vec(),
        },
        mirror: values::optional(matches, "go-mirror")?.map(str::to_owned),
        settings: go::Settings::of_this_machine(&|name| session.variable(name)),
        known: Recipes::built_in()?,
        cache: cache::root(&|name| session.variable(name))?,
        shelf: go::Shelf::default(),
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
        let sha256 = go.origin.sha256.map(|digest| format!("SHA-256 {digest}"));
        let digest = sha256.or_else(|| go.origin.h1.clone()).unwrap_or_default();
        let said = words::fetched(&go.version, &cpu, &digest);
        session.voice.line(&said)?;
        fetched.push(json!({ "version": go.version, "cpu": cpu.name(), "origin": go.origin }));
    }
    session.voice.json(&Value::from(fetched))
}

/// One CPU after the other: the machine's cores are busy with one.
fn cross_build(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let version = values::text(matches, "version")?;
    let prove = values::optional(matches, "prove")?.map(scope).transpose()?;
    let mut request = build::go_request(matches, session, version)?;
    let cache = cache::root(&|name| session.variable(name))?;
    let mut all = Vec::new();
    let cpus = match values::given(matches, "arch") {
        Some(_) => values::arches(matches)?,
        None => go::SELDOM_SERVED.to_vec(),
    };
    for cpu in cpus {
        request.cpu = cpu;
        let made = go::build(&request, prove, &cache, &session.voice)?;
        let h1 = made.go.origin.h1.as_deref().unwrap_or_default();
        session.voice.line(&cross::made(&made.go.version, &cpu, &h1))?;
        all.push(json!({
            "version": made.go.version,
            "cpu": cpu.name(),
            "h1": h1,
            "from_cache": made.proof.is_none(),
            "seconds": made.seconds,
            "proof": made.proof,
            "origin": made.go.origin,
        }));
    }
    session.voice.json(&Value::from(all))
}

fn scope(word: &str) -> Result<go::Prove, Fact> {
    match word {
        "large" => Ok(go::Prove::Large),
        "full" => Ok(go::Prove::Full),
        other => Err(Fact::new(Exit::Usage, cross::no_prove(&other))),
    }
}
