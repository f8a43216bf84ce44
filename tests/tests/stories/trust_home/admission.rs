//! The admission statement that a host demands beside the file.

use super::{Host, next};
use keys::sm2::{self, Validity};
use keys::{Admission, Clock, FileDigests, Kind, Purpose, Role, SecretKey, Trust};
use payloads::container::{Laid, Source, Trusted};
use payloads::refusal::trusted;
use std::path::Path;
use tests::words::trust;
use tests::words::{host_policy, install};
use tests::{Home, REAL_SIGNED, Release};
use voice::Exit;
use voice::Text;

const MADE: u64 = 1_704_067_200;

/// The release in `file`, as its admitter accepts it.
fn release(file: &Path) -> Trusted {
    let clock = Clock { now: REAL_SIGNED, built: 0, latest_known: 0 };
    let laid = Laid::read(&Source::open(file).unwrap()).unwrap();
    laid.authenticate(|roots| trusted(Trust::tofu(roots)), &clock).unwrap()
}

fn unsigned(file: &Path) -> Admission {
    let digests = FileDigests::of(&mut std::fs::File::open(file).unwrap()).unwrap();
    Admission::new(release(file).authentic(), digests, "tested in room 3", REAL_SIGNED).unwrap()
}

fn signed(file: &Path, key: &SecretKey) -> Admission {
    let statement = unsigned(file);
    let message = statement.message().to_vec();
    let packet = key.sign(Purpose::Admission, REAL_SIGNED, &mut &message[..]).unwrap();
    statement.with_signature(Kind::OpenPgp, packet).unwrap()
}

fn lay(file: &Path, bytes: &[u8]) {
    let mut name = file.as_os_str().to_owned();
    name.push(".admission");
    std::fs::write(name, bytes).unwrap();
}

fn admitter() -> SecretKey {
    keys::generate("Snake-oil admitter", MADE, Role::Release, None).unwrap().0
}

#[test]
fn only_what_the_organisation_admitted_is_installed() {
    let home = Home::with_previous();
    let (host, key) = (Host::of(&home), admitter());
    let certificate = key.certificate();
    host.lay("admitters.d/own.asc", certificate.to_armored().unwrap());
    host.demand(&format!("admission = [\"{}\"]\n", certificate.fingerprint()));
    let file = next(&home, 2);
    let refused = |exit, text: &'static Text| {
        let before = home.tree();
        let outcome = home.install(&file).run();
        outcome.ends_with(exit).says(&[&install::not_installed, text]);
        home.withstood(&before, &outcome);
        home.goferry().arg("verify").arg(&file).run().ends_with(exit).says(&[text]);
    };
    refused(Exit::Policy, &trust::admission_missing);
    lay(&file, b"admitted, believe me\n");
    refused(Exit::Damaged, &trust::malformed);
    lay(&file, &vec![0; Admission::MAX_LEN + 1]);
    refused(Exit::Damaged, &trust::malformed);
    lay(&file, &unsigned(&file).render());
    refused(Exit::Policy, &trust::stripped);
    lay(&file, &signed(&file, &admitter()).render());
    refused(Exit::Untrusted, &trust::unknown_signer);
    lay(&file, &signed(&file, home.workshop().release_key()).render());
    refused(Exit::Untrusted, &trust::unknown_signer);
    lay(&file, &signed(&home.mini(), &key).render());
    refused(Exit::Policy, &trust::other_admission);
    let mut flipped = signed(&file, &key).render();
    *flipped.last_mut().unwrap() ^= 1;
    lay(&file, &flipped);
    refused(Exit::BadSignature, &trust::bad_signature);

    lay(&file, &signed(&file, &key).render());
    let outcome = home.install(&file).run();
    outcome.ends_with(Exit::Done).says(&[&host_policy::admitted_by]);
    assert!(outcome.stderr.contains("tested in room 3"), "{outcome}");
    home.go_works();
}

#[test]
fn what_the_packer_writes_beside_the_file_is_what_the_host_reads() {
    let home = Home::with_previous();
    let (host, key) = (Host::of(&home), admitter());
    host.lay("admitters.d/own.asc", key.certificate().to_armored().unwrap());
    host.demand(&format!("admission = [\"{}\"]\n", key.certificate().fingerprint()));
    let (file, secret) = (next(&home, 2), home.beside("admitter.key"));
    std::fs::write(&secret, key.to_armored().unwrap()).unwrap();
    let before = std::fs::read(&file).unwrap();
    let cosign = home.packer().args(["cosign", "--note", "tested in room 3", "--require-root"]);
    let cosign = cosign.arg(super::root(&home).to_string()).arg("--sign-openpgp");
    cosign.arg(&secret).arg(&file).run().ends_with(Exit::Done);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let outcome = home.install(&file).run();
    outcome.ends_with(Exit::Done).says(&[&host_policy::admitted_by]);
    home.go_works();
}

#[test]
fn who_may_admit_is_the_policys_to_say_and_not_the_directorys() {
    let home = Home::with_previous();
    let (host, key, other) = (Host::of(&home), admitter(), admitter());
    for (name, key) in [("own", &key), ("other", &other)] {
        host.lay(&format!("admitters.d/{name}.gpg"), key.certificate().to_bytes());
    }
    host.demand(&format!("admission = [\"{}\"]\n", key.certificate().fingerprint()));
    let file = next(&home, 2);
    lay(&file, &signed(&file, &other).render());
    home.install(&file).run().ends_with(Exit::Policy).says(&[&trust::required_signer]);
    lay(&file, &signed(&file, &key).render());
    home.install(&file).run().ends_with(Exit::Done);
    // Renamed together they still belong together; alone the file is refused.
    let renamed = home.lay("renamed.run", &Release::mini().counting(2).build(home.workshop()));
    home.install(&renamed).run().ends_with(Exit::Policy).says(&[&trust::admission_missing]);
}

#[test]
fn an_sm2_statement_counts_where_its_leaf_is_named() {
    let home = Home::with_previous();
    let (host, own) =
        (Host::of(&home), sm2::generate_sm2("Snake-oil admitter", Validity::since(MADE)).unwrap());
    host.lay("admitters.d/own.pem", own.ca.to_pem().unwrap());
    let leaf = own.chain.leaf().fingerprint();
    host.demand(&format!("admission = [\"{leaf}\"]\n"));
    let file = next(&home, 2);
    let statement = unsigned(&file);
    let signature =
        own.release_key.sign(Purpose::Admission, own.chain.clone(), statement.message()).unwrap();
    lay(&file, &statement.with_signature(Kind::Sm2, signature).unwrap().render());
    home.install(&file).run().ends_with(Exit::Done).says(&[&host_policy::admitted_by]);
    host.lay("admitters.d/own.pem", own.chain.leaf().to_pem().unwrap());
    home.install(&next(&home, 3))
        .run()
        .ends_with(Exit::Policy)
        .says(&[&host_policy::no_certificate]);
}
