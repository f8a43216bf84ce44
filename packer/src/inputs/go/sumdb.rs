//! Asking Go's checksum database, through the proxy or directly, and believing only what it proves.

mod search;

use super::proxy::ProxyList;
use super::settings::Settings;
use super::transport::{Miss, Transport};
use super::{DatabaseEvidence, Request};
use crate::words::go::{self as words, cross};
use anyhow::Result;
use keys::note::tile::{Tile, audit_path};
use keys::note::{Evidence, Flaw, Lookup, SUM_GOLANG_ORG, Verifier};
use payloads::recipe::{TOOLCHAIN, module_version};
use payloads::refusal::of_database;
use search::Search;
use std::collections::HashMap;
use voice::Exit;
use voice::{Context as _, Fact, Said, Voice};

/// The longest answer that is read, in bytes; a tile has 8 KiB.
const MAX_ANSWER: u64 = 64 << 10;

/// A checksum database as `GOSUMDB` names it.
#[derive(Debug)]
pub(in crate::inputs) struct Database {
    pub(in crate::inputs) verifier: Verifier,
    /// Where it is reached without a proxy.
    address: String,
}

impl Database {
    /// None where the settings say that toolchains are not looked up.
    ///
    /// # Errors
    /// [`Exit::Usage`]: GOSUMDB is malformed or names a database whose key is not known.
    pub(super) fn of(settings: &Settings) -> Result<Option<Self>> {
        let is_asked = !settings.keeps_private(TOOLCHAIN);
        is_asked.then(|| Database::named(settings)).transpose()
    }

    /// The one that proves modules on the far side: go there knows only its own.
    ///
    /// # Errors
    /// [`Exit::Usage`]: GOSUMDB is off, malformed, or another database.
    pub(in crate::inputs) fn for_modules(settings: &Settings) -> Result<Self> {
        let own = Verifier::parse(SUM_GOLANG_ORG)?;
        let is_off = settings.sumdb == "off";
        let named = if is_off { None } else { Some(Database::named(settings)?) };
        let named = named.filter(|database| database.verifier.name() == own.name());
        named.ok_or_else(|| {
            let said = words::database_not_gos(&settings.sumdb, &own.name());
            Fact::new(Exit::Usage, said).help(words::database_not_gos_help()).into()
        })
    }

    fn named(settings: &Settings) -> Result<Self> {
        let setting = settings.sumdb.trim();
        let unknown = || Fact::new(Exit::Usage, words::database_malformed_setting(&setting));
        let (key, address) = match setting.split_once(' ') {
            Some((key, address)) => (key, Some(address.trim().trim_end_matches('/').to_owned())),
            // The database's mirror in China has the same name and key (as in Go itself).
            None if setting == "sum.golang.google.cn" => {
                ("sum.golang.org", Some("https://sum.golang.google.cn".to_owned()))
            }
            None => (setting, None),
        };
        let key = if key == "sum.golang.org" { SUM_GOLANG_ORG } else { key };
        let verifier = Verifier::parse(key).map_err(|_| unknown())?;
        let address = address.unwrap_or_else(|| format!("https://{}", verifier.name()));
        Ok(Database { verifier, address })
    }

    /// Where it is asked: through the first proxy of the settings that says it serves it, else directly.
    ///
    /// # Errors
    /// [`Exit::Usage`]: GOPROXY names no proxy.
    pub(in crate::inputs) fn base_of(
        &self,
        transport: &Transport,
        settings: &Settings,
    ) -> Result<String> {
        Ok(self.base(transport, &ProxyList::parse(&settings.proxy)?))
    }

    /// Its proven record about this version of the toolchain, and the `h1:` digest in it; none where it
    /// cannot be reached.
    ///
    /// # Errors
    /// [`Exit::BadSignature`]: what it answered is not proven.
    pub(super) fn consult(
        &self,
        transport: &Transport,
        proxies: &ProxyList,
        version: &str,
    ) -> Result<Option<(DatabaseEvidence, String)>> {
        let base = self.base(transport, proxies);
        let lookup = format!("{base}/lookup/{TOOLCHAIN}@{version}");
        let Ok(answer) = transport.fetch(&lookup, MAX_ANSWER, None) else { return Ok(None) };
        let lookup = Lookup::parse(&String::from_utf8_lossy(&answer)).map_err(|f| self.flaw(f))?;
        let head = self.verifier.open(&lookup.note).map_err(|f| self.flaw(f))?;
        let mut tiles = Tiles { transport, base: &base, read: HashMap::new() };
        let path = audit_path(lookup.number, head.size, |tile| tiles.fetch(tile));
        let Ok(path) = path else { return Ok(None) };
        let evidence = Evidence::new(lookup, &path);
        proven(&self.verifier, &evidence, version).map(Some)
    }

    /// Its proven record that this version has the digest `h1`; none where it cannot be reached.
    ///
    /// # Errors
    /// [`Exit::BadSignature`]: what it answered is not proven, or it knows another digest.
    fn confirm(
        &self,
        transport: &Transport,
        proxies: &ProxyList,
        version: &str,
        h1: &str,
    ) -> Result<Option<DatabaseEvidence>> {
        let Some((evidence, stated)) = self.consult(transport, proxies, version)? else {
            return Ok(None);
        };
        agree(self.verifier.name(), &stated, h1)?;
        Ok(Some(evidence))
    }

    /// Through the first proxy that says it serves the database, else directly.
    fn base(&self, transport: &Transport, proxies: &ProxyList) -> String {
        let name = self.verifier.name();
        proxies
            .addresses()
            .map(|proxy| format!("{proxy}/sumdb/{name}"))
            .find(|base| transport.fetch(&format!("{base}/supported"), MAX_ANSWER, None).is_ok())
            .unwrap_or_else(|| self.address.clone())
    }

    fn flaw(&self, flaw: Flaw) -> anyhow::Error {
        refused(self.verifier.name(), flaw)
    }
}

struct Tiles<'a> {
    transport: &'a Transport,
    base: &'a str,
    read: HashMap<Tile, Vec<u8>>,
}

impl Tiles<'_> {
    /// A partial tile that is gone has been completed since: its first hashes are the same.
    fn fetch(&mut self, tile: Tile) -> Result<Vec<u8>, Miss> {
        if let Some(bytes) = self.read.get(&tile) {
            return Ok(bytes.clone());
        }
        let ask = |tile: Tile| {
            self.transport.fetch(&format!("{}/{}", self.base, tile.path()), MAX_ANSWER, None)
        };
        let bytes = match ask(tile) {
            Err(miss) if miss.is_absent() && !tile.is_full() => ask(tile.full())?,
            answer => answer?,
        };
        self.read.insert(tile, bytes.clone());
        Ok(bytes)
    }
}

/// Asks the database about a module that was just fetched, where the settings allow it. None where
/// they do not, or where it cannot be reached: then the pinned digest stands alone, and the reader is told.
///
/// # Errors
/// [`Exit::BadSignature`]: its answer is not proven, or it knows another digest than `h1`.
pub(super) fn check(
    request: &Request,
    transport: &Transport,
    version: &str,
    h1: &str,
    voice: &Voice,
) -> Result<Option<DatabaseEvidence>> {
    let Some(database) = Database::of(&request.settings)? else { return Ok(None) };
    let name = database.verifier.name();
    let doing = || words::checking_record(&TOOLCHAIN, &version, &name);
    let proxies = ProxyList::parse(&request.settings.proxy)?;
    let evidence = database.confirm(transport, &proxies, version, h1).context(doing)?;
    if evidence.is_none() {
        voice.note(&words::database_unreachable(&name));
    }
    Ok(evidence)
}

/// Verifies the evidence that a recipe carries; it needs neither network nor settings.
///
/// # Errors
/// [`Exit::BadSignature`]: it is not proven, or is about another digest than `h1`.
pub(super) fn pinned(evidence: &Evidence, version: &str, h1: &str) -> Result<DatabaseEvidence> {
    let verifier = Verifier::parse(SUM_GOLANG_ORG)?;
    let (evidence, stated) = proven(&verifier, evidence, version)?;
    agree(verifier.name(), &stated, h1)?;
    Ok(evidence)
}

/// Asks the database about a module that was built here: by a lookup, else by its hash near the record
/// `near` of the toolchain that built it; else why it does not vouch for it.
///
/// # Errors
/// As for [`check`].
pub(super) fn vouch(
    request: &Request,
    transport: &Transport,
    (go, h1): (&str, &str),
    near: Option<&DatabaseEvidence>,
) -> Result<Result<DatabaseEvidence, Said>> {
    let (cpu, proof) = (request.cpu, super::here()?.1);
    let Some(database) = Database::of(&request.settings)? else {
        return Ok(Err(cross::database_off(&go, &cpu, &proof)));
    };
    let (name, version) = (database.verifier.name(), module_version(go, cpu));
    let doing = || words::checking_record(&TOOLCHAIN, &version, &name);
    let proxies = ProxyList::parse(&request.settings.proxy)?;
    if let Some(evidence) = database.confirm(transport, &proxies, &version, h1).context(doing)? {
        return Ok(Ok(evidence));
    }
    let search = |near: &DatabaseEvidence| {
        database.search(transport, &proxies, (&version, h1), &near.evidence).context(doing)
    };
    Ok(match near.map(search).transpose()? {
        Some(Search::Found(evidence)) => Ok(*evidence),
        Some(Search::Absent) => Err(cross::not_in_database(&go, &cpu, &name, &proof)),
        Some(Search::Unreachable) | None => Err(cross::database_silent(&name, &go, &cpu, &proof)),
    })
}

/// Verifies evidence that was kept, with the key of the database that the settings name, and gives the
/// `h1:` digest in it too; it needs no network.
///
/// # Errors
/// [`Exit::BadSignature`]: it is not proven, or about another module.
pub(super) fn kept(
    request: &Request,
    evidence: &Evidence,
    version: &str,
) -> Result<(DatabaseEvidence, String)> {
    let verifier = match Database::of(&request.settings)? {
        Some(database) => database.verifier,
        None => Verifier::parse(SUM_GOLANG_ORG)?,
    };
    proven(&verifier, evidence, version)
}

fn proven(
    verifier: &Verifier,
    evidence: &Evidence,
    version: &str,
) -> Result<(DatabaseEvidence, String)> {
    let name = verifier.name();
    let proven = evidence.verify(verifier).map_err(|flaw| refused(name, flaw))?;
    let lacks = || {
        let said = words::database_lacks(&name, &TOOLCHAIN, &version);
        Fact::new(Exit::BadSignature, said)
    };
    let h1 = proven.h1(TOOLCHAIN, version).ok_or_else(lacks)?;
    Ok((DatabaseEvidence::new(verifier, evidence, proven), h1.to_owned()))
}

fn agree(name: &str, database: &str, found: &str) -> Result<()> {
    if database == found {
        return Ok(());
    }
    let said = words::database_disagrees(&name, &database, &found);
    Err(Fact::new(Exit::BadSignature, said).help(words::database_help()).into())
}

fn refused(name: &str, flaw: Flaw) -> anyhow::Error {
    Fact::new(Exit::BadSignature, of_database(name, flaw)).help(words::database_help()).into()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};
    use voice::exit_of;

    const VERSION: &str = "v0.0.1-go1.27.3.linux-amd64";
    const H1: &str = "h1:r0ub+FnqzZxoWm/dSUOI9DcIqYWn/mNYGFJcv7PyBzs=";

    /// What the real database answered, laid out as a proxy serves it.
    fn recorded() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures")
    }

    /// A copy of it, for tampering.
    fn copied() -> tempfile::TempDir {
        let scratch = tempfile::tempdir().unwrap();
        let database = crate::inputs::tree::Tree::from_dir(&recorded().join("sumdb")).unwrap();
        database.write_to(&scratch.path().join("sumdb")).unwrap();
        scratch
    }

    fn place(proxy: &Path, path: &str) -> PathBuf {
        proxy.join("sumdb/sum.golang.org").join(path)
    }

    fn asked(proxy: &Path, h1: &str) -> Result<Option<DatabaseEvidence>> {
        let mut request = fake::request("1.27.3");
        request.settings.proxy = format!("file://{}", proxy.display());
        request.settings.sumdb = "sum.golang.org".to_owned();
        check(&request, &Transport::new(true), VERSION, h1, &fake::voice())
    }

    #[test]
    fn the_recorded_database_vouches_for_the_toolchain() {
        let evidence = asked(&recorded(), H1).unwrap().unwrap();
        assert_eq!(evidence.tree_size, 70_835_252);
        assert_eq!(evidence.root_hash, "i/47wIAMOilgNhOrV2EcYgX2bQrKd0NLTxkgv0yNjLA=");
        assert_eq!(evidence.evidence.proof.len(), 23);
    }

    #[test]
    fn another_digest_than_the_databases_is_refused() {
        let error = asked(&recorded(), "h1:x").unwrap_err();
        assert_eq!(exit_of(&error), Exit::BadSignature);
        assert!(format!("{error:#}").contains(H1), "{error:#}");
    }

    #[test]
    fn any_tampering_with_an_answer_is_refused() {
        let lookup = format!("lookup/{TOOLCHAIN}@{VERSION}");
        for (path, at) in [
            (lookup.as_str(), 60),
            (&lookup, 240),
            (&lookup, 390),
            ("tile/8/0/x271/398", 32 * 14),
            ("tile/8/1/x001/080.p/220", 0),
            ("tile/8/3/000.p/4", 127),
        ] {
            let proxy = copied();
            let file = place(proxy.path(), path);
            let mut bytes = fs::read(&file).unwrap();
            bytes[at] ^= 1;
            fs::write(&file, bytes).unwrap();
            let error = asked(proxy.path(), H1).expect_err(path);
            assert_eq!(exit_of(&error), Exit::BadSignature, "{path} {at}");
        }
    }

    #[test]
    fn a_partial_tile_that_is_gone_is_taken_from_the_full_one() {
        let proxy = copied();
        let part = place(proxy.path(), "tile/8/0/x276/700.p");
        let mut bytes = fs::read(part.join("52")).unwrap();
        bytes.resize(8192, 0xee);
        fs::remove_dir_all(part).unwrap();
        fs::write(place(proxy.path(), "tile/8/0/x276/700"), bytes).unwrap();
        assert!(asked(proxy.path(), H1).unwrap().is_some());
    }

    #[test]
    fn a_database_out_of_reach_gives_no_evidence() {
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(asked(empty.path(), H1).unwrap(), None);
    }

    #[test]
    fn the_setting_is_read_as_go_reads_it() {
        let of = |sumdb: &str| {
            Database::of(&Settings { sumdb: sumdb.to_owned(), ..Settings::default() })
        };
        assert!(of("off").unwrap().is_none());
        let china = of("sum.golang.google.cn").unwrap().unwrap();
        assert_eq!(china.address, "https://sum.golang.google.cn");
        assert_eq!(china.verifier.name(), "sum.golang.org");
        let own = of(&format!("{SUM_GOLANG_ORG} https://sums.example/")).unwrap().unwrap();
        assert_eq!(own.address, "https://sums.example");
        assert_eq!(exit_of(&of("sums.example").unwrap_err()), Exit::Usage);
    }
}
