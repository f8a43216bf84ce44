//! Our SM2 certificates, keys and signatures as OpenSSL sees them, and OpenSSL's as we see them.

#![allow(clippy::unwrap_used)] // tests, helpers included

use keys::sm2::{
    Certificate, Chain, ID, SecretKey, Validity, external, generate_sm2, signed_input,
};
use keys::{
    Authentic, Claims, Clock, Kind, Purpose, Refusal, Role, Roots, Signatures, Trust, TrustList,
    TrustListBody, generate,
};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const MADE: u64 = 1_700_000_000;
const MANIFEST: &[u8] = br#"{"envelope":{"counter":1,"line":"go1.27"}}"#;

/// A directory of its own for each test, and OpenSSL in it.
struct Room {
    path: PathBuf,
}

impl Room {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gfs-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Room { path }
    }

    fn file(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path.join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).unwrap()
    }

    /// Whether `openssl LINE` succeeds, and what it prints. `ID` stands for the option's value.
    fn asked(&self, line: &str) -> (bool, String) {
        let line = line.replace("ID", &format!("distid:{ID}"));
        let mut command = Command::new("openssl");
        command.args(line.split_whitespace()).current_dir(&self.path);
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn openssl(&self, line: &str) -> String {
        let (done, printed) = self.asked(line);
        assert!(done, "openssl {line}");
        printed
    }

    fn key(&self, name: &str) {
        self.openssl(&format!("genpkey -algorithm SM2 -out {name}.key"));
    }

    /// A self-signed root with `constraints`.
    fn root(&self, name: &str, constraints: &str) -> Certificate {
        self.key(name);
        self.openssl(&format!(
            "req -x509 -new -sm3 -key {name}.key -subj /CN=Snake-oil-{name} -sigopt ID -days 9 \
             -addext basicConstraints={constraints} -addext keyUsage=critical,keyCertSign \
             -out {name}.pem"
        ));
        self.certificate(name)
    }

    /// A certificate `name` with `extensions` that `issuer` signs with `options`.
    fn issued(&self, name: &str, issuer: &str, extensions: &str, options: &str) -> Certificate {
        self.key(name);
        self.file(&format!("{name}.ext"), extensions.as_bytes());
        self.openssl(&format!(
            "req -new -sm3 -key {name}.key -subj /CN=Snake-oil-{name} -sigopt ID -out {name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -sm3 \
             -vfyopt ID {options} -extfile {name}.ext -days 5 -out {name}.pem"
        ));
        self.certificate(name)
    }

    fn certificate(&self, name: &str) -> Certificate {
        Certificate::parse(&self.read(&format!("{name}.pem"))).unwrap()
    }

    fn secret(&self, name: &str) -> SecretKey {
        SecretKey::load(&self.read(&format!("{name}.key")), None).unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).unwrap();
    }
}

const LEAF: &str = "keyUsage=critical,digitalSignature\n";
const SIGNED_AS_US: &str = "-sigopt ID";

/// The verdict on a manifest with this SM2 signature, under a list that names `ca` and demands SM2.
fn judged(ca: &Certificate, signature: Vec<u8>, signing_time: u64) -> Result<Authentic, Refusal> {
    let (root, _) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
    let body = TrustListBody::first(root.certificate(), &[], MADE).with_sm2_ca(ca);
    let list = TrustList::new(TrustListBody { required: vec![Kind::Sm2], ..body })?;
    let packet = root.sign(Purpose::TrustList, MADE, &mut list.message()).unwrap();
    let list = list.with_signature(Kind::OpenPgp, packet).unwrap();
    let roots = Roots::new(vec![root.certificate().clone()], vec![], Some(list)).unwrap();
    let signatures = Signatures::default().with(Kind::Sm2, signature).unwrap();
    let clock = Clock { now: signing_time, built: 0, latest_known: 0 };
    let signed = Trust::tofu(&roots)?.judge(MANIFEST.to_vec(), &signatures, &clock)?;
    let (series, required) = ("go1.27".to_owned(), vec![]);
    signed.accept(Claims { series, counter: 1, signing_time, required })
}

/// As [`judged`], signed by our own code with OpenSSL's key and certificates.
fn judged_chain(
    room: &Room,
    ca: &Certificate,
    leaf: &str,
    above: Vec<Certificate>,
) -> Result<Authentic, Refusal> {
    let certificate = room.certificate(leaf);
    let time = certificate.validity().0;
    let chain = Chain::new(certificate, above)?;
    judged(ca, room.secret(leaf).sign(Purpose::Manifest, chain, MANIFEST)?, time)
}

#[test]
fn certificates_and_signatures_of_openssl_hold() {
    let room = Room::new("theirs");
    let root = room.root("root", "critical,CA:TRUE,pathlen:1");
    let middle = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n";
    let middle = room.issued("middle", "root", middle, SIGNED_AS_US);
    let leaf = room.issued("leaf", "middle", LEAF, SIGNED_AS_US);
    let time = leaf.validity().0;
    let chain = Chain::new(leaf, vec![middle.clone()]).unwrap();
    room.file("input", &signed_input(Purpose::Manifest, &chain, MANIFEST));
    let sign = "pkeyutl -sign -rawin -digest sm3 -inkey leaf.key -in input -out answer";
    room.openssl(&format!("{sign} -pkeyopt ID"));
    let answer = external(&room.read("answer"), Purpose::Manifest, chain.clone(), MANIFEST);
    let authentic = judged(&root, answer.unwrap(), time).unwrap();
    assert_eq!(authentic.signers()[0].user_id, "Snake-oil-leaf");
    judged_chain(&room, &root, "leaf", vec![middle]).unwrap();
    room.openssl(sign);
    let nobody = external(&room.read("answer"), Purpose::Manifest, chain, MANIFEST);
    assert!(matches!(nobody, Err(Refusal::BadSignature { .. })));
    let short = judged_chain(&room, &root, "leaf", vec![]);
    assert!(matches!(short, Err(Refusal::UnknownSigner { kind: Kind::Sm2, .. })));
}

#[test]
fn chains_of_openssl_that_break_a_rule_are_refused() {
    let room = Room::new("rules");
    let root = room.root("root", "critical,CA:TRUE,pathlen:0");
    let deep = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";
    let deep = room.issued("deep", "root", deep, SIGNED_AS_US);
    room.issued("leaf", "deep", LEAF, SIGNED_AS_US);
    let refused = judged_chain(&room, &root, "leaf", vec![deep]);
    assert!(
        matches!(refused, Err(Refusal::Chain { certificate, .. }) if certificate == root.fingerprint())
    );
    let open = room.root("open", "critical,CA:TRUE");
    let plain = room.issued("plain", "open", LEAF, SIGNED_AS_US);
    room.issued("below", "plain", LEAF, SIGNED_AS_US);
    let refused = judged_chain(&room, &open, "below", vec![plain.clone()]);
    assert!(
        matches!(refused, Err(Refusal::Chain { certificate, .. }) if certificate == plain.fingerprint())
    );
    room.issued("cipher", "open", "keyUsage=critical,keyEncipherment\n", SIGNED_AS_US);
    let refused = judged_chain(&room, &open, "cipher", vec![]);
    assert!(matches!(refused, Err(Refusal::NotForSigning { .. })));
    room.issued("bare", "open", "subjectKeyIdentifier=hash\n", SIGNED_AS_US);
    let refused = judged_chain(&room, &open, "bare", vec![]);
    assert!(matches!(refused, Err(Refusal::NotForSigning { .. })));
    room.issued("nobody", "open", LEAF, "");
    let refused = judged_chain(&room, &open, "nobody", vec![]);
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
    let refused = judged(&plain, vec![0; 64], MADE);
    assert!(matches!(refused, Err(Refusal::Chain { .. })));
}

#[test]
fn a_critical_extension_or_another_curve_is_no_certificate() {
    let room = Room::new("forms");
    room.root("root", "critical,CA:TRUE");
    room.openssl(
        "req -x509 -new -sm3 -key root.key -subj /CN=a -sigopt ID \
         -addext nameConstraints=critical,permitted;DNS:a -out names.pem",
    );
    room.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256.key");
    room.openssl("req -x509 -new -sha256 -key p256.key -subj /CN=a -out p256.pem");
    for name in ["names.pem", "p256.pem", "root.key"] {
        let refused = Certificate::parse(&room.read(name));
        assert!(matches!(refused, Err(Refusal::Malformed(..))), "{name}");
    }
    assert!(SecretKey::load(&room.read("p256.key"), None).is_err());
}

#[test]
fn our_certificates_and_sidecars_hold_for_openssl() {
    let room = Room::new("ours");
    let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
    let leaf = made.chain.leaf();
    room.file("ca.pem", made.ca.to_pem().unwrap().as_bytes());
    room.file("leaf.pem", leaf.to_pem().unwrap().as_bytes());
    room.openssl("verify -x509_strict -vfyopt ID -CAfile ca.pem leaf.pem");
    let shown = room.openssl("x509 -in leaf.pem -noout -fingerprint -sm3");
    let shown = shown.trim().rsplit('=').next().unwrap();
    assert_eq!(keys::Fingerprint::typed(shown), Some(leaf.fingerprint()));
    let file: Vec<u8> = (0..100_000u32).map(|i| i as u8).collect();
    room.file("file", &file);
    room.file("file.sm2sig", &made.release_key.sign_sidecar(&made.chain, &mut &file[..]).unwrap());
    let verify = "pkeyutl -verify -rawin -digest sm3 -certin -inkey leaf.pem -sigfile file.sm2sig";
    room.openssl(&format!("{verify} -in file -pkeyopt ID"));
    assert!(!room.asked(&format!("{verify} -in file")).0, "OpenSSL's default identity is empty");
    room.file("file", &file[1..]);
    assert!(!room.asked(&format!("{verify} -in file -pkeyopt ID")).0);
}

#[test]
fn key_files_are_read_by_both() {
    let room = Room::new("keys");
    let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
    room.file("plain.key", made.release_key.to_pem(None).unwrap().as_bytes());
    room.file("sealed.key", made.release_key.to_pem(Some(b"word")).unwrap().as_bytes());
    let plain = room.openssl("pkey -in plain.key -pubout");
    assert_eq!(room.openssl("pkey -in sealed.key -passin pass:word -pubout"), plain);
    room.openssl("genpkey -algorithm SM2 -aes256 -pass pass:word -out theirs.key");
    let theirs = room.read("theirs.key");
    SecretKey::load(&theirs, Some(b"word")).unwrap();
    assert!(matches!(SecretKey::load(&theirs, None).err(), Some(Refusal::PassphraseNeeded)));
    assert!(matches!(SecretKey::load(&theirs, Some(b"w")).err(), Some(Refusal::WrongPassphrase)));
}
