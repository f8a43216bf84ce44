//! Go's checksum database in files, as a proxy serves it below `sumdb/NAME/`: records under one signed tree head, and
//! the tiles that prove them. A go command that has only these believes them as it believes the database itself.
//!
//! go asks for a tile by its width under a head, remembers the newest head that it has seen, and from then on wants each
//! other one proven to be consistent with it (`golang.org/x/mod/sumdb`, `client.go`). So all records are given under
//! one head; heads that were given before are bridged: their right edges are there in the widths of the new head, and in
//! their own, for a go whose cache was cleaned starts from the head it remembers.

use super::tile::{HEIGHT, Node, Rows, Tile, fold, leaf, needed, subtrees};
use super::{Flaw, Head, Lookup, Verifier, stated_size};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// What is wrong, and in which file below the database's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its path, `/`-separated.
    pub path: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// Files of the database, of one tree or of several. Nothing of it is believed.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// By module and version as the path has them.
    records: BTreeMap<String, Record>,
    /// The widest of each that was seen, by level and number.
    tiles: BTreeMap<(u32, u64), Vec<u8>>,
    /// Signed notes by the size they state.
    heads: BTreeMap<u64, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    number: u64,
    text: String,
}

impl Gathered {
    /// Takes in the file at `path` below the database's directory: `supported`, `latest`, `heads/SIZE`,
    /// `lookup/MODULE@VERSION` or a tile.
    ///
    /// # Errors
    /// [`Flaw::Note`] for a file that is none of these or not of its form; [`Flaw::Proof`] for one that contradicts
    /// what was taken in before.
    pub fn take(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let fault = |flaw| Fault { path: path.to_owned(), flaw };
        self.taken(path, bytes).map_err(fault)
    }

    fn taken(&mut self, path: &str, bytes: &[u8]) -> Result<(), Flaw> {
        if let Some(tile) = Tile::parse(path) {
            return self.tile(tile, bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Flaw::Note)?;
        if let Some(name) = path.strip_prefix("lookup/") {
            let lookup = Lookup::parse(text)?;
            self.head(&lookup.note)?;
            return self.answer(name, lookup);
        }
        match path {
            "supported" => Ok(()),
            _ if path == "latest" || path.starts_with("heads/") => self.head(text),
            _ => Err(Flaw::Note),
        }
    }

    /// Takes in the record of a lookup of `name`, and leaves out under which head it came: each answer of a server may
    /// have another.
    ///
    /// # Errors
    /// [`Flaw::Note`] for the record of something else; [`Flaw::Proof`] where another is known.
    pub fn answer(&mut self, name: &str, lookup: Lookup) -> Result<(), Flaw> {
        self.record(name, Record { number: lookup.number, text: lookup.record })
    }

    /// Takes in a tile's hashes.
    ///
    /// # Errors
    /// [`Flaw::Note`] for another length than its width's; [`Flaw::Proof`] where another width of it has other hashes.
    pub fn tile(&mut self, tile: Tile, bytes: &[u8]) -> Result<(), Flaw> {
        if bytes.len() != tile.width as usize * size_of::<Node>() {
            return Err(Flaw::Note);
        }
        let known = self.tiles.entry((tile.level, tile.number)).or_default();
        let both = known.len().min(bytes.len());
        if known[..both] != bytes[..both] {
            return Err(Flaw::Proof);
        }
        if bytes.len() > known.len() {
            *known = bytes.to_vec();
        }
        Ok(())
    }

    /// Takes in a signed tree head.
    ///
    /// # Errors
    /// [`Flaw::Note`] for what is none.
    pub fn head(&mut self, note: &str) -> Result<(), Flaw> {
        let size = stated_size(note).ok_or(Flaw::Note)?;
        // The first that was taken in stays: a later one under another signature takes nothing away.
        self.heads.entry(size).or_insert_with(|| note.to_owned());
        Ok(())
    }

    fn record(&mut self, name: &str, record: Record) -> Result<(), Flaw> {
        if !names(&record.text, name) {
            return Err(Flaw::Note);
        }
        match self.records.insert(name.to_owned(), record.clone()) {
            Some(before) if before != record => Err(Flaw::Proof),
            _ => Ok(()),
        }
    }

    /// All of `other`, too.
    ///
    /// # Errors
    /// [`Flaw::Proof`] where one contradicts the other.
    pub fn merge(&mut self, other: Gathered) -> Result<(), Fault> {
        for ((level, number), bytes) in other.tiles {
            let width = (bytes.len() / size_of::<Node>()) as u32;
            let tile = Tile { level, number, width };
            self.tile(tile, &bytes).map_err(|flaw| Fault { path: tile.path(), flaw })?;
        }
        for (name, record) in other.records {
            let path = format!("lookup/{name}");
            self.record(&name, record).map_err(|flaw| Fault { path, flaw })?;
        }
        for (size, note) in other.heads {
            self.heads.entry(size).or_insert(note);
        }
        Ok(())
    }

    /// The numbers of the records in it.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.records.values().map(|record| record.number)
    }

    /// The sizes of the heads in it, the newest first.
    pub fn sizes(&self) -> impl Iterator<Item = u64> {
        self.heads.keys().rev().copied()
    }

    /// What holds under the newest head that is proven to continue `present`, where there is one. A head that does not
    /// is no fault: two trees that know nothing of each other may each be right.
    ///
    /// # Errors
    /// What is wrong with the head `present`, or, where there is none, with the newest; and with what was proven to be
    /// other than stated.
    pub fn proven(&self, verifier: &Verifier, present: Option<u64>) -> Result<Proven, Fault> {
        let Some(present) = present else {
            let none = Fault { path: "latest".to_owned(), flaw: Flaw::Note };
            return self.sizes().next().map_or(Err(none), |newest| self.under(verifier, newest));
        };
        let newer = self.sizes().take_while(|size| *size > present);
        let mut newer = newer.filter_map(|size| self.under(verifier, size).ok());
        match newer.find(|proven| proven.continues(present)) {
            Some(proven) => Ok(proven),
            None => self.under(verifier, present),
        }
    }

    /// What holds under the head of this `size`.
    ///
    /// # Errors
    /// The head is not in it, or is not signed; its tiles do not lead to its root; a record is another one than its
    /// place in the tree says.
    pub fn under(&self, verifier: &Verifier, size: u64) -> Result<Proven, Fault> {
        let fault = |flaw| Fault { path: format!("heads/{size}"), flaw };
        let note = self.heads.get(&size).ok_or_else(|| fault(Flaw::Note))?;
        let head = verifier.open(note).map_err(fault)?;
        let mut tree = Tree::new(head);
        if head.size != size || !tree.reaches(&[], self) || tree.root_of(size) != Some(head.root) {
            return Err(fault(Flaw::Proof));
        }
        let (mut records, mut waiting) = (BTreeMap::new(), Vec::new());
        for (name, record) in &self.records {
            let place = (0, record.number);
            if record.number >= size || !tree.reaches(&[place], self) {
                waiting.push(name.clone());
            } else if tree.node(place) == Some(leaf(record.text.as_bytes())) {
                records.insert(name.clone(), record.clone());
            } else {
                return Err(Fault { path: format!("lookup/{name}"), flaw: Flaw::Proof });
            }
        }
        let mut earlier = BTreeMap::new();
        for (size, note) in self.heads.range(..size) {
            let head = verifier.open(note).ok().filter(|head| head.size == *size);
            let is_there = head.is_some() && tree.reaches(&subtrees(*size), self);
            if is_there && tree.root_of(*size) == head.map(|head| head.root) {
                earlier.insert(*size, note.clone());
            }
        }
        Ok(Proven { note: note.clone(), tree, records, waiting, earlier })
    }

    fn cut(&self, tile: Tile) -> Option<&[u8]> {
        self.tiles.get(&(tile.level, tile.number))?.get(..length(tile))
    }
}

fn length(tile: Tile) -> usize {
    tile.width as usize * size_of::<Node>()
}

/// Tiles under one head, each of which leads to its root.
#[derive(Clone, Debug)]
struct Tree {
    head: Head,
    tiles: BTreeMap<Tile, Vec<u8>>,
}

impl Tree {
    fn new(head: Head) -> Tree {
        Tree { head, tiles: BTreeMap::new() }
    }

    /// Whether the tiles that prove `places` are in `gathered` and are what the tiles above them say; they are in the
    /// tree then. The right edge, which has nothing above it, is for the root to judge.
    fn reaches(&mut self, places: &[(u32, u64)], gathered: &Gathered) -> bool {
        let edge = needed(self.head.size, &[]);
        for tile in needed(self.head.size, places) {
            if self.tiles.contains_key(&tile) {
                continue;
            }
            let Some(bytes) = gathered.cut(tile) else { return false };
            let above = ((tile.level + 1) * HEIGHT, tile.number);
            if !edge.contains(&tile) && self.node(above) != Some(fold(bytes.as_chunks().0)) {
                return false;
            }
            self.tiles.insert(tile, bytes.to_vec());
        }
        true
    }

    fn rows(&self) -> Rows<impl FnMut(Tile) -> Result<Vec<u8>, Infallible>> {
        let read = |tile: Tile| Ok(self.tiles.get(&tile).cloned().unwrap_or_default());
        Rows { size: self.head.size, read }
    }

    fn node(&self, (level, index): (u32, u64)) -> Option<Node> {
        let Ok(node) = self.rows().complete(level, index);
        node
    }

    /// The root over the first `size` records.
    fn root_of(&self, size: u64) -> Option<Node> {
        if size == 0 {
            return None;
        }
        let Ok(node) = self.rows().range(0, size);
        node
    }
}

/// Records that are in a tree whose head was signed, and earlier heads that it continues: made only by
/// [`Gathered::under`].
#[derive(Clone, Debug)]
pub struct Proven {
    note: String,
    tree: Tree,
    records: BTreeMap<String, Record>,
    waiting: Vec<String>,
    earlier: BTreeMap<u64, String>,
}

impl Proven {
    /// The head that all of it is under.
    pub fn head(&self) -> Head {
        self.tree.head
    }

    /// The same, as it is signed.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Whether a go that remembers the head of `size` records believes this one.
    pub fn continues(&self, size: u64) -> bool {
        size == self.tree.head.size || self.earlier.contains_key(&size)
    }

    /// Modules with their versions, as lookups name them, that are not proven under this head: it is older than they
    /// are, or tiles are missing.
    pub fn waiting(&self) -> &[String] {
        &self.waiting
    }

    /// The `h1:` digest that the database has for a module's version, or with `/go.mod` after that for its go.mod.
    pub fn h1(&self, module: &str, version: &str) -> Option<&str> {
        let bare = version.strip_suffix("/go.mod").unwrap_or(version);
        let record = self.records.get(&format!("{}@{}", escaped(module), escaped(bare)))?;
        record.text.lines().find_map(|line| {
            let rest = line.strip_prefix(module)?.strip_prefix(' ')?;
            rest.strip_prefix(version)?.strip_prefix(' ').filter(|h1| h1.starts_with("h1:"))
        })
    }

    /// The files below the database's directory, by path: all lookups under the one head, each tile as wide as that
    /// head asks for it, and the right edges of earlier heads in their own widths, too.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::from([
            ("supported".to_owned(), Vec::new()),
            ("latest".to_owned(), self.note.clone().into_bytes()),
        ]);
        for (name, Record { number, text }) in &self.records {
            let answer = format!("{number}\n{text}\n{}", self.note);
            files.insert(format!("lookup/{name}"), answer.into_bytes());
        }
        for (size, note) in &self.earlier {
            files.insert(format!("heads/{size}"), note.clone().into_bytes());
            for own in needed(*size, &[]) {
                let is_it = |tile: &&Tile| (tile.level, tile.number) == (own.level, own.number);
                let wide = self.tree.tiles.keys().find(is_it).and_then(|t| self.tree.tiles.get(t));
                let cut = wide.and_then(|bytes| bytes.get(..length(own)));
                files.extend(cut.map(|bytes| (own.path(), bytes.to_vec())));
            }
        }
        files.extend(self.tree.tiles.iter().map(|(tile, bytes)| (tile.path(), bytes.clone())));
        files
    }
}

/// Whether a record is about the module and version that a lookup's `name` has.
fn names(text: &str, name: &str) -> bool {
    let Some((module, version)) = name.rsplit_once('@') else { return false };
    let mut lines = text.lines();
    let about = |line: Option<&str>, version: &str| {
        let mut words = line.unwrap_or_default().split(' ');
        let named = words.next().map(escaped).as_deref() == Some(module);
        named
            && words.next().map(escaped).as_deref() == Some(version)
            && words.next().is_some_and(|h1| h1.starts_with("h1:"))
            && words.next().is_none()
    };
    about(lines.next(), version)
        && about(lines.next(), &format!("{version}/go.mod"))
        && lines.next().is_none()
}

/// A module path or version as it stands in paths (`golang.org/x/mod/module`, EscapePath): each upper-case letter as `!`
/// and the lower-case one.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{signed_head, signer};
    use super::*;
    use crate::note::tile::tests::{root, serve};

    /// A database of its own: records, a key, and heads at any size.
    struct Origin {
        texts: Vec<String>,
        leaves: Vec<Node>,
    }

    fn name(number: u64) -> String {
        format!("example.org/!m{number}@v1.0.{number}")
    }

    impl Origin {
        fn new(count: u64) -> Origin {
            let text = |n: u64| {
                let module = format!("example.org/M{n} v1.0.{n}");
                format!("{module} h1:x{n}\n{module}/go.mod h1:y{n}\n")
            };
            let texts: Vec<String> = (0..count).map(text).collect();
            let leaves = texts.iter().map(|text| leaf(text.as_bytes())).collect();
            Origin { texts, leaves }
        }

        fn note(&self, size: u64) -> String {
            signed_head(size, root(&self.leaves[..size as usize]))
        }

        /// What a packer gathers for these records under the head of `size`, bridging `earlier`.
        fn gathered(&self, size: u64, records: &[u64], earlier: &[u64]) -> Gathered {
            let mut all = Gathered::default();
            let mut places: Vec<(u32, u64)> = records.iter().map(|n| (0, *n)).collect();
            for size in earlier {
                places.extend(subtrees(*size));
                all.take(&format!("heads/{size}"), self.note(*size).as_bytes()).unwrap();
            }
            for tile in needed(size, &places) {
                let Ok(bytes) = serve(&self.leaves[..size as usize], tile);
                all.take(&tile.path(), &bytes).unwrap();
            }
            all.take("latest", self.note(size).as_bytes()).unwrap();
            for number in records {
                let answer =
                    format!("{number}\n{}\n{}", self.texts[*number as usize], self.note(size));
                all.take(&format!("lookup/{}", name(*number)), answer.as_bytes()).unwrap();
            }
            all
        }
    }

    /// What a go does with the files: the record under the head, and the head after the one that it remembers.
    fn believes(files: &BTreeMap<String, Vec<u8>>, number: u64, remembers: Option<&str>) -> bool {
        let (_, verifier) = signer();
        let Some(answer) = files.get(&format!("lookup/{}", name(number))) else { return false };
        let lookup = Lookup::parse(std::str::from_utf8(answer).unwrap()).unwrap();
        let head = verifier.open(&lookup.note).unwrap();
        let at = |size: u64, places: &[(u32, u64)]| {
            needed(size, places).iter().all(|tile| files.contains_key(&tile.path()))
        };
        let remembered = remembers.map(|note| verifier.open(note).unwrap().size);
        at(head.size, &[(0, lookup.number)])
            && remembered.is_none_or(|size| at(size, &[]) && at(head.size, &subtrees(size)))
    }

    #[test]
    fn records_under_one_head_are_proven_and_given_as_go_asks_for_them() {
        let (origin, (_, verifier)) = (Origin::new(70_000), signer());
        for size in [1, 2, 256, 257, 65_536, 65_537, 69_999] {
            let records: Vec<u64> =
                [0, 1, 255, 256, 300, 65_535, 65_536].into_iter().filter(|n| *n < size).collect();
            let gathered = origin.gathered(size, &records, &[]);
            let proven = gathered.proven(&verifier, None).unwrap();
            assert!(proven.waiting().is_empty() && proven.head().size == size);
            let files = proven.files();
            for number in &records {
                assert!(believes(&files, *number, None), "{number} of {size}");
                let (module, version) =
                    (format!("example.org/M{number}"), format!("v1.0.{number}"));
                assert_eq!(proven.h1(&module, &version), Some(&*format!("h1:x{number}")));
                let of_mod = format!("{version}/go.mod");
                assert_eq!(proven.h1(&module, &of_mod), Some(&*format!("h1:y{number}")));
            }
            let mut again = Gathered::default();
            for (path, bytes) in &files {
                again.take(path, bytes).unwrap();
            }
            assert_eq!(again.proven(&verifier, None).unwrap().files(), files);
        }
    }

    #[test]
    fn a_newer_head_is_taken_only_if_it_continues_the_present_one() {
        let (origin, (_, verifier)) = (Origin::new(70_000), signer());
        let first = origin.gathered(66_000, &[5, 300], &[]);
        for (earlier, adopted) in [(&[66_000][..], 69_999), (&[], 66_000), (&[65_000], 66_000)] {
            let mut both = first.clone();
            both.merge(origin.gathered(69_999, &[7, 69_000], earlier)).unwrap();
            let proven = both.proven(&verifier, Some(66_000)).unwrap();
            assert_eq!(proven.head().size, adopted, "{earlier:?}");
            let files = proven.files();
            let remembered = origin.note(66_000);
            for number in [5, 300, 7] {
                assert!(believes(&files, number, Some(&remembered)), "{number} {earlier:?}");
            }
            // What is younger than the head that stays waits for one that continues it.
            let waits = proven.waiting() == [name(69_000)];
            assert_eq!(waits, adopted == 66_000, "{earlier:?}");
        }
    }

    #[test]
    fn a_client_that_knows_only_the_oldest_of_three_heads_follows() {
        let (origin, (_, verifier)) = (Origin::new(70_000), signer());
        let mut all = origin.gathered(1_000, &[5], &[]);
        for (size, record, earlier) in [(60_000, 2_000, 1_000), (69_999, 61_000, 60_000)] {
            all.merge(origin.gathered(size, &[record], &[earlier])).unwrap();
        }
        let proven = all.proven(&verifier, Some(1_000)).unwrap();
        assert_eq!(proven.head().size, 69_999);
        for remembers in [1_000, 60_000, 69_999] {
            assert!(proven.continues(remembers));
            for number in [5, 2_000, 61_000] {
                assert!(
                    believes(&proven.files(), number, Some(&origin.note(remembers))),
                    "{number} {remembers}"
                );
            }
        }
    }

    #[test]
    fn whatever_is_changed_is_refused_or_not_given() {
        let (origin, (_, verifier)) = (Origin::new(70_000), signer());
        let files =
            origin.gathered(69_999, &[5, 300], &[66_000]).proven(&verifier, None).unwrap().files();
        for (path, bytes) in &files {
            for at in [0, bytes.len() / 2, bytes.len().saturating_sub(1)] {
                let Some(byte) = bytes.get(at) else { continue };
                let mut changed = files.clone();
                changed.get_mut(path).unwrap()[at] = byte ^ 1;
                let mut gathered = Gathered::default();
                let taken = changed.iter().try_for_each(|(path, bytes)| gathered.take(path, bytes));
                let proven = taken.and_then(|()| gathered.proven(&verifier, None));
                let Ok(proven) = proven else { continue };
                // Other widths of the same tile, other heads and other places of a record had the right bytes.
                for (given, bytes) in proven.files() {
                    assert_eq!(files.get(&given), Some(&bytes), "{path} {at} gives {given}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_file_of_the_database_or_about_another_module_is_not_taken() {
        let origin = Origin::new(300);
        let answer = |text: &str| format!("5\n{text}\n{}", origin.note(300));
        let mut all = Gathered::default();
        for (path, bytes) in [
            ("lookup/example.org/!m6@v1.0.6", answer(&origin.texts[5])),
            ("lookup/example.org/!m5", answer(&origin.texts[5])),
            ("lookup/example.org/!m5@v1.0.5", answer(&(origin.texts[5].clone() + "x v1 h1:z\n"))),
            ("lookup/example.org/!m5@v1.0.5", "5\n".to_owned()),
            ("tile/8/0/000.p/3", "short".to_owned()),
            ("tile/8/0/x/000", String::new()),
            ("other", String::new()),
            ("latest", "go.sum database tree\n".to_owned()),
        ] {
            assert_eq!(all.take(path, bytes.as_bytes()).unwrap_err().flaw, Flaw::Note, "{path}");
        }
        let tile = |bytes: u8| vec![bytes; 64];
        all.take("tile/8/0/000.p/2", &tile(1)).unwrap();
        assert_eq!(all.take("tile/8/0/000.p/2", &tile(2)).unwrap_err().flaw, Flaw::Proof);
    }
}
