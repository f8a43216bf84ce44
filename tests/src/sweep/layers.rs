//! A home that is kept in layers, for homes too large to be copied for each point: an overlay, of which what was
//! kept lies below and is never written again. Keeping it and putting it back take as long as a mount.

use crate::Namespace;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What lies over what, and at which names it was kept.
#[derive(Debug)]
pub(super) struct Layers {
    home: PathBuf,
    place: PathBuf,
    /// The uppermost first.
    below: Vec<PathBuf>,
    kept: BTreeMap<String, Vec<PathBuf>>,
    made: usize,
}

impl Layers {
    /// An empty home at `home`, whose layers are in `place`; neither is there yet.
    pub(super) fn new(_: &Namespace, home: &Path, place: &Path) -> Layers {
        let [home, place] = [home, place].map(Path::to_owned);
        let nothing = place.join("nothing");
        for directory in [&home, &nothing] {
            std::fs::create_dir_all(directory).expect("a fresh directory");
        }
        let mut layers =
            Layers { home, place, below: vec![nothing], kept: BTreeMap::new(), made: 0 };
        layers.mount();
        layers
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.kept.contains_key(name)
    }

    /// What was changed since the last time becomes a layer, and there is a new one above.
    pub(super) fn keep(&mut self, name: &str) {
        self.unmount();
        self.made += 1;
        let layer = self.place.join(self.made.to_string());
        std::fs::rename(self.upper(), &layer).expect("a name of its own");
        self.below.insert(0, layer);
        self.kept.insert(name.to_owned(), self.below.clone());
        self.mount();
    }

    /// What was changed since is forgotten.
    pub(super) fn put_back(&mut self, name: &str) {
        self.lay(self.kept[name].clone());
    }

    /// An empty home.
    pub(super) fn clear(&mut self) {
        let nothing = self.below.last().expect("nothing lies lowest").clone();
        self.lay(vec![nothing]);
    }

    fn lay(&mut self, below: Vec<PathBuf>) {
        self.unmount();
        self.below = below;
        self.mount();
    }

    fn upper(&self) -> PathBuf {
        self.place.join("upper")
    }

    fn mount(&mut self) {
        let work = self.place.join("work");
        for directory in [&self.upper(), &work] {
            if directory.exists() {
                std::fs::remove_dir_all(directory).expect("a layer of ours");
            }
            std::fs::create_dir(directory).expect("a fresh directory");
        }
        let below: Vec<String> = self.below.iter().map(|one| one.display().to_string()).collect();
        // Directories of lower layers get new names, as they do on a disk.
        let options = format!(
            "redirect_dir=on,lowerdir={},upperdir={},workdir={}",
            below.join(":"),
            self.upper().display(),
            work.display()
        );
        let options = Some(options.as_str());
        mount(Some("overlay"), &self.home, Some("overlay"), MsFlags::empty(), options)
            .expect("an overlay in memory");
    }

    fn unmount(&self) {
        umount2(&self.home, MntFlags::MNT_DETACH).expect("the overlay is mounted");
    }
}
