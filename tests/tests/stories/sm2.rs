//! Releases signed under the national rules, alone or beside OpenPGP: certificates and signatures of a
//! real OpenSSL, ours in the eyes of stock tools, and keys that say themselves that they count no more.

use crate::desk::Desk;
use crate::elsewhere::{Gnupg, IDENTITY, MADE, SIGNED, agreed, keys, root};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{build, signers as words, trust};
use tests::{Home, Invocation, Real, require_tool};
use voice::Exit;

impl Desk {
    /// `build` with the options of both kinds.
    fn build(&self, out: &Path) -> Invocation {
        let build = Real::shared().build().arg("--sign-openpgp").arg(self.key("release.key"));
        build.arg("--sign-sm2").arg(self.key("sm2-release.key")).arg("-o").arg(out)
    }

    fn sidecars(&self, file: &Path) -> Invocation {
        let time = SIGNED.to_string();
        self.home.packer().args(["sidecars", "--signing-time", &time]).arg(file)
    }
}

/// Every detached signature of `name` and of the checksum files, by tools that know nothing of us.
#[track_caller]
fn stock_tools_accept(directory: &Path, name: &str) {
    for signed in [name, "SHA256SUMS", "SM3SUMS"] {
        for tool in ["gpgv", "sqv"] {
            require_tool(tool);
            let verify = Invocation::of(tool).args(["--keyring", "./release.asc.pub"]);
            let verify = verify.arg(format!("{signed}.asc")).arg(signed).within(directory).run();
            assert!(verify.is_success(), "{verify}");
        }
        agreed(
            directory,
            &format!(
                "pkeyutl -verify -rawin -digest sm3 -pkeyopt ID -certin -inkey release-sm2.pem \
                 -in {signed} -sigfile {signed}.sm2sig"
            ),
        );
    }
}

#[test]
fn both_kinds_sign_a_build_that_is_the_same_each_time_and_stock_tools_agree() {
    let desk = Desk::of_two_kinds();
    let out = desk.home.beside("out");
    fs::create_dir(&out).unwrap();
    let built = desk.build(&out).arg("--check").run();
    built.ends_with(Exit::Done).says(&[&build::reproducible]);
    let name = Real::shared().name();
    let file = out.join(&name);
    let told = desk.json(&["inspect"], &file);
    let listed = desk.json(&["keys", "list"], &desk.keys);
    let signers: Vec<&Value> =
        told["signers"].as_array().unwrap().iter().map(|one| &one["certificate"]).collect();
    let both = [&listed["release"]["fingerprint"], &listed["sm2_release"]["fingerprint"]];
    assert_eq!(signers, both);
    stock_tools_accept(&out, &name);
    fs::copy(desk.key("sm2-root.pem"), out.join("sm2-root.pem")).unwrap();
    agreed(&out, "verify -vfyopt ID -CAfile sm2-root.pem release-sm2.pem");
    desk.home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
}

#[test]
fn a_further_key_of_both_kinds_releases_once_the_list_names_it() {
    let desk = Desk::of_two_kinds();
    let next = desk.home.beside("next");
    let made = desk.home.packer().args(["keys", "release", "--no-passphrase", "--name"]);
    let made = made.args(["Snake-oil next", "--time", &(MADE + 60).to_string(), "--out"]);
    let made = made.arg(&next).arg("--sm2-root").arg(desk.key("sm2-root.pem"));
    let made = made.arg("--sm2-root-key").arg(desk.key("sm2-root.key"));
    made.run().ends_with(Exit::Done).says(&[&build::key_made, &build::key_made_sm2]);
    fs::copy(desk.key("sm2-root.pem"), next.join("sm2-root.pem")).unwrap();
    agreed(&next, "verify -vfyopt ID -CAfile sm2-root.pem release-sm2.pem");
    let out = desk.home.beside("out");
    fs::create_dir(&out).unwrap();
    let build = || {
        let build = Real::shared().build().arg("--sign-openpgp").arg(next.join("release.key"));
        let build = build.arg("--sign-sm2").arg(next.join("sm2-release.key"));
        build.arg("--roots").arg(&desk.keys).arg("-o").arg(&out).run()
    };
    build().ends_with(Exit::Untrusted);
    let list = desk.home.packer().args(["trust-list", "next"]).arg(&desk.keys);
    let list = list.arg("--root-key").arg(desk.key("root.key")).arg("--release");
    let time = (MADE + 120).to_string();
    list.arg(next.join("release.asc")).args(["--time", &time]).run().ends_with(Exit::Done);
    build().ends_with(Exit::Done);
    let root = root(&desk.home, &desk.keys);
    let file = out.join(Real::shared().name());
    let verified = desk.home.packer().args(["verify", "--require-root", &root]).arg(&file).run();
    verified.ends_with(Exit::Done);
}

#[test]
fn one_kind_of_two_is_not_enough_where_the_list_requires_both() {
    let desk = Desk::of_two_kinds();
    let real = Real::shared();
    for (option, key) in [("--sign-openpgp", "release.key"), ("--sign-sm2", "sm2-release.key")] {
        let alone = real.build().arg(option).arg(desk.key(key)).arg("-o").arg(desk.home.path());
        let refused = alone.run();
        refused.ends_with(Exit::Usage).says(&[&words::kind_required, &words::kind_required_help]);
    }
    assert_eq!(fs::read_dir(desk.home.path()).unwrap().count(), 0);
}

#[test]
fn an_organisation_may_sign_with_sm2_alone() {
    let home = Home::empty();
    let (keys, made, out) = (home.beside("keys"), MADE.to_string(), home.beside("out"));
    let init = home.packer().args(["keys", "init", "--sm2", "--require", "sm2", "--time", &made]);
    let init = init.args(["--no-passphrase", "--name", "Snake-oil", "--out"]).arg(&keys);
    init.run().ends_with(Exit::Done).says(&[&build::keys_made_sm2, &build::keys_advice_sm2]);
    fs::create_dir(&out).unwrap();
    let real = Real::shared();
    let build = real.build().arg("--sign-sm2").arg(keys.join("sm2-release.key"));
    build.arg("-o").arg(&out).run().ends_with(Exit::Done);
    let file = out.join(real.name());
    assert!(!out.join("SHA256SUMS.asc").exists() && !out.join("release.asc.pub").exists());
    let verified = home.run(&file).arg("verify").run();
    assert!(verified.ends_with(Exit::Done).stdout.contains("goferry SM2 release"), "{verified}");
}

/// A root, an authority and a release certificate that OpenSSL made, and a token played by OpenSSL.
fn token(home: &Home) -> PathBuf {
    let room = home.beside("token");
    fs::create_dir(&room).unwrap();
    let authority = |length: u8| {
        format!(
            "basicConstraints=critical,CA:TRUE,pathlen:{length}\nkeyUsage=critical,keyCertSign\n"
        )
    };
    agreed(&room, "genpkey -algorithm SM2 -out root.key");
    agreed(
        &room,
        "req -x509 -new -sm3 -key root.key -subj /CN=Snake-oil-root -sigopt ID -days 9 \
         -addext basicConstraints=critical,CA:TRUE,pathlen:1 \
         -addext keyUsage=critical,keyCertSign -out root.pem",
    );
    for (name, issuer, extensions) in [
        ("middle", "root", authority(0)),
        ("leaf", "middle", "keyUsage=critical,digitalSignature\n".to_owned()),
    ] {
        fs::write(room.join("extensions"), extensions).unwrap();
        agreed(&room, &format!("genpkey -algorithm SM2 -out {name}.key"));
        let subject = format!("-subj /CN=Snake-oil-{name}");
        agreed(
            &room,
            &format!("req -new -sm3 -key {name}.key {subject} -sigopt ID -out {name}.csr"),
        );
        agreed(
            &room,
            &format!(
                "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial \
                 -sm3 -vfyopt ID -sigopt ID -extfile extensions -days 5 -out {name}.pem"
            ),
        );
    }
    let chain = ["leaf.pem", "middle.pem"].map(|name| fs::read(room.join(name)).unwrap()).concat();
    fs::write(room.join("chain.pem"), chain).unwrap();
    room
}

/// `cmd:` with a program that signs as keys/README.md says, with `options`.
fn program(home: &Home, room: &Path, name: &str, options: &str) -> String {
    let script = format!(
        "#!/bin/sh\nset -eu\ncat >{0}/input\necho \"$# $1 $2\" >>{0}/calls\n\
         exec openssl pkeyutl -sign -rawin -digest sm3 {options} -inkey {0}/leaf.key -in {0}/input\n",
        room.display()
    );
    format!("cmd:{}", home.lay(name, script.as_bytes()).display())
}

#[test]
fn a_root_of_openssl_is_named_and_its_token_signs_by_a_command() {
    let desk = Desk::of_two_kinds();
    let room = token(&desk.home);
    let next = desk.home.packer().args(["trust-list", "next"]).arg(&desk.keys);
    let next = next.arg("--root-key").arg(desk.key("root.key"));
    next.arg("--sm2-root").arg(room.join("root.pem")).run().ends_with(Exit::Done);
    let out = desk.home.beside("out");
    fs::create_dir(&out).unwrap();
    #[expect(clippy::disallowed_methods, reason = "OpenSSL's certificates begin now")]
    let now = voice::time::now().to_string();
    let identity = format!("-pkeyopt {IDENTITY}");
    let build = |signer: String| {
        let build = Real::shared().build().args(["--signing-time", &now]);
        let build = build.arg("--sign-openpgp").arg(desk.key("release.key"));
        let build = build.args(["--sign-sm2", &signer, "--sm2-chain"]).arg(room.join("chain.pem"));
        build.arg("-o").arg(&out).run()
    };
    let silent = build(program(&desk.home, &room, "nobody.sh", ""));
    silent.ends_with(Exit::BadSignature).says(&[&words::sm2_answer, &words::sm2_answer_help]);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    fs::remove_file(room.join("calls")).unwrap();
    build(program(&desk.home, &room, "token.sh", &identity)).ends_with(Exit::Done);
    let calls = fs::read_to_string(room.join("calls")).unwrap();
    assert_eq!(calls, format!("2 manifest {now}\n{}", format!("2 sidecar {now}\n").repeat(3)));
    let name = Real::shared().name();
    stock_tools_accept(&out, &name);
    // The option gives the identity of the first certificate alone: a chain goes link by link.
    fs::copy(out.join("release-sm2.pem"), room.join("release-sm2.pem")).unwrap();
    agreed(&room, "verify -vfyopt ID -partial_chain -trusted middle.pem release-sm2.pem");
    agreed(&room, "verify -vfyopt ID -CAfile root.pem middle.pem");
    let verified = desk.home.run(&out.join(name)).arg("verify").run();
    assert!(verified.ends_with(Exit::Done).stdout.contains("Snake-oil-leaf"), "{verified}");
}

#[test]
fn a_signer_that_the_list_does_not_name_is_refused_before_the_build() {
    let desk = Desk::of_two_kinds();
    let other = keys(&desk.home, "others", true);
    for (option, key) in [("--sign-openpgp", "release.key"), ("--sign-sm2", "sm2-release.key")] {
        let build = Real::shared().build().arg(option).arg(other.join(key));
        let (rest, own) = match option {
            "--sign-sm2" => ("--sign-openpgp", desk.key("release.key")),
            _ => ("--sign-sm2", desk.key("sm2-release.key")),
        };
        let build = build.arg(rest).arg(own).arg("--roots").arg(&desk.keys);
        let refused = build.arg("-o").arg(desk.home.path()).run();
        refused.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer, &words::asking_list]);
        refused.does_not_say(&[&build::obtaining]);
    }
    assert_eq!(fs::read_dir(desk.home.path()).unwrap().count(), 0);
}

#[test]
fn fingerprints_and_exported_certificates_are_what_stock_tools_see() {
    let desk = Desk::of_two_kinds();
    let out = desk.home.beside("exported");
    let export = desk.home.packer().args(["keys", "export"]).arg(&desk.keys).arg("--out").arg(&out);
    export.run().ends_with(Exit::Done);
    let listed = desk.json(&["keys", "list"], &desk.keys);
    for (key, file) in [("sm2_root", "sm2-root.pem"), ("sm2_release", "release-sm2.pem")] {
        let shown = agreed(&out, &format!("x509 -noout -fingerprint -sm3 -in {file}"));
        let shown = shown.split('=').nth(1).unwrap().trim().replace(':', "");
        assert_eq!(listed[key]["fingerprint"], shown);
    }
    agreed(&out, "verify -vfyopt ID -CAfile sm2-root.pem release-sm2.pem");
}

#[test]
fn a_checksum_file_that_changed_is_unsigned_until_it_is_signed_again() {
    let desk = Desk::of_two_kinds();
    let (file, directory) = (desk.home.mini(), desk.home.beside(""));
    let sign = |file: &Path| {
        let signed = desk.sidecars(file).arg("--sign-openpgp").arg(desk.key("release.key"));
        signed.arg("--sign-sm2").arg(desk.key("sm2-release.key")).run().ends_with(Exit::Done);
    };
    sign(&file);
    stock_tools_accept(&directory, "mini.run");
    let signatures = || {
        ["SHA256SUMS.asc", "SM3SUMS.asc", "SHA256SUMS.sm2sig", "SM3SUMS.sm2sig"]
            .iter()
            .filter(|name| directory.join(name).exists())
            .count()
    };
    desk.sidecars(&file).run().ends_with(Exit::Done);
    assert_eq!(signatures(), 4, "nothing changed");
    let more = desk.home.lay("more.run", b"more");
    desk.sidecars(&more).run().ends_with(Exit::Done);
    assert_eq!(signatures(), 0, "a line is new");
    sign(&more);
    stock_tools_accept(&directory, "more.run");
    stock_tools_accept(&directory, "mini.run");
}

#[test]
fn a_file_that_begins_like_a_statement_gets_no_sm2_signature() {
    let desk = Desk::of_two_kinds();
    let file = desk.home.write("statement", b"goferry manifest v1\0");
    let signed = desk.sidecars(&file).arg("--sign-sm2").arg(desk.key("sm2-release.key")).run();
    signed.ends_with(Exit::Usage).says(&[&words::like_a_statement, &words::like_a_statement_help]);
    assert!(!desk.home.beside("statement.sm2sig").exists());
}

#[test]
fn a_revoked_certificate_counts_no_more_once_a_list_carries_it() {
    let desk = Desk::of_two_kinds();
    let revoke = || {
        desk.home
            .packer()
            .args(["keys", "revoke", "--because", "lost"])
            .arg(desk.key("release.key"))
    };
    revoke().run().ends_with(Exit::Done).says(&[&build::key_revoked]);
    revoke().run().ends_with(Exit::Usage).says(&[&build::exists]);
    let revoked = desk.key("release-revoked.asc");
    let shown = Gnupg::with(&desk.home, "gnupg", &desk.key("release.key")).shown(&revoked);
    assert!(shown.contains("[revoked: "), "{shown}");
    let next = desk.home.packer().args(["trust-list", "next"]).arg(&desk.keys);
    let next = next.arg("--root-key").arg(desk.key("root.key"));
    next.arg("--release").arg(&revoked).run().ends_with(Exit::Done);
    let out = desk.home.beside("late.run");
    let refused = desk.build(&out).run();
    refused.ends_with(Exit::Policy).says(&[&trust::revoked]);
    assert!(!out.exists());
}
