//! Go's own digest of the Go in a file, recomputed from INDEX without decoding a frame.

use crate::container::index::{Member, MemberKind};
use crate::container::{Source, Trusted};
use crate::digest::Sha256;
use crate::platform::Cpu;
use crate::recipe::{TOOLCHAIN, module_version};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::Digest as _;

/// Directories that official archives hold and toolchain modules do not (Go, `cmd/distpack`).
pub const NOT_IN_MODULES: [&str; 4] = ["api", "doc", "misc", "test"];

/// A Go distribution by the digests of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The `h1:` digest of all of it, as a toolchain module.
    pub whole: String,
    /// The same without [`NOT_IN_MODULES`].
    pub published: String,
    /// How many files those hold.
    pub beside: u64,
    /// A member that no toolchain module unpacks to, if there is one: a link, or a name that only stands
    /// in the zip.
    pub foreign: Option<String>,
}

impl Contents {
    /// Of the files at these paths in GOROOT.
    pub fn of_files(
        go: &str,
        cpu: Cpu,
        files: impl IntoIterator<Item = (String, Sha256)>,
    ) -> Contents {
        let mut gathered = Gathered::default();
        files.into_iter().for_each(|(path, digest)| gathered.add(go, cpu, &path, digest));
        gathered.contents()
    }

    /// Of what `source` holds for `cpu`, as its checked INDEX lists it. Go's version is the manifest's.
    ///
    /// # Errors
    /// [`voice::Exit::Damaged`] where INDEX does not hold, [`voice::Exit::Newer`].
    pub fn of_file(source: &Source, trusted: &Trusted, cpu: Cpu) -> anyhow::Result<Contents> {
        let payload = &trusted.manifest()?.payload;
        let mut gathered = Gathered::default();
        for member in trusted.index(source)? {
            let member = member?;
            if payload.serves(cpu, member.frame) {
                gathered.add_member(&payload.go, cpu, &member);
            }
        }
        Ok(gathered.contents())
    }
}

/// Names as in the zip, with digests, in no order yet.
#[derive(Default)]
struct Gathered {
    published: Vec<(String, Sha256)>,
    beside: Vec<(String, Sha256)>,
    foreign: Option<String>,
}

impl Gathered {
    fn add_member(&mut self, go: &str, cpu: Cpu, member: &Member) {
        let Some(path) = member.path.strip_prefix("goroot/") else { return };
        match &member.kind {
            MemberKind::File { sha256, .. } => self.add(go, cpu, path, *sha256),
            MemberKind::Link { .. } => drop(self.foreign.get_or_insert_with(|| path.to_owned())),
            MemberKind::Dir => {}
        }
    }

    fn add(&mut self, go: &str, cpu: Cpu, path: &str, digest: Sha256) {
        if path.rsplit('/').next() == Some("_go.mod") {
            self.foreign.get_or_insert_with(|| path.to_owned());
        }
        let top = path.split_once('/').map_or("", |(top, _)| top);
        let list =
            if NOT_IN_MODULES.contains(&top) { &mut self.beside } else { &mut self.published };
        list.push((packed_name(path, go, cpu), digest));
    }

    fn contents(mut self) -> Contents {
        self.published.sort();
        let published = digest_of(&self.published);
        let beside = self.beside.len() as u64;
        self.published.append(&mut self.beside);
        self.published.sort();
        Contents { whole: digest_of(&self.published), published, beside, foreign: self.foreign }
    }
}

fn digest_of(sorted: &[(String, Sha256)]) -> String {
    hash1(sorted.iter().map(|(name, digest)| (name.as_str(), *digest)))
}

/// A path in GOROOT as the zip of the toolchain module names it: below the module's prefix, and with
/// `_go.mod` for `go.mod`, since a module may not hold another's.
pub fn packed_name(path: &str, go: &str, cpu: Cpu) -> String {
    let prefix = format!("{TOOLCHAIN}@{}/", module_version(go, cpu));
    match path.strip_suffix("go.mod") {
        Some(directory) if directory.is_empty() || directory.ends_with('/') => {
            format!("{prefix}{directory}_go.mod")
        }
        _ => format!("{prefix}{path}"),
    }
}

/// Go's `Hash1` (`golang.org/x/mod/sumdb/dirhash`): SHA-256 over one line a file, sorted by name:
/// its SHA-256 in hex, two spaces, its name.
pub fn hash1<'a>(sorted: impl Iterator<Item = (&'a str, Sha256)>) -> String {
    let mut all = sha2::Sha256::new();
    for (name, digest) in sorted {
        all.update(format!("{digest}  {name}\n"));
    }
    format!("h1:{}", BASE64.encode(all.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &[u8])]) -> Contents {
        let files = files.iter().map(|(path, bytes)| (path.to_string(), Sha256::of(bytes)));
        Contents::of_files("1.27.3", Cpu::X86_64, files)
    }

    #[test]
    fn hash1_is_what_go_computes() {
        // Computed apart, by the definition in golang.org/x/mod/sumdb/dirhash.
        let digest = |data: &[u8]| Sha256::of(data);
        let files = [("abc", digest(b"data for abc")), ("xyz", digest(b"data for xyz"))];
        let expected = "h1:EP6WfDoQTSk9klnxcjriWJOGztueJUywHNmWeq+efB8=";
        assert_eq!(hash1(files.into_iter()), expected);
    }

    #[test]
    fn names_are_those_of_the_zip() {
        let named = |path| packed_name(path, "1.27.3", Cpu::Mips64el);
        let prefix = "golang.org/toolchain@v0.0.1-go1.27.3.linux-mips64le/";
        assert_eq!(named("bin/go"), format!("{prefix}bin/go"));
        assert_eq!(named("src/go.mod"), format!("{prefix}src/_go.mod"));
        assert_eq!(named("src/cargo.mod"), format!("{prefix}src/cargo.mod"));
    }

    #[test]
    fn what_archives_hold_beside_the_module_counts_apart() {
        let module = of(&[("bin/go", b"go"), ("testing", b"x")]);
        assert_eq!((&module.whole, module.beside), (&module.published, 0));
        let archive = of(&[("api/go1.txt", b"api"), ("bin/go", b"go"), ("testing", b"x")]);
        assert_eq!((&archive.published, archive.beside), (&module.whole, 1));
        assert_ne!(archive.whole, module.whole);
        let moved = of(&[("bin/go", b"go"), ("src/api/x", b"x"), ("testing", b"x")]);
        assert_eq!(moved.beside, 0);
    }

    #[test]
    fn contents_names_and_places_all_count() {
        let honest = of(&[("bin/go", b"go"), ("src/go.mod", b"module std\n")]).whole;
        for other in [
            of(&[("bin/go", b"GO"), ("src/go.mod", b"module std\n")]),
            of(&[("bin/gofmt", b"go"), ("src/go.mod", b"module std\n")]),
            of(&[("bin/go", b"go")]),
        ] {
            assert_ne!(other.whole, honest);
        }
    }

    #[test]
    fn a_name_of_the_zip_alone_and_a_link_are_foreign() {
        let renamed = of(&[("src/_go.mod", b"module std\n")]);
        assert_eq!(renamed.whole, of(&[("src/go.mod", b"module std\n")]).whole);
        assert_eq!(renamed.foreign.as_deref(), Some("src/_go.mod"));
        let mut gathered = Gathered::default();
        let kind = MemberKind::Link { target: "go".to_owned() };
        let link = Member { path: "goroot/bin/gofmt".to_owned(), frame: 0, kind };
        gathered.add_member("1.27.3", Cpu::X86_64, &link);
        assert_eq!(gathered.contents().foreign.as_deref(), Some("bin/gofmt"));
    }
}
