//! What `install` was asked for.

use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::profile::EnvironmentReceipt;
use crate::releases::copies::Sharing;
use crate::trust;
use crate::verbs::file::GivenFile;
use crate::verbs::modules::AddModules;
use crate::words::{gate, install, modules, options as words};
use clap::{Args, ValueEnum};
use keys::Downgrade;
use payloads::container::Manifest;
use payloads::container::manifest::Kind;
use payloads::environment::Mode;
use payloads::platform::Cpu;
use voice::{Exit, Fact};

/// The options of `install`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The file to install.
    #[command(flatten)]
    pub file: GivenFile,
    /// What is demanded of it.
    #[command(flatten)]
    pub trust: trust::Options,
    /// The user is not asked.
    #[arg(long, short, help = words::yes())]
    pub yes: bool,
    /// Where to.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
    #[arg(long, help = words::environment(), conflicts_with = "no_modify_profile")]
    env: Option<Mode>,
    #[arg(long, help = words::no_modify_profile())]
    no_modify_profile: bool,
    #[arg(long, help = words::allow_downgrade())]
    allow_downgrade: bool,
    /// The release is laid down again where it is installed already.
    #[arg(long, help = words::force())]
    pub force: bool,
    /// A prefix that was made by hand is taken in.
    #[arg(long, help = words::adopt())]
    pub adopt: bool,
    #[arg(long, value_name = "NAME,...", help = words::component(), value_delimiter = ',',
        conflicts_with = "profile")]
    component: Vec<String>,
    #[arg(long, help = words::profile())]
    profile: Option<Profile>,
    /// Its modules are taken, and nothing else: it does not become current.
    #[arg(skip)]
    pub(super) modules_alone: bool,
    /// What may be done with files that another release has.
    #[arg(long = "share", help = words::share(), value_enum, default_value_t)]
    pub sharing: Sharing,
    /// The release is not tested.
    #[arg(long, help = words::no_gate())]
    pub no_gate: bool,
    /// The gate leaves out the acceptance suites.
    #[arg(long, help = gate::skip_acceptance())]
    pub skip_acceptance: bool,
    /// The exit code is 3 where something was changed.
    #[arg(long, help = words::changed_exit())]
    pub changed_exit: bool,
}

/// How much of a file is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Go alone.
    Minimal,
    /// All but what only some need.
    Default,
    /// Everything.
    Complete,
}

impl Options {
    /// Those of `modules add`.
    pub fn of_modules(add: &AddModules) -> Options {
        Options {
            file: add.file.clone(),
            trust: add.trust.clone(),
            yes: add.yes,
            place: add.managed.place.clone(),
            dry_run: add.managed.dry_run,
            env: None,
            no_modify_profile: false,
            allow_downgrade: add.allow_downgrade,
            force: false,
            adopt: false,
            component: Vec::new(),
            profile: None,
            modules_alone: true,
            sharing: Sharing::default(),
            no_gate: true,
            skip_acceptance: true,
            changed_exit: false,
        }
    }

    /// The components of `manifest` that are wanted, sorted; `None`: all of them.
    ///
    /// # Errors
    /// [`Exit::Usage`] where one is named that the file has not, or the file has no modules to add.
    pub(super) fn components(&self, manifest: &Manifest) -> Result<Option<Vec<String>>, Fact> {
        let has = manifest.payload.components.iter().filter(|part| part.kind != Kind::End);
        let has: Vec<&str> = has.map(|part| part.name.as_str()).collect();
        let wanted: Vec<&str> = match self.profile {
            _ if self.modules_alone && !has.contains(&"modcache") => {
                let said = modules::not_in_file();
                return Err(Fact::new(Exit::Usage, said).help(modules::not_in_file_help()));
            }
            _ if self.modules_alone => vec!["modcache", "sumdb"],
            Some(Profile::Minimal) => vec!["go"],
            _ if self.component.is_empty() => return Ok(None),
            _ => self.component.iter().map(String::as_str).chain(["go"]).collect(),
        };
        let unknown = self.component.iter().find(|name| !has.contains(&name.as_str()));
        if let Some(unknown) = unknown {
            let said = install::no_component(unknown, &has.join(", "));
            return Err(Fact::new(Exit::Usage, said));
        }
        // Modules come with what proves them.
        let proves = |name: &str| name == "sumdb" && wanted.contains(&"modcache");
        let is_wanted = |name: &&&str| wanted.contains(*name) || **name == "meta" || proves(name);
        let mut names: Vec<String> =
            has.iter().filter(is_wanted).map(|n| (*n).to_owned()).collect();
        names.sort_unstable();
        Ok((names.len() < has.len()).then_some(names))
    }

    /// Whether components are named, so that others of them which are here are not what is asked for.
    pub(super) fn names_components(&self) -> bool {
        self.modules_alone || self.profile.is_some() || !self.component.is_empty()
    }

    /// How shells come to find the release, where that is asked for.
    pub fn chosen(&self) -> Option<Mode> {
        self.env.or(self.no_modify_profile.then_some(Mode::None))
    }

    /// How shells come to find the release: as asked for, else as was chosen for the installation at `layout`.
    pub fn mode(&self, layout: &Layout) -> Mode {
        let before = || EnvironmentReceipt::read(layout).ok().flatten().map(|receipt| receipt.mode);
        self.chosen().or_else(before).unwrap_or(Mode::Rc)
    }

    /// What an installation that would change something, or did, ends with.
    pub fn done(&self) -> Exit {
        if self.changed_exit { Exit::Changed } else { Exit::Done }
    }

    /// Whether a release may be older than the newest that was seen.
    pub fn downgrade(&self) -> Downgrade {
        Downgrade::allowed_if(self.allow_downgrade)
    }

    /// Whether the gate is there to be passed: not with `--no-gate`, and not where an image for another CPU is built.
    pub(super) fn gate(&self, cpu: Cpu) -> bool {
        !self.no_gate && Cpu::host() == Some(cpu)
    }
}
