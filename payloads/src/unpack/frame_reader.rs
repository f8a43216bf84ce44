//! One frame, decoded and taken apart member by member. Everything must be as INDEX and manifest say:
//! headers are compared, contents counted and hashed, nothing may be left over.

use super::plan::Plan;
use super::step;
use crate::container::index::{Member, MemberKind};
use crate::container::manifest::FrameEntry;
use crate::container::{CheckedReader, Verified, frame, tar_header};
use crate::digest::Sha256;
use crate::words::container as words;
use sha2::Digest as _;
use std::io::{BufRead, BufReader, Read};
use voice::{Context as _, Exit, Fact, Said, recover_or};
use zstd::zstd_safe::{DCtx, ResetDirective};

type Stored<'a> = BufReader<CheckedReader<'a>>;

/// What decoding needs of memory, up to 64 MiB: kept from one frame to the next, as asking the system for
/// it again would cost more than a tenth of an install.
pub(super) struct Window(DCtx<'static>);

impl Window {
    /// None yet; the first frame makes it as large as it needs.
    pub(super) fn new() -> anyhow::Result<Self> {
        let decoder =
            DCtx::try_create().ok_or_else(|| anyhow::anyhow!("no memory for a decoder"))?;
        Ok(Window(decoder))
    }
}

/// A frame being read.
pub(super) struct FrameReader<'a> {
    decoder: zstd::Decoder<'a, Stored<'a>>,
    left: u64,
    expanded_length: u64,
    buffer: Vec<u8>,
}

impl<'a> FrameReader<'a> {
    /// Checks the frame's header before a decoder sees it.
    pub(super) fn new(
        stored: CheckedReader<'a>,
        entry: &FrameEntry,
        window: &'a mut Window,
    ) -> anyhow::Result<Self> {
        let mut stored = BufReader::with_capacity(256 << 10, stored);
        let header = frame::parse(stored.fill_buf().map_err(undecodable)?).map_err(bad_header)?;
        let allowed = 1u64 << entry.window_log;
        if header.window_size > allowed && header.content_size > allowed {
            let found = header.window_size;
            return Err(bad_header(words::frame_window(&found, &allowed)).into());
        }
        if header.content_size != entry.expanded_length {
            let (found, expected) = (header.content_size, entry.expanded_length);
            return Err(bad_header(words::frame_size(&found, &expected)).into());
        }
        // A frame before this one may have ended early.
        let unusable = |_| anyhow::anyhow!("the decoder cannot be used for another frame");
        window.0.reset(ResetDirective::SessionOnly).map_err(unusable)?;
        let mut decoder = zstd::Decoder::with_context(stored, &mut window.0).single_frame();
        decoder.window_log_max(u32::try_from(entry.window_log)?.max(10))?;
        let expanded_length = entry.expanded_length;
        Ok(FrameReader {
            decoder,
            left: expanded_length,
            expanded_length,
            buffer: vec![0; 256 << 10],
        })
    }

    /// Compares what comes next with the only header `member` may have.
    pub(super) fn header(&mut self, member: &Member, mtime: u64) -> anyhow::Result<()> {
        let expected = tar_header::render(member, mtime)?;
        let mut found = vec![0; expected.len()];
        self.exactly(&mut found, || words::member_cut(&member.path))?;
        if found == expected {
            return Ok(());
        }
        let last = found.len() - tar_header::BLOCK;
        let what = tar_header::describe(&found[last..]);
        let said = words::member_header(&member.path, &&what);
        Err(Fact::new(Exit::Damaged, said).into())
    }

    /// Hands the member's contents on in pieces, checks its padding, and gives the contents' digest.
    pub(super) fn contents(
        &mut self,
        member: &Member,
        size: u64,
        mut piece: impl FnMut(&[u8]) -> anyhow::Result<()>,
    ) -> anyhow::Result<Sha256> {
        let mut hasher = sha2::Sha256::new();
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut rest = size;
        while rest > 0 {
            let now = usize::try_from(rest).unwrap_or(usize::MAX).min(buffer.len());
            self.exactly(&mut buffer[..now], || words::member_cut(&member.path))?;
            hasher.update(&buffer[..now]);
            piece(&buffer[..now])?;
            rest -= now as u64;
        }
        self.buffer = buffer;
        self.padding(member, size)?;
        Ok(Sha256::from_bytes(hasher.finalize().into()))
    }

    /// A small member's contents in one piece, in place of what `contents` held; its digest is left to
    /// the caller.
    pub(super) fn whole_contents(
        &mut self,
        member: &Member,
        size: u64,
        contents: &mut Vec<u8>,
    ) -> anyhow::Result<()> {
        contents.resize(usize::try_from(size)?, 0);
        self.exactly(contents, || words::member_cut(&member.path))?;
        self.padding(member, size)
    }

    /// At most `limit` bytes of a member's contents. Nothing can be read after them.
    pub(super) fn beginning(
        mut self,
        member: &Member,
        size: u64,
        limit: usize,
    ) -> anyhow::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(usize::MAX).min(limit)];
        self.exactly(&mut bytes, || words::member_cut(&member.path))?;
        Ok(bytes)
    }

    fn padding(&mut self, member: &Member, size: u64) -> anyhow::Result<()> {
        let mut padding = [0; tar_header::BLOCK];
        let padding = &mut padding[..tar_header::padding(size)];
        self.exactly(padding, || words::member_cut(&member.path))?;
        if padding.iter().any(|b| *b != 0) {
            return Err(Fact::new(Exit::Damaged, words::member_padding(&member.path)).into());
        }
        Ok(())
    }

    /// The `end` frame's contents.
    pub(super) fn end_blocks(&mut self) -> anyhow::Result<()> {
        let expected = tar_header::end_blocks();
        let mut found = vec![1; expected.len()];
        self.exactly(&mut found, words::end_blocks)?;
        if found == expected {
            Ok(())
        } else {
            Err(Fact::new(Exit::Damaged, words::end_blocks()).into())
        }
    }

    /// After the last member: nothing may be left, in the frame or behind it, and zstd's own
    /// checksum must hold.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        if self.left > 0 {
            let said = words::after_members(&self.left);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        let mut more = [0];
        if self.decoder.read(&mut more).map_err(undecodable)? > 0 {
            let said = words::frame_more(&self.expanded_length);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        match frame::left(&mut self.decoder.finish()).map_err(undecodable)? {
            0 => Ok(()),
            rest => Err(Fact::new(Exit::Damaged, words::frame_rest(&rest)).into()),
        }
    }

    fn exactly(&mut self, out: &mut [u8], cut: impl Fn() -> Said) -> anyhow::Result<()> {
        let fits = self.left.checked_sub(out.len() as u64);
        self.left = fits.ok_or_else(|| Fact::new(Exit::Damaged, cut()))?;
        let expected = self.expanded_length;
        self.decoder.read_exact(out).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => {
                recover_or(e, |_| Fact::new(Exit::Damaged, words::frame_less(&expected)).into())
            }
            _ => undecodable(e),
        })
    }
}

/// The first bytes of the file at `path`, at most `limit` of them; `None` where the plan has no such file.
/// Its frame is decoded up to there and no further.
///
/// # Errors
/// 20 for anything met on the way that differs from what was signed.
pub fn head(
    verified: &Verified<'_>,
    plan: &Plan,
    path: &str,
    limit: usize,
) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(number) = plan.frame_of(path) else { return Ok(None) };
    let found = in_frame(verified, plan.members(number), number, path, limit);
    found.context(|| step(verified, number))
}

fn in_frame(
    verified: &Verified<'_>,
    members: &[Member],
    number: usize,
    path: &str,
    limit: usize,
) -> anyhow::Result<Option<Vec<u8>>> {
    let payload = &verified.trusted().manifest()?.payload;
    let Some(entry) = payload.frames.get(number) else { return Ok(None) };
    let mut window = Window::new()?;
    let mut reader = FrameReader::new(verified.frame(number)?, entry, &mut window)?;
    for member in members {
        reader.header(member, payload.build_time)?;
        match &member.kind {
            MemberKind::File { size, .. } if member.path == path => {
                return reader.beginning(member, *size, limit).map(Some);
            }
            MemberKind::File { size, .. } => drop(reader.contents(member, *size, |_| Ok(()))?),
            MemberKind::Dir | MemberKind::Link { .. } => {}
        }
    }
    Ok(None)
}

fn bad_header(why: Said) -> Fact {
    Fact::new(Exit::Damaged, words::frame_header(&&why))
}

fn undecodable(error: std::io::Error) -> anyhow::Error {
    recover_or(error, |_| Fact::new(Exit::Damaged, words::frame_decode()).into())
}
