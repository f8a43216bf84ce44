//! Signers on machines of their own: real GnuPG and OpenSSL, which get bytes and give a signature.

use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Outcome, require_tool};
use voice::Exit;

/// When the keys of these stories were made: 2024-01-01.
pub const MADE: u64 = 1_704_067_200;
/// When the mini release is signed: 2026-01-01.
pub const SIGNED: u64 = 1_767_225_600;

/// Whose SM2 signature it is, to OpenSSL (GM/T 0009).
pub const IDENTITY: &str = "distid:1234567812345678";

/// Keys that `keys init` makes beside `home` in a directory called `name`; `sm2` as well or not.
pub fn keys(home: &Home, name: &str, sm2: bool) -> PathBuf {
    let (directory, made) = (home.beside(name), MADE.to_string());
    let user = format!("Snake-oil {name}");
    let init = home.packer().args(["keys", "init", "--no-passphrase", "--name", &user]);
    let init = init.args(["--time", &made, "--out"]).arg(&directory);
    let init = if sm2 { init.arg("--sm2") } else { init };
    init.run().ends_with(Exit::Done);
    directory
}

/// The fingerprint of the root in `directory`.
pub fn root(home: &Home, directory: &Path) -> String {
    let told = home.packer().args(["keys", "fingerprint"]).arg(directory).run();
    told.ends_with(Exit::Done).stdout.trim().to_owned()
}

/// GnuPG with one secret key in a keyring of its own.
pub struct Gnupg {
    directory: PathBuf,
}

impl Gnupg {
    /// With the key in the file `key`.
    pub fn with(home: &Home, name: &str, key: &Path) -> Gnupg {
        require_tool("gpg");
        let gnupg = Gnupg { directory: home.beside(name) };
        std::fs::create_dir(&gnupg.directory).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&gnupg.directory, private).unwrap();
        let imported = gnupg.run().args(["--batch", "--quiet", "--import"]).arg(key).run();
        assert!(imported.is_success(), "{imported}");
        gnupg
    }

    /// Signs the file `input` for `purpose`, as keys/README.md says; gives the signature's file.
    pub fn sign(&self, purpose: &str, input: &Path) -> PathBuf {
        let out = input.with_extension("gpg-signature");
        let notation = format!("purpose@goferry.invalid={purpose}");
        let signed = self.run().args(["--batch", "--quiet", "--yes", "--sig-notation", &notation]);
        let signed = signed.arg("--output").arg(&out).arg("--detach-sign").arg(input).run();
        assert!(signed.is_success(), "{signed}");
        out
    }

    /// A program that signs what it gets, for `cmd:`.
    pub fn program(&self, home: &Home) -> String {
        let script = format!(
            "#!/bin/sh\nset -eu\nexport GNUPGHOME={}\nexec gpg --batch --quiet \
             --faked-system-time \"$2!\" --sig-notation \"purpose@goferry.invalid=$1\" --detach-sign\n",
            self.directory.display()
        );
        format!("cmd:{}", home.lay("gpg-signs.sh", script.as_bytes()).display())
    }

    /// What gpg says of the certificate in `file`.
    pub fn shown(&self, file: &Path) -> String {
        let shown = self.run().arg("--show-keys").arg(file).run();
        assert!(shown.is_success(), "{shown}");
        shown.stdout
    }

    fn run(&self) -> Invocation {
        Invocation::of("gpg").env("GNUPGHOME", &self.directory)
    }
}

impl Drop for Gnupg {
    fn drop(&mut self) {
        let stop = Invocation::of("gpgconf").env("GNUPGHOME", &self.directory);
        stop.args(["--kill", "gpg-agent"]).run();
    }
}

/// `openssl LINE` in `directory`; `ID` stands for the identity option's value.
pub fn openssl(directory: &Path, line: &str) -> Outcome {
    require_tool("openssl");
    let line = line.replace("ID", IDENTITY);
    Invocation::of("openssl").args(line.split_whitespace()).within(directory).run()
}

/// What `openssl LINE` says, which has to agree.
#[track_caller]
pub fn agreed(directory: &Path, line: &str) -> String {
    let outcome = openssl(directory, line);
    assert!(outcome.is_success(), "{outcome}");
    outcome.stdout
}

/// OpenSSL signs the file `input` with the SM2 key in `key`, as keys/README.md says.
#[track_caller]
pub fn openssl_signs(key: &Path, input: &Path) -> PathBuf {
    require_tool("openssl");
    let out = input.with_extension("openssl-signature");
    let sign = Invocation::of("openssl").args(["pkeyutl", "-sign", "-rawin", "-digest", "sm3"]);
    let sign = sign.args(["-pkeyopt", IDENTITY, "-inkey"]).arg(key);
    let signed = sign.arg("-in").arg(input).arg("-out").arg(&out).run();
    assert!(signed.is_success(), "{signed}");
    out
}
