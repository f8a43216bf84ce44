//! The last steps: regions in order, the signatures, and the reader's own verdict before the file gets
//! its name.

use crate::signer::Signers;
use keys::{Clock, Purpose, Roots, Trust};
use payloads::container::{Draft, Laid, Source, Trusted, write};
use payloads::say;
use payloads::words::trust::trusted;
use payloads::words::{Doing, Voice, build as words, container, unpack};
use std::fs::File;
use std::path::Path;

/// Writes the container to `out`, which appears only when the reader has verified it.
///
/// # Errors
/// The signers'; the disk's; whatever the reader refuses.
pub fn seal(
    draft: &Draft,
    signers: &Signers,
    out: &Path,
    voice: &Voice,
) -> anyhow::Result<Trusted> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = out.with_file_name(format!(".{name}.unfinished-{}", std::process::id()));
    let sealed = write_and_verify(draft, signers, &unfinished, out, voice)
        .doing(|| say!(container::WRITING, file = out.display()));
    if sealed.is_err() {
        // Best effort: the error that matters is the one that is on its way.
        drop(std::fs::remove_file(&unfinished));
    }
    let trusted = sealed?;
    std::fs::rename(&unfinished, out).doing(|| say!(container::WRITING, file = out.display()))?;
    Ok(trusted)
}

fn write_and_verify(
    draft: &Draft,
    signers: &Signers,
    unfinished: &Path,
    name: &Path,
    voice: &Voice,
) -> anyhow::Result<Trusted> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(unfinished)
        .doing(|| say!(unpack::CREATING_MEMBER, path = unfinished.display()))?;
    write(draft, &mut file, &mut |manifest| {
        signers.sign(Purpose::Manifest, draft.signing_time, manifest, voice)
    })?;
    file.sync_all()?;
    verify(unfinished, draft, name, voice)
}

/// What every user will do, done here first.
fn verify(file: &Path, draft: &Draft, name: &Path, voice: &Voice) -> anyhow::Result<Trusted> {
    let source = Source::open(file)?;
    let said = say!(words::VERIFYING_RESULT, file = name.display());
    let progress = voice.progress(&said, source.length());
    let clock = Clock { now: draft.signing_time, built: 0, latest_known: 0 };
    let tofu = |roots: &Roots| trusted(Trust::tofu(roots));
    let found = Laid::read(&source)?.authenticate(tofu, &clock)?;
    found.verify(
        &source,
        std::thread::available_parallelism().map_or(1, usize::from),
        &progress,
    )?;
    progress.done();
    Ok(found)
}
