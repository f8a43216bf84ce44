//! The fingerprint of a root in an NV index of the host's TPM, read by the host's own `tpm2_nvread`. Neither
//! PATH nor any other variable has a say in which program that is and which TPM it asks.

use crate::words::host_policy as words;
use keys::{Fingerprint, RootPin};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use voice::Exit;
use voice::{Context as _, Fact, Said, printable};

/// The program.
const PROGRAM: &str = "tpm2_nvread";
/// Where the host keeps it.
const PLACES: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/// The kernel's own TPM. Left to themselves the tools would also ask a TPM simulator on a local port, which
/// any user can run.
const DEVICE: &str = "device:/dev/tpmrm0";

/// The fingerprint that `pin` holds.
///
/// # Errors
/// [`Exit::Policy`]: it cannot be read, whatever the reason. A host that pins its root accepts nothing then.
pub(super) fn fingerprint(pin: RootPin) -> anyhow::Result<Fingerprint> {
    read(pin).context(|| words::reading_pin(&pin))
}

fn read(pin: RootPin) -> anyhow::Result<Fingerprint> {
    let program = program()?;
    let running = || words::tool_not_run(&program.display());
    let output = Command::new(&program)
        .args(["-T", DEVICE, &format!("{:#x}", pin.index())])
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .exit_with(Exit::Policy, running)?;
    if !output.status.success() {
        return Err(refused(&output).into());
    }
    RootPin::fingerprint(&output.stdout).ok_or_else(|| {
        let length = output.stdout.len();
        let fact = Fact::new(Exit::Policy, words::no_fingerprint(&length));
        fact.help(words::no_fingerprint_help()).into()
    })
}

fn program() -> Result<PathBuf, Fact> {
    let places = PLACES.iter().map(|place| Path::new(place).join(PROGRAM));
    places.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        Fact::new(Exit::Policy, words::no_tool(&PROGRAM, &PLACES.join(", ")))
            .help(words::no_tool_help())
    })
}

/// What the tool's answer means, by the TPM's response code (TPM 2.0 Library, part 2, TPM_RC).
fn refused(output: &Output) -> Fact {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let fact = |said: Said, help: Said| Fact::new(Exit::Policy, said).help(help);
    let has = |code: &str| text.contains(&format!("({code})"));
    match () {
        () if has("0x18B") => fact(words::no_index(), words::define()),
        () if has("0x14A") => fact(words::never_written(), words::define()),
        () if has("0x921") => fact(words::locked(), words::locked_help()),
        () if text.contains(DEVICE) => fact(words::no_tpm(), words::no_tpm_help()),
        () => fact(words::tool_refused(&first_error(&text)), words::define()),
    }
}

/// The first line by which the tool itself says what is wrong, else its last one.
fn first_error(text: &str) -> String {
    let mut own = text.lines().filter_map(|line| line.strip_prefix("ERROR: "));
    let line = own.next().or_else(|| text.lines().last()).unwrap_or_default();
    printable(line.trim()).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    /// What tpm2-tools 5.4 says.
    #[test]
    fn each_answer_of_the_tool_has_its_own_meaning() {
        let rows: [(&str, &str); 5] = [
            (
                "ERROR:esys:src/tss2-esys/esys_tr.c:398:Esys_TR_FromTPMPublic() Error TR FromTPMPublic ErrorCode (0x0000018b) \n\
                 ERROR: Esys_TR_FromTPMPublic(0x18B) - tpm:handle(1):the handle is not correct for the use\n\
                 ERROR: Unable to run tpm2_nvread\n",
                "no_index",
            ),
            (
                "ERROR: Esys_NV_Read(0x14A) - tpm:error(2.0): an NV Index is used before being initialized\n",
                "never_written",
            ),
            (
                "ERROR: Esys_NV_Read(0x921) - tpm:warn(2.0): the TPM is in DA lockout mode\n",
                "locked",
            ),
            ("ERROR: Could not load tcti, got: \"device:/dev/tpmrm0\"\n", "no_tpm"),
            (
                "WARN: Reading full size of the NV index\n\
                 ERROR: Esys_NV_Read(0x12F) - tpm:error(2.0): authValue or authPolicy is not available\n",
                "tool_refused",
            ),
        ];
        for (stderr, expected) in rows {
            let status = ExitStatus::from_raw(1 << 8);
            let output = Output { status, stdout: vec![1; 20], stderr: stderr.into() };
            let fact = refused(&output);
            assert_eq!((fact.exit, fact.said.name()), (Exit::Policy, expected));
        }
    }

    #[test]
    fn the_tools_own_first_error_is_told() {
        let text = "WARN: x\nERROR:esys:noise\nERROR: one\nERROR: two\n";
        assert_eq!(first_error(text), "one");
        assert_eq!(first_error("sh: not found\n"), "sh: not found");
        assert_eq!(first_error(""), "");
    }
}
