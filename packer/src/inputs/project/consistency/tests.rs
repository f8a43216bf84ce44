//! One row a disagreement, judged by the real cmd/go in `tests/` and by its rules here.

use super::*;

const GO_MOD: &str = "module example.org/demo\ngo 1.26\nrequire (\n\ta.org/a v1.0.0\n\tb.org/b v1.1.0\n)\n\
    replace b.org/b v1.1.0 => c.org/b v1.2.0\n";
const LIST: &str = "# a.org/a v1.0.0\n## explicit; go 1.20\na.org/a\na.org/a/sub\n\
    # b.org/b v1.1.0 => c.org/b v1.2.0\n## explicit\nb.org/b\n";
const SUMS: &str = "a.org/a v1.0.0 h1:AA=\na.org/a v1.0.0/go.mod h1:AM=\n\
    c.org/b v1.2.0 h1:BB=\nc.org/b v1.2.0/go.mod h1:BM=\n";

fn check(go_mod: &str, list: &str, sums: &str) -> Vec<(&'static str, String)> {
    let go_mod = GoMod::parse(go_mod).unwrap();
    let found = findings(&go_mod, &GoSum::parse(sums).unwrap(), &ModulesTxt::parse(list));
    found.iter().map(|said| (said.name(), said.render(voice::Lang::En))).collect()
}

fn ids(go_mod: &str, list: &str, sums: &str) -> Vec<&'static str> {
    check(go_mod, list, sums).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn a_vendor_tree_that_agrees_has_no_findings() {
    assert_eq!(check(GO_MOD, LIST, SUMS), []);
}

#[test]
fn each_disagreement_is_named() {
    let rows = [
        ("explicit; go 1.20", "go 1.20", "not_explicit"),
        ("# a.org/a v1.0.0\n", "# a.org/a v1.0.1\n", "other_version"),
        ("a.org/a/sub\n", "a.org/a/sub\n# d.org/d v1.0.0\n## explicit\n", "not_required"),
        ("a.org/a/sub\n", "a.org/a/sub\n# d.org/d v1.0.0\nd.org/d\n", "not_listed"),
        ("v1.1.0 => c.org/b v1.2.0", "v1.1.0", "not_marked_replaced"),
        ("v1.1.0 => c.org/b v1.2.0", "v1.1.0 => c.org/b v1.2.1", "replaced_otherwise"),
        ("# a.org/a v1.0.0\n", "# a.org/a v1.0.0 => ./mine\n", "not_replaced"),
    ];
    for (from, to, id) in rows {
        let list = LIST.replace(from, to);
        assert_ne!(list, LIST, "{id}");
        assert!(ids(GO_MOD, &list, SUMS).contains(&id), "{id}: {:?}", check(GO_MOD, &list, SUMS));
    }
}

#[test]
fn the_lines_that_disagree_are_told() {
    let list = LIST.replace("# a.org/a v1.0.0", "# a.org/a v1.0.1");
    let found = check(GO_MOD, &list, SUMS);
    assert_eq!(
        found[0].1,
        "a.org/a v1.0.0: go.mod line 4 requires it, vendor/modules.txt line 1 has a.org/a v1.0.1"
    );
}

#[test]
fn what_the_network_would_have_to_prove_must_be_in_go_sum() {
    let without_zip = SUMS.replace("c.org/b v1.2.0 h1:BB=\n", "");
    assert_eq!(ids(GO_MOD, LIST, &without_zip), ["no_h1"]);
    let without_go_mod = SUMS.replace("a.org/a v1.0.0/go.mod h1:AM=\n", "");
    assert_eq!(ids(GO_MOD, LIST, &without_go_mod), ["no_go_mod_h1"]);
}

#[test]
fn a_module_replaced_by_a_directory_needs_no_digest() {
    let go_mod = GO_MOD.replace("c.org/b v1.2.0", "../b");
    let list = LIST.replace("c.org/b v1.2.0", "../b");
    let sums = "a.org/a v1.0.0 h1:AA=\na.org/a v1.0.0/go.mod h1:AM=\n";
    assert_eq!(check(&go_mod, &list, sums), []);
}

#[test]
fn a_replacement_of_every_version_is_stated_at_the_end_of_the_list() {
    let go_mod = GO_MOD.replace("b.org/b v1.1.0 =>", "b.org/b =>");
    assert_eq!(ids(&go_mod, LIST, SUMS), ["not_marked_replaced"]);
    let list = format!("{LIST}# b.org/b => c.org/b v1.2.0\n");
    assert_eq!(check(&go_mod, &list, SUMS), []);
}

#[test]
fn lists_from_before_go_1_14_have_no_marks() {
    let go_mod = "module m\ngo 1.13\nrequire a.org/a v1.0.0\n";
    let list = "# a.org/a v1.0.0\na.org/a\n";
    let sums = "a.org/a v1.0.0 h1:AA=\na.org/a v1.0.0/go.mod h1:AM=\n";
    assert_eq!(check(go_mod, list, sums), []);
    assert_eq!(ids(go_mod, &list.replace("v1.0.0", "v1.0.1"), sums)[0], "other_version");
}

#[test]
fn a_workspaces_tree_is_held_against_all_its_members() {
    let member = |name: &str, text: &str| {
        (
            name.to_owned(),
            GoMod::parse(&format!("module example.org/{name}\ngo 1.26\n{text}")).unwrap(),
        )
    };
    let members = [
        member("svc", "require a.org/a v1.0.0\nrequire example.org/lib v0.0.0\n"),
        member("lib", "require b.org/b v1.1.0\nreplace b.org/b => c.org/b v1.2.0\n"),
    ];
    let list = "## workspace\n# a.org/a v1.0.0\n## explicit\na.org/a\n\
        # b.org/b v1.1.0 => c.org/b v1.2.0\n## explicit\nb.org/b\n# b.org/b => c.org/b v1.2.0\n";
    let found = |list: &str, replaced: &[String]| {
        let found = in_workspace(&members, replaced, &ModulesTxt::parse(list));
        found.iter().map(|said| said.render(voice::Lang::En)).collect::<Vec<_>>()
    };
    assert_eq!(found(list, &[]), [""; 0]);
    let other = list.replace("# a.org/a v1.0.0", "# a.org/a v1.0.1");
    let said = "svc: a.org/a v1.0.0: go.mod line 3 requires it, vendor/modules.txt line 2 has a.org/a v1.0.1";
    assert_eq!(found(&other, &[])[0], said);
    let stranger = format!("{list}# d.org/d v1.0.0\n## explicit\nd.org/d\n");
    assert_eq!(found(&stranger, &[]).len(), 1);
    let replaced = list.replace("v1.2.0", "v1.3.0");
    assert!(found(&replaced, &[])[0].starts_with("lib: b.org/b"), "{:?}", found(&replaced, &[]));
    // What go.work replaces itself is not the member's to say.
    assert_eq!(found(&replaced, &["b.org/b".to_owned()]), [""; 0]);
}
