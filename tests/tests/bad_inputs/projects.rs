//! Section K: what of a project may not travel, what stays behind, and what Go would not build on the far side. The
//! shipped packer is asked, in both languages; where something travels, the finished file is looked into.

use nix::sys::stat::Mode;
use payloads::digest::Sha256;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use tests::words::{build as words, project};
use tests::{Home, Invocation, Outcome, Real, python};
use voice::{Exit, Text};

const MAIN: &str = "package main\n\nfunc main() {}\n";
const GO_MOD: &str = "module example.org/demo\n\ngo 1.26\n";

/// A key such as a test has: it opens nothing.
fn key(digit: &str) -> String {
    let digits = digit.repeat(64);
    format!("-----BEGIN EC PRIVATE KEY-----\n{digits}\n-----END EC PRIVATE KEY-----\n")
}

/// Projects beside a home, and the packer that takes them.
struct Desk {
    home: Home,
}

impl Desk {
    /// With the module `demo`, which needs no other.
    fn new() -> Desk {
        let desk = Desk { home: Home::empty() };
        desk.write("demo/go.mod", GO_MOD);
        desk.write("demo/main.go", MAIN);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.beside(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn build(&self, options: &[&str]) -> Invocation {
        let real = Real::shared();
        let build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
        build.arg("--output").arg(self.home.path()).args(options).within(&self.path(""))
    }

    #[track_caller]
    fn refused_demo(&self, exit: Exit, texts: &[&'static Text]) -> Outcome {
        self.home.refuses(&self.build(&["--module", "demo"]), exit, texts)
    }

    fn provenance(&self) -> Value {
        let name = format!("{}.provenance.json", Real::shared().name());
        let text = fs::read_to_string(self.home.path().join(name)).unwrap();
        let statement: Value = serde_json::from_str(&text).unwrap();
        statement["predicate"]["buildDefinition"]["externalParameters"].clone()
    }

    fn members(&self) -> Vec<String> {
        let file = self.home.path().join(Real::shared().name());
        let listed = self.home.packer().args(["list", "--json"]).arg(file).arg("modules/*").run();
        let listed: Value = serde_json::from_str(&listed.ends_with(Exit::Done).stdout).unwrap();
        let path = |member: &Value| member["path"].as_str().unwrap().to_owned();
        listed.as_array().unwrap().iter().map(path).collect()
    }
}

#[test]
fn the_keys_of_all_projects_are_refused_in_one_run_and_those_that_are_named_travel() {
    let desk = Desk::new();
    desk.write("demo/certs/server.pem", &key("A"));
    desk.write("two/go.mod", "module example.org/two\n\ngo 1.26\n");
    desk.write("two/other.pem", &key("B"));
    let both =
        |options: &[&str]| desk.build(&["--module", "demo", "--module", "two"]).args(options);
    let said = [&project::obstacles, &project::secret, &project::secret_help];
    let outcome = desk.home.refuses(&both(&[]), Exit::Usage, &said);
    outcome.tells(&["--allow-key demo/certs/server.pem --allow-key two/other.pem"]);
    let idle = both(&["--allow-key", "two/certs/server.pem", "--allow-key", "demo/main.go"]);
    let outcome = desk.home.refuses(&idle, Exit::Usage, &[&project::allow_key_idle]);
    outcome.tells(&["4 things", "--allow-key two/certs/server.pem lets", "demo/main.go lets"]);
    let unclear = both(&["--allow-key", "server.pem"]);
    desk.home.refuses(
        &unclear,
        Exit::Usage,
        &[&project::allow_key_unclear, &project::allow_key_help],
    );
    let digest = format!("sha256:{}", Sha256::of(key("B").as_bytes()));
    let named = both(&["--allow-key", "demo/certs/*.pem", "--allow-key", &digest]);
    let told = named.clone().run();
    told.ends_with(Exit::Done).says(&[&words::carried_key, &words::carried_as_allowed]);
    let told = named.arg("--json").run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    let carried = |at: usize| told["carried_keys"][at]["file"].as_str().unwrap();
    assert_eq!([carried(0), carried(1)], ["demo/certs/server.pem", "two/other.pem"]);
    let parameters = desk.provenance();
    let allowed = serde_json::json!(["demo/certs/server.pem", "two/other.pem"]);
    assert_eq!(parameters["allow-key"], allowed);
    let own = desk.path("").to_string_lossy().into_owned();
    assert!(!parameters.to_string().contains(&own), "{parameters}");
}

/// A module proxy of files with one module, in which a test key is published; gives the lines of go.sum for it.
fn publish(desk: &Desk) -> String {
    let script = "\
import base64, hashlib, os, sys, zipfile
place, key = sys.argv[1:]
os.makedirs(place)
mod = b'module example.org/keys\\n\\ngo 1.12\\n'
files = {'go.mod': mod, 'LICENSE': b'MIT\\n',
         'keys.go': b'package keys\\n\\nconst Test = `' + key.encode() + b'`\\n'}
def h1(files):
    lines = ''.join(f'{hashlib.sha256(files[n]).hexdigest()}  {n}\\n' for n in sorted(files))
    return 'h1:' + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()
named = {'example.org/keys@v1.0.0/' + name: text for name, text in files.items()}
with zipfile.ZipFile(place + '/v1.0.0.zip', 'w') as out:
    for name, text in named.items(): out.writestr(name, text)
open(place + '/v1.0.0.mod', 'wb').write(mod)
open(place + '/v1.0.0.info', 'w').write('{\"Version\":\"v1.0.0\"}')
open(place + '/list', 'w').write('v1.0.0\\n')
print('example.org/keys v1.0.0', h1(named))
print('example.org/keys v1.0.0/go.mod', h1({'go.mod': mod}))
";
    let place = desk.path("proxy/example.org/keys/@v");
    let made = Invocation::of(python()).args(["-c", script]).arg(place).arg(key("A")).run();
    made.ends_with(Exit::Done).stdout.clone()
}

/// With a module cache of its own, filled from that proxy.
fn with_go(desk: &Desk, run: Invocation, cache: &str) -> Invocation {
    run.env("GOPROXY", format!("file://{}", desk.path("proxy").display()))
        .env("GOSUMDB", "off")
        .env("GOFLAGS", "-modcacherw")
        .env("GOMODCACHE", desk.path(cache))
}

#[test]
fn a_key_that_a_vendored_module_publishes_travels_where_its_zip_is_at_hand() {
    let desk = Desk::new();
    desk.write("demo/go.sum", &publish(&desk));
    desk.write("demo/go.mod", &format!("{GO_MOD}\nrequire example.org/keys v1.0.0\n"));
    let main =
        "package main\n\nimport \"example.org/keys\"\n\nfunc main() { println(keys.Test) }\n";
    desk.write("demo/main.go", main);
    let with = |options: &[&str], cache| {
        with_go(&desk, desk.build(&["--module", "demo"]).args(options), cache)
    };
    let told = with(&["--vendor"], "cache").run();
    told.ends_with(Exit::Done);
    told.says(&[&project::vendored_one, &project::public_key, &words::carried_as_public]);
    assert_eq!(desk.provenance()["allow-key"], Value::Null);
    let go = |arguments: &[&str], cache| {
        let go = with_go(&desk, Real::shared().go().args(arguments), cache);
        go.env("HOME", desk.path("go-home")).within(&desk.path("demo")).run().ends_with(Exit::Done);
    };
    go(&["mod", "vendor"], "cache");
    let outcome = desk.home.refuses(
        &with(&[], "empty"),
        Exit::Usage,
        &[&project::secret, &project::download_help, &project::secret_help],
    );
    outcome.tells(&[
        "go mod download example.org/keys@v1.0.0",
        "demo/vendor/example.org/keys/keys.go",
    ]);
    go(&["mod", "download", "example.org/keys@v1.0.0"], "empty");
    with(&[], "empty").run().ends_with(Exit::Done).says(&[&project::public_key]);
    let changed = desk.path("demo/vendor/example.org/keys/keys.go");
    fs::write(&changed, fs::read_to_string(&changed).unwrap() + "// ours\n").unwrap();
    let outcome = desk.home.refuses(&with(&[], "empty"), Exit::Usage, &[&project::secret]);
    outcome.does_not_say(&[&project::download_help]);
}

#[test]
fn what_stays_behind_is_told_and_what_a_build_needs_may_not_stay() {
    let desk = Desk::new();
    for left in ["demo/.git/config", "demo/docs/a.md", "demo/web/film.mp4", "demo/sub/.hg/store"] {
        desk.write(left, "");
    }
    desk.write("demo/.goferryignore", "/docs/\ngo.*\n");
    desk.refused_demo(Exit::Usage, &[&project::needed, &project::needed_help]);
    desk.write("demo/.goferryignore", "/docs/\n[z-a]\n");
    let outcome = desk.refused_demo(Exit::Usage, &[&project::line_unclear]);
    outcome.tells(&["line 2 of demo/.goferryignore"]);
    desk.write("demo/.goferryignore", "/docs/\n");
    let excluding = |glob: &str| desk.build(&["--module", "demo", "--exclude", glob]);
    let said = [&project::exclude_idle, &project::exclude_idle_help];
    desk.home.refuses(&excluding("*.mp5"), Exit::Usage, &said);
    desk.home.refuses(&excluding("{"), Exit::Usage, &[&project::exclude_unclear]);
    let told = excluding("*.mp4").run();
    told.ends_with(Exit::Done).says(&[&project::left_out]);
    told.tells(
        &[
            "not carried from demo (4): demo/.git (version control), demo/docs (.goferryignore: /docs/), \
           demo/sub/.hg (version control), demo/web/film.mp4 (--exclude *.mp4)",
        ],
    );
    let told = excluding("*.mp4").arg("--json").run();
    told.ends_with(Exit::Done);
    let report: Value = serde_json::from_str(&told.stdout).unwrap();
    let left = ["demo/.git", "demo/docs", "demo/sub/.hg", "demo/web/film.mp4"];
    assert_eq!(report["left_out"], serde_json::json!(left));
    assert_eq!(desk.provenance()["exclude"], serde_json::json!(["*.mp4"]));
    let members = desk.members();
    assert!(members.contains(&"modules/demo/main.go".to_owned()), "{members:?}");
    for left in left {
        assert!(!members.iter().any(|member| member.contains(left)), "{left}: {members:?}");
    }
}

#[test]
fn names_links_and_devices_that_cannot_travel_are_told_in_one_run_with_commands_that_help() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let in_gbk = |bytes| desk.path("demo").join(OsStr::from_bytes(bytes));
    fs::create_dir(in_gbk(b"\xd7\xca\xc1\xcf")).unwrap();
    fs::write(in_gbk(b"\xd7\xca\xc1\xcf/\xd6\xd0\xce\xc4.txt"), "").unwrap();
    symlink(desk.path("demo/main.go"), desk.path("demo/absolute")).unwrap();
    symlink("../../etc/hostname", desk.path("demo/out")).unwrap();
    nix::unistd::mkfifo(&desk.path("demo/pipe"), Mode::S_IRWXU).unwrap();
    let _listening = UnixListener::bind(desk.path("demo/socket")).unwrap();
    let outcome = desk.refused_demo(
        Exit::Usage,
        &[
            &project::obstacles,
            &project::name_in_gb18030,
            &project::link_absolute,
            &project::link_leaves,
            &project::not_a_file,
            &project::ways_out,
            &project::rename_help,
            &project::relink_help,
            &project::link_help,
            &project::take_away_help,
        ],
    );
    outcome.tells(&["6 things", "demo/资料/中文.txt", "demo/pipe is", "demo/socket is"]);
    let command = |before: &str| {
        let line = outcome.stderr.lines().find_map(|line| line.split_once(before));
        line.unwrap_or_else(|| panic!("{before}: {outcome}")).1.to_owned()
    };
    for script in [command("make it relative: "), command("one by one: ")] {
        let run = Invocation::of("bash").args(["-c", &script]).within(&desk.path(""));
        run.run().ends_with(Exit::Done);
    }
    for gone in ["demo/out", "demo/pipe", "demo/socket"] {
        fs::remove_file(desk.path(gone)).unwrap();
    }
    desk.build(&["--module", "demo"]).run().ends_with(Exit::Done);
    let members = desk.members();
    for carried in ["modules/demo/资料/中文.txt", "modules/demo/absolute"] {
        assert!(members.iter().any(|member| member == carried), "{carried}: {members:?}");
    }
}

#[test]
fn module_files_that_go_cannot_use_are_refused_with_cause_and_remedy() {
    let desk = Desk::new();
    desk.write("demo/go.mod", &format!("\u{feff}{GO_MOD}"));
    let marked = [&project::byte_order_mark, &project::byte_order_mark_help];
    desk.refused_demo(Exit::Preflight, &marked);
    desk.write("demo/go.mod", &format!("{GO_MOD}\nrequire example.org/keys v1.0.0\n"));
    desk.refused_demo(Exit::Usage, &[&project::no_go_sum, &project::no_go_sum_help]);
    desk.write("demo/go.sum", "");
    let replaced = "require example.org/keys v1.0.0\n\nreplace example.org/keys => /no/such/lib\n";
    desk.write("demo/go.mod", &format!("{GO_MOD}\n{replaced}"));
    let vendoring = desk.build(&["--module", "demo", "--vendor"]);
    let missing = [&project::replacement_missing, &project::replacement_missing_help];
    let outcome = desk.home.refuses(&vendoring, Exit::Usage, &missing);
    outcome.tells(&["line 7 replaces example.org/keys by the directory /no/such/lib"]);
}

#[test]
fn a_go_line_from_before_vendoring_is_told_with_what_builds_it() {
    let desk = Desk::new();
    desk.write("demo/go.sum", &publish(&desk));
    desk.write("demo/main.go", "package main\n\nimport _ \"example.org/keys\"\n\nfunc main() {}\n");
    let required = "require example.org/keys v1.0.0\n";
    for (go_line, text) in [("go 1.13\n\n", &project::go_line_old), ("", &project::go_line_missing)]
    {
        desk.write("demo/go.mod", &format!("module example.org/demo\n\n{go_line}{required}"));
        let told = with_go(&desk, desk.build(&["--module", "demo", "--vendor"]), "cache").run();
        told.ends_with(Exit::Done).says(&[text]);
    }
}

#[test]
fn modules_within_a_project_are_named_unless_they_are_carried_themselves() {
    let desk = Desk::new();
    desk.write("demo/services/api/go.mod", "module example.org/demo/services/api\n\ngo 1.26\n");
    desk.write("demo/services/api/main.go", MAIN);
    desk.write("demo/tool/go.mod", "module example.org/demo/tool\n\ngo 1.26\n");
    desk.write("demo/tool/vendor/modules.txt", "");
    let told = desk.build(&["--module", "demo", "--module", "demo/tool"]).run();
    told.ends_with(Exit::Done).says(&[&project::nested, &project::nested_not_vendored]);
    told.does_not_say(&[&project::nested_vendored]);
    told.tells(&["services/api (without a vendor tree)", "--module demo/services/api"]);
    let members = desk.members();
    for carried in
        ["modules/demo/services/api/main.go", "modules/demo/tool/go.mod", "modules/tool/go.mod"]
    {
        assert!(members.iter().any(|member| member == carried), "{carried}: {members:?}");
    }
}

#[test]
fn a_member_of_a_workspace_is_refused_however_go_finds_the_workspace() {
    let desk = Desk::new();
    let work = desk.path("elsewhere/go.work");
    desk.write("elsewhere/go.work", "go 1.26\n\nuse ../demo\n");
    desk.write("env", &format!("GOWORK={}\n", work.display()));
    let said = [&project::workspace_chosen, &project::workspace_chosen_help];
    let module = || desk.build(&["--module", "demo"]);
    desk.home.refuses(&module().env("GOWORK", &work), Exit::Usage, &said);
    desk.home.refuses(&module().env("GOENV", desk.path("env")), Exit::Usage, &said);
    let off = module().env("GOENV", desk.path("env")).env("GOWORK", "off");
    off.run().ends_with(Exit::Done);
    desk.write("demo/go.work", "go 1.26\n\nuse .\n");
    desk.refused_demo(Exit::Usage, &[&project::workspace_of, &project::workspace_help]);
}
