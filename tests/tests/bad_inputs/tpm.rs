//! Section D, what the host's TPM says of the root: swtpm, and the real `tpm2_*` tools.

use tests::tpm::{DEVICE, Tpm};
use tests::words::{host_policy, inspect, trust};
use tests::{Home, Outcome, Release, Workshop};
use voice::Exit;
use voice::{Lang, Text};

const INDEX: u32 = 0x0150_0016;
const PIN: &str = "tpm:0x01500016";
/// Anybody may read it, the owner writes it.
const READABLE: &str = "authread|ownerread|ownerwrite";

fn root(home: &Home) -> [u8; 20] {
    let root = home.workshop().root_key().certificate().fingerprint();
    root.as_bytes().try_into().unwrap()
}

fn pinned(home: &Home, verb: &str, lang: Lang) -> Outcome {
    let goferry = home.goferry().args([verb, "--root-pin", PIN]).lang(lang);
    let options: &[&str] = if verb == "install" { &["-y", "--no-gate"] } else { &[] };
    goferry.args(options).arg(home.beside("next.run")).run()
}

/// A home, and its next release beside it.
fn home() -> Home {
    let home = Home::with_previous();
    home.lay("next.run", &Release::mini().counting(2).build(home.workshop()));
    home
}

#[track_caller]
fn refused(home: &Home, exit: Exit, says: &[&'static Text]) {
    let before = home.tree();
    for (verb, lang) in [("verify", Lang::En), ("verify", Lang::Zh), ("install", Lang::En)] {
        let outcome = pinned(home, verb, lang);
        outcome.ends_with(exit).says(says);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn the_root_that_the_tpm_holds_is_pinned_and_no_other_passes() {
    let (tpm, home) = (Tpm::start(), home());
    tpm.define(INDEX, 20, READABLE, &root(&home));
    let verified = pinned(&home, "verify", Lang::En);
    verified.ends_with(Exit::Done).does_not_say(&[&inspect::tofu_warning]);
    verified.does_not_say(&[&inspect::remembered_warning]);

    tpm.undefine(INDEX).define(INDEX, 20, READABLE, &root_of(&Workshop::new()));
    refused(&home, Exit::Untrusted, &[&host_policy::asking, &trust::other_root]);
    let mut twin = root(&home);
    twin[..12].iter_mut().for_each(|byte| *byte ^= 0x5a);
    tpm.undefine(INDEX).define(INDEX, 20, READABLE, &twin);
    refused(&home, Exit::Untrusted, &[&host_policy::asking, &trust::other_root]);

    let digits = hex::encode(root(&home));
    tpm.undefine(INDEX).define(INDEX, 40, READABLE, digits.as_bytes());
    pinned(&home, "install", Lang::En).ends_with(Exit::Done);
    home.go_works();
}

fn root_of(workshop: &Workshop) -> Vec<u8> {
    workshop.root_key().certificate().fingerprint().as_bytes().to_vec()
}

#[test]
fn an_index_that_is_missing_unwritten_of_another_size_or_closed_refuses() {
    let (tpm, home) = (Tpm::start(), home());
    refused(&home, Exit::Policy, &[&host_policy::no_index, &host_policy::define]);
    tpm.define(INDEX, 20, READABLE, b"");
    refused(&home, Exit::Policy, &[&host_policy::never_written, &host_policy::define]);
    for size in [1, 19, 21, 32, 41] {
        tpm.undefine(INDEX).define(INDEX, size, READABLE, &vec![0xab; size]);
        refused(&home, Exit::Policy, &[&host_policy::no_fingerprint]);
    }
    tpm.undefine(INDEX).define(INDEX, 20, "ownerread|ownerwrite", &root(&home));
    refused(&home, Exit::Policy, &[&host_policy::tool_refused]);
    tpm.undefine(INDEX).define(INDEX, 20, &format!("{READABLE}|read_stclear"), &root(&home));
    tpm.tool("tpm2_nvreadlock", &["-C", "o", &format!("{INDEX:#x}")]);
    refused(&home, Exit::Policy, &[&host_policy::tool_refused]);
}

#[test]
fn a_tpm_that_is_locked_out_refuses() {
    let (tpm, home) = (Tpm::start(), home());
    let index = format!("{INDEX:#x}");
    tpm.tool("tpm2_nvdefine", &["-C", "o", "-s", "20", "-a", READABLE, "-p", "secret", &index]);
    let limits = ["--setup-parameters", "-n", "1", "-t", "1000", "-l", "1000"];
    tpm.tool("tpm2_dictionarylockout", &limits);
    let wrong = tpm.try_tool("tpm2_nvread", &["-P", "wrong", &index]);
    assert!(!wrong.is_success(), "{wrong}");
    refused(&home, Exit::Policy, &[&host_policy::locked, &host_policy::locked_help]);
}

#[test]
fn a_tpm_that_is_absent_or_does_not_answer_refuses() {
    let home = home();
    if !std::path::Path::new(DEVICE).exists() {
        refused(&home, Exit::Policy, &[&host_policy::no_tpm, &host_policy::no_tpm_help]);
    }
    let mut tpm = Tpm::start();
    tpm.define(INDEX, 20, READABLE, &root(&home));
    tpm.stop();
    refused(&home, Exit::Policy, &[&host_policy::reading_pin]);
}

#[test]
fn no_variable_leads_to_another_tpm() {
    let home = home();
    let variables = [
        ("TPM2TOOLS_TCTI", "device:/dev/zero"),
        ("TPM2TOOLS_TCTI_NAME", "mssim"),
        ("TCTI", "none"),
        ("TSS2_TCTI", "none"),
        ("TPM2TOOLS_ENABLE_ERRATA", "1"),
        ("TSS2_LOG", "all+TRACE"),
    ];
    let tpm = Tpm::start();
    tpm.define(INDEX, 20, READABLE, &root_of(&Workshop::new()));
    let verify = home.goferry().args(["verify", "--root-pin", PIN]).arg(home.beside("next.run"));
    let told = variables.iter().fold(verify, |verify, (name, value)| verify.env(name, value));
    told.run().ends_with(Exit::Untrusted).says(&[&trust::other_root]);
}
