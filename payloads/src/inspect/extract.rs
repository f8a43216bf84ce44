//! `extract`: members unpacked, verified, without an installation.

use super::{Members, size, verified, warn};
use crate::container::index::{Member, MemberKind};
use crate::container::{Source, Trusted, Verified};
use crate::unpack::{Plan, Selection, Tree, threads, unpack};
use crate::words::inspect as words;
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact, Voice, best_effort};

/// Where `extract` unpacks.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Extract {
    #[arg(long, short = 'C', value_name = "DIR", help = voice::sentences::verbs::directory(),
        default_value = ".")]
    directory: PathBuf,
}

impl Extract {
    /// Verifies the whole file, then unpacks what is wanted: `goroot/`, `modules/`, `meta/` below the
    /// directory, which is made if it does not exist. Nothing that exists is overwritten, and what was begun is
    /// removed again on failure.
    ///
    /// # Errors
    /// Those of verification; [`Exit::Destination`] where something is in the way; [`Exit::Usage`] where
    /// no member matches; those of [`unpack`].
    pub fn run(
        &self,
        source: &Source,
        trusted: &Trusted,
        members: &Members,
        voice: &Voice,
    ) -> anyhow::Result<()> {
        let (file, directory) = (source.name().display(), self.directory.display());
        unpacked(source, trusted, members, &self.directory, voice)
            .context(|| words::extracting(&file, &directory))
    }
}

fn unpacked(
    source: &Source,
    trusted: &Trusted,
    members: &Members,
    into: &Path,
    voice: &Voice,
) -> anyhow::Result<()> {
    let selection = members.of(&trusted.manifest()?.payload, source.name())?;
    let verified = verified(source, trusted, voice)?;
    let plan = Plan::new(&verified, selection.clone())?;
    let tops = tops(&plan);
    if tops.is_empty() {
        return Err(nothing_matches(&selection).into());
    }
    refuse_what_is_in_the_way(into, &tops)?;
    let mut place = Place::prepare(into)?;
    lay_down(&verified, &plan, &place, voice)?;
    place.fill(&tops)?;
    warn(trusted, voice);
    tell(&plan, into, voice)
}

fn lay_down(
    verified: &Verified<'_>,
    plan: &Plan,
    place: &Place,
    voice: &Voice,
) -> anyhow::Result<()> {
    let said = words::unpacking(&place.into.display());
    let progress = voice.progress(&said, plan.total());
    let tree = Tree::open(&place.staging)?;
    tree.lay_directories(plan)?;
    unpack(verified, plan, &tree, threads(), &progress)?;
    progress.done();
    Ok(())
}

/// The first components of all wanted paths.
fn tops(plan: &Plan) -> BTreeSet<String> {
    let top = |member: &Member| member.path.split('/').next().unwrap_or_default().to_owned();
    plan.wanted().map(top).collect()
}

pub(super) fn nothing_matches(selection: &Selection) -> Fact {
    let said = words::nothing_matches(&selection.globs.join(" "));
    Fact::new(Exit::Usage, said).help(words::nothing_matches_help())
}

fn refuse_what_is_in_the_way(into: &Path, tops: &BTreeSet<String>) -> Result<(), Fact> {
    let mut paths = tops.iter().map(|top| into.join(top));
    match paths.find(|path| path.symlink_metadata().is_ok()) {
        None => Ok(()),
        Some(path) => Err(Fact::new(Exit::Destination, words::in_the_way(&path.display()))
            .help(words::in_the_way_help())),
    }
}

/// The destination, and the staging directory within it. What is not finished goes with it.
struct Place {
    into: PathBuf,
    staging: PathBuf,
    made: bool,
    moved: Vec<PathBuf>,
    finished: bool,
}

impl Place {
    fn prepare(into: &Path) -> anyhow::Result<Place> {
        let creating = |path: &Path| words::creating(&path.display());
        let made = into.symlink_metadata().is_err();
        if made {
            fs::create_dir(into).context(|| creating(into))?;
        }
        let staging = into.join(format!(".goferry-extract-{}", std::process::id()));
        let place =
            Place { into: into.to_owned(), staging, made, moved: Vec::new(), finished: false };
        let created = fs::DirBuilder::new().mode(0o700).create(&place.staging);
        created.context(|| creating(&place.staging))?;
        Ok(place)
    }

    /// Moves the top-level entries to where they belong. The user's other files are not touched.
    fn fill(&mut self, tops: &BTreeSet<String>) -> anyhow::Result<()> {
        refuse_what_is_in_the_way(&self.into, tops)?;
        for top in tops {
            let to = self.into.join(top);
            fs::rename(self.staging.join(top), &to).context(|| words::moving(&to.display()))?;
            self.moved.push(to);
        }
        self.finished = true;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        const WHY: &str = "the error on its way is the one that matters";
        best_effort(WHY, fs::remove_dir_all(&self.staging));
        if self.finished {
            return;
        }
        self.moved.iter().for_each(|path| best_effort(WHY, fs::remove_dir_all(path)));
        if self.made {
            best_effort(WHY, fs::remove_dir(&self.into));
        }
    }
}

fn tell(plan: &Plan, into: &Path, voice: &Voice) -> anyhow::Result<()> {
    let is_file = |member: &&Member| matches!(member.kind, MemberKind::File { .. });
    let (files, bytes) = (plan.wanted().filter(is_file).count(), plan.wanted_bytes());
    voice.line(&words::extracted(&files, &size(bytes), &into.display()))?;
    voice.json(&json!({ "directory": into.to_string_lossy(), "files": files, "bytes": bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn what_was_begun_is_removed_again() {
        let scratch = Scratch::new();
        let into = scratch.join("new");
        let place = Place::prepare(&into).unwrap();
        fs::write(place.staging.join("half"), "x").unwrap();
        drop(place);
        assert!(!into.exists());
        let place = Place::prepare(&scratch).unwrap();
        drop(place);
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_dangling_link_is_in_the_way_too() {
        let scratch = Scratch::new();
        std::os::unix::fs::symlink("nowhere", scratch.join("goroot")).unwrap();
        let tops = BTreeSet::from(["goroot".to_owned()]);
        let refused = refuse_what_is_in_the_way(&scratch, &tops).unwrap_err();
        assert_eq!(refused.exit, Exit::Destination);
    }
}
