//! What of the checksum database proves the modules that travel: their records under one signed head, the tiles that lead
//! there, and the bridges from heads that clients may have seen. Records and full tiles never change: what was asked
//! once is kept.

use super::below_one_another;
use super::fetcher::Fetching;
use super::heads::Heads;
use super::version::ModuleVersion;
use crate::inputs::go::{Database, Miss, Transport, keep};
use crate::inputs::tree::Tree;
use crate::words::modules as words;
use keys::note::database::{Fault, Gathered, Proven, escaped};
use keys::note::tile::{Tile, needed, subtrees};
use keys::note::{Flaw, Lookup};
use payloads::platform::Cpu;
use payloads::recipe::{TOOLCHAIN, module_version};
use payloads::refusal::of_database;
use payloads::workers;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use voice::{Exit, Fact, Voice};

/// Questions that are on their way at once: the answers are small and the way is long.
const AT_ONCE: usize = 32;

/// The longest answer that is read, in bytes; a tile has 8 KiB.
const MAX_ANSWER: u64 = 64 << 10;

/// Bytes of a hash in a tile.
const NODE: usize = 32;

/// What the database says of the modules.
pub(super) struct Believed {
    /// Below `sumdb/`.
    pub(super) sumdb: Tree,
    /// Which of the versions it was not asked about, by their place.
    pub(super) private: Vec<usize>,
    pub(super) head: Option<String>,
}

/// Asks the database about `versions` and the carried toolchains, and compares what it says with what they are.
///
/// # Errors
/// [`Exit::Usage`]: the settings name no database, or another than Go's; it has no record of a module.
/// [`Exit::BadSignature`]: what it answered is not proven, or it knows another digest. [`Exit::Medium`]: it cannot be
/// reached.
pub(super) fn prove(
    versions: &[ModuleVersion],
    fetching: &Fetching<'_>,
    voice: &Voice,
) -> anyhow::Result<Believed> {
    let settings = &fetching.request.settings;
    let is_private = |at: &usize| settings.names_private(&versions[*at].path);
    let (private, public): (Vec<usize>, Vec<usize>) = (0..versions.len()).partition(is_private);
    if public.is_empty() {
        return Ok(Believed { sumdb: Tree::new(), private, head: None });
    }
    let database = Database::for_modules(settings)?;
    let source = Source::new(&database, fetching)?;
    let names: Vec<String> = public.iter().map(|at| versions[*at].to_string()).collect();
    voice.note(&words::asking(&names.len(), &source.name));
    let mut gathered = Gathered::default();
    let mut notes = source.records(&names, &mut gathered)?;
    notes.extend(source.records_there_are(&toolchains(fetching), &mut gathered)?);
    let earlier = [Heads::of(fetching.cache, &source.name).all(), fetching.after.clone()].concat();
    for note in &earlier {
        gathered.head(note).map_err(|flaw| source.refused_head(flaw))?;
    }
    let head = source.head(&notes, &mut gathered)?;
    source.tiles(head, &mut gathered)?;
    let proven = gathered.under(&database.verifier, head);
    let proven = proven.map_err(|fault| source.refused(&fault))?;
    // All tiles that lead to it were asked for.
    if let Some(name) = proven.waiting().first() {
        let fault = Fault { path: format!("lookup/{name}"), flaw: Flaw::Proof };
        return Err(source.refused(&fault));
    }
    source.keep()?;
    for at in public {
        agrees(&proven, &versions[at], &source.name)?;
    }
    if let Some(size) = gathered.sizes().find(|size| *size < head && !proven.continues(*size)) {
        let said = words::another_history(&source.name, &head, &size);
        return Err(Fact::new(Exit::BadSignature, said).into());
    }
    let mut sumdb = Tree::new();
    for (path, bytes) in proven.files() {
        sumdb.insert_bytes(&format!("{}/{path}", source.name), bytes, false)?;
    }
    Ok(Believed { sumdb, private, head: Some(proven.note().to_owned()) })
}

/// The carried toolchains as modules.
fn toolchains(fetching: &Fetching<'_>) -> Vec<String> {
    let module = |(go, cpu): &(String, Cpu)| format!("{TOOLCHAIN}@{}", module_version(go, *cpu));
    fetching.toolchains.iter().map(module).collect()
}

/// The database, and what of it was asked before.
struct Source<'a> {
    transport: Transport,
    base: String,
    kept: PathBuf,
    /// What was asked in this run: it is kept when it has been proven.
    fresh: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    name: String,
    database: &'a Database,
}

impl<'a> Source<'a> {
    fn new(database: &'a Database, fetching: &Fetching<'_>) -> anyhow::Result<Source<'a>> {
        let request = fetching.request;
        let transport = Transport::new(request.offline);
        let base = database.base_of(&transport, &request.settings)?;
        let name = database.verifier.name().to_owned();
        let kept = fetching.cache.join("sumdb").join(&name);
        Ok(Source { transport, base, kept, fresh: Mutex::default(), name, database })
    }

    /// What is at `path`, from this run or an earlier one; `None` where the database has nothing there.
    fn file(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let place = self.kept.join(path);
        if let Ok(bytes) = fs::read(&place) {
            return Ok(Some(bytes));
        }
        let bytes = match self.transport.fetch(&format!("{}/{path}", self.base), MAX_ANSWER, None) {
            Err(miss) if miss.is_absent() => return Ok(None),
            other => other.map_err(Miss::into_error)?,
        };
        self.fresh().insert(place, bytes.clone());
        Ok(Some(bytes))
    }

    fn fresh(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        // Who panicked while it was held took nothing out of it.
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was asked: it is proven, and never changes.
    fn keep(&self) -> anyhow::Result<()> {
        self.fresh().iter().try_for_each(|(place, bytes)| keep(place, bytes))
    }

    /// Takes in the records of all these; gives the signed heads that came with them.
    fn records(&self, names: &[String], gathered: &mut Gathered) -> anyhow::Result<Vec<String>> {
        let answers = workers::each(AT_ONCE, names, (), |(), name| self.file(&lookup(name)))?;
        let named = names.iter().zip(&answers).filter(|(_, answer)| answer.is_none());
        if let Some(unknown) = below_one_another(named.map(|(name, _)| name)) {
            let said = words::no_record(&self.name, &unknown);
            return Err(Fact::new(Exit::Usage, said).help(words::no_record_help()).into());
        }
        self.take(names, answers, gathered)
    }

    /// The same of those of these that have one: not every Go that is carried was ever published.
    fn records_there_are(
        &self,
        names: &[String],
        gathered: &mut Gathered,
    ) -> anyhow::Result<Vec<String>> {
        let ask = |(): &mut (), name: &String| Ok(self.file(&lookup(name)).ok().flatten());
        let answers = workers::each(AT_ONCE, names, (), ask)?;
        self.take(names, answers, gathered)
    }

    fn take(
        &self,
        names: &[String],
        answers: Vec<Option<Vec<u8>>>,
        gathered: &mut Gathered,
    ) -> anyhow::Result<Vec<String>> {
        let mut notes = Vec::new();
        for (name, answer) in names.iter().zip(answers) {
            let Some(bytes) = answer else { continue };
            let refused = |flaw| self.refused(&Fault { path: lookup(name), flaw });
            let answer = Lookup::parse(&String::from_utf8_lossy(&bytes)).map_err(refused)?;
            notes.push(answer.note.clone());
            gathered.answer(&escaped(name), answer).map_err(refused)?;
        }
        Ok(notes)
    }

    /// The size of the head that all travels under: the newest that was sealed before, where it covers all records, so
    /// that the same modules give the same file; else the database's latest, else the newest of `notes`.
    fn head(&self, notes: &[String], gathered: &mut Gathered) -> anyhow::Result<u64> {
        let last = gathered.numbers().max().unwrap_or_default();
        if let Some(size) = gathered.sizes().next().filter(|size| *size > last) {
            return Ok(size);
        }
        let latest = self.transport.fetch(&format!("{}/latest", self.base), MAX_ANSWER, None);
        let latest = latest.ok().map(|note| String::from_utf8_lossy(&note).into_owned());
        let mut newest: Option<(u64, &String)> = None;
        for note in latest.iter().chain(notes) {
            let head = self.database.verifier.open(note).map_err(|flaw| self.refused_head(flaw))?;
            if newest.is_none_or(|(size, _)| size < head.size) {
                newest = Some((head.size, note));
            }
        }
        let covers = newest.filter(|(size, _)| *size > last);
        let (size, note) = covers.ok_or_else(|| {
            let size = newest.map_or(0, |(size, _)| size);
            Fact::new(Exit::Medium, words::head_too_old(&self.name, &size, &last))
        })?;
        gathered.head(note).map_err(|flaw| self.refused_head(flaw))?;
        Ok(size)
    }

    /// The tiles that lead from the head of this `size` to all records and earlier heads.
    fn tiles(&self, size: u64, gathered: &mut Gathered) -> anyhow::Result<()> {
        let mut places: Vec<(u32, u64)> = gathered.numbers().map(|number| (0, number)).collect();
        for earlier in gathered.sizes().filter(|earlier| *earlier < size) {
            places.extend(subtrees(earlier));
        }
        let tiles: BTreeSet<Tile> = needed(size, &places).into_iter().collect();
        let tiles: Vec<Tile> = tiles.into_iter().collect();
        let fetched = workers::each(AT_ONCE, &tiles, (), |(), tile| self.tile(*tile))?;
        for (tile, bytes) in tiles.into_iter().zip(fetched) {
            let fault = |flaw| Fault { path: tile.path(), flaw };
            gathered.tile(tile, &bytes).map_err(|flaw| self.refused(&fault(flaw)))?;
        }
        Ok(())
    }

    /// A partial tile that is gone has been completed since: its first hashes are the same.
    fn tile(&self, tile: Tile) -> anyhow::Result<Vec<u8>> {
        let length = tile.width as usize * NODE;
        for tile in [tile, tile.full()] {
            if let Some(mut bytes) = self.file(&tile.path())?
                && bytes.len() >= length
            {
                bytes.truncate(length);
                return Ok(bytes);
            }
        }
        Err(Fact::new(Exit::Medium, words::no_tile(&self.name, &tile.path())).into())
    }

    fn refused(&self, fault: &Fault) -> anyhow::Error {
        let said = words::not_proven(&self.name, &fault.path, &of_database(&self.name, fault.flaw));
        Fact::new(Exit::BadSignature, said).help(words::not_proven_help()).into()
    }

    fn refused_head(&self, flaw: Flaw) -> anyhow::Error {
        self.refused(&Fault { path: "latest".to_owned(), flaw })
    }
}

fn lookup(name: &str) -> String {
    format!("lookup/{}", escaped(name))
}

/// Whether the database knows the digests that this has.
fn agrees(proven: &Proven, version: &ModuleVersion, name: &str) -> Result<(), Fact> {
    let go_mod = format!("{}/go.mod", version.version);
    let both = [
        (version.version.as_str(), version.h1.as_deref()),
        (go_mod.as_str(), Some(version.go_mod_h1.as_str())),
    ];
    for (what, found) in both {
        let Some(found) = found else { continue };
        let stated = proven.h1(&version.path, what).unwrap_or("-");
        if stated != found {
            let said = words::database_disagrees(&name, &version, &stated, &found);
            return Err(Fact::new(Exit::BadSignature, said).help(words::disagrees_help()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::fake;
    use std::collections::BTreeMap;
    use std::path::Path;
    use voice::exit_of;

    const VERSION: &str = "v0.0.1-go1.27.3.linux-amd64";

    fn toolchain(h1: &str) -> ModuleVersion {
        ModuleVersion {
            path: TOOLCHAIN.to_owned(),
            version: VERSION.to_owned(),
            h1: Some(h1.to_owned()),
            go_mod_h1: "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=".to_owned(),
        }
    }

    const H1: &str = "h1:r0ub+FnqzZxoWm/dSUOI9DcIqYWn/mNYGFJcv7PyBzs=";

    /// Asks what the real database answered once, with `change` made to the settings.
    fn asked(
        versions: &[ModuleVersion],
        cache: &Path,
        change: fn(&mut crate::inputs::go::Settings),
    ) -> anyhow::Result<Believed> {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures");
        let mut request = fake::request("1.27.3");
        request.settings.proxy = format!("file://{}", recorded.display());
        request.settings.sumdb = "sum.golang.org".to_owned();
        request.offline = true;
        change(&mut request.settings);
        let fetching = Fetching {
            go: "go".into(),
            go_version: "1.27.3".to_owned(),
            request: &request,
            environment: &BTreeMap::new(),
            cache,
            scratch: cache,
            toolchains: Vec::new(),
            after: Vec::new(),
        };
        prove(versions, &fetching, &fake::voice())
    }

    #[test]
    fn what_the_database_knows_travels_under_one_head_with_all_that_proves_it() {
        let cache = tempfile::tempdir().unwrap();
        let believed = asked(&[toolchain(H1)], cache.path(), |_| {}).unwrap();
        assert!(believed.head.unwrap().contains("\n70835252\n") && believed.private.is_empty());
        let mut again = Gathered::default();
        for (path, entry) in believed.sumdb.iter() {
            if let crate::inputs::tree::Kind::File(contents) = &entry.kind {
                let below = path.strip_prefix("sum.golang.org/").unwrap();
                again.take(below, &contents.bytes().unwrap()).unwrap();
            }
        }
        let verifier = keys::note::Verifier::parse(keys::note::SUM_GOLANG_ORG).unwrap();
        let proven = again.under(&verifier, 70_835_252).unwrap();
        assert_eq!(proven.h1(TOOLCHAIN, VERSION), Some(H1));
        // What was asked once is not asked again.
        let gone =
            |settings: &mut crate::inputs::go::Settings| "off".clone_into(&mut settings.proxy);
        assert!(asked(&[toolchain(H1)], cache.path(), gone).is_ok());
    }

    #[test]
    fn another_digest_another_database_and_none_are_refused() {
        let cache = tempfile::tempdir().unwrap();
        let exit = |versions: &[ModuleVersion], change| {
            asked(versions, cache.path(), change).map_or_else(|e| exit_of(&e), |_| Exit::Done)
        };
        assert_eq!(exit(&[toolchain("h1:other")], |_| {}), Exit::BadSignature);
        let unknown = ModuleVersion { path: "corp.example/x".to_owned(), ..toolchain(H1) };
        assert_eq!(exit(std::slice::from_ref(&unknown), |_| {}), Exit::Usage);
        for sumdb in ["off", "sums.example"] {
            let setting: fn(&mut crate::inputs::go::Settings) = match sumdb {
                "off" => |settings| "off".clone_into(&mut settings.sumdb),
                _ => |settings| "sums.example".clone_into(&mut settings.sumdb),
            };
            assert_eq!(exit(&[toolchain(H1)], setting), Exit::Usage, "{sumdb}");
        }
        let private = asked(&[unknown], cache.path(), |settings| {
            "corp.example".clone_into(&mut settings.nosumdb);
        });
        assert_eq!(private.unwrap().private, [0]);
    }
}
