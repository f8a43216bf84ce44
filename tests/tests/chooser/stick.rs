//! A stick: installers, or programs that stand for them, with their `install.sh`.

use packer::beside::install_sh;
use packer::beside::install_sh::Choice;
use payloads::abi::World;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Tree, require_tool};

/// Says its name, its arguments and where it lies, and ends like somebody who was asked and said no.
pub const SPEAKER: &str = "#!/bin/sh\nprintf '%s' \"${0##*/}\"\nprintf '<%s>' \"$@\"\nprintf ' in %s\\n' \"${0%/*}\"\nexit 4\n";

/// A home with such a directory beside it.
pub struct Stick {
    /// Where the script will run.
    pub home: Home,
    /// Where it lies.
    pub directory: PathBuf,
    choices: Vec<Choice>,
}

impl Stick {
    /// An empty one.
    pub fn empty() -> Stick {
        Stick::named("stick")
    }

    /// An empty one whose directory is called `name`.
    pub fn named(name: impl AsRef<OsStr>) -> Stick {
        let home = Home::empty();
        let directory = home.beside("media").join(name.as_ref());
        std::fs::create_dir_all(&directory).unwrap();
        Stick { home, directory, choices: Vec::new() }
    }

    /// With a file for this machine, which is a [`SPEAKER`].
    pub fn ours() -> Stick {
        Stick::empty().with(Cpu::X86_64, None, SPEAKER.as_bytes())
    }

    /// With one file more, mode 0644, as FAT has no bit for programs.
    pub fn with(mut self, cpu: Cpu, world: Option<World>, bytes: &[u8]) -> Stick {
        let name = name(cpu, world);
        let path = self.directory.join(&name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        self.choices.push(Choice { cpu, world, name, sha256: Sha256::of(bytes) });
        install_sh::write(&self.directory, &self.choices).unwrap();
        self
    }

    /// With a [`SPEAKER`] for each of these.
    pub fn with_all(self, kinds: &[(Cpu, Option<World>)]) -> Stick {
        kinds.iter().fold(self, |stick, (cpu, world)| stick.with(*cpu, *world, SPEAKER.as_bytes()))
    }

    /// The script.
    pub fn script(&self) -> PathBuf {
        self.directory.join(install_sh::NAME)
    }

    /// The file for this machine.
    pub fn file(&self) -> PathBuf {
        self.directory.join(name(Cpu::X86_64, None))
    }

    /// The script in a shell.
    pub fn run(&self, shell: &[&str]) -> Invocation {
        self.shell(shell).arg(self.script())
    }

    /// A shell, in this home.
    pub fn shell(&self, shell: &[&str]) -> Invocation {
        require_tool(shell[0]);
        self.home.run(Path::new(shell[0])).args(&shell[1..])
    }

    /// Home and stick as they stand.
    pub fn tree(&self) -> Tree {
        Tree::of(self.home.path().parent().unwrap())
    }
}

/// The name of the file for `cpu`.
pub fn name(cpu: Cpu, world: Option<World>) -> String {
    let flavour = if world == Some(World::Old) { "-abi1.0" } else { "" };
    format!("go1.27.3{flavour}-linux-{cpu}.run")
}
