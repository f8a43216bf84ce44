//! `goferry-pack build`: from the command line to a request, and what is said of the result.

use super::{signing, values};
use crate::build as building;
use crate::build::Built;
use crate::build::request::Request;
use crate::build::seal::Accepted;
use crate::inputs::{cache, go, project};
use crate::session::Session;
use crate::words::{build as words, sign};
use clap::ArgMatches;
use keys::Kind;
use payloads::container::Trusted;
use payloads::container::manifest::is_word;
use payloads::inspect;
use payloads::platform::Cpu;
use payloads::recipe::{DEFAULT_GO, Recipes};
use payloads::sentences::{inspect as shown, unpack};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Table;
use voice::command_line::bad_value;
use voice::{Context as _, Fact, Voice};

/// One file for each CPU of `--arch`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let voice = &session.voice;
    let request = request(matches, session)?;
    let built = building::build(&request, voice)?;
    if matches.get_flag("check") {
        building::check(&request, &built, voice)?;
    }
    built.iter().try_for_each(|built| tell(built, voice))?;
    let reports: Vec<Value> = built.iter().map(report).collect();
    voice.json(&match reports.as_slice() {
        [one] => one.clone(),
        many => Value::from(many),
    })
}

/// Where the files go: a directory, which a name ending in `/` makes, or one file.
fn output(matches: &ArgMatches) -> anyhow::Result<PathBuf> {
    let out = values::path(matches, "output").unwrap_or(Path::new("."));
    if out.as_os_str().as_encoded_bytes().ends_with(b"/") {
        std::fs::create_dir_all(out).context(|| unpack::creating_member(&out.display()))?;
    }
    Ok(out.to_owned())
}

/// Refuses options that speak of one CPU where several are wanted.
fn refuse_for_many(request: &Request) -> Result<(), Fact> {
    let count = request.cpus.len();
    let of_one = [
        ("--output FILE", !request.out.is_dir()),
        ("--stub", request.stub.is_some()),
        ("--go PATH", !request.go.names_a_version()),
        ("--go-sha256", request.go.digest.is_some()),
        ("--abi", request.go.abi.is_some()),
    ];
    match of_one.into_iter().find(|(_, given)| *given && count > 1) {
        None => Ok(()),
        Some((option, _)) => {
            let said = words::one_cpu_only(&option, &count);
            Err(Fact::new(Exit::Usage, said).help(words::one_cpu_only_help()))
        }
    }
}

fn request(matches: &ArgMatches, session: &Session) -> anyhow::Result<Request> {
    let signers = signing::required(matches, session)?;
    let signing_time = values::time(matches, "signing-time", session)?;
    signers.may_sign_at(signing_time)?;
    let request = Request {
        cpus: values::arches(matches)?,
        go: go_request(matches, session, values::optional(matches, "go")?.unwrap_or(DEFAULT_GO))?,
        modules: projects(matches, "module")?,
        acceptance: projects(matches, "acceptance")?,
        vendor: matches.get_flag("vendor"),
        allowed_keys: values::all(matches, "allow-key")
            .map(|member| member.to_string_lossy().into_owned())
            .collect(),
        stub: values::path(matches, "stub").map(Path::to_owned),
        roots: signing::roots(matches, &signers)?,
        signers,
        later: later(matches)?,
        line: line(matches)?,
        counter: values::number(matches, "counter")?,
        flavour: flavour(matches)?,
        signing_time,
        build_time: session.source_date_epoch()?.unwrap_or(session.now),
        level: level(matches)?,
        out: output(matches)?,
        cache: cache::root(&|name| session.variable(name))?,
    };
    refuse_for_many(&request)?;
    Ok(request)
}

/// `--OPTION [NAME=]DIR`, as often as it was given.
fn projects(matches: &ArgMatches, option: &str) -> anyhow::Result<Vec<project::Wanted>> {
    let wanted = |value: &std::ffi::OsString| {
        let text = value.to_str();
        let bad = || bad_value(&format!("--{option}"), value.to_string_lossy());
        Ok(project::Wanted::parse(text.ok_or_else(bad)?)?)
    };
    values::all(matches, option).map(wanted).collect()
}

/// Where Go comes from; its CPU is set for each file.
pub fn go_request(
    matches: &ArgMatches,
    session: &Session,
    spec: &str,
) -> anyhow::Result<go::Request> {
    let digest = values::optional(matches, "go-sha256")?.map(go::GivenDigest::parse).transpose()?;
    Ok(go::Request {
        spec: spec.to_owned(),
        cpu: Cpu::X86_64,
        mirror: values::optional(matches, "go-mirror")?.map(str::to_owned),
        digest,
        settings: go::Settings::of_this_machine(&|name| session.variable(name)),
        recipes: Recipes::built_in()?,
        offline: matches.try_get_one("offline").ok().flatten().copied().unwrap_or(false),
        shelf: go::Shelf::default(),
        abi: abi(matches)?,
    })
}

/// By default a vendor's ABI: files and lines of the official Go stay apart from its own.
fn flavour(matches: &ArgMatches) -> anyhow::Result<String> {
    let name = if values::given(matches, "flavour").is_some() { "flavour" } else { "abi" };
    word(matches, name)
}

/// A vendor's ABI; `linux` is the official one and needs no name.
fn abi(matches: &ArgMatches) -> anyhow::Result<Option<String>> {
    match word(matches, "abi")?.as_str() {
        "" => Ok(None),
        "linux" => Err(bad_value("--abi", "linux").into()),
        name => Ok(Some(name.to_owned())),
    }
}

fn line(matches: &ArgMatches) -> anyhow::Result<Option<String>> {
    let Some(line) = values::optional(matches, "line")? else { return Ok(None) };
    match is_word(line.strip_prefix("modules:").unwrap_or(line)) {
        true => Ok(Some(line.to_owned())),
        false => Err(bad_value("--line", line).into()),
    }
}

fn word(matches: &ArgMatches, name: &str) -> anyhow::Result<String> {
    match values::optional(matches, name)? {
        None => Ok(String::new()),
        Some(word) if is_word(word) => Ok(word.to_owned()),
        Some(other) => Err(bad_value(&format!("--{name}"), other).into()),
    }
}

/// Kinds that others sign with later.
fn later(matches: &ArgMatches) -> anyhow::Result<Vec<Kind>> {
    let Some(text) = values::optional(matches, "require")? else { return Ok(Vec::new()) };
    let kinds: Option<Vec<Kind>> = text.split(',').map(Kind::named).collect();
    Ok(kinds.ok_or_else(|| bad_value("--require", text))?)
}

fn level(matches: &ArgMatches) -> anyhow::Result<i32> {
    let level = values::number(matches, "level")?.unwrap_or(19);
    match level {
        1..=22 => Ok(level),
        other => Err(bad_value("--level", other).into()),
    }
}

fn tell(built: &Built, voice: &Voice) -> anyhow::Result<()> {
    let (accepted, envelope) = (&built.accepted, built.accepted.envelope());
    let mut table = Table::new(voice.lang());
    let (file, length) = (built.file.display(), inspect::grouped(built.length()));
    table.said(&shown::file(), &shown::file_and_length(&file, &length));
    let (name, line, counter) = (release_name(accepted), &envelope.line, envelope.counter);
    let release = words::release_name(&name, &line, &counter);
    table.said(&shown::release(), &release);
    if let Some(authentic) = accepted.whole().map(Trusted::authentic) {
        for signer in authentic.signers() {
            table.plain(&voice::sentences::inspect::signed_by(), &signer.user_id);
            table.plain(&shown::fingerprint(), signer.certificate);
        }
        table.plain(&shown::root(), authentic.root().fingerprint());
    }
    table.plain(&crate::words::inspect::sha256(), built.digests.sha256);
    table.plain(&crate::words::inspect::sm3(), built.digests.sm3);
    for path in &built.sidecars {
        table.plain(&words::beside_it(), path.file_name().unwrap_or_default().to_string_lossy());
    }
    table.show(voice)?;
    let missing: Vec<String> = accepted.missing().iter().copied().map(String::from).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => voice.line(&sign::still_missing(&file, &missing.join(", "))),
    }
}

/// As the release's directory will be called on the far side.
fn release_name(accepted: &Accepted) -> String {
    let digits = accepted.identity().sha256.to_string();
    let go = accepted.manifest().map_or("", |manifest| &manifest.payload.go);
    format!("v{go}-{}", &digits[..8])
}

fn report(built: &Built) -> Value {
    let mut report = match built.accepted.whole() {
        Some(trusted) => inspect::facts(&built.file, trusted, None),
        None => json!({ "file": built.file }),
    };
    let missing = built.accepted.missing().iter().copied().map(String::from);
    report["missing"] = missing.collect();
    report["sha256"] = built.digests.sha256.to_string().into();
    report["sm3"] = built.digests.sm3.to_string().into();
    report["sidecars"] = built.sidecars.iter().map(|path| path.display().to_string()).collect();
    report
}
