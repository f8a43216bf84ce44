//! `goferry-pack build`: from the command line to a request, and what is said of the result.

use super::go::{self as of_go, Cpus, Mirror, cpus};
use super::signing::{Kinds, Signing, kinds};
use crate::build as building;
use crate::build::Built;
use crate::build::rehearsal;
use crate::build::request::Request;
use crate::build::seal::Accepted;
use crate::inputs::{self, go, modules, project};
use crate::session::Session;
use crate::words::{build as words, options, signing as sign};
use clap::Args;
use payloads::container::Trusted;
use payloads::container::manifest::is_word;
use payloads::inspect;
use payloads::recipe::DEFAULT_GO;
use payloads::sentences::{inspect as shown, unpack};
use serde_json::{Value, json};
use std::path::PathBuf;
use voice::Exit;
use voice::Table;
use voice::grammar::{explained, typed};
use voice::{Context as _, Fact, Lang, Said, Voice};

/// What goes into a file for each CPU, who signs it, and what it is called.
#[derive(Args)]
#[group(skip)]
pub struct Build {
    #[arg(long, value_name = "SPEC", help = options::go_spec(&DEFAULT_GO),
        default_value = DEFAULT_GO)]
    go: String,
    #[arg(long, value_name = "CPU,...", help = options::arch(), value_parser = explained(cpus))]
    arch: Option<Cpus>,
    #[arg(long, value_name = "[NAME=]DIR", help = options::module(),
        value_parser = explained(project::Wanted::parse))]
    module: Vec<project::Wanted>,
    #[arg(long, value_name = "[NAME=]DIR", help = options::acceptance(),
        value_parser = explained(project::Wanted::parse))]
    acceptance: Vec<project::Wanted>,
    #[arg(long, value_name = "DIR", help = options::from_project())]
    from_project: Vec<PathBuf>,
    #[arg(long, value_name = "FILE|MODULE@VERSION", help = options::modules(),
        value_parser = explained(modules::Wanted::parse))]
    modules: Vec<modules::Wanted>,
    #[arg(long, value_name = "DIR", help = options::modcache())]
    modcache: Vec<PathBuf>,
    #[arg(long, help = options::all_zips(), requires = "from_project")]
    all_zips: bool,
    #[arg(long, value_name = "FILE", help = options::after())]
    after: Vec<PathBuf>,
    #[arg(long, help = options::vendor(), num_args = 0..=1, require_equals = true,
        default_missing_value = "needed")]
    vendor: Option<project::Vendoring>,
    #[arg(long, value_name = "NAME/MEMBER", help = options::allow_key(),
        value_parser = explained(project::AllowedKey::parse))]
    allow_key: Vec<project::AllowedKey>,
    #[arg(long, value_name = "GLOB", help = options::exclude())]
    exclude: Vec<String>,
    #[arg(long, help = options::no_rehearsal())]
    no_rehearsal: bool,
    #[arg(long, help = options::strict(), conflicts_with = "no_rehearsal")]
    strict: bool,
    #[arg(long, help = options::no_gocache())]
    no_gocache: bool,
    #[arg(long, value_name = "FILE", help = options::stub())]
    stub: Option<PathBuf>,
    #[arg(long, value_name = "NAME", help = options::abi(), value_parser = typed(vendors_abi))]
    abi: Option<String>,
    #[command(flatten)]
    signing: Signing,
    #[arg(long, value_name = "KIND,...", help = options::require(), value_parser = typed(kinds))]
    require: Option<Kinds>,
    #[arg(long, value_name = "LINE", help = options::line(), value_parser = typed(series))]
    line: Option<String>,
    #[arg(long, value_name = "N", help = options::counter())]
    counter: Option<u32>,
    #[arg(long, value_name = "WORD", help = options::flavour(), value_parser = typed(word))]
    flavour: Option<String>,
    #[arg(long, value_name = "N", help = options::level(), default_value = "19",
        value_parser = clap::value_parser!(i32).range(1..=22))]
    level: i32,
    #[command(flatten)]
    mirror: Mirror,
    #[command(flatten)]
    accepted: of_go::Accepted,
    #[arg(long, help = options::offline())]
    offline: bool,
    #[arg(long, help = options::check())]
    check: bool,
    #[arg(long, short, value_name = "PATH", help = options::output(), default_value = ".")]
    output: PathBuf,
}

fn word(text: &str) -> Option<String> {
    is_word(text).then(|| text.to_owned())
}

/// `linux` is the official one and needs no name.
fn vendors_abi(text: &str) -> Option<String> {
    word(text).filter(|name| name != "linux")
}

/// The name of a series in which counters compare.
pub fn series(text: &str) -> Option<String> {
    is_word(text.strip_prefix("modules:").unwrap_or(text)).then(|| text.to_owned())
}

impl Build {
    /// One file for each CPU of `--arch`.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let voice = &session.voice;
        let request = self.request(session)?;
        let built = building::build(&request, voice)?;
        if self.check {
            building::check(&request, &built, voice)?;
        }
        built.iter().try_for_each(|built| tell(built, voice))?;
        let reports: Vec<Value> = built.iter().map(|built| report(built, voice.lang())).collect();
        voice.json(&match reports.as_slice() {
            [one] => one.clone(),
            many => Value::from(many),
        })
    }

    fn request(&self, session: &Session) -> anyhow::Result<Request> {
        let signers = self.signing.signers(session)?;
        let signing_time = self.signing.time(session)?;
        signers.may_sign_at(signing_time)?;
        let request = Request {
            cpus: self.arch.clone().unwrap_or_else(of_go::this_machine),
            go: self.go(session)?,
            modules: self.module.clone(),
            acceptance: self.acceptance.clone(),
            asked: self.asked()?,
            after: self.after.clone(),
            vendor: self.vendor,
            allowed_keys: self.allow_key.clone(),
            excludes: self.exclude.clone(),
            go_variables: project::GoVariables::of(&|name| session.variable(name)),
            rehearsal: rehearsal::Options { left_out: self.no_rehearsal, strict: self.strict },
            gocache: !self.no_gocache,
            stub: self.stub.clone(),
            roots: self.signing.roots(&signers)?,
            signers,
            later: self.require.clone().unwrap_or_default(),
            line: self.line.clone(),
            counter: self.counter,
            // By default a vendor's ABI: files and lines of the official Go stay apart from its own.
            flavour: self.flavour.as_ref().or(self.abi.as_ref()).cloned().unwrap_or_default(),
            signing_time,
            build_time: session.time(None)?,
            level: self.level,
            out: self.output()?,
            cache: inputs::cache(&|name| session.variable(name))?,
            environment: session.environment.clone(),
        };
        refuse_for_many(&request)?;
        Ok(request)
    }

    fn asked(&self) -> anyhow::Result<modules::Asked> {
        let named = self.modules.iter().map(modules::Wanted::named);
        let mut named = named.collect::<anyhow::Result<Vec<_>>>()?.concat();
        named.sort();
        named.dedup();
        Ok(modules::Asked {
            projects: self.from_project.clone(),
            named,
            caches: self.modcache.clone(),
            all_zips: self.all_zips,
        })
    }

    /// Where Go comes from; its CPU is set for each file.
    fn go(&self, session: &Session) -> anyhow::Result<go::Request> {
        let request = self.accepted.request(&self.go, session)?;
        let mirror = self.mirror.go_mirror.clone();
        Ok(go::Request { mirror, offline: self.offline, abi: self.abi.clone(), ..request })
    }

    /// Where the files go: a directory, which a name ending in `/` makes, or one file.
    fn output(&self) -> anyhow::Result<PathBuf> {
        let out = &self.output;
        if out.as_os_str().as_encoded_bytes().ends_with(b"/") {
            std::fs::create_dir_all(out).context(|| unpack::creating_member(&out.display()))?;
        }
        Ok(out.clone())
    }
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
    for file in &built.exceptions.let_through {
        table.said(&words::carried_key(), &carried_key(file));
    }
    table.plain(&words::sha256(), built.digests.sha256);
    table.plain(&words::sm3(), built.digests.sm3);
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

fn carried_key(file: &project::LetThrough) -> Said {
    match &file.published_in {
        None => words::carried_as_allowed(&file.file, &file.kind),
        Some(module) => words::carried_as_public(&file.file, &file.kind, module),
    }
}

/// As the release's directory will be called on the far side.
fn release_name(accepted: &Accepted) -> String {
    let digits = accepted.identity().sha256.to_string();
    let go = accepted.manifest().map_or("", |manifest| &manifest.payload.go);
    format!("v{go}-{}", &digits[..8])
}

fn report(built: &Built, lang: Lang) -> Value {
    let mut report = match built.accepted.whole() {
        Some(trusted) => inspect::facts(&built.file, trusted, None),
        None => json!({ "file": built.file }),
    };
    let missing = built.accepted.missing().iter().copied().map(String::from);
    report["missing"] = missing.collect();
    report["sha256"] = built.digests.sha256.to_string().into();
    report["sm3"] = built.digests.sm3.to_string().into();
    report["carried_keys"] = built.exceptions.let_through.iter().map(carried_key_facts).collect();
    report["left_out"] = built.exceptions.left_out.iter().map(|left| left.file.as_str()).collect();
    report["rehearsal"] = built.rehearsal.facts(built.cpu, lang);
    report["sidecars"] = built.sidecars.iter().map(|path| path.display().to_string()).collect();
    report
}

fn carried_key_facts(file: &project::LetThrough) -> Value {
    json!({
        "file": file.file,
        "kind": file.kind,
        "sha256": file.sha256.to_string(),
        "published_in": file.published_in,
    })
}
