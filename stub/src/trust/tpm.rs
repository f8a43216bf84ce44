//! The fingerprint of a root in an NV index of the host's TPM, read by the host's own `tpm2_nvread`. Neither
//! PATH nor any other variable has a say in which program that is and which TPM it asks.

use crate::process::command::{self, How, Outcome};
use crate::process::{Kernel, signals};
use crate::words::host_policy as words;
use keys::{Fingerprint, RootPin};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use voice::{Context as _, Exit, Fact, Said, exit_of, printable};

/// The program.
const PROGRAM: &str = "tpm2_nvread";
/// Where the host keeps it.
const PLACES: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/// The kernel's own TPM. Left to themselves the tools would also ask a TPM simulator on a local port, which
/// any user can run.
const DEVICE: &str = "device:/dev/tpmrm0";
/// How long the TPM may take; the slowest answer within a second, and others may be asking it.
const LIMIT: Duration = Duration::from_secs(60);

/// The fingerprint that `pin` holds.
///
/// # Errors
/// [`Exit::Policy`]: it cannot be read, whatever the reason. A host that pins its root accepts nothing then.
pub(super) fn fingerprint(pin: RootPin, kernel: &Kernel) -> anyhow::Result<Fingerprint> {
    read(pin, kernel).context(|| words::reading_pin(&pin))
}

fn read(pin: RootPin, kernel: &Kernel) -> anyhow::Result<Fingerprint> {
    let program = program()?;
    let mut command = Command::new(&program);
    command.args(["-T", DEVICE, &format!("{:#x}", pin.index())]).env_clear();
    let (answered, outcome) = match command::answer(command, LIMIT, kernel) {
        Err(error) if signals::ended(exit_of(&error)) => return Err(error),
        Err(error) => {
            let said = words::tool_not_run(&program.display());
            return Err(Fact::new(Exit::Policy, said).over(error));
        }
        Ok(said) => said,
    };
    Ok(verdict(&program, &answered, &outcome)?)
}

/// What the tool's end means.
fn verdict(program: &Path, answered: &[u8], outcome: &Outcome) -> Result<Fingerprint, Fact> {
    let fact = |said: Said, help: Said| Fact::new(Exit::Policy, said).help(help);
    let none = || fact(words::no_fingerprint(&answered.len()), words::no_fingerprint_help());
    match outcome.how {
        How::Code(0) => RootPin::fingerprint(answered).ok_or_else(none),
        How::Overdue(limit) => {
            let said = words::tool_overdue(&program.display(), &limit.as_secs());
            Err(fact(said, words::tool_overdue_help()))
        }
        _ => Err(refused(&outcome.output)),
    }
}

fn program() -> Result<PathBuf, Fact> {
    let places = PLACES.iter().map(|place| Path::new(place).join(PROGRAM));
    places.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        Fact::new(Exit::Policy, words::no_tool(&PROGRAM, &PLACES.join(", ")))
            .help(words::no_tool_help())
    })
}

/// What the tool's answer means, by the TPM's response code (TPM 2.0 Library, part 2, TPM_RC).
fn refused(text: &str) -> Fact {
    let fact = |said: Said, help: Said| Fact::new(Exit::Policy, said).help(help);
    let has = |code: &str| text.contains(&format!("({code})"));
    match () {
        () if has("0x18B") => fact(words::no_index(), words::define()),
        () if has("0x14A") => fact(words::never_written(), words::define()),
        () if has("0x921") => fact(words::locked(), words::locked_help()),
        () if text.contains(DEVICE) => fact(words::no_tpm(), words::no_tpm_help()),
        () => fact(words::tool_refused(&first_error(text)), words::define()),
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
            let fact = refused(stderr);
            assert_eq!((fact.exit, fact.said.name()), (Exit::Policy, expected));
        }
    }

    #[test]
    fn a_tool_that_never_ends_or_answers_something_else_gives_no_fingerprint() {
        let verdict = |how, answered: &[u8]| {
            let outcome = Outcome { how, output: String::new(), died: None };
            verdict(Path::new(PROGRAM), answered, &outcome).map_err(|fact| fact.said.name())
        };
        assert_eq!(verdict(How::Overdue(LIMIT), &[1; 20]).unwrap_err(), "tool_overdue");
        assert_eq!(verdict(How::Code(0), &[1; 19]).unwrap_err(), "no_fingerprint");
        assert_eq!(verdict(How::Signal(9), &[1; 20]).unwrap_err(), "tool_refused");
        assert!(verdict(How::Code(0), &[1; 20]).is_ok());
    }

    #[test]
    fn the_tools_own_first_error_is_told() {
        let text = "WARN: x\nERROR:esys:noise\nERROR: one\nERROR: two\n";
        assert_eq!(first_error(text), "one");
        assert_eq!(first_error("sh: not found\n"), "sh: not found");
        assert_eq!(first_error(""), "");
    }
}
