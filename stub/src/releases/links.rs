//! What can be wrong with the links that shells go through.

use crate::prefix::home::Owner;
use crate::prefix::layout::Layout;
use crate::releases::adopted;
use crate::words::repair as words;
use nix::errno::Errno;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use voice::Said;

/// A link that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFault {
    /// Where it is.
    pub path: PathBuf,
    /// What it should say; `None` of `current`, which may name any release.
    pub target: Option<&'static str>,
    /// What is wrong with it.
    pub kind: Fault,
}

/// What can be wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is there.
    Missing,
    /// What it names is not there.
    Dangling(PathBuf),
    /// It leads back to itself.
    Loop,
    /// It names something that is no release here.
    Foreign(PathBuf),
    /// Something else is in its place.
    NoLink,
}

/// The fixed links that this installation has: where it is the host's, GOPATH is each user's own.
fn needed(layout: &Layout) -> impl Iterator<Item = (PathBuf, &'static str)> {
    let leads_somewhere = |(link, _): &(PathBuf, _)| {
        *layout.owner() != Owner::System || *link != layout.current_gopath()
    };
    layout.fixed_links().into_iter().filter(leads_somewhere)
}

/// Those of them that do not say so yet; those that the user had before, and keeps, are not ours.
pub fn to_make(layout: &Layout) -> impl Iterator<Item = (PathBuf, &'static str)> {
    needed(layout).filter(|(link, target)| {
        !adopted::keeps(link, layout)
            && std::fs::read_link(link).ok().as_deref() != Some(Path::new(target))
    })
}

/// Every link of the prefix that is not what it should be. Without any of our links there is nothing to be wrong.
pub fn faults(layout: &Layout) -> Vec<LinkFault> {
    let current = layout.current();
    let mut faults = Vec::new();
    if let Some(kind) = fault(&current, |target| is_release(target, layout)) {
        faults.push(LinkFault { path: current, target: None, kind });
    }
    for (path, target) in needed(layout) {
        // Where they lead further is a matter of `current`, and of the user's own gopath.
        let kind = match std::fs::read_link(&path) {
            Ok(found) if found == Path::new(target) => continue,
            // The user's own, in a prefix that was taken in.
            Ok(_) if adopted::keeps(&path, layout) => continue,
            Ok(found) if found.as_os_str() == path.file_name().unwrap_or_default() => Fault::Loop,
            Ok(found) => Fault::Foreign(found),
            Err(_) if path.symlink_metadata().is_err() => Fault::Missing,
            Err(_) => Fault::NoLink,
        };
        faults.push(LinkFault { path, target: Some(target), kind });
    }
    faults
}

fn fault(path: &Path, is_good: impl Fn(&Path) -> bool) -> Option<Fault> {
    let target = match std::fs::read_link(path) {
        Ok(target) => target,
        Err(_) if path.symlink_metadata().is_err() => return Some(Fault::Missing),
        Err(_) => return Some(Fault::NoLink),
    };
    match path.metadata() {
        Ok(_) if is_good(&target) => None,
        Ok(_) => Some(Fault::Foreign(target)),
        Err(e) if e.raw_os_error() == Some(Errno::ELOOP as i32) => Some(Fault::Loop),
        Err(e) if e.kind() == ErrorKind::NotFound => Some(Fault::Dangling(target)),
        Err(_) => Some(Fault::Foreign(target)),
    }
}

/// A directory beside `current`, with a Go or a record in it: made by us, or adopted.
fn is_release(target: &Path, layout: &Layout) -> bool {
    let mut components = target.components();
    let single = matches!(components.next(), Some(std::path::Component::Normal(_)));
    let place = layout.directory().join(target);
    single
        && components.next().is_none()
        && place.symlink_metadata().is_ok_and(|data| data.is_dir())
        && (place.join("meta").is_dir() || place.join("goroot").is_dir())
}

impl LinkFault {
    /// In words.
    pub fn said(&self) -> Said {
        let path = self.path.display();
        match (&self.kind, self.target) {
            (Fault::Missing, _) => words::link_missing(&path),
            (Fault::Dangling(target), _) => words::link_dangling(&path, &target.display()),
            (Fault::Loop, _) => words::link_loop(&path),
            (Fault::Foreign(target), None) => words::link_foreign(&path, &target.display()),
            (Fault::Foreign(target), Some(expected)) => {
                let target = target.display();
                words::link_wrong(&path, &target, &expected)
            }
            (Fault::NoLink, _) => words::no_link(&path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::symlink;

    fn faulty(make: impl Fn(&Path)) -> Vec<Option<Fault>> {
        let prefix = Scratch::new(&format!("links-{:?}", std::thread::current().name()));
        std::fs::create_dir_all(prefix.join("v1/goroot")).unwrap();
        make(&prefix);
        let layout = Layout::at(&prefix);
        let found = faults(&layout);
        let [goroot, gopath] = layout.fixed_links().map(|(path, _)| path);
        let of = |path: PathBuf| {
            found.iter().find(|fault| fault.path == path).map(|fault| fault.kind.clone())
        };
        [layout.current(), goroot, gopath].map(of).to_vec()
    }

    #[test]
    fn links_as_an_installation_makes_them_are_healthy() {
        let found = faulty(|prefix| {
            symlink("v1", prefix.join("current")).unwrap();
            symlink("current/goroot", prefix.join("current-goroot")).unwrap();
            symlink("gopath", prefix.join("current-gopath")).unwrap();
        });
        assert_eq!(found, [None, None, None]);
    }

    #[test]
    fn each_fault_has_its_name() {
        assert_eq!(
            faulty(|_| {}),
            [Some(Fault::Missing), Some(Fault::Missing), Some(Fault::Missing)]
        );
        let found = faulty(|prefix| {
            symlink("v2", prefix.join("current")).unwrap();
            symlink("/opt/go", prefix.join("current-goroot")).unwrap();
            symlink("current-gopath", prefix.join("current-gopath")).unwrap();
        });
        let foreign = |path: &str| Some(Fault::Foreign(path.into()));
        assert_eq!(
            found,
            [Some(Fault::Dangling("v2".into())), foreign("/opt/go"), Some(Fault::Loop)]
        );
        for (target, expected) in [
            ("current", Some(Fault::Loop)),
            ("/usr", foreign("/usr")),
            ("..", foreign("..")),
            ("v1/goroot", foreign("v1/goroot")),
        ] {
            let found = faulty(|prefix| symlink(target, prefix.join("current")).unwrap());
            assert_eq!(found[0], expected, "{target}");
        }
        let found = faulty(|prefix| std::fs::create_dir(prefix.join("current")).unwrap());
        assert_eq!(found[0], Some(Fault::NoLink));
        let found = faulty(|prefix| std::fs::write(prefix.join("current-goroot"), "").unwrap());
        assert_eq!(found[1], Some(Fault::NoLink));
    }
}
