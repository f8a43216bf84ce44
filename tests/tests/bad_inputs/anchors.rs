//! Section D: keys and trust anchors.

use keys::{Fingerprint, Role, SecretKey, TrustListBody};
use nix::sys::stat::Mode;
use openpgp::types::ReasonForRevocation;
use sequoia_openpgp as openpgp;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use std::time::Duration;
use tests::bad_inputs::{Trial, anchors, refuse};
use tests::forge::certificates::{Binding, MADE, Made, builder};
use tests::forge::gpg::Gpg;
use tests::forge::openpgp::Sheet;
use tests::forge::sm2::Authority;
use tests::forge::{entries, lists, offering_signed, resealed};
use tests::words::{host_policy, project, trust};
use tests::{DAY, Home, Invocation, Namespace, REAL_SIGNED, Real, Release, Workshop};
use voice::Exit;
use voice::{Lang, Text};

#[test]
fn each_key_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, anchors::cases(), &[Trial::Install, Trial::Verify]);
}

/// Installs a file signed by `made`, which the next list names.
fn installs(made: &Made, at: u64) {
    let home = Home::with_previous();
    let roots = lists::newer(home.workshop(), |body| {
        body.release = vec![lists::listed(&made.public)];
    });
    let file = offering_signed(home.workshop(), &roots, |manifest| {
        let sheet = Sheet::of(made.pen.fingerprint(), u32::try_from(at).unwrap());
        entries([(1, sheet.packet(&made.pen, manifest).as_slice())])
    });
    home.install(&home.lay("next.run", &file)).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn a_key_that_expired_only_after_it_signed_still_counts() {
    let lasting = (REAL_SIGNED - MADE) / DAY + 1;
    let builder = builder().set_validity_period(Duration::from_secs(lasting * DAY));
    installs(&Made::by(builder), REAL_SIGNED);
}

#[test]
fn an_honest_binding_is_accepted_where_each_bad_one_is_refused() {
    installs(&Binding::default().made(), REAL_SIGNED);
    installs(&Made::by(builder()), REAL_SIGNED);
}

#[test]
fn a_strangers_revocation_means_nothing() {
    let reason = ReasonForRevocation::KeyCompromised;
    installs(&Made::with_subkey_revoked(reason, false), REAL_SIGNED);
}

#[test]
fn a_list_that_drops_a_revocation_changes_nothing_once_the_newer_one_was_seen() {
    let home = Home::with_previous();
    let workshop = home.workshop();
    let signer = workshop.release_key().certificate().fingerprint();
    let (next_key, next) = keys::generate("Snake-oil next", MADE, Role::Release, None).unwrap();
    let roots = lists::newer(workshop, |body| {
        let own = workshop.release_key().certificate().clone();
        body.release = anchors::named(&[own, next]);
        body.compromised.insert(signer, Vec::new());
    });
    let told = offering_signed(workshop, &roots, |manifest| {
        let packet = next_key.sign(keys::Purpose::Manifest, REAL_SIGNED, &mut &*manifest);
        entries([(1, packet.unwrap().as_slice())])
    });
    home.install(&home.lay("told.run", &told)).run().ends_with(Exit::Done);
    let before = home.tree();
    // The old list, which knows of no theft, travels with the stolen key's file.
    let stolen = home.lay("stolen.run", &Release::mini().counting(9).build(workshop));
    let outcome = home.install(&stolen).run();
    outcome.ends_with(Exit::Policy).says(&[&trust::compromised]);
    home.withstood(&before, &outcome);
}

#[test]
fn a_root_equal_only_in_its_last_digits_is_another_root() {
    let home = Home::empty();
    let file = home.mini();
    let root = home.workshop().root_key().certificate().fingerprint().to_string();
    let require = |program: tests::Invocation, text: &str| {
        program.args(["verify", "--require-root", text]).arg(&file).run()
    };
    for program in [|home: &Home| home.packer(), |home: &Home| home.run(&home.beside("mini.run"))] {
        require(program(&home), &root).ends_with(Exit::Done);
        let flip = |digit: char| if digit == '0' { '1' } else { '0' };
        let first = root.chars().next().unwrap();
        let twin = format!("{}{}", flip(first), &root[1..]);
        let half: String = root[..24].chars().map(flip).collect();
        for other in [twin, half + &root[24..]] {
            assert!(other.ends_with(&root[24..]), "{other}");
            require(program(&home), &other).ends_with(Exit::Untrusted).says(&[&trust::other_root]);
        }
        for short in [&root[24..], &root[8..], &root[1..]] {
            require(program(&home), short).ends_with(Exit::Usage);
        }
    }
}

/// What lies there, its exit code and words, and who lays it.
type Hostile = (&'static str, Exit, &'static Text, Box<dyn Fn(&Path)>);

/// Each thing that can lie where the host's administrator lays the certificate of the only root that
/// is accepted.
fn hostile_root_files(home: &Home) -> Vec<Hostile> {
    let own = home.workshop().root_key().certificate().to_armored().unwrap();
    let (copy, other) = (own.clone(), Workshop::new());
    let other = other.root_key().certificate().to_armored().unwrap();
    let (both, secret) = (own.clone() + &other, home.workshop().root_key().to_armored().unwrap());
    let lay = |text: String| move |path: &Path| std::fs::write(path, &text).unwrap();
    let none = &host_policy::no_certificate;
    vec![
        ("empty", Exit::Policy, none, Box::new(lay(String::new()))),
        ("half", Exit::Policy, none, Box::new(lay(own[..own.len() / 2].to_owned()))),
        ("two certificates in one", Exit::Policy, none, Box::new(lay(both))),
        ("a secret key", Exit::Policy, none, Box::new(lay(secret))),
        (
            "a directory",
            Exit::Policy,
            &host_policy::no_file,
            Box::new(|path| std::fs::create_dir(path).unwrap()),
        ),
        (
            "a FIFO",
            Exit::Policy,
            &host_policy::no_file,
            Box::new(|path| nix::unistd::mkfifo(path, Mode::S_IRUSR).unwrap()),
        ),
        (
            "a link",
            Exit::Policy,
            &host_policy::unreadable,
            Box::new(|path| symlink("/dev/null", path).unwrap()),
        ),
        (
            "writable for everybody",
            Exit::Policy,
            &host_policy::writable,
            Box::new(move |path| {
                std::fs::write(path, &own).unwrap();
                std::fs::set_permissions(path, Permissions::from_mode(0o666)).unwrap();
            }),
        ),
        (
            "another user's",
            Exit::Policy,
            &host_policy::not_roots,
            Box::new(move |path| {
                std::fs::write(path, &copy).unwrap();
                chown(path, Some(1000), None).unwrap();
            }),
        ),
        ("another organisation's root", Exit::Untrusted, &trust::other_root, Box::new(lay(other))),
    ]
}

#[test]
fn a_host_root_file_that_cannot_be_relied_on_refuses_every_file() {
    let home = Home::with_previous();
    let namespace = Namespace::enter();
    let layers = home.beside("layers");
    std::fs::create_dir(&layers).unwrap();
    namespace.overlay(Path::new("/etc"), &layers);
    let directory = Path::new("/etc/goferry/roots.d");
    std::fs::create_dir_all(directory).unwrap();
    let file = home.lay("next.run", &Release::mini().counting(2).build(home.workshop()));
    let before = home.tree();
    for (what, exit, text, lay) in hostile_root_files(&home) {
        let path = directory.join("root.asc");
        lay(&path);
        for lang in [Lang::En, Lang::Zh] {
            for run in [home.install(&file), home.goferry().arg("verify").arg(&file)] {
                let outcome = run.lang(lang).wrapped(["timeout", "5"]).run();
                assert!(!outcome.is_success(), "{what} lets files pass: {outcome}");
                outcome.ends_with(exit).says(&[text]);
                home.withstood(&before, &outcome);
            }
        }
        std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path)).unwrap();
    }
    home.install(&file).run().ends_with(Exit::Done);
}

#[test]
fn a_host_root_file_that_a_user_may_not_read_refuses_every_file_of_that_user() {
    let home = Home::empty().given_to(1000);
    let namespace = Namespace::enter();
    let layers = home.beside("layers");
    std::fs::create_dir(&layers).unwrap();
    namespace.overlay(Path::new("/etc"), &layers);
    std::fs::create_dir_all("/etc/goferry/roots.d").unwrap();
    let path = Path::new("/etc/goferry/roots.d/root.asc");
    std::fs::write(path, home.workshop().root_key().certificate().to_bytes()).unwrap();
    let file = home.mini();
    let before = home.tree();
    for (place, mode) in [("roots.d/root.asc", 0o600), ("roots.d", 0o700), ("", 0o700)] {
        let place = Path::new("/etc/goferry").join(place);
        let honest = std::fs::metadata(&place).unwrap().permissions();
        std::fs::set_permissions(&place, Permissions::from_mode(mode)).unwrap();
        let outcome = home.run(&file).args(["install", "-y"]).user(1000).run();
        outcome.ends_with(Exit::Policy).says(&[&host_policy::unreadable]);
        home.is_still(&before, &outcome);
        std::fs::set_permissions(&place, honest).unwrap();
    }
    home.run(&file).args(["install", "-y"]).user(1000).run().ends_with(Exit::Done);
}

/// A root or release key of tests.
fn key(role: Role) -> SecretKey {
    keys::generate("Snake-oil", MADE, role, None).unwrap().0
}

#[test]
fn a_long_chain_of_roots_is_followed_step_by_step_and_one_gap_ends_it() {
    let release = key(Role::Release);
    let chain: Vec<SecretKey> = (0..20).map(|_| key(Role::Root)).collect();
    let file = |home: &Home, skipped: usize| {
        let all: Vec<&SecretKey> = [home.workshop().root_key()].into_iter().chain(&chain).collect();
        let step = |(at, pair): (usize, &[&SecretKey])| {
            lists::change(at as u32 + 1, pair[0], pair[1], [Some(pair[0]), Some(pair[1])])
        };
        let steps = all.windows(2).enumerate().filter(|(at, _)| *at != skipped).map(step);
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|change| (change.body().old, change.body().version));
        let last = all.last().unwrap();
        let own = release.certificate().clone();
        let first = TrustListBody::first(last.certificate(), &[own], lists::ISSUED);
        let list = lists::by(last, &TrustListBody { version: 2, ..first });
        let roots = lists::changes(all[0].certificate(), &steps, &list);
        let file = offering_signed(home.workshop(), &roots, |manifest| {
            let packet = release.sign(keys::Purpose::Manifest, REAL_SIGNED, &mut &*manifest);
            entries([(1, packet.unwrap().as_slice())])
        });
        home.lay("rotated.run", &file)
    };
    for skipped in [0, 10, 19] {
        let home = Home::with_previous();
        let before = home.tree();
        let outcome = home.install(&file(&home, skipped)).run();
        outcome.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer]);
        home.withstood(&before, &outcome);
    }
    let home = Home::with_previous();
    home.install(&file(&home, usize::MAX)).run().ends_with(Exit::Done);
    home.go_works();
    assert_eq!(roots_of(&home), [home.workshop().root_key().certificate().fingerprint()]);
}

/// The first root of each chain that the home knows.
fn roots_of(home: &Home) -> Vec<Fingerprint> {
    let state = std::fs::read(home.prefix().join("state/trust.json")).unwrap();
    keys::TrustState::decode(&state).unwrap().roots.iter().map(|root| root.first).collect()
}

#[test]
fn a_file_with_its_signatures_taken_from_another_organisation_counts_for_nobody() {
    let home = Home::with_previous();
    let before = home.tree();
    let other = Workshop::new();
    let theirs = Release::mini().build(&other);
    let ours = Release::mini().build(home.workshop());
    let manifest = tests::forge::manifest_of(&ours).to_vec();
    let signatures = other.sign(&manifest, REAL_SIGNED).render();
    for file in [theirs, resealed(&ours, &signatures)] {
        let outcome = home.install(&home.lay("theirs.run", &file)).run();
        outcome.ends_with(Exit::Untrusted).says(&[&trust::unknown_signer, &trust::accept_root]);
        home.withstood(&before, &outcome);
    }
}

/// What a module must not carry: each kind of secret key, by what made it.
fn secrets(home: &Home) -> Vec<(&'static str, Vec<u8>)> {
    let release = home.workshop().release_key().to_armored().unwrap();
    let openssl = |words: &str| {
        let made = Invocation::of("openssl").args(words.split(' ')).run();
        assert!(made.is_success(), "{made}");
        made.stdout.into_bytes()
    };
    let gpg = Gpg::holding(&release).run(&["--export-secret-keys"], b"");
    vec![
        ("release.key", release.clone().into_bytes()),
        ("testdata/deep/notes.txt", release.into_bytes()),
        ("export.gpg", gpg),
        ("sm2.key", Authority::shared().made.release_key.to_pem(None).unwrap().as_bytes().to_vec()),
        (
            "sealed.pem",
            Authority::shared().made.ca_key.to_pem(Some(b"word")).unwrap().as_bytes().to_vec(),
        ),
        ("theirs.pem", openssl("genpkey -algorithm SM2")),
        ("server.pem", openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024")),
    ]
}

#[test]
fn a_secret_key_within_the_packers_input_is_refused() {
    let (home, real) = (Home::empty(), Real::shared());
    let module = home.beside("module");
    let before = home.tree();
    for (name, bytes) in secrets(&home) {
        let path = module.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(module.join("go.mod"), "module example.org/x\n\ngo 1.26\n").unwrap();
        std::fs::write(module.join("x.go"), "package x\n").unwrap();
        std::fs::write(&path, bytes).unwrap();
        for lang in [Lang::En, Lang::Zh] {
            let build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
            let build = build.arg("--module").arg(&module).arg("-o").arg(home.path());
            let outcome = build.lang(lang).run();
            outcome.ends_with(Exit::Usage).says(&[&project::secret, &project::secret_help]);
            assert!(outcome.stderr.contains(name), "the file is not named: {outcome}");
            home.is_still(&before, &outcome);
        }
        std::fs::remove_dir_all(&module).unwrap();
    }
}
