//! Where the Go in a file came from: what its packer states in [`MEMBER`], and what of that anybody can
//! prove without a network.
//!
//! The statement is signed with the file, so all of it is its packer's word. Three parts need nobody's
//! word: the [`Contents`] are recomputed, the record of Go's checksum database is signed by Google, and
//! [`prove`] compares the two.

mod contents;
mod proof;

pub use contents::{Contents, NOT_IN_MODULES, hash1, packed_name};
pub use proof::{Proved, prove};

use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use crate::digest::Sha256;
use crate::platform::{Cpu, Platform};
use crate::unpack::{Plan, Selection, head, same_digest};
use crate::words::go as words;
use keys::note::Evidence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voice::{Context as _, Exit, Fact, Said};

/// The member that holds the statement.
pub const MEMBER: &str = "meta/upstream.json";
/// The shape of statements that this program writes and reads.
pub const SCHEMA: u32 = 1;
/// Bytes of the longest statement that is read; real ones have about 3,000.
pub(crate) const MAX_STATEMENT: usize = 256 << 10;

/// What a file states about its Go. Unknown keys are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The Go version, without `go`.
    pub go: String,
    /// What it runs on.
    pub cpu: Platform,
    /// Which way it came.
    pub way: Way,
    /// What it was taken from.
    pub source: Source,
    /// The official archive of the same Go, where its digest was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Archive>,
    /// The `h1:` digest of the carried files as a toolchain module; of an archive's without the
    /// [directories](NOT_IN_MODULES) that modules lack, where a record says so.
    pub h1: String,
    /// The checksum database's record of that module, with its proof, where it could be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum_database: Option<Evidence>,
    /// How it was made, where it was cross-built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built: Option<CrossBuild>,
}

/// The ways in which Go comes into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The official archive, pinned by a recipe.
    Archive,
    /// The toolchain module, pinned by a recipe or recorded by the checksum database.
    Module,
    /// A local tree that holds exactly what such a module does.
    Tree,
    /// Made by the official Go of another CPU.
    CrossBuilt,
    /// A vendor's own, packed under the name of its ABI.
    Vendor,
    /// Anything else: only its packer vouches for it.
    Unofficial,
}

/// The file or tree that Go was taken from. It names no machine and no proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `golang.org/toolchain@VERSION`, the official archive's file name, `GOROOT`, or
    /// `goVERSION.linux-ARCH` of a cross-built one that no record proves.
    pub name: String,
    /// SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// Bytes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Who fixed the digest.
    pub pinned: Pinned,
}

/// Who fixed a digest beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pinned {
    /// A reviewed recipe.
    Recipe,
    /// The user, with `--go-sha256`.
    Given,
    /// Nobody: a local tree, not pinned.
    No,
}

/// An official archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// `goVERSION.linux-ARCH.tar.gz`.
    pub name: String,
    /// As its publisher states it.
    pub sha256: Sha256,
}

/// How a Go was made of another CPU's official one. Only what is the same each time stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossBuild {
    /// The module of the official toolchain that built it.
    pub toolchain: String,
    /// That module's `h1:` digest.
    pub toolchain_h1: String,
    /// What it built; all other files are its own.
    pub files: Vec<String>,
    /// The command, run in its `src`.
    pub command: String,
    /// The variables that decide the bytes.
    pub environment: BTreeMap<String, String>,
}

impl Statement {
    /// The member's bytes.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub fn render(&self) -> anyhow::Result<String> {
        Ok(format!("{:#}\n", serde_json::to_value(self)?))
    }

    /// Reads the member's bytes.
    ///
    /// # Errors
    /// [`Exit::Damaged`]: they are no statement; [`Exit::Newer`]: one of another shape.
    pub fn parse(bytes: &[u8]) -> Result<Statement, Fact> {
        #[derive(Deserialize)]
        struct Shape {
            schema: u32,
        }
        let malformed = |_| Fact::new(Exit::Damaged, words::malformed(&MEMBER));
        let found = serde_json::from_slice::<Shape>(bytes).map_err(malformed)?.schema;
        if found != SCHEMA {
            let said = words::newer(&MEMBER, &found, &SCHEMA);
            return Err(Fact::new(Exit::Newer, said));
        }
        serde_json::from_slice(bytes).map_err(malformed)
    }

    /// The statement about the Go that `verified` holds for `cpu`.
    ///
    /// # Errors
    /// [`Exit::Policy`]: the file has none; [`Exit::Damaged`]: it is malformed, or differs from what was
    /// signed; [`Exit::Newer`].
    pub fn read(verified: &Verified<'_>, cpu: Cpu) -> anyhow::Result<Statement> {
        let file = verified.source().name().display();
        read(verified, cpu).context(|| words::reading(&MEMBER, &file))
    }

    /// The CPU it is about; none in a statement about any.
    pub fn cpu(&self) -> Option<Cpu> {
        match self.cpu {
            Platform::Cpu(cpu) => Some(cpu),
            Platform::Any => None,
        }
    }
}

impl Way {
    /// As a noun: "a vendor's own Go".
    pub fn said(self) -> Said {
        match self {
            Way::Archive => words::archive(),
            Way::Module => words::module(),
            Way::Tree => words::tree(),
            Way::CrossBuilt => words::cross_built(),
            Way::Vendor => words::vendor(),
            Way::Unofficial => words::unofficial(),
        }
    }
}

fn read(verified: &Verified<'_>, cpu: Cpu) -> anyhow::Result<Statement> {
    if verified.trusted().manifest()?.payload.go.is_empty() {
        return Err(Fact::new(Exit::Policy, words::no_go()).into());
    }
    let plan = Plan::new(verified, Selection { cpu, globs: vec![MEMBER.to_owned()] })?;
    let Some(expected) = plan.wanted().find_map(digest) else {
        return Err(Fact::new(Exit::Policy, words::absent(&MEMBER)).into());
    };
    let bytes = head(verified, &plan, MEMBER, MAX_STATEMENT + 1)?.unwrap_or_default();
    if bytes.len() > MAX_STATEMENT {
        let said = words::too_long(&MEMBER, &MAX_STATEMENT);
        return Err(Fact::new(Exit::Damaged, said).into());
    }
    same_digest(MEMBER, Sha256::of(&bytes), expected)?;
    Ok(Statement::parse(&bytes)?)
}

fn digest(member: &Member) -> Option<Sha256> {
    match &member.kind {
        MemberKind::File { sha256, .. } if member.path == MEMBER => Some(*sha256),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use keys::note::Evidence;

    /// A statement about the Go that the recorded evidence is about.
    pub(crate) fn statement() -> Statement {
        let evidence: Evidence = serde_json::from_str(include_str!(
            "../../keys/fixtures/sumdb/go1.27.3.linux-amd64.json"
        ))
        .unwrap();
        Statement {
            schema: SCHEMA,
            go: "1.27.3".to_owned(),
            cpu: Platform::Cpu(Cpu::X86_64),
            way: Way::Module,
            source: Source {
                name: "golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64".to_owned(),
                sha256: Some(Sha256::of(b"zip")),
                length: Some(3),
                pinned: Pinned::Recipe,
            },
            archive: None,
            h1: "h1:r0ub+FnqzZxoWm/dSUOI9DcIqYWn/mNYGFJcv7PyBzs=".to_owned(),
            checksum_database: Some(evidence),
            built: None,
        }
    }

    #[test]
    fn a_statement_reads_back_and_unknown_keys_are_ignored() {
        let text = statement().render().unwrap();
        assert_eq!(Statement::parse(text.as_bytes()).unwrap(), statement());
        let more = text.replacen("{\n", "{\n  \"later\": 1,\n", 1);
        assert_eq!(Statement::parse(more.as_bytes()).unwrap(), statement());
        assert!(text.len() < MAX_STATEMENT / 10);
    }

    #[test]
    fn another_shape_is_newer_and_anything_else_is_damaged() {
        let text = statement().render().unwrap();
        let newer = text.replace("\"schema\": 1", "\"schema\": 2");
        assert_eq!(Statement::parse(newer.as_bytes()).unwrap_err().exit, Exit::Newer);
        let other = text.replace("\"module\"", "\"found on the street\"");
        assert_eq!(Statement::parse(other.as_bytes()).unwrap_err().exit, Exit::Damaged);
        assert_eq!(Statement::parse(b"{}").unwrap_err().exit, Exit::Damaged);
    }
}
