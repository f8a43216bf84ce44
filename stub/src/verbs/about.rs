//! What the program says about itself: `licenses`, `exit-codes`, `completions` and `man`.

use super::Program;
use crate::process::Context;
use std::io::Read;
use voice::{Exit, manual};

/// One zstd frame, made by build.rs: crates, licence expressions and, in a release, every text.
const NOTICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/notices.zst"));

/// Our own terms.
const NOTICE: &str = include_str!("../../../NOTICE");
const MIT: &str = include_str!("../../../LICENSE-MIT");
const APACHE: &str = include_str!("../../../LICENSE-APACHE");

/// Prints the terms of goferry and of everything linked into it.
///
/// # Errors
/// The write error.
pub fn licenses(context: &Context) -> anyhow::Result<Exit> {
    let voice = &context.voice;
    let notices = notices()?;
    if voice.is_json() {
        let own =
            serde_json::json!({ "NOTICE": NOTICE, "LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE });
        voice.json(&serde_json::json!({ "goferry": own, "third_party": notices }))?;
        return Ok(Exit::Done);
    }
    for text in [NOTICE, MIT, APACHE, &notices] {
        voice.output(text.trim_end())?;
        voice.output("")?;
    }
    Ok(Exit::Done)
}

fn notices() -> anyhow::Result<String> {
    let mut text = String::new();
    zstd::Decoder::new(NOTICES)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Prints completions for a shell.
///
/// # Errors
/// The write error.
pub fn completions(verb: &manual::Completions, context: &Context) -> anyhow::Result<Exit> {
    verb.print(Program::grammar(context.voice.lang()), super::NAME, &context.voice)?;
    Ok(Exit::Done)
}

/// Prints the manual page.
///
/// # Errors
/// The write error.
pub fn man(context: &Context) -> anyhow::Result<Exit> {
    manual::page(&Program::grammar(context.voice.lang()), &context.voice)?;
    Ok(Exit::Done)
}

/// Prints the table of exit codes.
///
/// # Errors
/// The write error.
pub fn exit_codes(context: &Context) -> anyhow::Result<Exit> {
    manual::exit_codes(&context.voice)?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_under_the_lgpl_are_named() {
        assert!(notices().unwrap().contains("sequoia-openpgp"));
        assert!(NOTICE.contains("LGPL-2.0-or-later"));
    }
}
