//! What `goferry-pack build` was asked for.

use crate::build::rehearsal;
use crate::inputs::go;
use crate::inputs::go::Distribution;
use crate::inputs::modules::Asked;
use crate::inputs::project;
use crate::signing::signer::Signers;
use keys::Kind;
use payloads::platform::Cpu;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Everything that decides the bytes of an installer, and where it goes.
pub struct Request {
    /// One file for each, in this order; none twice.
    pub cpus: Vec<Cpu>,
    /// Where Go comes from; its CPU is each of `cpus` in turn.
    pub go: go::Request,
    /// Projects to carry, in the order given.
    pub modules: Vec<project::Wanted>,
    /// Projects to carry whose tests a release has to pass on the far side, in the order given.
    pub acceptance: Vec<project::Wanted>,
    /// Modules that travel as such, for the work on projects and for new ones.
    pub asked: Asked,
    /// Finished files whose heads of the checksum database are known on the far side.
    pub after: Vec<PathBuf>,
    /// When vendor trees are made with `go mod vendor`; `None`: never.
    pub vendor: Option<project::Vendoring>,
    /// Published test keys that may travel although they look secret.
    pub allowed_keys: Vec<project::AllowedKey>,
    /// What every project leaves out.
    pub excludes: Vec<String>,
    /// Whether what Go compiles of itself travels.
    pub gocache: bool,
    /// Go's own variables.
    pub go_variables: project::GoVariables,
    /// Whether it is tried here what will be done with the projects on the far side, and how strictly.
    pub rehearsal: rehearsal::Options,
    /// Instead of the carried stub.
    pub stub: Option<PathBuf>,
    /// Who signs.
    pub signers: Signers,
    /// Kinds of signature that the file requires and that others add later.
    pub later: Vec<Kind>,
    /// The directory with the root certificate and the trust list.
    pub roots: PathBuf,
    /// The series in which `counter` counts; by default `go1.27`, with the flavour if there is one.
    pub line: Option<String>,
    /// Counts within the line; by default the minute of the signing time.
    pub counter: Option<u32>,
    /// Distinguishes files of one Go version; may be empty.
    pub flavour: String,
    /// Seconds since 1970.
    pub signing_time: u64,
    /// Seconds since 1970; mtime of every member.
    pub build_time: u64,
    /// zstd's level.
    pub level: i32,
    /// A directory, or, for one CPU, the file's own name.
    pub out: PathBuf,
    /// Where downloads are kept.
    pub cache: PathBuf,
    /// The environment of this run.
    pub environment: BTreeMap<OsString, OsString>,
}

impl Request {
    /// `go1.27.3[-FLAVOUR]-linux-ARCH.run` in `out` where that is a directory, else `out` itself.
    pub(crate) fn file_name(&self, out: &Path, go: &Distribution) -> PathBuf {
        if out.is_dir() { out.join(self.release_name(go) + ".run") } else { out.to_owned() }
    }

    /// `go1.27.3[-FLAVOUR]-linux-ARCH`.
    pub(crate) fn release_name(&self, go: &Distribution) -> String {
        format!("go{}{}-linux-{}", go.version, self.flavour_suffix(), go.cpu)
    }

    /// The kinds of signature that the file requires, ascending: every kind that signs (else a changed
    /// kind number would make a signature look like one that this version merely does not know), and
    /// those that are to come.
    pub(crate) fn required(&self) -> Vec<String> {
        let mut kinds = [self.signers.kinds(), self.later.clone()].concat();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().map(String::from).collect()
    }

    fn flavour_suffix(&self) -> String {
        if self.flavour.is_empty() { String::new() } else { format!("-{}", self.flavour) }
    }

    /// The series in which its counter counts.
    pub(crate) fn line(&self, go: &Distribution) -> String {
        self.line.clone().unwrap_or_else(|| {
            let minor: Vec<&str> = go.version.splitn(3, '.').take(2).collect();
            format!("go{}{}", minor.join("."), self.flavour_suffix())
        })
    }

    /// Its counter.
    pub(crate) fn counter(&self) -> u32 {
        self.counter.unwrap_or_else(|| u32::try_from(self.signing_time / 60).unwrap_or(u32::MAX))
    }
}
