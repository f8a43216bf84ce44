//! What is built, kept and refused, with a shell script as the official toolchain.

use super::*;
use crate::inputs::go::{Pin, build, fake, obtain, pin};
use crate::inputs::tree::{Entry, Kind};
use payloads::recipe::{Recipe, Recipes};
use std::fs;
use std::path::PathBuf;
use voice::{Lang, exit_of, render_error};

const GO: &str = "1.27.3";

/// A cache, a proxy with the official distribution that proofs compare with, and a toolchain that is a
/// script: for each CPU it writes what the fake distribution for it has.
struct Desk {
    scratch: tempfile::TempDir,
    request: Request,
}

impl Desk {
    fn new(cpu: Cpu) -> Self {
        Desk::with_script(cpu, "")
    }

    /// `extra` runs before anything is written.
    fn with_script(cpu: Cpu, extra: &str) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let (host, proof) = here().unwrap();
        let mut request = Request { cpu, ..fake::request(GO) };
        request.settings.proxy = format!("file://{}/proxy", scratch.path().display());
        request.recipes = fake::recipes(&[published(host), published(proof)]);
        let desk = Desk { scratch, request };
        let zip = format!("golang.org/toolchain/@v/{}.zip", module_version(GO, proof));
        let zip = desk.scratch.path().join("proxy").join(zip);
        fs::create_dir_all(zip.parent().unwrap()).unwrap();
        fs::write(zip, fake::module_zip(GO, proof)).unwrap();
        desk.shelve(&script(&desk.scratch.path().join("runs"), extra));
        desk
    }

    /// Puts a toolchain on the shelf whose `bin/go` is this script.
    fn shelve(&self, script: &str) {
        let (host, _) = here().unwrap();
        let mut go = official(host);
        let h1 = published(host).h1.unwrap();
        go.origin.h1 = Some(h1.clone());
        go.tree = replaced(&go.tree, "bin/go", script.as_bytes());
        self.request.shelf.put(&h1, go);
    }

    fn pinned(mut self, h1: &str) -> Self {
        let target = Recipe {
            cpu: Some(self.request.cpu),
            h1: Some(h1.to_owned()),
            sha256: None,
            length: None,
            ..published(here().unwrap().0)
        };
        let mut all: Vec<Recipe> = self.request.recipes.iter().cloned().collect();
        all.push(target);
        self.request.recipes = fake::recipes(&all);
        self
    }

    fn cache(&self) -> PathBuf {
        self.scratch.path().join("cache")
    }

    fn kept(&self) -> PathBuf {
        kept::place(&self.cache(), GO, self.request.cpu)
    }

    fn obtain(&self) -> Result<Distribution> {
        obtain(&self.request, &self.cache(), &fake::voice())
    }

    fn build(&self, prove: Option<Prove>) -> Result<CrossBuilt> {
        build(&self.request, prove, &self.cache(), &fake::voice())
    }

    /// The runs of the toolchain so far: the architecture and what was built for it.
    fn runs(&self) -> Vec<String> {
        let runs = fs::read_to_string(self.scratch.path().join("runs")).unwrap_or_default();
        runs.lines().map(str::to_owned).collect()
    }

    /// Refused with this code and these words; nothing was kept and no work is left.
    fn refuses(&self, exit: Exit, words: &str) {
        let error = self.obtain().unwrap_err();
        let text = render_error(&error, Lang::En);
        assert_eq!(exit_of(&error), exit, "{text}");
        assert!(text.contains(words), "{text}");
        assert!(!self.kept().exists(), "{text}");
        let work = fs::read_dir(self.cache().join("work"));
        let left: Vec<_> = work.into_iter().flatten().map(|e| e.unwrap().file_name()).collect();
        assert!(left.is_empty() || left == ["go-build.lock"], "{left:?}");
    }
}

fn published(cpu: Cpu) -> Recipe {
    fake::pinned(GO, cpu, Form::Module, &fake::module_zip(GO, cpu))
}

fn official(cpu: Cpu) -> Distribution {
    let mut origin = fake::origin();
    origin.name = format!("{TOOLCHAIN}@{}", module_version(GO, cpu));
    Distribution::inspect(fake::tree(GO, cpu), cpu, None, origin, "x").unwrap()
}

fn replaced(tree: &Tree, path: &str, bytes: &[u8]) -> Tree {
    let mut new = Tree::new();
    for (at, entry) in tree.iter().filter(|(at, _)| *at != path) {
        new.insert(at, entry.clone()).unwrap();
    }
    new.insert_bytes(path, bytes.to_vec(), true).unwrap();
    new
}

fn script(runs: &Path, extra: &str) -> String {
    let case = |cpu: Cpu| {
        let octal: String = fake::elf(cpu).iter().map(|byte| format!("\\{byte:03o}")).collect();
        format!("{}) elf='{octal}' ;;\n", cpu.goarch())
    };
    let cpus = [Cpu::X86_64, Cpu::Arm64, Cpu::Mips64el, Cpu::Loong64];
    let cases: String = cpus.into_iter().map(case).collect();
    format!(
        "#!/bin/sh\nset -eu\nout=$3; shift 3\necho \"$GOARCH $*\" >> '{}'\n\
         case $GOARCH in\n{cases}esac\n{extra}\n\
         for package in \"$@\"; do printf \"$elf\" > \"$out${{package##*/}}\"; done\n",
        runs.display()
    )
}

/// What has to come out for `cpu`: the toolchain's own tree but for what depends on the CPU.
fn expected(cpu: Cpu) -> Tree {
    let (host, _) = here().unwrap();
    let host = official(host);
    let mut tree = Tree::new();
    for (path, entry) in host.tree.iter() {
        if host.platform_of(path) == Platform::Any {
            tree.insert(path, entry.clone()).unwrap();
        }
    }
    for command in procedure::commands(&host) {
        tree.insert_bytes(&command.path_for(cpu), fake::elf(cpu), true).unwrap();
    }
    tree
}

fn expected_h1(cpu: Cpu) -> String {
    h1_of_tree(&expected(cpu), GO, cpu).unwrap()
}

const ALL: &str = "cmd/go cmd/gofmt cmd/compile";

#[test]
fn a_cpu_that_no_proxy_serves_is_built_and_then_taken_from_the_cache() {
    let (_, proof) = here().unwrap();
    let h1 = expected_h1(Cpu::Loong64);
    let desk = Desk::new(Cpu::Loong64).pinned(&h1);
    let go = desk.obtain().unwrap();
    assert_eq!((go.version.as_str(), go.cpu, &go.tree), (GO, Cpu::Loong64, &expected(go.cpu)));
    assert_eq!((go.origin.kind, go.origin.pinned), (OriginKind::CrossBuilt, Pinned::Recipe));
    assert_eq!(go.origin.h1, Some(h1));
    let runs = [format!("{} cmd/compile", proof.goarch()), format!("loong64 {ALL}")];
    assert_eq!(desk.runs(), runs);
    let again = desk.obtain().unwrap();
    assert_eq!((again.origin, again.tree), (go.origin, go.tree));
    assert_eq!(desk.runs(), runs);
}

#[test]
fn what_is_said_of_it_is_the_same_however_it_came() {
    let desk = Desk::new(Cpu::Mips64el).pinned(&expected_h1(Cpu::Mips64el));
    let built = desk.build(None).unwrap();
    assert_eq!(built.proof.as_ref().unwrap().files.len(), 1);
    let cached = desk.build(None).unwrap();
    assert!(cached.proof.is_none());
    let proved = desk.build(Some(Prove::Full)).unwrap();
    assert_eq!(proved.proof.as_ref().unwrap().files.len(), 3);
    for other in [&cached, &proved] {
        let text = |made: &CrossBuilt| serde_json::to_string(&made.go.origin).unwrap();
        assert_eq!(text(other), text(&built));
    }
    let origin = serde_json::to_value(&built.go.origin).unwrap();
    assert_eq!(origin["kind"], "cross-built");
    assert_eq!(origin["name"], "go1.27.3.linux-mips64le");
    assert_eq!(origin["built"]["environment"]["GOARCH"], "mips64le");
    assert_eq!(origin["built"]["environment"]["CGO_ENABLED"], "0");
    let host = module_version(GO, here().unwrap().0);
    assert_eq!(origin["built"]["toolchain"], format!("golang.org/toolchain@{host}"));
}

#[test]
fn all_other_files_share_the_memory_of_the_toolchains() {
    let desk = Desk::new(Cpu::Loong64);
    let go = desk.obtain().unwrap();
    let (host, _) = here().unwrap();
    let host = desk.request.shelf.take(&published(host).h1.unwrap()).unwrap();
    let bytes = |go: &Distribution| match go.tree.entry("src/go.mod") {
        Some(Entry { kind: Kind::File(crate::inputs::tree::Contents::Bytes(bytes)), .. }) => {
            Arc::clone(bytes)
        }
        other => panic!("{other:?}"),
    };
    assert!(Arc::ptr_eq(&bytes(&go), &bytes(&host)));
}

#[test]
fn one_proof_serves_all_cpus_of_a_run() {
    let mut desk = Desk::new(Cpu::Loong64);
    let first = desk.build(None).unwrap();
    desk.request.cpu = Cpu::Mips64el;
    let second = desk.build(None).unwrap();
    assert_eq!(first.proof, second.proof);
    assert_eq!(desk.runs().len(), 3);
    // Comparing more takes another run.
    desk.build(Some(Prove::Full)).unwrap();
    let (_, proof) = here().unwrap();
    assert_eq!(desk.runs()[3], format!("{} {ALL}", proof.goarch()));
}

#[test]
fn a_file_that_differs_from_the_official_one_refuses_the_whole_run() {
    let (_, proof) = here().unwrap();
    let wrong = format!("if [ $GOARCH = {} ]; then elf=\"$elf!\"; fi", proof.goarch());
    let desk = Desk::with_script(Cpu::Loong64, &wrong);
    desk.refuses(Exit::Damaged, &format!("1 of 1 files built for {proof} differ"));
    let error = desk.build(Some(Prove::Full)).unwrap_err();
    assert!(render_error(&error, Lang::En).contains("3 of 3 files"), "{error:?}");
    assert!(desk.runs().iter().all(|run| !run.starts_with("loong64")), "{:?}", desk.runs());
}

#[test]
fn a_result_that_differs_from_the_pinned_one_is_refused() {
    let other = expected_h1(Cpu::Mips64el);
    let desk = Desk::new(Cpu::Loong64).pinned(&other);
    let found = expected_h1(Cpu::Loong64);
    desk.refuses(Exit::Damaged, &format!("is {found}, and {other} is pinned"));
    let mut given = Desk::new(Cpu::Loong64);
    given.request.digest = Some(GivenDigest::H1(other));
    given.refuses(Exit::Damaged, "which file differs cannot be said");
    given.request.digest = Some(GivenDigest::H1(found));
    assert_eq!(given.obtain().unwrap().origin.pinned, Pinned::Given);
}

#[test]
fn a_cache_that_was_tampered_with_is_built_anew() {
    let desk = Desk::new(Cpu::Loong64).pinned(&expected_h1(Cpu::Loong64));
    desk.obtain().unwrap();
    for path in ["bin/go", "pkg/tool/linux_loong64/compile"] {
        let before = desk.runs().len();
        fs::write(desk.kept().join(path), fake::elf(Cpu::Loong64).repeat(2)).unwrap();
        assert_eq!(desk.obtain().unwrap().tree, expected(Cpu::Loong64));
        fs::remove_file(desk.kept().join(path)).unwrap();
        assert_eq!(desk.obtain().unwrap().tree, expected(Cpu::Loong64));
        assert!(desk.runs().len() > before, "{path}");
    }
    assert_eq!(Tree::from_dir(&desk.kept()).unwrap().iter().count(), 7);
}

#[test]
fn what_no_digest_pins_is_built_each_time_whatever_the_cache_claims() {
    let desk = Desk::new(Cpu::Loong64);
    assert_eq!(desk.obtain().unwrap().origin.pinned, Pinned::No);
    let built = desk.runs().len();
    desk.obtain().unwrap();
    assert_eq!(desk.runs().len(), built + 1);
    // A proven record, but of another module's contents.
    let recipes = Recipes::built_in().unwrap();
    let amd64 = recipes.find(GO, Cpu::X86_64, Form::Module).unwrap();
    let record = serde_json::to_vec(amd64.evidence.as_ref().unwrap()).unwrap();
    fs::write(desk.kept().join("checksum-database.json"), record).unwrap();
    let go = desk.obtain().unwrap();
    assert_eq!((desk.runs().len(), go.origin.checksum_database), (built + 2, None));
}

#[test]
fn only_an_answer_that_it_is_not_there_makes_it_be_built() {
    let refusing = |answer| fake::Server::breaking_off(answer);
    let withheld = refusing(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    let broken = refusing(b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n");
    let mut desk = Desk::new(Cpu::Loong64).pinned(&expected_h1(Cpu::Loong64));
    desk.request.offline = false;
    // What proofs compare with is in the cache already.
    remote::official(&desk.request, GO, here().unwrap().1, &desk.cache(), &fake::voice()).unwrap();
    desk.request.settings.proxy = broken.url("");
    assert_eq!(exit_of(&desk.obtain().unwrap_err()), Exit::Medium);
    desk.request.settings.proxy = withheld.url("");
    desk.obtain().unwrap();
    // Once it is in the cache nobody is asked.
    desk.request.settings.proxy = broken.url("");
    desk.obtain().unwrap();
}

#[test]
fn what_the_toolchain_says_when_it_fails_is_told() {
    let desk = Desk::with_script(Cpu::Loong64, "echo no space left >&2; exit 7");
    desk.refuses(Exit::Preflight, "no space left");
    let desk = Desk::with_script(Cpu::Loong64, "exit 0");
    desk.refuses(Exit::Preflight, "left no compile");
}

#[test]
fn only_versions_for_cpus_that_nobody_serves_are_built() {
    let mut desk = Desk::new(Cpu::Arm64);
    assert_eq!(exit_of(&desk.build(None).unwrap_err()), Exit::Usage);
    desk.request.cpu = Cpu::Sw64;
    assert!(format!("{:#}", desk.build(None).unwrap_err()).contains("no port to sw64"));
    desk.request.cpu = Cpu::Loong64;
    desk.request.spec = "./go.tar.gz".to_owned();
    assert_eq!(exit_of(&desk.build(None).unwrap_err()), Exit::Usage);
    // A SHA-256 is of a file, and there is none.
    let mut given = Desk::new(Cpu::Loong64);
    given.request.digest = Some(GivenDigest::Sha256(payloads::digest::Sha256::of(b"")));
    given.refuses(Exit::Usage, "");
    assert!(given.runs().is_empty());
}

#[test]
fn what_no_checksum_database_knows_is_not_pinned() {
    let desk = Desk::new(Cpu::Loong64);
    let mut settings = desk.request.settings.clone();
    settings.sumdb = format!("sum.golang.org file://{}/none", desk.scratch.path().display());
    let wanted = Pin {
        version: GO.to_owned(),
        cpus: vec![Cpu::Loong64],
        mirror: None,
        settings,
        known: desk.request.recipes.clone(),
        cache: desk.cache(),
        shelf: desk.request.shelf.clone(),
    };
    let recipes = desk.scratch.path().join("recipes");
    let error = pin(&wanted, &recipes, &fake::voice()).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Policy, "{error:?}");
    assert!(render_error(&error, Lang::En).contains("in no checksum database"), "{error:?}");
    assert!(!recipes.exists() && desk.runs().len() == 2, "{:?}", desk.runs());
}
