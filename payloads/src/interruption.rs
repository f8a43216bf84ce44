//! What a signal interrupted has not failed: it is asked again.

use nix::errno::Errno;

/// How often; then it is an error as any other.
const PATIENCE: usize = 100;

/// Makes a system call until its answer is another than EINTR, which POSIX lets `open`, `fchmod`, `fsync` and others
/// give on a network's file system even where no handler is installed.
///
/// # Errors
/// The call's; EINTR after a hundred of them.
pub fn asked_again<T>(ask: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    let mut answers = std::iter::repeat_with(ask).take(PATIENCE);
    answers.find(|answer| !matches!(answer, Err(Errno::EINTR))).unwrap_or(Err(Errno::EINTR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_call_is_made_again_until_it_answers_and_not_for_ever() {
        let mut asked = 0;
        let mut interrupted = |times: usize, then: Result<u8, Errno>| {
            asked = 0;
            let answer = asked_again(|| {
                asked += 1;
                if asked > times { then } else { Err(Errno::EINTR) }
            });
            (answer, asked)
        };
        assert_eq!(interrupted(3, Ok(7)), (Ok(7), 4));
        assert_eq!(interrupted(1, Err(Errno::EIO)), (Err(Errno::EIO), 2));
        assert_eq!(interrupted(usize::MAX, Ok(7)), (Err(Errno::EINTR), PATIENCE));
    }
}
