//! One more signature on a finished file: in any order, here or on a machine without a network.

use crate::desk::Desk;
use crate::elsewhere::{Gnupg, MADE, SIGNED, keys, openssl_signs, root};
use ::keys::sm2::{Chain, SecretKey};
use ::keys::{Kind, Purpose, Signatures};
use payloads::container::trailer::Trailer;
use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{build, container, sign, trust};
use tests::{Invocation, Real, Workshop, trailer_of};
use voice::Exit;

impl Desk {
    /// Signed with OpenPGP alone.
    fn half(&self) -> PathBuf {
        let workshop = Workshop::of(&self.keys);
        let bytes = workshop.draft().signed_at(SIGNED).with_stub().build(&workshop);
        self.home.lay("half.run", &bytes)
    }

    /// The same release, signed with SM2 alone.
    fn other_half(&self) -> PathBuf {
        let bytes = fs::read(self.half()).unwrap();
        let trailer = trailer_of(&bytes);
        let (at, length) = (trailer.manifest_offset as usize, trailer.manifest_length as usize);
        let manifest = &bytes[at..at + length];
        let key = fs::read(self.key("sm2-release.key")).unwrap();
        let key = SecretKey::load(&key, None).unwrap();
        let chain = Chain::parse(&fs::read(self.key("release-sm2.pem")).unwrap()).unwrap();
        let signature = key.sign(Purpose::Manifest, chain, manifest).unwrap();
        let signatures = Signatures::default().with(Kind::Sm2, signature).unwrap().render();
        let trailer = Trailer { signatures_length: signatures.len() as u64, ..trailer };
        let end = trailer.render().unwrap();
        let whole = [&bytes[..at + length], &signatures, &end].concat();
        self.home.lay("other-half.run", &whole)
    }

    fn sign(&self, file: &Path) -> Invocation {
        self.home.packer().arg("sign").arg(file)
    }

    /// As the far side will: under the root that was given out another way.
    #[track_caller]
    fn is_accepted(&self, file: &Path) {
        let root = root(&self.home, &self.keys);
        let verify = || ["verify", "--require-root", &root].map(str::to_owned);
        self.home.packer().args(verify()).arg(file).run().ends_with(Exit::Done);
        self.home.run(file).args(verify()).arg(file).run().ends_with(Exit::Done);
    }

    /// No file but these two lies beside the home because of what was tried.
    #[track_caller]
    fn left_nothing(&self) {
        let names = fs::read_dir(self.home.beside("")).unwrap();
        let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(!names.any(|name| name.contains("unfinished")), "an unfinished file is left");
    }
}

#[test]
fn two_kinds_are_added_in_either_order_and_give_the_same_bytes() {
    let desk = Desk::of_two_kinds();
    let (one, other, time) = (desk.half(), desk.other_half(), SIGNED.to_string());
    for half in [&one, &other] {
        let refused = desk.home.packer().arg("verify").arg(half).run();
        refused.ends_with(Exit::Policy).says(&[&trust::stripped]);
    }
    let sm2 = desk.sign(&one).arg("--sign-sm2").arg(desk.key("sm2-release.key")).run();
    sm2.ends_with(Exit::Done).says(&[&sign::signed]).does_not_say(&[&sign::still_missing]);
    let openpgp = desk.sign(&other).arg("--sign-openpgp").arg(desk.key("release.key"));
    openpgp.args(["--signing-time", &time]).run().ends_with(Exit::Done);
    assert!(fs::read(&one).unwrap() == fs::read(&other).unwrap(), "the order shows");
    desk.is_accepted(&one);
    desk.left_nothing();
}

#[test]
fn openssl_and_gpg_sign_what_was_exported_and_their_answers_are_attached() {
    let desk = Desk::of_two_kinds();
    let (one, other) = (desk.half(), desk.other_half());
    let (message, chain) = (desk.home.beside("message"), desk.key("release-sm2.pem"));
    let export = desk.sign(&one).arg("--sm2-chain").arg(&chain);
    let exported = export.arg("--detached-manifest").arg(&message).run();
    exported.ends_with(Exit::Done).says(&[&sign::exported, &sign::with_openssl]);
    let answer = openssl_signs(&desk.key("sm2-release.key"), &message);
    let attach = desk.sign(&one).arg("--sm2-chain").arg(&chain).arg("--attach").arg(&answer);
    attach.run().ends_with(Exit::Done);
    desk.is_accepted(&one);

    let exported = desk.sign(&other).arg("--detached-manifest").arg(&message).run();
    exported.ends_with(Exit::Done).says(&[&sign::exported, &sign::with_gpg]);
    let gnupg = Gnupg::with(&desk.home, "gnupg", &desk.key("release.key"));
    let answer = gnupg.sign("manifest", &message);
    desk.sign(&other).arg("--attach").arg(&answer).run().ends_with(Exit::Done);
    desk.is_accepted(&other);
    desk.left_nothing();
}

#[test]
fn a_signature_by_a_stranger_or_over_something_else_changes_nothing() {
    let desk = Desk::of_two_kinds();
    let (one, other, message) = (desk.half(), desk.other_half(), desk.home.beside("message"));
    let before = [&one, &other].map(|file| fs::read(file).unwrap());
    let stranger = keys(&desk.home, "stranger", true);
    let sm2 = desk.sign(&one).arg("--sign-sm2").arg(stranger.join("sm2-release.key")).run();
    sm2.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer]);
    let openpgp = desk.sign(&other).arg("--sign-openpgp").arg(stranger.join("release.key")).run();
    openpgp.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer]);

    desk.sign(&other).arg("--detached-manifest").arg(&message).run().ends_with(Exit::Done);
    let attach = |answer: &Path| desk.sign(&other).arg("--attach").arg(answer).run();
    let gnupg = Gnupg::with(&desk.home, "strangers-gnupg", &stranger.join("release.key"));
    attach(&gnupg.sign("manifest", &message)).ends_with(Exit::Untrusted);
    let gnupg = Gnupg::with(&desk.home, "own-gnupg", &desk.key("release.key"));
    let wrong = attach(&gnupg.sign("sidecar", &message));
    wrong.ends_with(Exit::BadSignature).says(&[&trust::wrong_purpose]);
    fs::write(&message, "something else").unwrap();
    let wrong = attach(&gnupg.sign("manifest", &message));
    wrong.ends_with(Exit::BadSignature).says(&[&trust::bad_signature]);
    let chain = desk.key("release-sm2.pem");
    let answer = openssl_signs(&desk.key("sm2-release.key"), &message);
    let wrong = desk.sign(&one).arg("--sm2-chain").arg(chain).arg("--attach").arg(answer).run();
    wrong.ends_with(Exit::BadSignature);
    for (file, before) in [&one, &other].into_iter().zip(before) {
        assert!(fs::read(file).unwrap() == before, "{} was changed", file.display());
    }
    desk.left_nothing();
}

#[test]
fn nobody_signs_a_file_that_was_changed_or_before_it_was_sealed() {
    let desk = Desk::of_two_kinds();
    let (file, key) = (desk.half(), desk.key("sm2-release.key"));
    let mut bytes = fs::read(&file).unwrap();
    let at = trailer_of(&bytes).roots_offset as usize / 2;
    bytes[at] ^= 1;
    let damaged = desk.home.lay("damaged.run", &bytes);
    desk.sign(&damaged).arg("--sign-sm2").arg(&key).run().ends_with(Exit::Damaged);
    assert!(fs::read(&damaged).unwrap() == bytes, "it was changed");

    let early = desk.sign(&file).arg("--sign-openpgp").arg(desk.key("release.key"));
    let early = early.args(["--signing-time", &(SIGNED - 1).to_string()]).run();
    early.ends_with(Exit::Usage).says(&[&sign::too_early, &sign::too_early_help]);
    let other = root(&desk.home, &keys(&desk.home, "stranger", false));
    let wrong = desk.sign(&file).args(["--require-root", &other]).arg("--sign-sm2").arg(&key).run();
    wrong.ends_with(Exit::Untrusted);
    desk.sign(&file).run().ends_with(Exit::Usage).says(&[&build::no_signer]);
    desk.left_nothing();
}

#[test]
fn what_spoke_of_the_former_bytes_goes_and_the_rest_stays() {
    let desk = Desk::of_two_kinds();
    let (file, other) = (desk.half(), desk.home.mini());
    let beside = |name: &str| desk.home.beside(name);
    let sidecars = |file: &Path| {
        let run = desk.home.packer().arg("sidecars").arg(file).arg("--sign-openpgp");
        run.arg(desk.key("release.key")).run().ends_with(Exit::Done);
    };
    sidecars(&other);
    sidecars(&file);
    let digests = payloads::digest::Both::of(&fs::read(&file).unwrap());
    let subject = |digests: &payloads::digest::Both| {
        serde_json::json!([{ "name": "half.run",
            "digest": { "sha256": digests.sha256, "sm3": digests.sm3 } }])
    };
    let provenance = beside("half.run.provenance.json");
    let statement = serde_json::json!({ "predicate": { "a": 1 }, "subject": subject(&digests) });
    fs::write(&provenance, statement.to_string()).unwrap();
    let again = desk.sign(&file).arg("--sign-openpgp").arg(desk.key("release.key"));
    let again = again.args(["--signing-time", &SIGNED.to_string()]).run();
    again.ends_with(Exit::Done).says(&[&sign::signed_already, &sign::still_missing]);
    assert!(beside("half.run.asc").exists(), "nothing changed");

    let signed = desk.sign(&file).arg("--sign-sm2").arg(desk.key("sm2-release.key")).run();
    signed.ends_with(Exit::Done).says(&[&sign::stale, &sign::sidecars_again]);
    for gone in ["half.run.asc", "SHA256SUMS.asc", "SM3SUMS.asc"] {
        assert!(!beside(gone).exists(), "{gone} is still there");
        assert!(signed.stdout.contains(gone), "{gone} is not named: {signed}");
    }
    assert!(beside("mini.run.asc").exists(), "the other file's signature");
    for sums in ["SHA256SUMS", "SM3SUMS"] {
        let text = fs::read_to_string(beside(sums)).unwrap();
        assert!(text.contains("mini.run") && !text.contains("half.run"), "{sums}: {text}");
    }
    let digests = payloads::digest::Both::of(&fs::read(&file).unwrap());
    let renewed: serde_json::Value =
        serde_json::from_slice(&fs::read(&provenance).unwrap()).unwrap();
    assert_eq!(renewed["subject"], subject(&digests));
    assert_eq!(renewed["predicate"], statement["predicate"]);
}

#[test]
fn a_newer_list_lets_a_new_key_sign_a_file_that_was_there_before() {
    let desk = Desk::of_two_kinds();
    let (file, next) = (desk.half(), keys(&desk.home, "next", false));
    let (new, time) = (next.join("release.key"), (MADE + 1).to_string());
    let run = || {
        let run = desk.sign(&file).arg("--sign-openpgp").arg(&new);
        run.arg("--sign-sm2").arg(desk.key("sm2-release.key"))
    };
    run().run().ends_with(Exit::Untrusted);
    let list = desk.home.packer().args(["trust-list", "next"]).arg(&desk.keys);
    let list = list.arg("--release").arg(next.join("release.asc")).args(["--time", &time]);
    list.arg("--root-key").arg(desk.key("root.key")).run().ends_with(Exit::Done);
    let signed = run().arg("--roots").arg(&desk.keys).run();
    signed.ends_with(Exit::Done).says(&[&sign::newer_list_needed]);
    let refused = desk.home.packer().arg("verify").arg(&file).run();
    refused.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer]);
}

#[test]
fn a_file_may_be_built_for_others_to_sign_later() {
    let (real, desk) = (Real::shared(), Desk::of_two_kinds());
    let file = desk.home.beside("built.run");
    let build = || {
        let build = real.build().arg("--sign-sm2").arg(desk.key("sm2-release.key"));
        build.arg("-o").arg(&file)
    };
    build().run().ends_with(Exit::Usage);
    let built = build().args(["--require", "openpgp"]).run();
    built.ends_with(Exit::Done).says(&[&sign::still_missing]);
    let refused = desk.home.packer().arg("verify").arg(&file).run();
    refused.ends_with(Exit::Policy).says(&[&container::checking]);
    let message = desk.home.beside("message");
    desk.sign(&file).arg("--detached-manifest").arg(&message).run().ends_with(Exit::Done);
    let gnupg = Gnupg::with(&desk.home, "gnupg", &desk.key("release.key"));
    let answer = gnupg.sign("manifest", &message);
    desk.sign(&file).arg("--attach").arg(answer).run().ends_with(Exit::Done);
    desk.is_accepted(&file);
    let provenance = fs::read_to_string(desk.home.beside("built.run.provenance.json")).unwrap();
    let digest = payloads::digest::Sha256::of(&fs::read(&file).unwrap()).to_string();
    assert!(provenance.contains(&digest), "the provenance is about the former bytes");
}
