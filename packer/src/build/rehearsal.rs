//! What will be had on the far side is tried here first: each project in the tree as it is carried, without a network,
//! for each CPU. What does not build there is refused here; what may surprise there is a warning.

mod generators;
pub mod offline;
mod packages;
mod pointers;
mod report;

use super::bench::{Bench, Cgo, Run};
use crate::inputs::project::{Project, add_once, told};
use crate::words::rehearsal as words;
use packages::Packages;
use payloads::platform::Cpu;
pub use report::Rehearsal;
use report::{Rehearsed, Step};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use voice::{Context as _, Exit, Fact, Said, Voice};

/// How the rehearsal is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Not at all (`--no-rehearsal`).
    pub left_out: bool,
    /// A warning refuses, too (`--strict`).
    pub strict: bool,
}

/// Rehearses `projects` for each of `cpus`, and gives what came of it.
///
/// # Errors
/// [`Exit::Preflight`] with all that does not build, and with all warnings where they are to refuse.
pub fn rehearse(
    projects: &[Project],
    cpus: &[Cpu],
    bench: &Bench,
    strict: bool,
    voice: &Voice,
) -> anyhow::Result<Rehearsal> {
    let mut all = Findings::default();
    let mut rehearsed = Vec::new();
    for project in projects {
        let started = Instant::now();
        voice.note(&words::begins(&project.name, &bench.version, &bench.whose()));
        let stage = Stage::set(project, bench)?;
        rehearsed.extend(stage.played(cpus, &mut all)?);
        voice.note(&words::ended(&project.name, &started.elapsed().as_secs()));
    }
    all.judged(strict, voice)?;
    Ok(Rehearsal::held(bench, rehearsed))
}

/// What was found, each once.
#[derive(Default)]
struct Findings {
    refused: Vec<Said>,
    warnings: Vec<Said>,
    passed: Vec<Step>,
}

impl Findings {
    fn refuse(&mut self, said: Said) {
        add_once(&mut self.refused, said);
    }

    fn warn(&mut self, said: Said) {
        add_once(&mut self.warnings, said);
    }

    fn pass(&mut self, step: Step) {
        add_once(&mut self.passed, step);
    }

    fn add(&mut self, others: &Findings) {
        others.refused.iter().for_each(|said| self.refuse(said.clone()));
        others.warnings.iter().for_each(|said| self.warn(said.clone()));
    }

    fn judged(self, strict: bool, voice: &Voice) -> anyhow::Result<()> {
        if !strict {
            self.warnings.iter().for_each(|said| voice.warn(said));
        }
        let mut refused = self.refused;
        let help = if refused.is_empty() { words::strict_help() } else { words::help() };
        if strict {
            refused.extend(self.warnings);
        }
        let [first, others @ ..] = refused.as_slice() else { return Ok(()) };
        let said = words::refused(&told(first, others));
        Err(Fact::new(Exit::Preflight, said).help(help).into())
    }
}

/// A project laid out as it will lie on the far side.
struct Stage<'a> {
    project: &'a Project,
    bench: &'a Bench,
    place: TempDir,
}

impl<'a> Stage<'a> {
    fn set(project: &'a Project, bench: &'a Bench) -> anyhow::Result<Self> {
        let place = bench.directory("project-")?;
        project.tree.write_to(&place.path().join(&project.name))?;
        Ok(Stage { project, bench, place })
    }

    fn directory(&self) -> std::path::PathBuf {
        self.place.path().join(&self.project.name)
    }

    fn go(&self, cpu: Cpu, cgo: Cgo, arguments: &[&str]) -> anyhow::Result<Run> {
        self.go_in(&self.directory(), cpu, cgo, arguments)
    }

    /// Runs Go in the directory `here`. Where its go line would have it pass over the vendor tree, it is told to use
    /// that, as `goferry project copy` tells people to; nobody tells it where a suite is run.
    fn go_in(&self, here: &Path, cpu: Cpu, cgo: Cgo, arguments: &[&str]) -> anyhow::Result<Run> {
        let is_told = self.project.leaves_vendor_alone() && !self.project.is_suite;
        let flags = if is_told { "-modcacherw -mod=vendor" } else { "-modcacherw" };
        self.bench.go(here, cpu, cgo, flags, arguments)
    }

    /// Each of `cpus`, then what is the same for all; what is found is added to `all`.
    fn played(&self, cpus: &[Cpu], all: &mut Findings) -> anyhow::Result<Vec<Rehearsed>> {
        let (mut embedded, mut of_cpus) = (BTreeSet::new(), Vec::new());
        for cpu in cpus {
            let (started, mut findings) = (Instant::now(), Findings::default());
            embedded.extend(self.play(*cpu, &mut findings)?);
            all.add(&findings);
            of_cpus.push((*cpu, findings, started.elapsed()));
        }
        let mut of_all = Findings::default();
        pointers::judge(self.project, &embedded, &mut of_all)?;
        generators::missing(self)?.into_iter().for_each(|said| of_all.warn(said));
        all.add(&of_all);
        let rehearsed = |(cpu, mut findings, elapsed): (Cpu, Findings, Duration)| {
            findings.add(&of_all);
            let Findings { passed, warnings, .. } = findings;
            Rehearsed { project: self.project.name.clone(), cpu, passed, warnings, elapsed }
        };
        Ok(of_cpus.into_iter().map(rehearsed).collect())
    }

    /// One CPU: what Go finds, builds, vets, and whether the tests compile. Gives the members that are embedded.
    fn play(&self, cpu: Cpu, findings: &mut Findings) -> anyhow::Result<BTreeSet<String>> {
        let name = &self.project.name;
        let packages = self.packages(cpu, Cgo::Off)?;
        let all = self.packages(cpu, Cgo::On)?;
        let mut build = vec!["build", "-o=/dev/null", "./..."];
        if self.project.has_tools {
            build.push("tool");
        }
        let plain = self.tried(&packages, cpu, Cgo::Off, &build, findings)?;
        match (all.first_with_cgo(&self.directory()), plain) {
            (Some(first), plain) => {
                findings.warn(words::needs_cgo(name, &first));
                self.with_c_compiler(cpu, &all, plain, &first, findings)?;
            }
            (None, Some(_)) if self.project.leaves_vendor_alone() => {
                findings.refuse(words::vendor_unused(name));
            }
            (None, Some(text)) => findings.refuse(words::does_not_build(name, &cpu, &text)),
            (None, None) => self.quality(cpu, Cgo::Off, findings)?,
        }
        Ok(packages.embedded(&self.directory()))
    }

    /// The same for a project with C code in it, whose build without cgo came to `plain`.
    fn with_c_compiler(
        &self,
        cpu: Cpu,
        all: &Packages,
        plain: Option<String>,
        file: &str,
        findings: &mut Findings,
    ) -> anyhow::Result<()> {
        let name = &self.project.name;
        if !self.bench.compiles_c_for(cpu) {
            if let Some(text) = plain {
                findings.warn(words::cgo_untried(name, &cpu, &file, &text));
            }
            return Ok(());
        }
        let build = ["build", "-o=/dev/null", "./..."];
        let with = self.tried(all, cpu, Cgo::On, &build, findings)?;
        match (plain, with) {
            (Some(_), Some(text)) => findings.refuse(words::does_not_build(name, &cpu, &text)),
            (None, Some(text)) => findings.warn(words::fails_with_cgo(name, &cpu, &text)),
            (Some(_), None) => {
                findings.warn(words::only_with_cgo(name, &file));
                self.quality(cpu, Cgo::On, findings)?;
            }
            (None, None) => self.quality(cpu, Cgo::Off, findings)?,
        }
        Ok(())
    }

    /// What does not resolve, or why `build` ends with an error.
    fn tried(
        &self,
        packages: &Packages,
        cpu: Cpu,
        cgo: Cgo,
        build: &[&str],
        findings: &mut Findings,
    ) -> anyhow::Result<Option<String>> {
        if packages.is_empty() {
            return Ok(None);
        }
        let unresolved = packages.errors(&self.directory());
        if !unresolved.is_empty() {
            return Ok(Some(unresolved.join(" | ")));
        }
        findings.pass(Step::List);
        let failure = self.go(cpu, cgo, build)?.failure(&self.directory());
        if failure.is_none() {
            findings.pass(if cgo == Cgo::On { Step::BuildWithCgo } else { Step::Build });
        }
        Ok(failure)
    }

    /// What builds and may yet be wrong; of a suite, whose tests decide, more is refused.
    fn quality(&self, cpu: Cpu, cgo: Cgo, findings: &mut Findings) -> anyhow::Result<()> {
        let (name, here) = (&self.project.name, self.directory());
        // The tests are compiled and linked, and do not run: what they would ask of this machine is not what the
        // far side has.
        let compiled = ["test", "-run=^$", "-vet=off", "-exec=true", "./..."];
        if let Some(text) = self.go(cpu, cgo, &compiled)?.failure(&here) {
            let said = words::tests_do_not_compile(name, &cpu, &text);
            if self.project.is_suite {
                findings.refuse(said);
            } else {
                findings.warn(said);
            }
            return Ok(());
        }
        findings.pass(Step::TestsCompile);
        match self.go(cpu, cgo, &["vet", "./..."])?.failure(&here) {
            Some(text) => findings.warn(words::vet(name, &cpu, &text)),
            None => findings.pass(Step::Vet),
        }
        Ok(())
    }

    fn packages(&self, cpu: Cpu, cgo: Cgo) -> anyhow::Result<Packages> {
        let run = self.go(
            cpu,
            cgo,
            &[&["list", "-e", "-deps", "-test"], packages::FIELDS, &["./..."]].concat(),
        )?;
        Packages::read(&run, &self.directory()).context(|| words::listing(&self.project.name))
    }
}
