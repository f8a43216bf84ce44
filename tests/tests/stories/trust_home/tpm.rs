//! A root whose fingerprint lies in an NV index: what is made of each answer of the host's `tpm2_nvread`, which
//! only its place names. The real tool is asked elsewhere.

use super::{Host, next, pinned, root};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tests::Home;
use tests::words::{host_policy, trust, trust_state, usage};
use voice::Exit;
use voice::Text;

const PIN: &str = "tpm:0x1500016";

/// In place of the host's own tool, one that runs this.
fn tool(script: &str) {
    lay(Path::new("/usr/bin/tpm2_nvread"), script);
}

fn lay(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A script that prints these bytes.
fn printing(bytes: &[u8]) -> String {
    let octal: String = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
    format!("printf '{octal}'")
}

#[track_caller]
fn refused(home: &Home, exit: Exit, text: &'static Text) {
    let before = home.tree();
    for pin in [&["--root-pin", PIN][..], &[]] {
        let outcome = home.install(&next(home, 2)).args(pin).run();
        outcome.ends_with(exit).says(&[text]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_pin_that_cannot_be_read_refuses_everything() {
    let home = Home::with_previous();
    let host = Host::of(&home);
    host.demand(&format!("root_pin = \"{PIN}\"\n"));
    let failing = |line: &str| format!("echo 'ERROR: {line}' >&2; exit 1");
    let rows: [(String, &'static Text); 9] = [
        (failing("Esys_TR_FromTPMPublic(0x18B) - tpm:handle(1)"), &host_policy::no_index),
        (failing("Esys_NV_Read(0x14A) - tpm:error(2.0)"), &host_policy::never_written),
        (failing("Esys_NV_Read(0x921) - tpm:warn(2.0)"), &host_policy::locked),
        (failing("Esys_NV_Read(0x98E) - tpm:session(1)"), &host_policy::tool_refused),
        (failing("Could not load tcti, got: \"device:/dev/tpmrm0\""), &host_policy::no_tpm),
        ("kill -9 $$".to_owned(), &host_policy::tool_refused),
        ("exit 0".to_owned(), &host_policy::no_fingerprint),
        (printing(&[0xff; 32]), &host_policy::no_fingerprint),
        (format!("echo {}", root(&home)), &host_policy::no_fingerprint),
    ];
    for (script, text) in rows {
        tool(&script);
        refused(&home, Exit::Policy, text);
    }
    std::fs::remove_file("/usr/bin/tpm2_nvread").unwrap();
    refused(&home, Exit::Policy, &host_policy::no_tool);
    lay(Path::new("/usr/bin/tpm2_nvread"), "");
    std::fs::set_permissions("/usr/bin/tpm2_nvread", std::fs::Permissions::from_mode(0o644))
        .unwrap();
    refused(&home, Exit::Policy, &host_policy::tool_not_run);
    let outcome = home.install(&next(&home, 2)).args(["--root-pin", "tpm:0x81000001"]).run();
    outcome.ends_with(Exit::Usage).says(&[&usage::bad_value]);
}

#[test]
fn the_root_it_holds_is_pinned_and_no_other_counts() {
    let home = Home::with_previous();
    let host = Host::of(&home);
    host.demand(&format!("pinned = true\nroot_pin = \"{PIN}\"\n"));
    tool(&printing(&[0xab; 20]));
    refused(&home, Exit::Untrusted, &trust::other_root);
    let own = root(&home);
    let insisting = home.install(&next(&home, 2)).arg("--require-root").arg(own.to_string());
    insisting.run().ends_with(Exit::Untrusted).says(&[&host_policy::asking]);
    let digits = own.to_string();
    for (counter, held) in [own.as_bytes(), digits.as_bytes(), digits.to_lowercase().as_bytes()]
        .into_iter()
        .enumerate()
    {
        tool(&printing(held));
        home.install(&next(&home, counter as u32 + 2)).run().ends_with(Exit::Done);
    }
    let shown = home.goferry().args(["trust", "show"]).run();
    shown.ends_with(Exit::Done).says(&[&trust_state::host_pin]);
}

#[test]
fn neither_path_nor_any_variable_decides_which_tool_asks_which_tpm() {
    let home = pinned();
    let host = Host::of(&home);
    host.demand("");
    let fake = home.beside("fake");
    std::fs::create_dir(&fake).unwrap();
    lay(&fake.join("tpm2_nvread"), &printing(root(&home).as_bytes()));
    let asked = home.beside("asked");
    tool(&format!(
        "{{ echo \"$@\"; /usr/bin/env; }} > '{}'\n{}",
        asked.display(),
        printing(&[0xab; 20])
    ));
    let path = format!("{}:/usr/bin:/bin", fake.display());
    let outcome = home
        .install(&next(&home, 2))
        .args(["--root-pin", PIN])
        .env("PATH", path)
        .env("TPM2TOOLS_TCTI", "swtpm:path=/tmp/mine")
        .env("LD_PRELOAD", "")
        .run();
    outcome.ends_with(Exit::Untrusted).says(&[&trust::other_root]);
    let asked = std::fs::read_to_string(asked).unwrap();
    assert_eq!(asked.lines().next(), Some("-T device:/dev/tpmrm0 0x1500016"), "{asked}");
    assert!(!asked.contains("TPM2TOOLS") && !asked.contains(&*fake.to_string_lossy()), "{asked}");
}
