//! Room at the destination: for the release, and for what its gate compiles beside it.

use crate::gate;
use crate::prefix::receipt::Receipt;
use crate::verbs::install::Run;
use crate::words::install as words;
use nix::sys::statvfs::Statvfs;
use payloads::unpack::Plan;
use voice::Exit;
use voice::Fact;

/// Checks bytes and inodes of the file system that the prefix is on, `volume`.
///
/// # Errors
/// [`Exit::NoSpace`], saying what the room is for; those of reading the manifest.
pub(super) fn check(
    run: &Run<'_>,
    standing: Option<&Receipt>,
    plan: &Plan,
    volume: &Statvfs,
) -> anyhow::Result<()> {
    let stays = standing.is_some();
    let release = if stays { 0 } else { needed(plan, volume.fragment_size()) };
    let gate = if is_gated(run, standing)? { gate::ROOM } else { 0 };
    let free = volume.blocks_available().saturating_mul(volume.fragment_size());
    // A file system that reports no size at all does not say what is free: Lustre, where a server does not answer.
    let is_known = volume.blocks() > 0;
    if !is_known {
        run.at.context.voice.note(&words::room_unknown(&mib(release + gate)));
    }
    if is_known && release + gate > free {
        return Err(no_space(release, gate, free).into());
    }
    let members = plan.wanted().count() as u64 + 32;
    // A file system that reports none at all does not count them.
    if !stays && volume.files() > 0 && volume.files_available() < members {
        let said = words::no_inodes(&volume.files_available(), &members);
        return Err(Fact::new(Exit::NoSpace, said).help(words::other_prefix()).into());
    }
    Ok(())
}

/// Bytes the release will take on a file system with such blocks, and some for what is added to it.
pub(in crate::verbs::install) fn needed(plan: &Plan, block: u64) -> u64 {
    plan.wanted_on_disk(block) + (8 << 20)
}

/// Whether the gate will run: it was not left out, there is a Go for this host, and it has not passed already.
///
/// # Errors
/// Those of reading the manifest.
pub(in crate::verbs::install) fn is_gated(
    run: &Run<'_>,
    standing: Option<&Receipt>,
) -> anyhow::Result<bool> {
    let passed = standing.is_some_and(|receipt| receipt.gate);
    let has_go = !run.release.trusted.manifest()?.payload.go.is_empty();
    Ok(run.options.gate(run.release.cpu) && has_go && !passed)
}

fn mib(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

fn no_space(release: u64, gate: u64, free: u64) -> Fact {
    let (needed, free_mib) = (mib(release) + mib(gate), free >> 20);
    let said = match gate {
        0 => words::no_space(&free_mib, &needed),
        _ => {
            let (release, gate) = (mib(release), mib(gate));
            words::no_space_for_gate(&free_mib, &needed, &release, &gate)
        }
    };
    let fact = Fact::new(Exit::NoSpace, said);
    match gate > 0 && release <= free {
        true => fact.help(words::without_gate()),
        false => fact.help(words::other_prefix()),
    }
}
