//! Writing to a descriptor that may be anything: a pipe of somebody else's that does not block, a full disk.

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use std::os::fd::BorrowedFd;

/// Writes `text` and a line feed, and waits where the other end is slow, as if the descriptor blocked.
///
/// # Errors
/// Those of write(2), but for EAGAIN and EINTR.
pub(crate) fn write_line(to: BorrowedFd<'_>, text: &str) -> nix::Result<()> {
    let line = format!("{text}\n");
    let mut rest = line.as_bytes();
    while !rest.is_empty() {
        match nix::unistd::write(to, rest) {
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => wait(to)?,
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

fn wait(to: BorrowedFd<'_>) -> nix::Result<()> {
    match poll(&mut [PollFd::new(to, PollFlags::POLLOUT)], PollTimeout::NONE) {
        Ok(_) | Err(Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    use std::io::{self, Read};
    use std::os::fd::AsFd;

    #[test]
    fn a_pipe_that_does_not_block_gets_the_whole_line() {
        let (mut reader, writer) = io::pipe().unwrap();
        fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
        let line = "x".repeat(1 << 20);
        let writing = std::thread::spawn({
            let line = line.clone();
            move || write_line(writer.as_fd(), &line).unwrap()
        });
        let mut read = String::new();
        reader.read_to_string(&mut read).unwrap();
        writing.join().unwrap();
        assert_eq!(read.strip_suffix('\n'), Some(&line[..]));
    }

    #[test]
    fn a_reader_that_left_is_an_error_with_its_number() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        assert_eq!(write_line(writer.as_fd(), "text"), Err(Errno::EPIPE));
    }
}
