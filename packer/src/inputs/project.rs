//! Projects: Go modules with their vendor trees, checked and made ready to travel.
//!
//! Here lies the story and the reading of files; each of Go's formats has a file of its own below.

mod agreement;
mod carry;
pub mod consistency;
pub mod content;
pub mod go_mod;
pub mod go_sum;
pub mod go_version;
mod line;
mod loss;
pub mod module_cache;
pub mod modules_txt;
mod naming;
pub mod secret;
mod texts;
pub mod vcs;
mod vendoring;

use crate::inputs::tree::Tree;
use crate::words::project as words;
use agreement::checked_vendor;
pub use agreement::told;
use content::{Content, Difference, Vendored};
use go_mod::ModuleRef;
use go_version::GoVersion;
pub use line::Syntax;
use module_cache::ModuleCache;
use modules_txt::{Listed, ModulesTxt};
pub use naming::{Wanted, refuse_twins};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use texts::{Texts, read_texts, refuse_workspace};
use vcs::Vcs;
use vendoring::Vendor;
pub use vendoring::Vendoring;
use voice::Exit;
use voice::{Context as _, Fact, Said, Voice};

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
    /// Member paths of published test keys that may travel although they look secret.
    pub allowed_keys: BTreeSet<String>,
    /// The environment of this run, which says where Go's module cache is, and which git it is.
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
    /// Where the vendor tree was made, if it was; the tree's files lie there.
    _vendor: Vendor,
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
        let text = |name: &str| self.environment.get(OsStr::new(name))?.to_str().map(str::to_owned);
        ModuleCache::of(&text)
    }
}

/// Takes in the Go module that `wanted` names.
///
/// # Errors
/// [`Exit::Usage`]: no module, no vendor tree, something secret or uncarriable in it;
/// [`Exit::Preflight`]: vendor tree, go.mod and go.sum disagree; [`Exit::Medium`]: it cannot be read.
pub fn load(wanted: &Wanted, options: &Options, voice: &Voice) -> anyhow::Result<Project> {
    take_in(wanted, options, voice).context(|| words::loading(&wanted.dir.display()))
}

fn take_in(wanted: &Wanted, options: &Options, voice: &Voice) -> anyhow::Result<Project> {
    let dir = wanted.dir.as_path();
    refuse_workspace(dir)?;
    let output = carry::output_within(dir, &options.output)?;
    let texts = read_texts(dir)?;
    let name = match &wanted.name {
        Some(name) => name.clone(),
        None => naming::from_module_path(&texts.go_mod.module)?,
    };
    let (vendor, list) = checked_vendor(dir, &texts, options, voice)?;
    if let Some(left_out) = &output {
        voice.note(&words::output_left_out(&dir.join(left_out).display()));
    }
    let tree = collect(dir, &vendor, output.as_deref(), options)?;
    let made = matches!(vendor, Vendor::Made(_)).then_some("vendor");
    let left_out: Vec<&str> =
        output.as_deref().into_iter().chain(made).chain([vcs::DIRECTORY]).collect();
    let vcs = Vcs::of(dir, &left_out, &options.environment);
    Ok(Project {
        name,
        is_suite: false,
        modules: vendored_modules(&list, &texts, &tree, &options.module_cache())?,
        module_path: texts.go_mod.module,
        go_version: texts.go_mod.go,
        has_tools: texts.go_mod.has_tools,
        tree,
        added: vcs.as_ref().map(Vcs::tree).transpose()?.unwrap_or_default(),
        vcs,
        _vendor: vendor,
    })
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

fn collect(
    dir: &Path,
    vendor: &Vendor,
    output: Option<&str>,
    options: &Options,
) -> anyhow::Result<Tree> {
    match vendor {
        Vendor::Made(_) => {
            let mut tree = carry::sources(dir, false, output, &options.allowed_keys)?;
            let made = vendor.dir().map(|made| carry::vendor(&made, &options.allowed_keys));
            made.transpose()?.into_iter().try_for_each(|made| tree.merge(made))?;
            Ok(tree)
        }
        Vendor::InPlace(_) | Vendor::NotNeeded => {
            carry::sources(dir, true, output, &options.allowed_keys)
        }
    }
}

fn vendored_modules(
    list: &ModulesTxt,
    texts: &Texts,
    tree: &Tree,
    cache: &ModuleCache,
) -> anyhow::Result<Vec<VendoredModule>> {
    let files = Vendored::sorted(tree, "vendor/", list);
    let h1_of = |source: ModuleRef| {
        texts.go_sum.h1(&source.path, source.version.as_deref()?).map(str::to_owned)
    };
    let indirect = |path: &str| texts.go_mod.requires.iter().any(|r| r.path == path && r.indirect);
    let module = |listed: &Listed| {
        let h1 = consistency::source(listed).and_then(h1_of);
        Ok(VendoredModule {
            path: listed.module.path.clone(),
            version: listed.module.version.clone().unwrap_or_default(),
            replaced_by: listed.replacement.clone(),
            direct: listed.explicit && !indirect(&listed.module.path),
            go_version: listed.go.clone(),
            content: files.content(listed, h1.as_deref(), cache)?,
            h1,
        })
    };
    let mut modules = list.vendored().map(module).collect::<anyhow::Result<Vec<_>>>()?;
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(modules)
}

#[cfg(test)]
mod tests;
