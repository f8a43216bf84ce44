//! Acceptance suites: carried projects whose tests a release has to pass on the far side before it becomes current.
//!
//! They travel as every project does, in `modules/NAME`, with their vendor trees, in the SBOM, without secrets;
//! `meta/acceptance` names them, one a line (FORMAT.md 6).

use crate::inputs::project::Project;
use payloads::words::{Fact, gate as words};
use payloads::{Exit, say};
use std::path::Path;

/// The member that names them, below `meta`.
pub const MEMBER: &str = "acceptance";

/// The project taken from `dir`, as a suite.
///
/// # Errors
/// [`Exit::Usage`] where it has no tests of its own: nothing would be decided.
pub fn suite(mut project: Project, dir: &Path) -> Result<Project, Fact> {
    let is_test = |path: &str| path.ends_with("_test.go") && !path.starts_with("vendor/");
    if !project.tree.iter().any(|(path, _)| is_test(path)) {
        let said = say!(words::NO_TESTS, dir = dir.display());
        return Err(Fact::new(Exit::Usage, said).help(say!(words::NO_TESTS_HELP)));
    }
    project.is_suite = true;
    Ok(project)
}

/// The names of the suites among `projects`, in the order in which they are run.
pub fn names(projects: &[Project]) -> Vec<&str> {
    let suites = projects.iter().filter(|project| project.is_suite);
    suites.map(|project| project.name.as_str()).collect()
}
