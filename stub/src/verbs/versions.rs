//! `goferry versions`: the releases of a prefix, lines for people, fields for machines.

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::modules;
use crate::releases::switch::{Releases, Target};
use crate::releases::versions::InUse;
use crate::releases::versions::without_receipt;
use crate::words::{install, switch as words};
use payloads::inspect;
use serde_json::{Value, json};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use voice::{Exit, time};
use voice::{Said, Voice};

/// Shows every release of `at`.
///
/// # Errors
/// The operating system's.
pub fn run(at: Installation<'_>) -> anyhow::Result<Exit> {
    let voice = &at.context.voice;
    let (targets, damaged) = (Target::all(at.layout)?, without_receipt(at.layout)?);
    let releases = match at.layout.state().is_dir() {
        true => Releases::read_aloud(at.layout, voice),
        false => Releases::default(),
    };
    let in_use = InUse::below(&at.layout.directory());
    let rows = targets.iter().map(|target| Row::of(target, &releases, &in_use, at.layout));
    let damaged = damaged.into_iter().map(|name| Row::damaged(name, at.layout));
    let rows: Vec<Row> = rows.chain(damaged).collect();
    voice.json(&Value::Array(rows.iter().map(|row| row.json.clone()).collect()))?;
    if rows.is_empty() {
        let place = at.layout.directory();
        voice.line(&install::nothing_installed(&place.display()))?;
    }
    let widest = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    rows.iter().try_for_each(|row| voice.raw_line(&row.line(widest, voice)))?;
    Ok(Exit::Done)
}

/// One release.
struct Row {
    name: String,
    size: u64,
    installed_at: Option<u64>,
    marks: Vec<Said>,
    json: Value,
}

impl Row {
    /// One that was made by hand and taken in has no receipt.
    fn of(target: &Target, releases: &Releases, in_use: &InUse, layout: &Layout) -> Row {
        let (name, receipt) = (&target.name, target.receipt.as_ref());
        let (pinned, users) = (releases.is_pinned(name), in_use.by(name));
        let size = size(&layout.release(name));
        let mut json = json!({
            "release": name,
            "go": target.go,
            "current": target.current,
            "pinned": pinned,
            "in_use": users,
            "complete": target.is_complete(),
            "size": size,
            "modules": modules::of_release(&layout.release(name)).is_dir(),
            "by_hand": receipt.is_none(),
            "receipt": receipt,
        });
        if let Some(receipt) = receipt {
            json["cpu"] = json!(receipt.cpu);
            json["line"] = json!(receipt.line);
            json["counter"] = json!(receipt.counter);
            json["installed_at"] = json!(time::rfc3339(receipt.installed_at));
        }
        let by_hand = receipt.is_none().then(words::by_hand);
        let odd = by_hand.or_else(|| (!target.is_complete()).then(words::not_complete));
        let mut marks = marks(target.current, pinned, &users, odd);
        let brings_modules = modules::of_release(&layout.release(name)).is_dir();
        marks.extend(brings_modules.then(words::brings_modules));
        let installed_at = receipt.map(|receipt| receipt.installed_at);
        Row { name: name.clone(), size, installed_at, marks, json }
    }

    /// A release that nothing is known of any more.
    fn damaged(name: String, layout: &Layout) -> Row {
        let size = size(&layout.release(&name));
        let json = json!({ "release": &name, "complete": false, "size": size, "receipt": null });
        let marks = vec![words::no_receipt()];
        Row { name, size, installed_at: None, marks, json }
    }

    fn line(&self, widest: usize, voice: &Voice) -> String {
        let day: String = match self.installed_at {
            Some(at) => time::rfc3339(at).chars().take(10).collect(),
            None => String::new(),
        };
        let marks: Vec<String> = self.marks.iter().map(|mark| mark.render(voice.lang())).collect();
        let marks =
            if marks.is_empty() { String::new() } else { format!("({})", marks.join(", ")) };
        let line =
            format!("{:widest$}  {:>10}  {day:10}  {marks}", self.name, inspect::size(self.size));
        line.trim_end().to_owned()
    }
}

fn marks(current: bool, pinned: bool, users: &[u32], odd: Option<Said>) -> Vec<Said> {
    let marks = [
        current.then(words::current),
        odd,
        pinned.then(words::pinned),
        (!users.is_empty()).then(words::in_use),
    ];
    marks.into_iter().flatten().collect()
}

/// Bytes that `path` and what is below it take on the disk. What cannot be looked at counts nothing.
fn size(path: &Path) -> u64 {
    let Ok(data) = path.symlink_metadata() else { return 0 };
    let mut sum = data.blocks() * 512;
    if data.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        sum += entries.map(|entry| size(&entry.path())).sum::<u64>();
    }
    sum
}
