//! What a manifest must be beyond its shape (FORMAT.md 4): it agrees with the file, and with itself.

use super::{Component, Envelope, FrameEntry, Kind, Payload, StubEntry};
use super::{damaged, malformed, pad_length, payload_version, window_sum};
use crate::container::{CHUNK_LENGTH, MAX_FILE, MAX_WINDOW_LOG, trailer::Trailer};
use crate::platform::Platform;
use crate::words::container as words;
use voice::Fact;

impl Envelope {
    pub(super) fn check(&self, trailer: &Trailer) -> Result<(), Fact> {
        let r = &self.regions;
        let before_pad = r.stub.checked_add(r.roots).filter(|sum| *sum <= MAX_FILE);
        let before_pad = before_pad.ok_or_else(|| field("regions"))?;
        equal("regions.stub", r.stub, trailer.roots_offset)?;
        equal("regions.roots", r.roots, trailer.roots_length)?;
        equal("regions.pad", r.pad, pad_length(before_pad))?;
        let sum = [before_pad, r.pad, r.frames, r.index]
            .into_iter()
            .try_fold(0u64, u64::checked_add)
            .ok_or_else(|| field("regions"))?;
        equal("regions", sum, trailer.manifest_offset)?;
        equal("chunks.length", self.chunks.length, CHUNK_LENGTH)?;
        let chunks = trailer.manifest_offset.div_ceil(CHUNK_LENGTH);
        equal("chunks.sha256", self.chunks.sha256.len() as u64, chunks)?;
        equal("chunks.sm3", self.chunks.sm3.len() as u64, chunks)?;
        holds("line", is_line(&self.line))?;
        holds("minimum_program", is_version(&self.minimum_program))?;
        holds(
            "critical",
            is_sorted_set(&self.critical) && self.critical.iter().all(|n| self.ext.contains_key(n)),
        )?;
        holds(
            "required",
            is_sorted_set(&self.required)
                && self.required.iter().all(|k| keys::Kind::named(k).is_some()),
        )?;
        holds("index.expanded_length", self.index.expanded_length <= MAX_FILE)?;
        holds("stubs", self.stubs.iter().all(|stub| stub.fits(r.stub)))
    }
}

impl StubEntry {
    fn fits(&self, stub_region: u64) -> bool {
        self.platform != Platform::Any
            && is_version(&self.version)
            && self.offset.checked_add(self.length).is_some_and(|end| end <= stub_region)
    }
}

impl Payload {
    pub(super) fn check(&self, envelope: &Envelope) -> Result<(), Fact> {
        holds("go", self.go.is_empty() || is_version(&self.go))?;
        holds("flavour", self.flavour.is_empty() || is_word(&self.flavour))?;
        holds("version", self.version == payload_version(&self.components))?;
        let stored = self.frames.iter().try_fold(0u64, |sum, f| sum.checked_add(f.stored_length));
        equal("frames", stored.unwrap_or(u64::MAX), envelope.regions.frames)?;
        equal("window_sum", self.window_sum, window_sum(&self.frames))?;
        holds("frames", self.frames.iter().all(|frame| self.frame_is_sound(frame)))?;
        let (last, rest) = self.frames.split_last().ok_or_else(|| field("frames"))?;
        let is_end = |frame| self.kind_of(frame) == Some(Kind::End);
        let ends = is_end(last) && last.platform == Platform::Any && last.members == 0;
        if !ends || rest.iter().any(is_end) {
            return Err(malformed(words::end_frame()));
        }
        holds("components", self.components.iter().all(|c| self.component_is_sound(c)))
    }

    fn frame_is_sound(&self, frame: &FrameEntry) -> bool {
        self.kind_of(frame).is_some()
            && frame.stored_length > 0
            && frame.window_log <= MAX_WINDOW_LOG
            && frame.expanded_length <= 1 << 40
            && frame.expanded_length.is_multiple_of(512)
    }

    fn component_is_sound(&self, component: &Component) -> bool {
        let frames = self.frames.iter().filter(|frame| frame.component == component.name);
        let name = match component.kind {
            Kind::Go => component.name == "go",
            Kind::GoCache => component.name == "gocache" && component.cpu != Platform::Any,
            Kind::ModCache => component.name == "modcache",
            Kind::SumDb => component.name == "sumdb",
            Kind::Meta => component.name == "meta",
            Kind::End => component.name == "end",
            Kind::Modules => component.name.strip_prefix("modules:").is_some_and(is_word),
        };
        let same_name = self.components.iter().filter(|other| other.name == component.name);
        let members = frames.map(|f| f.members).try_fold(0u64, u64::checked_add);
        name && same_name.count() == 1
            && members == Some(component.members)
            && (component.abi.is_empty() || is_word(&component.abi))
    }
}

fn equal(what: &str, found: u64, expected: u64) -> Result<(), Fact> {
    if found == expected {
        return Ok(());
    }
    Err(damaged(words::manifest_contradicts(&what, &found, &expected)))
}

fn holds(name: &str, good: bool) -> Result<(), Fact> {
    if good { Ok(()) } else { Err(field(name)) }
}

fn field(name: &str) -> Fact {
    malformed(words::field(&name))
}

fn is_sorted_set(words: &[String]) -> bool {
    words.windows(2).all(|pair| pair[0] < pair[1])
}

/// `[A-Za-z0-9._+-]{1,64}`, beginning with a letter or digit: safe in file names and on terminals.
pub fn is_word(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._+-".contains(&b);
    (1..=64).contains(&word.len())
        && word.bytes().all(plain)
        && word.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

fn is_line(line: &str) -> bool {
    is_word(line.strip_prefix("modules:").unwrap_or(line))
}

/// A version: a word that begins with a digit.
pub fn is_version(version: &str) -> bool {
    is_word(version) && version.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::manifest::Manifest;
    use crate::platform::Cpu;
    use voice::Lang;

    fn component(abi: &str) -> Component {
        Component {
            abi: abi.to_owned(),
            cpu: Platform::Any,
            expanded_length: 0,
            kind: Kind::Go,
            members: 0,
            name: "go".to_owned(),
            version: "1.27.3".to_owned(),
        }
    }

    /// What is wrong with an honest payload after `change`, its sums made to agree.
    fn flaw(change: fn(&mut Payload)) -> String {
        let mut manifest: Manifest =
            serde_json::from_str(include_str!("../example_manifest.json")).unwrap();
        let payload = &mut manifest.payload;
        let go = payload.frames[0].clone();
        payload.frames.push(FrameEntry {
            component: "end".to_owned(),
            expanded_length: 1024,
            members: 0,
            platform: Platform::Any,
            ..go
        });
        let (kind, name) = (Kind::End, "end".to_owned());
        payload.components.push(Component { kind, name, ..component("") });
        change(payload);
        payload.window_sum = window_sum(&payload.frames);
        manifest.envelope.regions.frames = payload.frames.iter().map(|f| f.stored_length).sum();
        let checked = payload.check(&manifest.envelope);
        checked.map_or_else(|fact| fact.said.render(Lang::En), |()| String::new())
    }

    #[test]
    fn each_frame_keeps_every_limit() {
        let within: [fn(&mut Payload); 3] = [
            |_| {},
            |payload| payload.frames[0].expanded_length = 1 << 40,
            |payload| payload.frames[0].window_log = MAX_WINDOW_LOG,
        ];
        assert_eq!(within.map(flaw), ["", "", ""]);
        let beyond: [fn(&mut Payload); 5] = [
            |payload| payload.frames[0].component = "absent".to_owned(),
            |payload| payload.frames[0].stored_length = 0,
            |payload| payload.frames[0].window_log = MAX_WINDOW_LOG + 1,
            |payload| payload.frames[0].expanded_length = (1 << 40) + 512,
            |payload| payload.frames[0].expanded_length += 1,
        ];
        for flaw in beyond.map(flaw) {
            assert!(flaw.contains(": frames is not"), "{flaw:?}");
        }
    }

    #[test]
    fn the_last_frame_and_no_other_is_the_end() {
        let bad: [fn(&mut Payload); 4] = [
            |payload| payload.frames[1].members = 1,
            |payload| payload.frames[1].platform = Platform::Cpu(Cpu::X86_64),
            |payload| payload.frames[1].component = "go".to_owned(),
            |payload| payload.frames[0].component = "end".to_owned(),
        ];
        for flaw in bad.map(flaw) {
            assert!(flaw.contains(": the end frame is not"), "{flaw:?}");
        }
    }

    #[test]
    fn an_abi_is_empty_or_a_word() {
        for (abi, sound) in [
            ("", true),
            ("linux", true),
            ("abi1.0", true),
            ("sw_64.8a", true),
            ("a b", false),
            ("\u{1b}[2J", false),
        ] {
            let payload = Payload {
                build_time: 0,
                components: vec![component(abi)],
                flavour: String::new(),
                frames: Vec::new(),
                go: "1.27.3".to_owned(),
                version: 1,
                window_sum: 0,
            };
            assert_eq!(payload.component_is_sound(&payload.components[0]), sound, "{abi:?}");
        }
    }

    #[test]
    fn words_are_safe_in_file_names_and_on_terminals() {
        for good in ["a", "1.27", "go1.27-abi1.0", "sw_64+x"] {
            assert!(is_word(good), "{good}");
        }
        for bad in ["", ".", "-a", "a/b", "a b", "\u{7f}", &"a".repeat(65)] {
            assert!(!is_word(bad), "{bad}");
        }
    }
}
