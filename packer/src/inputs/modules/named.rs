//! Modules that are named, not those of a project: each alone, all together and, where they are few, each two, by the real
//! go command in fresh modules. What any choice of them selects is then there, though each alone selects other versions
//! of what they share.

use super::asked::Named;
use super::fetcher::{Fetcher, Unserved, refuse_missing};
use crate::words::modules as words;
use std::fs;
use std::path::Path;
use voice::{Context as _, Voice};

/// Up to so many names each two are tried.
const PAIRED: usize = 12;

/// A module, and what of it a program can import.
struct Candidate {
    query: String,
    packages: Vec<String>,
}

/// Fetches what `named` need in any combination; what each alone lacks is added to `missing`.
///
/// # Errors
/// [`Unserved`]; [`voice::Exit::Usage`]: go refuses.
pub(super) fn fetch(
    named: &[Named],
    fetcher: &Fetcher<'_>,
    missing: &mut Unserved,
    voice: &Voice,
) -> anyhow::Result<()> {
    let mut candidates = Vec::new();
    for name in named {
        voice.note(&words::resolving(&name));
        let alone = candidate(name, fetcher).and_then(|candidate| {
            together(&[&candidate], fetcher)?;
            Ok(candidate)
        });
        candidates.extend(missing.set_aside(alone)?);
    }
    if candidates.len() < named.len() {
        return Ok(());
    }
    let all: Vec<&Candidate> = candidates.iter().collect();
    if all.len() > 1 {
        voice.note(&words::combining(&all.len()));
        together(&all, fetcher)?;
    }
    if all.len() > PAIRED {
        voice.warn(&words::not_paired(&all.len(), &PAIRED));
        return Ok(());
    }
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            together(&[one, other], fetcher)?;
            one_after_the_other([one, other], fetcher)?;
            one_after_the_other([other, one], fetcher)?;
        }
    }
    Ok(())
}

fn candidate(name: &Named, fetcher: &Fetcher<'_>) -> anyhow::Result<Candidate> {
    let fresh = fetcher.fresh_module()?;
    let query = name.to_string();
    refuse_missing(&fetcher.asked(fresh.path(), None, &["mod", "download", "-json", &query])?)?;
    fetcher.go(fresh.path(), None, &["get", &query])?;
    let pattern = format!("{}/...", name.path);
    let format = "{{.Name}} {{.ImportPath}}";
    let listed = ["list", "-mod=mod", "-e", "-f", format, &pattern];
    let listed = fetcher.go(fresh.path(), None, &listed)?;
    let listed = String::from_utf8_lossy(&listed);
    let packages = listed.lines().filter_map(|line| line.split_once(' ')).filter(|(kind, path)| {
        let is_open = !path.split('/').any(|part| part == "internal" || part == "vendor");
        !kind.is_empty() && *kind != "main" && is_open
    });
    let packages: Vec<String> = packages.map(|(_, path)| path.to_owned()).collect();
    Ok(Candidate { query, packages })
}

/// A module that uses all of them.
fn together(candidates: &[&Candidate], fetcher: &Fetcher<'_>) -> anyhow::Result<()> {
    let fresh = fetcher.fresh_module()?;
    import(candidates, "uses.go", fresh.path())?;
    get(candidates, fresh.path(), fetcher)?;
    let all = ["list", "-mod=mod", "-m", "-e", "-json", "all"];
    refuse_missing(&fetcher.asked(fresh.path(), None, &all)?)?;
    refuse_missing(&fetcher.asked(fresh.path(), None, &["mod", "download", "-json"])?)?;
    Ok(())
}

/// A module that begins with the first and uses the second, too, later.
fn one_after_the_other(two: [&Candidate; 2], fetcher: &Fetcher<'_>) -> anyhow::Result<()> {
    let fresh = fetcher.fresh_module()?;
    for (at, one) in two.into_iter().enumerate() {
        import(&[one], &format!("uses{at}.go"), fresh.path())?;
        get(&[one], fresh.path(), fetcher)?;
    }
    Ok(())
}

fn get(candidates: &[&Candidate], here: &Path, fetcher: &Fetcher<'_>) -> anyhow::Result<()> {
    let queries = candidates.iter().map(|candidate| candidate.query.as_str());
    let words: Vec<&str> = std::iter::once("get").chain(queries).collect();
    fetcher.go(here, None, &words)?;
    // Before tidy, which leaves out what nothing imports: programs alone.
    fetcher.go(here, None, &["list", "-mod=mod", "-e", "-deps", "-f", "", "./..."])?;
    fetcher.go(here, None, &["mod", "tidy"]).map(|_| ())
}

fn import(candidates: &[&Candidate], file: &str, here: &Path) -> anyhow::Result<()> {
    let packages = candidates.iter().flat_map(|candidate| &candidate.packages);
    let imports: String = packages.map(|path| format!("import _ {path:?}\n")).collect();
    let path = here.join(file);
    fs::write(&path, format!("package uses\n\n{imports}"))
        .context(|| words::preparing(&path.display()))
}
