//! What is asked for, what comes of it, and what is refused, without a network.

use super::*;
use payloads::recipe::{Form, Recipe};
use std::fs;
use std::path::PathBuf;
use voice::{Lang, exit_of, render_error};

const GO: &str = "1.27.3";
const CPU: Cpu = Cpu::X86_64;

/// A cache, a place for inputs, and a request to change.
struct Desk {
    scratch: tempfile::TempDir,
    request: Request,
}

impl Desk {
    fn new(spec: &str) -> Self {
        Desk { scratch: tempfile::tempdir().unwrap(), request: fake::request(spec) }
    }

    /// A desk with this file on it, asked to take it.
    fn with_file(name: &str, bytes: &[u8]) -> Self {
        let mut desk = Desk::new("");
        let path = desk.scratch.path().join(name);
        fs::write(&path, bytes).unwrap();
        desk.request.spec = path.to_str().unwrap().to_owned();
        desk
    }

    /// A desk with a `file` proxy that has this zip as Go 1.27.3 for x86_64.
    fn with_proxy(zip: &[u8]) -> Self {
        let mut desk = Desk::new(GO);
        fs::create_dir_all(desk.proxied().parent().unwrap()).unwrap();
        fs::write(desk.proxied(), zip).unwrap();
        desk.request.settings.proxy = format!("file://{}/proxy", desk.scratch.path().display());
        desk
    }

    fn proxied(&self) -> PathBuf {
        let below = "proxy/golang.org/toolchain/@v/v0.0.1-go1.27.3.linux-amd64.zip";
        self.scratch.path().join(below)
    }

    fn pinned(mut self, recipe: Recipe) -> Self {
        self.request.recipes = fake::recipes(&[recipe]);
        self
    }

    fn cache(&self) -> PathBuf {
        self.scratch.path().join("cache")
    }

    /// As another run does: nothing is left in memory.
    fn obtain(&self) -> Result<Distribution> {
        let request = Request { shelf: Shelf::default(), ..self.request.clone() };
        obtain(&request, &self.cache(), &fake::voice())
    }

    /// Refused with this code and these words, and nothing kept.
    fn refuses(&self, exit: Exit, words: &str) {
        let error = self.obtain().unwrap_err();
        let text = render_error(&error, Lang::En);
        assert_eq!(exit_of(&error), exit, "{text}");
        assert!(text.contains(words), "{text}");
        assert!(!self.cache().exists(), "{text}");
    }
}

fn module_recipe(zip: &[u8]) -> Recipe {
    fake::pinned(GO, CPU, Form::Module, zip)
}

/// The same module, packed otherwise: other bytes, same contents.
fn packed_anew(zip: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let files: Vec<(String, Vec<u8>)> = (0..archive.len())
        .rev()
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    fake::zip_of(&files)
}

#[test]
fn a_version_comes_through_a_file_proxy_and_then_from_the_cache() {
    let zip = fake::module_zip(GO, CPU);
    let mut desk = Desk::with_proxy(&zip).pinned(module_recipe(&zip));
    let go = desk.obtain().unwrap();
    assert_eq!((go.version.as_str(), go.cpu), (GO, CPU));
    assert_eq!(go.tree, fake::tree(GO, CPU));
    assert_eq!(go.origin.name, "golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64");
    assert_eq!(go.origin.pinned, Pinned::Recipe);
    desk.request.settings.proxy = "off".to_owned();
    desk.request.spec = "go1.27.3".to_owned();
    assert_eq!(desk.obtain().unwrap().origin, go.origin);
}

#[test]
fn a_damaged_cache_is_fetched_again() {
    let zip = fake::module_zip(GO, CPU);
    let desk = Desk::with_proxy(&zip).pinned(module_recipe(&zip));
    desk.obtain().unwrap();
    let kept = desk.cache().join("go").join(Sha256::of(&zip).to_string());
    fs::write(&kept, &zip[..100]).unwrap();
    desk.obtain().unwrap();
    assert_eq!(fs::read(&kept).unwrap(), zip);
}

#[test]
fn a_module_that_differs_from_its_recipe_is_refused() {
    let zip = fake::module_zip(GO, CPU);
    let mut flipped = zip.clone();
    flipped[200] ^= 1;
    for other in [fake::module_zip("1.27.4", CPU), flipped, b"<html>log in</html>".repeat(999)] {
        let desk = Desk::with_proxy(&other).pinned(module_recipe(&zip));
        desk.refuses(Exit::Damaged, &format!("is {}, expected", Sha256::of(&other)));
    }
    let cut = format!("incomplete: {} of {} bytes", zip.len() - 9, zip.len());
    Desk::with_proxy(&zip[..zip.len() - 9])
        .pinned(module_recipe(&zip))
        .refuses(Exit::Damaged, &cut);
}

#[test]
fn every_flipped_byte_of_a_pinned_module_is_refused() {
    let zip = fake::module_zip(GO, CPU);
    for at in (0..zip.len()).step_by(13) {
        let mut flipped = zip.clone();
        flipped[at] ^= 1;
        let desk = Desk::with_proxy(&flipped).pinned(module_recipe(&zip));
        desk.refuses(Exit::Damaged, "SHA-256 of");
    }
}

#[test]
fn a_module_packed_anew_needs_its_h1_from_the_user() {
    let zip = fake::module_zip(GO, CPU);
    let anew = packed_anew(&zip);
    let h1 = module_recipe(&zip).h1.unwrap();
    let mut desk = Desk::with_proxy(&anew).pinned(module_recipe(&zip));
    desk.refuses(Exit::Damaged, &format!("--go-sha256 {h1}"));
    desk.request.digest = Some(GivenDigest::parse(&h1).unwrap());
    assert_eq!(desk.obtain().unwrap().origin.h1, Some(h1));
}

#[test]
fn the_cpu_and_version_inside_are_judged_even_when_the_digest_is_pinned() {
    let arm = fake::module_zip(GO, Cpu::Arm64);
    Desk::with_proxy(&arm)
        .pinned(module_recipe(&arm))
        .refuses(Exit::WrongCpu, "is for arm64, not for x86_64");
    let old = fake::module_zip("1.26.8", CPU);
    Desk::with_proxy(&old)
        .pinned(module_recipe(&old))
        .refuses(Exit::Preflight, "contains Go 1.26.8, not Go 1.27.3");
}

#[test]
fn what_no_recipe_pins_is_refused_with_the_way_out() {
    Desk::new("1.99.0").refuses(Exit::Usage, "goferry-pack go pin 1.99.0");
    let bytes = fake::archive("1.27.0", CPU);
    let archive = fake::pinned("1.27.0", CPU, Form::Archive, &bytes);
    Desk::new("1.27.0").pinned(archive).refuses(Exit::Usage, "--go-mirror URL");
    let mut mirrored = Desk::new(GO).pinned(module_recipe(&fake::module_zip(GO, CPU)));
    mirrored.request.mirror = Some("https://mirror.example".to_owned());
    mirrored.refuses(Exit::Usage, "leave --go-mirror out");
    Desk::new("no/such.zip").refuses(Exit::Usage, "no/such.zip does not exist");
}

#[test]
fn an_archive_comes_from_a_mirror() {
    let bytes = fake::archive("1.27.0", CPU);
    let server = fake::Server::new([("/go/go1.27.0.linux-amd64.tar.gz", bytes.clone())]);
    let recipe = fake::pinned("1.27.0", CPU, Form::Archive, &bytes);
    let mut desk = Desk::new("1.27.0").pinned(recipe);
    desk.request.mirror = Some(server.url("/go/"));
    desk.refuses(Exit::Medium, "this run is offline");
    desk.request.offline = false;
    let go = desk.obtain().unwrap();
    assert_eq!(go.tree, fake::tree("1.27.0", CPU));
    assert_eq!(go.origin.name, "go1.27.0.linux-amd64.tar.gz");
}

#[test]
fn a_mirror_that_lacks_it_breaks_off_or_lies_is_told_apart() {
    let bytes = fake::archive("1.27.0", CPU);
    let other = fake::archive("1.27.0", Cpu::Arm64);
    let path = "/go1.27.0.linux-amd64.tar.gz";
    let broken = fake::Server::breaking_off(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    for (server, exit, words) in [
        (fake::Server::new([]), Exit::Usage, "does not exist (status 404)"),
        (broken, Exit::Medium, "broke off"),
        (fake::Server::new([(path, other)]), Exit::Damaged, "SHA-256 of"),
        (fake::Server::new([(path, bytes[..99].to_vec())]), Exit::Damaged, "incomplete: 99 of"),
    ] {
        let recipe = fake::pinned("1.27.0", CPU, Form::Archive, &bytes);
        let mut desk = Desk::new("1.27.0").pinned(recipe);
        desk.request.mirror = Some(server.url(""));
        desk.request.offline = false;
        desk.refuses(exit, words);
    }
}

#[test]
fn a_local_file_is_known_by_its_digest_whatever_its_name() {
    let zip = fake::module_zip(GO, CPU);
    let go = Desk::with_file("arm64.tar.gz", &zip).pinned(module_recipe(&zip)).obtain().unwrap();
    assert_eq!(go.origin.kind, OriginKind::Module);
    let bytes = fake::archive("1.27.0", CPU);
    let recipe = fake::pinned("1.27.0", CPU, Form::Archive, &bytes);
    let go = Desk::with_file("x.zip", &bytes).pinned(recipe).obtain().unwrap();
    assert_eq!(go.origin.kind, OriginKind::Archive);
    let arm = fake::archive("1.27.0", Cpu::Arm64);
    let recipe = fake::pinned("1.27.0", Cpu::Arm64, Form::Archive, &arm);
    Desk::with_file("go1.27.0.linux-amd64.tar.gz", &arm)
        .pinned(recipe)
        .refuses(Exit::WrongCpu, "is for arm64");
}

#[test]
fn a_cut_or_changed_local_file_is_compared_with_what_it_claims_to_be() {
    let zip = fake::module_zip(GO, CPU);
    Desk::with_file("x", &zip[..zip.len() - 30])
        .pinned(module_recipe(&zip))
        .refuses(Exit::Damaged, "incomplete");
    let mut changed = zip.clone();
    changed[200] ^= 1;
    Desk::with_file("x", &changed).pinned(module_recipe(&zip)).refuses(Exit::Damaged, "SHA-256 of");
    let bytes = fake::archive("1.27.0", CPU);
    let recipe = || fake::pinned("1.27.0", CPU, Form::Archive, &bytes);
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    Desk::with_file("x", &changed).pinned(recipe()).refuses(Exit::Damaged, "SHA-256 of");
    let cut = &bytes[..bytes.len() - 20];
    Desk::with_file("x", cut).pinned(recipe()).refuses(Exit::Damaged, "incomplete:");
    let unmeasured = Recipe { length: None, ..recipe() };
    Desk::with_file("x", cut).pinned(unmeasured).refuses(Exit::Damaged, "its contents end early");
}

#[test]
fn an_unknown_local_file_needs_a_digest_from_the_user() {
    let zip = fake::module_zip("1.21.4", CPU);
    let mut desk = Desk::with_file("x.zip", &zip);
    desk.refuses(Exit::Policy, "--go-sha256");
    desk.request.digest = Some(GivenDigest::parse(&Sha256::of(b"").to_string()).unwrap());
    desk.refuses(Exit::Damaged, "SHA-256 of");
    let sha256 = Sha256::of(&zip).to_string().to_uppercase();
    let h1 = module_recipe(&zip).h1.unwrap();
    for digest in [sha256, h1] {
        desk.request.digest = Some(GivenDigest::parse(&digest).unwrap());
        assert_eq!(desk.obtain().unwrap().origin.pinned, Pinned::Given);
    }
    assert_eq!(GivenDigest::parse("abc").unwrap_err().exit, Exit::Usage);
    Desk::with_file("text", b"hello").refuses(Exit::Usage, "neither a .tar.gz archive nor");
}

#[test]
fn a_local_tree_is_taken_but_not_called_pinned() {
    let desk = Desk::new("");
    let root = desk.scratch.path().join("go");
    fake::tree(GO, CPU).write_to(&root).unwrap();
    let zip = fake::module_zip(GO, CPU);
    let mut desk = desk.pinned(module_recipe(&zip));
    desk.request.spec = root.to_str().unwrap().to_owned();
    // Exactly what the pinned module unpacks to is pinned by its contents.
    assert_eq!(desk.obtain().unwrap().origin.pinned, Pinned::Recipe);
    fs::write(root.join("src/extra.go"), b"package x\n").unwrap();
    let go = desk.obtain().unwrap();
    assert_eq!(go.origin.pinned, Pinned::No);
    assert_eq!(go.origin.name, "GOROOT");
    desk.request.cpu = Cpu::Loong64;
    desk.refuses(Exit::WrongCpu, "is for x86_64, not for loong64");
}

#[test]
fn a_pinned_mirror_archive_is_read_back_as_a_recipe() {
    let bytes = fake::archive("1.28.0", Cpu::Arm64);
    let digest = format!("{}\n", Sha256::of(&bytes));
    let path = "/go1.28.0.linux-arm64.tar.gz";
    let good = fake::Server::new([
        (path, bytes.clone()),
        ("/go1.28.0.linux-arm64.tar.gz.sha256", digest.into_bytes()),
    ]);
    let scratch = tempfile::tempdir().unwrap();
    let settings = fake::request("").settings;
    let mut wanted = Pin {
        version: "1.28.0".to_owned(),
        cpus: vec![Cpu::Arm64, Cpu::Loong64],
        mirror: Some(good.url("")),
        settings,
        known: Recipes::default(),
        cache: scratch.path().join("cache"),
        shelf: Shelf::default(),
    };
    let file = pin(&wanted, scratch.path(), &fake::voice()).unwrap();
    let mut recipes = Recipes::default();
    recipes.add("go1.28.0.json", &fs::read_to_string(file).unwrap()).unwrap();
    let expected = fake::pinned("1.28.0", Cpu::Arm64, Form::Archive, &bytes);
    assert_eq!(recipes.iter().collect::<Vec<_>>(), [&expected]);

    let wrong = Sha256::of(b"").to_string().into_bytes();
    let lying = fake::Server::new([(path, bytes), ("/go1.28.0.linux-arm64.tar.gz.sha256", wrong)]);
    wanted.mirror = Some(lying.url(""));
    let error = pin(&wanted, scratch.path(), &fake::voice()).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Damaged);
    wanted.mirror = None;
    let error = pin(&wanted, scratch.path(), &fake::voice()).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Policy);
}
