//! A command of the user's own that signs.

use std::path::{Path, PathBuf};
use tests::words::build;
use tests::{Home, Invocation, REAL_SIGNED, Real, require_tool};
use voice::Exit;

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
    silent.ends_with(Exit::BadSignature).says(&[&build::signer_answer, &build::signer_answer_help]);
    let failing = sidecars(cmd(&gpg.home.lay("fails.sh", b"#!/bin/sh\ncat >/dev/null\nexit 7\n")));
    failing.ends_with(Exit::Usage).says(&[&build::signer_failed]);
    sidecars("cmd:/nowhere/signer".to_owned())
        .ends_with(Exit::Usage)
        .says(&[&build::running_signer]);
    assert!(!gpg.home.beside("mini.run.asc").exists());
    let unknown_roots = real.build().args(["--sign-openpgp", "cmd:true"]).run();
    unknown_roots.ends_with(Exit::Usage).says(&[&build::roots_needed, &build::no_roots_help]);
    let unsigned = real.build().run();
    unsigned.ends_with(Exit::Usage);
}
