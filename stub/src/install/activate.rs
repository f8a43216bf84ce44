//! From a proved release in staging to the Go that shells find: one rename, then the environment.

use super::staging::{Staging, checked, program, stub};
use super::{Options, Release};
use crate::context::Context;
use crate::durable;
use crate::layout::{Layout, Owner};
use crate::profile::{self, Account, Change, Edit};
use crate::program as installed;
use crate::receipt::{EnvironmentReceipt, Receipt};
use crate::switch;
use payloads::environment::{self, Mode, Prefix};
use payloads::words::{Doing, Said, install as words, unpack, upgrade_self};
use payloads::{Exit, say};
use std::path::{Path, PathBuf};

/// What became of the environment.
pub(super) struct Environment {
    /// The prefix as shells see it.
    pub(super) prefix: Prefix,
    /// How shells find it.
    pub(super) mode: Mode,
    outcome: profile::Outcome,
    /// Worth knowing, though nothing went wrong.
    pub(super) notes: Vec<Said>,
}

impl Environment {
    /// What was changed in the profiles.
    pub(super) fn told(&self) -> Vec<Said> {
        self.outcome.told()
    }

    /// What could not be.
    pub(super) fn warnings(&self) -> &[Said] {
        &self.outcome.warnings
    }

    /// # Errors
    /// [`Exit::Profile`] where profiles were to be edited and no shell could be served.
    pub(super) fn require_served(&self) -> anyhow::Result<()> {
        if self.mode == Mode::Rc { self.outcome.require_served(&self.prefix) } else { Ok(()) }
    }
}

/// A release that is current, with what is left to do read already: from here on the file it came
/// from is not needed.
pub(super) struct Switched {
    place: PathBuf,
    receipt: EnvironmentReceipt,
    program: Option<Vec<u8>>,
    version: String,
}

/// Moves the release into its place and switches `current`.
///
/// # Errors
/// The file's or the medium's; [`Exit::SwitchFailed`], with the old version intact.
pub(super) fn switch(
    staging: Staging,
    release: &Release<'_>,
    layout: &Layout,
    options: &Options,
) -> anyhow::Result<Switched> {
    let place = layout.release(&release.name);
    let switching = || say!(words::SWITCHING, release = release.name);
    let program = program(release).map(|range| checked(release, range)).transpose()?;
    let mut receipt = environment_receipt(options, layout)?;
    let created = staging.move_to(&place).meaning(Exit::SwitchFailed, switching)?;
    receipt.created.extend(created.iter().filter_map(|directory| layout.there(directory)));
    receipt.write(layout).meaning(Exit::SwitchFailed, switching)?;
    switch_links(release, layout).meaning(Exit::SwitchFailed, switching)?;
    let version = stub(release).map(|stub| stub.version.clone()).unwrap_or_default();
    Ok(Switched { place, receipt, program, version })
}

impl Switched {
    /// Installs the manager, writes the environment and closes the receipts.
    pub(super) fn finish(
        self,
        release: &Release<'_>,
        layout: &Layout,
        options: &Options,
        context: &Context,
    ) -> anyhow::Result<Environment> {
        let completed = self.complete(layout, options, context);
        completed.doing(|| say!(words::COMPLETING, release = release.name))
    }

    fn complete(
        mut self,
        layout: &Layout,
        options: &Options,
        context: &Context,
    ) -> anyhow::Result<Environment> {
        if let Some(program) = &self.program {
            install_program(program, &self.version, layout, context)?;
        }
        let environment = write_environment(&mut self.receipt, layout, options, context)?;
        Receipt::read(&self.place)?.complete(&self.place)?;
        Ok(environment)
    }
}

/// The receipt as it stood, for this run to add to.
fn environment_receipt(options: &Options, layout: &Layout) -> anyhow::Result<EnvironmentReceipt> {
    let before = EnvironmentReceipt::read(layout)?;
    let mut receipt = before.unwrap_or_else(|| EnvironmentReceipt::new(options.mode, layout));
    receipt.mode = options.mode;
    Ok(receipt)
}

/// The one rename that makes the release current; the links through it are made before.
fn switch_links(release: &Release<'_>, layout: &Layout) -> anyhow::Result<()> {
    let gopath = layout.gopath();
    if !gopath.is_dir() && *layout.owner() != Owner::System {
        std::fs::create_dir(&gopath)
            .doing(|| say!(unpack::CREATING_MEMBER, path = gopath.display()))?;
    }
    for (link, target) in layout.fixed_links() {
        if std::fs::read_link(&link).ok().as_deref() != Some(Path::new(target)) {
            durable::link(&link, target)?;
        }
    }
    switch::to(layout, &release.name)
}

/// `bin/goferry`, from checked bytes. An older one does not take the place of the one that installs it.
fn install_program(
    bytes: &[u8],
    version: &str,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<()> {
    let path = layout.program();
    if let Some(before) = installed::newer_than(version, layout) {
        let path = path.display();
        context.voice.note(&say!(
            upgrade_self::KEPT_NEWER,
            program = path,
            before = before,
            after = version
        ));
        return Ok(());
    }
    if let Some(directory) = path.parent().filter(|directory| !directory.is_dir()) {
        std::fs::create_dir(directory)
            .doing(|| say!(unpack::CREATING_MEMBER, path = directory.display()))?;
    }
    durable::write(&path, 0o755, bytes)
}

fn write_environment(
    receipt: &mut EnvironmentReceipt,
    layout: &Layout,
    options: &Options,
    context: &Context,
) -> anyhow::Result<Environment> {
    let prefix = layout.shell_prefix()?;
    for file in environment::files(&prefix, options.mode) {
        durable::write(&layout.directory().join(file.name), file.mode, &file.contents)?;
        if !receipt.files.iter().any(|known| known == file.name) {
            receipt.files.push(file.name.to_owned());
        }
    }
    let (edits, notes) = match options.mode {
        Mode::Rc => edits(&prefix, layout, context),
        _ => (Vec::new(), Vec::new()),
    };
    let earlier = receipt.changes.clone();
    receipt.changes =
        profile::merged(earlier.clone(), &recorded(profile::intended(&edits), layout));
    receipt.write(layout)?;
    let outcome = profile::apply(&edits);
    receipt.changes = profile::merged(earlier, &recorded(outcome.changes.clone(), layout));
    receipt.write(layout)?;
    Ok(Environment { prefix, mode: options.mode, outcome, notes })
}

/// Changes as the receipt holds them: with the paths of the host that is being built.
fn recorded(changes: Vec<Change>, layout: &Layout) -> Vec<Change> {
    match layout.root().as_os_str().is_empty() {
        true => changes,
        false => changes.into_iter().map(|change| change.without_root(layout.root())).collect(),
    }
}

fn edits(prefix: &Prefix, layout: &Layout, context: &Context) -> (Vec<Edit>, Vec<Said>) {
    match layout.owner() {
        Owner::System => {
            let root = layout.here(Path::new("/"));
            (profile::plan_system(prefix, &root), profile::notes_system(prefix, &root))
        }
        Owner::User(Some(home)) => {
            let process = &context.process;
            let account = Account::new(home, Some(&process.login_shell), &process.environment);
            (profile::plan(&account, prefix), profile::notes(&account, prefix))
        }
        Owner::User(None) => (Vec::new(), vec![say!(words::NO_HOME_FOR_PROFILES)]),
    }
}
