//! Every verb of `goferry`, a file or a folder each. The table [`Verb`] is the grammar: parser, help, aliases by
//! habit, completions and manual read it. A verb about an installation says itself what the record calls it.

mod about;
mod aliases;
mod audit;
mod doctor;
mod env;
mod file;
mod install;
#[cfg(test)]
mod page;
mod pin;
mod project;
mod prune;
mod repair;
mod rollback;
mod smoke;
mod trust;
mod uninstall;
mod upgrade_self;
mod use_release;
mod verify_installed;
mod versions;

use crate::change::audit as record;
use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::words::{gate, options as words};
use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use payloads::sentences::verbs;
use std::ffi::OsString;
use voice::command_line::{self, Parsed};
use voice::grammar::{Common, in_language};
use voice::sentences::{usage, verbs as common};
use voice::{Exit, Lang};

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
    pub fn read(arguments: Vec<OsString>, lang: Lang) -> anyhow::Result<Typed> {
        let grammar = Program::grammar(lang);
        let words = aliases::translate(arguments, &grammar);
        match command_line::parse(grammar, words)? {
            Parsed::Help(help) => Ok(Typed::Help(help)),
            Parsed::Matches(matches) => {
                let read = Program::from_arg_matches(&matches);
                Ok(Typed::Program(Box::new(read.map_err(|e| command_line::usage_fact(&e))?)))
            }
        }
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Those of the verb; [`Exit::Usage`] where there is none.
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        match &self.verb {
            _ if self.version => crate::version(&context.voice),
            Some(verb) => verb.run(context),
            None => Err(command_line::missing_verb().into()),
        }
    }
}

/// What a command line comes to.
pub enum Typed {
    /// To be carried out.
    Program(Box<Program>),
    /// Help was asked for.
    Help(String),
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = words::install())]
    Install(install::Options),
    #[command(about = words::upgrade_self())]
    UpgradeSelf(upgrade_self::Options),
    #[command(about = common::verify())]
    Verify(file::Verify),
    #[command(about = crate::words::verbs::info())]
    Info(file::Info),
    #[command(about = verbs::list())]
    List(file::List),
    #[command(about = common::extract())]
    Extract(file::Extract),
    #[command(about = words::env())]
    Env(env::Options),
    #[command(about = words::versions())]
    Versions(versions::Options),
    #[command(about = words::use_release())]
    Use(use_release::Options),
    #[command(about = words::rollback())]
    Rollback(rollback::Options),
    #[command(about = words::pin())]
    Pin(pin::Pin),
    #[command(about = words::unpin())]
    Unpin(pin::Unpin),
    #[command(about = words::prune())]
    Prune(prune::Options),
    #[command(about = words::repair())]
    Repair(repair::Options),
    #[command(about = words::doctor())]
    Doctor(doctor::Options),
    #[command(about = gate::smoke())]
    Smoke(smoke::Options),
    #[command(about = words::audit(), subcommand_required = true, arg_required_else_help = false)]
    Audit(Audit),
    #[command(about = words::plan())]
    Plan(Plan),
    #[command(about = words::project(), subcommand_required = true, arg_required_else_help = false)]
    Project(Project),
    #[command(about = words::trust(), subcommand_required = true, arg_required_else_help = false)]
    Trust(Trust),
    #[command(about = words::uninstall())]
    Uninstall(uninstall::Options),
    #[command(about = words::licenses())]
    Licenses,
    #[command(about = verbs::exit_codes())]
    ExitCodes,
    #[command(about = verbs::completions())]
    Completions(about::Completions),
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
    List(project::List),
    #[command(about = words::project_copy())]
    Copy(project::Copy),
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
    Show(trust::Show),
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
        match self {
            Verb::Install(verb) => install::run(verb, context),
            Verb::UpgradeSelf(verb) => on_an_installation(verb, context),
            Verb::Verify(verb) => verb.run(context),
            Verb::Info(verb) => verb.run(context),
            Verb::List(verb) => verb.run(context),
            Verb::Extract(verb) => verb.run(context),
            Verb::Env(verb) => on_an_installation(verb, context),
            Verb::Versions(verb) => on_an_installation(verb, context),
            Verb::Use(verb) => on_an_installation(verb, context),
            Verb::Rollback(verb) => on_an_installation(verb, context),
            Verb::Pin(verb) => on_an_installation(verb, context),
            Verb::Unpin(verb) => on_an_installation(verb, context),
            Verb::Prune(verb) => on_an_installation(verb, context),
            Verb::Repair(verb) => on_an_installation(verb, context),
            Verb::Doctor(verb) => on_an_installation(verb, context),
            Verb::Smoke(verb) => on_an_installation(verb, context),
            Verb::Audit(Audit { verb: AuditVerb::Verify(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Audit(Audit { verb: AuditVerb::Export(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Plan(Plan { action }) => {
                let typed = action.first().map(|word| word.to_string_lossy()).unwrap_or_default();
                Err(command_line::unknown_verb(&typed).into())
            }
            Verb::Project(Project { verb: ProjectVerb::List(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Project(Project { verb: ProjectVerb::Copy(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Trust(Trust { verb: TrustVerb::Show(verb) }) => on_an_installation(verb, context),
            Verb::Trust(Trust { verb: TrustVerb::Import(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Trust(Trust { verb: TrustVerb::Confirm(verb) }) => {
                on_an_installation(verb, context)
            }
            Verb::Uninstall(verb) => on_an_installation(verb, context),
            Verb::Licenses => about::licenses(context),
            Verb::ExitCodes => about::exit_codes(context),
            Verb::Completions(verb) => verb.run(context),
            Verb::Man => about::man(context),
        }
    }
}

/// A verb about what is installed, rather than about a file.
trait OnInstallation {
    /// What the record calls it; one that only looks is not recorded.
    const RECORD: Option<&'static str> = None;

    /// Which installation.
    fn place(&self) -> &Place;

    /// How much is told first.
    fn dry_run(&self) -> DryRun {
        DryRun::default()
    }

    /// The release it names.
    fn release(&self) -> Option<&str> {
        None
    }

    /// Carries it out.
    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit>;
}

fn on_an_installation<V: OnInstallation>(verb: &V, context: &Context) -> anyhow::Result<Exit> {
    let layout = Layout::meant(verb.place(), &context.process)?;
    if let Some(release) = verb.release() {
        context.about.release(release);
    }
    match V::RECORD.filter(|_| !verb.dry_run().is_dry()) {
        Some(action) => record::watch(action, &layout, context, || verb.run(&layout, context)),
        None => verb.run(&layout, context),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_and_helps_in_both_languages() {
        command_line::assert_sound(Program::grammar);
    }

    /// Each option of `command` whose help names its values, with the words that lead to it.
    fn named_values(command: &Command, way: &[String], found: &mut Vec<Vec<String>>) {
        for argument in command.get_arguments() {
            let names: Vec<String> = match argument.get_value_names() {
                Some([one]) if one.contains('|') => one.split('|').map(str::to_owned).collect(),
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
        assert!(lines.len() > 15, "{lines:?}");
        for line in lines {
            let typed = line.iter().map(OsString::from).collect();
            assert!(Program::read(typed, Lang::En).is_ok(), "{line:?}");
        }
    }

    #[test]
    fn a_verb_that_is_missing_below_another_is_an_error() {
        for verb in ["audit", "project", "trust"] {
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
