//! The licences of what travels: collected from Go and every vendored module, carried together so that
//! nobody has to look for them in forty directories.

use crate::inputs::modules::Modules;
use crate::inputs::project::Project;
use crate::inputs::tree::{Contents, Entry, Kind, Tree};
use crate::inputs::zip::ModuleZip;

/// The directory of [`tree`], to be carried below `meta`.
pub const DIRECTORY: &str = "licences";

/// One licence file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// What it is about: `go`, a project's `modules/NAME`, or a module path below that.
    pub component: String,
    /// Where it was found in the component's own tree.
    pub path: String,
    /// Its text, as bytes: old licences are not always UTF-8.
    pub text: Contents,
}

/// The licences of a Go distribution, those of what it bundles included.
pub fn of_go(goroot: &Tree) -> Vec<Licence> {
    licence_files(goroot)
        .map(|(path, text)| Licence {
            component: "go".to_owned(),
            path: path.to_owned(),
            text: text.clone(),
        })
        .collect()
}

/// The licences of a project and of every module in its vendor tree.
pub fn of_project(project: &Project) -> Vec<Licence> {
    let own = format!("modules/{}", project.name);
    let licence = |(path, text): (&str, &Contents)| {
        let (component, path) = match vendored_in(project, path) {
            Some((module, inner)) => (format!("{own}/{module}"), inner),
            None => (own.clone(), path),
        };
        Licence { component, path: path.to_owned(), text: text.clone() }
    };
    licence_files(&project.tree).map(licence).collect()
}

/// The licences of modules that travel as such.
///
/// # Errors
/// A zip cannot be read.
pub fn of_modules(modules: &Modules) -> anyhow::Result<Vec<Licence>> {
    let mut all = Vec::new();
    for (path, entry) in modules.modcache.iter() {
        let Kind::File(contents) = &entry.kind else { continue };
        if !path.ends_with(".zip") {
            continue;
        }
        for (name, text) in ModuleZip::read(&contents.bytes()?, path)?.into_files() {
            let Some((module, inner)) = parted(&name) else { continue };
            if is_licence(inner) {
                let (component, path) = (format!("modcache/{module}"), inner.to_owned());
                all.push(Licence { component, path, text: Contents::Bytes(text) });
            }
        }
    }
    Ok(all)
}

/// The module with its version, and the path in it, of a name in its zip.
fn parted(name: &str) -> Option<(&str, &str)> {
    let at = name.find('@')?;
    let end = at + name[at..].find('/')?;
    Some((&name[..end], &name[end + 1..]))
}

/// Vendored modules without any licence file, as `path version`: worth a warning, since nobody may
/// hand them on.
pub fn missing(project: &Project) -> Vec<String> {
    let found = of_project(project);
    let has = |path: &str| {
        found.iter().any(|l| l.component == format!("modules/{}/{path}", project.name))
    };
    let modules = project.modules.iter().filter(|m| !has(&m.path));
    modules.map(|m| format!("{} {}", m.path, m.version)).collect()
}

/// All of them as a tree: `licences/COMPONENT/PATH`.
///
/// # Errors
/// [`voice::Exit::Usage`] where two would share a path.
pub fn tree(licences: &[Licence]) -> anyhow::Result<Tree> {
    let mut tree = Tree::new();
    for licence in licences {
        let path = format!("{DIRECTORY}/{}/{}", licence.component, licence.path);
        tree.insert(&path, Entry { kind: Kind::File(licence.text.clone()), executable: false })?;
    }
    Ok(tree)
}

fn licence_files(tree: &Tree) -> impl Iterator<Item = (&str, &Contents)> {
    tree.iter().filter(|(path, _)| is_licence(path)).filter_map(|(path, entry)| match &entry.kind {
        Kind::File(contents) => Some((path, contents)),
        _ => None,
    })
}

/// The module that `vendor/...` belongs to, the longest where one is nested in another, and the path in it.
fn vendored_in<'a>(project: &'a Project, path: &'a str) -> Option<(&'a str, &'a str)> {
    let path = path.strip_prefix("vendor/")?;
    let inner =
        |module: &'a str| path.strip_prefix(module)?.strip_prefix('/').map(|inner| (module, inner));
    let found = project.modules.iter().filter_map(|m| inner(&m.path));
    found.max_by_key(|(module, _)| module.len())
}

/// Whether a file's name is that of a licence, or its directory is one of licences (REUSE). Test data
/// and source code about licences are not.
fn is_licence(path: &str) -> bool {
    const STEMS: [&str; 7] =
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "PATENTS", "UNLICENSE"];
    const CODE: [&str; 16] = [
        "go", "s", "c", "h", "cc", "cpp", "py", "js", "ts", "sh", "json", "yaml", "yml", "toml",
        "tmpl", "proto",
    ];
    let mut directories = path.split('/');
    let name = directories.next_back().unwrap_or(path);
    let (mut is_test, mut is_collection) = (false, false);
    for directory in directories {
        is_test |= directory == "testdata";
        is_collection = directory.eq_ignore_ascii_case("licenses");
    }
    let upper = name.to_ascii_uppercase();
    let is_code = name
        .rsplit_once('.')
        .is_some_and(|(_, ext)| CODE.contains(&ext.to_ascii_lowercase().as_str()));
    let is_named = STEMS.iter().any(|stem| upper.starts_with(stem));
    !is_test && !is_code && (is_collection || is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_told_from_code_and_test_data() {
        for path in [
            "LICENSE",
            "a/b/LICENSE.txt",
            "COPYING.LESSER",
            "x/LICENSE-MIT",
            "notice.md",
            "PATENTS",
            "LICENSES/MIT.txt",
        ] {
            assert!(is_licence(path), "{path}");
        }
        for path in [
            "license.go",
            "a/testdata/LICENSE",
            "licenses/x/main.c",
            "README.md",
            "noticeboard.go",
            "licenses/list.json",
        ] {
            assert!(!is_licence(path), "{path}");
        }
    }

    #[test]
    fn gos_licences_are_carried_below_their_component() {
        let mut goroot = Tree::new();
        for path in ["LICENSE", "PATENTS", "src/vendor/golang.org/x/net/LICENSE", "bin/go"] {
            goroot.insert_bytes(path, *b"text", false).unwrap();
        }
        let tree = tree(&of_go(&goroot)).unwrap();
        let files: Vec<_> =
            tree.iter().filter(|(_, e)| e.kind != Kind::Dir).map(|(path, _)| path).collect();
        assert_eq!(
            files,
            [
                "licences/go/LICENSE",
                "licences/go/PATENTS",
                "licences/go/src/vendor/golang.org/x/net/LICENSE"
            ]
        );
    }
}
