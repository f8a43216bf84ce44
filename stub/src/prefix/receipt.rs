//! The receipt of a release (`RELEASE/meta/receipt.json`): what was installed, for retry and removal. Unknown fields
//! are ignored, so an older program can still take away what a newer one installed.

use crate::disk::durable;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Layout;
use crate::words::install as words;
use payloads::container::Trusted;
use payloads::digest::{Sha256, Sm3};
use payloads::platform::Cpu;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::Exit;

/// How far a release got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Written before the rename.
    Activating,
    /// Written last.
    Complete,
}

/// A release's receipt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// Version of this file's shape, 1.
    pub schema: u32,
    /// How far it got.
    pub stage: Stage,
    /// Its directory's name.
    pub release: String,
    /// Go's version; empty where it has none here.
    pub go: String,
    /// The components that are here; `None`: all that the file has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<String>>,
    /// The CPU.
    pub cpu: String,
    /// The series the counter counts in.
    pub line: String,
    /// The counter.
    pub counter: u32,
    /// The release's identity.
    pub manifest_sha256: Sha256,
    /// The same under SM3.
    pub manifest_sm3: Sm3,
    /// The file it came from, as named then; for `--root` its name alone.
    pub file: String,
    /// Who signed: user id and fingerprint.
    pub signed_by: Vec<String>,
    /// How the root behind it came to be accepted.
    pub trust: keys::TrustMode,
    /// Digest of the generated `goroot/go.env`, or none.
    pub go_env_sha256: Option<Sha256>,
    /// Whether it passed the gate; false where that was left out.
    pub gate: bool,
    /// Milliseconds the gate took, which are no part of the installation's own time.
    #[serde(default)]
    pub gate_ms: Option<u64>,
    /// Seconds since 1970.
    pub installed_at: u64,
    /// goferry's version.
    pub installed_by: String,
}

/// The shape this program writes.
const SCHEMA: u32 = 1;

impl Receipt {
    /// That of the release `name` about to be activated now, tested by nobody and from a file that nobody named.
    ///
    /// # Errors
    /// [`Exit::Newer`] where its payload needs a newer goferry.
    pub fn of(
        name: &str,
        cpu: Cpu,
        trusted: &Trusted,
        components: Option<&[String]>,
        layout: &Layout,
        now: u64,
    ) -> anyhow::Result<Receipt> {
        let (manifest, authentic) = (trusted.manifest()?, trusted.authentic());
        let has = |name: &str| components.is_none_or(|names| names.iter().any(|n| n == name));
        let go = if has("go") { manifest.payload.go.clone() } else { String::new() };
        let identity = trusted.identity();
        let signed_by = |s: &keys::Signer| format!("{} {}", s.user_id, s.certificate);
        Ok(Receipt {
            schema: SCHEMA,
            stage: Stage::Activating,
            release: name.to_owned(),
            components: components.map(<[String]>::to_vec),
            cpu: cpu.name().to_owned(),
            line: manifest.envelope.line.clone(),
            counter: manifest.envelope.counter,
            manifest_sha256: identity.sha256,
            manifest_sm3: identity.sm3,
            file: String::new(),
            signed_by: authentic.signers().iter().map(signed_by).collect(),
            trust: authentic.mode(),
            go_env_sha256: (!go.is_empty())
                .then(|| GoDefaults::of(manifest, components, layout).digest()),
            go,
            gate: false,
            gate_ms: None,
            installed_at: now,
            installed_by: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Reads the receipt of the release in `directory`.
    ///
    /// # Errors
    /// [`Exit::State`] where there is none or it cannot be understood.
    pub fn read(directory: &Path) -> anyhow::Result<Receipt> {
        let path = place(directory);
        let step = || words::reading_receipt(&path.display());
        let bytes = std::fs::read(&path).exit_with(Exit::State, step)?;
        serde_json::from_slice(&bytes).exit_with(Exit::State, step)
    }

    /// Writes it into the release in `directory`.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&self, directory: &Path) -> anyhow::Result<()> {
        durable::write_record(&place(directory), self)
    }

    /// The release is finished, and says so.
    ///
    /// # Errors
    /// The disk's.
    pub fn complete(&mut self, directory: &Path) -> anyhow::Result<()> {
        self.stage = Stage::Complete;
        self.write(directory)
    }

    /// Whether the installation came to its end.
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Complete
    }
}

fn place(release: &Path) -> PathBuf {
    release.join("meta/receipt.json")
}
