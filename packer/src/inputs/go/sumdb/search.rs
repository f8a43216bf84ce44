//! Finding a record that no lookup gives: records stand in the log in the order in which the database
//! first saw them, so those of one Go release are near each other, and each is known by its leaf hash.

use super::{Database, Tiles, proven};
use crate::inputs::go::DatabaseEvidence;
use crate::inputs::go::proxy::ProxyList;
use crate::inputs::go::transport::Transport;
use anyhow::Result;
use keys::note::tile::{Node, Tile, audit_path, leaf};
use keys::note::{Evidence, Head, Lookup};
use payloads::recipe::TOOLCHAIN;
use std::collections::HashMap;

/// Tiles of 256 records that are looked through on each side of the known record's.
const REACH: u64 = 4;

/// Records in a full tile.
const TILE: u64 = 256;

/// What became of a search.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::inputs::go) enum Search {
    /// It is in the log, and this proves it.
    Found(Box<DatabaseEvidence>),
    /// It is not near the known record.
    Absent,
    /// The log could not be read there.
    Unreachable,
}

impl Database {
    /// Looks for the record that gives `h1` to this version of the toolchain, near the proven record
    /// `near` of the same Go for another CPU. The two differ in version and `h1` only: all toolchain
    /// modules have the same go.mod.
    ///
    /// # Errors
    /// [`voice::Exit::BadSignature`]: what the database answered is not proven.
    pub(in crate::inputs::go) fn search(
        &self,
        transport: &Transport,
        proxies: &ProxyList,
        (version, h1): (&str, &str),
        near: &Evidence,
    ) -> Result<Search> {
        let Some(record) = record(near, version, h1) else { return Ok(Search::Unreachable) };
        let base = self.base(transport, proxies);
        let (note, head) = self.tree_over(transport, &base, near)?;
        let mut tiles = Tiles { transport, base: &base, read: HashMap::new() };
        let number = match place(&mut tiles, leaf(record.as_bytes()), near.number, head.size) {
            Ok(number) => number,
            Err(missed) => return Ok(if missed { Search::Unreachable } else { Search::Absent }),
        };
        let Ok(path) = audit_path(number, head.size, |tile| tiles.fetch(tile)) else {
            return Ok(Search::Unreachable);
        };
        let evidence = Evidence::new(Lookup { number, record, note }, &path);
        let (evidence, _) = proven(&self.verifier, &evidence, version)?;
        Ok(Search::Found(Box::new(evidence)))
    }

    /// The signed tree head that came with `near`, so that the same search gives the same evidence; the
    /// latest one where that ends too early.
    fn tree_over(
        &self,
        transport: &Transport,
        base: &str,
        near: &Evidence,
    ) -> Result<(String, Head)> {
        let open = |note: &str| self.verifier.open(note).map_err(|flaw| self.flaw(flaw));
        let head = open(&near.note)?;
        if (near.number / TILE + REACH + 1) * TILE <= head.size {
            return Ok((near.note.clone(), head));
        }
        let latest = transport.fetch(&format!("{base}/latest"), super::MAX_ANSWER, None);
        let Ok(latest) = latest else { return Ok((near.note.clone(), head)) };
        let note = String::from_utf8_lossy(&latest).into_owned();
        let head = open(&note)?;
        Ok((note, head))
    }
}

/// The text of the record as the database writes it: go.sum's two lines.
fn record(near: &Evidence, version: &str, h1: &str) -> Option<String> {
    let second = near.record.lines().nth(1)?;
    let go_mod = second.rsplit(' ').next().filter(|_| second.contains("/go.mod "))?;
    Some(format!("{TOOLCHAIN} {version} {h1}\n{TOOLCHAIN} {version}/go.mod {go_mod}\n"))
}

/// The number of the record with this hash, the nearest tiles first; else whether a tile was missed.
fn place(tiles: &mut Tiles<'_>, wanted: Node, near: u64, size: u64) -> Result<u64, bool> {
    let (middle, mut missed) = (near / TILE, false);
    for number in outwards(middle) {
        let width = size.saturating_sub(number * TILE).min(TILE) as u32;
        if width == 0 {
            continue;
        }
        let tile = Tile { level: 0, number, width };
        let Ok(bytes) = tiles.fetch(tile) else {
            missed = true;
            continue;
        };
        let hashes: &[Node] = bytes.as_chunks().0;
        if let Some(at) = hashes.iter().take(width as usize).position(|hash| *hash == wanted) {
            return Ok(number * TILE + at as u64);
        }
    }
    Err(missed)
}

fn outwards(middle: u64) -> impl Iterator<Item = u64> {
    let beside = (1..=REACH).flat_map(move |step| [middle.checked_sub(step), Some(middle + step)]);
    std::iter::once(Some(middle)).chain(beside).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::super::fake;
    use super::*;
    use payloads::platform::Cpu;
    use payloads::recipe::{Form, Recipes};
    use std::path::Path;

    const VERSION: &str = "v0.0.1-go1.27.3.linux-loong64";
    /// Of the tree that the official amd64 toolchain cross-built.
    const H1: &str = "h1:62rwwHkypGcfWHhvqpdiJKacjd1qLVPt3rX3tV9l8D4=";

    fn amd64() -> Evidence {
        let recipes = Recipes::built_in().unwrap();
        let recipe = recipes.find("1.27.3", Cpu::X86_64, Form::Module).unwrap();
        recipe.evidence.clone().unwrap()
    }

    /// Searches what the real database answered about the amd64 toolchain.
    fn searched(proxy: &Path, h1: &str, near: &Evidence) -> Result<Search> {
        let mut settings = fake::request("").settings;
        settings.proxy = format!("file://{}", proxy.display());
        settings.sumdb = "sum.golang.org".to_owned();
        let database = Database::of(&settings).unwrap().unwrap();
        let proxies = ProxyList::parse(&settings.proxy).unwrap();
        database.search(&Transport::new(true), &proxies, (VERSION, h1), near)
    }

    fn recorded() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures")
    }

    #[test]
    fn the_record_of_another_cpu_is_found_by_its_hash_and_proved() {
        let found = searched(&recorded(), H1, &amd64()).unwrap();
        let Search::Found(evidence) = found else { panic!("{found:?}") };
        assert_eq!((evidence.evidence.number, evidence.tree_size), (69_478_124, 70_835_252));
        assert!(evidence.evidence.record.contains(&format!("{VERSION} {H1}\n")));
    }

    #[test]
    fn another_digest_is_not_found_and_missing_tiles_are_told() {
        let other = H1.replace("62rw", "63rw");
        // The neighbouring tiles were not recorded.
        assert_eq!(searched(&recorded(), &other, &amd64()).unwrap(), Search::Unreachable);
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(searched(empty.path(), H1, &amd64()).unwrap(), Search::Unreachable);
    }

    #[test]
    fn a_tile_is_believed_only_with_its_proof() {
        let scratch = tempfile::tempdir().unwrap();
        let database = crate::inputs::tree::Tree::from_dir(&recorded().join("sumdb")).unwrap();
        database.write_to(&scratch.path().join("sumdb")).unwrap();
        let forged = record(&amd64(), VERSION, "h1:AAAA").unwrap();
        let tile = scratch.path().join("sumdb/sum.golang.org/tile/8/0/x271/398");
        let mut bytes = std::fs::read(&tile).unwrap();
        bytes[..32].copy_from_slice(&leaf(forged.as_bytes()));
        std::fs::write(&tile, bytes).unwrap();
        let error = searched(scratch.path(), "h1:AAAA", &amd64()).unwrap_err();
        assert_eq!(voice::exit_of(&error), voice::Exit::BadSignature);
    }

    #[test]
    fn the_nearest_tiles_come_first() {
        let order: Vec<u64> = outwards(2).collect();
        assert_eq!(order, [2, 1, 3, 0, 4, 5, 6]);
    }
}
