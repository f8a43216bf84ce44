//! A small release: honest as it comes, and every part of it can be replaced before it is signed.

use super::entry::BUILD_TIME;
use super::{Entry, MINI_GO, SIGNED, Workshop, go_like, prints};
use crate::files_below;
use crate::host;
use crate::proxy::module_zip;
use payloads::container::manifest::{Component, FrameEntry, Kind, StubEntry};
use payloads::container::{Draft, Frame, StoredIndex, tar_header, write};
use payloads::digest::Sha256;
use payloads::platform::{Cpu, Platform};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

type Compress = fn(&[u8]) -> Vec<u8>;
type Amend = fn(&mut FrameEntry);

/// A container in the making: one frame of Go, the end frame, INDEX, manifest.
#[derive(Clone, Debug)]
pub struct Release {
    entries: Vec<Entry>,
    go: String,
    cpu: Cpu,
    /// Of components of their own, by name; their paths begin with it.
    parts: BTreeMap<&'static str, Vec<Entry>>,
    stub: Option<(Cpu, Vec<u8>)>,
    counter: u32,
    signed: u64,
    end: Vec<u8>,
    compress: Compress,
    amend: Amend,
}

impl Release {
    /// The mini release of the machine that runs the tests.
    pub fn mini() -> Release {
        Release::mini_for(host())
    }

    /// Go 1.27.3 as a program that says so, a text, a link, and nothing else. Without a stub.
    pub fn mini_for(cpu: Cpu) -> Release {
        let go = go_like(cpu, &format!("go version go{MINI_GO} linux/{}\n", cpu.goarch()));
        let entries = vec![
            Entry::dir("goroot"),
            Entry::file("goroot/VERSION", format!("go{MINI_GO}\n").as_bytes()),
            Entry::dir("goroot/bin"),
            Entry::program("goroot/bin/go", &go),
            Entry::link("goroot/bin/gofmt", "go"),
            Entry::dir("goroot/src"),
            Entry::file("goroot/src/main.go", b"package main\n"),
        ];
        Release {
            entries,
            go: MINI_GO.to_owned(),
            cpu,
            parts: BTreeMap::new(),
            stub: None,
            counter: 1,
            signed: SIGNED,
            end: tar_header::end_blocks(),
            compress: honest_frame,
            amend: |_| {},
        }
    }

    /// With the shipped goferry for its CPU in front.
    pub fn with_stub(self) -> Release {
        let cpu = self.cpu;
        self.with_stub_for(cpu)
    }

    /// With the shipped goferry for `cpu` in front, whatever the payload is for.
    pub fn with_stub_for(self, cpu: Cpu) -> Release {
        let stub = std::fs::read(crate::stub_for(cpu)).expect("the shipped goferry can be read");
        Release { stub: Some((cpu, stub)), ..self }
    }

    /// With a program in front that says `text`.
    pub fn with_small_stub(self, text: &str) -> Release {
        let stub = Some((self.cpu, prints(self.cpu, text)));
        Release { stub, ..self }
    }

    /// With these bytes in front, which are called a program for its CPU.
    pub fn with_stub_bytes(self, bytes: Vec<u8>) -> Release {
        let stub = Some((self.cpu, bytes));
        Release { stub, ..self }
    }

    /// With one member more, where INDEX sorts it.
    pub fn with(mut self, entry: Entry) -> Release {
        let at =
            self.entries.partition_point(|other| other.path.as_bytes() <= entry.path.as_bytes());
        self.entries.insert(at, entry);
        self
    }

    /// With one member more, behind all others.
    pub fn with_last(mut self, entry: Entry) -> Release {
        self.entries.push(entry);
        self
    }

    /// With what Go has compiled before: an action with its output for each of these words.
    pub fn with_gocache(mut self, words: &[&str]) -> Release {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for word in words {
            let digest = |what: &str| Sha256::of(format!("{what} {word}").as_bytes()).to_string();
            let (action, output) = (digest("action"), digest("output"));
            let known = format!("v1 {action} {output} {:20} {:20}\n", word.len(), 0);
            files.push((format!("gocache/{}/{action}-a", &action[..2]), known.into_bytes()));
            files.push((format!("gocache/{}/{output}-d", &output[..2]), word.as_bytes().to_vec()));
        }
        self.add("gocache", &files);
        self
    }

    /// With these modules, none of which any database knows: `MODULE@VERSION` each, as in paths.
    pub fn with_modules(mut self, versions: &[&str]) -> Release {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut lists: BTreeMap<&str, String> = BTreeMap::new();
        for name in versions {
            let (path, version) = name.split_once('@').expect("MODULE@VERSION");
            let at = |ending: &str| format!("modcache/{path}/@v/{version}.{ending}");
            let info = format!("{{\"Version\":\"{version}\"}}");
            let go_mod = format!("module {path}\n");
            let of_zip = [("go.mod", go_mod.as_str()), ("x.go", "package x\n")];
            let of_zip = of_zip.map(|(file, text)| (format!("{name}/{file}"), text));
            files.push((at("info"), info.into_bytes()));
            files.push((at("mod"), go_mod.clone().into_bytes()));
            files.push((at("zip"), module_zip(&of_zip)));
            *lists.entry(path).or_default() += &format!("{version}\n");
        }
        let private: String = lists.keys().map(|path| format!("{}\n", unescaped(path))).collect();
        let list =
            |(path, list): (&str, String)| (format!("modcache/{path}/@v/list"), list.into_bytes());
        files.extend(lists.into_iter().map(list));
        self.add("modcache", &files);
        self.add("meta", &[("meta/gonosumdb".to_owned(), private.into_bytes())]);
        self
    }

    /// With what Go's checksum database says of the official Go 1.27.3: files below `sumdb/`.
    pub fn with_database(self) -> Release {
        self.with_recorded("sumdb", |_| true)
    }

    /// With what it said later, when it had more records: proven to continue what it said before, or nothing of that.
    pub fn with_later_database(self, is_bridged: bool) -> Release {
        // What leads to the right edge of the earlier tree and to nothing else.
        let bridge = ["heads/", "tile/8/0/x276/700", "tile/8/1/x001/080", "tile/8/2/004.p/56"];
        let is_of_it = move |path: &str| bridge.iter().any(|part| path.contains(part));
        self.with_recorded("sumdb-later", move |path| is_bridged || !is_of_it(path))
    }

    fn with_recorded(mut self, place: &str, travels: impl Fn(&str) -> bool) -> Release {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/fixtures").join(place);
        let recorded = files_below(&recorded.join("sum.golang.org")).into_iter();
        let below = |(path, bytes)| (format!("sumdb/sum.golang.org/{path}"), bytes);
        let files: Vec<_> = recorded.filter(|(path, _)| travels(path)).map(below).collect();
        self.add("sumdb", &files);
        self
    }

    /// With these files, whose paths begin with it, as the component called `name`.
    pub fn with_files(mut self, name: &'static str, files: &[(String, Vec<u8>)]) -> Release {
        self.add(name, files);
        self
    }

    /// With these files and their directories as the component called `name`.
    fn add(&mut self, name: &'static str, files: &[(String, Vec<u8>)]) {
        let mut directories = BTreeSet::new();
        for (path, _) in files {
            directories.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        let files = files.iter().map(|(path, contents)| Entry::file(path, contents));
        let mut entries: Vec<Entry> =
            directories.into_iter().map(Entry::dir).chain(files).collect();
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        self.parts.insert(name, entries);
    }

    /// With one member more in the component called `part`, which has to be there.
    pub fn with_in(mut self, part: &str, entry: Entry) -> Release {
        let part = self.parts.get_mut(part).expect("the component");
        part.push(entry);
        part.sort_by(|one, other| one.path.cmp(&other.path));
        self
    }

    /// With this member of the component called `part` in the place of the one at its path.
    pub fn with_instead(mut self, part: &str, entry: Entry) -> Release {
        let part = self.parts.get_mut(part).expect("the component");
        let old = part.iter_mut().find(|old| old.path == entry.path).expect("a member there");
        *old = entry;
        self
    }

    /// With `program` for its Go.
    pub fn with_go(mut self, program: &[u8]) -> Release {
        const GO: &str = "goroot/bin/go";
        let own = self.entries.iter_mut().find(|entry| entry.path == GO);
        *own.expect("it has a Go") = Entry::program(GO, program);
        self
    }

    /// With many members more, which are in order.
    pub fn with_all(mut self, entries: impl IntoIterator<Item = Entry>) -> Release {
        self.entries.extend(entries);
        self
    }

    /// With the honest file `goroot/src/main.go` changed.
    pub fn with_changed(mut self, change: impl FnOnce(Entry) -> Entry) -> Release {
        let entry = self.entries.pop().expect("the last member is that file");
        self.entries.push(change(entry));
        self
    }

    /// With another counter, so that it is another release.
    pub fn counting(self, counter: u32) -> Release {
        Release { counter, ..self }
    }

    /// Signed as of `signed`, seconds since 1970.
    pub fn signed_at(self, signed: u64) -> Release {
        Release { signed, ..self }
    }

    /// With other contents in the end frame.
    pub fn ending(self, end: Vec<u8>) -> Release {
        Release { end, ..self }
    }

    /// With a frame that `compress` makes of the tar.
    pub fn compressed(self, compress: Compress) -> Release {
        Release { compress, ..self }
    }

    /// With another statement about that frame in the manifest.
    pub fn stating(self, amend: Amend) -> Release {
        Release { amend, ..self }
    }

    /// What the frame of Go expands to.
    pub fn tar(&self) -> Vec<u8> {
        self.entries.iter().flat_map(|entry| entry.tar.iter().copied()).collect()
    }

    /// The container, signed by `workshop`.
    pub fn build(&self, workshop: &Workshop) -> Vec<u8> {
        let work = tempfile::tempdir().expect("a scratch directory");
        let draft = self.draft(workshop, work.path());
        let mut out = tempfile::tempfile().expect("a scratch file");
        let mut sign = |manifest: &[u8]| Ok(workshop.sign(manifest, self.signed));
        write(&draft, &mut out, &mut sign).expect("a container within its limits");
        let mut bytes = Vec::new();
        std::io::Seek::rewind(&mut out).expect("a scratch file");
        std::io::Read::read_to_end(&mut out, &mut bytes).expect("a scratch file");
        bytes
    }

    fn draft(&self, workshop: &Workshop, work: &Path) -> Draft {
        let of_go = self.entries.iter().filter_map(|entry| entry.line.clone());
        let of_parts = self.parts.values().enumerate().flat_map(|(at, entries)| {
            let told = move |entry: &Entry| entry.clone().told(json!({ "frame": at + 1 }));
            entries.iter().map(told)
        });
        let (before, behind): (Vec<Entry>, Vec<Entry>) =
            of_parts.partition(|entry| entry.path.as_str() < "goroot");
        let line = |entry: Entry| entry.line;
        let before = before.into_iter().filter_map(line);
        let lines: Vec<Vec<u8>> =
            before.chain(of_go).chain(behind.into_iter().filter_map(line)).collect();
        let frames = self.frames(work);
        let components = frames.iter().map(|frame| self.component(&frame.entry)).collect();
        Draft {
            stubs: self.stub_entries(),
            stub: self.stub.as_ref().map(|(_, bytes)| bytes.clone()).unwrap_or_default(),
            roots: workshop.roots().clone(),
            frames,
            index: StoredIndex::compress(&lines.concat()).expect("INDEX can be compressed"),
            components,
            go: self.go.clone(),
            flavour: String::new(),
            line: "go1.27".to_owned(),
            counter: self.counter,
            required: workshop.kinds(),
            signing_time: self.signed,
            build_time: BUILD_TIME,
            minimum_program: "0.1.0".to_owned(),
            notes: BTreeMap::new(),
        }
    }

    fn stub_entries(&self) -> Vec<StubEntry> {
        let entry = |(cpu, bytes): &(Cpu, Vec<u8>)| {
            let (length, platform) = (bytes.len() as u64, Platform::Cpu(*cpu));
            StubEntry {
                length,
                offset: 0,
                platform,
                sha256: Sha256::of(bytes),
                version: "0.1.0".to_owned(),
            }
        };
        self.stub.iter().map(entry).collect()
    }

    fn frames(&self, work: &Path) -> Vec<Frame> {
        let tar = self.tar();
        let listed =
            |entries: &[Entry]| entries.iter().filter(|entry| entry.line.is_some()).count() as u64;
        let lay = |name: &str, stored: Vec<u8>, mut entry: FrameEntry| {
            let path = work.join(name);
            entry.stored_length = stored.len() as u64;
            std::fs::write(&path, stored).expect("room for a frame");
            Frame { entry, stored: path }
        };
        let mut go = self.entry("go", Platform::Cpu(self.cpu), &tar, listed(&self.entries));
        (self.amend)(&mut go);
        let end = self.entry("end", Platform::Any, &self.end, 0);
        let mut frames = vec![lay("go", (self.compress)(&tar), go)];
        for (name, entries) in &self.parts {
            let tar: Vec<u8> = entries.iter().flat_map(|entry| entry.tar.clone()).collect();
            let is_for_one = *name == "gocache";
            let platform = if is_for_one { Platform::Cpu(self.cpu) } else { Platform::Any };
            let entry = self.entry(name, platform, &tar, listed(entries));
            frames.push(lay(name, honest_frame(&tar), entry));
        }
        frames.push(lay("end", honest_frame(&self.end), end));
        frames
    }

    fn entry(&self, component: &str, platform: Platform, tar: &[u8], members: u64) -> FrameEntry {
        FrameEntry {
            component: component.to_owned(),
            expanded_length: tar.len() as u64,
            members,
            platform,
            stored_length: 0,
            window_log: 20,
        }
    }

    fn component(&self, frame: &FrameEntry) -> Component {
        let is_go = frame.component == "go";
        let kind = match frame.component.as_str() {
            "go" => Kind::Go,
            "gocache" => Kind::GoCache,
            "modcache" => Kind::ModCache,
            "sumdb" => Kind::SumDb,
            "meta" => Kind::Meta,
            _ => Kind::End,
        };
        Component {
            abi: if is_go { "linux".to_owned() } else { String::new() },
            cpu: frame.platform,
            expanded_length: frame.expanded_length,
            kind,
            members: frame.members,
            name: frame.component.clone(),
            version: if is_go { self.go.clone() } else { String::new() },
        }
    }
}

/// A frame as the packer makes it: content size, checksum, one frame.
pub(crate) fn honest_frame(tar: &[u8]) -> Vec<u8> {
    frame(tar, 1, |_| {})
}

/// A frame by the real encoder, after `change` had its way with the settings.
pub(crate) fn frame(
    tar: &[u8],
    level: i32,
    change: impl FnOnce(&mut zstd::Encoder<'_, Vec<u8>>),
) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), level).expect("an encoder");
    encoder.include_checksum(true).expect("a setting");
    encoder.include_contentsize(true).expect("a setting");
    encoder.window_log(20).expect("a setting");
    encoder.set_pledged_src_size(Some(tar.len() as u64)).expect("a setting");
    change(&mut encoder);
    encoder.write_all(tar).expect("memory");
    encoder.finish().expect("memory")
}

/// A module's path that stands as `path` in paths.
fn unescaped(path: &str) -> String {
    let mut parts = path.split('!');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| path + &part[..1].to_uppercase() + &part[1..])
}
