//! One thing that can happen to a path, and how it is said, to people and to machines.

use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::words::plan as words;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voice::Said;

/// One thing that can happen to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A directory that is missing.
    CreateDirectory(PathBuf),
    /// The lock file, made if it is missing.
    Lock(PathBuf),
    /// A release is built beside its place, `path`; `bytes` are expanded.
    Unpack {
        /// Its final place.
        path: PathBuf,
        /// How many members.
        files: u64,
        /// Their contents together.
        bytes: u64,
    },
    /// Unchanged files of `path` come from the release `from`.
    Share {
        /// The new release's place.
        path: PathBuf,
        /// The release that has them.
        from: String,
    },
    /// The new release is tested beside its place.
    RunGate {
        /// Its final place.
        path: PathBuf,
        /// Room for what it compiles.
        bytes: u64,
    },
    /// The staged release takes its place.
    Move(PathBuf),
    /// A file is written, whole, by rename.
    WriteFile(PathBuf),
    /// A line is added to a file.
    Append(PathBuf),
    /// What a release brings of Go's build cache comes into that of the installation.
    FillCache(PathBuf),
    /// What only these releases brought goes out of it.
    ThinCache {
        /// The build cache.
        path: PathBuf,
        /// The releases.
        releases: String,
    },
    /// What the releases bring of modules is put together anew.
    GatherModules(PathBuf),
    /// The permission bits are set.
    SetMode(PathBuf),
    /// A symbolic link is made.
    Link {
        /// The link.
        path: PathBuf,
        /// What it says.
        target: String,
    },
    /// The one rename that makes a release current.
    Switch {
        /// `current`.
        path: PathBuf,
        /// The release that is current now, if any.
        from: Option<String>,
        /// The one that will be.
        to: String,
    },
    /// Our line comes into, or goes out of, a file of the user's.
    EditProfile(PathBuf),
    /// A file, link or whole directory goes.
    Remove(PathBuf),
}

impl Step {
    /// What is done with what a run that was cut off left at `path`.
    pub fn clear(path: PathBuf, layout: &Layout) -> Step {
        leftovers::goes_back_to(&path, layout).map_or(Step::Remove(path), Step::Move)
    }

    /// The path it happens to.
    pub fn path(&self) -> &Path {
        match self {
            Step::CreateDirectory(path)
            | Step::Lock(path)
            | Step::Move(path)
            | Step::WriteFile(path)
            | Step::Append(path)
            | Step::SetMode(path)
            | Step::FillCache(path)
            | Step::GatherModules(path)
            | Step::ThinCache { path, .. }
            | Step::EditProfile(path)
            | Step::Remove(path)
            | Step::Unpack { path, .. }
            | Step::RunGate { path, .. }
            | Step::Share { path, .. }
            | Step::Link { path, .. }
            | Step::Switch { path, .. } => path,
        }
    }

    /// Its name for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Step::CreateDirectory(_) => "create-directory",
            Step::Lock(_) => "lock",
            Step::Unpack { .. } => "unpack",
            Step::Share { .. } => "share",
            Step::RunGate { .. } => "run-gate",
            Step::Move(_) => "move",
            Step::WriteFile(_) => "write-file",
            Step::Append(_) => "append",
            Step::SetMode(_) => "set-mode",
            Step::FillCache(_) => "fill-cache",
            Step::GatherModules(_) => "gather-modules",
            Step::ThinCache { .. } => "thin-cache",
            Step::Link { .. } => "link",
            Step::Switch { .. } => "switch",
            Step::EditProfile(_) => "edit-profile",
            Step::Remove(_) => "remove",
        }
    }

    /// It in words.
    pub fn said(&self) -> Said {
        let path = self.path().display();
        let mib = |bytes: &u64| bytes.div_ceil(1 << 20);
        match self {
            Step::CreateDirectory(_) => words::create_directory(&path),
            Step::Lock(_) => words::lock(&path),
            Step::Unpack { files, bytes, .. } => words::unpack(files, &mib(bytes), &path),
            Step::Share { from, .. } => words::share(from),
            Step::RunGate { bytes, .. } => words::run_gate(&(bytes >> 20), &path),
            Step::Move(_) => words::move_into_place(&path),
            Step::WriteFile(_) => words::write_file(&path),
            Step::Append(_) => words::append(&path),
            Step::SetMode(_) => words::set_mode(&path),
            Step::FillCache(_) => words::fill_cache(&path),
            Step::GatherModules(_) => words::gather_modules(&path),
            Step::ThinCache { releases, .. } => words::thin_cache(&path, releases),
            Step::Link { target, .. } => words::link(&path, target),
            Step::Switch { from: None, to, .. } => words::switch_first(&path, to),
            Step::Switch { from: Some(from), to, .. } => words::switch(&path, from, to),
            Step::EditProfile(_) => words::edit_profile(&path),
            Step::Remove(_) => words::remove(&path),
        }
    }

    /// For machines: `{"step", "path", ..}`.
    pub fn json(&self) -> Value {
        let mut value = json!({ "step": self.name(), "path": self.path().to_string_lossy() });
        match self {
            Step::Unpack { files, bytes, .. } => {
                value["files"] = (*files).into();
                value["bytes"] = (*bytes).into();
            }
            Step::RunGate { bytes, .. } => value["bytes"] = (*bytes).into(),
            Step::Share { from, .. } => value["from"] = from.as_str().into(),
            Step::ThinCache { releases, .. } => value["releases"] = releases.as_str().into(),
            Step::Link { target, .. } => value["target"] = target.as_str().into(),
            Step::Switch { from, to, .. } => {
                value["from"] = from.as_deref().into();
                value["to"] = to.as_str().into();
            }
            _ => {}
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::Lang;

    #[test]
    fn no_step_is_told_with_an_open_placeholder() {
        let path = PathBuf::from("/p");
        let (from, to) = ("a".to_owned(), "b".to_owned());
        let steps = [
            Step::CreateDirectory(path.clone()),
            Step::Lock(path.clone()),
            Step::Unpack { path: path.clone(), files: 3, bytes: 5 },
            Step::Share { path: path.clone(), from: from.clone() },
            Step::RunGate { path: path.clone(), bytes: 7 },
            Step::Move(path.clone()),
            Step::WriteFile(path.clone()),
            Step::Append(path.clone()),
            Step::SetMode(path.clone()),
            Step::FillCache(path.clone()),
            Step::GatherModules(path.clone()),
            Step::ThinCache { path: path.clone(), releases: from.clone() },
            Step::Link { path: path.clone(), target: to.clone() },
            Step::Switch { path: path.clone(), from: Some(from), to: to.clone() },
            Step::Switch { path: path.clone(), from: None, to },
            Step::EditProfile(path.clone()),
            Step::Remove(path.clone()),
        ];
        for step in steps {
            for lang in [Lang::En, Lang::Zh] {
                let said = step.said().render(lang);
                assert!(said.contains("/p") || step.name() == "share", "{said}");
                assert!(!said.contains('{'), "{said}");
            }
            assert_eq!(step.json()["path"], "/p");
        }
    }
}
