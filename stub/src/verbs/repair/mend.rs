//! What mends each finding: what is said of it, and how it is done.

use super::{Found, rebuilt};
use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::durable;
use crate::disk::removal;
use crate::findings::{Mend, Tree};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::prefix::{leftovers, modules};
use crate::process::signals;
use crate::profile::Edit;
use crate::profile::EnvironmentReceipt;
use crate::profile::environment;
use crate::releases::installed::RECEIPT;
use crate::releases::links::{Fault, LinkFault};
use crate::releases::moved;
use crate::releases::switch::Releases;
use crate::trust::Remembered;
use crate::words::repair as words;
use payloads::sentences::unpack;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// The first of what could not be mended, while all else is.
pub(super) type Beyond = Option<anyhow::Error>;

/// The list as it grows.
type List<'a> = Plan<'a, Beyond>;

impl Mend {
    /// Its place in the order of mending. `current` is last: until then nobody goes through a link to something half
    /// mended.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Mend::Leftover(_) => 0,
            Mend::Open(_) => 1,
            Mend::Trust => 2,
            Mend::Tree(_) | Mend::Complete(_) => 3,
            Mend::Modules => 4,
            Mend::Program(_) => 5,
            Mend::Environment => 6,
            Mend::File(_) => 7,
            Mend::Profile(..) => 8,
            Mend::Releases => 9,
            Mend::Link(fault, _) if fault.target.is_some() => 10,
            Mend::Link(..) => 11,
        }
    }
}

impl Found {
    /// What mends everything that can be mended, in order.
    pub(super) fn plan<'a>(&'a self, at: Installation<'a>) -> List<'a> {
        let mut list = Plan::nothing();
        for mend in self.mends() {
            self.entry(&mut list, mend, at);
        }
        list
    }

    fn entry<'a>(&'a self, list: &mut List<'a>, mend: &'a Mend, at: Installation<'a>) {
        match mend {
            Mend::Leftover(path) => {
                then(list, Step::clear(path.clone(), at.layout), move |_| {
                    leftovers::clear(at.layout)
                });
            }
            Mend::Open(path) => then(list, Step::SetMode(path.clone()), move |_| {
                std::fs::set_permissions(path, Permissions::from_mode(0o644))
                    .context(|| unpack::writing_member(&path.display()))
            }),
            Mend::Trust => then(list, Step::WriteFile(Remembered::place(at.layout)), move |_| {
                clear(Remembered::place(at.layout))?;
                let files = self.whole.iter().map(|kept| &kept.trusted);
                Remembered::reset(at.layout, files, at.context.process.now)
            }),
            Mend::Tree(tree) => list.then_all(tree.steps(at.layout), move |beyond| {
                signals::check()?;
                self.tree(tree, beyond, at)
            }),
            Mend::Complete(release) => {
                let place = at.layout.release(release);
                then(list, Step::WriteFile(place.join(RECEIPT)), move |beyond| match beyond {
                    None => Receipt::read(&place)?.complete(&place),
                    Some(_) => Ok(()),
                });
            }
            Mend::Modules => then(list, Step::GatherModules(at.layout.modules()), move |_| {
                modules::renew(at.layout, &[])?;
                moved::follow(at);
                Ok(())
            }),
            Mend::Program(release) => {
                then(list, Step::WriteFile(at.layout.program()), move |beyond| {
                    self.program(release, at.layout).map(|lost| keep_first(beyond, lost))
                })
            }
            Mend::Environment => {
                then(list, Step::WriteFile(EnvironmentReceipt::path(at.layout)), move |_| {
                    clear(EnvironmentReceipt::path(at.layout))?;
                    rebuilt::environment(at)?.write(at.layout)
                });
            }
            Mend::File(file) => {
                let path = at.layout.directory().join(file.name);
                then(list, Step::WriteFile(path.clone()), move |_| {
                    durable::write(&clear(path)?, file.mode, &file.contents)
                });
            }
            Mend::Profile(path, edit) => {
                then(list, Step::EditProfile(path.clone()), move |beyond| {
                    put_back(edit, at).map(|kept_out| keep_first(beyond, kept_out))
                });
            }
            Mend::Releases => then(list, Step::WriteFile(Releases::path(at.layout)), move |_| {
                clear(Releases::path(at.layout))?;
                Releases::from_receipts(at.layout).write(at.layout)
            }),
            Mend::Link(fault, target) => {
                let step = Step::Link { path: fault.path.clone(), target: target.clone() };
                then(list, step, move |_| link(fault, target));
            }
        }
    }

    /// Restores what differs in a release's tree.
    fn tree(&self, tree: &Tree, beyond: &mut Beyond, at: Installation<'_>) -> anyhow::Result<()> {
        let lost =
            tree.restore(self.donor.as_ref(), at).context(|| words::restoring(&tree.kept.name))?;
        if let Some(first) = lost.first() {
            *beyond = Some(not_restored(&tree.kept.name, first, lost.len()).into());
        }
        Ok(())
    }

    /// `bin/goferry`, from the release's own, which may not have been restored. Gives what is lost then.
    fn program(&self, release: &str, layout: &Layout) -> anyhow::Result<Option<anyhow::Error>> {
        let kept = self.whole.iter().find(|kept| kept.name == release);
        match kept.and_then(|kept| kept.program(layout)) {
            Some(bytes) => write_program(&bytes, layout).map(|()| None),
            None => Ok(Some(not_restored(release, &layout.program(), 1).into())),
        }
    }
}

/// Adds an entry; between two of them a signal ends the run.
fn then<'a>(
    list: &mut List<'a>,
    step: Step,
    act: impl FnOnce(&mut Beyond) -> anyhow::Result<()> + 'a,
) {
    list.then(step, |beyond| {
        signals::check()?;
        act(beyond)
    });
}

fn keep_first(beyond: &mut Beyond, next: Beyond) {
    *beyond = beyond.take().or(next);
}

fn not_restored(release: &str, first: &Path, count: usize) -> Fact {
    let said = words::not_restored(&count, &first.display());
    let help = words::not_restored_help(&release);
    Fact::new(Exit::Modified, said).help(help)
}

/// Our line, into a file of the user's again. Gives what kept it out, after what else there is to be told.
fn put_back(edit: &Edit, at: Installation<'_>) -> anyhow::Result<Option<anyhow::Error>> {
    let outcome = environment::put_back(edit, at)?;
    outcome.warnings.iter().for_each(|warning| at.context.voice.warn(warning));
    for told in outcome.told() {
        at.context.voice.line(&told)?;
    }
    Ok(outcome.require_served(&at.layout.shell_prefix()?).err().map(Into::into))
}

fn write_program(bytes: &[u8], layout: &Layout) -> anyhow::Result<()> {
    let path = layout.program();
    if let Some(directory) = path.parent().filter(|directory| !directory.is_dir()) {
        durable::directory(directory)?;
    }
    durable::write(&clear(path.clone())?, 0o755, bytes)
}

/// A directory is in the way of a file; one with something in it is not ours to remove.
fn clear(path: PathBuf) -> anyhow::Result<PathBuf> {
    let is_directory = path.symlink_metadata().is_ok_and(|data| data.is_dir());
    if is_directory && std::fs::remove_dir(&path).is_err() {
        let fact = Fact::new(Exit::State, words::file_differs(&path.display()));
        return Err(fact.help(words::no_link_help()).into());
    }
    Ok(path)
}

/// By one rename, where there is a link; an empty directory goes first.
fn link(fault: &LinkFault, target: &str) -> anyhow::Result<()> {
    if fault.kind == Fault::NoLink {
        removal::tree(&fault.path)?;
    }
    durable::link(&fault.path, target)
}
