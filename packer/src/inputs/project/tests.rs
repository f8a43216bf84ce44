//! Projects on disk: what is carried, what is refused, and that the real `go mod vendor` is understood.

use super::*;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use tempfile::TempDir;
use voice::{Lang, Voice, exit_of, render_error};

mod travelling;

/// A scratch directory with a consistent module `demo` that has one vendored dependency.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Home(tempfile::tempdir().unwrap());
        home.write("demo/go.mod", "module example.org/demo\n\ngo 1.26\n\nrequire a.org/a v1.0.0\n");
        home.write("demo/go.sum", "a.org/a v1.0.0 h1:AA=\na.org/a v1.0.0/go.mod h1:AM=\n");
        home.write("demo/main.go", "package main\n\nimport _ \"a.org/a\"\n\nfunc main() {}\n");
        home.write("demo/vendor/modules.txt", "# a.org/a v1.0.0\n## explicit; go 1.20\na.org/a\n");
        home.write("demo/vendor/a.org/a/a.go", "package a\n");
        home.write("demo/vendor/a.org/a/LICENSE", "MIT\n");
        home
    }

    fn path(&self, member: &str) -> PathBuf {
        self.0.path().join(member)
    }

    fn write(&self, member: &str, text: &str) {
        let path = self.path(member);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn options(&self) -> Options {
        let scratch = self.0.path().to_owned();
        let output = self.path("out");
        Options {
            vendor: None,
            go_command: None,
            scratch,
            output,
            allowed_keys: Vec::new(),
            excludes: Vec::new(),
            go: GoVariables::default(),
            environment: BTreeMap::new(),
        }
    }

    fn load_with(&self, options: &Options) -> anyhow::Result<Project> {
        let wanted = Wanted { name: None, dir: self.path("demo") };
        let voice = Voice::new(Lang::En, false, true);
        Ok(load(&[wanted], &[], options, &voice)?.remove(0))
    }

    fn load(&self) -> anyhow::Result<Project> {
        self.load_with(&self.options())
    }

    fn refused(&self) -> (Exit, String) {
        self.refused_with(&self.options())
    }

    fn refused_with(&self, options: &Options) -> (Exit, String) {
        let error = self.load_with(options).unwrap_err();
        (
            exit_of(&error),
            render_error(&error, Lang::En).replace(&*self.0.path().to_string_lossy(), "~"),
        )
    }
}

fn members(project: &Project) -> Vec<&str> {
    project
        .tree
        .iter()
        .filter(|(_, e)| e.kind != crate::inputs::tree::Kind::Dir)
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn a_consistent_project_travels_without_its_history() {
    let home = Home::new();
    home.write("demo/.git/config", "[core]\n");
    home.write("demo/sub/.git", "gitdir: elsewhere\n");
    home.write("demo/run.sh", "#!/bin/sh\n");
    fs::set_permissions(home.path("demo/run.sh"), fs::Permissions::from_mode(0o700)).unwrap();
    let project = home.load().unwrap();
    assert_eq!(
        members(&project),
        [
            "go.mod",
            "go.sum",
            "main.go",
            "run.sh",
            "vendor/a.org/a/LICENSE",
            "vendor/a.org/a/a.go",
            "vendor/modules.txt"
        ]
    );
    assert!(project.tree.entry("run.sh").unwrap().executable);
    assert_eq!((project.name.as_str(), project.go_version.as_deref()), ("demo", Some("1.26")));
    let module = &project.modules[0];
    assert_eq!(
        (module.path.as_str(), module.h1.as_deref(), module.direct),
        ("a.org/a", Some("h1:AA="), true)
    );
}

#[test]
fn inconsistent_vendoring_is_refused_with_the_lines_that_disagree() {
    let home = Home::new();
    home.write("demo/vendor/modules.txt", "# a.org/a v1.0.1\n## explicit\na.org/a\na.org/a/gone\n");
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Preflight);
    assert_eq!(
        text,
        "error: taking in the Go module ~/demo\n  \
         caused by: vendor/modules.txt, go.mod and go.sum disagree:\n    \
         a.org/a v1.0.0: go.mod line 5 requires it, vendor/modules.txt line 1 has a.org/a v1.0.1\n    \
         a.org/a v1.0.1: vendor/modules.txt line 1 marks it as explicit, go.mod does not require it\n    \
         a.org/a v1.0.1: vendor/modules.txt line 1 has packages of it, go.sum has no digest of it\n    \
         a.org/a/gone: vendor/modules.txt line 4 lists it, vendor/a.org/a/gone holds no file\n  \
         help: run go mod tidy and go mod vendor in it, or add --vendor"
    );
}

#[test]
fn what_is_no_vendored_module_is_refused_with_the_way_out() {
    let home = Home::new();
    fs::remove_dir_all(home.path("demo/vendor")).unwrap();
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.ends_with("or let the packer do so on a copy with --vendor"), "{text}");
    home.write("demo/go.work", "go 1.26\nuse .\n");
    assert!(home.refused().1.contains("Go workspace"), "{:?}", home.refused());
    fs::remove_file(home.path("demo/go.work")).unwrap();
    home.write("demo/go.mod", "module m\nrequire x\n");
    assert!(home.refused().1.contains("line 2 of ~/demo/go.mod cannot be understood: require x"));
    fs::remove_file(home.path("demo/go.mod")).unwrap();
    assert!(home.refused().1.contains("~/demo has no go.mod"));
}

#[test]
fn a_member_of_a_workspace_above_is_refused_with_its_members() {
    let home = Home::new();
    home.write("go.work", "go 1.26\n\nuse (\n\t./demo // this one\n\t./lib\n)\n");
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("a member of the Go workspace ~/go.work (./demo, ./lib)"), "{text}");
    assert!(text.contains("GOWORK=off go mod vendor"), "{text}");
    // A workspace of others is none of its business.
    home.write("go.work", "go 1.26\nuse ./lib\n");
    home.load().unwrap();
}

#[test]
fn a_member_of_the_workspace_that_gowork_names_is_refused() {
    let home = Home::new();
    home.write("elsewhere/go.work", "go 1.26\nuse ../demo\n");
    let chosen = |path: &str| {
        let go = GoVariables { workspace: Some(home.path(path)), ..GoVariables::default() };
        Options { go, ..home.options() }
    };
    let (exit, text) = home.refused_with(&chosen("elsewhere/go.work"));
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("workspace ~/elsewhere/go.work (../demo), which GOWORK names"), "{text}");
    home.write("elsewhere/go.work", "go 1.26\nuse ./lib\n");
    home.load_with(&chosen("elsewhere/go.work")).unwrap();
    home.load_with(&chosen("no/go.work")).unwrap();
}

#[test]
fn module_files_that_go_does_not_take_are_refused_with_the_cause() {
    let home = Home::new();
    let go_mod = fs::read_to_string(home.path("demo/go.mod")).unwrap();
    home.write("demo/go.mod", &format!("\u{feff}{go_mod}"));
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Preflight);
    assert!(text.contains("~/demo/go.mod begins with a byte order mark"), "{text}");
    let (_, command) = text.rsplit_once("or: ").unwrap();
    let command = command.replace('~', &home.0.path().to_string_lossy());
    assert!(std::process::Command::new("sh").args(["-c", &command]).status().unwrap().success());
    home.load().unwrap();
    fs::remove_file(home.path("demo/go.sum")).unwrap();
    let (exit, text) = home.refused();
    assert_eq!(exit, Exit::Usage);
    assert!(text.contains("~/demo has no go.sum"), "{text}");
}

#[test]
fn directories_that_stand_in_and_are_not_there_are_named_before_go_is_asked() {
    let home = Home::new();
    let options = vendored_by_a_stand_in(&home, "exit 9");
    let go_mod = fs::read_to_string(home.path("demo/go.mod")).unwrap();
    let replaced = "replace a.org/a => /no/such/lib\nreplace b.org/b v1.0.0 => ../b\n";
    home.write("demo/go.mod", &(go_mod.clone() + replaced));
    let (exit, text) = home.refused_with(&options);
    assert_eq!(exit, Exit::Usage);
    for part in
        ["line 6 replaces a.org/a by the directory /no/such/lib", "line 7 replaces b.org/b v1.0.0"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    // A vendor tree that is there needs none of them.
    home.write("demo/go.mod", &(go_mod + "replace a.org/a => /no/such/lib\n"));
    home.write(
        "demo/vendor/modules.txt",
        "# a.org/a v1.0.0 => /no/such/lib\n## explicit; go 1.20\na.org/a\n# a.org/a => /no/such/lib\n",
    );
    home.write("demo/vendor/a.org/a/a.go", "package a\n");
    home.load().unwrap();
}

#[test]
fn a_project_that_needs_a_newer_go_is_refused() {
    let project = Home::new().load().unwrap();
    assert!(project.refuse_newer_than("go1.26.8").is_ok());
    assert!(project.refuse_newer_than("1.26rc1").is_ok());
    let fact = project.refuse_newer_than("go1.25.9").unwrap_err();
    assert_eq!(fact.exit, Exit::Preflight);
    assert_eq!(
        fact.to_string(),
        "the go line of example.org/demo asks for Go 1.26; the Go that is carried is 1.25.9, \
         and on the far side no other can be fetched"
    );
}

/// `demo` without a vendor tree, and a `go` that makes one as `go mod vendor` would (the real one is
/// asked where a whole installer is built).
fn vendored_by_a_stand_in(home: &Home, extra: &str) -> Options {
    fs::remove_dir_all(home.path("demo/vendor")).unwrap();
    let script = format!(
        "#!/bin/sh\n[ \"$1 $2 $4\" = 'mod vendor -o' ] && [ \"$GOWORK\" = off ] && [ -f go.mod ] || exit 7\n\
         mkdir -p \"$5/a.org/a\" && echo 'package a' >\"$5/a.org/a/a.go\"\n\
         printf '# a.org/a v1.0.0\\n## explicit; go 1.20\\na.org/a\\n' >\"$5/modules.txt\"\n{extra}\n"
    );
    home.write("go", &script);
    fs::set_permissions(home.path("go"), fs::Permissions::from_mode(0o755)).unwrap();
    Options { vendor: Some(Vendoring::Needed), go_command: Some(home.path("go")), ..home.options() }
}

#[test]
fn a_vendor_tree_is_made_beside_the_project_which_stays_as_it_was() {
    let home = Home::new();
    let options = vendored_by_a_stand_in(&home, "");
    let project = home.load_with(&options).unwrap();
    assert_eq!(
        members(&project),
        ["go.mod", "go.sum", "main.go", "vendor/a.org/a/a.go", "vendor/modules.txt"]
    );
    assert!(!home.path("demo/vendor").exists());
    assert_eq!(
        &*project.tree.file("vendor/a.org/a/a.go").unwrap().bytes().unwrap(),
        b"package a\n"
    );
    drop(project);
    let left = fs::read_dir(home.0.path()).unwrap().count();
    assert_eq!(left, 2, "demo and the stand-in");
}

#[test]
fn a_stale_vendor_tree_is_made_anew_where_asked_and_an_agreeing_one_is_kept() {
    let home = Home::new();
    let mut options = vendored_by_a_stand_in(&home, "");
    let is_kept = |options: &Options| {
        let project = home.load_with(options)?;
        anyhow::Ok(project.tree.entry("vendor/a.org/a/doc.go").is_some())
    };
    home.write("demo/vendor/modules.txt", "# a.org/a v0.9.0\n## explicit\na.org/a\n");
    home.write("demo/vendor/a.org/a/a.go", "package a\n");
    assert!(!is_kept(&options).unwrap());
    home.write("demo/vendor/a.org/a/doc.go", "package a\n");
    let error = is_kept(&options).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Usage);
    let text = render_error(&error, Lang::En);
    assert!(text.contains("vendor/a.org/a/doc.go is not in the fresh one"), "{text}");
    assert!(text.ends_with("or give it up with --vendor=fresh"), "{text}");
    options.vendor = Some(Vendoring::Fresh);
    assert!(!is_kept(&options).unwrap());
    home.write("demo/vendor/modules.txt", "# a.org/a v1.0.0\n## explicit\na.org/a\n");
    assert!(!is_kept(&options).unwrap(), "whatever lies there");
    options.vendor = Some(Vendoring::Needed);
    assert!(is_kept(&options).unwrap());
}

#[test]
fn a_vendor_tree_that_nothing_requires_any_more_does_not_travel() {
    let home = Home::new();
    let mut options = vendored_by_a_stand_in(&home, "rm -r \"$5\"");
    options.vendor = Some(Vendoring::Fresh);
    home.write("demo/go.mod", "module example.org/demo\n\ngo 1.26\n");
    home.write("demo/go.sum", "");
    home.write("demo/vendor/modules.txt", "# a.org/a v0.9.0\n## explicit\na.org/a\n");
    home.write("demo/vendor/a.org/a/a.go", "package a\n");
    let project = home.load_with(&options).unwrap();
    assert_eq!(members(&project), ["go.mod", "go.sum", "main.go"]);
}

#[test]
fn a_project_that_needs_tidying_is_refused() {
    let home = Home::new();
    let options = vendored_by_a_stand_in(
        &home,
        "echo 'b.org/b v1.0.0 h1:BB=' >>\"${3#-modfile=}.sum\"; mv \"${3#-modfile=}.sum\" \"$5/../go.sum\"",
    );
    let error = home.load_with(&options).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Usage);
    assert!(render_error(&error, Lang::En).contains("go mod vendor would change"), "{error:?}");
}

#[test]
fn a_go_command_that_is_missing_or_refuses_is_told() {
    let home = Home::new();
    let mut options = vendored_by_a_stand_in(&home, "echo 'go: no such module' >&2; exit 1");
    let error = home.load_with(&options).unwrap_err();
    assert!(render_error(&error, Lang::En).contains("exit status: 1: go: no such module"));
    options.go_command = Some(home.path("no-such-go"));
    let error = home.load_with(&options).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Usage);
    assert!(render_error(&error, Lang::En).contains("run go mod vendor elsewhere first"));
}

#[test]
fn an_acceptance_suite_is_a_project_with_tests_of_its_own() {
    let home = Home::new();
    home.write("demo/vendor/a.org/a/a_test.go", "package a\n");
    let dir = home.path("demo");
    let refused = home.load().unwrap().as_suite(&dir).unwrap_err();
    assert_eq!(refused.exit, Exit::Usage);
    home.write("demo/sub/it_test.go", "package sub\n");
    let projects = [home.load().unwrap(), home.load().unwrap().as_suite(&dir).unwrap()];
    assert_eq!(suites(&projects), ["demo"]);
    assert!(suites(&projects[..1]).is_empty());
}
