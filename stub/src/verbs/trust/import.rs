//! `goferry trust import FILE`: a trust list, a change of root, or the ROOTS of a goferry file. What is in it
//! vouches for itself by the root's signature; who brought it does not matter.

use super::{Import, chain};
use crate::prefix::Installation;
use crate::process::Context;
use crate::trust::Remembered;
use crate::words::trust_state as words;
use keys::{Fingerprint, RootChange, Roots, TrustList, TrustState};
use payloads::container::{Laid, Source};
use payloads::refusal::trusted;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// What a trust list begins with.
const LIST: &[u8; 8] = b"GFTRUST1";
/// What a change of root begins with.
const CHANGE: &[u8; 8] = b"GFROOTC1";

/// Carries out `trust import`.
///
/// # Errors
/// [`Exit::Policy`] where it is not newer than what is known; [`Exit::Untrusted`] where it is of a root that is
/// not accepted here; those of a signature; [`Exit::Damaged`].
pub fn run(options: &Import, at: Installation<'_>) -> anyhow::Result<Exit> {
    let (file, dry_run) = (&options.file, options.managed.dry_run);
    let importing = || words::importing(&file.display());
    let offer = read(file, at.context).context(importing)?;
    let mut told = Vec::new();
    let changed = Remembered::change("trust import", dry_run, at, |state| {
        told.clear();
        apply(state, &offer, file, &mut told)
    });
    let Some((before, after)) = changed.context(importing)? else { return Ok(Exit::Done) };
    if told.is_empty() {
        told.push(words::unchanged());
    }
    told.iter().try_for_each(|said| at.context.voice.line(said))?;
    at.context.voice.json(&serde_json::json!({ "changed": before != after }))?;
    Ok(Exit::Done)
}

/// What the file offers, in the shape of ROOTS.
fn read(file: &Path, context: &Context) -> anyhow::Result<Roots> {
    context.about.file(file);
    let source = Source::open(file)?;
    let length = usize::try_from(source.length())?;
    let magic = source.read(0, length.min(LIST.len()))?;
    let most = Roots::MAX_LEN;
    let whole = || {
        let bytes = source.read(0, length.min(most + 1))?;
        context.about.bytes(&bytes);
        anyhow::Ok(bytes)
    };
    match &magic[..] {
        magic if magic == LIST => {
            let list = trusted(TrustList::parse(&whole()?))?;
            trusted(Roots::new(Vec::new(), Vec::new(), Some(list)))
        }
        magic if magic == CHANGE => {
            let change = trusted(RootChange::parse(&whole()?))?;
            trusted(Roots::new(Vec::new(), vec![change], None))
        }
        // Only a program has a container's regions behind it; a small one may have none.
        _ => Laid::read(&source)
            .and_then(|laid| laid.offered())
            .fact(|| Fact::new(Exit::Damaged, words::nothing_to_import(&file.display()))),
    }
}

/// The state after the changes of root that continue its chains, step by step, and the newer list.
fn apply(
    mut state: TrustState,
    offer: &Roots,
    file: &Path,
    told: &mut Vec<Said>,
) -> anyhow::Result<TrustState> {
    let mut about_us = offer.changes().iter().any(|change| is_past(&state, change));
    while let Some(change) = offer.changes().iter().find(|change| continues(&state, change)) {
        state = trusted(state.follow(change))?;
        about_us = true;
        let version = change.body().version;
        told.extend(root_after(&state, change).map(|root| words::followed(&root, &version)));
    }
    if let Some(list) = offer.trust_list()
        && let Some(known) = chain(&state, list.body().root)
    {
        about_us = true;
        // The very list that is the newest here already is no news, and no attempt to go back.
        if known.list().as_ref() != Some(list) {
            let (root, version) = (list.body().root, list.body().version);
            state = trusted(state.import(list))?;
            told.push(words::imported(&root, &version));
        }
    }
    if !about_us {
        return Err(Fact::new(Exit::Untrusted, words::no_offer(&file.display())).into());
    }
    Ok(state)
}

/// Whether `change` begins where a chain here ends. Whether it is the next one, and holds, the state decides.
fn continues(state: &TrustState, change: &RootChange) -> bool {
    chain(state, change.body().old).is_some()
}

/// Whether a chain here went that way already.
fn is_past(state: &TrustState, change: &RootChange) -> bool {
    state.roots.iter().any(|known| known.past.contains(&change.body().old))
}

fn root_after(state: &TrustState, change: &RootChange) -> Option<Fingerprint> {
    let known = state.roots.iter().find(|known| known.past.contains(&change.body().old))?;
    known.root().ok().map(|root| root.fingerprint())
}
