//! What one run needs more than once: official distributions, and what was proved with them.

use super::Distribution;
use super::cross::{Proof, Prove};
use crate::inputs::tree::{Contents, Kind, Tree};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Distributions by the `h1:` digest they were checked against; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    checked: BTreeMap<String, Distribution>,
    /// By the `h1:` digest of the toolchain that built what was compared.
    proved: BTreeMap<String, Proof>,
}

impl Shelf {
    pub(super) fn take(&self, h1: &str) -> Option<Distribution> {
        self.with(|inner| inner.checked.get(h1).cloned())
    }

    /// Keeps it, sharing the memory of all files that one on the shelf has too; gives it as it is kept.
    pub(super) fn put(&self, h1: &str, mut go: Distribution) -> Distribution {
        self.with(|inner| {
            if let Some(other) = inner.checked.values().find(|other| other.version == go.version) {
                go.tree = sharing(&go.tree, &other.tree).unwrap_or(go.tree);
            }
            inner.checked.insert(h1.to_owned(), go.clone());
            go
        })
    }

    /// What a run of the toolchain with this digest proved, if it was at least as much.
    pub(super) fn proved(&self, toolchain: &str, scope: Prove) -> Option<Proof> {
        self.with(|inner| inner.proved.get(toolchain).filter(|p| p.scope >= scope).cloned())
    }

    pub(super) fn note_proof(&self, toolchain: &str, proof: &Proof) {
        self.with(|inner| inner.proved.insert(toolchain.to_owned(), proof.clone()));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// `tree` with the bytes of `other` where they are the same; none where a path cannot be kept.
fn sharing(tree: &Tree, other: &Tree) -> Option<Tree> {
    let mut shared = Tree::new();
    for (path, entry) in tree.iter() {
        let mut entry = entry.clone();
        if let Kind::File(Contents::Bytes(bytes)) = &mut entry.kind
            && let Some(Contents::Bytes(same)) = other.file(path)
            && same == bytes
        {
            *bytes = Arc::clone(same);
        }
        shared.insert(path, entry).ok()?;
    }
    Some(shared)
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use payloads::platform::Cpu;

    #[test]
    fn distributions_on_the_shelf_share_the_bytes_they_have_in_common() {
        let shelf = Shelf::default();
        let go = |cpu| {
            Distribution::inspect(fake::tree("1.27.3", cpu), cpu, None, fake::origin(), "x")
                .unwrap()
        };
        shelf.put("a", go(Cpu::X86_64));
        let arm = shelf.clone().put("b", go(Cpu::Arm64));
        assert_eq!(arm.tree, fake::tree("1.27.3", Cpu::Arm64));
        let first = shelf.take("a").unwrap();
        let bytes = |go: &Distribution, path: &str| match go.tree.file(path) {
            Some(Contents::Bytes(bytes)) => Arc::clone(bytes),
            _ => panic!("{path}"),
        };
        assert!(Arc::ptr_eq(&bytes(&first, "VERSION"), &bytes(&arm, "VERSION")));
        assert!(!Arc::ptr_eq(&bytes(&first, "bin/go"), &bytes(&arm, "bin/go")));
    }
}
