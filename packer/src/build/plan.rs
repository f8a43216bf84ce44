//! Which frames a run makes: the parts of each file, and what several files have alike only once.

use crate::build::seal::Inputs;
use crate::inputs::modules::Modules;
use crate::inputs::project::Project;
use crate::inputs::tree::{Entry, Kind as TreeKind, Tree};
use icu_normalizer::ComposingNormalizerBorrowed;
use payloads::container::manifest::{Component, Kind};
use payloads::platform::Platform;
use std::collections::{BTreeMap, BTreeSet};

/// The members of one frame, before compression. Paths are the container's.
#[derive(Clone, Debug)]
pub struct Part {
    /// The component they belong to.
    pub component: Component,
    /// Which hosts need them.
    pub platform: Platform,
    /// The members by path, in the order of the paths' bytes.
    pub members: BTreeMap<String, Entry>,
}

/// The parts of several files.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    parts: Vec<Part>,
    files: Vec<Vec<Place>>,
}

/// A part's place in a file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The component as this file has it: a shared part of Go belongs to the Go of each CPU.
    pub component: Component,
    /// Which of [`Plan::parts`].
    pub part: usize,
}

impl Plan {
    /// Adds a file that consists of `parts`, in file order.
    pub fn add(&mut self, parts: Vec<Part>) {
        let places = parts.into_iter().map(|part| self.place(part)).collect();
        self.files.push(places);
    }

    /// Every frame there is to make.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Each file's parts, in file order.
    pub fn files(&self) -> &[Vec<Place>] {
        &self.files
    }

    /// Bytes of all files in all parts.
    pub fn length(&self) -> u64 {
        self.parts.iter().map(Part::length).sum()
    }

    /// Pairs of members of one directory that a file system may take for one, because their names differ only in case
    /// or in how Unicode composes them. The files hold both.
    pub fn twins(&self) -> Vec<(&str, &str)> {
        let composed = ComposingNormalizerBorrowed::new_nfc();
        let mut seen = BTreeMap::new();
        let mut twins = Vec::new();
        for path in self.parts.iter().flat_map(|part| part.members.keys()) {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            let alike = composed.normalize(&name.to_lowercase()).into_owned();
            let first = *seen.entry((parent, alike)).or_insert(path);
            if first != path {
                twins.push((first.as_str(), path.as_str()));
            }
        }
        twins
    }

    fn place(&mut self, part: Part) -> Place {
        let component = part.component.clone();
        let known = self.parts.iter().position(|known| known.is_the_frame_of(&part));
        let part = known.unwrap_or_else(|| {
            self.parts.push(part);
            self.parts.len() - 1
        });
        Place { component, part }
    }
}

impl Part {
    /// The members of `tree` below `prefix`, as far as `wanted` says yes to their paths in the tree.
    pub fn new(
        component: Component,
        platform: Platform,
        tree: &Tree,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Part {
        let mut members: BTreeMap<String, Entry> = tree
            .iter()
            .filter(|(path, _)| wanted(path))
            .map(|(path, entry)| (format!("{prefix}/{path}"), entry.clone()))
            .collect();
        for (at, _) in format!("{prefix}/").match_indices('/') {
            members
                .insert(prefix[..at].to_owned(), Entry { kind: TreeKind::Dir, executable: false });
        }
        Part { component, platform, members }
    }

    /// Bytes of all its files.
    pub fn length(&self) -> u64 {
        let length = |entry: &Entry| match &entry.kind {
            TreeKind::File(contents) => contents.length(),
            _ => 0,
        };
        self.members.values().map(length).sum()
    }

    /// Whether both become the same frame: same hosts, same paths, same modes, same bytes.
    fn is_the_frame_of(&self, other: &Part) -> bool {
        self.component.name == other.component.name
            && self.platform == other.platform
            && self.members == other.members
    }
}

/// The parts of one file, in file order: what of Go depends on the CPU, the sources of Go's commands, the
/// rest of Go, each project, Go's build cache, `meta`. The rest is cut in two, about 2 to 3, for 0.6 % of the file: two cores
/// then share the work of several CPUs' files evenly.
pub fn parts(
    inputs: &Inputs,
    projects: &[Project],
    modules: Option<&Modules>,
    meta: &Tree,
) -> Vec<Part> {
    let Inputs { go, gocache, .. } = inputs;
    let cpu = Platform::Cpu(go.cpu);
    let of_go = |platform, of_commands: Option<bool>| {
        let component = component(Kind::Go, "go", &go.version, cpu, &go.abi);
        Part::new(component, platform, &go.tree, "goroot", |path| {
            let fits = of_commands.is_none_or(|wanted| wanted == path.starts_with("src/cmd/"));
            fits && go.platform_of(path) == platform
        })
    };
    let of_project = |project: &Project| {
        let name = format!("modules:{}", project.name);
        let component = component(Kind::Modules, &name, "", Platform::Any, "");
        let prefix = format!("modules/{}", project.name);
        let part = |tree| Part::new(component.clone(), Platform::Any, tree, &prefix, |_| true);
        let mut own = part(&project.tree);
        own.members.extend(part(&project.added).members);
        own
    };
    let (commands, rest) = (of_go(Platform::Any, Some(true)), of_go(Platform::Any, Some(false)));
    let mut parts = vec![of_go(cpu, None), commands, rest];
    parts.extend(projects.iter().map(of_project));
    parts.extend(gocache.iter().map(|tree| {
        let component = component(Kind::GoCache, "gocache", &go.version, cpu, "");
        Part::new(component, cpu, tree, "gocache", |_| true)
    }));
    let of_modules = modules.into_iter().flat_map(|modules| {
        [(Kind::ModCache, "modcache", &modules.modcache), (Kind::SumDb, "sumdb", &modules.sumdb)]
    });
    let of_modules = of_modules.filter(|(_, _, tree)| tree.iter().next().is_some());
    parts.extend(of_modules.map(|(kind, name, tree)| {
        let component = component(kind, name, "", Platform::Any, "");
        Part::new(component, Platform::Any, tree, name, |_| true)
    }));
    let component = component(Kind::Meta, "meta", "", Platform::Any, "");
    parts.push(Part::new(component, Platform::Any, meta, "meta", |_| true));
    give_each_directory_one_home(&mut parts);
    parts.retain(|part| !part.members.is_empty());
    parts
}

/// A component without members yet.
pub fn component(kind: Kind, name: &str, version: &str, cpu: Platform, abi: &str) -> Component {
    Component {
        abi: abi.to_owned(),
        cpu,
        expanded_length: 0,
        kind,
        members: 0,
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

/// A directory that several parts have stays in one: the first that every host needs, else the first.
fn give_each_directory_one_home(parts: &mut [Part]) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|number| parts[*number].platform != Platform::Any);
    let mut housed = BTreeSet::new();
    for number in order {
        parts[number]
            .members
            .retain(|path, entry| entry.kind != TreeKind::Dir || housed.insert(path.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::go::{Distribution, fake};
    use crate::inputs::stubs::Stub;
    use payloads::platform::Cpu;

    fn go(cpu: Cpu) -> Distribution {
        Distribution::inspect(fake::tree("1.27.3", cpu), cpu, None, fake::origin(), "x").unwrap()
    }

    /// As if each distribution had been read from a file of its own.
    fn planned(cpus: &[Cpu], change: impl Fn(Cpu, &mut Tree)) -> Plan {
        let mut plan = Plan::default();
        for cpu in cpus {
            let mut go = go(*cpu);
            change(*cpu, &mut go.tree);
            let mut meta = Tree::new();
            meta.insert_bytes("sbom", cpu.name().as_bytes(), false).unwrap();
            let stub = Stub { cpu: *cpu, bytes: fake::elf(*cpu).into(), build: None };
            plan.add(parts(&Inputs { stub, go, gocache: None }, &[], None, &meta));
        }
        plan
    }

    fn numbers(plan: &Plan) -> Vec<Vec<usize>> {
        plan.files().iter().map(|places| places.iter().map(|place| place.part).collect()).collect()
    }

    #[test]
    fn what_files_have_alike_is_planned_once_and_belongs_to_each() {
        let plan = planned(&[Cpu::X86_64, Cpu::Loong64], |_, _| ());
        assert_eq!(numbers(&plan), [[0, 1, 2, 3], [4, 1, 2, 5]]);
        let cpus = |file: usize| plan.files()[file].iter().map(|place| place.component.cpu);
        let of = |cpu| [[Platform::Cpu(cpu); 3].as_slice(), &[Platform::Any]].concat();
        assert!(cpus(0).eq(of(Cpu::X86_64)) && cpus(1).eq(of(Cpu::Loong64)));
        assert_eq!(plan.parts().len(), 6);
    }

    #[test]
    fn names_that_differ_in_case_or_composition_are_twins_of_one_directory() {
        let names =
            ["src/x/Ab", "src/x/aB", "src/y/ab", "src/z/\u{c9}", "src/z/e\u{301}", "src/Y/c"];
        let plan = planned(&[Cpu::X86_64, Cpu::Loong64], |_, tree| {
            let mut add = |name: &str| tree.insert_bytes(name, &b""[..], false).unwrap();
            names.iter().for_each(|name| add(name));
        });
        let twins = [("x/Ab", "x/aB"), ("Y", "y"), ("z/e\u{301}", "z/\u{c9}")];
        let below = |name| format!("goroot/src/{name}");
        let twins = twins.map(|(one, other)| (below(one), below(other)));
        let found = plan.twins();
        assert!(found.into_iter().eq(twins.iter().map(|(one, other)| (&**one, &**other))));
    }

    #[test]
    fn one_byte_mode_or_path_that_differs_keeps_frames_apart() {
        let changes: [fn(&mut Tree); 3] = [
            |tree| tree.insert_bytes("src/one.go", &b"2"[..], false).unwrap(),
            |tree| tree.insert_bytes("src/one.go", &b"1"[..], true).unwrap(),
            |tree| tree.insert_bytes("src/two.go", &b"1"[..], false).unwrap(),
        ];
        for change in changes {
            let plan = planned(&[Cpu::X86_64, Cpu::Loong64], |cpu, tree| match cpu {
                Cpu::X86_64 => tree.insert_bytes("src/one.go", &b"1"[..], false).unwrap(),
                _ => change(tree),
            });
            assert_eq!(numbers(&plan), [[0, 1, 2, 3], [4, 1, 5, 6]]);
        }
    }

    #[test]
    fn a_directory_of_two_parts_is_a_member_of_the_one_that_every_host_needs() {
        let plan = planned(&[Cpu::X86_64], |_, _| ());
        let [native, commands, rest, meta] = plan.parts() else { panic!("four parts") };
        for (path, home) in [("goroot", commands), ("goroot/bin", rest)] {
            let others = plan.parts().iter().filter(|part| !std::ptr::eq(*part, home));
            assert!(others.clone().all(|part| !part.members.contains_key(path)), "{path}");
            assert!(home.members.contains_key(path), "{path}");
        }
        assert!(native.members.contains_key("goroot/bin/go"));
        assert!(native.members.contains_key("goroot/pkg/tool/linux_amd64"));
        assert!(meta.members.contains_key("meta"));
    }
}
