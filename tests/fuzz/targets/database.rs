//! The checksum database in files. Input: files, put in the place of those that were recorded or added to them.
//! Accepted: nothing but what was recorded; and what is made of it is made of that again.
#![no_main]

use fuzz::{recorded, replaced};
use keys::note::database::{Gathered, Proven};
use keys::note::tile::{Tile, leaf};
use keys::note::{Lookup, SUM_GOLANG_ORG, Verifier};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Files = BTreeMap<String, Vec<u8>>;

static HONEST: LazyLock<Files> = LazyLock::new(recorded);
static KEY: LazyLock<Verifier> =
    LazyLock::new(|| Verifier::parse(SUM_GOLANG_ORG).expect("the key that go has"));

fuzz_target!(|bytes: &[u8]| {
    let Some((flags, rest)) = bytes.split_first() else { return };
    let mut files = HONEST.clone();
    replaced(rest, &mut files);
    if flags & 1 != 0 {
        agree(&mut files);
    }
    let mut all = Gathered::default();
    for (path, bytes) in &files {
        // What is refused is refused alone: others may hold.
        drop(all.take(path, bytes));
    }
    let Some(newest) = all.sizes().next() else { return };
    for present in [None, Some(newest), Some(u64::from(*flags))] {
        if let Ok(proven) = all.proven(&KEY, present) {
            judge(&proven);
        }
    }
});

/// As far as a cheat can, the tiles are made to say what the records are.
fn agree(files: &mut Files) {
    let answers: Vec<Vec<u8>> = files
        .iter()
        .filter(|(path, _)| path.starts_with("lookup/"))
        .map(|(_, b)| b.clone())
        .collect();
    for answer in answers {
        let lookup = std::str::from_utf8(&answer).ok().and_then(|text| Lookup::parse(text).ok());
        let Some(lookup) = lookup else { continue };
        let tile = Tile { level: 0, number: lookup.number / 256, width: 256 };
        let at = (lookup.number % 256) as usize * 32;
        if let Some(place) = files.get_mut(&tile.path()).and_then(|tile| tile.get_mut(at..at + 32))
        {
            place.copy_from_slice(&leaf(lookup.record.as_bytes()));
        }
    }
}

fn judge(proven: &Proven) {
    let files = proven.files();
    for (path, bytes) in &files {
        // Other widths of a tile are cut from it, and `latest` is one of the heads.
        let honest = HONEST.get(path).filter(|_| !path.starts_with("latest"));
        let Some(honest) = honest else { continue };
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        // A lookup is under the head that is shown, which may be the earlier one.
        let (text, expected) = match path.starts_with("lookup/") {
            false => (told(bytes), told(honest)),
            true => {
                let record = |bytes| told(bytes).split("\n\n").next().map(str::to_owned);
                (record(bytes).expect("a part"), record(honest).expect("a part"))
            }
        };
        assert!(bytes == honest || text == expected, "{path} is not what was recorded");
    }
    let mut again = Gathered::default();
    for (path, bytes) in &files {
        again.take(path, bytes).expect("what was made of it can be read");
    }
    let again = again.under(&KEY, proven.head().size).expect("it holds");
    // Tiles on the way to a record that waits are true and of no further use.
    let again = again.files();
    let is_tile = |path: &str| path.starts_with("tile/");
    let others = |path: &&String| !is_tile(path);
    assert!(again.iter().all(|(path, bytes)| files.get(path) == Some(bytes)), "made of itself");
    assert!(files.keys().filter(others).eq(again.keys().filter(others)), "all of itself");
}
