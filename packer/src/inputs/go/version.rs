//! Go by its version: as it is published, or, where nobody serves it for that CPU, made here.

use super::proxy::NoZip;
use super::{Distribution, Prove, Request, cross, remote, toolchains};
use anyhow::Result;

use crate::words::go::cross as words;
use std::path::Path;
use voice::Voice;

/// Go `version`, pinned by a recipe or the user's own digest. What is at hand comes first, however it was
/// got.
pub(super) fn version(
    request: &Request,
    version: &str,
    cache: &Path,
    voice: &Voice,
) -> Result<Distribution> {
    if !cross::can_make(request, version) {
        return remote::published(request, version, cache, voice).map_err(|none| none.error);
    }
    let order = cross::Order { request, version, cache, scope: Prove::Large, anew: false };
    let want = remote::wanted(request, version).ok();
    let at_hand = want.and_then(|want| remote::at_hand(request, version, want, cache, voice));
    if let Some(go) = at_hand.or_else(|| cross::from_cache(&order, voice)) {
        return Ok(go);
    }
    let Some(want) = want else { return make(&order, voice) };
    match remote::downloaded(request, version, want, cache, voice) {
        Err(NoZip { unavailable, .. }) if unavailable || request.offline => make(&order, voice),
        downloaded => downloaded.map_err(|none| none.error),
    }
}

fn make(order: &cross::Order<'_>, voice: &Voice) -> Result<Distribution> {
    let (version, cpu) = (order.version, order.request.cpu);
    let (host, _) = toolchains::here()?;
    voice.note(&words::nobody_serves(&version, &cpu, &host));
    cross::make(order, voice).map(|made| made.go)
}
