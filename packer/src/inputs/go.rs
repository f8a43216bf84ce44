//! Where Go comes from: a version through the module proxy or a mirror, an archive, a module zip, or
//! an unpacked GOROOT. Nothing of it is used before its digest, its CPU and its version were checked.

mod abi;
mod archive;
mod cross;
mod inspect;
mod judge;
mod local;
mod module_zip;
mod origin;
mod pin;
mod proxy;
mod remote;
mod settings;
mod shelf;
mod sumdb;
mod transport;
mod version;

/// The CPU whose official toolchain runs here, and the other one, whose official files are compared.
///
/// # Errors
/// [`Exit::Usage`]: no official toolchain runs here.
fn here() -> Result<(Cpu, Cpu)> {
    match Cpu::host() {
        Some(Cpu::X86_64) => Ok((Cpu::X86_64, Cpu::Arm64)),
        Some(Cpu::Arm64) => Ok((Cpu::Arm64, Cpu::X86_64)),
        _ => Err(Fact::new(Exit::Usage, made::no_builder()).into()),
    }
}

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod stories;

pub use cross::{CrossBuilt, Prove, SELDOM_SERVED};
pub use origin::{CrossBuild, DatabaseEvidence, Origin, OriginKind, Pinned};
pub use pin::{Pin, pin};
pub(super) use remote::keep;
pub use settings::Settings;
pub use shelf::Shelf;
pub(super) use sumdb::Database;
pub(super) use transport::{Miss, Transport};

use crate::inputs::tree::Tree;
use crate::words::go::{self as words, cross as made};
use anyhow::Result;
use payloads::abi::World;
use payloads::digest::Sha256;
use payloads::platform::{Cpu, Platform};
use payloads::recipe::{Recipes, is_h1};
use std::collections::BTreeSet;
use std::path::Path;
use version::Spec;
use voice::Exit;
use voice::{Context as _, Fact, Voice};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the user gave to `--go`: a version, or the path of an archive, a module zip or a GOROOT.
    pub spec: String,
    /// The CPU it has to run on.
    pub cpu: Cpu,
    /// Base address of official archives (`--go-mirror`), instead of the module proxy.
    pub mirror: Option<String>,
    /// The digest to accept instead of a recipe's (`--go-sha256`).
    pub digest: Option<GivenDigest>,
    /// Go's own settings of proxy and checksum database.
    pub settings: Settings,
    /// The pinned distributions.
    pub recipes: Recipes,
    /// Never open a connection: only the cache and `file://`.
    pub offline: bool,
    /// The ABI that a vendor's own Go is packed with (`--abi`).
    pub abi: Option<String>,
    /// What several distributions of one run share.
    pub shelf: Shelf,
}

impl Request {
    /// Whether a version was asked for, of which there is a distribution for each CPU; else it is a path.
    pub fn names_a_version(&self) -> bool {
        version::version_in(&self.spec).is_some()
    }
}

/// A digest that the user vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenDigest {
    /// Of the file.
    Sha256(Sha256),
    /// Of a module's contents.
    H1(String),
}

impl GivenDigest {
    /// Reads 64 hexadecimal digits or an `h1:` digest.
    ///
    /// # Errors
    /// [`Exit::Usage`]: it is neither.
    pub fn parse(text: &str) -> Result<Self, Fact> {
        if is_h1(text) {
            return Ok(GivenDigest::H1(text.to_owned()));
        }
        let digest = Sha256::parse(&text.to_ascii_lowercase());
        digest
            .map(GivenDigest::Sha256)
            .ok_or_else(|| Fact::new(Exit::Usage, words::bad_digest_option(&text)))
    }
}

/// A Go distribution whose digest, CPU and version were checked.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// The version that its VERSION file names, without `go`.
    pub version: String,
    /// The CPU that its commands run on, by their ELF headers.
    pub cpu: Cpu,
    /// `linux`, or the ABI it was asked to be packed with; see [`Request::abi`].
    pub abi: String,
    /// Its files; paths are relative to GOROOT.
    pub tree: Tree,
    /// Where it came from and what vouches for it.
    pub origin: Origin,
    /// The LoongArch world that its commands are made for.
    pub world: Option<World>,
    /// The members that depend on the CPU.
    native: BTreeSet<String>,
}

impl Distribution {
    /// Version, CPU and digest, by which it is known again; `None` where it has no digest.
    pub fn known_as(&self) -> Option<String> {
        let sha256 = || self.origin.sha256.as_ref().map(ToString::to_string);
        let digest = self.origin.h1.clone().or_else(sha256)?;
        Some(format!("{} {} {digest}", self.version, self.cpu))
    }

    /// Checks that `tree` is a Go distribution for `cpu`, and of Go `version` where that is known; `name`
    /// is what messages call it.
    ///
    /// # Errors
    /// [`Exit::Usage`]: it is no Go distribution; [`Exit::Preflight`]: another version;
    /// [`Exit::WrongCpu`]: another CPU, by `e_machine` of its commands.
    pub fn inspect(
        tree: Tree,
        cpu: Cpu,
        version: Option<&str>,
        origin: Origin,
        name: &str,
    ) -> Result<Self> {
        inspect::distribution(tree, cpu, version, origin, name)
    }

    /// Which hosts need the member at `path`: the commands in `bin` and what is in
    /// `pkg/tool/linux_ARCH` depend on the CPU, all else does not.
    pub fn platform_of(&self, path: &str) -> Platform {
        if self.native.contains(path) { Platform::Cpu(self.cpu) } else { Platform::Any }
    }
}

/// Gets the distribution that `request` asks for. Downloads are kept in `cache`, checked again each time.
///
/// # Errors
/// [`Exit::Usage`]: there is no such thing, or no recipe pins it; [`Exit::Medium`]: it cannot be read or
/// fetched; [`Exit::Damaged`]: a digest differs or the file is cut; [`Exit::Policy`]: its digest is
/// unknown; [`Exit::BadSignature`]: the checksum database does not vouch for it; and those of
/// [`Distribution::inspect`].
pub fn obtain(request: &Request, cache: &Path, voice: &Voice) -> Result<Distribution> {
    let obtained = match Spec::read(&request.spec)? {
        Spec::Tree(path) => local::tree(request, &path, voice),
        Spec::File(path) => local::file(request, &path),
        Spec::Version(version) => version::version(request, &version, cache, voice),
    };
    let named = obtained.and_then(|go| go.with_abi(request.abi.as_deref(), &request.spec));
    named.context(|| words::taking(&request.spec))
}

/// Cross-builds the Go version that `request` names for a CPU that no proxy serves, and keeps it in
/// `cache`, where [`obtain`] finds it. With `prove` it is built even where the cache has it.
///
/// # Errors
/// [`Exit::Usage`]: no version, or one for that CPU is published; [`Exit::Damaged`]: what was built
/// differs from what is official or pinned, and nothing was kept; [`Exit::BadSignature`]: the checksum
/// database knows another; [`Exit::Preflight`] or [`Exit::Destination`]: the toolchain did not run; and
/// those of getting the official toolchains.
pub fn build(
    request: &Request,
    prove: Option<Prove>,
    cache: &Path,
    voice: &Voice,
) -> Result<CrossBuilt> {
    let Ok(Spec::Version(version)) = Spec::read(&request.spec) else {
        let said = made::not_a_version(&request.spec);
        return Err(Fact::new(Exit::Usage, said).into());
    };
    let cpu = request.cpu;
    if !cross::needs_making(cpu) {
        let help = made::published_help(&version, &cpu);
        let fact = match cpu {
            Cpu::Sw64 => Fact::new(Exit::Usage, made::upstream_lacks(&cpu)),
            _ => Fact::new(Exit::Usage, made::published(&cpu)).help(help),
        };
        return Err(fact.into());
    }
    let (scope, anew) = (prove.unwrap_or(Prove::Large), prove.is_some());
    cross::make(&cross::Order { request, version: &version, cache, scope, anew }, voice)
}
