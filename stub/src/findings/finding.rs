//! One thing that was found: its code, what it is about, what was seen, and what mends it.

use super::Tree;
use crate::profile::Edit;
use crate::releases::installed::What;
use crate::releases::links::LinkFault;
use crate::words::doctor as words;
use payloads::environment::PrefixFile;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::rc::Rc;
use voice::{Exit, Fact, Lang, Said, exit_of, help_of, render_story};

/// Makes the type and its names of one list.
macro_rules! codes {
    ($($code:ident $name:literal)*) => {
        /// What kind of thing was found. A name is never given to anything else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Code { $(#[doc = $name] $code,)* }

        impl Code {
            /// Its name, for people and machines.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }
        }
    };
}

codes! {
    Owner "INST-OWNER"
    Link "INST-LINK"
    LinkTaken "INST-LINK-TAKEN"
    Record "INST-RECORD"
    Refused "INST-REFUSED"
    Modified "INST-FILE-MODIFIED"
    Missing "INST-FILE-MISSING"
    Extra "INST-FILE-EXTRA"
    Mode "INST-FILE-MODE"
    Kind "INST-FILE-KIND"
    Target "INST-FILE-TARGET"
    Incomplete "INST-INCOMPLETE"
    Modules "INST-MODULES"
    Program "INST-PROGRAM"
    EnvRecord "INST-ENV-RECORD"
    EnvFile "INST-ENV-FILE"
    Profile "INST-PROFILE"
    NoPath "INST-PATH"
    OtherGo "INST-PATH-OTHER"
    Variable "INST-VARIABLE"
    Go "INST-GO"
    Trust "INST-TRUST"
    TrustLost "INST-TRUST-LOST"
    TrustNewer "INST-TRUST-NEWER"
    FirstUse "INST-FIRST-USE"
    Order "INST-ORDER"
    Leftover "INST-LEFTOVER"
    Closed "INST-CLOSED"
    Audit "INST-AUDIT"
    AdoptedRecord "INST-ADOPTED-RECORD"
    Adopted "INST-ADOPTED"
    Unknown "INST-UNKNOWN"
}

impl From<What> for Code {
    fn from(what: What) -> Code {
        match what {
            What::Modified => Code::Modified,
            What::Missing => Code::Missing,
            What::Extra => Code::Extra,
            What::Mode { .. } => Code::Mode,
            What::Type => Code::Kind,
            What::Target => Code::Target,
        }
    }
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Nothing was found.
    Ok,
    /// Worth knowing, and no more.
    Warn,
    /// Wrong.
    Fail,
}

impl State {
    /// Its name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        }
    }
}

/// What `repair` does about a finding.
#[derive(Debug)]
pub(crate) enum Mend {
    /// What a run that was cut off left goes.
    Leftover(PathBuf),
    /// A record of ours may be read again.
    Open(PathBuf),
    /// `state/trust.json` is made anew of the installed releases.
    Trust,
    /// Files of a release, its receipt among them, become what they were.
    Tree(Rc<Tree>),
    /// The installation of this release comes to its end.
    Complete(String),
    /// What the releases bring of modules is put together again.
    Modules,
    /// `bin/goferry` comes from the release that has a whole one.
    Program(String),
    /// `state/environment.json` is made anew.
    Environment,
    /// `env` or a sibling of it is written again.
    File(PrefixFile),
    /// Our line comes into this profile again.
    Profile(PathBuf, Edit),
    /// `state/releases.json` is made anew.
    Releases,
    /// A link, and what it will say.
    Link(LinkFault, String),
}

/// One thing that was found.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    /// What it is about.
    pub(crate) path: PathBuf,
    /// What was seen, its cause, the exit code it means, and the way out. With [`Exit::Done`] it is worth knowing and
    /// no more.
    pub(crate) story: anyhow::Error,
    /// What `repair` does about it; `None` where that is left to people.
    pub(crate) mend: Option<Mend>,
}

impl Finding {
    /// One that is left to people.
    pub(crate) fn new(code: Code, path: PathBuf, story: impl Into<anyhow::Error>) -> Finding {
        Finding { code, path, story: story.into(), mend: None }
    }

    /// One that `repair` mends.
    pub(crate) fn mended(code: Code, path: PathBuf, exit: Exit, said: Said, mend: Mend) -> Finding {
        let fact = Fact::new(exit, said).help(words::repair_help());
        Finding::new(code, path, fact).by(mend)
    }

    /// One that is worth knowing and no more.
    pub(crate) fn note(code: Code, path: PathBuf, said: Said, help: Option<Said>) -> Finding {
        Finding::new(code, path, Fact { exit: Exit::Done, said, help })
    }

    /// A record that cannot be read, for which `repair` makes another.
    pub(crate) fn damaged(code: Code, path: PathBuf, why: anyhow::Error, mend: Mend) -> Finding {
        let fact = Fact::new(exit_of(&why), words::damaged()).help(words::repair_help());
        Finding::new(code, path, fact.over(why)).by(mend)
    }

    /// The same, mended so.
    pub(crate) fn by(self, mend: Mend) -> Finding {
        Finding { mend: Some(mend), ..self }
    }

    /// The exit code it means.
    pub(crate) fn exit(&self) -> Exit {
        exit_of(&self.story)
    }

    pub(crate) fn state(&self) -> State {
        if self.exit() == Exit::Done { State::Warn } else { State::Fail }
    }

    /// What was seen, and its cause below it.
    pub(crate) fn said(&self, lang: Lang) -> String {
        render_story(&self.story, lang)
    }

    /// What helps.
    pub(crate) fn remedy(&self) -> Option<Said> {
        help_of(&self.story)
    }

    /// For machines.
    pub(crate) fn json(&self, lang: Lang) -> Value {
        json!({
            "code": self.code.name(),
            "state": self.state().name(),
            "exit": self.exit().code(),
            "path": self.path.to_string_lossy(),
            "said": self.said(lang),
            "remedy": self.remedy().map(|said| said.render(lang)),
            "repair": self.mend.is_some(),
        })
    }
}
