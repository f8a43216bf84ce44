//! Go for a CPU that no proxy serves: the official toolchain of this machine's CPU builds the files that
//! depend on the CPU, and proves on each run that what it builds is what Go's own releases hold.

mod kept;
mod procedure;
mod proof;
mod workshop;

#[cfg(test)]
mod stories;

pub use proof::{Proof, Prove};

use super::local::h1_of_tree;
use super::transport::Transport;
use super::{CrossBuild, Distribution, GivenDigest, Origin, OriginKind, Pinned, Request};
use super::{DatabaseEvidence, here, remote, sumdb};
use crate::inputs::tree::Tree;
use crate::words::go::cross as words;
use anyhow::Result;
use payloads::platform::{Cpu, Platform};
use payloads::recipe::{Form, TOOLCHAIN, module_version};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use voice::Exit;
use voice::{Context as _, Fact, Voice};
use workshop::Workshop;

/// What to build, and how sure to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order<'a> {
    pub(super) request: &'a Request,
    /// The Go version, without `go`.
    pub(super) version: &'a str,
    pub(super) cache: &'a Path,
    pub(super) scope: Prove,
    /// Build even what the cache has.
    pub(super) anew: bool,
}

/// A cross-built distribution.
#[derive(Clone, Debug)]
pub struct CrossBuilt {
    /// The distribution.
    pub go: Distribution,
    /// What this run compared; none where the cache had it.
    pub proof: Option<Proof>,
    /// Seconds that building it took, without the proof.
    pub seconds: u64,
}

/// Whether what `request` asks for can be cross-built here: a CPU that Go has and proxies lack, and
/// pinned official toolchains to build with and to compare with.
pub(super) fn can_make(request: &Request, version: &str) -> bool {
    let pinned = |cpu: Cpu| request.recipes.find(version, cpu, Form::Module).is_some();
    needs_making(request.cpu)
        && request.mirror.is_none()
        && !matches!(request.digest, Some(GivenDigest::Sha256(_)))
        && here().is_ok_and(|(builder, proof)| pinned(builder) && pinned(proof))
}

/// The CPUs that Go runs on and that not every proxy serves.
pub const SELDOM_SERVED: [Cpu; 2] = [Cpu::Mips64el, Cpu::Loong64];

pub(super) fn needs_making(cpu: Cpu) -> bool {
    SELDOM_SERVED.contains(&cpu)
}

/// Takes it from the cache, or builds it, proves the build and compares the result with all that is
/// known about it.
///
/// # Errors
/// [`Exit::Damaged`]: the proof or the result differs from what is official or pinned;
/// [`Exit::BadSignature`]: the checksum database knows another; and those of getting the toolchains and
/// of running one.
pub(super) fn make(order: &Order<'_>, voice: &Voice) -> Result<CrossBuilt> {
    let (request, version) = (order.request, order.version);
    let doing = || words::cross_building(&version, &request.cpu);
    if let Some(go) = unless_anew(order, voice) {
        return Ok(CrossBuilt { go, proof: None, seconds: 0 });
    }
    made(order, voice).context(doing)
}

fn made(order: &Order<'_>, voice: &Voice) -> Result<CrossBuilt> {
    let host = builder(order, voice)?;
    let workshop = Workshop::open(order.cache, voice)?;
    if let Some(go) = workshop.waited.then(|| unless_anew(order, voice)).flatten() {
        return Ok(CrossBuilt { go, proof: None, seconds: 0 });
    }
    voice.note(&words::laying_out(&order.version, &host.cpu));
    workshop.lay_out(&host.tree)?;
    let proof = proved(order, &host, &workshop, voice)?;
    let started = Instant::now();
    let go = vouched(order, &host, built(order, &host, &workshop, voice)?, voice)?;
    let seconds = started.elapsed().as_secs();
    kept::keep(&kept::place(order.cache, order.version, go.cpu), &go)?;
    let h1 = go.origin.h1.as_deref().unwrap_or_default();
    let said = words::built(&order.version, &go.cpu, &h1, &seconds);
    voice.note(&said);
    Ok(CrossBuilt { go, proof: Some(proof), seconds })
}

fn unless_anew(order: &Order<'_>, voice: &Voice) -> Option<Distribution> {
    if order.anew { None } else { from_cache(order, voice) }
}

/// What the cache has, where its digest is known from elsewhere or proved by the record kept with it.
pub(super) fn from_cache(order: &Order<'_>, voice: &Voice) -> Option<Distribution> {
    let Order { request, version, cache, .. } = *order;
    let place = kept::place(cache, version, request.cpu);
    if !place.is_dir() {
        return None;
    }
    let expected = match known(request, version).ok()? {
        Some(known) => known,
        None => {
            let (record, h1) = kept::evidence(&place, request, version)?;
            Known { h1, pinned: Pinned::No, record: Some(record) }
        }
    };
    let host = builder(order, voice).ok()?;
    let files = kept::files(&place, &procedure::commands(&host), request.cpu);
    let go = files.and_then(|files| assembled(order, &host, files).ok());
    match go.filter(|go| go.origin.h1.as_ref() == Some(&expected.h1)) {
        Some(mut go) => {
            let (cpu, h1) = (request.cpu, &expected.h1);
            voice.note(&words::from_cache(&version, &cpu, &h1));
            let record = expected.record.or_else(|| {
                let kept = kept::evidence(&place, request, version)?;
                (kept.1 == expected.h1).then_some(kept.0)
            });
            mark(&mut go, expected.pinned, record);
            Some(go)
        }
        None => {
            voice.note(&words::kept_differs(&place.display()));
            None
        }
    }
}

/// Only a proven record makes it the module that it would be.
fn mark(go: &mut Distribution, pinned: Pinned, record: Option<DatabaseEvidence>) {
    if record.is_some() {
        go.origin.name = format!("{TOOLCHAIN}@{}", module_version(&go.version, go.cpu));
    }
    go.origin.pinned = pinned;
    go.origin.checksum_database = record;
}

fn builder(order: &Order<'_>, voice: &Voice) -> Result<Distribution> {
    let (cpu, _) = here()?;
    remote::official(order.request, order.version, cpu, order.cache, voice)
}

/// Once a run and toolchain, however many CPUs are built for.
fn proved(
    order: &Order<'_>,
    host: &Distribution,
    workshop: &Workshop,
    voice: &Voice,
) -> Result<Proof> {
    let (shelf, toolchain) = (&order.request.shelf, host.origin.h1.as_deref().unwrap_or_default());
    if let Some(proof) = shelf.proved(toolchain, order.scope) {
        return Ok(proof);
    }
    let (_, cpu) = here()?;
    let wanted = (order.version, cpu);
    let proof = proof::prove(workshop, order.request, wanted, order.scope, order.cache, voice)?;
    shelf.note_proof(toolchain, &proof);
    Ok(proof)
}

fn built(
    order: &Order<'_>,
    host: &Distribution,
    workshop: &Workshop,
    voice: &Voice,
) -> Result<Distribution> {
    let commands = procedure::commands(host);
    let (cpu, version, count) = (order.request.cpu, order.version, commands.len());
    voice.note(&words::building(&count, &version, &cpu));
    let bytes = workshop.build(cpu, &commands)?;
    let paths = commands.iter().map(|command| command.path_for(cpu));
    assembled(order, host, paths.zip(bytes).collect())
}

/// The tree of `host` with these files instead of its own that depend on the CPU. All others share
/// their memory with it.
fn assembled(
    order: &Order<'_>,
    host: &Distribution,
    files: Vec<(String, Arc<[u8]>)>,
) -> Result<Distribution> {
    let (version, cpu) = (order.version, order.request.cpu);
    let mut tree = Tree::new();
    for (path, entry) in host.tree.iter() {
        if host.platform_of(path) == Platform::Any {
            tree.insert(path, entry.clone())?;
        }
    }
    for (path, bytes) in files {
        tree.insert_bytes(&path, bytes, true)?;
    }
    let h1 = h1_of_tree(&tree, version, cpu)?;
    let name = format!("go{version}.linux-{}", cpu.goarch());
    let origin = Origin {
        kind: OriginKind::CrossBuilt,
        name: name.clone(),
        sha256: None,
        h1: Some(h1),
        length: None,
        pinned: Pinned::No,
        checksum_database: None,
        built: Some(recorded(host, cpu)),
    };
    Distribution::inspect(tree, cpu, Some(version), origin, &name)
}

fn recorded(host: &Distribution, cpu: Cpu) -> CrossBuild {
    let commands = procedure::commands(host);
    CrossBuild {
        toolchain: host.origin.name.clone(),
        toolchain_h1: host.origin.h1.clone().unwrap_or_default(),
        files: commands.iter().map(|command| command.path_for(cpu)).collect(),
        command: procedure::command_line(&commands),
        environment: procedure::environment(cpu),
    }
}

/// What is known of a distribution before it is built.
struct Known {
    h1: String,
    pinned: Pinned,
    record: Option<DatabaseEvidence>,
}

fn known(request: &Request, version: &str) -> Result<Option<Known>> {
    if let Some(GivenDigest::H1(h1)) = &request.digest {
        return Ok(Some(Known { h1: h1.clone(), pinned: Pinned::Given, record: None }));
    }
    let recipe = request.recipes.find(version, request.cpu, Form::Module);
    let Some((recipe, h1)) = recipe.and_then(|recipe| Some((recipe, recipe.h1.clone()?))) else {
        return Ok(None);
    };
    let name = module_version(version, request.cpu);
    let evidence = recipe.evidence.as_ref();
    let record = evidence.map(|evidence| sumdb::pinned(evidence, &name, &h1)).transpose()?;
    Ok(Some(Known { h1, pinned: Pinned::Recipe, record }))
}

/// Compares `go` with what is pinned, and asks the checksum database where no record came with that.
fn vouched(
    order: &Order<'_>,
    host: &Distribution,
    mut go: Distribution,
    voice: &Voice,
) -> Result<Distribution> {
    let Order { request, version, .. } = *order;
    let found = go.origin.h1.clone().unwrap_or_default();
    let known = known(request, version)?;
    if let Some(Known { h1: expected, .. }) = known.as_ref().filter(|known| known.h1 != found) {
        let cpu = go.cpu;
        let said = words::h1_differs(&version, &cpu, &found, &expected);
        return Err(Fact::new(Exit::Damaged, said).into());
    }
    let (pinned, record) = known.map_or((Pinned::No, None), |known| (known.pinned, known.record));
    let record = match record {
        Some(record) => Some(record),
        None => searched(order, host, &found, pinned, voice)?,
    };
    if let Some(record) = &record {
        let (name, number, size) = (&record.name, record.evidence.number, record.tree_size);
        voice.note(&words::in_database(&name, &number, &size));
    }
    mark(&mut go, pinned, record);
    Ok(go)
}

/// The checksum database's record; where it has none and nothing else is known, that is said.
fn searched(
    order: &Order<'_>,
    host: &Distribution,
    h1: &str,
    pinned: Pinned,
    voice: &Voice,
) -> Result<Option<DatabaseEvidence>> {
    let transport = Transport::new(order.request.offline);
    let near = host.origin.checksum_database.as_ref();
    match sumdb::vouch(order.request, &transport, (order.version, h1), near)? {
        Ok(record) => Ok(Some(record)),
        Err(why) => {
            if pinned == Pinned::No {
                voice.warn(&why);
            }
            Ok(None)
        }
    }
}
