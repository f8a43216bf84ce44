//! Who signs: a key file with a passphrase, or a command of the user's own.

use payloads::Exit;
use payloads::words::build;
use std::path::{Path, PathBuf};
use tests::{Home, Invocation, REAL_KEYS_MADE, REAL_SIGNED, Real, require_tool};

const PASSPHRASE: &str = "open sesame 芝麻";

/// GnuPG with the release key of the real keys in a keyring of its own.
struct Gpg {
    home: Home,
}

impl Gpg {
    fn new() -> Gpg {
        require_tool("gpg");
        let gpg = Gpg { home: Home::empty() };
        std::fs::create_dir(gpg.directory()).unwrap();
        std::fs::set_permissions(
            gpg.directory(),
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .unwrap();
        let import = gpg
            .run()
            .args(["--batch", "--quiet", "--import"])
            .arg(Real::shared().keys().join("release.key"));
        let outcome = import.run();
        assert!(outcome.is_success(), "{outcome}");
        gpg
    }

    fn directory(&self) -> PathBuf {
        self.home.beside("gnupg")
    }

    fn run(&self) -> Invocation {
        Invocation::of("gpg").env("GNUPGHOME", self.directory())
    }

    /// A signer as somebody's token or HSM would be wrapped; it keeps what it was called with.
    fn signer(&self, options: &str) -> PathBuf {
        let directory = self.directory();
        let script = format!(
            "#!/bin/sh\nset -eu\nexport GNUPGHOME={0}\necho \"$# $1 $2\" >>{0}/calls\n\
             exec gpg --batch --quiet --faked-system-time \"$2!\" {options} --detach-sign\n",
            directory.display()
        );
        self.home.lay("sign.sh", script.as_bytes())
    }

    fn calls(&self) -> String {
        std::fs::read_to_string(self.directory().join("calls")).unwrap()
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        Invocation::of("gpgconf")
            .env("GNUPGHOME", self.directory())
            .args(["--kill", "gpg-agent"])
            .run();
    }
}

fn cmd(script: &Path) -> String {
    format!("cmd:{}", script.display())
}

#[test]
fn a_release_signed_by_gpg_as_a_command_verifies_everywhere() {
    let (real, gpg) = (Real::shared(), Gpg::new());
    let script = gpg.signer("--sig-notation \"purpose@goferry.invalid=$1\"");
    let out = gpg.home.beside("out");
    std::fs::create_dir(&out).unwrap();
    let build = real
        .build()
        .args(["--sign-openpgp", &cmd(&script), "--roots"])
        .arg(real.keys())
        .arg("-o")
        .arg(&out);
    build.run().ends_with(Exit::Done);
    let file = out.join(real.name());
    // The file, SHA256SUMS and SM3SUMS.
    let sidecars = format!("2 sidecar {REAL_SIGNED}\n").repeat(3);
    assert_eq!(gpg.calls(), format!("2 manifest {REAL_SIGNED}\n{sidecars}"));
    let verified = gpg.home.packer().arg("verify").arg(&file).run();
    assert!(verified.ends_with(Exit::Done).stdout.contains("Snake-oil works"), "{verified}");
    gpg.home.run(&file).arg("verify").run().ends_with(Exit::Done);
    gpg.home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let certificates = gpg.home.beside("certificates");
    let export =
        gpg.home.packer().args(["keys", "export"]).arg(real.keys()).arg("--out").arg(&certificates);
    export.run().ends_with(Exit::Done);
    let asc = out.join(real.name() + ".asc");
    for (tool, keyring) in [("gpgv", "goferry.gpg"), ("sqv", "goferry.asc")] {
        let outcome = Invocation::of(tool)
            .arg("--keyring")
            .arg(certificates.join(keyring))
            .arg(&asc)
            .arg(&file)
            .run();
        assert!(outcome.is_success(), "{outcome}");
    }
}

#[test]
fn a_command_that_leaves_the_purpose_out_fails_or_is_missing_is_refused() {
    let (real, gpg) = (Real::shared(), Gpg::new());
    let file = gpg.home.mini();
    let sidecars = |signer: String| {
        real.packer().args(["sidecars", "--sign-openpgp", &signer]).arg(&file).run()
    };
    let silent = sidecars(cmd(&gpg.signer("")));
    silent.ends_with(Exit::BadSignature).says(&[&build::SIGNER_ANSWER, &build::SIGNER_ANSWER_HELP]);
    let failing = sidecars(cmd(&gpg.home.lay("fails.sh", b"#!/bin/sh\ncat >/dev/null\nexit 7\n")));
    failing.ends_with(Exit::Usage).says(&[&build::SIGNER_FAILED]);
    sidecars("cmd:/nowhere/signer".to_owned())
        .ends_with(Exit::Usage)
        .says(&[&build::RUNNING_SIGNER]);
    assert!(!gpg.home.beside("mini.run.asc").exists());
    let unknown_roots = real.build().args(["--sign-openpgp", "cmd:true"]).run();
    unknown_roots.ends_with(Exit::Usage).says(&[&build::ROOTS_NEEDED, &build::NO_ROOTS_HELP]);
    let unsigned = real.build().run();
    unsigned.ends_with(Exit::Usage);
}

/// Keys under [`PASSPHRASE`], and the file that holds it.
fn locked(home: &Home) -> (PathBuf, PathBuf) {
    let (keys, word) = (home.beside("keys"), home.beside("word"));
    std::fs::write(&word, format!("{PASSPHRASE}\n")).unwrap();
    let made = REAL_KEYS_MADE.to_string();
    let init = home
        .packer()
        .args(["keys", "init", "--name", "Snake-oil works", "--time", &made, "--out"])
        .arg(&keys);
    init.arg("--passphrase-file")
        .arg(&word)
        .run()
        .ends_with(Exit::Done)
        .does_not_say(&[&build::SNAKE_OIL]);
    (keys.join("release.key"), word)
}

fn signing(home: &Home, key: &Path) -> Invocation {
    let file = home.beside("mini.run");
    home.packer().args([
        "sidecars".as_ref(),
        file.as_os_str(),
        "--sign-openpgp".as_ref(),
        key.as_os_str(),
    ])
}

#[test]
fn a_passphrase_comes_by_file_descriptor_or_terminal() {
    let home = Home::empty();
    home.mini();
    let (key, word) = locked(&home);
    let asc = home.beside("mini.run.asc");
    let signed = |what: &str| {
        assert!(asc.is_file(), "{what} signed nothing");
        std::fs::remove_file(&asc).unwrap();
    };
    signing(&home, &key).arg("--passphrase-file").arg(&word).run().ends_with(Exit::Done);
    signed("a file");
    let open = format!("</dev/null 5<'{}'", word.display());
    signing(&home, &key)
        .args(["--passphrase-fd", "5"])
        .redirected(&open)
        .run()
        .ends_with(Exit::Done);
    signed("a descriptor");
    let asked = format!("{}", key.display());
    let talk = signing(&home, &key).on_a_terminal(&[(&asked, PASSPHRASE)]);
    talk.outcome.ends_with(Exit::Done);
    assert!(!talk.screen.contains("sesame"), "the passphrase was shown: {}", talk.screen);
    signed("a terminal");
}

#[test]
fn a_wrong_or_missing_passphrase_is_a_usage_error_and_signs_nothing() {
    let home = Home::empty();
    home.mini();
    let (key, _) = locked(&home);
    let (wrong, empty) = (home.beside("wrong"), home.beside("empty"));
    std::fs::write(&wrong, "open sesame\n").unwrap();
    std::fs::write(&empty, "").unwrap();
    for word in [&wrong, &empty] {
        let outcome = signing(&home, &key).arg("--passphrase-file").arg(word).run();
        outcome.ends_with(Exit::Usage);
        assert!(outcome.stderr.contains("passphrase"), "{outcome}");
    }
    let none = signing(&home, &key).wrapped(["setsid", "--wait"]).run();
    none.ends_with(Exit::Usage).says(&[&build::NO_PASSPHRASE, &build::NO_PASSPHRASE_HELP]);
    let closed = signing(&home, &key).args(["--passphrase-fd", "9"]).run();
    closed.ends_with(Exit::Usage).says(&[&build::READING_PASSPHRASE]);
    assert!(!home.beside("mini.run.asc").exists());
}

#[test]
fn a_passphrase_is_never_taken_from_an_argument_or_a_variable() {
    let home = Home::empty();
    home.mini();
    let (key, _) = locked(&home);
    let variables = [
        "PASSPHRASE",
        "GOFERRY_PASSPHRASE",
        "GOFERRY_PACK_PASSPHRASE",
        "GPG_PASSPHRASE",
        "PASSWORD",
    ];
    let given = variables.iter().fold(signing(&home, &key), |run, name| run.env(name, PASSPHRASE));
    given.wrapped(["setsid", "--wait"]).run().ends_with(Exit::Usage).says(&[&build::NO_PASSPHRASE]);
    for option in ["--passphrase", "--password"] {
        signing(&home, &key).args([option, PASSPHRASE]).run().ends_with(Exit::Usage);
    }
    let colons = format!("{}:{PASSPHRASE}", key.display());
    signing(&home, Path::new(&colons)).run().ends_with(Exit::Usage);
    assert!(!home.beside("mini.run.asc").exists());
    let new = home.packer().args(["keys", "init", "--name", "x", "--out"]).arg(home.beside("new"));
    new.wrapped(["setsid", "--wait"]).run().ends_with(Exit::Usage).says(&[&build::NO_PASSPHRASE]);
    assert!(!home.beside("new").join("root.key").exists());
}
