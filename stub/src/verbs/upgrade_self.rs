//! `goferry upgrade-self FILE`: the installed goferry, and nothing else, becomes the one that a file carries,
//! also where that file's payload is newer than this program understands.
//!
//! What a file needs for that, its envelope, is readable for ever. Neither counters nor floors apply: they
//! order releases of one line of Go, and no Go is installed here.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::durable;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::program;
use crate::trust;
use crate::trust::{Remembered, TrustPolicy};
use crate::verbs::Managed;
use crate::verbs::file::GivenFile;
use crate::words::options;
use crate::words::{install, trust_state, upgrade_self as words};
use clap::Args;
use keys::TrustMode;
use payloads::container::manifest::StubEntry;
use payloads::container::{Source, Trusted};
use payloads::inspect;
use payloads::platform::{Cpu, Platform};
use std::cmp::Ordering;
use voice::Exit;
use voice::{Context as _, Fact};

/// What `upgrade-self` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The file.
    #[command(flatten)]
    pub file: GivenFile,
    /// Also where it is older.
    #[arg(long, help = options::allow_older())]
    pub allow_downgrade: bool,
    /// What the command line demands of it.
    #[command(flatten)]
    pub trusting: trust::Options,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `upgrade-self`.
///
/// # Errors
/// [`Exit::Preflight`]: nothing is installed, or FILE carries no goferry; [`Exit::WrongCpu`]; [`Exit::Policy`]
/// for an older one; [`Exit::Untrusted`] where this home knows no root yet; [`Exit::Smoke`] where the new one does
/// not run; those of [`TrustPolicy::open`] and of verification. The old program works in each case.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let program = at.layout.program();
    upgrade(options, at).context(|| words::not_upgraded(&program.display()))?;
    Ok(Exit::Done)
}

fn upgrade(options: &Options, at: Installation<'_>) -> anyhow::Result<()> {
    installed(at.layout)?;
    if options.managed.dry_run.is_told() && !planned(options, at)? {
        return Ok(());
    }
    let _lock = Lock::take(at)?;
    let (source, trusted) = open(options, at)?;
    inspect::verified(&source, &trusted, &at.context.voice)?;
    let next = Next::of(&source, &trusted, cpu(options, at)?)?;
    if next.is_installed(at.layout) {
        return next.told_unchanged(at);
    }
    let before = program::version(at.layout);
    next.refuse_older(before.as_deref(), options)?;
    let plan = next.plan(at);
    Operation::during("upgrade-self", at, || plan.run(&mut ()).map(|_| Exit::Done))?;
    next.told(before.as_deref(), at)
}

/// Tells the plan; whether to go on.
fn planned(options: &Options, at: Installation<'_>) -> anyhow::Result<bool> {
    let (source, trusted) = open(options, at)?;
    inspect::verified(&source, &trusted, &at.context.voice)?;
    let next = Next::of(&source, &trusted, cpu(options, at)?)?;
    let plan = match next.is_installed(at.layout) {
        true => Plan::nothing(),
        false => {
            next.refuse_older(program::version(at.layout).as_deref(), options)?;
            next.plan(at)
        }
    };
    plan.told(options.managed.dry_run, at.layout, &at.context.voice)
}

/// There is a program to replace, in an installation of ours.
fn installed(layout: &Layout) -> Result<(), Fact> {
    if layout.program().is_file() && layout.state().is_dir() {
        return Ok(());
    }
    let place = layout.directory();
    let said = words::no_program(&place.display());
    Err(Fact::new(Exit::Preflight, said).help(words::no_program_help()))
}

/// FILE, judged by what is remembered under the lock. A program is not replaced on first use: some root has to
/// be known, here or to the host.
fn open(options: &Options, at: Installation<'_>) -> anyhow::Result<(Source, Trusted)> {
    let trust_policy = TrustPolicy::for_file(&options.trusting, Some(at.layout), at.context)?;
    let (source, trusted) = trust_policy.open(options.file.path(), at.context)?;
    let remembered = Remembered::read(at.layout)?;
    if remembered.state().is_none() && trusted.authentic().mode() == TrustMode::Tofu {
        let said = trust_state::nothing(&remembered.path().display());
        return Err(Fact::new(Exit::Untrusted, said).help(trust_state::nothing_help()).into());
    }
    Ok((source, trusted))
}

/// This host's; of an image that is being built, that of the program in it.
fn cpu(options: &Options, at: Installation<'_>) -> Result<Cpu, Fact> {
    let image = options.managed.place.root.as_ref();
    let images = image.and_then(|_| machine(&std::fs::read(at.layout.program()).ok()?));
    images.or(at.context.process.host().cpu).ok_or_else(|| {
        let said = install::unknown_cpu(&at.context.process.host().machine());
        Fact::new(Exit::WrongCpu, said)
    })
}

/// The CPU that an ELF program is for: `e_machine`, at 18 (System V gABI, "ELF Header").
fn machine(program: &[u8]) -> Option<Cpu> {
    let machine = program.get(18..20).filter(|_| program.starts_with(b"\x7fELF\x02\x01"))?;
    Cpu::of_elf_machine(u16::from_le_bytes([machine[0], machine[1]]))
}

/// The goferry in a file: checked bytes.
struct Next<'a> {
    source: &'a Source,
    trusted: &'a Trusted,
    cpu: Cpu,
    version: &'a str,
    bytes: Vec<u8>,
}

impl<'a> Next<'a> {
    /// # Errors
    /// [`Exit::Preflight`] where the file carries none, [`Exit::WrongCpu`] where none is for `cpu`.
    fn of(source: &'a Source, trusted: &'a Trusted, cpu: Cpu) -> anyhow::Result<Next<'a>> {
        let stub = entry(source, trusted, cpu)?;
        let bytes = trusted.program(source, stub)?;
        if machine(&bytes) != Some(cpu) {
            let said = words::no_such_program(&source.name().display(), &cpu);
            return Err(Fact::new(Exit::WrongCpu, said).into());
        }
        Ok(Next { source, trusted, cpu, version: &stub.version, bytes })
    }

    fn is_installed(&self, layout: &Layout) -> bool {
        std::fs::read(layout.program()).is_ok_and(|installed| installed == self.bytes)
    }

    /// One that does not say its version is of no use: nothing is lost with it.
    fn refuse_older(&self, before: Option<&str>, options: &Options) -> Result<(), Fact> {
        match before {
            Some(before)
                if program::compare(self.version, before) == Ordering::Less
                    && !options.allow_downgrade =>
            {
                let (file, after) = (self.source.name().display(), self.version);
                let said = words::older(&file, &after, &before);
                Err(Fact::new(Exit::Policy, said).help(words::older_help()))
            }
            _ => Ok(()),
        }
    }

    fn plan<'p>(&'p self, at: Installation<'p>) -> Plan<'p> {
        let mut plan = Plan::nothing();
        plan.then(Step::WriteFile(at.layout.program()), move |()| self.replace(at));
        plan
    }

    /// Whole, on the disk and seen to start before it takes the old one's place. A program for another CPU, in an
    /// image, is not started.
    fn replace(&self, at: Installation<'_>) -> anyhow::Result<()> {
        let program = at.layout.program();
        durable::remove_leftovers(&program);
        durable::write_proved(&program, 0o755, &self.bytes, |sibling| {
            if at.context.process.host().cpu != Some(self.cpu) {
                return Ok(());
            }
            program::is_version(sibling, self.version).context(words::testing)
        })
    }

    fn told_unchanged(&self, at: Installation<'_>) -> anyhow::Result<()> {
        let (program, version) = (at.layout.program(), self.version);
        let program = program.display();
        at.context.voice.line(&words::unchanged(&program, &version))?;
        self.report(Some(version), false, at)
    }

    fn told(&self, before: Option<&str>, at: Installation<'_>) -> anyhow::Result<()> {
        let signers = self.trusted.authentic().signers().iter().map(|s| s.user_id.as_str());
        let (program, signer) = (at.layout.program(), signers.collect::<Vec<_>>().join(", "));
        let before_said = match before {
            Some(version) => words::version(&version),
            None => words::unknown(),
        };
        at.context.voice.line(&words::upgraded(
            &program.display(),
            &self.version,
            &&before_said,
            &signer,
        ))?;
        inspect::warn(self.trusted, &at.context.voice);
        self.report(before, true, at)
    }

    fn report(
        &self,
        before: Option<&str>,
        changed: bool,
        at: Installation<'_>,
    ) -> anyhow::Result<()> {
        at.context.voice.json(&serde_json::json!({
            "program": at.layout.program().display().to_string(),
            "file": self.source.name().display().to_string(),
            "before": before,
            "after": self.version,
            "changed": changed,
        }))
    }
}

/// Where the goferry for `cpu` lies in the file.
fn entry<'a>(source: &Source, trusted: &'a Trusted, cpu: Cpu) -> Result<&'a StubEntry, Fact> {
    let stubs = &trusted.envelope().stubs;
    let file = source.name().display();
    if stubs.is_empty() {
        return Err(Fact::new(Exit::Preflight, words::no_stub(&file)));
    }
    stubs.iter().find(|stub| stub.platform == Platform::Cpu(cpu)).ok_or_else(|| {
        let cpus: Vec<&str> = stubs.iter().map(|stub| stub.platform.name()).collect();
        let cpus = cpus.join(", ");
        Fact::new(Exit::WrongCpu, words::other_cpu(&file, &cpus, &cpu))
    })
}
