//! `--require-root`, `--require-signer`, `--require-digest`: the same in both programs.

use super::{root, signer};
use payloads::digest::Both;
use tests::words::{container, trust, usage};
use tests::{Home, Invocation, Outcome};
use voice::Exit;

/// Asks every verb of both programs that looks at a file, and `install`.
fn everywhere(home: &Home, demand: &[String], verdict: impl Fn(&Outcome)) {
    let file = home.beside("mini.run");
    let before = home.tree();
    let own: [&[&str]; 4] = [&["verify"], &["info"], &["list"], &["install", "-y"]];
    let asked = |run: Invocation, verb: &[&str]| run.args(verb).args(demand).arg(&file).run();
    for verb in own {
        verdict(&asked(home.run(&file), verb));
    }
    for verb in ["verify", "inspect", "list"] {
        verdict(&asked(home.packer(), &[verb]));
    }
    let into = home.beside("extracted");
    let extract = |run: Invocation| run.args(["extract", "-C"]).arg(&into).args(demand);
    verdict(&extract(home.run(&file)).arg("--file").arg(&file).run());
    verdict(&extract(home.packer()).arg(&file).run());
    home.is_still(&before, &"demands that are not met");
    assert!(!into.exists());
}

fn demand(words: &[(&str, &str)]) -> Vec<String> {
    words
        .iter()
        .flat_map(|(option, value)| [format!("--require-{option}"), value.to_string()])
        .collect()
}

#[test]
fn a_demand_that_is_not_met_is_refused_by_every_verb() {
    let home = Home::empty();
    let file = home.mini();
    let both = Both::of(&std::fs::read(&file).unwrap());
    let other = Both::of(b"another file");
    for (found, expected) in [
        (format!("sha256:{}", both.sha256), format!("sha256:{}", other.sha256)),
        (format!("sm3:{}", both.sm3), format!("sm3:{}", other.sm3)),
    ] {
        let one_right = demand(&[("digest", &found), ("digest", &expected)]);
        for demanded in [demand(&[("digest", &expected)]), one_right] {
            everywhere(&home, &demanded, |outcome| {
                outcome
                    .ends_with(Exit::Policy)
                    .says(&[&container::digest_differs, &container::digest_help]);
                let told = outcome.stderr.contains(&found) && outcome.stderr.contains(&expected);
                assert!(told, "both digests expected of {outcome}");
            });
        }
    }
    let (stranger, certificate) = ("AB".repeat(20), signer(&home).to_string());
    everywhere(&home, &demand(&[("signer", &stranger)]), |outcome| {
        outcome.ends_with(Exit::Policy).says(&[&tests::words::trust::required_signer]);
    });
    // One of each kind: the OpenPGP one is there, the SM2 one is not.
    let kinds = demand(&[("signer", &certificate), ("signer", &"CD".repeat(32))]);
    everywhere(&home, &kinds, |outcome| {
        outcome.ends_with(Exit::Policy).says(&[&tests::words::trust::required_signer]);
    });
    everywhere(&home, &demand(&[("root", &stranger)]), |outcome| {
        outcome.ends_with(Exit::Untrusted).says(&[&trust::other_root]);
    });
    for (option, value) in [("digest", "sha256:12"), ("signer", &certificate[24..]), ("root", "x")]
    {
        everywhere(&home, &demand(&[(option, value)]), |outcome| {
            outcome.ends_with(Exit::Usage).says(&[&usage::bad_value]);
        });
    }
}

#[test]
fn a_file_that_meets_all_demands_is_installed() {
    let home = Home::empty();
    let file = home.mini();
    let both = Both::of(&std::fs::read(&file).unwrap());
    let (root, signer) = (root(&home).to_string(), signer(&home).to_string().to_lowercase());
    let met = demand(&[
        ("digest", &format!("sha256:{}", both.sha256)),
        ("digest", &format!("SM3:{}", both.sm3).to_uppercase()),
        ("signer", &"AB".repeat(20)),
        ("signer", &signer),
        ("root", &root),
    ]);
    for run in [home.run(&file).arg("verify"), home.packer().args(["verify"])] {
        run.args(&met).arg(&file).run().ends_with(Exit::Done);
    }
    home.run(&file).args(["install", "-y"]).args(&met).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn no_variable_changes_a_verdict() {
    let home = Home::empty();
    let file = home.mini();
    let stranger = "AB".repeat(20);
    let before = home.tree();
    let outcome = home
        .run(&file)
        .args(["install", "-y", "--require-root", &stranger])
        .env("GOFERRY_REQUIRE_ROOT", root(&home).to_string())
        .env("SEQUOIA_CRYPTO_POLICY", "/dev/null")
        .env("TPM2TOOLS_TCTI", "none")
        .run();
    outcome.ends_with(Exit::Untrusted);
    home.is_still(&before, &outcome);
}
