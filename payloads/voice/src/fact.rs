//! Errors: a story of steps, and at its end one fact that decides the exit code.

use crate::Exit;
use crate::words::terms;
use crate::{Lang, Said, os_error};
use std::error::Error;
use std::fmt;

/// The fact an error comes down to: what was found, the exit code it means, and the way out.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The exit code this fact means.
    pub exit: Exit,
    /// What was expected and found, with units.
    pub said: Said,
    /// The one act that helps, where one does.
    pub help: Option<Said>,
}

impl Fact {
    /// A fact without advice.
    pub fn new(exit: Exit, said: Said) -> Self {
        Fact { exit, said, help: None }
    }

    /// Adds the one act that helps.
    pub fn help(mut self, said: Said) -> Self {
        self.help = Some(said);
        self
    }

    /// The fact as an error, with `cause` below it.
    pub fn over(self, cause: impl Into<anyhow::Error>) -> anyhow::Error {
        anyhow::Error::new(Because { fact: self, source: cause.into() })
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said.render(Lang::En))
    }
}

impl Error for Fact {}

/// One step of the story that leads to a fact: a gerund with its object.
#[derive(Debug)]
pub struct Step {
    said: Said,
    source: anyhow::Error,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said.render(Lang::En))
    }
}

impl Error for Step {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// Adds the step that was under way to an error.
pub trait Context<T> {
    /// `said` is a gerund with its object and path: "checking frame 2 of ./x.run".
    fn context(self, said: impl FnOnce() -> Said) -> anyhow::Result<T>;

    /// The error becomes a fact with exit code `exit`; its own text stays as the cause below it.
    fn exit_with(self, exit: Exit, said: impl FnOnce() -> Said) -> anyhow::Result<T>;

    /// As [`exit_with`](Self::exit_with), with a fact that has its own help.
    fn fact(self, fact: impl FnOnce() -> Fact) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Context<T> for Result<T, E> {
    fn context(self, said: impl FnOnce() -> Said) -> anyhow::Result<T> {
        self.map_err(|e| anyhow::Error::new(Step { said: said(), source: e.into() }))
    }

    fn exit_with(self, exit: Exit, said: impl FnOnce() -> Said) -> anyhow::Result<T> {
        self.fact(|| Fact::new(exit, said()))
    }

    fn fact(self, fact: impl FnOnce() -> Fact) -> anyhow::Result<T> {
        self.map_err(|e| fact().over(e))
    }
}

/// A fact with a deeper cause, such as the operating system's own answer.
#[derive(Debug)]
struct Because {
    fact: Fact,
    source: anyhow::Error,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fact.fmt(f)
    }
}

impl Error for Because {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// An error of ours on its way through a `Read` or `Write` of somebody else's.
#[derive(Debug)]
struct Carried(anyhow::Error);

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Carried {}

/// Packs `error` into an `io::Error`, whole; [`recover`] gets it out again.
pub fn carry(error: anyhow::Error) -> std::io::Error {
    std::io::Error::other(Carried(error))
}

/// The error of ours that `error` carries; otherwise itself.
pub fn recover(error: std::io::Error) -> anyhow::Error {
    recover_or(error, anyhow::Error::from)
}

/// The error of ours that `error` carries; otherwise what `foreign` makes of it.
pub fn recover_or(
    error: std::io::Error,
    foreign: impl FnOnce(std::io::Error) -> anyhow::Error,
) -> anyhow::Error {
    match error.downcast::<Carried>() {
        Ok(carried) => carried.0,
        Err(error) => foreign(error),
    }
}

fn fact_of<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a Fact> {
    cause.downcast_ref::<Fact>().or_else(|| cause.downcast_ref::<Because>().map(|b| &b.fact))
}

/// The exit code of the outermost fact; an answer of the operating system without one is
/// about the destination, anything else is a bug of ours.
pub fn exit_of(error: &anyhow::Error) -> Exit {
    if let Some(fact) = error.chain().find_map(fact_of) {
        return fact.exit;
    }
    match error.chain().find_map(os_code) {
        Some(code) => os_error::exit(code),
        None => Exit::Bug,
    }
}

fn os_code(cause: &(dyn Error + 'static)) -> Option<i32> {
    if let Some(io) = cause.downcast_ref::<std::io::Error>() {
        return io.raw_os_error();
    }
    cause.downcast_ref::<nix::errno::Errno>().map(|errno| *errno as i32)
}

/// The error as it is shown: the outermost step, each cause on a line of its own, then the help.
pub fn render_error(error: &anyhow::Error, lang: Lang) -> String {
    let story = render_story(error, lang);
    let help = help_of(error).map(|help| render_help(&help, lang)).unwrap_or_default();
    format!("{} {story}{help}", terms::error().render(lang))
}

/// The outermost step, and each cause on a line of its own.
pub fn render_story(error: &anyhow::Error, lang: Lang) -> String {
    let causes: Vec<String> = error.chain().map(|cause| render_cause(cause, lang)).collect();
    causes.join(&format!("\n  {} ", terms::caused_by().render(lang)))
}

/// Help as a line below a story.
pub fn render_help(help: &Said, lang: Lang) -> String {
    format!("\n  {} {}", terms::help().render(lang), help.render(lang))
}

/// The one act that helps: the outermost fact's that has one.
pub fn help_of(error: &anyhow::Error) -> Option<Said> {
    let help = error.chain().find_map(|cause| fact_of(cause)?.help.clone());
    help.or_else(|| (exit_of(error) == Exit::Bug).then(terms::bug_help))
}

fn render_cause(cause: &(dyn Error + 'static), lang: Lang) -> String {
    if let Some(fact) = fact_of(cause) {
        return fact.said.render(lang);
    }
    if let Some(step) = cause.downcast_ref::<Step>() {
        return step.said.render(lang);
    }
    match os_code(cause) {
        Some(code) => os_error(code, lang),
        None => crate::printable(&cause.to_string()),
    }
}

/// Lets go of what became of something whose answer nobody waits for; `why` says why nobody does.
pub fn best_effort<T, E>(why: &'static str, outcome: Result<T, E>) {
    drop((why, outcome));
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::catalogue! {
        reading(file) { en: "reading {file}", zh: "读取 {file}" }
        cut { en: "it is cut", zh: "它不完整" }
        again { en: "copy it again", zh: "请重新复制" }
    }

    #[test]
    fn an_error_names_step_cause_and_help_in_both_languages() {
        let fact: Result<(), Fact> = Err(Fact::new(Exit::Damaged, cut()).help(again()));
        let error = fact.context(|| reading(&"x.run")).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Damaged);
        assert_eq!(
            render_error(&error, Lang::En),
            "error: reading x.run\n  caused by: it is cut\n  help: copy it again"
        );
        assert_eq!(
            render_error(&error, Lang::Zh),
            "错误: 读取 x.run\n  原因: 它不完整\n  办法: 请重新复制"
        );
    }

    #[test]
    fn a_full_disk_is_no_space_even_without_a_fact() {
        let error: anyhow::Error = std::io::Error::from_raw_os_error(28).into();
        assert_eq!(exit_of(&error), Exit::NoSpace);
    }
}
