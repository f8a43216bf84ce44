//! Projects: Go modules with their vendor trees, checked and made ready to travel.
//!
//! Here lies what a project is; the story is in `load`, and each of Go's formats has a file of its own.

pub mod agreement;
mod carry;
pub mod consistency;
pub mod content;
pub mod go_mod;
pub mod go_sum;
mod go_variables;
pub mod go_version;
mod left_out;
mod let_through;
mod line;
mod load;
mod loss;
pub mod module_cache;
pub mod modules_txt;
mod naming;
mod notes;
mod obstacles;
mod published;
pub mod secret;
mod shell;
mod texts;
pub mod vcs;
mod vendoring;

use crate::inputs::tree::Tree;
use crate::words::project as words;
use content::{Content, Difference};
use go_mod::ModuleRef;
pub use go_variables::GoVariables;
use go_version::GoVersion;
pub use left_out::{LeftOut, Why};
pub use let_through::{AllowedKey, LetThrough};
pub use line::Syntax;
pub use load::load;
use module_cache::ModuleCache;
pub use naming::Wanted;
pub use obstacles::{add_once, told};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use vcs::Vcs;
use vendoring::Vendor;
pub use vendoring::Vendoring;
use voice::{Exit, Fact, Said, Voice};

/// How projects are taken in.
#[derive(Clone, Debug)]
pub struct Options {
    /// When the vendor tree is made with `go mod vendor` (`--vendor`); `None`: never.
    pub vendor: Option<Vendoring>,
    /// The carried go command for that; `None` means the one on `PATH`.
    pub go_command: Option<PathBuf>,
    /// Where scratch directories may be made; must exist.
    pub scratch: PathBuf,
    /// Where the finished files go: what lies there is none of the project.
    pub output: PathBuf,
    /// Published test keys that may travel although they look secret (`--allow-key`).
    pub allowed_keys: Vec<AllowedKey>,
    /// Further lines of each project's `.goferryignore` (`--exclude`).
    pub excludes: Vec<String>,
    /// Go's own variables.
    pub go: GoVariables,
    /// The environment of this run, which says which git it is.
    pub environment: BTreeMap<OsString, OsString>,
}

/// A checked project, ready to travel.
#[derive(Debug)]
pub struct Project {
    /// Its directory below `modules/`.
    pub name: String,
    /// The module's path.
    pub module_path: String,
    /// Its `go` line; `None` means Go 1.16, as Go itself takes it.
    pub go_version: Option<String>,
    /// Whether it is an acceptance suite: its tests decide on the far side.
    pub is_suite: bool,
    /// Whether its go.mod names tools (Go Modules Reference, "tool directive").
    pub has_tools: bool,
    /// The modules that have packages in the vendor tree, sorted by path.
    pub modules: Vec<VendoredModule>,
    /// go.mod, go.sum, vendor and sources, without a prefix.
    pub tree: Tree,
    /// The commit it is at, where git knows one.
    pub vcs: Option<Vcs>,
    /// What travels beside its own files: [`vcs`](Self::vcs) in files.
    pub added: Tree,
    /// Files that travel though they look like secret keys, by name.
    pub let_through: Vec<LetThrough>,
    /// What does not travel, by name.
    pub left_out: Vec<LeftOut>,
    /// Where the vendor tree was made, if it was; the tree's files lie there.
    _vendor: Vendor,
}

/// What of all projects is against the rule that whatever lies in them travels, and nothing secret.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    /// Files that travel though they look like secret keys.
    pub let_through: Vec<LetThrough>,
    /// What does not travel.
    pub left_out: Vec<LeftOut>,
}

impl Exceptions {
    /// Those of `projects`, in their order.
    pub fn of(projects: &[Project]) -> Self {
        let let_through = projects.iter().flat_map(|project| project.let_through.clone());
        let left_out = projects.iter().flat_map(|project| project.left_out.clone());
        Exceptions { let_through: let_through.collect(), left_out: left_out.collect() }
    }
}

/// The member below `meta` that names the suites, one a line (FORMAT.md 6).
pub const SUITES: &str = "acceptance";

/// The names of the suites among `projects`, in the order in which they are run.
pub fn suites(projects: &[Project]) -> Vec<&str> {
    let suites = projects.iter().filter(|project| project.is_suite);
    suites.map(|project| project.name.as_str()).collect()
}

/// A module in a vendor tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendoredModule {
    /// As the project imports it.
    pub path: String,
    /// As the project requires it.
    pub version: String,
    /// What stands in for it: another module, or a directory on the release machine.
    pub replaced_by: Option<ModuleRef>,
    /// `h1:` digest from go.sum of what is vendored: the module or its replacement. `None` for a
    /// replacement by a directory.
    pub h1: Option<String>,
    /// Whether `go.mod` requires it itself and not only by way of others.
    pub direct: bool,
    /// The `go` line of its own `go.mod`.
    pub go_version: Option<String>,
    /// Whether its vendored files are those of the module.
    pub content: Content,
}

impl Options {
    fn module_cache(&self) -> ModuleCache {
        ModuleCache(self.go.module_cache.clone())
    }
}

impl Project {
    /// The same as an acceptance suite, taken from `dir`: a release has to pass its tests on the far side before it
    /// becomes current. It travels as every project does.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it has no tests of its own: nothing would be decided.
    pub fn as_suite(self, dir: &Path) -> Result<Project, Fact> {
        let is_test = |path: &str| path.ends_with("_test.go") && !path.starts_with("vendor/");
        if !self.tree.iter().any(|(path, _)| is_test(path)) {
            let said = words::no_tests(&dir.display());
            return Err(Fact::new(Exit::Usage, said).help(words::no_tests_help()));
        }
        Ok(Project { is_suite: true, ..self })
    }

    /// Whether Go does not look into its vendor tree of its own accord: that began with `go 1.14` in go.mod (Go Modules
    /// Reference, "Vendoring").
    pub fn leaves_vendor_alone(&self) -> bool {
        let go = self.go_version.as_deref().and_then(GoVersion::parse);
        !self.modules.is_empty() && go < GoVersion::parse("1.14")
    }

    /// Refuses a project that asks for a newer Go than the one carried, `carried` being `1.27.3` or
    /// `go1.27.3`: on the far side `GOTOOLCHAIN=local` would end every build.
    ///
    /// # Errors
    /// [`Exit::Preflight`], naming the project or the vendored module that asks.
    pub fn refuse_newer_than(&self, carried: &str) -> Result<(), Fact> {
        let of_project = words::what_project(&self.module_path);
        refuse_newer(&of_project, self.go_version.as_deref(), carried)?;
        self.modules.iter().try_for_each(|module| {
            let what = words::what_project(&format!("{} {}", module.path, module.version));
            refuse_newer(&what, module.go_version.as_deref(), carried)
        })
    }
}

/// Warns of modules that are not what their name and digest say.
pub fn warn_of_patches(projects: &[Project], voice: &Voice) {
    for (project, module) in projects.iter().flat_map(|p| p.modules.iter().map(move |m| (p, m))) {
        let found: Vec<Said> = module.content.differences().iter().map(Difference::said).collect();
        if let [first, others @ ..] = found.as_slice() {
            let name = format!("{} {}", module.path, module.version);
            voice.warn(&words::patched(&name, &project.name, &told(first, others)));
        }
    }
}

fn refuse_newer(what: &Said, wanted: Option<&str>, carried: &str) -> Result<(), Fact> {
    let Some(wanted) = wanted else { return Ok(()) };
    let Some(version) = GoVersion::parse(wanted) else {
        let said = words::go_line_unclear(&what, &wanted);
        return Err(Fact::new(Exit::Preflight, said));
    };
    if GoVersion::parse(carried).is_some_and(|carried| version <= carried) {
        return Ok(());
    }
    let carried = carried.strip_prefix("go").unwrap_or(carried);
    let said = words::go_too_old(&what, &wanted, &carried);
    let help = words::go_too_old_help(&wanted, &carried);
    Err(Fact::new(Exit::Preflight, said).help(help))
}

#[cfg(test)]
mod tests;
