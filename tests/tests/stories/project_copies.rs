//! Working copies of carried projects: where they may go, and what stays of one that failed.

use tests::words::install as words;
use tests::{Home, Invocation, Namespace, Real, Tree};
use voice::{Exit, Lang};

fn copy(home: &Home, lang: Lang, name: &str, to: &str) -> Invocation {
    let run = home.goferry().args(["project", "copy", name, to]).lang(lang);
    run.within(home.path())
}

#[test]
fn what_is_missing_above_a_copy_is_made_and_the_copy_builds() {
    let home = Real::installed();
    for (lang, to) in [(Lang::En, "a/b/demo"), (Lang::Zh, "a/c/../demo/")] {
        copy(&home, lang, "ferrydemo", to)
            .run()
            .ends_with(Exit::Done)
            .says(&[&words::project_copied]);
        let go = home.go().within(&home.path().join(to)).env("GOCACHE", Real::shared().cache());
        let built = go.args(["build", "-mod=vendor", "-o", "ferrydemo", "."]).run();
        assert!(built.is_success(), "{built}");
    }
}

#[test]
fn a_place_where_no_copy_can_be_made_is_named_with_what_helps() {
    let home = Real::installed();
    home.write("work/file", b"");
    let work = home.path().join("work");
    std::os::unix::fs::symlink("nowhere", work.join("link")).unwrap();
    let before = Tree::of(&work);
    let rows = [
        ("work/file", &words::project_exists, "work/file"),
        ("work/link", &words::project_exists, "work/link"),
        ("work/file/a/demo", &words::no_directory, "work/file"),
        ("work/link/demo", &words::no_directory, "work/link"),
    ];
    for lang in [Lang::En, Lang::Zh] {
        for (to, said, named) in rows {
            let outcome = copy(&home, lang, "ferrydemo", to).run();
            outcome.ends_with(Exit::Usage).says(&[said, &words::project_place_help]);
            assert!(outcome.stderr.contains(named), "{outcome}");
        }
        let outcome = copy(&home, lang, "nobody", "work/a/demo").run();
        outcome.ends_with(Exit::Usage);
        outcome.says(&[&words::no_such_project, &words::no_such_project_help]);
        assert_eq!(before.differences(&Tree::of(&work)), "", "{outcome}");
    }
}

#[test]
fn nothing_stays_of_a_copy_that_there_is_no_room_for() {
    let home = Real::installed();
    let small = home.path().join("small");
    std::fs::create_dir(&small).unwrap();
    let namespace = Namespace::enter();
    for lang in [Lang::En, Lang::Zh] {
        namespace.tmpfs(&small, "size=64k");
        let before = Tree::of(&small);
        for to in ["small/demo", "small/a/b/demo"] {
            let outcome = copy(&home, lang, "ferrydemo", to).run();
            outcome.ends_with(Exit::NoSpace).says(&[&words::copying_project]);
            assert!(outcome.stderr.contains(to), "{outcome}");
            assert_eq!(before.differences(&Tree::of(&small)), "", "{outcome}");
        }
    }
}
