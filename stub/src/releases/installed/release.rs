//! What an installed release keeps of the file it came from, judged anew.

use crate::disk::beneath;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, release_name};
use crate::prefix::receipt::Receipt;
use crate::trust::TrustPolicy;
use crate::words::installed as words;
use nix::fcntl::OFlag;
use nix::sys::stat::Mode;
use payloads::container::index::Member;
use payloads::container::manifest::{Kind, StubEntry};
use payloads::container::{
    Laid, MAX_FILE, MAX_MANIFEST, MAX_ROOTS, MAX_SIGNATURES, Source, Trusted,
};
use payloads::digest::Sha256;
use payloads::platform::{Cpu, Platform};
use payloads::unpack::Selection;
use std::fs::File;
use std::io::Read;
use voice::Exit;
use voice::{Context as _, Fact, exit_of, recover};

/// A release as its signers made it: its authentic manifest and INDEX.
#[derive(Debug)]
pub struct InstalledRelease {
    /// Its directory's name.
    pub name: String,
    /// Its manifest.
    pub trusted: Trusted,
    /// Its receipt, where that can be read and agrees with the manifest. Nobody signed the rest of it.
    pub receipt: Option<Receipt>,
    index: Vec<u8>,
    cpu: Cpu,
}

impl InstalledRelease {
    /// Reads `meta` of the release `name`, and judges it by what is trusted here now.
    ///
    /// # Errors
    /// [`Exit::Modified`] where it is not what was signed; [`Exit::Policy`] where it would be refused today.
    pub fn read(
        name: &str,
        trust_policy: &TrustPolicy,
        at: Installation<'_>,
    ) -> anyhow::Result<InstalledRelease> {
        let kept = InstalledRelease::judged(name, trust_policy, at);
        kept.or_else(|error| match exit_of(&error) {
            Exit::Damaged | Exit::BadSignature | Exit::Untrusted | Exit::Destination => {
                let path = at.layout.release(name).join("meta");
                let help = words::meta_help(&name);
                let said = words::meta_refused(&path.display());
                Err(error).fact(|| Fact::new(Exit::Modified, said).help(help))
            }
            _ => Err(error),
        })
        .context(|| words::reading_meta(&name))
    }

    fn judged(
        name: &str,
        trust_policy: &TrustPolicy,
        at: Installation<'_>,
    ) -> anyhow::Result<InstalledRelease> {
        let part = |file: &str, most| bytes(name, file, most, at.layout);
        let manifest = part("manifest.json", MAX_MANIFEST)?;
        let laid =
            Laid::kept(part("roots", MAX_ROOTS)?, manifest, part("signatures", MAX_SIGNATURES)?)?;
        let trusted = trust_policy.judge(laid, at.context)?;
        let index = part("index.zst", trusted.envelope().regions.index.min(MAX_FILE))?;
        drop(trusted.index_kept(&index)?);
        let kept = InstalledRelease::of(trusted, index, at.layout)?;
        if kept.name != name {
            let path = at.layout.release(name).join("meta");
            let said = words::meta_other(&path.display(), &kept.name);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        Ok(kept)
    }

    /// The same of a file that was verified.
    ///
    /// # Errors
    /// Those of reading INDEX from it.
    pub fn of_file(
        source: &Source,
        trusted: Trusted,
        layout: &Layout,
    ) -> anyhow::Result<InstalledRelease> {
        let envelope = trusted.envelope();
        let from = envelope.index_offset();
        let range = from..from + envelope.regions.index;
        let mut index = Vec::new();
        trusted.bytes(source, range).read_to_end(&mut index).map_err(recover)?;
        InstalledRelease::of(trusted, index, layout)
    }

    fn of(trusted: Trusted, index: Vec<u8>, layout: &Layout) -> anyhow::Result<InstalledRelease> {
        let manifest = trusted.manifest()?;
        let name = release_name(manifest, &trusted.identity());
        let receipt = Receipt::read(&layout.release(&name)).ok();
        let receipt = receipt.filter(|receipt| agrees(receipt, &name, &trusted));
        let go = manifest.payload.components.iter().find(|c| c.kind == Kind::Go);
        let cpu = match go.map(|component| component.cpu) {
            Some(Platform::Cpu(cpu)) => Some(cpu),
            _ => receipt.as_ref().and_then(|receipt| Cpu::parse(&receipt.cpu)).or(Cpu::host()),
        };
        Ok(InstalledRelease { name, trusted, receipt, index, cpu: cpu.unwrap_or(Cpu::X86_64) })
    }

    /// INDEX as stored.
    pub fn index(&self) -> &[u8] {
        &self.index
    }

    /// The CPU its Go is for.
    pub fn cpu(&self) -> Cpu {
        self.cpu
    }

    /// The program for its CPU.
    pub fn stub(&self) -> Option<&StubEntry> {
        let stubs = &self.trusted.envelope().stubs;
        stubs.iter().find(|stub| stub.platform == Platform::Cpu(self.cpu))
    }

    /// The program that the release keeps; `None` where it is not the one that was signed.
    pub fn program(&self, layout: &Layout) -> Option<Vec<u8>> {
        let stub = self.stub()?;
        let bytes = bytes(&self.name, "goferry", stub.length, layout).ok()?;
        (Sha256::of(&bytes) == stub.sha256).then_some(bytes)
    }

    /// The components that are here; `None`: all that the file has.
    pub fn components(&self) -> Option<&[String]> {
        self.receipt.as_ref().and_then(|receipt| receipt.components.as_deref())
    }

    /// Whether its Go is here.
    ///
    /// # Errors
    /// Those of reading the manifest.
    pub fn has_go(&self) -> anyhow::Result<bool> {
        let is_here = |name: &String| self.components().is_none_or(|names| names.contains(name));
        let mut components = self.trusted.manifest()?.payload.components.iter();
        Ok(components.any(|part| part.kind == Kind::Go && is_here(&part.name)))
    }

    /// The members that belong on a host with its CPU, by path.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where INDEX is not the one that was signed.
    pub fn members(&self) -> anyhow::Result<Vec<Member>> {
        let frames = &self.trusted.manifest()?.payload.frames;
        let selection = Selection::of_components(self.cpu, self.components());
        let mut members = Vec::new();
        for member in self.trusted.index_kept(&self.index)? {
            let member = member?;
            if !selection.needs(&member.path) {
                continue;
            }
            let frame = usize::try_from(member.frame).ok().and_then(|number| frames.get(number));
            if frame.is_some_and(|frame| frame.platform.serves(self.cpu)) {
                members.push(member);
            }
        }
        Ok(members)
    }
}

/// Whether a receipt says of the release what its signers say.
fn agrees(receipt: &Receipt, name: &str, trusted: &Trusted) -> bool {
    let (envelope, identity) = (trusted.envelope(), trusted.identity());
    receipt.release == name
        && receipt.line == envelope.line
        && receipt.counter == envelope.counter
        && receipt.manifest_sha256 == identity.sha256
        && receipt.manifest_sm3 == identity.sm3
}

/// A file of `meta`, not through a link and not longer than it may be.
fn bytes(name: &str, file: &str, most: u64, layout: &Layout) -> anyhow::Result<Vec<u8>> {
    let path = layout.release(name).join("meta").join(file);
    let unreadable = || words::reading(&path.display());
    let damaged = |said| Fact::new(Exit::Damaged, said);
    let flags = OFlag::O_RDONLY | OFlag::O_NONBLOCK;
    let opened = beneath::start(&layout.release(name)).and_then(|directory| {
        beneath::below(directory, format!("meta/{file}"), flags, Mode::empty())
    });
    let opened = File::from(opened.exit_with(Exit::Damaged, unreadable)?);
    if !opened.metadata().exit_with(Exit::Damaged, unreadable)?.is_file() {
        return Err(damaged(words::meta_no_file(&path.display())).into());
    }
    let mut bytes = Vec::new();
    opened.take(most + 1).read_to_end(&mut bytes).exit_with(Exit::Io, unreadable)?;
    if bytes.len() as u64 > most {
        return Err(damaged(words::meta_too_long(&path.display(), &most)).into());
    }
    Ok(bytes)
}
