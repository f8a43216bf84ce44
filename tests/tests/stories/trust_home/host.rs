//! `/etc/goferry/policy.conf` and `roots.d`: they only narrow, and what cannot be relied on refuses.

use super::{Host, next, pinned, root, signer};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use tests::words::{host_policy, inspect, trust, trust_state};
use tests::{Home, Outcome, Workshop};
use voice::Exit;
use voice::{Lang, Text};

/// Installs the next release of a home, which has to be refused.
#[track_caller]
fn refused(home: &Home, exit: Exit, texts: &[&'static Text]) -> Outcome {
    let before = home.tree();
    let outcome = home.install(&next(home, 2)).run();
    outcome.ends_with(exit).says(texts);
    home.withstood(&before, &outcome);
    outcome
}

#[test]
fn each_demand_of_the_policy_binds_and_no_option_lifts_it() {
    let home = Home::with_previous();
    let host = Host::of(&home);
    host.demand("# nothing is demanded\n");
    home.install(&next(&home, 1)).run().ends_with(Exit::Done);
    let stranger = "AB".repeat(20);
    let rows: [(String, &'static Text); 5] = [
        ("pinned = true\n".to_owned(), &trust::not_pinned),
        ("required = [\"sm2\"]\n".to_owned(), &trust::stripped),
        (format!("signers = [\"{stranger}\"]\n"), &trust::required_signer),
        ("[floors]\n\"go1.27\" = 3\n".to_owned(), &trust::below_floor),
        ("loose = true\n".to_owned(), &trust::policy),
    ];
    for (policy, text) in rows {
        host.demand(&policy);
        refused(&home, Exit::Policy, &[text]);
        let insisting =
            home.install(&next(&home, 2)).args(["--allow-downgrade", "--require-signer"]);
        let outcome = insisting.arg(signer(&home).to_string()).run();
        outcome.ends_with(Exit::Policy).says(&[text]);
    }
    host.demand(&format!("pinned = true\nsigners = [\"{}\"]\n", signer(&home)));
    let pinned = home.install(&next(&home, 2)).arg("--require-root").arg(root(&home).to_string());
    pinned.run().ends_with(Exit::Done);
    home.install(&next(&home, 3))
        .run()
        .ends_with(Exit::Done)
        .does_not_say(&[&inspect::tofu_warning, &inspect::remembered_warning]);
}

#[test]
fn a_policy_that_others_could_have_written_is_none_and_lets_nothing_pass() {
    let home = Home::with_previous();
    let host = Host::of(&home);
    let policy = Path::new("/etc/goferry/policy.conf");
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let (real, harmless) = (home.beside("policy.conf"), "# nothing\n");
    std::fs::write(&real, harmless).unwrap();

    for bits in [0o664, 0o646, 0o666] {
        mode(&host.lay("policy.conf", harmless), bits);
        refused(&home, Exit::Policy, &[&host_policy::writable, &host_policy::help]);
    }
    chown(host.lay("policy.conf", harmless), Some(1000), None).unwrap();
    refused(&home, Exit::Policy, &[&host_policy::not_roots]);
    std::fs::remove_file(policy).unwrap();
    symlink(&real, policy).unwrap();
    refused(&home, Exit::Policy, &[&host_policy::unreadable]);
    std::fs::remove_file(policy).unwrap();
    std::fs::create_dir(policy).unwrap();
    refused(&home, Exit::Policy, &[&host_policy::no_file]);
    std::fs::remove_dir(policy).unwrap();
    host.lay("policy.conf", vec![b'#'; (64 << 10) + 1]);
    refused(&home, Exit::Policy, &[&host_policy::too_long]);

    host.demand(harmless);
    for directory in ["/etc/goferry", "/etc/goferry/roots.d", "/etc/goferry/admitters.d"] {
        mode(Path::new(directory), 0o775);
        refused(&home, Exit::Policy, &[&host_policy::writable]);
        mode(Path::new(directory), 0o755);
        chown(directory, Some(1000), None).unwrap();
        refused(&home, Exit::Policy, &[&host_policy::not_roots]);
        chown(directory, Some(0), None).unwrap();
    }
    home.install(&next(&home, 2)).run().ends_with(Exit::Done);
}

#[test]
fn a_policy_that_a_user_may_not_read_lets_that_user_install_nothing() {
    let home = Home::empty().given_to(1000);
    let host = Host::of(&home);
    let policy = host.lay("policy.conf", "pinned = true\n");
    std::fs::set_permissions(policy, std::fs::Permissions::from_mode(0o600)).unwrap();
    let outcome = home.run(&home.mini()).args(["install", "-y"]).user(1000).run();
    outcome.ends_with(Exit::Policy).says(&[&host_policy::unreadable]);
    assert!(!home.prefix().exists());
}

#[test]
fn the_roots_of_the_host_narrow_and_nothing_brings_another_back() {
    let (home, other) = (Home::with_previous(), Workshop::new());
    let host = Host::of(&home);
    host.root_of(&other);
    refused(&home, Exit::Untrusted, &[&host_policy::asking, &trust::other_root]);
    let insisting = home.install(&next(&home, 2)).arg("--require-root");
    insisting.arg(root(&home).to_string()).run().ends_with(Exit::Untrusted);
    // The other organisation's own file is not accepted either: this home has another root.
    let foreign = home.lay("foreign.run", &tests::Release::mini().build(&other));
    home.install(&foreign).run().ends_with(Exit::Untrusted);

    let own = home.workshop().root_key().certificate();
    host.lay("roots.d/second.gpg", own.to_bytes());
    let outcome = home.install(&next(&home, 2)).run();
    outcome.ends_with(Exit::Done).does_not_say(&[&inspect::remembered_warning]);

    host.lay("roots.d/note.txt", "not read");
    home.install(&next(&home, 3)).run().ends_with(Exit::Done);
    for junk in ["roots.d/junk.pgp", "admitters.d/junk.asc", "admitters.d/junk.pem"] {
        let path = host.lay(junk, "no certificate\n");
        refused(&home, Exit::Policy, &[&host_policy::no_certificate, &host_policy::help]);
        std::fs::remove_file(path).unwrap();
    }
    let writable = host.lay("roots.d/writable.asc", own.to_armored().unwrap());
    std::fs::set_permissions(writable, std::fs::Permissions::from_mode(0o666)).unwrap();
    refused(&home, Exit::Policy, &[&host_policy::writable]);
}

#[test]
fn on_first_use_the_root_of_the_host_is_as_good_as_one_that_was_typed() {
    let home = Home::empty();
    let host = Host::of(&home);
    host.root_of(home.workshop()).demand("pinned = true\n");
    let outcome = home.run(&home.mini()).args(["install", "-y"]).run();
    outcome.ends_with(Exit::Done).does_not_say(&[&inspect::tofu_warning]);
    let stolen = home.lay("stolen.run", &tests::Release::mini().build(&Workshop::new()));
    let empty = Home::empty();
    let outcome = empty.run(&home.beside("mini.run")).args(["verify"]).arg(&stolen).run();
    outcome.ends_with(Exit::Untrusted).says(&[&host_policy::asking]);
}

#[test]
fn show_tells_what_the_host_demands_and_ends_with_what_is_wrong_with_it() {
    let home = pinned();
    let host = Host::of(&home);
    let show = |words: &[&str]| home.goferry().args(["trust", "show"]).args(words).run();
    show(&[]).ends_with(Exit::Done).says(&[&trust_state::host_none]);
    let key = signer(&home);
    host.root_of(home.workshop());
    host.demand(&format!(
        "pinned = true\nrequired = [\"openpgp\"]\nsigners = [\"{key}\"]\nadmission = [\"{key}\"]\n[floors]\n\"go1.27\" = 1\n"
    ));
    show(&[]).ends_with(Exit::Done).says(&[
        &trust_state::host_pinned,
        &trust_state::host_required,
        &trust_state::host_signers,
        &trust_state::host_admission,
        &trust_state::host_floor,
        &trust_state::host_root,
    ]);
    let told = show(&["--json"]);
    let told: serde_json::Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(told["host"]["floors"]["go1.27"], 1);
    assert_eq!(told["host"]["roots"][0], root(&home).to_string());
    host.demand("pinned = maybe\n");
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.goferry().args(["trust", "show"]).lang(lang).run();
        outcome.ends_with(Exit::Policy).says(&[
            &inspect::pinned,
            &trust_state::host_unusable,
            &trust::policy,
        ]);
    }
}
