//! Modules that releases bring: put together as one tree that go finds, proved by Go's checksum database, gone with the
//! releases that brought them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tests::proxy::{Proxy, go_mod};
use tests::words::{go, install as install_words, modules as words, packer_modules, switch};
use tests::{Entry, Home, Outcome, Real, Release, Tree, require_tool};
use voice::Exit;

/// Seconds. Go builds, while others do, too.
const PATIENCE: u32 = 900;

const LOOKUP: &str = "sumdb/sum.golang.org/lookup/golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64";

/// A small release that brings these modules, none of which a database knows, and a record of one that it knows.
fn draft(home: &Home, counter: u32, versions: &[&str]) -> Release {
    let draft = home.workshop().draft().with_stub().counting(counter);
    draft.with_modules(versions).with_database()
}

fn file(home: &Home, counter: u32, versions: &[&str]) -> PathBuf {
    let bytes = draft(home, counter, versions).build(home.workshop());
    home.lay(&format!("{counter}.run"), &bytes)
}

fn install(home: &Home, file: &Path) {
    home.run(file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
}

fn go_env(home: &Home) -> String {
    fs::read_to_string(home.prefix().join("current-goroot/go.env")).unwrap()
}

fn listed(home: &Home, module: &str) -> String {
    fs::read_to_string(home.prefix().join("modules").join(module).join("@v/list")).unwrap()
}

#[test]
fn what_releases_bring_is_put_together_and_goes_with_them() {
    let home = Home::empty();
    home.write(".profile", b"umask 022\n");
    let before = home.tree();
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0", "corp.example/!b@v0.1.0"]));
    let link = home.prefix().join("modules");
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\n");
    let zip = "corp.example/a/@v/v1.0.0.zip";
    let inode = |path: PathBuf| path.metadata().unwrap().ino();
    let brought = home.prefix().join("current/modcache").join(zip);
    assert_eq!(inode(link.join(zip)), inode(brought));
    assert!(link.join(LOOKUP).is_file() && link.join("sumdb/sum.golang.org/supported").is_file());
    let lines = format!(
        "GOPROXY=file://{}\nGOSUMDB=sum.golang.org\nGONOPROXY=none\nGONOSUMDB=corp.example/B,corp.example/a\n",
        link.display()
    );
    assert!(go_env(&home).contains(&lines), "{}", go_env(&home));
    install(&home, &file(&home, 2, &["corp.example/a@v1.1.0"]));
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\nv1.1.0\n");
    let told = home.goferry().args(["modules", "list"]).run();
    told.ends_with(Exit::Done);
    for version in ["corp.example/a@v1.0.0", "corp.example/a@v1.1.0", "corp.example/B@v0.1.0"] {
        assert!(told.stdout.contains(version), "{told}");
    }
    let told = home.goferry().arg("versions").run();
    told.ends_with(Exit::Done).says(&[&switch::brings_modules]);
    let told = home.goferry().arg("info").arg(home.beside("2.run")).run();
    assert!(told.ends_with(Exit::Done).stdout.contains("modcache"), "{told}");
    for verb in [&["modules", "verify"][..], &["verify", "--installed", "--all"], &["doctor"]] {
        home.goferry().args(verb).run().ends_with(Exit::Done);
    }
    home.goferry().args(["prune", "--keep", "1"]).run().ends_with(Exit::Done);
    assert_eq!(listed(&home, "corp.example/a"), "v1.1.0\n");
    assert!(go_env(&home).contains("\nGONOSUMDB=corp.example/a\n"), "{}", go_env(&home));
    // Switching to a release without modules keeps what others bring.
    let plain = home.workshop().draft().with_stub().counting(3).build(home.workshop());
    install(&home, &home.lay("3.run", &plain));
    assert!(go_env(&home).contains("GOPROXY=file://"), "{}", go_env(&home));
    let gone = home.goferry().args(["uninstall", "--all", "-y"]).run();
    home.is_still(&before, gone.ends_with(Exit::Done));
}

#[test]
fn a_database_that_does_not_hold_is_refused_before_anything_changes() {
    let home = Home::empty();
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0"]));
    let before = home.tree();
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures");
    let tile = "sumdb/sum.golang.org/tile/8/0/x271/398";
    // In the record, in the head, in the signature, and in a hash.
    for (path, at, said) in [
        (LOOKUP, 80, &go::database_proof),
        (LOOKUP, 250, &go::database_signature),
        (LOOKUP, 390, &go::database_signature),
        (tile, 32 * 14, &go::database_proof),
    ] {
        let mut bytes = fs::read(recorded.join(path)).unwrap();
        bytes[at] ^= 1;
        let draft = draft(&home, 2, &["corp.example/a@v1.1.0"]);
        let bad = draft.with_instead("sumdb", Entry::file(path, &bytes));
        let bad = home.lay("bad.run", &bad.build(home.workshop()));
        let refused = home.run(&bad).args(["install", "-y", "--no-gate"]).run();
        refused.ends_with(Exit::BadSignature).says(&[said]);
        home.is_still(&before, &refused);
    }
}

/// The size of the tree whose head go is shown.
fn head(home: &Home) -> String {
    let latest = home.prefix().join("modules/sumdb/sum.golang.org/latest");
    fs::read_to_string(latest).unwrap().lines().nth(1).unwrap().to_owned()
}

const EARLIER: &str = "70835252";
const LATER: &str = "72525630";

#[test]
fn a_head_that_does_not_continue_the_present_one_waits_for_one_that_does() {
    let home = Home::empty();
    let later = |counter: u32, is_bridged: bool| {
        let draft = home.workshop().draft().with_stub().counting(counter);
        let draft = draft.with_modules(&["golang.org/x/sys@v0.50.0"]);
        let bytes = draft.with_later_database(is_bridged).build(home.workshop());
        home.lay(&format!("{counter}.run"), &bytes)
    };
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0"]));
    assert_eq!(head(&home), EARLIER);
    let installed = home.run(&later(2, false)).args(["install", "-y", "--no-gate"]).run();
    installed.ends_with(Exit::Done).says(&[&words::waiting, &words::waiting_help]);
    assert_eq!(head(&home), EARLIER);
    let listed = home.goferry().args(["modules", "list"]).run();
    let said = [&words::waiting, &words::waiting_help, &words::listed_waiting];
    listed.ends_with(Exit::Done).says(&said);
    home.goferry().args(["modules", "verify"]).run().ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done).says(&[&words::waiting]);
    // What is there now is told to the release side, which bridges it.
    let told = home.goferry().args(["modules", "list", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert!(told["heads"][0].as_str().unwrap().contains(EARLIER), "{told}");
    install(&home, &later(3, true));
    assert_eq!(head(&home), LATER);
    let listed = home.goferry().args(["modules", "list"]).run();
    assert!(listed.ends_with(Exit::Done).stderr.is_empty(), "{listed}");
    // An older file that comes later changes nothing about that, whatever it brings.
    install(&home, &file(&home, 4, &["corp.example/a@v1.1.0"]));
    assert_eq!(head(&home), LATER);
    let earlier = home.prefix().join("modules/sumdb/sum.golang.org/heads").join(EARLIER);
    assert!(earlier.is_file() && home.prefix().join("modules").join(LOOKUP).is_file());
}

#[test]
fn a_private_module_that_changed_under_its_version_is_refused() {
    let home = Home::empty();
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0"]));
    let before = home.tree();
    let zip = "modcache/corp.example/a/@v/v1.0.0.zip";
    let changed = draft(&home, 2, &["corp.example/a@v1.0.0"]);
    let changed = changed.with_instead("modcache", Entry::file(zip, b"other"));
    let changed = home.lay("changed.run", &changed.build(home.workshop()));
    let refused = home.run(&changed).args(["install", "-y", "--no-gate"]).run();
    refused.ends_with(Exit::Preflight).says(&[&words::contradicts, &words::contradicts_help]);
    home.is_still(&before, &refused);
}

#[test]
fn modules_are_added_without_their_go_and_go_when_something_newer_of_their_line_came() {
    let home = Home::empty();
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0"]));
    let current = home.current();
    for counter in [2, 3] {
        let more = file(&home, counter, &[&format!("corp.example/a@v1.{counter}.0")]);
        let added = home.goferry().args(["modules", "add", "-y"]).arg(&more).run();
        added.ends_with(Exit::Done).says(&[&words::added]);
        let again = home.goferry().args(["modules", "add", "-y"]).arg(&more).run();
        again.ends_with(Exit::Done).says(&[&words::already_here]);
    }
    assert_eq!(home.current(), current);
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\nv1.2.0\nv1.3.0\n");
    home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
    home.goferry().args(["modules", "prune"]).run().ends_with(Exit::Done);
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\nv1.3.0\n");
    // What is installed whole afterwards has its Go.
    install(&home, &home.beside("3.run"));
    assert!(home.prefix().join("current/goroot/bin/go").is_file() && home.current() != current);
    home.goferry().args(["doctor"]).run().ends_with(Exit::Done);
}

#[test]
fn in_an_image_modules_are_named_as_its_users_will_find_them() {
    let home = Home::empty();
    let image = home.beside("image");
    fs::create_dir(&image).unwrap();
    let file = file(&home, 1, &["corp.example/a@v1.0.0"]);
    let install = home.run(&file).args(["install", "-y", "--no-gate", "--root"]).arg(&image);
    install.run().ends_with(Exit::Done);
    let prefix = image.join("opt/goenv");
    let target = fs::read_link(prefix.join("modules")).unwrap();
    assert!(target.starts_with("state/modules"), "{}", target.display());
    assert!(prefix.join("modules/corp.example/a/@v/list").is_file());
    let go_env = fs::read_to_string(prefix.join("current-goroot/go.env")).unwrap();
    assert!(go_env.contains("\nGOPROXY=file:///opt/goenv/modules\n"), "{go_env}");
}

#[test]
fn components_are_chosen_and_a_name_that_is_none_is_refused() {
    let home = Home::empty();
    let file = file(&home, 1, &["corp.example/a@v1.0.0"]);
    let install =
        |options: &[&str]| home.run(&file).args(["install", "-y", "--no-gate"]).args(options);
    let before = home.tree();
    let refused = install(&["--component", "modcache,other"]).run();
    refused.ends_with(Exit::Usage).says(&[&install_words::no_component]);
    home.is_still(&before, &refused);
    install(&["--profile", "minimal"]).run().ends_with(Exit::Done);
    let tree = |name: &str| home.prefix().join("current").join(name).is_dir();
    assert!(tree("goroot") && !tree("modcache") && !tree("sumdb"));
    assert!(!home.prefix().join("modules").exists() && go_env(&home).contains("GOPROXY=off\n"));
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    // What is asked for later is laid down later.
    install(&["--component", "modcache"]).run().ends_with(Exit::Done);
    assert!(tree("goroot") && tree("modcache") && tree("sumdb"));
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\n");
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done);
}

#[test]
fn what_somebody_changed_among_the_modules_is_found_and_mended() {
    let home = Home::empty();
    install(&home, &file(&home, 1, &["corp.example/a@v1.0.0"]));
    let list = home.prefix().join("modules/corp.example/a/@v/list");
    fs::write(&list, "v9.9.9\n").unwrap();
    let found = home.goferry().args(["modules", "verify"]).run();
    found.ends_with(Exit::Modified).says(&[&words::differs]);
    home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(listed(&home, "corp.example/a"), "v1.0.0\n");
    home.goferry().args(["modules", "verify"]).run().ends_with(Exit::Done);
}

/// Go in a fresh module with one package, which is called `main` and imports `imports`.
fn fresh(home: &Home, name: &str, imports: &str) -> PathBuf {
    let place = home.beside(name);
    fs::create_dir(&place).unwrap();
    fs::write(place.join("go.mod"), "module example.org/fresh\n\ngo 1.27\n").unwrap();
    let main = format!("package main\n\n{imports}\nfunc main() {{ println(uuid.NewString()) }}\n");
    fs::write(place.join("main.go"), main).unwrap();
    place
}

/// Go as installed in `home`, without a network.
fn go(home: &Home, place: &Path, arguments: &[&str]) -> Outcome {
    let go = home.go().args(arguments).within(place).wrapped(["unshare", "--net", "--"]);
    go.taking_at_most(PATIENCE).run()
}

#[test]
fn the_members_of_a_workspace_are_worked_on_together_with_a_private_module() {
    require_tool("unshare");
    let (real, home) = (Real::shared(), Real::home());
    let (proxy, cache) = (Proxy::at(&home.beside("proxy")), home.beside("cache"));
    real.cache_without_modules(&cache);
    proxy.serve("corp.example/a", "v1.0.0", &[]);
    let work = home.beside("work");
    let write = |name: &str, text: &str| {
        let path = work.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("go.work", "go 1.26\n\nuse (\n\t./lib\n\t./svc\n)\n");
    write("lib/go.mod", &go_mod("example.org/lib", &[]));
    write("lib/lib.go", "package lib\n");
    proxy.serve_program("corp.example/tool", "v1.0.0", "at work");
    let requires = ["corp.example/a v1.0.0", "corp.example/tool v1.0.0"];
    write("svc/go.mod", &(go_mod("example.org/svc", &requires) + "tool corp.example/tool\n"));
    let imports = "import (\n\t_ \"corp.example/a\"\n\t_ \"example.org/lib\"\n)\n";
    write("svc/main.go", &format!("package main\n\n{imports}\nfunc main() {{}}\n"));
    let before = Tree::of(&work);
    let out = home.beside("out.run");
    let build = real.build_from(&proxy.address()).env("GOFERRY_CACHE", &cache);
    let build = build.env("GONOSUMDB", "corp.example").args(["--from-project", "work"]);
    let build = build.arg("--sign-openpgp").arg(real.keys().join("release.key"));
    let told = build.arg("--output").arg(&out).within(&home.beside("")).run();
    told.ends_with(Exit::Done).says(&[&packer_modules::only_together]);
    assert_eq!(before.differences(&Tree::of(&work)), "");
    home.run(&out).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    assert_eq!(
        go(&home, &work, &["env", "GONOSUMDB"]).stdout,
        "corp.example/a,corp.example/tool\n"
    );
    let told = go(&home, &work.join("svc"), &["tool", "tool"]);
    assert!(told.ends_with(Exit::Done).stderr.ends_with("at work\n"), "{told}");
    for arguments in
        [&["build", "-o", "program", "./svc"][..], &["vet", "./svc"], &["list", "-m", "all"]]
    {
        go(&home, &work, arguments).ends_with(Exit::Done);
    }
    assert!(home.run(&work.join("program")).run().is_success());
}

#[test]
fn go_gets_builds_and_verifies_what_was_named_by_itself_without_a_network() {
    require_tool("unshare");
    let (real, home) = (Real::shared(), Real::home());
    let out = home.beside("named.run");
    real.packed(&out, &["--modules", "github.com/google/uuid@v1.6.0"]);
    home.run(&out).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let go = |place: &Path, arguments: &[&str]| go(&home, place, arguments);
    let place = fresh(&home, "fresh", "import \"github.com/google/uuid\"\n");
    assert_eq!(go(&place, &["env", "GOSUMDB"]).stdout, "sum.golang.org\n");
    for arguments in [
        &["get", "github.com/google/uuid"][..],
        &["mod", "tidy"],
        &["build", "-o", "program", "."],
        &["mod", "download"],
        &["mod", "verify"],
        &["list", "-m", "all"],
    ] {
        go(&place, arguments).ends_with(Exit::Done);
    }
    let sum = fs::read_to_string(place.join("go.sum")).unwrap();
    assert!(sum.contains("github.com/google/uuid v1.6.0 h1:"), "{sum}");
    assert_eq!(home.run(&place.join("program")).run().stderr.trim().len(), 36);
    go_refuses_what_was_changed(&home, &place);
}

/// go believes nothing else than what came: in its own words.
fn go_refuses_what_was_changed(home: &Home, place: &Path) {
    let modules = home.prefix().join("modules");
    let of_uuid = |ending: &str| modules.join(format!("github.com/google/uuid/@v/v1.6.0.{ending}"));
    let database = modules.join("sumdb/sum.golang.org");
    let lookup = database.join("lookup/github.com/google/uuid@v1.6.0");
    let answer = fs::read_to_string(&lookup).unwrap();
    let number: u64 = answer.lines().next().unwrap().parse().unwrap();
    let tile = keys::note::tile::Tile { level: 0, number: number / 256, width: 256 };
    let (record, head) = (answer.find("h1:").unwrap() + 9, answer.find("tree\n").unwrap() + 6);
    let seen = PathBuf::from(go(home, place, &["env", "GOPATH"]).stdout.trim()).join("pkg/sumdb");
    let last = |path: &Path| fs::metadata(path).unwrap().len() as usize - 1;
    for (path, at, words) in [
        (of_uuid("zip"), last(&of_uuid("zip")) / 2, "checksum"),
        (of_uuid("mod"), 8, "go.mod: checksum mismatch"),
        (database.join(tile.path()), 32 * (number % 256) as usize, "downloaded inconsistent tile"),
        (lookup.clone(), record, "cannot authenticate record data in server response"),
        (lookup.clone(), head, "invalid signature for key sum.golang.org+033de0ae"),
    ] {
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let replace = |bytes: &[u8]| {
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
        };
        replace(&changed);
        go(home, place, &["clean", "-modcache"]).ends_with(Exit::Done);
        fs::remove_dir_all(&seen).ok();
        fs::remove_file(place.join("go.sum")).ok();
        let refused = go(home, place, &["mod", "download", "github.com/google/uuid"]);
        let is_refused = !refused.is_success() && refused.stderr.contains(words);
        assert!(is_refused, "{}: {words}: {refused}", path.display());
        home.goferry().args(["modules", "verify"]).run().ends_with(Exit::Modified);
        replace(&whole);
    }
    go(home, place, &["clean", "-modcache"]).ends_with(Exit::Done);
    go(home, place, &["mod", "download", "github.com/google/uuid"]).ends_with(Exit::Done);
}
