//! `goferry-pack build`: the story of one installer, from a recipe to a file that verifies itself.

use crate::frames::{self, Compression, Packed, Part};
use crate::go::{self, Distribution};
use crate::project::{self, Project};
use crate::request::Request;
use crate::stubs::{self, Stub};
use crate::tree::Tree;
use crate::{meta, roots, seal, sidecars};
use payloads::container::manifest::{Kind, StubEntry};
use payloads::container::{Draft, Trusted};
use payloads::digest::Both;
use payloads::platform::{Cpu, Platform};
use payloads::say;
use payloads::words::{Voice, build as words};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A finished installer.
#[derive(Debug)]
pub struct Built {
    /// Where it is.
    pub file: PathBuf,
    /// As the reader accepted it.
    pub trusted: Trusted,
    /// Of the whole file.
    pub digests: Both,
    /// What was written beside it.
    pub sidecars: Vec<PathBuf>,
}

impl Built {
    /// Bytes of the whole file.
    pub fn length(&self) -> u64 {
        self.trusted.trailer().total().unwrap_or_default()
    }
}

/// Builds, signs and verifies one installer and writes what lies beside it.
///
/// # Errors
/// Whatever one of the steps refuses. The file has its name only after the reader verified it; what
/// lies beside it comes last.
pub fn build(request: &Request, voice: &Voice) -> anyhow::Result<Built> {
    build_at(request, &request.out, voice)
}

fn build_at(request: &Request, out: &Path, voice: &Voice) -> anyhow::Result<Built> {
    let roots = roots::read(&request.roots)?;
    let stub = stub_for(request)?;
    voice.note(&say!(words::OBTAINING, spec = request.go.spec, cpu = request.go.cpu));
    let go = go::obtain(&request.go, &request.cache, voice)?;
    let work = WorkDirectory::new(&request.cache)?;
    let projects = load_projects(request, &go, work.path(), voice)?;
    let meta = meta::collect(request, &go, &projects, &stub, voice)?;
    let parts = parts(&go, &projects, &meta.inside);
    let packed = compress(&parts, request, work.path(), voice)?;
    let draft = draft(request, &go, stub, roots, packed);
    let file = request.file_name(out, &go);
    let trusted = seal::seal(&draft, &request.signer, &file, voice)?;
    voice.note(&say!(words::WRITING_SIDECARS));
    let (sidecars, digests) = sidecars::write(request, &meta, &file)?;
    Ok(Built { file, trusted, digests, sidecars })
}

/// Builds a second time in another work directory and compares the two files byte by byte.
///
/// # Errors
/// [`payloads::Exit::Damaged`] naming the first byte that differs.
pub fn check(request: &Request, built: &Built, voice: &Voice) -> anyhow::Result<()> {
    voice.note(&say!(words::CHECKING_AGAIN));
    let again = WorkDirectory::new(&request.cache)?;
    let out = again.path().join(built.file.file_name().unwrap_or_default());
    let second = build_at(request, &out, voice)?;
    match crate::compare::first_difference(&built.file, &second.file)? {
        None => voice.line(&say!(words::REPRODUCIBLE)),
        Some(offset) => {
            let said = say!(words::NOT_REPRODUCIBLE, file = built.file.display(), offset = offset);
            Err(payloads::words::Fact::new(payloads::Exit::Damaged, said).into())
        }
    }
}

fn stub_for(request: &Request) -> anyhow::Result<Stub> {
    match &request.stub {
        Some(file) => stubs::from_file(file, request.go.cpu),
        None => stubs::carried(request.go.cpu),
    }
}

fn load_projects(
    request: &Request,
    go: &Distribution,
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<Vec<Project>> {
    let options = project::Options {
        vendor: request.vendor,
        go_command: None,
        scratch: scratch.to_owned(),
        allowed_keys: request.allowed_keys.clone(),
    };
    let load = |wanted: &project::Wanted| {
        voice.note(&say!(words::TAKING_PROJECT, dir = wanted.dir.display()));
        project::load(wanted, &options, voice)
    };
    let projects = request.modules.iter().map(load).collect::<anyhow::Result<Vec<_>>>()?;
    project::refuse_twins(projects.iter().map(|project| project.name.as_str()))?;
    projects.iter().try_for_each(|project| project.refuse_newer_than(&go.version))?;
    Ok(projects)
}

/// The parts in file order: what depends on the CPU, the rest of Go, each project, `meta`.
fn parts(go: &Distribution, projects: &[Project], meta: &Tree) -> Vec<Part> {
    let cpu = Platform::Cpu(go.cpu);
    let component = frames::component(Kind::Go, "go", &go.version, cpu, "linux");
    let of = |platform| {
        let wanted = |path: &str| go.platform_of(path) == platform;
        Part::new(component.clone(), platform, &go.tree, "goroot", wanted)
    };
    let mut parts = vec![of(cpu), of(Platform::Any)];
    for project in projects {
        let component = frames::component(
            Kind::Modules,
            &format!("modules:{}", project.name),
            "",
            Platform::Any,
            "",
        );
        let prefix = format!("modules/{}", project.name);
        parts.push(Part::new(component, Platform::Any, &project.tree, &prefix, |_| true));
    }
    let component = frames::component(Kind::Meta, "meta", "", Platform::Any, "");
    parts.push(Part::new(component, Platform::Any, meta, "meta", |_| true));
    frames::give_each_directory_one_home(&mut parts);
    parts
}

fn compress(
    parts: &[Part],
    request: &Request,
    work: &Path,
    voice: &Voice,
) -> anyhow::Result<Packed> {
    let said = say!(words::COMPRESSING, frames = parts.len(), level = request.level);
    let progress = voice.progress(&said, parts.iter().map(|part| part.length()).sum());
    let compression = Compression { level: request.level, build_time: request.build_time };
    let packed = frames::pack(parts, compression, work, &progress)?;
    progress.done();
    Ok(packed)
}

fn draft(
    request: &Request,
    go: &Distribution,
    stub: Stub,
    roots: keys::Roots,
    packed: Packed,
) -> Draft {
    Draft {
        stubs: vec![StubEntry {
            length: stub.bytes.len() as u64,
            offset: 0,
            platform: Platform::Cpu(stub.cpu),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }],
        stub: stub.bytes.into_owned(),
        roots,
        frames: packed.frames,
        index: packed.index,
        components: packed.components,
        go: go.version.clone(),
        flavour: request.flavour.clone(),
        line: request.line(go),
        counter: request.counter(),
        required: vec!["openpgp".to_owned()],
        signing_time: request.signing_time,
        build_time: request.build_time,
        minimum_program: "0.1.0".to_owned(),
        notes: BTreeMap::new(),
    }
}

/// A directory of this run, gone with it.
struct WorkDirectory(PathBuf);

impl WorkDirectory {
    fn new(cache: &Path) -> anyhow::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = cache.join("work").join(format!("{}-{number}", std::process::id()));
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
        Ok(WorkDirectory(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WorkDirectory {
    fn drop(&mut self) {
        // Best effort: what stays is below the cache and harmless.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The CPUs a build can be for, from `--arch a,b`.
///
/// # Errors
/// [`payloads::Exit::Usage`] naming the word that is none.
pub fn arches(text: &str) -> anyhow::Result<Vec<Cpu>> {
    text.split(',')
        .map(|word| {
            Cpu::parse(word).ok_or_else(|| {
                payloads::words::Fact::new(payloads::Exit::Usage, say!(words::ARCHES, found = word))
                    .into()
            })
        })
        .collect()
}
