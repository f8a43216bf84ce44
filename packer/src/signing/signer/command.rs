//! An external signer: a program of the user's own.

use crate::words::build as words;
use keys::Purpose;
use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::process::{ChildStdin, Command, Stdio};
use voice::Exit;
use voice::{Context as _, Fact};

/// The most bytes of an answer that are looked at.
const LONGEST_ANSWER: u64 = 64 << 10;

/// `cmd:PROGRAM`: run as `PROGRAM PURPOSE SIGNING_TIME` (seconds since 1970), with the very bytes to
/// be signed on standard input and the signature expected on standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program(OsString);

impl Program {
    /// What stands behind `cmd:`, where `option` begins so.
    pub fn named(option: &OsStr) -> Option<Program> {
        Some(Program(option.to_str()?.strip_prefix("cmd:")?.into()))
    }

    /// As the user typed it.
    pub fn name(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }

    /// What it answers to `input`.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it cannot be run or fails; `input` cannot be read.
    pub(super) fn answer(
        &self,
        purpose: Purpose,
        at: u64,
        input: &mut (dyn Read + Send),
    ) -> anyhow::Result<Vec<u8>> {
        let mut child = Command::new(&self.0)
            .arg(purpose.name())
            .arg(at.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .exit_with(Exit::Usage, || words::running_signer(&self.name()))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (fed, answer) = std::thread::scope(|scope| {
            let feeding = scope.spawn(move || feed(input, stdin));
            let mut answer = Vec::new();
            let read = stdout.map(|out| out.take(LONGEST_ANSWER).read_to_end(&mut answer));
            (feeding.join(), read.transpose().map(|_| answer))
        });
        let status = child.wait()?;
        if !status.success() {
            let said = words::signer_failed(&self.name(), &status);
            return Err(Fact::new(Exit::Usage, said).into());
        }
        if let Ok(fed) = fed {
            fed?;
        }
        Ok(answer?)
    }
}

/// Streams what is signed; fails only where it cannot be read. A program that stops reading early
/// says why by its exit status.
fn feed(input: &mut dyn Read, stdin: Option<ChildStdin>) -> std::io::Result<()> {
    let Some(mut stdin) = stdin else { return Ok(()) };
    let mut buffer = vec![0; 64 << 10];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) if stdin.write_all(&buffer[..length]).is_err() => return Ok(()),
            Err(e) if e.kind() != std::io::ErrorKind::Interrupted => return Err(e),
            _ => {}
        }
    }
}
