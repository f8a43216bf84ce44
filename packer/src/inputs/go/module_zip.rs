//! The zip of a `golang.org/toolchain` module (the Go modules reference, "Module zip files").

use crate::inputs::tree::Tree;
use crate::inputs::zip::ModuleZip;
use crate::words::go as words;
use anyhow::Result;
use payloads::platform::Cpu;
use payloads::recipe::TOOLCHAIN;
use voice::Exit;
use voice::{Fact, Said};

/// The contents of a module zip, all in memory.
pub(super) struct Module {
    /// Go version and architecture as the member names claim them.
    claim: Claim,
    zip: ModuleZip,
}

/// What the names in a zip say it is; only good for finding what it should be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The Go version, without `go`.
    pub(super) go: String,
    /// Go's name of the architecture.
    pub(super) arch: String,
}

impl Claim {
    /// From `golang.org/toolchain@v0.0.1-goVERSION.linux-ARCH/...`.
    fn parse(member: &str) -> Option<Self> {
        let rest = member.strip_prefix(TOOLCHAIN)?.strip_prefix("@v0.0.1-go")?;
        let (version, _) = rest.split_once('/')?;
        let (go, arch) = version.split_once(".linux-")?;
        Some(Claim { go: go.to_owned(), arch: arch.to_owned() })
    }

    /// The CPU of that architecture.
    pub(super) fn cpu(&self) -> Option<Cpu> {
        Cpu::ALL.into_iter().find(|cpu| cpu.goarch() == self.arch)
    }

    fn prefix(&self) -> String {
        format!("{TOOLCHAIN}@v0.0.1-go{}.linux-{}/", self.go, self.arch)
    }
}

/// The claim of a zip by its first local header alone, which a truncated one still has (APPNOTE.TXT,
/// 4.3.7: the name's length is at byte 26, the name at 30).
pub(super) fn claimed(bytes: &[u8]) -> Option<Claim> {
    let length = u16::from_le_bytes([*bytes.get(26)?, *bytes.get(27)?]);
    let name = bytes.get(30..30 + usize::from(length))?;
    bytes.starts_with(b"PK\x03\x04").then_some(())?;
    Claim::parse(std::str::from_utf8(name).ok()?)
}

impl Module {
    /// Reads all of the zip and checks its own checksums. `name` is for messages.
    ///
    /// # Errors
    /// [`Exit::Damaged`]: it is cut or damaged; [`Exit::Usage`]: it is another kind of zip.
    pub(super) fn read(bytes: &[u8], name: &str) -> Result<Self> {
        let zip = ModuleZip::read(bytes, name)?;
        Ok(Module { claim: common_claim(&zip, name)?, zip })
    }

    /// The `h1:` digest of the contents.
    pub(super) fn h1(&self) -> &str {
        self.zip.h1()
    }

    /// What its names claim.
    pub(super) fn claim(&self) -> &Claim {
        &self.claim
    }

    /// As a GOROOT: without the prefix, `_go.mod` renamed and executable bits set, as `go` itself does
    /// when it unpacks a toolchain.
    ///
    /// # Errors
    /// [`Exit::Usage`]: a path that may not be in a container.
    pub(super) fn into_tree(self) -> Result<Tree> {
        let prefix = self.claim.prefix();
        let mut tree = Tree::new();
        for (name, bytes) in self.zip.into_files() {
            let path = name.strip_prefix(&prefix).unwrap_or(&name);
            let executable = is_command(path) || bytes.starts_with(b"#!");
            tree.insert_bytes(&unpacked_name(path), bytes, executable)?;
        }
        Ok(tree)
    }
}

fn common_claim(zip: &ModuleZip, name: &str) -> Result<Claim> {
    let first = zip.names().next().unwrap_or_default();
    let prefix = format!("{TOOLCHAIN}@");
    let foreign = |path: &str, prefix: &str| words::foreign_member(&name, &path, &prefix);
    let claim = Claim::parse(first).ok_or_else(|| refused(foreign(first, &prefix)))?;
    let prefix = claim.prefix();
    match zip.names().find(|path| !path.starts_with(&prefix)) {
        Some(path) => Err(refused(foreign(path, &prefix))),
        None => Ok(claim),
    }
}

fn is_command(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts[..], ["bin", _] | ["pkg", "tool", _, _])
}

/// A module may not hold another module's go.mod, hence the underscore in the zip.
fn unpacked_name(path: &str) -> String {
    match path.strip_suffix("_go.mod") {
        Some(directory) if directory.is_empty() || directory.ends_with('/') => {
            format!("{directory}go.mod")
        }
        _ => path.to_owned(),
    }
}

fn refused(said: Said) -> anyhow::Error {
    Fact::new(Exit::Usage, said).into()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use payloads::upstream::packed_name;
    use voice::exit_of;

    #[test]
    fn a_module_becomes_a_goroot_with_its_executable_bits() {
        let zip = fake::module_zip("1.27.3", Cpu::X86_64);
        let module = Module::read(&zip, "x.zip").unwrap();
        assert_eq!(module.claim().cpu(), Some(Cpu::X86_64));
        assert_eq!(claimed(&zip), Some(module.claim().clone()));
        let tree = module.into_tree().unwrap();
        let executable = |path: &str| tree.entry(path).unwrap().executable;
        assert!(executable("bin/go") && executable("pkg/tool/linux_amd64/compile"));
        assert!(executable("src/make.bash") && !executable("VERSION"));
        assert!(tree.file("src/go.mod").is_some() && tree.file("src/_go.mod").is_none());
        assert_eq!(tree, fake::tree("1.27.3", Cpu::X86_64));
    }

    #[test]
    fn packed_names_are_those_of_the_zip() {
        let zip = fake::module_zip("1.27.3", Cpu::Arm64);
        let module = Module::read(&zip, "x.zip").unwrap();
        let names: Vec<String> = module.zip.names().map(str::to_owned).collect();
        let tree = module.into_tree().unwrap();
        let mut again: Vec<String> = tree
            .iter()
            .filter(|(path, _)| tree.file(path).is_some())
            .map(|(path, _)| packed_name(path, "1.27.3", Cpu::Arm64))
            .collect();
        again.sort();
        assert_eq!(again, names);
    }

    #[test]
    fn a_cut_zip_is_damaged_and_still_names_itself() {
        let zip = fake::module_zip("1.27.3", Cpu::X86_64);
        let cut = &zip[..zip.len() - 40];
        let error = Module::read(cut, "x.zip").err().unwrap();
        assert_eq!(exit_of(&error), Exit::Damaged);
        assert_eq!(claimed(cut).unwrap().go, "1.27.3");
        assert_eq!(claimed(b"PK\x03\x04"), None);
    }

    #[test]
    fn a_zip_of_something_else_is_refused() {
        let zip = fake::zip_of(&[
            ("golang.org/toolchain@v0.0.1-go1.2.3.linux-amd64/a", b"a"),
            ("b", b"b"),
        ]);
        assert_eq!(exit_of(&Module::read(&zip, "x.zip").err().unwrap()), Exit::Usage);
        let prefix = "golang.org/toolchain@v0.0.1-go1.2.3.linux-amd64/";
        let zip = fake::zip_of(&[(&format!("{prefix}../../evil"), b"a")]);
        assert!(Module::read(&zip, "x.zip").unwrap().into_tree().is_err());
    }
}
