//! A vendor tree that agrees with the project's module files: found, or made where that is wanted.

use super::modules_txt::ModulesTxt;
use super::obstacles::told;
use super::texts::{Texts, read_text, read_texts, workspace};
use super::vendoring::{self, Vendor, Vendoring};
use super::{Options, consistency, loss};
use crate::words::project as words;
use std::fs;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Fact, Said, Voice};

/// The vendor tree, and its list after everything about it agreed.
pub(super) fn checked_vendor(
    dir: &Path,
    texts: &Texts,
    options: &Options,
    voice: &Voice,
) -> anyhow::Result<(Vendor, ModulesTxt)> {
    let make = || check(vendoring::make(dir, texts, options, voice)?, texts);
    if options.vendor == Some(Vendoring::Fresh) {
        return make();
    }
    let found = vendoring::find(dir, texts).and_then(|vendor| check(vendor, texts));
    if found.is_err() {
        texts.refuse_missing_replacements(dir)?;
    }
    let redo = match &found {
        Err(error) if options.vendor.is_some() => error.downcast_ref::<Fact>(),
        _ => None,
    };
    let Some(reason) = redo else { return found };
    if reason.exit == Exit::Preflight {
        voice.note(&words::vendor_is_stale(&dir.display()));
    }
    let (made, list) = make()?;
    loss::refuse(dir, made.dir().as_deref(), &options.module_cache())?;
    Ok((made, list))
}

fn check(vendor: Vendor, texts: &Texts) -> anyhow::Result<(Vendor, ModulesTxt)> {
    let Some(vendor_dir) = vendor.dir() else { return Ok((vendor, ModulesTxt::default())) };
    let list_path = vendor_dir.join("modules.txt");
    let list = ModulesTxt::parse(&read_text(&list_path)?.unwrap_or_default());
    if list.workspace {
        return Err(workspace(&list_path, &[]).into());
    }
    let mut findings = consistency::findings(&texts.go_mod, &texts.go_sum, &list);
    findings.extend(missing_packages(&vendor_dir, &list));
    let [first, others @ ..] = findings.as_slice() else { return Ok((vendor, list)) };
    let said = words::inconsistent(&told(first, others));
    Err(Fact::new(Exit::Preflight, said).help(words::inconsistent_help()).into())
}

/// Whether go, which takes the vendor tree of a module where there is one, can work in `dir`.
///
/// # Errors
/// [`Exit::Preflight`] with all that disagrees; a file cannot be read or understood.
pub fn of_module(dir: &Path) -> anyhow::Result<()> {
    let Some(list) = list_in(dir)?.filter(|list| !list.workspace) else { return Ok(()) };
    let texts = read_texts(dir)?;
    stale(dir, &consistency::findings(&texts.go_mod, &texts.go_sum, &list))
}

/// The same of a workspace with these members, whose go.work replaces the modules `replaced`.
///
/// # Errors
/// As [`of_module`].
pub fn of_workspace(dir: &Path, members: &[PathBuf], replaced: &[String]) -> anyhow::Result<()> {
    let Some(list) = list_in(dir)? else { return Ok(()) };
    if !list.workspace {
        let said = words::not_of_workspace(&dir.display());
        return Err(Fact::new(Exit::Preflight, said).help(words::stale_help()).into());
    }
    let read = |member: &PathBuf| {
        let name = member.strip_prefix(dir).unwrap_or(member).display().to_string();
        Ok((name, read_texts(member)?.go_mod))
    };
    let members = members.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    stale(dir, &consistency::in_workspace(&members, replaced, &list))
}

fn list_in(dir: &Path) -> anyhow::Result<Option<ModulesTxt>> {
    let text = read_text(&dir.join("vendor/modules.txt"))?;
    Ok(text.as_deref().map(ModulesTxt::parse))
}

fn stale(dir: &Path, findings: &[Said]) -> anyhow::Result<()> {
    let [first, others @ ..] = findings else { return Ok(()) };
    let said = words::stale(&dir.display(), &told(first, others));
    Err(Fact::new(Exit::Preflight, said).help(words::stale_help()).into())
}

fn missing_packages<'a>(vendor: &'a Path, list: &'a ModulesTxt) -> impl Iterator<Item = Said> + 'a {
    let has_files = |dir: PathBuf| {
        let mut entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.any(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
    };
    let packages = list.modules.iter().flat_map(|module| &module.packages);
    let missing = packages.filter(move |(package, _)| !has_files(vendor.join(package)));
    missing.map(|(package, at)| words::package_missing(&package, &at))
}
