use super::*;
use keys::sm2::{Generated, SecretKey, Validity, generate_sm2};
use std::ffi::OsStr;
use std::path::PathBuf;
use voice::{Lang, exit_of};

const MADE: u64 = 1_700_000_000;

fn openpgp() -> OpenPgp {
    let (key, _) = keys::generate("Snake-oil", MADE, keys::Role::Release, None).unwrap();
    OpenPgp::KeyFile { path: "x".into(), key: Box::new(key) }
}

fn sm2() -> Generated {
    generate_sm2("Snake-oil", Validity { from: MADE, until: MADE + 9 }).unwrap()
}

/// An SM2 key that is open already.
fn with_key(path: &str, key: SecretKey, chain: keys::sm2::Chain) -> Sm2 {
    Sm2 { hand: sm2::Hand::KeyFile { path: path.into(), key: Box::new(key) }, chain }
}

/// A directory with the files of an SM2 release key.
fn desk(made: &Generated) -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    let key = made.release_key.to_pem(None).unwrap();
    std::fs::write(desk.path().join("sm2-release.key"), key.as_bytes()).unwrap();
    std::fs::write(desk.path().join(CHAIN), made.chain.to_pem().unwrap()).unwrap();
    desk
}

/// A program that keeps what it gets and answers with the file `answer`.
fn program(desk: &Path) -> std::ffi::OsString {
    let script = format!(
        "#!/bin/sh\ncat >{0}/kept; echo \"$@\" >>{0}/calls; cat {0}/answer\n",
        desk.display()
    );
    crate::signing::write_new(&desk.join("signer"), 0o755, script.as_bytes()).unwrap();
    format!("cmd:{}/signer", desk.display()).into()
}

fn none(_: &Path) -> anyhow::Result<Vec<u8>> {
    panic!("asked for a passphrase")
}

#[test]
fn a_time_before_key_or_certificate_is_refused_early_and_named() {
    let made = sm2();
    let external =
        Sm2::open(OsStr::new("cmd:false"), Some(&desk(&made).path().join(CHAIN)), &mut none);
    let sm2 = with_key("x", made.release_key, made.chain);
    for (openpgp, sm2) in
        [(Some(openpgp()), None), (None, Some(sm2)), (None, Some(external.unwrap()))]
    {
        let signers = Signers::new(openpgp, sm2).unwrap();
        signers.may_sign_at(MADE).unwrap();
        let error = signers.may_sign_at(MADE - 1).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage);
        assert!(error.downcast_ref::<Fact>().unwrap().help.is_some());
    }
}

#[test]
fn an_sm2_certificate_that_expired_or_certifies_others_signs_nothing() {
    let made = sm2();
    let key = || SecretKey::load(made.release_key.to_pem(None).unwrap().as_bytes(), None).unwrap();
    let late = with_key("x", key(), made.chain.clone());
    assert!(matches!(late.may_sign_at(MADE + 10), Err(Refusal::Expired { .. })));
    let authority = keys::sm2::Chain::new(made.ca.clone(), vec![]).unwrap();
    let authority = with_key("x", key(), authority);
    assert!(matches!(authority.may_sign_at(MADE), Err(Refusal::NotForSigning { .. })));
    let other = with_key("x", key(), sm2().chain);
    assert!(matches!(other.may_sign_at(MADE), Err(Refusal::SecretKey(_))));
}

#[test]
fn a_key_file_finds_its_chain_beside_it_and_a_program_has_to_be_told() {
    let made = sm2();
    let desk = desk(&made);
    let key = desk.path().join("sm2-release.key");
    let signer = Sm2::open(key.as_os_str(), None, &mut none).unwrap();
    assert_eq!(*signer.chain(), made.chain);
    let lost = Sm2::open(OsStr::new("cmd:true"), None, &mut none).err().unwrap();
    assert_eq!(exit_of(&lost), Exit::Usage);
    std::fs::remove_file(desk.path().join(CHAIN)).unwrap();
    let lost = Sm2::open(key.as_os_str(), None, &mut none).err().unwrap();
    assert_eq!(exit_of(&lost), Exit::Usage);
}

#[test]
fn both_kinds_sign_one_message_independently() {
    let made = sm2();
    let voice = Voice::new(Lang::En, false, true);
    let signers = Signers::new(Some(openpgp()), Some(with_key("y", made.release_key, made.chain)));
    let signers = signers.unwrap();
    assert_eq!(signers.kinds(), [Kind::OpenPgp, Kind::Sm2]);
    let signatures = signers.sign(Purpose::Manifest, MADE, b"{}", &voice).unwrap();
    let sealed = keys::sm2::SealedSignature::parse(signatures.get(Kind::Sm2).unwrap()).unwrap();
    sealed.check(Purpose::Manifest, b"{}").unwrap();
    for signer in signers.iter() {
        let alone = signer.sign(Purpose::Manifest, MADE, b"{}").unwrap();
        assert_eq!(signatures.get(signer.kind()), Some(&alone[..]));
    }
    assert_eq!(exit_of(&Signers::new(None, None).err().unwrap()), Exit::Usage);
}

#[test]
fn a_trust_list_is_asked_for_its_kinds_and_signers() {
    let dir = tempfile::tempdir().unwrap();
    crate::signing::snake_oil(dir.path(), MADE);
    let roots = crate::signing::read_roots(dir.path()).unwrap();
    let key = dir.path().join("release.key");
    let named = OpenPgp::open(key.as_os_str(), &mut none).unwrap();
    Signers::new(Some(named), None).unwrap().count_under(&roots, MADE, &[]).unwrap();
    let made = sm2();
    let sm2 = || with_key("y", SecretKey::random(), made.chain.clone());
    let alone = Signers::new(None, Some(sm2())).unwrap();
    let refused = alone.count_under(&roots, MADE, &[Kind::OpenPgp]).unwrap_err();
    assert_eq!(
        exit_of(&refused),
        Exit::Untrusted,
        "the kind comes later, the signer is judged now"
    );
    for (openpgp, sm2, exit) in [
        (Some(openpgp()), None, Exit::Untrusted),
        (None, Some(sm2()), Exit::Usage),
        (Some(OpenPgp::open(key.as_os_str(), &mut none).unwrap()), Some(sm2()), Exit::Untrusted),
    ] {
        let signers = Signers::new(openpgp, sm2).unwrap();
        assert_eq!(exit_of(&signers.count_under(&roots, MADE, &[]).unwrap_err()), exit);
    }
}

#[test]
fn an_openpgp_program_gets_purpose_time_and_bytes_and_its_answer_counts() {
    let desk = tempfile::tempdir().unwrap();
    let file = desk.path().join("file");
    std::fs::write(&file, "file").unwrap();
    let answer = Signer::OpenPgp(openpgp()).sign_file(MADE, &file).unwrap();
    std::fs::write(desk.path().join("answer"), &answer).unwrap();
    let signer = OpenPgp::open(&program(desk.path()), &mut none).unwrap();
    let signer = Signer::OpenPgp(signer);
    assert_eq!(signer.sign_file(MADE, &file).unwrap(), answer);
    assert_eq!(std::fs::read(desk.path().join("kept")).unwrap(), b"file");
    let other = signer.sign(Purpose::Manifest, MADE, b"{}").unwrap_err();
    assert_eq!(exit_of(&other), Exit::BadSignature);
    let kept = std::fs::read(desk.path().join("kept")).unwrap();
    assert_eq!(kept, Purpose::Manifest.signed_input(b"{}"));
    let calls = std::fs::read_to_string(desk.path().join("calls")).unwrap();
    assert_eq!(calls, format!("sidecar {MADE}\nmanifest {MADE}\n"));
}

#[test]
fn an_sm2_program_answers_raw_or_der_and_only_what_holds_counts() {
    let made = sm2();
    let desk = desk(&made);
    let (chain, answer) = (desk.path().join(CHAIN), desk.path().join("answer"));
    let signer = Sm2::open(&program(desk.path()), Some(&chain), &mut none).unwrap();
    let signer = Signer::Sm2(Box::new(signer));
    let sealed = made.release_key.sign(Purpose::Manifest, made.chain.clone(), b"{}").unwrap();
    let raw = keys::sm2::Raw::from_bytes(&sealed[..64]).unwrap();
    for form in [raw.to_bytes().to_vec(), raw.to_der()] {
        std::fs::write(&answer, form).unwrap();
        assert_eq!(signer.sign(Purpose::Manifest, MADE, b"{}").unwrap(), sealed);
    }
    let kept = std::fs::read(desk.path().join("kept")).unwrap();
    assert_eq!(kept, keys::sm2::signed_input(Purpose::Manifest, &made.chain, b"{}"));
    for bad in [raw.to_bytes()[..63].to_vec(), vec![1; 64], vec![], vec![0; 10_000]] {
        std::fs::write(&answer, bad).unwrap();
        let error = signer.sign(Purpose::Manifest, MADE, b"{}").unwrap_err();
        assert_eq!(exit_of(&error), Exit::BadSignature);
    }
}

#[test]
fn a_file_that_begins_like_a_statement_never_reaches_an_sm2_program() {
    let made = sm2();
    let desk = desk(&made);
    let chain = desk.path().join(CHAIN);
    let signer = Sm2::open(&program(desk.path()), Some(&chain), &mut none).unwrap();
    let file = desk.path().join("file");
    std::fs::write(&file, keys::sm2::signed_input(Purpose::Manifest, &made.chain, b"{}")).unwrap();
    let error = signer.sign_file(MADE, &file).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Usage);
    assert!(!desk.path().join("kept").exists());
    std::fs::write(&file, "goferry").unwrap();
    let der = made.release_key.sign_sidecar(&made.chain, &mut &b"goferry"[..]).unwrap();
    std::fs::write(desk.path().join("answer"), &der).unwrap();
    assert_eq!(signer.sign_file(MADE, &file).unwrap(), der);
    assert_eq!(std::fs::read(desk.path().join("kept")).unwrap(), b"goferry");
}

#[test]
fn a_program_that_fails_is_named_with_its_status_and_one_that_reads_nothing_may_answer() {
    let failing = OpenPgp::open(OsStr::new("cmd:false"), &mut none).unwrap();
    let failing = Signer::OpenPgp(failing);
    let big = PathBuf::from("/proc/self/exe");
    let error = failing.sign_file(0, &big).unwrap_err();
    assert!(error.to_string().contains("false ended with exit status: 1"), "{error}");
    let silent = Program::named(OsStr::new("cmd:true")).unwrap();
    let big = vec![0; 1 << 20];
    assert_eq!(silent.answer(Purpose::Sidecar, 0, &mut &big[..]).unwrap(), b"");
}
