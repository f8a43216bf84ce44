//! What of a project travels, what stays behind, and what is refused with the way out.

use super::*;
use crate::inputs::zip::ModuleZip;
use payloads::digest::Sha256;

#[test]
fn all_that_cannot_travel_is_named_in_one_run() {
    let home = Home::new();
    let key = format!("-----BEGIN EC PRIVATE KEY-----\n{}\n", "A".repeat(64));
    home.write("demo/a/one.pem", &key);
    home.write("demo/b/two.pem", &key);
    symlink("/etc/hostname", home.path("demo/out")).unwrap();
    nix::unistd::mkfifo(&home.path("demo/pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let in_gbk: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"\xd6\xd0.txt");
    fs::write(home.path("demo").join(in_gbk), "").unwrap();
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("5 things stand in the way"), "{text}");
    let rename = r"mv -T -- $'~/demo/\326\320.txt' '~/demo/中.txt'";
    let keys = "--allow-key demo/a/one.pem --allow-key demo/b/two.pem";
    for part in
        ["a/one.pem looks", "b/two.pem looks", "demo/out leads", "demo/pipe is", rename, keys]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_was_packed_before_does_not_travel() {
    let home = Home::new();
    home.write("demo/out/go1.27.3.run", "the former one");
    let mut options = home.options();
    options.output = home.path("demo/out");
    let project = home.load_with(&options).unwrap();
    assert!(project.tree.entry("out").is_none() && project.tree.entry("main.go").is_some());
    options.output = home.path("demo");
    assert_eq!(exit_of(&home.load_with(&options).unwrap_err()), Exit::Usage);
}

#[test]
fn a_package_called_cvs_travels_and_what_cvs_keeps_does_not() {
    let home = Home::new();
    home.write("demo/CVS/cvs.go", "package cvs\n");
    for kept in ["Entries", "Repository", "Root"] {
        home.write(&format!("demo/sub/CVS/{kept}"), "");
    }
    let project = home.load().unwrap();
    assert!(project.tree.entry("CVS/cvs.go").is_some());
    assert!(project.tree.entry("sub/CVS").is_none());
}

#[test]
fn a_secret_key_does_not_travel() {
    let home = Home::new();
    let key = format!(
        "-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----\n",
        "A".repeat(64)
    );
    home.write("demo/certs/server.pem", &key);
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("~/demo/certs/server.pem looks like a secret key (SEC 1)"), "{text}");
    assert!(text.ends_with("--allow-key demo/certs/server.pem"), "{text}");
}

fn allowed(keys: &[&str]) -> Vec<AllowedKey> {
    keys.iter().map(|key| AllowedKey::parse(key).unwrap()).collect()
}

#[test]
fn a_key_that_is_allowed_travels_and_is_listed_and_one_that_lets_nothing_through_is_refused() {
    let home = Home::new();
    let key = format!("-----BEGIN EC PRIVATE KEY-----\n{}\n", "A".repeat(64));
    home.write("demo/certs/server.pem", &key);
    let digest = Sha256::of(key.as_bytes());
    for one in ["demo/certs/server.pem", "demo/certs/*.pem", &format!("sha256:{digest}")] {
        let options = Options { allowed_keys: allowed(&[one]), ..home.options() };
        let project = home.load_with(&options).unwrap();
        assert!(project.tree.entry("certs/server.pem").is_some());
        let through = &project.let_through[0];
        assert_eq!((through.file.as_str(), through.kind), ("demo/certs/server.pem", "SEC 1"));
        assert_eq!((through.sha256, &through.published_in), (digest, &None));
    }
    let idle = ["demo/main.go", "demo/certs/server.pem", "other/certs/server.pem"];
    let options = Options { allowed_keys: allowed(&idle), ..home.options() };
    let (exit, text) = home.refused_with(&options);
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("2 things stand in the way"), "{text}");
    for part in ["--allow-key demo/main.go lets", "--allow-key other/certs/server.pem lets"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_keys_of_all_projects_and_their_vendor_trees_are_refused_in_one_run() {
    let home = Home::new();
    let key = format!("-----BEGIN EC PRIVATE KEY-----\n{}\n", "A".repeat(64));
    let vendored = format!("printf '%s' '{key}' >\"$5/a.org/a/test.pem\"");
    let options = vendored_by_a_stand_in(&home, &vendored);
    home.write("demo/own.pem", &key);
    home.write("two/go.mod", "module example.org/two\n");
    home.write("two/other.pem", &key);
    let wanted = ["demo", "two"].map(|dir| Wanted { name: None, dir: home.path(dir) });
    let voice = Voice::new(Lang::En, false, true);
    let error = load(&wanted[..1], &wanted[1..], &options, &voice).unwrap_err();
    // A suite without tests is refused before anything else is.
    assert!(render_error(&error, Lang::En).contains("_test.go"));
    let error = load(&wanted, &[], &options, &voice).unwrap_err();
    let text = render_error(&error, Lang::En);
    assert_eq!(exit_of(&error), Exit::Usage);
    assert!(text.contains("3 things stand in the way"), "{text}");
    for part in ["demo/own.pem looks", " demo/vendor/a.org/a/test.pem looks", "two/other.pem looks"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("go mod download a.org/a@v1.0.0"), "{text}");
}

#[test]
fn a_vendored_key_that_its_module_publishes_travels() {
    let home = Home::new();
    let key = format!("-----BEGIN EC PRIVATE KEY-----\n{}\n", "A".repeat(64));
    let zip = crate::inputs::go::fake::zip_of(&[("a.org/a@v1.0.0/test.pem", key.as_bytes())]);
    let h1 = ModuleZip::read(&zip, "x").unwrap().h1().to_owned();
    home.write("demo/go.sum", &format!("a.org/a v1.0.0 {h1}\na.org/a v1.0.0/go.mod h1:AM=\n"));
    home.write("demo/vendor/a.org/a/test.pem", &key);
    let go = GoVariables { module_cache: Some(home.path("cache")), ..GoVariables::default() };
    let options = Options { go, ..home.options() };
    let (exit, text) = home.refused_with(&options);
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("go mod download a.org/a@v1.0.0"), "{text}");
    home.write("cache/cache/download/a.org/a/@v/v1.0.0.zip", "");
    fs::write(home.path("cache/cache/download/a.org/a/@v/v1.0.0.zip"), &zip).unwrap();
    let project = home.load_with(&options).unwrap();
    let published = project.let_through[0].published_in.as_deref();
    assert_eq!(published, Some("a.org/a@v1.0.0"));
    home.write("demo/vendor/a.org/a/test.pem", &(key + "more"));
    assert!(home.refused_with(&options).1.contains("test.pem looks like a secret key"));
}

#[test]
fn what_a_user_leaves_out_does_not_travel_and_is_listed() {
    let home = Home::new();
    home.write("demo/.goferryignore", "*.mp4\n/docs/\n");
    home.write("demo/docs/a.md", "");
    home.write("demo/web/film.mp4", "");
    home.write("demo/web/node_modules/x.js", "");
    home.write("demo/.git/config", "");
    let options = Options { excludes: vec!["node_modules".to_owned()], ..home.options() };
    let project = home.load_with(&options).unwrap();
    assert!(project.tree.entry("web").is_some());
    for gone in ["docs", "web/film.mp4", "web/node_modules", ".git"] {
        assert!(project.tree.entry(gone).is_none(), "{gone}");
    }
    let left: Vec<&str> = project.left_out.iter().map(|left| left.file.as_str()).collect();
    assert_eq!(left, ["demo/.git", "demo/docs", "demo/web/film.mp4", "demo/web/node_modules"]);
    let options = Options { excludes: vec!["node_modul".to_owned()], ..home.options() };
    let (exit, text) = home.refused_with(&options);
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("--exclude node_modul leaves nothing out"), "{text}");
}

#[test]
fn what_a_build_needs_may_not_be_left_out() {
    let home = Home::new();
    home.write("demo/.goferryignore", "vendor/\n*.sum\n");
    let options = Options { excludes: vec!["go.*".to_owned()], ..home.options() };
    let (exit, text) = home.refused_with(&options);
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("3 things stand in the way"), "{text}");
    for part in [
        ".goferryignore: vendor/ leaves out demo/vendor,",
        "--exclude go.* leaves out demo/go.mod,",
        "--exclude go.* leaves out demo/go.sum,",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    home.write("demo/.goferryignore", "vendor/*\n");
    assert!(home.refused().1.contains("leaves out demo/vendor/modules.txt,"));
}

#[test]
fn a_link_by_an_absolute_path_is_refused_with_the_command_that_makes_it_relative() {
    let home = Home::new();
    home.write("demo/data/one.txt", "one");
    home.write("demo/sub/x", "");
    symlink(home.path("demo/data"), home.path("demo/sub/it's")).unwrap();
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("an absolute path, which no other machine has"), "{text}");
    let (_, command) = text.rsplit_once("make it relative: ").unwrap();
    let command = command.replace('~', &home.0.path().to_string_lossy());
    assert!(std::process::Command::new("sh").args(["-c", &command]).status().unwrap().success());
    home.load().unwrap();
    assert_eq!(fs::read_to_string(home.path("demo/sub/it's/one.txt")).unwrap(), "one");
}

#[test]
fn names_in_gbk_are_told_as_they_read_and_the_commands_shown_rename_them() {
    let home = Home::new();
    let named = |bytes: &'static [u8]| {
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
        home.path("demo").join(name)
    };
    fs::create_dir(named(b"\xd7\xca\xc1\xcf")).unwrap();
    fs::write(named(b"\xd7\xca\xc1\xcf/\xd6\xd0\xce\xc4.txt"), "text").unwrap();
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    for part in ["~/demo/资料: this is how", "~/demo/资料/中文.txt: this is how"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (_, commands) = text.rsplit_once("one by one: ").unwrap();
    let commands = commands.replace('~', &home.0.path().to_string_lossy());
    assert!(std::process::Command::new("bash").args(["-c", &commands]).status().unwrap().success());
    assert!(home.load().unwrap().tree.entry("资料/中文.txt").is_some());
}

#[test]
fn links_that_leave_and_devices_are_refused() {
    let home = Home::new();
    home.write("outside", "");
    home.write("demo/inside", "");
    symlink("inside", home.path("demo/good")).unwrap();
    assert!(home.load().unwrap().tree.entry("good").is_some());
    symlink("../outside", home.path("demo/bad")).unwrap();
    assert_eq!(home.refused().0, Exit::Usage);
    assert!(home.refused().1.contains("demo/bad leads to ../outside"), "{}", home.refused().1);
    fs::remove_file(home.path("demo/bad")).unwrap();
    nix::unistd::mkfifo(&home.path("demo/pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    assert!(home.refused().1.contains("demo/pipe is neither"), "{}", home.refused().1);
}

#[test]
fn what_an_earlier_file_said_of_the_commit_does_not_travel_on() {
    let home = Home::new();
    home.write("demo/.goferry/revision", "of long ago\n");
    let project = home.load().unwrap();
    assert!(project.tree.entry(".goferry").is_none());
    assert!(project.vcs.is_none() && project.added == Tree::new());
}
