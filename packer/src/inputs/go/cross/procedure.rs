//! How the files of a distribution that depend on the CPU are built: with what `cmd/dist` sets for Go's
//! own releases, and nothing else. Any other setting gives other bytes.

use super::super::Distribution;
use payloads::platform::{Cpu, Platform};
use std::collections::BTreeMap;

const GOFLAGS: &str = "-trimpath -ldflags=-w -gcflags=cmd/...=-dwarf=false";

/// A command of a distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// Where it lies in its own distribution.
    pub(super) path: String,
    /// Its file name, which is its package's last element.
    pub(super) name: String,
}

impl Command {
    /// The package it is built from.
    pub(super) fn package(&self) -> String {
        format!("cmd/{}", self.name)
    }

    /// Where the same command lies in the distribution for `cpu`.
    pub(super) fn path_for(&self, cpu: Cpu) -> String {
        match self.path.strip_prefix("pkg/tool/") {
            Some(_) => format!("pkg/tool/linux_{}/{}", cpu.goarch(), self.name),
            None => self.path.clone(),
        }
    }
}

/// The commands of `go`, in the order of their paths: `bin/go`, `bin/gofmt` and the tools.
pub(super) fn commands(go: &Distribution) -> Vec<Command> {
    let files = go.tree.iter().filter(|(path, _)| go.tree.file(path).is_some());
    let native = files.filter(|(path, _)| go.platform_of(path) == Platform::Cpu(go.cpu));
    let command = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        Command { path: path.to_owned(), name: name.to_owned() }
    };
    native.map(|(path, _)| command(path)).collect()
}

/// The variables that decide the bytes. `GOMIPS64`, `GOARM64` and the like stay at their defaults.
pub(super) fn environment(cpu: Cpu) -> BTreeMap<String, String> {
    let set = [
        ("CGO_ENABLED", "0"),
        ("GOARCH", cpu.goarch()),
        ("GOFLAGS", GOFLAGS),
        ("GOOS", "linux"),
        ("GOPROXY", "off"),
        ("GOTOOLCHAIN", "local"),
    ];
    set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The command as it is written down.
pub(super) fn command_line(commands: &[Command]) -> String {
    let packages: Vec<String> = commands.iter().map(Command::package).collect();
    format!("go build -o DIR/ {}", packages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::super::fake;
    use super::*;

    #[test]
    fn the_commands_are_those_that_the_distribution_has() {
        let cpu = Cpu::X86_64;
        let tree = fake::tree("1.27.3", cpu);
        let go = Distribution::inspect(tree, cpu, None, fake::origin(), "x").unwrap();
        let found = commands(&go);
        let paths: Vec<String> = found.iter().map(|c| c.path_for(Cpu::Mips64el)).collect();
        assert_eq!(paths, ["bin/go", "bin/gofmt", "pkg/tool/linux_mips64le/compile"]);
        assert_eq!(command_line(&found), "go build -o DIR/ cmd/go cmd/gofmt cmd/compile");
    }
}
