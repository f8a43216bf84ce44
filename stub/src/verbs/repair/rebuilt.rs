//! What is made anew from what else is there: written files, receipts, the program, the mode of the environment.

use crate::findings::{Donor, mode};
use crate::prefix::Installation;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Layout;
use crate::prefix::receipt::{Receipt, Stage};
use crate::profile;
use crate::profile::EnvironmentReceipt;
use crate::releases::installed;
use crate::releases::installed::{InstalledRelease, PROGRAM};
use payloads::digest::Sha256;
use payloads::environment;
use std::os::unix::fs::MetadataExt;

/// The one generated file of a tree.
pub(super) const GO_ENV: &str = "goroot/go.env";

/// The bytes of a file that an installation writes beside the members; `None` where there is no copy.
pub(super) fn written(
    path: &str,
    kept: &InstalledRelease,
    donor: Option<&Donor>,
    layout: &Layout,
) -> anyhow::Result<Option<Vec<u8>>> {
    let trusted = &kept.trusted;
    Ok(Some(match path {
        GO_ENV => GoDefaults::of(trusted.manifest()?, kept.components(), layout).file(),
        "meta/manifest.json" => trusted.authentic().manifest().to_vec(),
        "meta/signatures" => trusted.signatures().to_vec(),
        "meta/roots" => trusted.roots().to_vec(),
        "meta/index.zst" => kept.index().to_vec(),
        PROGRAM => return program_of(kept, donor, layout),
        _ => return Ok(None),
    }))
}

/// The program of a release: from its file, or any copy of it here.
fn program_of(
    kept: &InstalledRelease,
    donor: Option<&Donor>,
    layout: &Layout,
) -> anyhow::Result<Option<Vec<u8>>> {
    let same = |donor: &&Donor| donor.trusted.identity() == kept.trusted.identity();
    let Some(stub) = kept.stub() else { return Ok(None) };
    if let Some(donor) = donor.filter(same) {
        return donor.trusted.program(&donor.source, stub).map(Some);
    }
    let others = installed::names(layout)?.into_iter();
    let mut places =
        others.map(|name| layout.release(&name).join(PROGRAM)).chain([layout.program()]);
    let is_it = |bytes: &Vec<u8>| Sha256::of(bytes) == stub.sha256;
    Ok(places.find_map(|path| std::fs::read(path).ok().filter(is_it)))
}

/// The receipt of a release: the one it has, or what can be known of it again.
pub(super) fn receipt(
    kept: &InstalledRelease,
    whole: bool,
    at: Installation<'_>,
) -> anyhow::Result<Receipt> {
    let now = at.context.process.now;
    let (components, layout) = (kept.components(), at.layout);
    let anew = Receipt::of(&kept.name, kept.cpu(), &kept.trusted, components, layout, now)?;
    if let Some(receipt) = &kept.receipt {
        return Ok(Receipt { go_env_sha256: anew.go_env_sha256, ..receipt.clone() });
    }
    let stage = if whole { Stage::Complete } else { Stage::Activating };
    let written = at.layout.release(&kept.name).join("meta/manifest.json").symlink_metadata().ok();
    let written = written.and_then(|data| u64::try_from(data.mtime()).ok());
    Ok(Receipt { stage, installed_at: written.unwrap_or(anew.installed_at), ..anew })
}

/// The receipt of what the releases share, by what is there.
pub(super) fn environment(at: Installation<'_>) -> anyhow::Result<EnvironmentReceipt> {
    let mode = mode(at)?;
    let names = environment::files(&at.layout.shell_prefix()?, mode).into_iter();
    let lines = profile::environment::lines(at)?;
    let changes = lines.iter().map(|line| line.with_paths(|path| at.layout.there(path))).collect();
    Ok(EnvironmentReceipt {
        changes,
        files: names.map(|file| file.name.to_owned()).collect(),
        // Only where nothing is left in it does an uninstall remove it.
        created: vec![at.layout.there(&at.layout.directory())],
        ..EnvironmentReceipt::new(mode, at.layout)
    })
}
