//! Containers, honest and hostile, signed with a snake-oil key made for this run and kept nowhere.

mod anatomy;
mod entry;
mod member;
mod parts;
mod program;
mod release;

pub use anatomy::{Anatomy, accepts, trailer_of};
pub use entry::Entry;
pub(crate) use entry::extension;
pub use member::{member, with_member};
pub use parts::{Parts, rebuilt, resigned, respelt};
pub use program::{go_like, lying, prints};
pub use release::Release;
pub(crate) use release::frame;

use crate::host;
use keys::sm2::{self, Generated, Validity};
use keys::{Kind, Packet, Purpose, Role, Roots, SecretKey, Signatures, TrustList, TrustListBody};
use payloads::platform::Cpu;
use std::path::Path;
use std::sync::OnceLock;

/// The version of the mini release's Go.
pub const MINI_GO: &str = "1.27.3";
/// When the snake-oil keys were made, seconds since 1970: 2024-01-01.
const MADE: u64 = 1_704_067_200;
/// When the workshop signs unless told otherwise: 2026-01-01.
pub(crate) const SIGNED: u64 = 1_767_225_600;

/// A root, a release key under it, and what they sign for one CPU.
pub struct Workshop {
    cpu: Cpu,
    root_key: SecretKey,
    release: SecretKey,
    sm2: Option<Generated>,
    roots: Roots,
    mini: OnceLock<Vec<u8>>,
}

impl Workshop {
    /// The one of this process.
    pub fn shared() -> &'static Workshop {
        Workshop::shared_for(host())
    }

    /// The one of this process that makes installers for `cpu`, with keys of its own.
    pub fn shared_for(cpu: Cpu) -> &'static Workshop {
        static SHARED: [OnceLock<Workshop>; 4] = [const { OnceLock::new() }; 4];
        SHARED[cpu as usize].get_or_init(|| Workshop::for_cpu(cpu))
    }

    /// Another organisation: keys that nobody here has seen.
    pub fn new() -> Workshop {
        Workshop::for_cpu(host())
    }

    /// As [`shared_for`](Self::shared_for), one that signs with SM2, too: its manifests require both
    /// kinds.
    pub fn of_two_kinds_for(cpu: Cpu) -> &'static Workshop {
        static SHARED: [OnceLock<Workshop>; 4] = [const { OnceLock::new() }; 4];
        let sm2 = || sm2::generate_sm2("Snake-oil", Validity::since(MADE)).expect("keys");
        SHARED[cpu as usize].get_or_init(|| Workshop::with(cpu, Some(sm2())))
    }

    fn for_cpu(cpu: Cpu) -> Workshop {
        Workshop::with(cpu, None)
    }

    fn with(cpu: Cpu, sm2: Option<Generated>) -> Workshop {
        let generate = |name: &str, role| keys::generate(name, MADE, role, None).expect("a key");
        let (root_key, root) = generate("Snake-oil root <root@goferry.invalid>", Role::Root);
        let (release, certificate) =
            generate("Snake-oil release <release@goferry.invalid>", Role::Release);
        let body = TrustListBody::first(&root, &[certificate], MADE);
        let body = match &sm2 {
            Some(sm2) => body.with_sm2_ca(&sm2.ca),
            None => body,
        };
        let list = TrustList::new(body).expect("a list");
        let signature =
            root_key.sign(Purpose::TrustList, MADE, &mut list.message()).expect("signed");
        let list = list.with_signature(Kind::OpenPgp, signature).expect("a short list");
        let roots = Roots::new(vec![root], Vec::new(), Some(list)).expect("short roots");
        Workshop { cpu, root_key, release, sm2, roots, mini: OnceLock::new() }
    }

    /// The one whose keys `goferry-pack keys init --no-passphrase` laid into `directory`.
    pub fn of(directory: &Path) -> Workshop {
        let [root_key, release] = ["root.key", "release.key"].map(|name| {
            let key = std::fs::read(directory.join(name)).expect("a secret key");
            SecretKey::load(&key, None).expect("a key without passphrase")
        });
        let roots = packer::read_roots(directory).expect("a root and its list");
        Workshop { cpu: host(), root_key, release, sm2: None, roots, mini: OnceLock::new() }
    }

    /// What its containers are for.
    pub fn cpu(&self) -> Cpu {
        self.cpu
    }

    /// The honest mini release for that CPU, still to be built. Without a stub.
    pub fn draft(&self) -> Release {
        Release::mini_for(self.cpu)
    }

    /// The root's secret key.
    pub fn root_key(&self) -> &SecretKey {
        &self.root_key
    }

    /// The release key.
    pub fn release_key(&self) -> &SecretKey {
        &self.release
    }

    /// What its containers carry in ROOTS.
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// SIGNATURES for a manifest, as of `at`.
    pub fn sign(&self, manifest: &[u8], at: u64) -> Signatures {
        let packet = self.release.sign(Purpose::Manifest, at, &mut &*manifest).expect("signed");
        let signatures = Signatures::default().with(Kind::OpenPgp, packet).expect("a short one");
        match &self.sm2 {
            None => signatures,
            Some(Generated { release_key, chain, .. }) => {
                let signed = release_key.sign(Purpose::Manifest, chain.clone(), manifest);
                signatures.with(Kind::Sm2, signed.expect("signed")).expect("a short one")
            }
        }
    }

    /// The detached signatures of `file`, `.asc` and `.sm2sig`, with the certificates that stock tools need,
    /// a keyring and PEM. Of a workshop of two kinds.
    pub fn sidecars(&self, file: &[u8]) -> [Vec<u8>; 4] {
        let packet = self.release.sign(Purpose::Sidecar, SIGNED, &mut &*file).expect("signed");
        let armored = keys::armor_signature(&Packet::parse(&packet).expect("ours"))
            .expect("a packet")
            .into_bytes();
        let keyring = self.release.certificate().to_bytes().to_vec();
        let sm2 = self.sm2.as_ref().expect("it has SM2 keys");
        let signature = sm2.release_key.sign_sidecar(&sm2.chain, &mut &*file).expect("signed");
        [armored, signature, keyring, sm2.chain.to_pem().expect("PEM").into_bytes()]
    }

    /// The kinds it signs with, as manifests name them.
    pub fn kinds(&self) -> Vec<String> {
        let all = [Some("openpgp"), self.sm2.as_ref().map(|_| "sm2")];
        all.into_iter().flatten().map(str::to_owned).collect()
    }

    /// An honest installer with a program for a Go: the shipped goferry in front, a few members behind.
    pub fn mini(&self) -> &[u8] {
        self.mini.get_or_init(|| self.draft().with_stub().build(self))
    }
}

impl std::fmt::Debug for Workshop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a workshop for {}", self.cpu)
    }
}

impl Default for Workshop {
    fn default() -> Self {
        Workshop::new()
    }
}
