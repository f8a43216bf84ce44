//! What was compiled stays in the packer's cache for the next run, with a digest over it: what is no longer what it was
//! is compiled again.

use crate::beside::provenance;
use crate::inputs::go::Distribution;
use crate::inputs::tree::Tree;
use crate::words::build as words;
use payloads::digest::Sha256;
use payloads::smoke;
use payloads::upstream::hash1;
use std::fs;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// Counts the ways to choose what travels: another way, another place.
const WAY: u32 = 1;

/// Where that of one Go is kept.
pub(super) struct Kept(PathBuf);

impl Kept {
    /// `None` for a Go that would not be known again.
    ///
    /// # Errors
    /// The working directory is gone.
    pub(super) fn of(go: &Distribution, cache: &Path) -> anyhow::Result<Option<Kept>> {
        let Some(known) = go.known_as() else { return Ok(None) };
        let mut named = format!("{WAY} {known}");
        for (file, text) in smoke::FILES {
            named += &format!(" {file} {}", Sha256::of(text.as_bytes()));
        }
        let name = &Sha256::of(named.as_bytes()).to_string()[..16];
        Ok(Some(Kept(std::path::absolute(cache.join("gocache").join(name))?)))
    }

    /// It, where it is still what was kept.
    pub(super) fn tree(&self) -> Option<Tree> {
        let tree = Tree::from_dir(&self.0.join("entries")).ok()?;
        let recorded = fs::read_to_string(self.0.join("h1")).ok()?;
        (digest(&tree).ok()? == recorded).then_some(tree)
    }

    /// Keeps it, whole or not at all.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub(super) fn keep(&self, tree: &Tree) -> anyhow::Result<()> {
        let keep = || {
            let mut whole = Tree::new();
            whole.insert_bytes("h1", digest(tree)?.into_bytes(), false)?;
            for (path, entry) in tree.iter() {
                whole.insert(&format!("entries/{path}"), entry.clone())?;
            }
            whole.put_in_place_of(&self.0)
        };
        keep().context(|| words::keeping_gocache(&self.0.display()))
    }
}

fn digest(tree: &Tree) -> anyhow::Result<String> {
    let digests = provenance::digests(tree)?;
    Ok(hash1(digests.iter().map(|(path, sha256)| (path.as_str(), *sha256))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::{Origin, fake};
    use payloads::platform::Cpu;

    #[test]
    fn what_was_kept_is_known_again_by_its_go_and_not_after_it_changed() {
        let scratch = tempfile::tempdir().unwrap();
        let go = |cpu| {
            let origin = Origin { h1: Some("h1:x".to_owned()), ..fake::origin() };
            Distribution::inspect(fake::tree("1.27.3", cpu), cpu, None, origin, "x").unwrap()
        };
        let of = |cpu| Kept::of(&go(cpu), scratch.path()).unwrap().unwrap();
        let (mut tree, kept) = (Tree::new(), of(Cpu::X86_64));
        tree.insert_bytes("0a/x-a", *b"v1", false).unwrap();
        assert!(kept.tree().is_none());
        for _ in 0..2 {
            kept.keep(&tree).unwrap();
            let found = kept.tree().unwrap();
            assert_eq!(digest(&found).unwrap(), digest(&tree).unwrap());
        }
        assert!(of(Cpu::Arm64).tree().is_none());
        fs::write(kept.0.join("entries/0a/x-a"), "v2").unwrap();
        assert!(kept.tree().is_none());
    }
}
