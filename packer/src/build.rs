//! `goferry-pack build`: the story of one run, from a recipe to files that verify themselves.

mod after;
mod bench;
mod check;
pub mod frames;
mod gocache;
pub mod meta;
pub mod plan;
pub mod rehearsal;
pub mod request;
pub mod seal;
pub mod sign;

pub use check::check;

use crate::beside::detached::Detached;
use crate::beside::directory_of;
use crate::beside::install_sh;
use crate::beside::install_sh::Choice;
use crate::beside::sidecars;
use crate::beside::sidecars::Statements;
use crate::build::frames::{Compression, Packed};
use crate::build::plan::Plan;
use crate::build::rehearsal::Rehearsal;
use crate::build::request::Request;
use crate::build::seal::{Accepted, Inputs, Release};
use crate::inputs::go;
use crate::inputs::go::Distribution;
use crate::inputs::modules::{self, Fetching, Heads, Modules};
use crate::inputs::project;
use crate::inputs::project::{Exceptions, Project};
use crate::inputs::stubs;
use crate::inputs::stubs::Stub;
use crate::inputs::tree::Tree;
use crate::signing::read_roots;
use crate::words::build as words;
use bench::Bench;
use payloads::abi::World;
use payloads::digest::Both;
use payloads::platform::Cpu;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use voice::{Voice, best_effort};

/// A finished installer.
#[derive(Debug)]
pub struct Built {
    /// What it is for.
    pub cpu: Cpu,
    /// On LoongArch the world of its Go.
    pub world: Option<World>,
    /// Where it is.
    pub file: PathBuf,
    /// As the reader accepted it.
    pub accepted: Accepted,
    /// Of the whole file.
    pub digests: Both,
    /// What was written beside it.
    pub sidecars: Vec<PathBuf>,
    /// What of its projects travels, or does not, against the rule.
    pub exceptions: Exceptions,
    /// What came of the rehearsal of its projects.
    pub rehearsal: Rehearsal,
}

impl Built {
    /// Bytes of the whole file.
    pub fn length(&self) -> u64 {
        self.accepted.trailer().total().unwrap_or_default()
    }

    fn choice(&self) -> Choice {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Choice { cpu: self.cpu, world: self.world, name, sha256: self.digests.sha256 }
    }
}

/// Builds, signs and verifies an installer for each CPU and writes what lies beside them. What the
/// files have alike is compressed once; each is the same bytes as if it had been built alone. In a
/// directory they get an `install.sh`, which also keeps what it knew of other machines' files there.
///
/// # Errors
/// Whatever one of the steps refuses. A file has its name only after the reader verified it; what
/// lies beside them comes last.
pub fn build(request: &Request, voice: &Voice) -> anyhow::Result<Vec<Built>> {
    let roots = read_roots(&request.roots)?;
    let sealed = make(request, &roots, stubs_for(request)?, &request.out, voice)?;
    voice.note(&words::writing_sidecars());
    let (signers, at) = (&request.signers, request.signing_time);
    let detached = Detached { signers, roots: Some(&roots), at };
    let with_sidecars = |sealed: Sealed| sealed.with_sidecars(&detached);
    let mut built = sealed.into_iter().map(with_sidecars).collect::<anyhow::Result<Vec<_>>>()?;
    let mut common = Vec::new();
    if request.out.is_dir() {
        let choices: Vec<Choice> = built.iter().map(Built::choice).collect();
        let script = install_sh::write(&request.out, &choices)?;
        sidecars::checksums(&script)?;
        common.push(script);
    }
    if let Some(first) = built.first() {
        // The signatures of the checksum files come last.
        common.extend(sidecars::finish(directory_of(&first.file), Some(&detached))?);
    }
    built.iter_mut().for_each(|built| built.sidecars.extend_from_slice(&common));
    Ok(built)
}

/// A file that the reader accepted.
struct Sealed {
    release: Release,
    file: PathBuf,
    accepted: Accepted,
    rehearsal: Rehearsal,
}

impl Sealed {
    fn with_sidecars(self, detached: &Detached) -> anyhow::Result<Built> {
        let Sealed { release, file, accepted, rehearsal } = self;
        let meta = &release.meta;
        let statements = Statements {
            cyclonedx: &meta.cyclonedx,
            spdx: &meta.spdx,
            provenance: &|name, digests| meta.provenance(name, digests),
        };
        let (sidecars, digests) = sidecars::write(detached, &statements, &file)?;
        let Distribution { cpu, world, .. } = release.inputs.go;
        let exceptions = release.meta.exceptions;
        Ok(Built { cpu, world, file, accepted, digests, sidecars, exceptions, rehearsal })
    }
}

/// The files for the CPUs of `stubs`, in `out` or, one file, as `out`.
fn make(
    request: &Request,
    roots: &keys::Roots,
    stubs: Vec<Stub>,
    out: &Path,
    voice: &Voice,
) -> anyhow::Result<Vec<Sealed>> {
    request.signers.count_under(roots, request.signing_time, &request.later)?;
    let all_go = obtain(request, &stubs, voice)?;
    let work = WorkDirectory::new(&request.cache)?;
    let (projects, rehearsal) = load_projects(request, &all_go, work.path(), voice)?;
    let modules = modules_for(request, &all_go, work.path(), voice)?;
    let caches = gocache::made(request, &all_go, work.path(), voice)?;
    let mut releases = releases(request, stubs, all_go, caches, (&projects, modules.as_ref()))?;
    let plan = plan(&mut releases, &projects, modules.as_ref());
    frames::refuse_what_no_index_lists(&plan)?;
    plan.twins().iter().for_each(|(one, other)| voice.warn(&words::twins(one, other)));
    let packed = compress(&plan, request, work.path(), voice)?;
    let seal = |(release, packed): (Release, Packed)| {
        let draft = release.draft(request, roots.clone(), packed);
        let file = request.file_name(out, &release.inputs.go);
        let accepted = seal::seal(&draft, &request.signers, &file, voice)?;
        Ok(Sealed { release, file, accepted, rehearsal: rehearsal.clone() })
    };
    let sealed = releases.into_iter().zip(packed).map(seal).collect::<anyhow::Result<_>>()?;
    if let Some(head) = modules.and_then(|modules| modules.head) {
        Heads::of(&request.cache, keys::note::SUM_DATABASE).remember(&head)?;
    }
    Ok(sealed)
}

/// The modules that travel as such, tried as they will be used.
fn modules_for(
    request: &Request,
    all_go: &[Distribution],
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<Option<Modules>> {
    let asked = &request.asked;
    if asked.is_empty() {
        return Ok(None);
    }
    let path = request.environment.get(OsStr::new("PATH")).cloned().unwrap_or_default();
    let bench = Bench::open(all_go, scratch, &request.cache, path, voice)?;
    let fetching = Fetching {
        go: bench.command(),
        go_version: bench.version.clone(),
        request: &request.go,
        environment: &request.environment,
        cache: &request.cache,
        scratch,
        toolchains: all_go.iter().map(|go| (go.version.clone(), go.cpu)).collect(),
        after: after::heads(&request.after, request.signing_time)?,
    };
    let modules = modules::gather(asked, &fetching, voice)?;
    if !request.rehearsal.left_out {
        rehearsal::offline::rehearse(asked, &modules, &request.cpus, &bench, voice)?;
    }
    Ok(Some(modules))
}

fn stubs_for(request: &Request) -> anyhow::Result<Vec<Stub>> {
    let stub = |cpu: &Cpu| match &request.stub {
        Some(file) => stubs::from_file(file, *cpu),
        None => stubs::carried(*cpu),
    };
    request.cpus.iter().map(stub).collect()
}

fn obtain(request: &Request, stubs: &[Stub], voice: &Voice) -> anyhow::Result<Vec<Distribution>> {
    let obtain = |stub: &Stub| {
        voice.note(&words::obtaining(&request.go.spec, &stub.cpu));
        let wanted = go::Request { cpu: stub.cpu, ..request.go.clone() };
        go::obtain(&wanted, &request.cache, voice)
    };
    stubs.iter().map(obtain).collect()
}

fn load_projects(
    request: &Request,
    all_go: &[Distribution],
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<(Vec<Project>, Rehearsal)> {
    if request.modules.is_empty() && request.acceptance.is_empty() {
        return Ok((Vec::new(), Rehearsal::NoProject));
    }
    let bench = bench(request, all_go, scratch, voice)?;
    let options = project::Options {
        vendor: request.vendor,
        go_command: bench.as_ref().and_then(Bench::carried),
        scratch: scratch.to_owned(),
        output: request.out.clone(),
        allowed_keys: request.allowed_keys.clone(),
        environment: request.environment.clone(),
        excludes: request.excludes.clone(),
        go: request.go_variables.clone(),
    };
    let projects = project::load(&request.modules, &request.acceptance, &options, voice)?;
    for go in all_go {
        projects.iter().try_for_each(|project| project.refuse_newer_than(&go.version))?;
    }
    let rehearsal = match (bench, request.rehearsal) {
        (Some(bench), rehearsal::Options { left_out: false, strict }) => {
            rehearsal::rehearse(&projects, &request.cpus, &bench, strict, voice)?
        }
        _ => Rehearsal::LeftOut,
    };
    project::warn_of_patches(&projects, voice);
    meta::warn_of_missing_licences(&projects, voice);
    Ok((projects, rehearsal))
}

/// The Go that vendors and rehearses, as far as either is wanted.
fn bench(
    request: &Request,
    all_go: &[Distribution],
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<Option<Bench>> {
    let left_out = request.rehearsal.left_out;
    if left_out && request.vendor.is_none() {
        return Ok(None);
    }
    let path = request.environment.get(OsStr::new("PATH")).cloned().unwrap_or_default();
    match Bench::open(all_go, scratch, &request.cache, path, voice) {
        Err(_) if left_out => Ok(None),
        opened => opened.map(Some),
    }
}

fn releases(
    request: &Request,
    stubs: Vec<Stub>,
    all_go: Vec<Distribution>,
    caches: Vec<Option<Tree>>,
    (projects, modules): (&[Project], Option<&Modules>),
) -> anyhow::Result<Vec<Release>> {
    let common = meta::Common::of(projects, modules)?;
    let inputs = stubs.into_iter().zip(all_go).zip(caches);
    let inputs: Vec<Inputs> =
        inputs.map(|((stub, go), gocache)| Inputs { stub, go, gocache }).collect();
    let collect = |_, inputs: &Inputs| meta::collect(request, inputs, (projects, modules), &common);
    let metas = frames::each(&inputs, |_| 1, collect)?;
    let release = |(inputs, meta)| Release { inputs, meta };
    Ok(inputs.into_iter().zip(metas).map(release).collect())
}

/// The plan takes the trees over: what they have alike need not stay in memory once for each.
fn plan(releases: &mut [Release], projects: &[Project], modules: Option<&Modules>) -> Plan {
    let mut plan = Plan::default();
    for release in releases {
        plan.add(plan::parts(&release.inputs, projects, modules, &release.meta.inside));
        release.inputs.go.tree = Tree::new();
    }
    plan
}

fn compress(
    plan: &Plan,
    request: &Request,
    work: &Path,
    voice: &Voice,
) -> anyhow::Result<Vec<Packed>> {
    let said = words::compressing(&plan.parts().len(), &request.level);
    let progress = voice.progress(&said, plan.length());
    let compression = Compression { level: request.level, build_time: request.build_time };
    let packed = frames::pack(plan, compression, work, &progress)?;
    progress.done();
    Ok(packed)
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
        best_effort("what stays is below the cache", std::fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::fake;
    use crate::signing::signer::{OpenPgp, Signers};
    use payloads::container::MAX_PATH;
    use payloads::container::manifest::Manifest;
    use payloads::recipe::Form;
    use std::collections::BTreeMap;
    use voice::{Exit, exit_of};

    const GO: &str = "1.27.3";
    const SIGNED: u64 = 1_700_000_000;

    /// Small distributions in a cache, keys, and a project without dependencies.
    struct Desk(tempfile::TempDir);

    impl Desk {
        fn new() -> Desk {
            let desk = Desk(tempfile::tempdir().unwrap());
            crate::signing::snake_oil(&desk.0.path().join("keys"), SIGNED);
            std::fs::create_dir_all(desk.0.path().join("cache/go")).unwrap();
            std::fs::create_dir(desk.0.path().join("demo")).unwrap();
            std::fs::write(desk.0.path().join("demo/go.mod"), "module a.org/demo\n").unwrap();
            desk
        }

        fn request(&self, cpus: &[Cpu], out: &str) -> Request {
            let (keys, out) = (self.0.path().join("keys"), self.0.path().join(out));
            let release = keys.join("release.key").into_os_string();
            std::fs::create_dir_all(&out).unwrap();
            Request {
                cpus: cpus.to_vec(),
                go: go::Request { recipes: self.recipes(), ..fake::request(GO) },
                modules: vec![project::Wanted { name: None, dir: self.0.path().join("demo") }],
                acceptance: Vec::new(),
                rehearsal: rehearsal::Options { left_out: true, strict: false },
                asked: modules::Asked::default(),
                after: Vec::new(),
                vendor: None,
                allowed_keys: Vec::new(),
                excludes: Vec::new(),
                go_variables: project::GoVariables::default(),
                gocache: false,
                stub: None,
                signers: signers(&release),
                later: Vec::new(),
                roots: keys,
                line: None,
                counter: None,
                flavour: String::new(),
                signing_time: SIGNED,
                build_time: SIGNED,
                level: 1,
                out,
                cache: self.0.path().join("cache"),
                environment: BTreeMap::new(),
            }
        }

        /// A pinned distribution for each CPU, in the cache as a download leaves it.
        fn recipes(&self) -> payloads::recipe::Recipes {
            let pin = |cpu| {
                let zip = fake::module_zip(GO, cpu);
                let sha256 = payloads::digest::Sha256::of(&zip);
                std::fs::write(self.0.path().join(format!("cache/go/{sha256}")), &zip).unwrap();
                fake::pinned(GO, cpu, Form::Module, &zip)
            };
            fake::recipes(&Cpu::BUILT.map(pin))
        }

        fn made(&self, cpus: &[Cpu], out: &str) -> Vec<Sealed> {
            let request = self.request(cpus, out);
            let roots = read_roots(&request.roots).unwrap();
            let stubs = cpus.iter().map(stub).collect();
            make(&request, &roots, stubs, &request.out, &fake::voice()).unwrap()
        }
    }

    fn signers(release: &std::ffi::OsStr) -> Signers {
        let openpgp = OpenPgp::open(release, &mut |_| Ok(Vec::new())).unwrap();
        Signers::new(Some(openpgp), None).unwrap()
    }

    fn stub(cpu: &Cpu) -> Stub {
        Stub { cpu: *cpu, bytes: fake::elf(*cpu).into(), build: None }
    }

    fn manifest(sealed: &Sealed) -> &Manifest {
        sealed.accepted.manifest().unwrap()
    }

    /// The stored bytes of each frame.
    fn frames(sealed: &Sealed) -> Vec<Vec<u8>> {
        let (manifest, bytes) = (manifest(sealed), std::fs::read(&sealed.file).unwrap());
        let mut at = manifest.envelope.frames_offset() as usize;
        let cut = |frame: &payloads::container::manifest::FrameEntry| {
            let from = at;
            at += frame.stored_length as usize;
            bytes[from..at].to_vec()
        };
        manifest.payload.frames.iter().map(cut).collect()
    }

    #[test]
    fn a_file_is_the_same_whether_built_alone_or_with_others() {
        let desk = Desk::new();
        let together = desk.made(&Cpu::BUILT, "together");
        for (cpu, together) in Cpu::BUILT.into_iter().zip(&together) {
            let alone = desk.made(&[cpu], cpu.name());
            assert_eq!(alone[0].file.file_name(), together.file.file_name());
            let bytes = [&alone[0].file, &together.file].map(|file| std::fs::read(file).unwrap());
            assert!(bytes[0] == bytes[1], "{cpu} differs");
        }
    }

    #[test]
    fn the_rest_of_go_and_projects_are_the_same_frames_in_each_file() {
        let desk = Desk::new();
        // The small tree for arm64 differs from the others outside its commands, too.
        let cpus = [Cpu::X86_64, Cpu::Mips64el, Cpu::Loong64, Cpu::Arm64];
        let made = desk.made(&cpus, "out");
        let all: Vec<_> = made.iter().map(frames).collect();
        for (other, file) in [(&all[1], 1), (&all[2], 2)] {
            assert_ne!(all[0][0], other[0], "the commands of {}", cpus[file]);
            assert_eq!(all[0][1..4], other[1..4], "the rest of Go and the project");
            assert_ne!(all[0][4], other[4], "meta of {}", cpus[file]);
        }
        assert_ne!(all[0][1..3], all[3][1..3], "the rest of Go for arm64");
        assert_eq!(all[0][3], all[3][3], "the project");
        for (cpu, sealed) in cpus.iter().zip(&made) {
            let go = manifest(sealed).payload.components[0].cpu;
            assert_eq!(go, payloads::platform::Platform::Cpu(*cpu));
        }
    }

    #[test]
    fn the_longest_path_below_modules_is_packed_and_no_byte_more() {
        let desk = Desk::new();
        let below = "modules/demo".len();
        let longest = usize::try_from(MAX_PATH).unwrap();
        let name = |length| vec!["n".repeat(99); (length - below) / 100].join("/");
        let top = desk.0.path().join("demo").join(name(longest));
        std::fs::create_dir_all(&top).unwrap();
        let file = "f".repeat(longest - below - (longest - below) / 100 * 100 - 1);
        std::fs::write(top.join(&file), "x").unwrap();
        assert_eq!(desk.made(&[Cpu::X86_64], "out").len(), 1);
        std::fs::rename(top.join(&file), top.join(file + "f")).unwrap();
        let request = desk.request(&[Cpu::X86_64], "refused");
        let roots = read_roots(&request.roots).unwrap();
        let stubs = vec![stub(&Cpu::X86_64)];
        let refused = make(&request, &roots, stubs, &request.out, &fake::voice()).err().unwrap();
        assert_eq!(exit_of(&refused), Exit::Usage);
        let said = format!("{refused:#}");
        assert!(said.contains("/ff") && said.contains(&format!("{} bytes", longest + 1)), "{said}");
        assert_eq!(std::fs::read_dir(&request.out).unwrap().count(), 0);
    }

    #[test]
    fn a_go_that_is_missing_for_one_cpu_leaves_no_file_for_any() {
        let desk = Desk::new();
        let mut request = desk.request(&[Cpu::X86_64, Cpu::Arm64], "out");
        let zip = fake::module_zip(GO, Cpu::X86_64);
        request.go.recipes = fake::recipes(&[fake::pinned(GO, Cpu::X86_64, Form::Module, &zip)]);
        let stubs = request.cpus.iter().map(stub).collect();
        let roots = read_roots(&request.roots).unwrap();
        let refused = make(&request, &roots, stubs, &request.out, &fake::voice()).err().unwrap();
        assert_eq!(exit_of(&refused), Exit::Usage);
        assert_eq!(std::fs::read_dir(&request.out).unwrap().count(), 0);
    }
}
