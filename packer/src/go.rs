//! Where Go comes from: a version through the module proxy or a mirror, an archive, a module zip, or
//! an unpacked GOROOT. Nothing of it is used before its digest, its CPU and its version were checked.

mod archive;
mod inspect;
mod judge;
mod local;
mod module_zip;
mod origin;
mod pin;
mod proxy;
mod remote;
mod settings;
mod spec;
mod sumdb;
mod transport;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod stories;

pub use origin::{DatabaseEvidence, Origin, OriginKind, Pinned};
pub use pin::{Pin, pin};
pub use settings::Settings;

use crate::tree::Tree;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::{Cpu, Platform};
use payloads::recipe::{Recipes, is_h1};
use payloads::words::{Doing, Fact, Voice, go as words};
use payloads::{Exit, say};
use spec::Spec;
use std::collections::BTreeSet;
use std::path::Path;

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
    pub fn parse(text: &str) -> Result<Self> {
        if is_h1(text) {
            return Ok(GivenDigest::H1(text.to_owned()));
        }
        let digest = Sha256::parse(&text.to_ascii_lowercase());
        digest.map(GivenDigest::Sha256).ok_or_else(|| {
            Fact::new(Exit::Usage, say!(words::BAD_DIGEST_OPTION, value = text)).into()
        })
    }
}

/// A Go distribution whose digest, CPU and version were checked.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// The version that its VERSION file names, without `go`.
    pub version: String,
    /// The CPU that its commands run on, by their ELF headers.
    pub cpu: Cpu,
    /// Its files; paths are relative to GOROOT.
    pub tree: Tree,
    /// Where it came from and what vouches for it.
    pub origin: Origin,
    /// The members that depend on the CPU.
    native: BTreeSet<String>,
}

impl Distribution {
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
        Spec::Version(version) => remote::version(request, &version, cache, voice),
    };
    obtained.doing(|| say!(words::TAKING, spec = request.spec))
}
