//! What this host demands: `/etc/goferry`, which only root can write, and the TPM. It only ever narrows, and
//! what cannot be read or understood refuses everything.

use super::{owned, tpm};
use crate::process::Kernel;
use crate::words::host_policy as words;
use keys::{Admitters, Certificate, Fingerprint, Policy, RootPin, Trust, sm2};
use payloads::refusal::trusted;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// Where it is kept.
pub const DIRECTORY: &str = "/etc/goferry";
/// What is demanded beside the roots.
pub const POLICY: &str = "/etc/goferry/policy.conf";
/// Certificates of the only roots that are accepted.
pub const ROOTS: &str = "/etc/goferry/roots.d";
/// Certificates of those whose admission statements count.
pub const ADMITTERS: &str = "/etc/goferry/admitters.d";
/// OpenPGP certificates, armoured or binary.
const OPENPGP: [&str; 3] = ["asc", "gpg", "pgp"];
/// OpenPGP certificates, and SM2 authorities.
const EITHER: [&str; 4] = ["asc", "gpg", "pgp", "pem"];

/// What the host demands of every file.
#[derive(Clone, Debug, Default)]
pub struct HostDemands {
    policy: Policy,
    roots: Vec<Certificate>,
    pinned: Vec<(RootPin, Fingerprint)>,
    admitters: Admitters,
}

impl HostDemands {
    /// Reads `/etc/goferry`, and the TPM where it or `asked` says so. Nothing there demands nothing.
    ///
    /// # Errors
    /// [`Exit::Policy`] for what is not root's own, cannot be read or is not understood.
    pub fn read(asked: Option<RootPin>, kernel: &Kernel) -> anyhow::Result<HostDemands> {
        let mut demands = HostDemands::default();
        if owned::directory(Path::new(DIRECTORY), &[])?.is_some() {
            demands.policy = policy(Path::new(POLICY))?;
            demands.roots = roots(Path::new(ROOTS))?;
            demands.admitters = admitters(Path::new(ADMITTERS))?;
        }
        demands.policy = asked.into_iter().fold(demands.policy, Policy::with_root_pin);
        for pin in demands.policy.root_pins() {
            demands.pinned.push((*pin, tpm::fingerprint(*pin, kernel)?));
        }
        Ok(demands)
    }

    /// `trust`, as far as the host accepts it.
    ///
    /// # Errors
    /// [`Exit::Untrusted`] where none of its roots is one of the host's.
    pub fn narrow(&self, mut trust: Trust) -> anyhow::Result<Trust> {
        if !self.roots.is_empty() {
            trust = trusted(trust.narrow_to(&self.roots)).context(|| words::asking(&ROOTS))?;
        }
        for (pin, root) in &self.pinned {
            trust = trusted(trust.narrow(&[*root])).context(|| words::asking(&pin))?;
        }
        Ok(trust.under(self.policy.clone()))
    }

    /// What is demanded beside the roots.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The roots of `roots.d`; empty where it does not narrow.
    pub fn roots(&self) -> &[Certificate] {
        &self.roots
    }

    /// The roots that the TPM holds.
    pub fn pinned(&self) -> &[(RootPin, Fingerprint)] {
        &self.pinned
    }

    /// Whose admission statements count.
    pub fn admitters(&self) -> &Admitters {
        &self.admitters
    }
}

fn policy(path: &Path) -> anyhow::Result<Policy> {
    let Some(bytes) = owned::file(path)? else { return Ok(Policy::default()) };
    trusted(Policy::parse(&bytes)).context(|| words::reading(&path.display()))
}

fn roots(path: &Path) -> anyhow::Result<Vec<Certificate>> {
    let files = owned::directory(path, &OPENPGP)?.unwrap_or_default();
    files.iter().map(|file| certificate(file, Certificate::parse)).collect()
}

fn admitters(path: &Path) -> anyhow::Result<Admitters> {
    let mut admitters = Admitters::default();
    for file in owned::directory(path, &EITHER)?.unwrap_or_default() {
        match file.extension().is_some_and(|extension| extension == "pem") {
            true => admitters.sm2.push(certificate(&file, authority)?),
            false => admitters.openpgp.push(certificate(&file, Certificate::parse)?),
        }
    }
    Ok(admitters)
}

fn authority(bytes: &[u8]) -> Result<sm2::Certificate, keys::Refusal> {
    let certificate = sm2::Certificate::parse(bytes)?;
    certificate.check_authority()?;
    Ok(certificate)
}

/// What a file of a directory holds. One that vanished since it was listed is no certificate either.
fn certificate<T>(
    path: &Path,
    parse: impl FnOnce(&[u8]) -> Result<T, keys::Refusal>,
) -> anyhow::Result<T> {
    let bytes = owned::file(path)?.unwrap_or_default();
    trusted(parse(&bytes)).fact(|| {
        Fact::new(Exit::Policy, words::no_certificate(&path.display())).help(words::help())
    })
}
