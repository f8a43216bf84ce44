//! How things are said: every program of goferry speaks Chinese and English, to people and to machines,
//! from catalogues that lie with who says them.
//!
//! [`catalogue!`] makes of each sentence a function that takes its placeholders and gives a [`Said`], which is
//! rendered only when the reader's language is known. A [`Fact`] is a sentence that decides the exit code.

mod catalogue;
mod columns;
pub mod command_line;
mod exit;
mod fact;
pub mod grammar;
mod lang;
pub mod manual;
mod os_error;
mod question;
mod said;
mod stream;
mod table;
pub mod time;
mod voice;
mod words;

pub use exit::Exit;
pub use fact::{Context, Fact, Step, best_effort, carry, exit_of, help_of, recover, recover_or};
pub use fact::{render_error, render_help, render_story};
pub use lang::Lang;
pub use os_error::os_error;
pub use said::{Argument, Said, Say, Text, printable};
pub use table::Table;
pub use voice::{Progress, Voice};

/// Sentences of the frame that the programs also say themselves.
pub mod sentences {
    #[allow(missing_docs)]
    pub mod inspect {
        pub use crate::words::inspect::{component, go, signed_by};
    }
    #[allow(missing_docs)]
    pub mod terms {
        pub use crate::words::terms::error;
    }
    #[allow(missing_docs)]
    pub mod usage {
        pub use crate::words::usage::version_flag;
    }
    #[allow(missing_docs)]
    pub mod verbs {
        pub use crate::words::verbs::{directory, extract, verify};
    }
}
