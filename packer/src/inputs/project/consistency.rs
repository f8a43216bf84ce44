//! Whether a vendor tree belongs to its `go.mod` and `go.sum`: what cmd/go checks before it builds
//! with `-mod=vendor` (`checkVendorConsistency`), and what it leaves to the network we will not have.

use super::go_mod::{GoMod, ModuleRef, Require};
use super::go_sum::GoSum;
use super::go_version::GoVersion;
use super::modules_txt::{Listed, ModulesTxt};
use std::collections::BTreeSet;

use crate::words::project as words;
use voice::Said;

/// Everything that disagrees, in the order of the files; empty where the tree may be carried.
pub fn findings(go_mod: &GoMod, sums: &GoSum, list: &ModulesTxt) -> Vec<Said> {
    let era = Era::of(go_mod);
    let mut found = Vec::new();
    found.extend(go_mod.requires.iter().filter_map(|r| required(r, list, era)));
    found.extend(replacements(go_mod, list, era));
    found.extend(list.modules.iter().filter_map(|m| listed(m, go_mod, era)));
    found.extend(list.modules.iter().filter_map(|m| replaced(m, go_mod)));
    found.extend(list.vendored().filter_map(|m| zip_digest(m, sums)));
    found.extend(go_mod.requires.iter().filter_map(|r| go_mod_digest(r, go_mod, sums)));
    found
}

/// The same of the tree of a workspace (`go work vendor`), whose members are given with their directories; `replaced` are
/// the modules that go.work replaces itself.
pub fn in_workspace(
    members: &[(String, GoMod)],
    replaced: &[String],
    list: &ModulesTxt,
) -> Vec<Said> {
    let names: BTreeSet<&str> = members.iter().map(|(_, go_mod)| go_mod.module.as_str()).collect();
    let mut found = Vec::new();
    let mut union = GoMod::default();
    for (dir, go_mod) in members {
        let mut go_mod = go_mod.clone();
        go_mod.requires.retain(|require| !names.contains(require.path.as_str()));
        go_mod.replaces.retain(|replace| !replaced.contains(&replace.old.path));
        let of_member = |said: Said| words::of_member(dir, &said);
        let required = go_mod.requires.iter().filter_map(|r| required(r, list, Era::Marked));
        found.extend(required.map(of_member));
        found.extend(replacements(&go_mod, list, Era::Marked).map(of_member));
        union.requires.append(&mut go_mod.requires);
    }
    found.extend(list.modules.iter().filter_map(|m| listed(m, &union, Era::Marked)));
    found
}

/// The module whose content stands in the vendor tree: itself or its replacement. `None` where that
/// is a directory, which has neither version nor digest.
pub fn source(module: &Listed) -> Option<ModuleRef> {
    let source = module.replacement.as_ref().unwrap_or(&module.module);
    source.version.is_some().then(|| source.clone())
}

/// What the `go` line says about the lists: before 1.14 `modules.txt` had no marks, from 1.17 on
/// `go.mod` names every module that contributes a package.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Era {
    Unmarked,
    Marked,
    Complete,
}

impl Era {
    fn of(go_mod: &GoMod) -> Self {
        let go = go_mod.go.as_deref().and_then(GoVersion::parse);
        let since = |version: &str| go.is_some() && go >= GoVersion::parse(version);
        match (since("1.14"), since("1.17")) {
            (_, true) => Era::Complete,
            (true, _) => Era::Marked,
            _ => Era::Unmarked,
        }
    }
}

fn required(require: &Require, list: &ModulesTxt, era: Era) -> Option<Said> {
    let module = format!("{} {}", require.path, require.version);
    if list.entry(&require.path, Some(&require.version)).is_some_and(|m| m.explicit) {
        return None;
    }
    let other = list.vendored().find(|m| {
        m.module.path == require.path && m.module.version.as_ref() != Some(&require.version)
    });
    match other {
        Some(other) => {
            Some(words::other_version(&module, &require.line, &other.line, &other.module))
        }
        None if era == Era::Unmarked => None,
        None => Some(words::not_explicit(&module, &require.line)),
    }
}

fn replacements<'a>(
    go_mod: &'a GoMod,
    list: &'a ModulesTxt,
    era: Era,
) -> impl Iterator<Item = Said> + 'a {
    go_mod.replaces.iter().filter_map(move |replace| {
        let (old, new, line) = (&replace.old, &replace.new, replace.line);
        let entry = list.entry(&old.path, old.version.as_deref());
        match entry.and_then(|m| m.replacement.as_ref().map(|r| (m.line, r))) {
            Some((_, there)) if there == new => None,
            Some((at, other)) => Some(words::replaced_otherwise(&old, &line, &new, &at, &other)),
            None if era == Era::Unmarked => None,
            None => Some(words::not_marked_replaced(&old, &line, &new)),
        }
    })
}

fn listed(listed: &Listed, go_mod: &GoMod, era: Era) -> Option<Said> {
    let module = &listed.module;
    let same_path = || go_mod.requires.iter().any(|r| r.path == module.path);
    let same = go_mod
        .requires
        .iter()
        .any(|r| r.path == module.path && Some(&r.version) == module.version.as_ref());
    if same || module.version.is_none() {
        return None;
    }
    if listed.explicit {
        return Some(words::not_required(&module, &listed.line));
    }
    let contributes = era == Era::Complete && !listed.packages.is_empty() && !same_path();
    contributes.then(|| words::not_listed(&module, &listed.line))
}

fn replaced(listed: &Listed, go_mod: &GoMod) -> Option<Said> {
    let other = listed.replacement.as_ref()?;
    let module = &listed.module;
    match go_mod.replacement(&module.path, module.version.as_deref()) {
        None => Some(words::not_replaced(&module, &listed.line, &other)),
        Some(new) if new == other => None,
        // Stated of this very version in go.mod: already reported from there.
        Some(_) if go_mod.replaces.iter().any(|r| r.old == *module) => None,
        Some(new) => {
            let same = |r: &&super::go_mod::Replace| r.old.path == module.path && r.new == *new;
            let line = go_mod.replaces.iter().find(same).map_or(0, |r| r.line);
            Some(words::replaced_otherwise(&module, &line, &new, &listed.line, &other))
        }
    }
}

fn zip_digest(module: &Listed, sums: &GoSum) -> Option<Said> {
    let source = source(module)?;
    let covered = sums.h1(&source.path, source.version.as_deref()?).is_some();
    (!covered).then(|| words::no_h1(&source, &module.line))
}

fn go_mod_digest(require: &Require, go_mod: &GoMod, sums: &GoSum) -> Option<Said> {
    let itself = ModuleRef { path: require.path.clone(), version: Some(require.version.clone()) };
    let source = go_mod.replacement(&require.path, Some(&require.version)).unwrap_or(&itself);
    let covered = sums.go_mod_h1(&source.path, source.version.as_deref()?).is_some();
    (!covered).then(|| words::no_go_mod_h1(&source, &require.line))
}

#[cfg(test)]
mod tests;
