//! Every verb of `goferry`, a file or a folder each. The table [`Verb`] is the grammar: parser, help, aliases by
//! habit, completions and manual read it; [`Verb::run`] says what the record calls those that change something.

mod about;
mod aliases;
mod audit;
mod doctor;
mod env;
mod file;
mod install;
mod modules;
#[cfg(test)]
mod page;
mod project;
mod prune;
mod repair;
mod smoke;
mod switch;
mod trust;
mod uninstall;
mod upgrade_self;
mod verify_installed;
mod versions;

use crate::change::audit as record;
use crate::change::plan::DryRun;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, Place};
use crate::process::Context;
use crate::releases::moved;
use crate::words::{gate, options as words};
use clap::{Args, Command, CommandFactory, Parser, Subcommand};
use payloads::sentences::verbs;
use std::ffi::OsString;
use voice::command_line::{self, Typed};
use voice::grammar::{Common, in_language};
use voice::sentences::{usage, verbs as common};
use voice::{Exit, Lang, Voice, manual};

/// The program's name, in usage lines, completions and the manual.
pub const NAME: &str = "goferry";

/// A command line.
#[derive(Parser)]
#[command(name = NAME, about = words::about())]
pub struct Program {
    #[arg(long, short = 'V', help = usage::version_flag())]
    version: bool,
    /// Language, log, JSON, silence.
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    verb: Option<Verb>,
}

impl Program {
    /// The whole grammar, with its help in `lang`. What is typed goes through [`aliases::translate`] first.
    pub fn grammar(lang: Lang) -> Command {
        in_language(Program::command(), lang)
    }

    /// What was typed, `arguments`, with the program's name first.
    ///
    /// # Errors
    /// [`Exit::Usage`], naming the argument.
    pub fn read(arguments: Vec<OsString>, lang: Lang) -> anyhow::Result<Typed<Program>> {
        let grammar = Program::grammar(lang);
        let words = aliases::translate(arguments, &grammar);
        command_line::read(grammar, words)
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Those of the verb; [`Exit::Usage`] where there is none.
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        match &self.verb {
            _ if self.version => version(&context.voice),
            Some(verb) => verb.run(context),
            None => Err(command_line::missing_verb().into()),
        }
    }
}

/// Tells the program's version.
///
/// # Errors
/// Standard output's.
pub fn version(voice: &Voice) -> anyhow::Result<Exit> {
    voice.output(&format!("{NAME} {}", env!("CARGO_PKG_VERSION")))?;
    Ok(Exit::Done)
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = words::install())]
    Install(install::Options),
    #[command(about = words::upgrade_self())]
    UpgradeSelf(upgrade_self::Options),
    #[command(about = common::verify())]
    Verify(file::Verify),
    #[command(about = words::info())]
    Info(file::Info),
    #[command(about = verbs::list())]
    List(file::List),
    #[command(about = common::extract())]
    Extract(file::Extract),
    #[command(about = words::env())]
    Env(env::Options),
    #[command(about = words::versions())]
    Versions(Place),
    #[command(about = words::use_release())]
    Use(switch::Use),
    #[command(about = words::rollback())]
    Rollback(switch::Rollback),
    #[command(about = words::pin())]
    Pin(switch::Use),
    #[command(about = words::unpin())]
    Unpin(switch::Use),
    #[command(about = words::prune())]
    Prune(prune::Options),
    #[command(about = words::repair())]
    Repair(repair::Options),
    #[command(about = words::doctor())]
    Doctor(Place),
    #[command(about = gate::smoke())]
    Smoke(smoke::Options),
    #[command(about = words::audit(), subcommand_required = true, arg_required_else_help = false)]
    Audit(Audit),
    #[command(about = words::plan())]
    Plan(Plan),
    #[command(about = words::project(), subcommand_required = true, arg_required_else_help = false)]
    Project(Project),
    #[command(about = words::modules(), subcommand_required = true, arg_required_else_help = false)]
    Modules(Modules),
    #[command(about = words::trust(), subcommand_required = true, arg_required_else_help = false)]
    Trust(Trust),
    #[command(about = words::uninstall())]
    Uninstall(uninstall::Options),
    #[command(about = words::licenses())]
    Licenses,
    #[command(about = verbs::exit_codes())]
    ExitCodes,
    #[command(about = verbs::completions())]
    Completions(manual::Completions),
    #[command(about = verbs::man(&NAME))]
    Man,
}

#[derive(Args)]
#[group(skip)]
struct Audit {
    #[command(subcommand)]
    verb: AuditVerb,
}

#[derive(Subcommand)]
enum AuditVerb {
    #[command(about = words::audit_verify())]
    Verify(audit::Verify),
    #[command(about = words::audit_export())]
    Export(audit::Export),
}

#[derive(Args)]
#[group(skip)]
struct Project {
    #[command(subcommand)]
    verb: ProjectVerb,
}

#[derive(Subcommand)]
enum ProjectVerb {
    #[command(about = words::project_list())]
    List(Place),
    #[command(about = words::project_copy())]
    Copy(project::Copy),
}

#[derive(Args)]
#[group(skip)]
struct Modules {
    #[command(subcommand)]
    verb: ModulesVerb,
}

#[derive(Subcommand)]
enum ModulesVerb {
    #[command(about = words::modules_list())]
    List(Place),
    #[command(about = words::modules_add())]
    Add(modules::AddModules),
    #[command(about = words::modules_verify())]
    Verify(Place),
    #[command(about = words::modules_prune())]
    Prune(modules::Prune),
}

#[derive(Args)]
#[group(skip)]
struct Trust {
    #[command(subcommand)]
    verb: TrustVerb,
}

#[derive(Subcommand)]
enum TrustVerb {
    #[command(about = words::trust_show())]
    Show(Place),
    #[command(about = words::trust_import())]
    Import(trust::Import),
    #[command(about = words::trust_confirm())]
    Confirm(trust::Confirm),
}

/// Only for help and completions: [`aliases::translate`] makes `VERB --dry-run` of it.
#[derive(Args)]
#[group(skip)]
struct Plan {
    #[arg(value_name = "ACTION", help = words::planned())]
    action: Vec<OsString>,
}

impl Verb {
    fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        let looks = |place, run: Run<'_>| looks(place, context, run);
        let changes = |record, release: Option<&str>, managed, run: Run<'_>| {
            changes(record, release, managed, context, run)
        };
        match self {
            Verb::Install(verb) => install::run(verb, context),
            Verb::UpgradeSelf(verb) => {
                changes("upgrade-self", None, &verb.managed, &|at| upgrade_self::run(verb, at))
            }
            Verb::Verify(verb) => verb.run(context),
            Verb::Info(verb) => verb.run(context),
            Verb::List(verb) => verb.run(context),
            Verb::Extract(verb) => verb.run(context),
            Verb::Env(verb) => looks(&verb.place, &|at| env::run(verb, at)),
            Verb::Versions(place) => looks(place, &versions::run),
            Verb::Use(verb) => changes("use", Some(&verb.version), &verb.managed, &|at| {
                switch::use_release(verb, at)
            }),
            Verb::Rollback(verb) => {
                changes("rollback", verb.version.as_deref(), &verb.managed, &|at| {
                    switch::rollback(verb, at)
                })
            }
            Verb::Pin(verb) => {
                changes("pin", Some(&verb.version), &verb.managed, &|at| prune::pin(true, verb, at))
            }
            Verb::Unpin(verb) => changes("unpin", Some(&verb.version), &verb.managed, &|at| {
                prune::pin(false, verb, at)
            }),
            Verb::Prune(verb) => changes("prune", None, &verb.managed, &|at| prune::run(verb, at)),
            Verb::Repair(verb) => {
                changes("repair", verb.release.as_deref(), &verb.managed, &|at| {
                    repair::run(verb, at)
                })
            }
            Verb::Doctor(place) => looks(place, &doctor::run),
            Verb::Smoke(verb) => looks(&verb.place, &|at| smoke::run(verb, at)),
            Verb::Audit(Audit { verb }) => match verb {
                AuditVerb::Verify(verb) => looks(&verb.place, &|at| audit::verify(verb, at)),
                AuditVerb::Export(verb) => looks(&verb.place, &|at| audit::export(verb, at)),
            },
            Verb::Plan(Plan { action }) => {
                let typed = action.first().map(|word| word.to_string_lossy()).unwrap_or_default();
                Err(command_line::unknown_verb(&typed).into())
            }
            Verb::Project(Project { verb }) => match verb {
                ProjectVerb::List(place) => looks(place, &project::list),
                ProjectVerb::Copy(verb) => looks(&verb.place, &|at| project::copy(verb, at)),
            },
            Verb::Modules(Modules { verb }) => match verb {
                ModulesVerb::List(place) => looks(place, &modules::list),
                ModulesVerb::Add(verb) => {
                    changes("modules add", None, &verb.managed, &|at| modules::add(verb, at))
                }
                ModulesVerb::Prune(verb) => {
                    changes("modules prune", None, &verb.managed, &|at| modules::prune(verb, at))
                }
                ModulesVerb::Verify(place) => looks(place, &modules::verify),
            },
            Verb::Trust(Trust { verb }) => match verb {
                TrustVerb::Show(place) => looks(place, &trust::show),
                TrustVerb::Import(verb) => {
                    changes("trust import", None, &verb.managed, &|at| trust::import(verb, at))
                }
                TrustVerb::Confirm(verb) => {
                    changes("trust confirm", None, &verb.managed, &|at| trust::confirm(verb, at))
                }
            },
            Verb::Uninstall(verb) if verb.release.is_some() => {
                changes("uninstall", verb.release.as_deref(), &verb.managed, &|at| {
                    uninstall::run(verb, at)
                })
            }
            // Nothing of what is about to go is put right first.
            Verb::Uninstall(verb) => {
                on(&verb.managed.place, context, &|at| match verb.managed.dry_run.is_dry() {
                    true => uninstall::run(verb, at),
                    false => record::watch("uninstall", at, || uninstall::run(verb, at)),
                })
            }
            Verb::Licenses => about::licenses(context),
            Verb::ExitCodes => about::exit_codes(context),
            Verb::Completions(verb) => about::completions(verb, context),
            Verb::Man => about::man(context),
        }
    }
}

/// What every verb that changes an installation is told.
#[derive(Args, Clone, Debug)]
#[group(skip)]
struct Managed {
    /// Which installation.
    #[command(flatten)]
    place: Place,
    /// How much is told first.
    #[command(flatten)]
    dry_run: DryRun,
}

/// What carries a verb out on an installation.
type Run<'a> = &'a dyn Fn(Installation<'_>) -> anyhow::Result<Exit>;

/// A verb on the installation at `place`.
fn on(place: &Place, context: &Context, run: Run<'_>) -> anyhow::Result<Exit> {
    let layout = Layout::meant(place, &context.process)?;
    run(Installation { layout: &layout, context })
}

/// A verb that only looks: it is not recorded.
fn looks(place: &Place, context: &Context, run: Run<'_>) -> anyhow::Result<Exit> {
    on(place, context, &|at| {
        moved::follow_home(at);
        run(at)
    })
}

/// A verb that changes something: the record calls it `action`, and the release that it names may be refused.
fn changes(
    action: &'static str,
    release: Option<&str>,
    managed: &Managed,
    context: &Context,
    run: Run<'_>,
) -> anyhow::Result<Exit> {
    if let Some(release) = release {
        context.about.release(release);
    }
    if managed.dry_run.is_dry() {
        return on(&managed.place, context, run);
    }
    looks(&managed.place, context, &|at| record::watch(action, at, || run(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_in_both_languages() {
        Program::grammar(Lang::En).debug_assert();
        Program::grammar(Lang::Zh).debug_assert();
    }

    /// Each option of `command` whose help names its values, with the words that lead to it.
    fn named_values(command: &Command, way: &[String], found: &mut Vec<Vec<String>>) {
        for argument in command.get_arguments() {
            let possible = argument.get_possible_values();
            let names: Vec<String> = match argument.get_value_names() {
                Some([one]) if one.contains('|') => one.split('|').map(str::to_owned).collect(),
                _ if argument.is_positional() => {
                    possible.iter().map(|value| value.get_name().to_owned()).collect()
                }
                _ => continue,
            };
            for name in names.iter().filter(|name| !name.contains(':')) {
                let mut words = way.to_vec();
                words.extend(argument.get_long().map(|long| format!("--{long}")));
                words.push(name.clone());
                found.push(words);
            }
        }
        for verb in command.get_subcommands() {
            named_values(verb, &[way, &[verb.get_name().to_owned()]].concat(), found);
        }
    }

    #[test]
    fn every_value_that_a_help_text_names_is_taken() {
        let mut lines = Vec::new();
        named_values(&Program::grammar(Lang::En), &["goferry".to_owned()], &mut lines);
        assert!(lines.iter().any(|line| line.ends_with(&["--share".into(), "auto".into()])));
        assert!(lines.iter().any(|line| line.ends_with(&["completions".into(), "zsh".into()])));
        assert!(lines.len() > 15, "{lines:?}");
        for line in lines {
            let typed = line.iter().map(OsString::from).collect();
            assert!(Program::read(typed, Lang::En).is_ok(), "{line:?}");
        }
    }

    #[test]
    fn a_verb_that_is_missing_below_another_is_an_error() {
        for verb in ["audit", "project", "modules", "trust"] {
            let typed = ["goferry", verb].map(OsString::from).to_vec();
            assert!(Program::read(typed, Lang::En).is_err(), "{verb}");
        }
    }

    #[test]
    fn a_bare_start_installs_and_takes_the_options_of_install() {
        let typed = ["./x.run", "--json", "-y", "--prefix", "/opt/x", "--lang", "zh"];
        let typed = Program::read(typed.map(Into::into).to_vec(), Lang::En).unwrap();
        let Typed::Program(program) = typed else { panic!("help") };
        let Some(Verb::Install(install)) = &program.verb else { panic!("another verb") };
        assert!(install.yes);
    }
}
