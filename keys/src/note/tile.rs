//! The Merkle tree of the checksum database (RFC 6962, 2.1), served in tiles of 256 hashes.
//!
//! Complete subtrees have a place that never changes: `(level, index)` is the subtree over the
//! records `index << level .. (index + 1) << level`. A tile holds those of levels 0, 8, 16, ...

use sha2::{Digest, Sha256};

/// The hash of a leaf or of a subtree.
pub type Node = [u8; 32];

/// Levels of the tree in one tile: a full one has `2^8` hashes.
pub(super) const HEIGHT: u32 = 8;

/// The hash of a record's bytes as a leaf.
pub fn leaf(record: &[u8]) -> Node {
    Sha256::new().chain_update([0]).chain_update(record).finalize().into()
}

fn parent(left: Node, right: Node) -> Node {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Whether `path` proves that `leaf` is record `number` of the tree with `size` records and `root`
/// (RFC 9162, 2.1.3.2).
pub fn leads_to(leaf: Node, number: u64, size: u64, path: &[Node], root: Node) -> bool {
    if number >= size {
        return false;
    }
    let (mut index, mut last, mut node) = (number, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if index & 1 == 1 || index == last {
            node = parent(*sibling, node);
            while index & 1 == 0 && index != 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            node = parent(node, *sibling);
        }
        index >>= 1;
        last >>= 1;
    }
    last == 0 && node == root
}

/// A tile as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Its lowest row holds the subtrees of level `8 * level`.
    pub level: u32,
    /// Its place in that row, in tiles.
    pub number: u64,
    /// Hashes in it: 256 for a full one.
    pub width: u32,
}

impl Tile {
    /// The path below the database's address: `tile/8/LEVEL/NUMBER[.p/WIDTH]`, with NUMBER in groups
    /// of three digits, all but the last marked with `x`.
    pub fn path(self) -> String {
        let mut groups = format!("{:03}", self.number % 1000);
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups = format!("x{:03}/{groups}", rest % 1000);
            rest /= 1000;
        }
        let base = format!("tile/{HEIGHT}/{}/{groups}", self.level);
        if self.is_full() { base } else { format!("{base}.p/{}", self.width) }
    }

    /// The tile at `path`, where that is one as [`path`](Self::path) gives it.
    pub fn parse(path: &str) -> Option<Tile> {
        let rest = path.strip_prefix("tile/8/")?;
        let (level, rest) = rest.split_once('/')?;
        let (groups, width) = match rest.split_once(".p/") {
            Some((groups, width)) => (groups, width.parse().ok()?),
            None => (rest, 1 << HEIGHT),
        };
        let digits = groups.replace("/x", "").replace('/', "");
        let number = digits.strip_prefix('x').unwrap_or(&digits).parse().ok()?;
        let tile = Tile { level: level.parse().ok()?, number, width };
        (tile.path() == path).then_some(tile)
    }

    /// Whether it can never grow.
    pub fn is_full(self) -> bool {
        self.width == 1 << HEIGHT
    }

    /// The same tile once it is full: what a server has left when a partial one is gone.
    pub fn full(self) -> Tile {
        Tile { width: 1 << HEIGHT, ..self }
    }
}

/// The audit path of record `number` in the tree of `size` records, nearest sibling first, or none
/// where `number` is not in it. `read` gives a tile's hashes, [`Tile::width`] of
/// them or more. Tiles are not believed here: [`leads_to`] judges the path as a whole.
///
/// # Errors
/// Those of `read`; a tile that is too short is asked of nobody twice and gives an empty path.
pub fn audit_path<E>(
    number: u64,
    size: u64,
    read: impl FnMut(Tile) -> Result<Vec<u8>, E>,
) -> Result<Vec<Node>, E> {
    let mut rows = Rows { size, read };
    let mut path = Vec::new();
    for (start, end) in siblings(number, size) {
        match rows.range(start, end)? {
            Some(node) => path.push(node),
            None => return Ok(Vec::new()),
        }
    }
    Ok(path)
}

/// The record ranges whose hashes make the audit path (RFC 6962, 2.1.1), nearest first.
fn siblings(number: u64, size: u64) -> Vec<(u64, u64)> {
    let (mut start, mut end, mut found) = (0, size, Vec::new());
    while number < size && end - start > 1 {
        let middle = start + split(end - start);
        if number < middle {
            found.push((middle, end));
            end = middle;
        } else {
            found.push((start, middle));
            start = middle;
        }
    }
    found.reverse();
    found
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// The tiles that prove the subtrees at `places`, `(level, index)` each, under a head of `size` records, those above
/// before those below (`golang.org/x/mod/sumdb/tlog`, TileHashReader): the right edge, and the way from it to each place.
pub fn needed(size: u64, places: &[(u32, u64)]) -> Vec<Tile> {
    let mut order: Vec<Tile> = Vec::new();
    let add = |(level, number): (u32, u64), order: &mut Vec<Tile>| {
        let row = size.checked_shr(level * HEIGHT).unwrap_or(0);
        let width = row.saturating_sub(number << HEIGHT).min(1 << HEIGHT) as u32;
        let tile = Tile { level, number, width };
        if !order.contains(&tile) {
            order.push(tile);
        }
    };
    subtrees(size).into_iter().for_each(|place| add(over(place), &mut order));
    for place in places {
        let (mut at, mut way) = (over(*place), Vec::new());
        while !order.iter().any(|tile| (tile.level, tile.number) == at) && at.0 < u64::BITS / HEIGHT
        {
            way.push(at);
            at = (at.0 + 1, at.1 >> HEIGHT);
        }
        way.into_iter().rev().for_each(|at| add(at, &mut order));
    }
    order
}

/// The tile that has the complete subtree at `(level, index)`: its level and number.
fn over((level, index): (u32, u64)) -> (u32, u64) {
    (level / HEIGHT, index << (level % HEIGHT) >> HEIGHT)
}

/// The complete subtrees that together are the first `size` records, the largest first.
pub fn subtrees(size: u64) -> Vec<(u32, u64)> {
    let levels = (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1);
    levels.map(|level| (level, (size >> level) - 1)).collect()
}

pub(super) struct Rows<R> {
    pub(super) size: u64,
    pub(super) read: R,
}

impl<R: FnMut(Tile) -> Result<Vec<u8>, E>, E> Rows<R> {
    /// The hash of the records `start..end`, cut as the tree cuts them.
    pub(super) fn range(&mut self, start: u64, end: u64) -> Result<Option<Node>, E> {
        let count = end - start;
        if count.is_power_of_two() {
            return self.complete(count.ilog2(), start / count);
        }
        let middle = start + split(count);
        let left = self.range(start, middle)?;
        let right = self.range(middle, end)?;
        Ok(left.zip(right).map(|(left, right)| parent(left, right)))
    }

    /// The complete subtree at `(level, index)`, from the hashes of its tile.
    pub(super) fn complete(&mut self, level: u32, index: u64) -> Result<Option<Node>, E> {
        let (tile_level, above) = (level / HEIGHT, level % HEIGHT);
        let first = index << above;
        let row = self.size >> (tile_level * HEIGHT);
        let number = first >> HEIGHT;
        let width = (row - (number << HEIGHT)).min(1 << HEIGHT) as u32;
        let bytes = (self.read)(Tile { level: tile_level, number, width })?;
        let offset = (first & ((1 << HEIGHT) - 1)) as usize;
        let nodes: &[Node] = bytes.as_chunks().0;
        Ok(nodes.get(offset..offset + (1 << above)).map(fold))
    }
}

/// The root over `nodes`, whose number is a power of two.
pub(super) fn fold(nodes: &[Node]) -> Node {
    match nodes {
        [node] => *node,
        _ => {
            let (left, right) = nodes.split_at(nodes.len() / 2);
            parent(fold(left), fold(right))
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::convert::Infallible;

    pub(in crate::note) fn root(leaves: &[Node]) -> Node {
        match leaves {
            [node] => *node,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
                parent(root(left), root(right))
            }
        }
    }

    /// A tile served from the leaves themselves.
    pub(in crate::note) fn serve(leaves: &[Node], tile: Tile) -> Result<Vec<u8>, Infallible> {
        let span = 1usize << (tile.level * HEIGHT);
        let first = (tile.number as usize) << HEIGHT;
        let places = first..first + tile.width as usize;
        Ok(places.flat_map(|place| fold(&leaves[place * span..(place + 1) * span])).collect())
    }

    #[test]
    fn every_record_of_small_trees_is_proven_and_no_other_place() {
        let leaves: Vec<Node> = (0..600u32).map(|i| leaf(&i.to_be_bytes())).collect();
        for size in [1u64, 2, 3, 7, 8, 255, 256, 257, 300, 512, 600] {
            let tree = &leaves[..size as usize];
            for number in (0..size).step_by(1 + size as usize / 40) {
                let path = audit_path(number, size, |tile| serve(tree, tile)).unwrap();
                let node = tree[number as usize];
                assert!(leads_to(node, number, size, &path, root(tree)), "{number} of {size}");
                assert!(!leads_to(node, number + 1, size, &path, root(tree)) || size == 1);
            }
        }
    }

    #[test]
    fn a_record_beyond_the_tree_is_never_proven() {
        let only = leaf(b"x");
        assert!(leads_to(only, 0, 1, &[], only));
        assert!(!leads_to(only, 1, 1, &[], only));
        assert!(!leads_to(only, 0, 0, &[], only));
        assert!(!leads_to(only, 0, 1, &[only], only));
    }

    #[test]
    fn a_short_tile_gives_no_path() {
        let path: Result<_, Infallible> = audit_path(0, 300, |_| Ok(vec![0; 31]));
        assert_eq!(path, Ok(Vec::new()));
    }

    #[test]
    fn the_first_records_are_complete_subtrees() {
        assert_eq!(subtrees(0), []);
        assert_eq!(subtrees(1), [(0, 0)]);
        assert_eq!(subtrees(13), [(3, 0), (2, 2), (0, 12)]);
    }

    #[test]
    fn a_tile_is_known_by_its_path_and_by_no_other_spelling() {
        for tile in [
            Tile { level: 0, number: 271_398, width: 256 },
            Tile { level: 2, number: 7, width: 3 },
            Tile { level: 0, number: 1_234_067, width: 255 },
        ] {
            assert_eq!(Tile::parse(&tile.path()), Some(tile));
        }
        for path in [
            "tile/8/0/7",
            "tile/8/0/007.p/256",
            "tile/8/00/007",
            "tile/7/0/007",
            "tile/8/0/x000/007",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn tiles_are_asked_for_by_go_s_paths() {
        let tile = Tile { level: 0, number: 271_398, width: 256 };
        assert_eq!(tile.path(), "tile/8/0/x271/398");
        assert_eq!(Tile { level: 2, number: 7, width: 3 }.path(), "tile/8/2/007.p/3");
        assert_eq!(Tile { number: 1_234_067, ..tile }.path(), "tile/8/0/x001/x234/067");
    }
}
