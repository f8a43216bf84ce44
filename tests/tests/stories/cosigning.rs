//! The receiving organisation admits a release with its own key; the file never changes.

use crate::elsewhere::{Gnupg, SIGNED, keys, root};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{build, cosign as words, inspect, trust};
use tests::{Home, Invocation, Workshop};
use voice::Exit;

/// A publisher's file, the fingerprint of its root, and the keys of the organisation that receives it.
struct Gate {
    home: Home,
    file: PathBuf,
    root: String,
    own: PathBuf,
}

impl Gate {
    fn new() -> Gate {
        let home = Home::empty();
        let publisher = keys(&home, "publisher", false);
        let root = root(&home, &publisher);
        let workshop = Workshop::of(&publisher);
        let bytes = workshop.draft().signed_at(SIGNED).with_stub().build(&workshop);
        let (file, own) = (home.lay("go.run", &bytes), keys(&home, "own", true));
        Gate { home, file, root, own }
    }

    /// Under the root that came another way.
    fn cosign(&self) -> Invocation {
        self.home.packer().args(["cosign", "--require-root", &self.root]).arg(&self.file)
    }

    fn noted(&self) -> Invocation {
        self.cosign().args(["--note", "examined by Li, 审查人:李"])
    }

    fn statement(&self) -> PathBuf {
        self.home.beside("go.run.admission")
    }

    fn key(&self, name: &str) -> PathBuf {
        self.own.join(name)
    }

    fn shown(&self, of: &Path, admitters: &[&str]) -> tests::Outcome {
        let show = self.home.packer().args(["cosign", "show", "--json"]).arg(self.statement());
        let show = show.arg("--of").arg(of);
        let named = admitters.iter().map(|name| self.key(name));
        named.fold(show, |show, path| show.arg("--admitter").arg(path)).run()
    }
}

#[test]
fn a_release_is_admitted_with_both_kinds_and_the_file_stays() {
    let gate = Gate::new();
    let before = fs::read(&gate.file).unwrap();
    let both = gate.noted().arg("--sign-openpgp").arg(gate.key("release.key"));
    let both = both.arg("--sign-sm2").arg(gate.key("sm2-release.key")).run();
    both.ends_with(Exit::Done).says(&[&words::admitted]).does_not_say(&[&inspect::tofu_warning]);
    assert!(fs::read(&gate.file).unwrap() == before, "the file was changed");
    let shown = gate.shown(&gate.file, &["release.asc", "sm2-root.pem"]);
    let shown: Value = serde_json::from_str(&shown.ends_with(Exit::Done).stdout).unwrap();
    let digest = payloads::digest::Both::of(&before);
    assert_eq!(shown["note"], "examined by Li, 审查人:李");
    assert_eq!(shown["file"]["sha256"], digest.sha256.to_string());
    assert_eq!(shown["file"]["sm3"], digest.sm3.to_string());
    assert_eq!((shown["signers"].as_array().unwrap().len(), &shown["checked"]), (2, &true.into()));
    let unchecked = gate.home.packer().args(["cosign", "show"]).arg(gate.statement()).run();
    unchecked.ends_with(Exit::Done).says(&[&words::not_checked, &words::note]);
}

#[test]
fn what_nobody_compared_or_what_was_changed_is_not_admitted() {
    let gate = Gate::new();
    let sign = |run: Invocation| run.arg("--sign-openpgp").arg(gate.key("release.key")).run();
    let unknown = gate.home.packer().args(["cosign", "--note", "x"]).arg(&gate.file);
    sign(unknown).ends_with(Exit::Policy).says(&[&words::first_use, &words::first_use_help]);
    let other = root(&gate.home, &gate.own);
    let other = gate.home.packer().args(["cosign", "--note", "x", "--require-root", &other]);
    sign(other.arg(&gate.file)).ends_with(Exit::Untrusted);
    sign(gate.cosign()).ends_with(Exit::Usage).says(&[&words::no_note]);
    sign(gate.cosign().args(["--note", &"x".repeat(5000)])).ends_with(Exit::Usage);
    gate.noted().run().ends_with(Exit::Usage).says(&[&build::no_signer]);
    let mut bytes = fs::read(&gate.file).unwrap();
    bytes[1000] ^= 1;
    fs::write(&gate.file, bytes).unwrap();
    sign(gate.noted()).ends_with(Exit::Damaged);
    assert!(!gate.statement().exists(), "a statement was written");
}

#[test]
fn a_token_signs_first_and_a_second_department_adds_its_signature() {
    let gate = Gate::new();
    let gnupg = Gnupg::with(&gate.home, "gnupg", &gate.key("release.key"));
    let program = gnupg.program(&gate.home);
    let token = || gate.noted().args(["--sign-openpgp", &program]);
    let unknown = token().run();
    unknown.ends_with(Exit::Usage).says(&[&words::unknown_certificate]);
    assert!(!gate.statement().exists(), "a statement that nobody can check");
    token().arg("--admitter").arg(gate.key("release.asc")).run().ends_with(Exit::Done);
    let first = fs::read(gate.statement()).unwrap();
    let again = token().arg("--admitter").arg(gate.key("release.asc")).run();
    again.ends_with(Exit::Usage).says(&[&build::exists]);
    assert_eq!(fs::read(gate.statement()).unwrap(), first);

    let add = gate.cosign().arg("--add").arg("--sign-sm2").arg(gate.key("sm2-release.key"));
    let add = add.arg("--admitter").arg(gate.key("release.asc")).run();
    add.ends_with(Exit::Done);
    let shown = gate.shown(&gate.file, &["release.asc", "sm2-root.pem"]);
    let shown: Value = serde_json::from_str(&shown.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(shown["kinds"], serde_json::json!(["openpgp", "sm2"]));
}

#[test]
fn a_statement_counts_for_its_release_and_its_signers_alone() {
    let gate = Gate::new();
    let signed = gate.noted().arg("--sign-openpgp").arg(gate.key("release.key")).run();
    signed.ends_with(Exit::Done);
    let other = gate.home.mini();
    let refused = gate.shown(&other, &["release.asc"]);
    refused.ends_with(Exit::Policy).says(&[&words::checking]);
    let stranger = gate.shown(&gate.file, &["root.asc"]);
    stranger.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer]);
    let mut bytes = fs::read(gate.statement()).unwrap();
    let at = bytes.windows(8).position(|window| window == b"examined").unwrap();
    bytes[at] ^= 1;
    fs::write(gate.statement(), bytes).unwrap();
    let changed = gate.shown(&gate.file, &["release.asc"]);
    changed.ends_with(Exit::BadSignature).says(&[&trust::bad_signature]);
}
