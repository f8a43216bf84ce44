//! What `--go` may mean. A version is taken as it is published or, where nobody serves it for that CPU, made here.

use super::proxy::NoZip;
use super::{Distribution, Prove, Request, cross, remote};
use crate::words::go::{self as words, cross as made};
use anyhow::Result;
use payloads::recipe::is_version;
use std::path::{Path, PathBuf};
use voice::{Exit, Fact, Voice};

/// What the user named.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Spec {
    /// A Go version, without `go`.
    Version(String),
    /// An archive or module zip; which, its first bytes say.
    File(PathBuf),
    /// An unpacked GOROOT.
    Tree(PathBuf),
}

/// The version that `text` is, with or without `go`.
pub(super) fn version_in(text: &str) -> Option<&str> {
    let version = text.strip_prefix("go").unwrap_or(text);
    is_version(version).then_some(version)
}

impl Spec {
    /// A version as Go names it wins over a file of that name in the working directory: `./go1.27.3` is
    /// the file.
    ///
    /// # Errors
    /// [`Exit::Usage`]: neither a version nor something that exists.
    pub(super) fn read(text: &str) -> Result<Self> {
        if let Some(version) = version_in(text) {
            return Ok(Spec::Version(version.to_owned()));
        }
        let path = PathBuf::from(text);
        if path.is_dir() {
            return Ok(Spec::Tree(path));
        }
        if path.exists() {
            return Ok(Spec::File(path));
        }
        let fact = Fact::new(Exit::Usage, words::no_such_input(&text));
        Err(fact.help(words::no_such_input_help()).into())
    }
}

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
    let (host, _) = super::here()?;
    voice.note(&made::nobody_serves(&version, &cpu, &host));
    cross::make(order, voice).map(|made| made.go)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_with_and_without_go() {
        for text in ["1.27.3", "go1.27.3"] {
            assert_eq!(Spec::read(text).unwrap(), Spec::Version("1.27.3".to_owned()));
        }
    }

    #[test]
    fn a_path_is_a_file_or_a_tree_by_what_it_is() {
        let scratch = tempfile::tempdir().unwrap();
        let text = scratch.path().to_str().unwrap();
        assert_eq!(Spec::read(text).unwrap(), Spec::Tree(scratch.path().to_owned()));
        let file = scratch.path().join("go1.27.3.linux-amd64.tar.gz");
        assert!(Spec::read(file.to_str().unwrap()).is_err());
        std::fs::write(&file, b"").unwrap();
        assert_eq!(Spec::read(file.to_str().unwrap()).unwrap(), Spec::File(file));
    }
}
