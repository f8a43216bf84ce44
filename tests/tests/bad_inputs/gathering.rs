//! Section M: modules that the packer does not gather. The real go command fetches them from a proxy in files.

use payloads::digest::Sha256;
use payloads::upstream::hash1;
use std::fs;
use std::path::{Path, PathBuf};
use tests::proxy::{Proxy, go_mod, module_zip};
use tests::words::{go, packer_modules as words};
use tests::{Home, Invocation, Real};
use voice::Exit;

/// What sum.golang.org answered once.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../keys/fixtures/sumdb");

/// A module that it knows.
const KNOWN: [&str; 2] = ["golang.org/toolchain", "v0.0.1-go1.27.3.linux-amd64"];
const LOOKUP: &str = "sum.golang.org/lookup/golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64";
const TILE: &str = "sum.golang.org/tile/8/0/x271/398";

/// A proxy beside a home, and the packer that asks it.
struct Shelf {
    home: Home,
    proxy: Proxy,
}

impl Shelf {
    fn new() -> Shelf {
        let home = Home::empty();
        let proxy = Proxy::at(&home.beside("proxy"));
        Shelf { home, proxy }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.beside(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A project that requires these.
    fn project(&self, requires: &[&str]) {
        self.write("demo/go.mod", go_mod("example.org/demo", requires).as_bytes());
        self.write("demo/main.go", b"package main\n\nfunc main() {}\n");
    }

    /// The database's answers, with a bit of the byte at `at` of the file at `path` changed.
    fn answers(&self, changed: Option<(&str, usize)>) {
        let place = self.path("proxy/sumdb");
        fs::remove_dir_all(&place).ok();
        let copied = std::process::Command::new("cp").args(["-r", RECORDED]).arg(&place).status();
        assert!(copied.unwrap().success());
        let Some((path, at)) = changed else { return };
        let file = place.join(path);
        let mut bytes = fs::read(&file).unwrap();
        bytes[at] ^= 1;
        fs::write(file, bytes).unwrap();
    }

    /// The packer's cache without what it knows of modules.
    fn cache(&self) -> PathBuf {
        let cache = self.path("cache-of-go");
        if !cache.exists() {
            Real::shared().cache_without_modules(&cache);
        }
        cache
    }

    fn build(&self, options: &[&str]) -> Invocation {
        let real = Real::shared();
        let proxy = self.proxy.address();
        let build =
            real.build_from(&proxy).arg("--sign-openpgp").arg(real.keys().join("release.key"));
        let build = build.env("GOFERRY_CACHE", self.cache()).env("GONOSUMDB", "corp.example");
        let build = build.arg("--output").arg(self.home.path());
        build.args(options).within(&self.path(""))
    }
}

#[test]
fn versions_that_no_proxy_serves_are_all_named_in_one_error() {
    let shelf = Shelf::new();
    shelf.proxy.serve(
        "corp.example/a",
        "v1.0.0",
        &["corp.example/gone v1.0.0", "corp.example/lost v1.0.0"],
    );
    shelf.project(&["corp.example/missing v1.0.0", "corp.example/missed v1.1.0"]);
    let build = shelf.build(&["--from-project", "demo", "--modules", "corp.example/a@v1.0.0"]);
    let build = build.args(["--modules", "corp.example/b@v0.1.0"]);
    let told =
        shelf.home.refuses(&build, Exit::Usage, &[&words::not_served, &words::not_served_help]);
    let names =
        ["gone@v1.0.0: ", "lost@v1.0.0: ", "missing@v1.0.0: ", "missed@v1.1.0: ", "b@v0.1.0: "];
    told.tells(&names);
    let sources = fs::read_to_string(shelf.path("demo/go.mod")).unwrap();
    assert!(sources.ends_with("missed v1.1.0\n") && !shelf.path("demo/go.sum").exists());
}

#[test]
fn what_is_no_module_is_refused() {
    let shelf = Shelf::new();
    let named = |what: &str| shelf.build(&["--modules", what]);
    shelf.home.refuses(
        &named("corp.example/a"),
        Exit::Usage,
        &[&words::not_a_module_name, &words::list_help],
    );
    shelf.write("list", b"# ours\ncorp.example/a@v1.0.0\ncorp.example/a v1.1.0\n");
    let told =
        shelf.home.refuses(&named("list"), Exit::Usage, &[&words::list_line, &words::list_help]);
    told.tells(&["line 3 of "]);
    shelf.write("empty/main.go", b"package main\n");
    let build = shelf.build(&["--from-project", "empty"]);
    shelf.home.refuses(&build, Exit::Usage, &[&words::not_a_module, &words::not_a_module_help]);
}

#[test]
fn a_module_cache_whose_files_are_not_of_their_versions_is_refused() {
    let shelf = Shelf::new();
    shelf.proxy.serve("corp.example/a", "v1.0.0", &[]);
    let versions = shelf.proxy.versions("corp.example/a");
    let (zip, info) = (versions.join("v1.0.0.zip"), versions.join("v1.0.0.info"));
    let (honest, told) = (fs::read(&zip).unwrap(), fs::read(&info).unwrap());
    let build = shelf.build(&["--modcache", "proxy"]);
    let other = module_zip(&[("corp.example/other@v1.0.0/x.go".to_owned(), "")]);
    fs::write(&zip, other).unwrap();
    shelf.home.refuses(&build, Exit::Damaged, &[&words::foreign_member]);
    fs::write(&zip, &honest[..honest.len() / 2]).unwrap();
    let cut = build.clone().run();
    cut.ends_with(Exit::Damaged);
    cut.tells(&["v1.0.0.zip"]);
    fs::write(&zip, &honest).unwrap();
    for bad in [&b"{\"Version\":\"v1.0.1\"}"[..], b"no"] {
        fs::write(&info, bad).unwrap();
        shelf.home.refuses(&build, Exit::Damaged, &[&words::info_unclear]);
    }
    fs::write(&info, told).unwrap();
    let nothing = shelf.build(&["--modcache", "demo"]);
    shelf.project(&[]);
    let said = [&words::no_modules_in, &words::no_modules_in_help];
    shelf.home.refuses(&nothing, Exit::Usage, &said);
}

#[test]
fn a_private_module_that_go_sum_has_otherwise_is_refused() {
    let shelf = Shelf::new();
    shelf.proxy.serve("corp.example/a", "v1.0.0", &[]);
    shelf.project(&["corp.example/a v1.0.0"]);
    let digest = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let sums = format!("corp.example/a v1.0.0/go.mod {digest}\n");
    shelf.write("demo/go.sum", sums.as_bytes());
    let build = shelf.build(&["--from-project", "demo"]);
    let told = shelf.home.refuses(&build, Exit::BadSignature, &[&words::go_refuses]);
    told.tells(&["corp.example/a@v1.0.0", "SECURITY ERROR"]);
    // What the project does not use itself, and travels, is compared, too.
    let sums = format!("corp.example/b v1.0.0 {digest}\ncorp.example/b v1.0.0/go.mod {digest}\n");
    shelf.project(&[]);
    shelf.write("demo/go.sum", sums.as_bytes());
    shelf.proxy.serve("corp.example/b", "v1.0.0", &[]);
    let build = build.args(["--modcache", "proxy"]);
    let said = [&words::go_sum_disagrees, &words::disagrees_help];
    shelf.home.refuses(&build, Exit::BadSignature, &said);
}

/// A module cache with the go.mod alone of what the database knows.
fn known(shelf: &Shelf, go_mod: &str) {
    let [path, version] = KNOWN;
    let at = |ending: &str| format!("cache/{path}/@v/{version}.{ending}");
    shelf.write(&at("info"), format!("{{\"Version\":\"{version}\"}}").as_bytes());
    shelf.write(&at("mod"), go_mod.as_bytes());
}

/// The go.mod that the record is about.
const GO_MOD: &str = "module golang.org/toolchain\n";

fn h1_of(go_mod: &str) -> String {
    hash1([("go.mod", Sha256::of(go_mod.as_bytes()))].into_iter())
}

#[test]
fn what_the_database_does_not_know_so_is_refused() {
    let recorded = fs::read_to_string(Path::new(RECORDED).join(LOOKUP)).unwrap();
    assert!(recorded.contains(&format!("/go.mod {}\n", h1_of(GO_MOD))));
    let shelf = Shelf::new();
    shelf.answers(None);
    shelf.proxy.serve("unknown.example/a", "v1.0.0", &[]);
    let build = shelf.build(&["--modcache", "proxy"]);
    let told =
        shelf.home.refuses(&build, Exit::Usage, &[&words::no_record, &words::no_record_help]);
    told.tells(&["unknown.example/a@v1.0.0"]);
    known(&shelf, "module golang.org/other\n");
    let build = shelf.build(&["--modcache", "cache"]);
    let said = [&words::database_disagrees, &words::disagrees_help];
    shelf.home.refuses(&build, Exit::BadSignature, &said);
}

#[test]
fn a_database_that_was_changed_on_the_way_is_refused() {
    let shelf = Shelf::new();
    known(&shelf, GO_MOD);
    // In the record, in the head, in the signature, and in a hash.
    for (path, at, why) in [
        (LOOKUP, 80, &go::database_proof),
        (LOOKUP, 250, &go::database_signature),
        (LOOKUP, 390, &go::database_signature),
        (TILE, 32 * 14, &go::database_proof),
    ] {
        shelf.answers(Some((path, at)));
        let build = shelf.build(&["--modcache", "cache"]);
        let said = [&words::not_proven, &words::not_proven_help, why];
        shelf.home.refuses(&build, Exit::BadSignature, &said);
    }
}

#[test]
fn heads_that_nobody_signed_are_refused() {
    let shelf = Shelf::new();
    let build = shelf.build(&["--modcache", "cache", "--after", "heads.json"]);
    known(&shelf, GO_MOD);
    shelf.write("heads.json", b"{\"head\": 1}");
    let said = [&words::not_a_list, &words::not_a_list_help];
    shelf.home.refuses(&build, Exit::Usage, &said);
    let note = "go.sum database tree\\n7\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n\\n";
    let list = format!("{{\"heads\": [\"{note}\"]}}");
    shelf.write("heads.json", list.as_bytes());
    shelf.home.refuses(&build, Exit::BadSignature, &[&words::not_a_head]);
    shelf.write("heads.json", b"neither a list nor a file");
    build.run().ends_with(Exit::Damaged);
}
