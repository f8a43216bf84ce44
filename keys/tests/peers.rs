//! Our signatures as `gpgv` and `sqv` see them, and GnuPG's as we see them.

#![allow(clippy::unwrap_used)] // tests, helpers included

use keys::{
    Certificate, Packet, Purpose, Refusal, Role, SecretKey, armor_signature, generate, normalise,
};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const MADE: u64 = 1_700_000_000;
const SIGNED: u64 = MADE + 3600;
const MANIFEST: &[u8] = br#"{"envelope":{"counter":1,"line":"go1.27"}}"#;
const PASSPHRASE: &str = "snake oil";

/// A directory of its own for each test, short enough for the agent's socket; it is GNUPGHOME too.
struct Room {
    path: PathBuf,
}

impl Room {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gfk-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        Room { path }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn gpg(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut command = Command::new("gpg");
        command.args(["--batch", "--quiet", "--pinentry-mode", "loopback"]);
        command.args(["--passphrase", PASSPHRASE]).args(arguments);
        let output = self.run(&mut command, input);
        assert!(output.status.success(), "gpg {arguments:?}: {}", text(&output));
        output.stdout
    }

    fn run(&self, command: &mut Command, input: &[u8]) -> Output {
        command.env("GNUPGHOME", &self.path).env("LC_ALL", "C");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Whether `gpgv` and `sqv`, each with `certificate`, accept `packet` over `signed`.
    fn accepted(&self, certificate: &Certificate, packet: &[u8], signed: &[u8]) -> [bool; 2] {
        let keyring = self.file("keyring.gpg", certificate.to_bytes());
        let (signature, data) = (self.file("data.sig", packet), self.file("data", signed));
        let peer = |program: &str| {
            let mut command = Command::new(program);
            command.arg("--keyring").arg(&keyring).arg(&signature).arg(&data);
            self.run(&mut command, b"").status.success()
        };
        [peer("gpgv"), peer("sqv")]
    }

    /// What `gpg`, holding `key`, answers as an external signer.
    fn gpg_signature(&self, key: &SecretKey, options: &[&str], input: &[u8]) -> Vec<u8> {
        self.gpg(&["--import"], key.to_armored().unwrap().as_bytes());
        let time = format!("{SIGNED}!");
        let user = key.certificate().fingerprint().to_string();
        let fixed = ["--faked-system-time", &time, "--local-user", &user, "--detach-sign"];
        self.gpg(&[options, &fixed].concat(), input)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut stop = Command::new("gpgconf");
        self.run(stop.args(["--kill", "gpg-agent"]), b"");
        fs::remove_dir_all(&self.path).unwrap();
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn release() -> SecretKey {
    let user = "Snake-oil release key <release@goferry.invalid>";
    generate(user, MADE, Role::Release, Some(PASSPHRASE.as_bytes())).unwrap().0
}

fn notation(purpose: Purpose) -> String {
    format!("purpose@goferry.invalid={purpose}")
}

fn verify(key: &SecretKey, packet: &[u8], purpose: Purpose) -> Result<(), Refusal> {
    key.certificate().verify(&Packet::parse(packet)?, purpose, &mut &MANIFEST[..])
}

#[test]
fn our_signatures_are_accepted_by_gpgv_and_sqv() {
    let (room, key) = (Room::new("ours"), release());
    for purpose in Purpose::ALL {
        let packet = key.sign(purpose, SIGNED, &mut &MANIFEST[..]).unwrap();
        let signed = purpose.signed_input(MANIFEST);
        assert_eq!(room.accepted(key.certificate(), &packet, &signed), [true, true], "{purpose}");
        assert_eq!(room.accepted(key.certificate(), &packet, b"else"), [false, false]);
        let armored = armor_signature(&Packet::parse(&packet).unwrap()).unwrap();
        let seen = room.accepted(key.certificate(), armored.as_bytes(), &signed);
        assert_eq!(seen, [true, true], "{purpose} in armour");
    }
}

#[test]
fn a_roots_signature_is_accepted_by_gpgv_and_sqv() {
    let room = Room::new("root");
    let (root, certificate) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
    let packet = root.sign(Purpose::TrustList, SIGNED, &mut &MANIFEST[..]).unwrap();
    let signed = Purpose::TrustList.signed_input(MANIFEST);
    assert_eq!(room.accepted(&certificate, &packet, &signed), [true, true]);
}

#[test]
fn a_signature_by_gpg_is_normalised_and_holds_everywhere() {
    let (room, key) = (Room::new("gpg"), release());
    let input = Purpose::Manifest.signed_input(MANIFEST);
    let notation = notation(Purpose::Manifest);
    for digest in ["SHA256", "SHA512"] {
        for armor in ["--armor", "--no-armor"] {
            let options = ["--sig-notation", &notation, "--digest-algo", digest, armor];
            let answer = room.gpg_signature(&key, &options, &input);
            let packet = normalise(&answer, Purpose::Manifest).unwrap();
            assert_ne!(answer, packet, "gpg fills the unhashed area");
            verify(&key, &packet, Purpose::Manifest).unwrap();
            assert_eq!(Packet::parse(&packet).unwrap().created(), SIGNED);
            assert_eq!(room.accepted(key.certificate(), &packet, &input), [true, true]);
        }
    }
}

#[test]
fn a_gpg_signature_of_another_shape_or_purpose_is_refused() {
    let (room, key) = (Room::new("shape"), release());
    let input = Purpose::Manifest.signed_input(MANIFEST);
    let (wanted, other) = (notation(Purpose::Manifest), notation(Purpose::Sidecar));
    let critical = format!("!{wanted}");
    let form = |options: &[&str]| {
        let answer = room.gpg_signature(&key, options, &input);
        assert!(matches!(Packet::parse(&answer), Err(Refusal::SignatureForm(_))));
        normalise(&answer, Purpose::Manifest).unwrap_err()
    };
    for options in [
        &["--digest-algo", "SHA256"][..],
        &["--sig-notation", &critical],
        &["--sig-notation", &wanted, "--sig-notation", "more@goferry.invalid=1"],
        &["--sig-notation", &wanted, "--digest-algo", "SHA384"],
        &["--sig-notation", &wanted, "--textmode"],
        &["--sig-notation", &wanted, "--sig-policy-url", "http://goferry.invalid"],
    ] {
        let refused = form(options);
        assert!(matches!(refused, Refusal::SignatureForm(_)), "{options:?}: {refused}");
    }
    let refused = form(&["--sig-notation", &other]);
    assert!(matches!(refused, Refusal::WrongPurpose { found: Purpose::Sidecar, .. }));
}

#[test]
fn nothing_but_one_signature_can_be_normalised() {
    let (room, key) = (Room::new("noise"), release());
    let input = Purpose::Manifest.signed_input(MANIFEST);
    let notation = notation(Purpose::Manifest);
    let good = room.gpg_signature(&key, &["--sig-notation", &notation], &input);
    let armored = key.certificate().to_armored().unwrap();
    for bad in [&b""[..], b"noise", armored.as_bytes(), &[&good[..], &good].concat(), &good[..60]] {
        let refused = normalise(bad, Purpose::Manifest);
        assert!(matches!(refused, Err(Refusal::SignatureForm(_))));
    }
}

#[test]
fn a_key_exported_by_gpg_signs_here_with_its_offline_primary_left_out() {
    let (room, key) = (Room::new("export"), release());
    room.gpg(&["--import"], key.to_armored().unwrap().as_bytes());
    let user = key.certificate().fingerprint().to_string();
    for export in ["--export-secret-keys", "--export-secret-subkeys"] {
        let file = room.gpg(&[export, &user], b"");
        let again = SecretKey::load(&file, Some(PASSPHRASE.as_bytes())).unwrap();
        let packet = again.sign(Purpose::Manifest, SIGNED, &mut &MANIFEST[..]).unwrap();
        assert_eq!(packet, key.sign(Purpose::Manifest, SIGNED, &mut &MANIFEST[..]).unwrap());
        let wrong = SecretKey::load(&file, Some(b"no"));
        assert!(matches!(wrong.err(), Some(Refusal::WrongPassphrase)));
    }
    let public = room.gpg(&["--export", &user], b"");
    let certificate = Certificate::parse(&public).unwrap();
    assert_eq!(certificate.fingerprint(), key.certificate().fingerprint());
}

#[test]
fn a_certificate_made_by_gpg_signs_and_is_believed() {
    let room = Room::new("made");
    let time = format!("{MADE}!");
    let user = "Snake-oil made by GnuPG";
    let quick = ["--faked-system-time", &time, "--quick-gen-key", user, "ed25519", "sign", "never"];
    room.gpg(&quick, b"");
    let certificate = Certificate::parse(&room.gpg(&["--export", user], b"")).unwrap();
    let secret = room.gpg(&["--export-secret-keys", user], b"");
    let key = SecretKey::load(&secret, Some(PASSPHRASE.as_bytes())).unwrap();
    let packet = key.sign(Purpose::Manifest, SIGNED, &mut &MANIFEST[..]).unwrap();
    verify(&key, &packet, Purpose::Manifest).unwrap();
    assert_eq!(certificate.user_id(), user);
}
