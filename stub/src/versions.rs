//! `goferry versions`: the releases of a prefix.

use crate::context::Context;
use crate::layout::Layout;
use crate::receipt::Receipt;
use payloads::words::{Doing, Fact, install as words};
use payloads::{Exit, say};

/// One release of a prefix.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Its directory's name.
    pub name: String,
    /// Whether `current` names it.
    pub current: bool,
    /// What its receipt says.
    pub receipt: Receipt,
}

/// The releases of the prefix at `layout`, by name.
///
/// # Errors
/// The operating system's; no prefix at all is an empty list.
pub fn list(layout: &Layout) -> anyhow::Result<Vec<Installed>> {
    let directory = layout.directory();
    let step = || say!(words::LOOKING_AT, path = directory.display());
    let entries = match std::fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e).doing(step),
    };
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    let mut installed = Vec::new();
    for entry in entries {
        let entry = entry.doing(step)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') || !entry.file_type().doing(step)?.is_dir() {
            continue;
        }
        if let Ok(receipt) = Receipt::read(&entry.path()) {
            installed.push(Installed {
                current: current.as_os_str() == name.as_str(),
                name,
                receipt,
            });
        }
    }
    installed.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(installed)
}

/// The release a user means: by directory name, or by Go version where only one fits.
///
/// # Errors
/// [`Exit::Usage`] where none is meant or several are.
pub fn find<'a>(
    wanted: &str,
    installed: &'a [Installed],
    layout: &Layout,
) -> anyhow::Result<&'a Installed> {
    let version = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    let fits = |i: &&Installed| i.name == wanted || i.receipt.go == version;
    let mut found = installed.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => {
            let place = layout.directory();
            let said = say!(words::NO_SUCH_RELEASE, release = wanted, place = place.display());
            Err(Fact::new(Exit::Usage, said).help(say!(words::VERSIONS_HELP)).into())
        }
    }
}

/// Carries out `versions`.
///
/// # Errors
/// Those of [`list`].
pub fn run(layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let installed = list(layout)?;
    let voice = &context.voice;
    let json: Vec<serde_json::Value> = installed
        .iter()
        .map(|i| Ok(serde_json::json!({ "release": i.name, "current": i.current, "receipt": serde_json::to_value(&i.receipt)? })))
        .collect::<anyhow::Result<_>>()?;
    voice.json(&serde_json::Value::Array(json))?;
    if installed.is_empty() {
        let place = layout.directory();
        voice.line(&say!(words::NOTHING_INSTALLED, place = place.display()))?;
    }
    for release in &installed {
        let name = &release.name;
        match (release.receipt.is_complete(), release.current) {
            (false, _) => voice.line(&say!(words::INCOMPLETE_MARK, release = name))?,
            (true, true) => voice.line(&say!(words::CURRENT_MARK, release = name))?,
            (true, false) => voice.raw_line(name)?,
        }
    }
    Ok(Exit::Done)
}
