//! Acceptance suites: carried projects whose tests a release has to pass on the far side before it becomes current.
//!
//! They travel as every project does, in `modules/NAME`, with their vendor trees, in the SBOM, without secrets;
//! `meta/acceptance` names them, one a line (FORMAT.md 6).

use crate::inputs::project::Project;
use crate::words::project as words;
use std::path::Path;
use voice::Exit;
use voice::Fact;

/// The member that names them, below `meta`.
pub const MEMBER: &str = "acceptance";

/// The project taken from `dir`, as a suite.
///
/// # Errors
/// [`Exit::Usage`] where it has no tests of its own: nothing would be decided.
pub fn suite(mut project: Project, dir: &Path) -> Result<Project, Fact> {
    let is_test = |path: &str| path.ends_with("_test.go") && !path.starts_with("vendor/");
    if !project.tree.iter().any(|(path, _)| is_test(path)) {
        let said = words::no_tests(&dir.display());
        return Err(Fact::new(Exit::Usage, said).help(words::no_tests_help()));
    }
    project.is_suite = true;
    Ok(project)
}

/// The names of the suites among `projects`, in the order in which they are run.
pub fn names(projects: &[Project]) -> Vec<&str> {
    let suites = projects.iter().filter(|project| project.is_suite);
    suites.map(|project| project.name.as_str()).collect()
}
