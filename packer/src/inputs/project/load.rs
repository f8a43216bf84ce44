//! Taking in all projects of a run: what is wrong with one ends it at once, what may not travel is gathered from all.

use super::agreement::checked_vendor;
use super::carry::{self, Gathered};
use super::content::Vendored;
use super::go_mod::ModuleRef;
use super::left_out::{Rules, Why};
use super::let_through::{AllowedKey, Keys};
use super::module_cache::ModuleCache;
use super::modules_txt::{Listed, ModulesTxt};
use super::obstacles::{self, Obstacle, WayOut};
use super::published::Published;
use super::texts::{Texts, read_texts, refuse_workspace};
use super::vcs::{self, Vcs};
use super::vendoring::Vendor;
use super::{Options, Project, VendoredModule, Wanted, consistency, naming, notes};
use crate::inputs::tree::Tree;
use crate::words::project as words;
use voice::{Context as _, Voice};

/// Takes in the Go modules that `modules` and `suites` name, in this order. What of them may not travel is told in one
/// error for all.
///
/// # Errors
/// [`voice::Exit::Usage`]: no module, no vendor tree, something secret or uncarriable in one, an option that means nothing in
/// any; [`voice::Exit::Preflight`]: vendor tree, go.mod and go.sum disagree; [`voice::Exit::Medium`]: one cannot be read.
pub fn load(
    modules: &[Wanted],
    suites: &[Wanted],
    options: &Options,
    voice: &Voice,
) -> anyhow::Result<Vec<Project>> {
    let mut run = Run { options, voice, obstacles: Vec::new(), nested: Vec::new() };
    let modules = modules.iter().map(|wanted| (wanted, false));
    let all: Vec<_> = modules.chain(suites.iter().map(|wanted| (wanted, true))).collect();
    let take_in = |(wanted, is_suite): &(&Wanted, bool)| {
        voice.note(&words::taking(&wanted.dir.display()));
        let project = run.take_in(wanted).context(|| words::loading(&wanted.dir.display()))?;
        Ok(if *is_suite { project.as_suite(&wanted.dir)? } else { project })
    };
    let projects = all.iter().map(take_in).collect::<anyhow::Result<Vec<_>>>()?;
    naming::refuse_twins(projects.iter().map(|project| project.name.as_str()))?;
    run.obstacles.extend(idle_keys(options, &projects));
    run.obstacles.extend(idle_excludes(options, &projects));
    obstacles::refuse(&run.obstacles)?;
    let given = all.iter().filter_map(|(wanted, _)| wanted.dir.canonicalize().ok()).collect();
    for (((wanted, _), project), nested) in all.iter().zip(&projects).zip(&run.nested) {
        notes::of_left_out(&project.left_out, &wanted.dir, voice);
        notes::of_public_keys(&project.let_through, voice);
        notes::of_nested(nested, &wanted.dir, &given, voice);
    }
    Ok(projects)
}

/// What is gathered on the way through all projects.
struct Run<'a> {
    options: &'a Options,
    voice: &'a Voice,
    obstacles: Vec<Obstacle>,
    /// Of each project, the directories that hold modules of their own.
    nested: Vec<Vec<String>>,
}

impl Run<'_> {
    fn take_in(&mut self, wanted: &Wanted) -> anyhow::Result<Project> {
        let (dir, options) = (wanted.dir.as_path(), self.options);
        refuse_workspace(dir, options.go.workspace.as_deref())?;
        let rules = Rules::read(dir, &options.excludes, &options.output)?;
        let texts = read_texts(dir)?;
        let name = match &wanted.name {
            Some(name) => name.clone(),
            None => naming::from_module_path(&texts.go_mod.module)?,
        };
        let (vendor, list) = checked_vendor(dir, &texts, options, self.voice)?;
        if !list.modules.is_empty() {
            texts.warn_of_an_old_go_line(self.voice);
        }
        let cache = options.module_cache();
        let published = Published::new(&list, &texts.go_sum, cache.clone());
        let keys = Keys { project: &name, allowed: &options.allowed_keys, published };
        let gathered = carry::gather(dir, &vendor, &rules, &keys)?;
        let Gathered { tree, obstacles, let_through, left_out, nested } = gathered;
        self.obstacles.extend(obstacles);
        self.nested.push(nested);
        let made = matches!(vendor, Vendor::Made(_)).then_some("vendor");
        let prefix = format!("{name}/");
        let without: Vec<&str> = left_out
            .iter()
            .filter_map(|left| left.file.strip_prefix(&prefix))
            .chain(made)
            .chain([vcs::DIRECTORY])
            .collect();
        let vcs = Vcs::of(dir, &without, &options.environment);
        Ok(Project {
            is_suite: false,
            modules: vendored_modules(&list, &texts, &tree, &cache)?,
            module_path: texts.go_mod.module,
            go_version: texts.go_mod.go,
            has_tools: texts.go_mod.has_tools,
            tree,
            added: vcs.as_ref().map(Vcs::tree).transpose()?.unwrap_or_default(),
            vcs,
            let_through,
            left_out,
            _vendor: vendor,
            name,
        })
    }
}

/// Each `--allow-key` that let nothing through: a name that is mistyped, or a key that is gone.
fn idle_keys<'a>(
    options: &'a Options,
    projects: &'a [Project],
) -> impl Iterator<Item = Obstacle> + 'a {
    let names: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
    let names = names.join(", ");
    let through = || projects.iter().flat_map(|project| &project.let_through);
    let idle = move |key: &&AllowedKey| !through().any(|file| key.covers(&file.file, &file.sha256));
    options.allowed_keys.iter().filter(idle).map(move |key| {
        let help = words::allow_key_idle_help(&names);
        Obstacle::new(words::allow_key_idle(&key), WayOut::Said(help))
    })
}

/// Each `--exclude` that left nothing out.
fn idle_excludes<'a>(
    options: &'a Options,
    projects: &'a [Project],
) -> impl Iterator<Item = Obstacle> + 'a {
    let left_out = || projects.iter().flat_map(|project| &project.left_out);
    let idle =
        move |glob: &&String| !left_out().any(|left| left.why == Why::Option((*glob).clone()));
    options.excludes.iter().filter(idle).map(|glob| {
        Obstacle::new(words::exclude_idle(glob), WayOut::Said(words::exclude_idle_help()))
    })
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
