//! Git LFS leaves a pointer in the place of a large file that was not fetched (git-lfs, docs/spec.md).

use super::Findings;
use crate::inputs::project::Project;
use crate::inputs::tree::{Contents, Kind};
use crate::words::rehearsal as words;
use std::collections::BTreeSet;

const BEGINS: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// A pointer has to be shorter than this.
const SHORT: u64 = 1024;

/// Refuses each pointer among the members that are `embedded`, and warns of the others.
///
/// # Errors
/// A member cannot be read.
pub(super) fn judge(
    project: &Project,
    embedded: &BTreeSet<String>,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let (inside, beside): (Vec<&str>, Vec<&str>) =
        members(project)?.into_iter().partition(|member| embedded.contains(*member));
    for member in inside {
        findings.refuse(words::pointer_embedded(&project.name, &member));
    }
    if let Some(first) = beside.first() {
        findings.warn(words::pointers(&project.name, &beside.len(), first));
    }
    Ok(())
}

fn members(project: &Project) -> anyhow::Result<Vec<&str>> {
    let mut members = Vec::new();
    for (path, entry) in project.tree.iter() {
        let Kind::File(contents) = &entry.kind else { continue };
        if contents.length() < SHORT && Contents::bytes(contents)?.starts_with(BEGINS) {
            members.push(path);
        }
    }
    Ok(members)
}
