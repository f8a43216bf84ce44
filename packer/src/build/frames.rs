//! Parts become frames: deterministic tar, compressed with zstd, each once however many files have it, on all cores.

use crate::build::plan;
use crate::build::plan::{Part, Place, Plan};
use crate::inputs::tree::{Contents, Kind as TreeKind};
use crate::words::build as words;
use payloads::container::index::{Member, MemberKind};
use payloads::container::manifest::{Component, FrameEntry, Kind};
use payloads::container::{Frame, MAX_WINDOW_LOG, Rule, StoredIndex, tar_header};
use payloads::digest::Sha256;
use payloads::platform::Platform;
use payloads::sentences::unpack;
use payloads::workers;
use sha2::Digest as _;
use std::cmp::Reverse;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::thread::available_parallelism;
use voice::{Context as _, Exit, Fact, Progress};

/// How to compress.
#[derive(Clone, Copy, Debug)]
pub struct Compression {
    /// zstd's level, 1 to 22.
    pub level: i32,
    /// mtime of every member, seconds since 1970.
    pub build_time: u64,
}

/// Frames, components and INDEX of a container.
#[derive(Clone, Debug)]
pub struct Packed {
    /// In file order, the `end` frame last.
    pub frames: Vec<Frame>,
    /// In order of appearance.
    pub components: Vec<Component>,
    /// The members.
    pub index: StoredIndex,
}

/// Compresses each part of `plan` into a frame of its own below `work`, one thread a frame (threads
/// within a frame would change its bytes), and puts together what each file holds.
///
/// # Errors
/// A file that changes while it is read, or cannot be read; the disk's.
pub fn pack(
    plan: &Plan,
    compression: Compression,
    work: &Path,
    progress: &Progress,
) -> anyhow::Result<Vec<Packed>> {
    let frames = each(plan.parts(), Part::length, |number, part| {
        frame(part, &work.join(format!("frame-{number}.zst")), compression, progress)
    })?;
    let end = end_frame(work)?;
    each(plan.files(), |_| 1, |_, places| assemble(places, &frames, &end))
}

/// Refuses what the INDEX of one of the files may not list, before anything is compressed.
///
/// # Errors
/// [`Exit::Usage`], naming the member as it would stand in the file.
pub fn refuse_what_no_index_lists(plan: &Plan) -> anyhow::Result<()> {
    let parts: Vec<Vec<Member>> = plan.parts().iter().map(members).collect();
    plan.files().iter().try_for_each(|places| {
        let frames =
            places.iter().map(|place| (&*place.component.name, plan.parts()[place.part].platform));
        let mut rule = Rule::new(frames);
        in_order(places, |part| &parts[part]).iter().try_for_each(|member| {
            let refused = |said| Fact::new(Exit::Usage, said).help(words::no_index_lists_help());
            let admitted = rule.admit(member).map_err(refused);
            admitted.context(|| words::packing_member(&member.path))
        })
    })
}

/// A file's members as INDEX lists them, where `members` gives those of a part.
fn in_order<'a>(places: &[Place], members: impl Fn(usize) -> &'a [Member]) -> Vec<Member> {
    let of_frame = |(number, place): (usize, &Place)| {
        let of_this_file = move |member: &Member| Member { frame: number as u64, ..member.clone() };
        members(place.part).iter().map(of_this_file)
    };
    let mut all: Vec<Member> = places.iter().enumerate().flat_map(of_frame).collect();
    all.sort_by(|a, b| (a.path.as_bytes(), a.frame).cmp(&(b.path.as_bytes(), b.frame)));
    all
}

/// A part's frame, and its members as INDEX will list them, but for the frame's number.
type PackedPart = (Frame, Vec<Member>);

/// One file's frames in its order, and the INDEX over them.
fn assemble(places: &[Place], packed: &[PackedPart], end: &Frame) -> anyhow::Result<Packed> {
    let mut frames = Vec::new();
    let mut components: Vec<Component> = Vec::new();
    for place in places {
        let (frame, found) = &packed[place.part];
        let component = entered(&mut components, &place.component);
        component.members += frame.entry.members;
        component.expanded_length += found.iter().map(Member::size).sum::<u64>();
        frames.push(frame.clone());
    }
    frames.push(end.clone());
    components.push(plan::component(Kind::End, "end", "", Platform::Any, ""));
    let members = in_order(places, |part| &packed[part].1);
    let lines = members.iter().map(Member::render).collect::<anyhow::Result<Vec<_>>>()?.concat();
    Ok(Packed { frames, components, index: StoredIndex::compress(&lines)? })
}

/// The one of `components` with the name of `component`, which becomes the last where there is none.
fn entered<'a>(components: &'a mut Vec<Component>, component: &Component) -> &'a mut Component {
    let known = components.iter().position(|known| known.name == component.name);
    let at = known.unwrap_or(components.len());
    if known.is_none() {
        components.push(component.clone());
    }
    &mut components[at]
}

fn frame(
    part: &Part,
    stored: &Path,
    compression: Compression,
    progress: &Progress,
) -> anyhow::Result<PackedPart> {
    let mut members = members(part);
    let expanded_length = members
        .iter()
        .map(|m| {
            Ok(tar_header::render(m, 0)?.len() as u64
                + m.size()
                + tar_header::padding(m.size()) as u64)
        })
        .sum::<anyhow::Result<u64>>()?;
    let window_log = window_log(expanded_length);
    let mut encoder = encoder(stored, compression.level, window_log, expanded_length)?;
    for member in &mut members {
        encoder.write_all(&tar_header::render(member, compression.build_time)?)?;
        if let Some(TreeKind::File(contents)) = part.members.get(&member.path).map(|e| &e.kind) {
            copy(contents, member, &mut encoder, progress)?;
        }
    }
    let mut file = encoder.finish()?;
    file.flush()?;
    let entry = FrameEntry {
        component: part.component.name.clone(),
        expanded_length,
        members: members.len() as u64,
        platform: part.platform,
        stored_length: file.get_ref().metadata()?.len(),
        window_log: u64::from(window_log),
    };
    Ok((Frame { entry, stored: stored.to_owned() }, members))
}

fn members(part: &Part) -> Vec<Member> {
    part.members
        .iter()
        .map(|(path, entry)| {
            let kind = match &entry.kind {
                TreeKind::Dir => MemberKind::Dir,
                TreeKind::Symlink { target } => MemberKind::Link { target: target.clone() },
                TreeKind::File(contents) => MemberKind::File {
                    executable: entry.executable,
                    size: contents.length(),
                    sha256: Sha256::of(b""),
                },
            };
            Member { path: path.to_owned(), frame: 0, kind }
        })
        .collect()
}

/// Copies a file's contents and padding into the frame, and notes its digest in `member`.
fn copy(
    contents: &Contents,
    member: &mut Member,
    out: &mut impl Write,
    progress: &Progress,
) -> anyhow::Result<()> {
    let step = || words::packing_member(&member.path);
    let mut hasher = sha2::Sha256::new();
    let mut copied = 0u64;
    let mut buffer = vec![0; 256 << 10];
    let mut from = contents.open().context(step)?;
    loop {
        let n = from.read(&mut buffer).context(step)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        out.write_all(&buffer[..n])?;
        progress.add(n as u64);
        copied += n as u64;
    }
    if copied != contents.length() {
        let said = words::changed_while_packed(&member.path);
        return Err(Fact::new(Exit::Usage, said).into());
    }
    out.write_all(&vec![0; tar_header::padding(copied)])?;
    if let MemberKind::File { sha256, .. } = &mut member.kind {
        *sha256 = Sha256::from_bytes(hasher.finalize().into());
    }
    Ok(())
}

/// The smallest window that holds the frame, at most what readers allow. Go's executables repeat each
/// other tens of megabytes apart, and so do its sources: a smaller window costs 1 to 4 % of a file.
fn window_log(expanded_length: u64) -> u32 {
    expanded_length.max(1).next_power_of_two().ilog2().clamp(10, MAX_WINDOW_LOG as u32)
}

type Encoder = zstd::Encoder<'static, BufWriter<File>>;

fn encoder(
    path: &Path,
    level: i32,
    window_log: u32,
    expanded_length: u64,
) -> anyhow::Result<Encoder> {
    let file = File::create(path).context(|| unpack::creating_member(&path.display()))?;
    let mut encoder = zstd::Encoder::new(BufWriter::with_capacity(1 << 20, file), level)?;
    encoder.include_checksum(true)?;
    encoder.include_contentsize(true)?;
    encoder.window_log(window_log)?;
    encoder.long_distance_matching(window_log == MAX_WINDOW_LOG as u32)?;
    encoder.set_pledged_src_size(Some(expanded_length))?;
    Ok(encoder)
}

fn end_frame(work: &Path) -> anyhow::Result<Frame> {
    let blocks = tar_header::end_blocks();
    let stored = work.join("frame-end.zst");
    let mut encoder = encoder(&stored, 1, 10, blocks.len() as u64)?;
    encoder.write_all(&blocks)?;
    let file = encoder.finish()?;
    let entry = FrameEntry {
        component: "end".to_owned(),
        expanded_length: blocks.len() as u64,
        members: 0,
        platform: Platform::Any,
        stored_length: file.into_inner()?.metadata()?.len(),
        window_log: 10,
    };
    Ok(Frame { entry, stored })
}

/// What `work` makes of each item, in the items' order, on as many threads as there are cores. The
/// costliest item is begun first, so that no core waits long for another at the end.
///
/// # Errors
/// That of the costliest item that has one; what was not begun by then stays undone.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    cost: impl Fn(&T) -> u64,
    work: impl Fn(usize, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| Reverse(cost(&items[*at])));
    let threads = available_parallelism().map_or(1, usize::from);
    let made = |(): &mut (), at: &usize| Ok((*at, work(*at, &items[*at])?));
    let mut done = workers::each(threads, &order, (), made)?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_they_cost() {
        let doubled = each(&[3u64, 9, 1, 9], |item| *item, |at, item| Ok((at, item * 2))).unwrap();
        assert_eq!(doubled, [(0, 6), (1, 18), (2, 2), (3, 18)]);
        assert!(each(&[], |_: &u64| 0, |_, item| Ok(*item)).unwrap().is_empty());
    }

    #[test]
    fn the_costliest_is_begun_first_and_an_error_ends_the_rest() {
        let begun = Mutex::new(Vec::new());
        let items: Vec<u64> = (0..1000).collect();
        let refused = each(
            &items,
            |item| *item,
            |_, item| {
                begun.lock().unwrap().push(*item);
                anyhow::bail!("{item}")
            },
        );
        let refused: anyhow::Result<Vec<()>> = refused;
        let begun = begun.into_inner().unwrap();
        assert!(begun.contains(&999) && begun.len() < 1000, "{begun:?}");
        assert!(begun.contains(&refused.unwrap_err().to_string().parse().unwrap()));
    }
}
