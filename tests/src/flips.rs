//! Single flipped bits: where they are put, and what the product's own readers make of the file.

mod places;
mod receiver;

pub use places::{Flip, Region, chosen, every_page, exhaustive, sample};
pub use receiver::{Ground, Receiver};

use payloads::container::Source;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::ScopedJoinHandle;
use tempfile::TempDir;
use voice::Exit;
use voice::exit_of;

/// How many flips each region saw, by what they were refused with.
pub type Tally = BTreeMap<(Region, Exit), usize>;

/// Tries `flips` one by one on copies of `whole`, with as many threads as the machine has: each flipped
/// file has to be refused by each of `receivers` as a flip of its region is, with nothing written.
///
/// # Panics
/// Where one is accepted, is refused otherwise, or leaves anything behind; where `whole` itself is not
/// taken.
pub fn refuse_each(whole: &[u8], flips: &[Flip], receivers: &[Receiver]) -> Tally {
    let copy = Copy::of(whole);
    receivers.iter().for_each(|receiver| copy.is_taken_by(receiver));
    let next = AtomicUsize::new(0);
    let work = || {
        let (copy, mut tally) = (Copy::of(whole), Tally::new());
        while let Some(flip) = flips.get(next.fetch_add(1, Relaxed)) {
            copy.flip(*flip);
            for receiver in receivers {
                *tally.entry((flip.region, copy.refused_by(receiver, *flip))).or_default() += 1;
            }
            copy.mend(*flip);
        }
        assert!(copy.is_whole(), "each flip was mended");
        tally
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(finished).collect()
    });
    let mut sum = Tally::new();
    for (key, count) in tallies.into_iter().flatten() {
        *sum.entry(key).or_default() += count;
    }
    sum
}

/// What a thread of the test found; its panic goes on.
fn finished<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What a flip of a region may be refused with.
pub fn expected(region: Region) -> &'static [Exit] {
    match region {
        Region::Manifest => &[Exit::BadSignature],
        // Structure, arithmetic, somebody else's name, or a kind that is no longer there.
        Region::Signatures => &[Exit::Damaged, Exit::BadSignature, Exit::Untrusted, Exit::Policy],
        // On first use what vouches for the file is in there.
        Region::Roots => &[Exit::Damaged, Exit::BadSignature, Exit::Untrusted, Exit::Policy],
        _ => &[Exit::Damaged],
    }
}

/// One thread's copy of a file, and the empty directory it would be unpacked into.
struct Copy<'a> {
    whole: &'a [u8],
    file: File,
    path: PathBuf,
    directory: PathBuf,
    _scratch: TempDir,
}

impl Copy<'_> {
    fn of(whole: &[u8]) -> Copy<'_> {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let (path, directory) = (scratch.path().join("copy.run"), scratch.path().join("tree"));
        std::fs::write(&path, whole).expect("room for a copy");
        std::fs::create_dir(&directory).expect("a directory");
        let file = File::options().write(true).open(&path).expect("our own file");
        Copy { whole, file, path, directory, _scratch: scratch }
    }

    fn flip(&self, flip: Flip) {
        self.put(flip.byte, flip.of(self.whole));
    }

    fn mend(&self, flip: Flip) {
        self.put(flip.byte, self.whole[flip.byte]);
    }

    fn put(&self, at: usize, byte: u8) {
        self.file.write_all_at(&[byte], at as u64).expect("our own file");
    }

    fn source(&self) -> Source {
        Source::open(&self.path).expect("our own file")
    }

    fn refused_by(&self, receiver: &Receiver, flip: Flip) -> Exit {
        let Err(refused) = receiver.receive(&self.source(), &self.directory) else {
            panic!("{flip:?} was accepted on {:?}", receiver.ground);
        };
        let exit = exit_of(&refused);
        assert!(expected(flip.region).contains(&exit), "{flip:?} gave {exit:?}: {refused:#}");
        assert!(self.is_empty(), "{flip:?} left something behind");
        exit
    }

    fn is_whole(&self) -> bool {
        std::fs::read(&self.path).expect("our own file") == self.whole
    }

    /// A whole file is taken, so that it was the flip that was refused.
    fn is_taken_by(&self, receiver: &Receiver) {
        receiver.receive(&self.source(), &self.directory).expect("a whole file is taken");
        assert!(!self.is_empty(), "a whole file has members");
        std::fs::remove_dir_all(&self.directory).expect("our own directory");
        std::fs::create_dir(&self.directory).expect("a directory");
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(&self.directory).expect("our own directory").next().is_none()
    }
}
