//! The real GnuPG, with a keyring of its own.

use crate::{Invocation, require_tool};
use std::path::PathBuf;
use tempfile::TempDir;

/// A keyring in a directory that goes with it.
#[derive(Debug)]
pub struct Gpg(TempDir);

impl Gpg {
    /// An empty keyring.
    pub fn new() -> Gpg {
        require_tool("gpg");
        // A socket's path is short: not below a deep TMPDIR.
        Gpg(tempfile::Builder::new().prefix("gfg-").tempdir_in("/tmp").expect("a directory"))
    }

    /// With a fresh key of this algorithm, as `--quick-generate-key` names it.
    pub fn with(algorithm: &str) -> Gpg {
        let gpg = Gpg::new();
        let words = ["--passphrase", "", "--quick-generate-key", "Snake-oil", algorithm, "sign"];
        gpg.run(&words, b"");
        gpg
    }

    /// With this secret key.
    pub fn holding(armored: &str) -> Gpg {
        let gpg = Gpg::new();
        gpg.run(&["--import"], armored.as_bytes());
        gpg
    }

    /// What `gpg WORDS` makes of `input`.
    pub fn run(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let [from, to] = ["input", "output"].map(|name| self.0.path().join(name));
        std::fs::write(&from, input).expect("room for a file");
        let redirections = format!("<'{}' >'{}'", from.display(), to.display());
        let outcome = self.invocation().args(words).redirected(&redirections).run();
        assert!(outcome.is_success(), "{outcome}");
        std::fs::read(to).expect("its output")
    }

    fn invocation(&self) -> Invocation {
        let options = ["--batch", "--quiet", "--pinentry-mode", "loopback"];
        Invocation::of(PathBuf::from("gpg")).env("GNUPGHOME", self.0.path()).args(options)
    }
}

impl Default for Gpg {
    fn default() -> Self {
        Gpg::new()
    }
}

impl Drop for Gpg {
    fn drop(&mut self) {
        let stop = Invocation::of("gpgconf").env("GNUPGHOME", self.0.path());
        stop.args(["--kill", "gpg-agent"]).run();
    }
}
