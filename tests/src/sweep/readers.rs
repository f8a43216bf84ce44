//! Builds that go on while `current` switches: every resolution finds a release, and a whole one.

use super::ground::{Ground, Which};
use super::operation::release;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use voice::Exit;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How often `current` was resolved, while it switched.
    pub resolutions: usize,
    /// How often the switch was seen: two resolutions in a row that gave different releases.
    pub seen: usize,
    /// How often it switched.
    pub switches: usize,
    /// What must not be; the first few.
    pub broken: Vec<String>,
}

/// Switches between two releases `switches` times and longer, until threads of this process have resolved
/// `current` `resolutions` times.
pub fn read(switches: usize, resolutions: usize) -> Tally {
    let ground = Ground::new();
    ground.make_home();
    let both = [Which::First, Which::Second];
    for which in both {
        let install =
            ground.goferry().args(["install", "-y", "--no-gate"]).arg(ground.installer(which));
        install.run().ends_with(Exit::Done);
    }
    let names = both.map(|which| release(&ground, which));
    let (shared, prefix) = (Shared::default(), ground.prefix());
    let made = std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| shared.resolve(&prefix));
        }
        let mut made = 0;
        while made < switches || shared.resolutions.load(Ordering::Relaxed) < resolutions {
            let outcome = ground.goferry().arg("use").arg(&names[made % 2]).run();
            if outcome.status.code() != Some(i32::from(Exit::Done.code())) {
                shared.complain(outcome.to_string());
                break;
            }
            made += 1;
        }
        shared.done.store(true, Ordering::Relaxed);
        made
    });
    Tally {
        resolutions: shared.resolutions.into_inner(),
        seen: shared.seen.into_inner(),
        switches: made,
        broken: shared.broken.into_inner().unwrap_or_default(),
    }
}

const THREADS: usize = 2;

#[derive(Default)]
struct Shared {
    done: AtomicBool,
    resolutions: AtomicUsize,
    seen: AtomicUsize,
    broken: std::sync::Mutex<Vec<String>>,
}

impl Shared {
    fn resolve(&self, prefix: &Path) {
        let mut last = PathBuf::new();
        while !self.done.load(Ordering::Relaxed) {
            match one_resolution(prefix) {
                Ok(release) => {
                    self.seen.fetch_add(usize::from(release != last), Ordering::Relaxed);
                    last = release;
                }
                Err(why) => self.complain(why),
            }
            self.resolutions.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn complain(&self, why: String) {
        const FEW: usize = 10;
        if let Ok(mut broken) = self.broken.lock()
            && broken.len() < FEW
        {
            broken.push(why);
        }
    }
}

/// As go(1) finds its tree: one walk to `current-goroot`, all else from there. Gives the release.
fn one_resolution(prefix: &Path) -> Result<PathBuf, String> {
    let failed = |what: &str, e: std::io::Error| format!("{what}: {e}");
    let named = std::fs::read_link(prefix.join("current")).map_err(|e| failed("current", e))?;
    // By two links and their targets' paths, which may belong to the next release by now.
    read_whole(&prefix.join("current-goroot/VERSION"))
        .map_err(|e| failed("current-goroot/VERSION", e))?;
    // The name that was read is of a whole release, whose parts agree.
    let release = prefix.join(&named);
    let says = read_whole(&release.join("goroot/bin/go")).map_err(|e| failed("bin/go", e))?;
    let own = [Which::First, Which::Second].into_iter().find(|which| {
        let text = which.says();
        says.windows(text.len()).any(|window| window == text.as_bytes())
    });
    let own = own.ok_or_else(|| format!("{}: its Go is of no release", release.display()))?;
    let mark = format!("goroot/src/{own:?}.go");
    File::open(release.join(&mark)).map_err(|e| failed(&mark, e))?;
    Ok(named)
}

fn read_whole(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
