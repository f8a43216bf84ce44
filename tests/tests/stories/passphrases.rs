//! Passphrases: where they come from, and that a real OpenSSL opens with them what they protect.

use crate::elsewhere::{MADE, agreed, openssl};
use std::path::{Path, PathBuf};
use tests::words::build;
use tests::{Home, Invocation};
use voice::Exit;
use voice::Lang;

const PASSPHRASE: &str = "open sesame 芝麻";

/// `keys init` in `directory`.
fn making(home: &Home, directory: &Path) -> Invocation {
    let time = MADE.to_string();
    let init = home.packer().args(["keys", "init", "--name", "Snake-oil works", "--time", &time]);
    init.arg("--out").arg(directory)
}

/// Keys under [`PASSPHRASE`], and the file that holds it.
fn locked(home: &Home) -> (PathBuf, PathBuf) {
    let (keys, word) = (home.beside("keys"), home.beside("word"));
    std::fs::write(&word, format!("{PASSPHRASE}\n")).unwrap();
    let init = making(home, &keys).arg("--passphrase-file").arg(&word).run();
    init.ends_with(Exit::Done).does_not_say(&[&build::snake_oil]);
    (keys.join("release.key"), word)
}

fn signing(home: &Home, key: &Path) -> Invocation {
    let file = home.beside("mini.run");
    home.packer().args([
        "sidecars".as_ref(),
        file.as_os_str(),
        "--sign-openpgp".as_ref(),
        key.as_os_str(),
    ])
}

#[test]
fn a_passphrase_comes_by_file_descriptor_or_terminal() {
    let home = Home::empty();
    home.mini();
    let (key, word) = locked(&home);
    let asc = home.beside("mini.run.asc");
    let signed = |what: &str| {
        assert!(asc.is_file(), "{what} signed nothing");
        std::fs::remove_file(&asc).unwrap();
    };
    signing(&home, &key).arg("--passphrase-file").arg(&word).run().ends_with(Exit::Done);
    signed("a file");
    let open = format!("</dev/null 5<'{}'", word.display());
    signing(&home, &key)
        .args(["--passphrase-fd", "5"])
        .redirected(&open)
        .run()
        .ends_with(Exit::Done);
    signed("a descriptor");
    let asked = format!("{}", key.display());
    let talk = signing(&home, &key).on_a_terminal(&[(&asked, PASSPHRASE)]);
    talk.outcome.ends_with(Exit::Done);
    assert!(!talk.screen.contains("sesame"), "the passphrase was shown: {}", talk.screen);
    signed("a terminal");
}

#[test]
fn a_wrong_or_missing_passphrase_is_a_usage_error_and_signs_nothing() {
    let home = Home::empty();
    home.mini();
    let (key, _) = locked(&home);
    let (wrong, empty) = (home.beside("wrong"), home.beside("empty"));
    std::fs::write(&wrong, "open sesame\n").unwrap();
    std::fs::write(&empty, "").unwrap();
    for word in [&wrong, &empty] {
        let outcome = signing(&home, &key).arg("--passphrase-file").arg(word).run();
        outcome.ends_with(Exit::Usage);
        assert!(outcome.stderr.contains("passphrase"), "{outcome}");
    }
    let none = signing(&home, &key).wrapped(["setsid", "--wait"]).run();
    none.ends_with(Exit::Usage).says(&[&build::no_passphrase, &build::no_passphrase_help]);
    let closed = signing(&home, &key).args(["--passphrase-fd", "9"]).run();
    closed.ends_with(Exit::Usage).says(&[&build::reading_passphrase]);
    assert!(!home.beside("mini.run.asc").exists());
}

#[test]
fn a_passphrase_is_never_taken_from_an_argument_or_a_variable() {
    let home = Home::empty();
    home.mini();
    let (key, _) = locked(&home);
    let variables = [
        "PASSPHRASE",
        "GOFERRY_PASSPHRASE",
        "GOFERRY_PACK_PASSPHRASE",
        "GPG_PASSPHRASE",
        "PASSWORD",
    ];
    let given = variables.iter().fold(signing(&home, &key), |run, name| run.env(name, PASSPHRASE));
    given.wrapped(["setsid", "--wait"]).run().ends_with(Exit::Usage).says(&[&build::no_passphrase]);
    for option in ["--passphrase", "--password"] {
        signing(&home, &key).args([option, PASSPHRASE]).run().ends_with(Exit::Usage);
    }
    let colons = format!("{}:{PASSPHRASE}", key.display());
    signing(&home, Path::new(&colons)).run().ends_with(Exit::Usage);
    assert!(!home.beside("mini.run.asc").exists());
    let new = home.beside("new");
    let init = making(&home, &new).wrapped(["setsid", "--wait"]).run();
    init.ends_with(Exit::Usage).says(&[&build::no_passphrase]);
    assert!(!new.exists());
}

#[test]
fn each_key_has_its_own_passphrase() {
    let home = Home::empty();
    let keys = home.beside("keys");
    let word = |name: &str, text: &str| home.write(name, text.as_bytes());
    let all = word("all", "one\ntwo\nthree\nfour\n");
    let init = making(&home, &keys).arg("--sm2").arg("--passphrase-file").arg(all).run();
    init.ends_with(Exit::Done).does_not_say(&[&build::snake_oil]);
    let file = home.mini();
    let sign = |openpgp: &Path, sm2: &Path| {
        let sign = home.packer().arg("sidecars").arg(&file).arg("--sign-openpgp");
        let sign = sign.arg(keys.join("release.key")).arg("--sign-sm2");
        let sign = sign.arg(keys.join("sm2-release.key")).arg("--passphrase-file").arg(openpgp);
        sign.arg("--sm2-passphrase-file").arg(sm2).run()
    };
    let (two, four) = (word("two", "two\n"), word("four", "four\n"));
    sign(&four, &two).ends_with(Exit::Usage);
    assert!(!home.beside("mini.run.sm2sig").exists());
    sign(&two, &four).ends_with(Exit::Done);
    let opened = format!("pkey -noout -passin file:{} -in", four.display());
    agreed(home.path(), &format!("{opened} {}", keys.join("sm2-release.key").display()));
}

/// A question of the packer's about the file `path`, in `lang`.
fn question(text: &voice::Text, path: &Path, lang: Lang) -> String {
    let template = if lang == Lang::En { text.en } else { text.zh };
    template.replace("{path}", &path.display().to_string())
}

/// Each key that `keys init --sm2` makes in `directory`, and what somebody types for it, twice.
fn typed(directory: &Path, lang: Lang) -> Vec<(String, &'static str)> {
    let words = [
        ("root.key", "root word"),
        ("release.key", PASSPHRASE),
        ("sm2-root.key", "芝麻开门"),
        ("sm2-release.key", "four 4"),
    ];
    let asked = |(name, word): (&str, &'static str)| {
        let first = question(&build::new_passphrase, &directory.join(name), lang);
        [(first, word), (question(&build::again, directory, lang), word)]
    };
    words.into_iter().flat_map(asked).collect()
}

fn answers<'a>(typed: &'a [(String, &'a str)]) -> Vec<(&'a str, &'a str)> {
    typed.iter().map(|(question, word)| (&**question, *word)).collect()
}

#[test]
fn at_a_terminal_each_new_key_of_both_kinds_gets_the_passphrase_that_was_typed_twice() {
    let home = Home::empty();
    for (name, lang) in [("keys", Lang::En), ("密钥", Lang::Zh)] {
        let keys = home.beside(name);
        let typed = typed(&keys, lang);
        let init = making(&home, &keys).arg("--sm2").lang(lang);
        let talk = init.on_a_terminal(&answers(&typed));
        talk.outcome.ends_with(Exit::Done);
        let mut rest = &*talk.screen;
        for (question, word) in &typed {
            let asked =
                rest.split_once(&**question).unwrap_or_else(|| panic!("{question}: {rest}"));
            rest = asked.1;
            assert!(!talk.screen.contains(word), "{word} was shown: {}", talk.screen);
        }
        for (key, word) in [("sm2-root.key", typed[4].1), ("sm2-release.key", typed[6].1)] {
            std::fs::write(keys.join("word"), word).unwrap();
            let opened = |by: &str| openssl(&keys, &format!("pkey -noout -passin {by} -in {key}"));
            assert!(opened("file:word").is_success(), "{}", opened("file:word"));
            assert!(!opened("pass:").is_success() && !opened("pass:other").is_success(), "{key}");
        }
        agreed(&keys, "verify -vfyopt ID -CAfile sm2-root.pem release-sm2.pem");
        let of_sm2 = "-rawin -digest sm3 -pkeyopt ID -in word";
        let own = format!("-sign {of_sm2} -passin file:word -inkey sm2-release.key -out signature");
        agreed(&keys, &format!("pkeyutl {own}"));
        let certified = format!("-verify {of_sm2} -certin -inkey release-sm2.pem");
        agreed(&keys, &format!("pkeyutl {certified} -sigfile signature"));
        home.mini();
        let word = home.write("word", typed[2].1.as_bytes());
        let sign = signing(&home, &keys.join("release.key")).arg("--passphrase-file").arg(word);
        sign.run().ends_with(Exit::Done);
    }
}

#[test]
fn a_new_passphrase_that_is_not_repeated_is_empty_or_given_up_makes_no_key() {
    let home = Home::empty();
    let (keys, lang) = (home.beside("keys"), Lang::En);
    for (at, word, exit, said) in [
        (7, "four 5", Exit::Usage, build::passphrases_differ.en),
        (1, "", Exit::Usage, build::passphrases_differ.en),
        (4, "\x03", Exit::Interrupt, build::interrupted.en),
    ] {
        let mut typed = typed(&keys, lang);
        typed[at].1 = word;
        typed.truncate(at + 1);
        let talk = making(&home, &keys).arg("--sm2").on_a_terminal(&answers(&typed));
        talk.outcome.ends_with(exit);
        assert!(talk.screen.contains(said), "{said}: {}", talk.screen);
        assert!(!keys.exists());
    }
    let mut typed = typed(&keys, lang);
    typed.iter_mut().for_each(|(_, word)| *word = "");
    let talk = making(&home, &keys).arg("--sm2").on_a_terminal(&answers(&typed));
    talk.outcome.ends_with(Exit::Usage);
    assert!(talk.screen.contains(build::empty_passphrase.en), "{}", talk.screen);
    assert!(!keys.exists());
}
