//! `verify`: every byte, in little memory, and the sentence that says no more than is known.

use super::{cpus, facts};
use crate::container::{Source, Trusted, Verified};
use crate::platform::Cpu;
use crate::upstream::{Contents, Proved, Statement, prove};
use crate::words::{container, go, inspect as words};
use clap::Args;
use keys::TrustMode;
use serde_json::{Value, json};
use voice::{Context as _, Exit, Fact, Voice};

/// How much `verify` checks.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Verify {
    #[arg(long, help = words::upstream())]
    upstream: bool,
}

impl Verify {
    /// Checks every byte against the signed manifest, and INDEX line by line. A chunk for each thread and one
    /// window of INDEX: a few MiB, whatever the file's size. With `--upstream` the file's Go is compared with
    /// Go's checksum database, without a network: the record and its proof travel in the file.
    ///
    /// # Errors
    /// [`voice::Exit::Damaged`] naming what differs; [`voice::Exit::Newer`] where all that this program
    /// understands holds; those of [`prove`]. That the file itself is undamaged has been said by then.
    pub fn run(&self, source: &Source, trusted: &Trusted, voice: &Voice) -> anyhow::Result<()> {
        let verified = verified(source, trusted, voice)?;
        trusted.manifest().context(|| container::checking(&source.name().display()))?;
        tell(source, trusted, voice)?;
        let mut report = report(source, trusted);
        if self.upstream {
            report["upstream"] = proved(&verified, voice)?;
        }
        voice.json(&report)
    }
}

fn proved(verified: &Verified<'_>, voice: &Voice) -> anyhow::Result<Value> {
    let (file, trusted) = (verified.source().name().display(), verified.trusted());
    let cpus = cpus(&trusted.manifest()?.payload);
    let proofs = proofs(verified, &cpus).context(|| go::checking(&file))?;
    for (proved, cpu) in proofs.iter().zip(&cpus) {
        tell_proved(proved, trusted, *cpu, voice)?;
    }
    Ok(proofs.iter().zip(&cpus).map(|(proved, cpu)| told(proved, *cpu)).collect())
}

/// One for each CPU that the file holds something for.
fn proofs(verified: &Verified<'_>, cpus: &[Cpu]) -> anyhow::Result<Vec<Proved>> {
    let trusted = verified.trusted();
    let version = &trusted.manifest()?.payload.go;
    if cpus.is_empty() || version.is_empty() {
        return Err(Fact::new(Exit::Policy, go::no_go()).into());
    }
    let proof = |cpu: &Cpu| {
        let statement = Statement::read(verified, *cpu)?;
        let contents = Contents::of_file(verified.source(), trusted, *cpu)?;
        Ok(prove(&statement, &contents, version, *cpu)?)
    };
    cpus.iter().map(proof).collect()
}

fn tell_proved(proved: &Proved, trusted: &Trusted, cpu: Cpu, voice: &Voice) -> anyhow::Result<()> {
    let version = &trusted.manifest()?.payload.go;
    voice.line(&go::proved(
        &version,
        &cpu,
        &proved.number,
        &proved.size,
        &proved.database,
        &proved.module,
        &proved.h1,
    ))?;
    match proved.beside {
        0 => Ok(()),
        count => voice.line(&go::beside(&count)),
    }
}

fn told(proved: &Proved, cpu: Cpu) -> Value {
    json!({
        "proved": true,
        "cpu": cpu.name(),
        "module": proved.module,
        "h1": proved.h1,
        "database": proved.database,
        "number": proved.number,
        "tree_size": proved.size,
        "files_beside_the_module": proved.beside,
    })
}

/// Reads the whole file, as [`Trusted::verify`] does, and shows how far it is.
///
/// # Errors
/// Those of [`Trusted::verify`].
pub fn verified<'a>(
    source: &'a Source,
    trusted: &'a Trusted,
    voice: &Voice,
) -> anyhow::Result<Verified<'a>> {
    let progress = voice.progress(&container::verifying(), source.length());
    let verified = trusted.verify(source, threads(), &progress)?;
    progress.done();
    Ok(verified)
}

/// How many threads check, each with a chunk in memory: more than these wait for the medium.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

fn tell(source: &Source, trusted: &Trusted, voice: &Voice) -> anyhow::Result<()> {
    let (authentic, file) = (trusted.authentic(), source.name().display());
    let root = authentic.root().fingerprint();
    for signer in authentic.signers() {
        voice.line(&words::undamaged(&file, &signer.user_id))?;
        let certificate = signer.certificate;
        voice.line(&words::certificate_line(&certificate, &root))?;
    }
    warn(trusted, voice);
    Ok(())
}

fn report(source: &Source, trusted: &Trusted) -> Value {
    let mut report = facts(source.name(), trusted, None);
    report["undamaged"] = json!(true);
    report
}

/// Says of a file whose root nobody vouched for that a comparison is left to be done. What else the
/// verdict warns of is said by whoever asked for it.
pub fn warn(trusted: &Trusted, voice: &Voice) {
    let authentic = trusted.authentic();
    let root = authentic.root().fingerprint();
    match authentic.mode() {
        TrustMode::Tofu if authentic.is_remembered() => {
            voice.warn(&words::remembered_warning(&root));
        }
        TrustMode::Tofu => voice.warn(&words::tofu_warning(&root)),
        TrustMode::Pinned => {}
    }
}
