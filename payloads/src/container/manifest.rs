//! MANIFEST (FORMAT.md 4): canonical JSON, signed as it stands, parsed only after signatures hold.

mod check;

pub use check::{is_version, is_word};

use super::{ALIGNMENT, CHUNK_LENGTH, FORMAT, MAX_WINDOW_LOG, PAYLOAD_VERSION, trailer::Trailer};
use crate::digest::{Both, Sha256, Sm3};
use crate::platform::{Cpu, Platform};
use crate::words::container as words;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use voice::{Exit, Fact};

/// A manifest this program understands whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Readable for ever.
    pub envelope: Envelope,
    /// For people; never decides anything.
    pub notes: BTreeMap<String, String>,
    /// What is in the frames.
    pub payload: Payload,
}

/// The part every program, however old, understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The one statement of integrity.
    pub chunks: ChunkTable,
    /// Counts releases within (first root, `line`); equal passes, lower is a downgrade.
    pub counter: u32,
    /// Names in `ext` that may not be ignored.
    pub critical: Vec<String>,
    /// Extensions an old program may ignore.
    pub ext: BTreeMap<String, String>,
    /// Container format, 1.
    pub format: u64,
    /// INDEX, which repair and delta check on its own.
    pub index: IndexDigests,
    /// The series in which `counter` counts: `go1.27`, `go1.27-FLAVOUR`, `modules:NAME`.
    pub line: String,
    /// The oldest program that reads `payload`, as `0.1.0`.
    pub minimum_program: String,
    /// Stored lengths of the regions before MANIFEST.
    pub regions: Regions,
    /// Signature kinds the file demands beside what trust list and host demand.
    pub required: Vec<String>,
    /// When it was signed, seconds since 1970.
    pub signing_time: u64,
    /// The programs within STUB.
    pub stubs: Vec<StubEntry>,
}

/// Digests of each chunk of `[0, offset of MANIFEST)`; see [`chunks`](super::chunks).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChunkTable {
    /// Bytes of a chunk, 1048576.
    pub length: u64,
    /// SHA-256 of each chunk, in order.
    pub sha256: Vec<Sha256>,
    /// SM3 of each chunk, in order.
    pub sm3: Vec<Sm3>,
}

/// INDEX as stored, and how long it is when expanded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexDigests {
    /// Bytes after zstd.
    pub expanded_length: u64,
    /// Of the stored bytes.
    pub sha256: Sha256,
    /// Of the stored bytes.
    pub sm3: Sm3,
}

/// Stored lengths in bytes; offsets are their running sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// FRAMES.
    pub frames: u64,
    /// INDEX.
    pub index: u64,
    /// PAD.
    pub pad: u64,
    /// ROOTS.
    pub roots: u64,
    /// STUB.
    pub stub: u64,
}

/// One program within STUB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubEntry {
    /// Bytes.
    pub length: u64,
    /// From the start of the file.
    pub offset: u64,
    /// The CPU it runs on.
    pub platform: Platform,
    /// Of its bytes.
    pub sha256: Sha256,
    /// goferry's version.
    pub version: String,
}

/// What the frames hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// Seconds since 1970; the mtime of every member.
    pub build_time: u64,
    /// What is inside.
    pub components: Vec<Component>,
    /// Distinguishes files of one Go version; may be empty.
    pub flavour: String,
    /// In file order.
    pub frames: Vec<FrameEntry>,
    /// Go's version, `1.27.3`; empty where the file carries none.
    pub go: String,
    /// Payload version: the highest that one of its components' kinds came with.
    pub version: u64,
    /// Bytes of the two largest zstd windows together.
    pub window_sum: u64,
}

/// A component's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The Go distribution, `goroot/`.
    Go,
    /// One carried project, `modules/NAME/`.
    Modules,
    /// What Go has compiled before, in the layout of its build cache, `gocache/`.
    GoCache,
    /// Modules as a module proxy serves them, `modcache/`.
    ModCache,
    /// What proves them to Go: part of a checksum database, `sumdb/`.
    SumDb,
    /// SBOM, provenance, licences, `meta/`.
    Meta,
    /// tar's end blocks.
    End,
}

impl Kind {
    /// The payload version that it came with.
    pub const fn since(self) -> u64 {
        match self {
            Kind::Go | Kind::Modules | Kind::Meta | Kind::End => 1,
            Kind::GoCache | Kind::ModCache | Kind::SumDb => 2,
        }
    }
}

/// The payload version of a file with these components.
pub fn payload_version(components: &[Component]) -> u64 {
    components.iter().map(|component| component.kind.since()).max().unwrap_or(1)
}

/// One component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Empty, `linux`, or the ABI a vendor's own Go was packed with.
    pub abi: String,
    /// The CPU it is for.
    pub cpu: Platform,
    /// Bytes of all its files.
    pub expanded_length: u64,
    /// What it is.
    pub kind: Kind,
    /// How many members it has.
    pub members: u64,
    /// `go`, `modules:NAME`, `gocache`, `modcache`, `sumdb`, `meta`, `end`.
    pub name: String,
    /// Its own version, if it has one.
    pub version: String,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameEntry {
    /// The component its members belong to.
    pub component: String,
    /// Bytes of tar after zstd.
    pub expanded_length: u64,
    /// How many members it holds.
    pub members: u64,
    /// Which hosts need it.
    pub platform: Platform,
    /// Bytes in the file, exactly as hashed and stored; always > 0.
    /// A reader stops here even if zstd asks for more: the next byte belongs to another frame.
    pub stored_length: u64,
    /// Largest window it needs, as a power of two.
    pub window_log: u64,
}

impl Serialize for Platform {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Platform::parse(&name).ok_or_else(|| serde::de::Error::custom("unknown platform"))
    }
}

/// What a parse gives: a manifest, or, of a newer payload, the envelope alone.
#[derive(Debug)]
pub enum Parsed {
    /// Understood whole.
    Whole(Box<Manifest>),
    /// The payload is newer than this program (or the envelope has a critical extension).
    Newer(Box<Envelope>),
}

impl Parsed {
    /// The part that every program understands.
    pub fn envelope(&self) -> &Envelope {
        match self {
            Parsed::Whole(manifest) => &manifest.envelope,
            Parsed::Newer(envelope) => envelope,
        }
    }
}

impl Manifest {
    /// The bytes that are signed.
    ///
    /// # Errors
    /// None that a caller can cause: every field has a JSON form.
    pub fn render(&self) -> anyhow::Result<Vec<u8>> {
        Ok(keys::canonical::render(&serde_json::to_value(self)?))
    }

    /// Parses bytes whose signatures were accepted, and compares them with the trailer they came with.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where they are not canonical, malformed or contradict the file;
    /// [`Exit::Newer`] for another envelope format. A payload that asks for a newer program, or one of
    /// a newer version, is not looked at.
    pub(super) fn parse(bytes: &[u8], trailer: &Trailer) -> anyhow::Result<Parsed> {
        let value =
            keys::canonical::parse(bytes).map_err(|_| damaged(words::manifest_not_canonical()))?;
        let format = value.pointer("/envelope/format").and_then(Value::as_u64);
        if format.is_some_and(|format| format != FORMAT) {
            return Err(newer_format(format.unwrap_or_default()).into());
        }
        let envelope: Envelope = shape(value.get("envelope").cloned().unwrap_or(Value::Null))?;
        envelope.check(trailer)?;
        let version = value.pointer("/payload/version").and_then(Value::as_u64);
        if version.is_some_and(|version| version > PAYLOAD_VERSION) || envelope.is_newer() {
            return Ok(Parsed::Newer(Box::new(envelope)));
        }
        let manifest: Manifest = shape(value)?;
        manifest.payload.check(&manifest.envelope)?;
        Ok(Parsed::Whole(Box::new(manifest)))
    }
}

fn damaged(said: voice::Said) -> Fact {
    Fact::new(Exit::Damaged, said)
}

fn malformed(why: voice::Said) -> Fact {
    damaged(words::manifest_shape(&why))
}

fn newer_format(found: u64) -> Fact {
    Fact::new(Exit::Newer, words::newer_trailer(&found))
}

fn shape<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, Fact> {
    serde_json::from_value(value).map_err(|_| malformed(words::shape()))
}

impl Envelope {
    /// Whether it asks for more than this program is: an extension it may not ignore (it knows none), or
    /// a later version.
    fn is_newer(&self) -> bool {
        let own = numbers(env!("CARGO_PKG_VERSION"));
        !self.critical.is_empty() || numbers(&self.minimum_program) > own
    }

    /// Offset of FRAMES in the file.
    pub fn frames_offset(&self) -> u64 {
        self.regions.stub + self.regions.roots + self.regions.pad
    }

    /// Offset of INDEX in the file.
    pub fn index_offset(&self) -> u64 {
        self.frames_offset() + self.regions.frames
    }
}

impl Payload {
    /// Whether a host with `cpu` needs the frame numbered `frame`.
    pub(crate) fn serves(&self, cpu: Cpu, frame: u64) -> bool {
        let entry = usize::try_from(frame).ok().and_then(|number| self.frames.get(number));
        entry.is_some_and(|frame| frame.platform.serves(cpu))
    }

    /// The kind of the component a frame belongs to.
    pub fn kind_of(&self, frame: &FrameEntry) -> Option<Kind> {
        self.components.iter().find(|c| c.name == frame.component).map(|c| c.kind)
    }
}

/// The three numbers of a version; one that is missing is 0, one that is no number is above all.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split(['.', '-', '+']);
    std::array::from_fn(|_| parts.next().map_or(0, |part| part.parse().unwrap_or(u64::MAX)))
}

/// Bytes of PAD after STUB and ROOTS of `before` bytes together.
pub(crate) fn pad_length(before: u64) -> u64 {
    before.next_multiple_of(ALIGNMENT) - before
}

/// Bytes of the two largest windows together: what two decoders allocate.
pub fn window_sum(frames: &[FrameEntry]) -> u64 {
    let mut logs: Vec<u64> = frames.iter().map(|f| f.window_log.min(MAX_WINDOW_LOG)).collect();
    logs.sort_unstable();
    logs.iter().rev().take(2).map(|log| 1u64 << log).sum()
}

impl ChunkTable {
    /// An empty table, to be filled chunk by chunk.
    pub fn new() -> Self {
        ChunkTable { length: CHUNK_LENGTH, sha256: Vec::new(), sm3: Vec::new() }
    }

    /// Appends the digests of the next chunk.
    pub fn push(&mut self, both: Both) {
        self.sha256.push(both.sha256);
        self.sm3.push(both.sm3);
    }
}

impl Default for ChunkTable {
    fn default() -> Self {
        ChunkTable::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{FrameEntry, numbers, pad_length, window_sum};
    use crate::platform::Platform;

    #[test]
    fn what_pads_reaches_the_next_page() {
        let pads = [0, 1, 4095, 4096, 4097].map(pad_length);
        assert_eq!(pads, [0, 4095, 1, 0, 4095]);
    }

    #[test]
    fn the_two_largest_windows_are_counted_each_up_to_the_limit() {
        let frame = |window_log| FrameEntry {
            component: String::new(),
            expanded_length: 0,
            members: 0,
            platform: Platform::Any,
            stored_length: 0,
            window_log,
        };
        let sum =
            |logs: &[u64]| window_sum(&logs.iter().map(|log| frame(*log)).collect::<Vec<_>>());
        assert_eq!([sum(&[]), sum(&[20])], [0, 1 << 20]);
        assert_eq!(sum(&[10, 26, 21, 63]), 2 << 26);
        assert_eq!(sum(&[10, 22, 21]), (1 << 22) + (1 << 21));
    }

    #[test]
    fn two_kinds_have_names() {
        let kinds = ["openpgp", "sm2", "", "SM2"].map(keys::Kind::named);
        assert_eq!(kinds, [Some(keys::Kind::OpenPgp), Some(keys::Kind::Sm2), None, None]);
    }

    #[test]
    fn versions_compare_by_their_numbers() {
        assert_eq!(numbers("0.1.0"), [0, 1, 0]);
        for (older, newer) in
            [("0.9.0", "0.10.0"), ("0.1", "0.1.1"), ("1.0.0", "2"), ("9.0.0", "x")]
        {
            assert!(numbers(older) < numbers(newer), "{older} {newer}");
        }
        assert_eq!(numbers("1.2.3-rc.1"), numbers("1.2.3"));
        assert!(numbers("99999999999999999999.0.0") > numbers("1.0.0"));
    }
}
