//! INDEX (FORMAT.md 6): every member, one canonical JSON line each, streamed.

pub use super::member::{Member, MemberKind};

use super::{MAX_INDEX_LINE, MAX_INDEX_WINDOW_LOG, Rule, frame, manifest::Payload};
use crate::words::container as words;
use std::io::{BufRead, BufReader, Read};
use voice::{Exit, Fact, Said, recover_or};

/// The compressed bytes, wherever they come from.
type Stored<'a> = BufReader<Box<dyn Read + 'a>>;

/// The members of a container, checked one by one as they stream past: canonical lines, each as the
/// [`Rule`] has it, counts and length as the manifest states them.
pub struct IndexReader<'a> {
    lines: BufReader<std::io::Take<zstd::Decoder<'static, Stored<'a>>>>,
    payload: &'a Payload,
    expanded_length: u64,
    seen: u64,
    rule: Rule<'a>,
    finished: bool,
}

impl<'a> IndexReader<'a> {
    /// Reads the stored INDEX from `stored`, which must end where INDEX ends.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where it is not one legal zstd frame.
    pub fn new(
        stored: Box<dyn Read + 'a>,
        payload: &'a Payload,
        expanded_length: u64,
    ) -> anyhow::Result<Self> {
        let mut stored = BufReader::with_capacity(64 << 10, stored);
        let header = frame::parse(stored.fill_buf().map_err(undecodable)?).map_err(bad_frame)?;
        let largest = 1u64 << MAX_INDEX_WINDOW_LOG;
        if header.window_size.min(header.content_size) > largest {
            let said = words::frame_window(&header.window_size, &largest);
            return Err(bad_frame(said));
        }
        if header.content_size != expanded_length {
            let (found, expected) = (header.content_size, expanded_length);
            return Err(bad_frame(words::frame_size(&found, &expected)));
        }
        let mut decoder = zstd::Decoder::with_buffer(stored)?.single_frame();
        decoder.window_log_max(u32::try_from(MAX_INDEX_WINDOW_LOG)?.max(10))?;
        Ok(IndexReader {
            lines: BufReader::with_capacity(64 << 10, decoder.take(expanded_length + 1)),
            payload,
            expanded_length,
            seen: 0,
            rule: Rule::new(payload.frames.iter().map(|f| (f.component.as_str(), f.platform))),
            finished: false,
        })
    }

    fn next_member(&mut self) -> anyhow::Result<Option<Member>> {
        let mut line = Vec::new();
        let length = (&mut self.lines)
            .take(MAX_INDEX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(undecodable)?;
        self.seen += length as u64;
        if length == 0 {
            return self.finish().map(|()| None);
        }
        let number = self.rule.admitted() + 1;
        let member = match line.strip_suffix(b"\n") {
            Some(line) => Member::parse(line),
            None => Err(words::index_not_canonical()),
        };
        let member = member.and_then(|member| self.rule.admit(&member).map(|()| member));
        member
            .map(Some)
            .map_err(|why| Fact::new(Exit::Damaged, words::index_line(&number, &why)).into())
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        if self.seen != self.expanded_length {
            let said = words::index_length(&self.seen, &self.expanded_length);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        self.nothing_follows()?;
        let counts = self.rule.counts().zip(&self.payload.frames);
        for (frame, (found, entry)) in counts.enumerate() {
            if found != entry.members {
                let expected = entry.members;
                let said = words::index_count(&found, &frame, &expected);
                return Err(Fact::new(Exit::Damaged, said).into());
            }
        }
        Ok(())
    }

    /// INDEX is one zstd frame: no second one, no skippable one, no byte behind it.
    fn nothing_follows(&mut self) -> anyhow::Result<()> {
        let stored = self.lines.get_mut().get_mut().get_mut();
        match frame::left(stored).map_err(undecodable)? {
            0 => Ok(()),
            rest => Err(bad_frame(words::frame_rest(&rest))),
        }
    }
}

fn undecodable(error: std::io::Error) -> anyhow::Error {
    recover_or(error, |_| bad_frame(words::frame_decode()))
}

fn bad_frame(why: Said) -> anyhow::Error {
    Fact::new(Exit::Damaged, words::frame_header(&why)).into()
}

impl Iterator for IndexReader<'_> {
    type Item = anyhow::Result<Member>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let item = self.next_member().transpose();
        self.finished = !matches!(item, Some(Ok(_)));
        item
    }
}
