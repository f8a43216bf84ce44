//! What came of a rehearsal, for machines.

use super::Bench;
use payloads::platform::Cpu;
use serde_json::{Value, json};
use std::time::Duration;
use voice::{Lang, Said};

/// What was rehearsed, or why nothing was.
#[derive(Clone, Debug)]
pub enum Rehearsal {
    /// There is no project.
    NoProject,
    /// `--no-rehearsal` was given.
    LeftOut,
    /// It was held, and nothing refused.
    Held {
        /// The version of the Go that ran, without `go`.
        go: String,
        /// Whether that is the one in the file.
        is_carried: bool,
        /// Each project for each CPU.
        rehearsed: Vec<Rehearsed>,
    },
}

/// One project for one CPU.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    pub(super) project: String,
    pub(super) cpu: Cpu,
    pub(super) passed: Vec<Step>,
    pub(super) warnings: Vec<Said>,
    pub(super) elapsed: Duration,
}

/// What Go did without an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    List,
    Build,
    BuildWithCgo,
    TestsCompile,
    Vet,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::List => "list",
            Step::Build => "build",
            Step::BuildWithCgo => "build with cgo",
            Step::TestsCompile => "tests compile",
            Step::Vet => "vet",
        }
    }
}

impl Rehearsal {
    pub(super) fn held(bench: &Bench, rehearsed: Vec<Rehearsed>) -> Rehearsal {
        let (go, is_carried) = (bench.version.clone(), bench.is_carried);
        Rehearsal::Held { go, is_carried, rehearsed }
    }

    /// For the file of `cpu`.
    pub fn facts(&self, cpu: Cpu, lang: Lang) -> Value {
        match self {
            Rehearsal::NoProject => json!({ "left_out": "no project" }),
            Rehearsal::LeftOut => json!({ "left_out": "--no-rehearsal" }),
            Rehearsal::Held { go, is_carried, rehearsed } => {
                let of_cpu = rehearsed.iter().filter(|one| one.cpu == cpu);
                let projects: Vec<Value> = of_cpu.map(|one| one.facts(lang)).collect();
                json!({ "go": go, "go_is_carried": is_carried, "projects": projects })
            }
        }
    }
}

impl Rehearsed {
    fn facts(&self, lang: Lang) -> Value {
        let passed: Vec<&str> = self.passed.iter().map(|step| step.name()).collect();
        let warning = |said: &Said| json!({ "id": said.id(), "said": said.render(lang) });
        json!({
            "project": self.project,
            "passed": passed,
            "warnings": self.warnings.iter().map(warning).collect::<Vec<_>>(),
            "seconds": self.elapsed.as_secs(),
        })
    }
}
