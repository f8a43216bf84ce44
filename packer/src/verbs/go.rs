//! `goferry-pack go`: pinning, fetching and cross-building Go distributions.

use crate::inputs::{self, go};
use crate::session::Session;
use crate::words::{build as words, go::cross, options};
use clap::{Args, Subcommand};
use payloads::platform::Cpu;
use payloads::recipe::Recipes;
use serde_json::{Value, json};
use std::path::PathBuf;
use voice::Exit;
use voice::Fact;
use voice::grammar::{explained, only};

#[derive(Subcommand)]
pub enum Verb {
    #[command(about = options::go_pin())]
    Pin(Pin),
    #[command(about = options::go_fetch())]
    Fetch(Fetch),
    #[command(about = options::go_build())]
    Build(Build),
}

impl Verb {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        match self {
            Verb::Pin(verb) => verb.run(session),
            Verb::Fetch(verb) => verb.run(session),
            Verb::Build(verb) => verb.run(session),
        }
    }
}

/// A version of Go, and the CPUs that it is wanted for.
#[derive(Args)]
#[group(skip)]
struct Wanted {
    #[arg(help = options::go_version())]
    version: String,
    #[arg(long, value_name = "CPU,...", value_parser = explained(cpus))]
    arch: Option<Cpus>,
}

/// Where Go is downloaded.
#[derive(Args)]
#[group(skip)]
pub struct Mirror {
    #[arg(long, value_name = "URL", help = options::go_mirror())]
    pub go_mirror: Option<String>,
}

/// Which Go is accepted.
#[derive(Args)]
#[group(skip)]
pub struct Accepted {
    #[arg(long, value_name = "DIGEST", help = options::go_sha256(),
        value_parser = explained(go::GivenDigest::parse))]
    go_sha256: Option<go::GivenDigest>,
}

/// CPUs, none twice.
pub type Cpus = Vec<Cpu>;

/// `CPU[,CPU...]`.
pub fn cpus(list: &str) -> Result<Cpus, Fact> {
    let mut cpus = Vec::new();
    for word in list.split(',') {
        let unknown = || Fact::new(Exit::Usage, words::arches(&word));
        let cpu = Cpu::parse(word).ok_or_else(unknown)?;
        if cpus.contains(&cpu) {
            return Err(Fact::new(Exit::Usage, words::arch_twice(&cpu)));
        }
        cpus.push(cpu);
    }
    Ok(cpus)
}

/// What `--arch` means where it was not given.
pub fn this_machine() -> Cpus {
    vec![Cpu::host().unwrap_or(Cpu::X86_64)]
}

impl Accepted {
    /// Go as `spec` names it, from no mirror; its CPU is set for each.
    pub fn request(&self, spec: &str, session: &Session) -> anyhow::Result<go::Request> {
        Ok(go::Request {
            spec: spec.to_owned(),
            cpu: Cpu::X86_64,
            mirror: None,
            digest: self.go_sha256.clone(),
            settings: go::Settings::of_this_machine(&|name| session.variable(name)),
            recipes: Recipes::built_in()?,
            offline: false,
            shelf: go::Shelf::default(),
            abi: None,
        })
    }
}

/// `go pin VERSION`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("arch", |arch| arch.help(options::go_pin_arch()))))]
pub struct Pin {
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    mirror: Mirror,
    #[arg(long, value_name = "DIR", help = options::recipes(), default_value = "payloads/recipes")]
    recipes: PathBuf,
}

impl Pin {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let wanted = go::Pin {
            version: self.wanted.version.trim_start_matches("go").to_owned(),
            cpus: self.wanted.arch.clone().unwrap_or_else(|| Cpu::BUILT.to_vec()),
            mirror: self.mirror.go_mirror.clone(),
            settings: go::Settings::of_this_machine(&|name| session.variable(name)),
            known: Recipes::built_in()?,
            cache: inputs::cache(&|name| session.variable(name))?,
            shelf: go::Shelf::default(),
        };
        let path = go::pin(&wanted, &self.recipes, &session.voice)?;
        session.voice.json(&json!({ "recipe": path }))
    }
}

/// `go fetch VERSION`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("arch", |arch| arch.help(options::go_fetch_arch()))))]
pub struct Fetch {
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    mirror: Mirror,
    #[command(flatten)]
    accepted: Accepted,
}

impl Fetch {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let request = self.accepted.request(&self.wanted.version, session)?;
        let mut request = go::Request { mirror: self.mirror.go_mirror.clone(), ..request };
        let cache = inputs::cache(&|name| session.variable(name))?;
        let mut fetched = Vec::new();
        for cpu in self.wanted.arch.clone().unwrap_or_else(this_machine) {
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
}

/// `go build VERSION`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("arch", |arch| arch.help(options::go_build_arch()))))]
pub struct Build {
    #[command(flatten)]
    wanted: Wanted,
    #[arg(long, value_name = "large|full", help = options::prove(),
        value_parser = explained(scope))]
    prove: Option<go::Prove>,
    #[command(flatten)]
    accepted: Accepted,
    #[arg(long, help = options::offline())]
    offline: bool,
}

impl Build {
    /// One CPU after the other: the machine's cores are busy with one.
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let request = self.accepted.request(&self.wanted.version, session)?;
        let mut request = go::Request { offline: self.offline, ..request };
        let cache = inputs::cache(&|name| session.variable(name))?;
        let mut all = Vec::new();
        for cpu in self.wanted.arch.clone().unwrap_or_else(|| go::SELDOM_SERVED.to_vec()) {
            request.cpu = cpu;
            let made = go::build(&request, self.prove, &cache, &session.voice)?;
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
}

fn scope(word: &str) -> Result<go::Prove, Fact> {
    match word {
        "large" => Ok(go::Prove::Large),
        "full" => Ok(go::Prove::Full),
        other => Err(Fact::new(Exit::Usage, cross::no_prove(&other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_have_aliases_and_none_comes_twice() {
        let four = cpus("amd64,aarch64,mips64le,loongarch64").unwrap();
        assert_eq!(four, Cpu::BUILT);
        assert_eq!(cpus("loong64,x86_64,mips64el,arm64").unwrap().len(), 4);
        for bad in ["", "arm64,", "arm64,aarch64", "riscv64"] {
            assert_eq!(cpus(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
