//! Where the Go in a file came from, and that it is the Go on record in Google's log of published Go.

use payloads::platform::Cpu;
use payloads::upstream::MEMBER;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tests::words::go;
use tests::{Home, Outcome, REAL_GO, Real, Workshop, member, with_member};
use voice::Exit;
use voice::Lang;

const H1: &str = "h1:r0ub+FnqzZxoWm/dSUOI9DcIqYWn/mNYGFJcv7PyBzs=";

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap()
}

/// Both programs' verdict on `file`, which has to be the same.
#[track_caller]
fn judged(home: &Home, file: &Path) -> Outcome {
    let by_pack = home.packer().args(["verify", "--upstream"]).arg(file).run();
    let by_goferry = home.run(&tests::stub()).args(["verify", "--upstream"]).arg(file).run();
    assert_eq!(by_pack.status.code(), by_goferry.status.code(), "{by_pack}\n{by_goferry}");
    let last = |outcome: &Outcome| outcome.stderr.lines().last().map(str::to_owned);
    assert_eq!(last(&by_pack), last(&by_goferry));
    by_goferry
}

/// The real installer with its statement changed, signed by its own release key.
fn restated(home: &Home, change: impl FnOnce(&mut Value)) -> PathBuf {
    let real = Real::shared();
    let bytes = std::fs::read(real.file()).unwrap();
    let mut statement: Value = serde_json::from_slice(&member(&bytes, MEMBER)).unwrap();
    change(&mut statement);
    let changed = format!("{statement:#}\n");
    let workshop = Workshop::of(&real.keys());
    home.lay("restated.run", &with_member(&bytes, &workshop, MEMBER, changed.as_bytes()))
}

#[test]
fn the_real_go_is_the_one_on_record() {
    let (real, home) = (Real::shared(), Real::home());
    let outcome = judged(&home, &real.file());
    outcome.ends_with(Exit::Done).says(&[&go::proved]);
    assert!(outcome.stdout.contains("golang.org/toolchain@v0.0.1-go1.27.3.linux-"), "{outcome}");
    let told = json(&home.packer().args(["verify", "--upstream", "--json"]).arg(real.file()).run());
    assert_eq!(told["undamaged"], true);
    let proved = &told["upstream"][0];
    assert_eq!(
        (&proved["proved"], &proved["database"], &proved["files_beside_the_module"]),
        (&json!(true), &json!("sum.golang.org"), &json!(0))
    );
    if tests::host() == Cpu::X86_64 {
        assert_eq!(proved["h1"], H1);
    }
}

#[test]
fn the_verdict_is_spoken_in_chinese_too() {
    let (real, home) = (Real::shared(), Real::home());
    let run = home.run(&tests::stub()).lang(Lang::Zh).args(["verify", "--upstream"]);
    let outcome = run.arg(real.file()).run();
    outcome.ends_with(Exit::Done).says(&[&go::proved]);
    assert!(outcome.stdout.contains("每个文件"), "{outcome}");
}

#[test]
fn provenance_shows_the_record_the_tree_head_and_the_proof() {
    let (real, home) = (Real::shared(), Real::home());
    for program in [home.packer().arg("inspect"), home.run(&tests::stub()).arg("info")] {
        let told = json(&program.args(["--provenance", "--json"]).arg(real.file()).run());
        let stated = &told["upstream"];
        assert_eq!((&stated["go"], &stated["way"]), (&json!(REAL_GO), &json!("module")));
        assert_eq!(stated["source"]["pinned"], "recipe");
        let evidence = &stated["checksum_database"];
        assert!(evidence["note"].as_str().unwrap().starts_with("go.sum database tree\n"));
        assert!(evidence["proof"].as_array().unwrap().len() > 20);
        let record = evidence["record"].as_str().unwrap();
        assert!(record.contains(stated["h1"].as_str().unwrap()), "{record}");
    }
    let table = home.run(&tests::stub()).args(["info", "--provenance"]).arg(real.file()).run();
    table.ends_with(Exit::Done).says(&[&go::module, &go::stated_only]);
    for part in ["go.sum database tree", "sum.golang.org Az3gr", "h1:"] {
        assert!(table.stdout.contains(part), "{part}: {table}");
    }
}

#[test]
fn every_real_go_is_on_record_the_cross_built_ones_too() {
    let (real, home) = (Real::shared(), Real::home());
    for cpu in Cpu::BUILT {
        let file = real.file_for(cpu);
        let outcome = home.packer().args(["verify", "--upstream"]).arg(&file).run();
        outcome.ends_with(Exit::Done).says(&[&go::proved]);
        assert!(outcome.stdout.contains(cpu.goarch()), "{outcome}");
    }
}

#[test]
fn one_changed_byte_of_evidence_proves_nothing_though_its_signer_signed_it() {
    let home = Real::home();
    let evidence = |key: &'static str, from: &'static str, to: &'static str| {
        move |statement: &mut Value| {
            let field = &mut statement["checksum_database"][key];
            let text = field.as_str().unwrap().replacen(from, to, 1);
            assert_ne!(*field, json!(text), "{key}");
            *field = json!(text);
        }
    };
    let record = restated(&home, evidence("record", "h1:", "h2:"));
    judged(&home, &record).ends_with(Exit::BadSignature).says(&[&go::database_proof]);
    let size = restated(&home, evidence("note", "tree\n7", "tree\n8"));
    judged(&home, &size).ends_with(Exit::BadSignature).says(&[&go::database_signature]);
    let key = restated(&home, evidence("note", "sum.golang.org Az3gr", "sum.golang.org Bz3gr"));
    judged(&home, &key).ends_with(Exit::Untrusted).says(&[&go::database_signer]);
    let proof = restated(&home, |statement| {
        let proof = statement["checksum_database"]["proof"].as_array_mut().unwrap();
        proof.swap(3, 4);
    });
    judged(&home, &proof).ends_with(Exit::BadSignature).says(&[&go::database_proof]);
}

#[test]
fn another_versions_evidence_proves_nothing_about_this_go() {
    let home = Real::home();
    let other = restated(&home, |statement| {
        let recipes = payloads::recipe::Recipes::built_in().unwrap();
        let form = payloads::recipe::Form::Module;
        let recipe = recipes.find("1.26.8", tests::host(), form).unwrap();
        statement["checksum_database"] = json!(recipe.evidence);
    });
    judged(&home, &other).ends_with(Exit::Policy).says(&[&go::other_record]);
    let none = restated(&home, |statement| {
        statement.as_object_mut().unwrap().remove("checksum_database");
        statement["way"] = json!("vendor");
    });
    let outcome = judged(&home, &none);
    outcome.ends_with(Exit::Policy).says(&[&go::no_record, &go::vendor]);
    let digest = restated(&home, |statement| statement["h1"] = json!(H1.replace("r0ub", "r0uc")));
    judged(&home, &digest).ends_with(Exit::Damaged).says(&[&go::stated_differs]);
}

/// What somebody with a stolen release key can do: the file verifies, Google's log does not know its Go.
#[test]
fn a_go_that_its_signer_changed_is_told_from_the_published_one() {
    let (real, home) = (Real::shared(), Real::home());
    let bytes = std::fs::read(real.file()).unwrap();
    let workshop = Workshop::of(&real.keys());
    let source = "goroot/src/fmt/print.go";
    let mut changed = member(&bytes, source);
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let file = home.lay("changed.run", &with_member(&bytes, &workshop, source, &changed));
    home.packer().arg("verify").arg(&file).run().ends_with(Exit::Done);
    let outcome = judged(&home, &file);
    outcome.ends_with(Exit::Damaged).says(&[&go::stated_differs]);
    let found =
        outcome.stderr.rsplit("which is ").next().unwrap().split_whitespace().next().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let mut statement: Value = serde_json::from_slice(&member(&bytes, MEMBER)).unwrap();
    statement["h1"] = json!(found);
    let statement = format!("{statement:#}\n");
    let lie = with_member(&bytes, &workshop, MEMBER, statement.as_bytes());
    let outcome = judged(&home, &home.lay("lie.run", &lie));
    outcome.ends_with(Exit::Damaged);
    outcome.says(&[&go::other_contents, &go::other_contents_help]);
}

#[test]
fn a_file_without_a_statement_says_so() {
    let home = Home::empty();
    let outcome = judged(&home, &home.mini());
    outcome.ends_with(Exit::Policy).says(&[&go::absent]);
    let shown = home.packer().args(["inspect", "--provenance"]).arg(home.mini()).run();
    shown.ends_with(Exit::Policy).says(&[&go::absent]);
}
