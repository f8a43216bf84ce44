//! What a stolen release key can try, against homes that know the root: by its fingerprint, or since
//! their first use. The thief signs any file with it, writes any ROOTS, and lacks the root's key.
//!
//! Each hostile file is installed by the goferry that is there, run by itself over the installation,
//! and verified; each time the home has to be what it was to the bit, and its Go to work.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use keys::{Kind, ManifestDigest, Purpose, Role, SecretKey, TrustList, TrustListBody, TrustState};
use std::collections::BTreeMap;
use tests::forge::openpgp::{Pen, Sheet};
use tests::forge::sm2::Authority;
use tests::forge::{entries, lists, manifest_of, resealed, with_roots};
use tests::words::trust;
use tests::{Home, REAL_SIGNED, Workshop, resigned};
use voice::Exit;
use voice::{Lang, Text};

const MADE: u64 = 1_704_067_200;

/// A home that knows the root of its workshop.
struct Victim {
    home: Home,
}

impl Victim {
    /// One of each kind of trust: `tofu`, and `pinned`.
    fn both() -> [Victim; 2] {
        let pinned = Home::empty();
        let root = pinned.workshop().root_key().certificate().fingerprint().to_string();
        let first = pinned.run(&pinned.mini()).args(["install", "-y", "--require-root", &root]);
        first.run().ends_with(Exit::Done);
        [Home::with_previous(), pinned].map(|home| Victim { home })
    }

    fn workshop(&self) -> &'static Workshop {
        self.home.workshop()
    }

    /// What the home remembers of its roots: fingerprint, mode, and list.
    fn known(&self) -> Vec<String> {
        let bytes = std::fs::read(self.home.prefix().join("state/trust.json")).unwrap();
        let state = TrustState::decode(&bytes).unwrap();
        let known =
            |root: &keys::KnownRoot| format!("{} {:?} {}", root.first, root.mode, root.trust_list);
        state.roots.iter().map(known).collect()
    }

    /// Learns of the list that says what `change` makes of the one known first.
    fn learns(&self, change: impl FnOnce(&mut TrustListBody)) -> &Self {
        let mut body = lists::next(self.workshop());
        change(&mut body);
        let list = self.home.beside("trust-list");
        std::fs::write(&list, lists::by(self.workshop().root_key(), &body)).unwrap();
        self.home.goferry().args(["trust", "import"]).arg(&list).run().ends_with(Exit::Done);
        self
    }

    /// An honest file is installed.
    #[track_caller]
    fn installs(&self, file: &[u8]) -> &Self {
        let file = self.home.lay("honest.run", file);
        self.home.install(&file).run().ends_with(Exit::Done);
        self.home.go_works();
        self
    }

    /// A hostile file is refused in every way there is to run or read it.
    #[track_caller]
    fn refuses(&self, file: &[u8], exit: Exit, text: &'static Text) {
        self.refuses_to_verify(file, exit, text);
        self.refuses_to_install(file, exit, text);
    }

    #[track_caller]
    fn refuses_to_verify(&self, file: &[u8], exit: Exit, text: &'static Text) {
        let before = self.home.tree();
        let file = self.home.lay("stolen.run", file);
        let verified = self.home.goferry().arg("verify").arg(&file).run();
        verified.ends_with(exit).says(&[text]);
        self.home.withstood(&before, &verified);
    }

    #[track_caller]
    fn refuses_to_install(&self, file: &[u8], exit: Exit, text: &'static Text) {
        let before = self.home.tree();
        let file = self.home.lay("stolen.run", file);
        let own = || self.home.run(&file).args(["install", "-y"]);
        for run in [self.home.install(&file), self.home.install(&file).lang(Lang::Zh), own()] {
            let outcome = run.run();
            outcome.ends_with(exit).says(&[text]);
            self.home.withstood(&before, &outcome);
        }
    }

    /// Nothing of these bytes is taken for a list or change of root.
    #[track_caller]
    fn imports_nothing_of(&self, bytes: &[u8], exit: Exit) {
        let before = self.home.tree();
        let file = self.home.beside("import");
        std::fs::write(&file, bytes).unwrap();
        let outcome = self.home.goferry().args(["trust", "import"]).arg(&file).run();
        outcome.ends_with(exit);
        self.home.withstood(&before, &outcome);
    }
}

/// A whole installer with `counter`, signed by the stolen key.
fn minted(workshop: &Workshop, counter: u32) -> Vec<u8> {
    workshop.draft().with_stub().counting(counter).build(workshop)
}

/// The same of another line.
fn of_line(workshop: &Workshop, line: &str, counter: u32) -> Vec<u8> {
    resigned(&minted(workshop, counter), workshop, |manifest| {
        manifest["envelope"]["line"] = line.into();
    })
}

fn key(role: Role) -> SecretKey {
    keys::generate("Snake-oil thief", MADE, role, None).unwrap().0
}

/// `file` with SIGNATURES by `by` alone.
fn signed_by(file: &[u8], by: &SecretKey) -> Vec<u8> {
    let packet = by.sign(Purpose::Manifest, REAL_SIGNED, &mut manifest_of(file)).unwrap();
    resealed(file, &entries([(1, packet.as_slice())]))
}

#[test]
fn roots_that_a_stolen_key_brings_replace_nothing() {
    let thief = Workshop::new();
    for victim in Victim::both() {
        let (workshop, known) = (victim.workshop(), victim.known());
        let theirs = with_roots(&minted(workshop, 2), workshop, &thief.roots().render());
        // The key is not known to be stolen: its file counts. What it brings does not.
        victim.installs(&theirs);
        assert_eq!(victim.known(), known);
        victim.refuses(&minted(&thief, 3), Exit::Untrusted, &trust::unknown_signer);
        victim.imports_nothing_of(&minted(&thief, 3), Exit::Untrusted);
        let list = thief.roots().trust_list().unwrap().render();
        victim.imports_nothing_of(&list, Exit::Untrusted);
        // Our root, and the thief's list beside it.
        let root = workshop.root_key().certificate();
        let mixed = with_roots(&minted(workshop, 3), workshop, &lists::roots(root, &list));
        victim.installs(&mixed);
        assert_eq!(victim.known(), known);
        victim.refuses(&minted(&thief, 4), Exit::Untrusted, &trust::unknown_signer);
    }
}

#[test]
fn a_stolen_key_names_no_other_key_and_changes_no_root() {
    let (release, root) = (key(Role::Release), key(Role::Root));
    for victim in Victim::both() {
        let workshop = victim.workshop();
        let (stolen, own) = (workshop.release_key(), workshop.root_key());
        let mut body = lists::next(workshop);
        body.release = tests::bad_inputs::anchors::named(&[release.certificate().clone()]);
        let list = lists::by(stolen, &body);
        let file = with_roots(&minted(workshop, 2), workshop, &lists::roots_of(workshop, &list));
        // Whether the old key signs the file or the new one: the list is nobody's.
        for file in [file.clone(), signed_by(&file, &release)] {
            victim.refuses(&file, Exit::Untrusted, &trust::unknown_signer);
        }
        victim.imports_nothing_of(&list, Exit::Untrusted);

        let first =
            TrustListBody::first(root.certificate(), &[release.certificate().clone()], MADE);
        let theirs = lists::by(&root, &TrustListBody { version: 9, ..first });
        for (by_old, exit) in [(Some(stolen), Exit::Untrusted), (None, Exit::Policy)] {
            let change = lists::change(1, own, &root, [by_old, Some(&root)]);
            let roots = lists::changes(own.certificate(), std::slice::from_ref(&change), &theirs);
            let file = signed_by(&with_roots(&minted(workshop, 2), workshop, &roots), &release);
            let text = if by_old.is_some() { &trust::unknown_signer } else { &trust::stripped };
            victim.refuses(&file, exit, text);
            victim.imports_nothing_of(&change.render(), exit);
        }
    }
}

/// A home whose list asks for both kinds, of which the thief holds the OpenPGP key.
fn asks_for_both(victim: &Victim) -> &Victim {
    victim.learns(|body| {
        *body = body.clone().with_sm2_ca(&Authority::shared().made.ca);
        body.required = vec![Kind::OpenPgp, Kind::Sm2];
    })
}

fn sealed(file: &[u8], sm2: &[u8]) -> Vec<u8> {
    let trailer = payloads::container::trailer::LENGTH;
    let end = file.len() - trailer;
    let openpgp = &file[tests::Anatomy::of(file).signatures.start..end];
    resealed(file, &[openpgp, &entries([(Kind::Sm2.number(), sm2)])].concat())
}

#[test]
fn one_stolen_key_cannot_drop_the_other_kind() {
    let authority = Authority::shared();
    for victim in Victim::both() {
        let workshop = asks_for_both(&victim).workshop();
        let alone = minted(workshop, 2);
        let good = sealed(&alone, &authority.sign(manifest_of(&alone)));
        // Its manifest asks for OpenPGP alone, and its ROOTS carry the list that asked for no more.
        victim.refuses(&alone, Exit::Policy, &trust::stripped);
        let undemanding = resigned(&alone, workshop, |manifest| {
            manifest["envelope"]["required"] = serde_json::json!([]);
        });
        victim.refuses(&undemanding, Exit::Policy, &trust::stripped);
        let elsewhere = Authority::valid(keys::sm2::Validity::since(MADE));
        let strange = sealed(&alone, &elsewhere.sign(manifest_of(&alone)));
        victim.refuses(&strange, Exit::Untrusted, &trust::unknown_signer);
        let transplanted = sealed(&minted(workshop, 3), &authority.sign(manifest_of(&alone)));
        victim.refuses(&transplanted, Exit::BadSignature, &trust::bad_signature);
        let sm2_alone = entries([(Kind::Sm2.number(), &authority.sign(manifest_of(&alone))[..])]);
        victim.refuses(&resealed(&alone, &sm2_alone), Exit::Policy, &trust::stripped);
        let mut weaker = lists::next(workshop);
        weaker.version += 1;
        let list = lists::by(workshop.release_key(), &weaker);
        let file = with_roots(&alone, workshop, &lists::roots_of(workshop, &list));
        victim.refuses(&file, Exit::Untrusted, &trust::unknown_signer);
        victim.installs(&good);
    }
}

#[test]
fn a_low_counter_brings_no_old_release_back() {
    for victim in Victim::both() {
        let workshop = victim.workshop();
        victim.installs(&minted(workshop, 5));
        for counter in [0, 1, 4] {
            let old = minted(workshop, counter);
            victim.refuses_to_install(&old, Exit::Policy, &trust::downgrade);
        }
        // Signed at another time, or with another content, it is as old.
        let late = workshop.draft().with_stub().counting(4).signed_at(REAL_SIGNED + 86_400);
        victim.refuses_to_install(&late.build(workshop), Exit::Policy, &trust::downgrade);
        victim.learns(|body| {
            body.floors.insert("go1.27".to_owned(), 5);
        });
        let old = victim.home.lay("old.run", &minted(workshop, 4));
        let before = victim.home.tree();
        let insisting = victim.home.install(&old).arg("--allow-downgrade").run();
        insisting.ends_with(Exit::Policy).says(&[&trust::below_floor]);
        victim.home.withstood(&before, &insisting);
        victim.installs(&minted(workshop, 5));
    }
}

#[test]
fn a_key_known_to_be_stolen_counts_at_no_counter_time_or_line() {
    for victim in Victim::both() {
        let workshop = victim.workshop();
        let signer = workshop.release_key().certificate().fingerprint();
        let good = minted(workshop, 2);
        victim.learns(|body| {
            let kept = ManifestDigest::of(manifest_of(&good));
            body.compromised = BTreeMap::from([(signer, vec![kept])]);
        });
        let draft = |counter| workshop.draft().with_stub().counting(counter);
        for file in [
            minted(workshop, 0),
            minted(workshop, 1),
            minted(workshop, u32::MAX),
            draft(2).signed_at(MADE + 1).build(workshop),
            draft(2).signed_at(REAL_SIGNED + 86_400).build(workshop),
            of_line(workshop, "go1.28", 1),
            of_line(workshop, "modules:mine", 1),
        ] {
            victim.refuses(&file, Exit::Policy, &trust::compromised);
        }
        let file = victim.home.lay("stolen.run", &minted(workshop, 9));
        let allowed = victim.home.install(&file).arg("--allow-downgrade").run();
        allowed.ends_with(Exit::Policy).says(&[&trust::compromised]);
        victim.installs(&good);
    }
}

#[test]
fn an_old_trust_list_makes_nothing_forgotten() {
    for victim in Victim::both() {
        let workshop = victim.workshop();
        let signer = workshop.release_key().certificate().fingerprint();
        victim.learns(|body| {
            body.version = 7;
            body.compromised = BTreeMap::from([(signer, Vec::new())]);
        });
        let known = victim.known();
        let root = workshop.root_key();
        // The first list, and one of every version up to the known one, all honestly signed.
        for version in [1, 2, 6, 7] {
            let body = TrustListBody { version, ..lists::next(workshop) };
            let list = lists::by(root, &body);
            let roots = lists::roots_of(workshop, &list);
            let file = with_roots(&minted(workshop, 9), workshop, &roots);
            victim.refuses(&file, Exit::Policy, &trust::compromised);
            victim.imports_nothing_of(&list, Exit::Policy);
            victim.imports_nothing_of(&file, Exit::Policy);
        }
        // No list at all, and the newest one with its number raised.
        let bare = entries([(1, root.certificate().to_bytes())]);
        let file = with_roots(&minted(workshop, 9), workshop, &bare);
        victim.refuses(&file, Exit::Policy, &trust::compromised);
        let old = workshop.roots().trust_list().unwrap();
        let raised = raised(old, 8);
        let file = with_roots(&minted(workshop, 9), workshop, &lists::roots_of(workshop, &raised));
        victim.refuses(&file, Exit::BadSignature, &trust::bad_signature);
        victim.imports_nothing_of(&raised, Exit::BadSignature);
        assert_eq!(victim.known(), known);
    }
}

/// A list with another version under the signature it has.
fn raised(list: &TrustList, version: u32) -> Vec<u8> {
    let body = TrustListBody { version, ..list.body().clone() };
    let all = list.render();
    let signatures = &all[16 + list.message().len()..];
    lists::sealed(&body, |_| signatures.to_vec())
}

#[test]
fn a_retired_key_opens_no_other_line_and_goes_no_further_in_its_own() {
    for victim in Victim::both() {
        let workshop = victim.workshop();
        let signer = workshop.release_key().certificate().fingerprint();
        victim.learns(|body| {
            let lines = BTreeMap::from([("go1.27".to_owned(), 5)]);
            body.retired = BTreeMap::from([(signer, lines)]);
        });
        victim.installs(&minted(workshop, 5));
        for file in [
            minted(workshop, 6),
            minted(workshop, u32::MAX),
            of_line(workshop, "go1.28", 1),
            of_line(workshop, "go1.27-mine", 1),
            of_line(workshop, "go1.26", 0),
        ] {
            victim.refuses(&file, Exit::Policy, &trust::retired);
        }
        victim.refuses_to_install(&minted(workshop, 4), Exit::Policy, &trust::downgrade);
    }
}

#[test]
fn a_signature_claims_no_time_before_its_content_or_its_key() {
    for victim in Victim::both() {
        let workshop = victim.workshop();
        let file = minted(workshop, 2);
        let pen = Pen::of(workshop.release_key());
        let rows = [
            (REAL_SIGNED - 1, Exit::Policy, &trust::backdated),
            (MADE, Exit::Policy, &trust::backdated),
            (MADE - 1, Exit::Untrusted, &trust::not_born),
            (u64::from(u32::MAX), Exit::Policy, &trust::future),
        ];
        for (at, exit, text) in rows {
            let sheet = Sheet::of(pen.fingerprint(), u32::try_from(at).unwrap());
            let packet = sheet.packet(&pen, manifest_of(&file));
            victim.refuses(&resealed(&file, &entries([(1, packet.as_slice())])), exit, text);
        }
    }
}

#[test]
fn no_variable_of_the_environment_helps_a_thief() {
    let [tofu, pinned] = Victim::both();
    let root = Workshop::new().root_key().certificate().fingerprint().to_string();
    let variables = [
        ("GOFERRY_ROOT", root.as_str()),
        ("GOFERRY_REQUIRE_ROOT", &root),
        ("GOFERRY_TRUST", "any"),
        ("GOFERRY_ALLOW_DOWNGRADE", "1"),
        ("GOFERRY_NO_VERIFY", "1"),
        ("GOFERRY_POLICY", "/dev/null"),
        ("GOFERRY_BUILD_TIME", "0"),
        ("SETUP_NOCHECK", "1"),
        ("SEQUOIA_CRYPTO_POLICY", "/dev/null"),
        ("OPENSSL_CONF", "/dev/null"),
        ("GNUPGHOME", "/dev/null"),
        ("SOURCE_DATE_EPOCH", "0"),
        ("XDG_CONFIG_HOME", "/dev/null"),
        ("XDG_STATE_HOME", "/dev/null"),
        ("GOFLAGS", "-insecure"),
        ("RUST_BACKTRACE", "0"),
    ];
    for victim in [tofu, pinned] {
        let signer = victim.workshop().release_key().certificate().fingerprint();
        victim.learns(|body| {
            body.compromised = BTreeMap::from([(signer, Vec::new())]);
        });
        let before = victim.home.tree();
        let file = victim.home.lay("stolen.run", &minted(victim.workshop(), 9));
        let own = victim.home.run(&file).args(["install", "-y"]);
        for run in [victim.home.install(&file), own] {
            let run = variables.iter().fold(run, |run, (name, value)| run.env(name, value));
            let outcome = run.run();
            outcome.ends_with(Exit::Policy).says(&[&trust::compromised]);
            victim.home.withstood(&before, &outcome);
        }
    }
}
