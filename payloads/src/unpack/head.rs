//! How a member begins: read from the checked container, before anything is unpacked.

use super::frame_reader::{FrameReader, Window};
use super::plan::Plan;
use super::step;
use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use voice::Context as _;

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
