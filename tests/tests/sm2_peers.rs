//! SM2 before other implementations: OpenSSL, GmSSL's C library and gmssl in Python (from PyPI, pinned
//! by digest), and the Go module github.com/emmansun/gmsm (pinned by go.sum). None of them knows us;
//! each accepts our `.sm2sig`, refuses it over anything else, and signs as a token would.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use tests::words::signers;
use tests::{
    Home, Invocation, Outcome, REAL_KEYS_MADE, REAL_SIGNED, Workshop, printed_by, python,
    require_tool, workspace,
};
use voice::Exit;

const IDENTITY: &str = "distid:1234567812345678";

#[derive(Clone, Copy, Debug)]
enum Peer {
    OpenSsl,
    GmSsl,
    GmSslInPython,
    Gmsm,
}

const PEERS: [Peer; 4] = [Peer::OpenSsl, Peer::GmSsl, Peer::GmSslInPython, Peer::Gmsm];

impl Peer {
    /// The command that asks it: words that end with `verify` or `sign`, or nothing for OpenSSL.
    fn words(self) -> Vec<String> {
        let script = workspace().join("tests/peers/gmssl_peer.py").display().to_string();
        let python = || python().display().to_string();
        match self {
            Peer::OpenSsl => Vec::new(),
            Peer::GmSsl => vec![python(), script, "gmssl_pyx".to_owned()],
            Peer::GmSslInPython => vec![python(), script, "gmssl".to_owned()],
            Peer::Gmsm => vec![printed_by(&["ci/gm-peer"])],
        }
    }

    fn verify(self, certificate: &Path, signature: &Path, file: &Path) -> Outcome {
        if matches!(self, Peer::OpenSsl) {
            require_tool("openssl");
            let words = ["pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", IDENTITY];
            let asked = Invocation::of("openssl").args(words).args(["-certin", "-inkey"]);
            let asked = asked.arg(certificate).arg("-sigfile").arg(signature);
            return asked.arg("-in").arg(file).run();
        }
        let words = self.words();
        let asked = Invocation::of(&words[0]).args(&words[1..]).arg("verify");
        asked.arg(certificate).arg(signature).arg(file).run()
    }

    /// The shell line that signs the file `$1/input` with the key `$2`.
    fn sign(self) -> String {
        match self {
            Peer::OpenSsl => format!(
                "openssl pkeyutl -sign -rawin -digest sm3 -pkeyopt {IDENTITY} -inkey \"$2\" -in \"$1/input\""
            ),
            _ => format!("'{}' sign \"$2\" \"$1/input\"", self.words().join("' '")),
        }
    }
}

/// Keys of both kinds that the packer made, and a file beside the home.
struct Desk {
    home: Home,
    keys: PathBuf,
    file: PathBuf,
}

impl Desk {
    fn new() -> Desk {
        let home = Home::empty();
        let keys = home.beside("keys");
        let made = REAL_KEYS_MADE.to_string();
        let init =
            home.packer().args(["keys", "init", "--sm2", "--no-passphrase", "--time", &made]);
        init.args(["--name", "Snake-oil", "--out"]).arg(&keys).run().ends_with(Exit::Done);
        // Long enough to cross every buffer; the implementation in Python takes a second for it.
        let bytes: Vec<u8> = (0..70_001u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let file = home.lay("file.run", &bytes);
        Desk { home, keys, file }
    }

    fn sidecars(&self, signer: &str) -> Outcome {
        let time = REAL_SIGNED.to_string();
        let make = self.home.packer().args(["sidecars", "--signing-time", &time, "--sign-sm2"]);
        let make = make.arg(signer).arg("--sm2-chain").arg(self.certificate());
        make.arg("--roots").arg(&self.keys).arg(&self.file).run()
    }

    fn key(&self) -> PathBuf {
        self.keys.join("sm2-release.key")
    }

    fn certificate(&self) -> PathBuf {
        self.keys.join("release-sm2.pem")
    }

    fn signature(&self) -> PathBuf {
        self.home.beside("file.run.sm2sig")
    }

    /// A token: `peer` with the key in `key`, called as `cmd:`.
    fn token(&self, peer: Peer, key: &Path) -> String {
        let room = self.home.beside("room");
        std::fs::create_dir_all(&room).unwrap();
        let script = format!(
            "#!/bin/sh\nset -eu\nset -- '{}' '{}'\ncat >\"$1/input\"\nexec {}\n",
            room.display(),
            key.display(),
            peer.sign()
        );
        format!("cmd:{}", self.home.lay("token.sh", script.as_bytes()).display())
    }
}

#[test]
fn each_peer_accepts_our_sidecar_and_refuses_it_over_anything_else() {
    let (desk, other) = (Desk::new(), Desk::new());
    desk.sidecars(&desk.key().display().to_string()).ends_with(Exit::Done);
    let bytes = std::fs::read(&desk.file).unwrap();
    let changed = |name: &str, change: fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        desk.home.lay(name, &bytes)
    };
    let files = [
        changed("first", |bytes| bytes[0] ^= 1),
        changed("last", |bytes| *bytes.last_mut().unwrap() ^= 0x80),
        changed("longer", |bytes| bytes.push(0)),
        changed("shorter", |bytes| bytes.truncate(bytes.len() - 1)),
    ];
    let signature = std::fs::read(desk.signature()).unwrap();
    let bent = desk.home.beside("bent.sm2sig");
    std::fs::write(
        &bent,
        [&signature[..signature.len() - 1], &[signature.last().unwrap() ^ 1]].concat(),
    )
    .unwrap();
    for peer in PEERS {
        let (certificate, own) = (desk.certificate(), desk.signature());
        let verify = |certificate: &Path, signature: &Path, file: &Path| {
            (peer.verify(certificate, signature, file), peer)
        };
        let (accepted, _) = verify(&certificate, &own, &desk.file);
        assert!(accepted.is_success(), "{peer:?}: {accepted}");
        let refusals = files.iter().map(|file| verify(&certificate, &own, file)).chain([
            verify(&certificate, &bent, &desk.file),
            verify(&other.certificate(), &own, &desk.file),
        ]);
        for (refused, _) in refusals {
            assert_eq!(refused.status.code(), Some(1), "{peer:?}: {refused}");
        }
    }
}

#[test]
fn what_each_peer_signs_as_a_token_is_a_sidecar_that_every_other_accepts() {
    let desk = Desk::new();
    for signer in PEERS {
        desk.sidecars(&desk.token(signer, &desk.key())).ends_with(Exit::Done);
        for verifier in PEERS {
            let outcome = verifier.verify(&desk.certificate(), &desk.signature(), &desk.file);
            assert!(outcome.is_success(), "{signer:?} by {verifier:?}: {outcome}");
        }
        std::fs::remove_file(desk.signature()).unwrap();
    }
}

#[test]
fn what_each_peer_signs_as_a_token_is_a_manifests_second_signature() {
    let desk = Desk::new();
    let workshop = Workshop::of(&desk.keys);
    for peer in PEERS {
        let file = desk.home.lay("release.run", &workshop.draft().build(&workshop));
        let sign = |signer: &str| {
            let sign = desk.home.packer().args(["sign", "--sign-sm2", signer, "--sm2-chain"]);
            sign.arg(desk.certificate()).arg("--roots").arg(&desk.keys).arg(&file).run()
        };
        sign(&desk.token(peer, &desk.key())).ends_with(Exit::Done);
        let verified = desk.home.packer().arg("verify").arg(&file).run();
        assert!(
            verified.ends_with(Exit::Done).stdout.contains("goferry SM2 release"),
            "{verified}"
        );
    }
}

#[test]
fn a_token_with_another_key_than_its_certificate_is_refused_whoever_it_is() {
    let (desk, other) = (Desk::new(), Desk::new());
    for peer in PEERS {
        let refused = desk.sidecars(&desk.token(peer, &other.key()));
        refused.ends_with(Exit::BadSignature).says(&[&signers::sm2_answer]);
        assert!(!desk.signature().exists(), "{peer:?}: {refused}");
    }
}
