//! What is on the far side already (`--after`): the heads of the checksum database that go there has seen, from files that
//! were brought there, or as `goferry modules list --json` prints them there.

use crate::words::modules as words;
use keys::note::{SUM_GOLANG_ORG, Verifier};
use keys::{Clock, Roots, Trust};
use payloads::container::{Laid, Source};
use payloads::platform::Cpu;
use payloads::refusal::trusted;
use payloads::unpack::{Plan, Selection, head};
use serde::Deserialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact, Progress};

/// The longest list of heads that is read, in bytes.
const MAX_LIST: u64 = 4 << 20;

/// The longest signed head that is looked at, in bytes; real ones have about 200.
const MAX_NOTE: usize = 64 << 10;

/// What a list of heads has; whatever else is in it is for others.
#[derive(Deserialize)]
struct Listed {
    heads: Vec<String>,
}

/// The signed heads in all of `files`, which are verified as at the time `now`.
///
/// # Errors
/// What the reader refuses in one of them; [`Exit::Usage`] for a list that is none; [`Exit::BadSignature`] for a head that
/// the database did not sign.
pub fn heads(files: &[PathBuf], now: u64) -> anyhow::Result<Vec<String>> {
    let verifier = Verifier::parse(SUM_GOLANG_ORG)?;
    let mut all = Vec::new();
    for file in files {
        let reading = || words::reading(&file.display());
        let heads = match listed(file).exit_with(Exit::Medium, reading)? {
            Some(list) => in_list(file, &list)?,
            None => in_file(file, now).context(reading)?,
        };
        for head in &heads {
            let unsigned = |_| Fact::new(Exit::BadSignature, words::not_a_head(&file.display()));
            verifier.open(head).map_err(unsigned)?;
        }
        all.extend(heads);
    }
    Ok(all)
}

/// The text of a list; `None` for any other file.
fn listed(path: &Path) -> std::io::Result<Option<String>> {
    let mut text = Vec::new();
    let mut file = File::open(path)?;
    file.by_ref().take(1).read_to_end(&mut text)?;
    if text != b"{" {
        return Ok(None);
    }
    file.take(MAX_LIST).read_to_end(&mut text)?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

fn in_list(path: &Path, text: &str) -> anyhow::Result<Vec<String>> {
    let list: Listed = serde_json::from_str(text).fact(|| {
        Fact::new(Exit::Usage, words::not_a_list(&path.display())).help(words::not_a_list_help())
    })?;
    Ok(list.heads)
}

fn in_file(file: &Path, now: u64) -> anyhow::Result<Vec<String>> {
    let source = Source::open(file)?;
    let tofu = |roots: &Roots| trusted(Trust::tofu(roots));
    let found =
        Laid::read(&source)?.authenticate(tofu, &Clock { now, built: 0, latest_known: 0 })?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let verified = found.verify(&source, threads, &Progress::hidden())?;
    // They are for every CPU.
    let globs = vec!["sumdb/*/heads/*".to_owned(), "sumdb/*/latest".to_owned()];
    let plan = Plan::new(&verified, Selection { cpu: Cpu::X86_64, globs })?;
    let paths: Vec<String> = plan.wanted().map(|member| member.path.clone()).collect();
    let mut notes = Vec::new();
    for path in paths.iter().filter(|path| path.ends_with("/latest") || path.contains("/heads/")) {
        let note = head(&verified, &plan, path, MAX_NOTE)?.unwrap_or_default();
        notes.push(String::from_utf8_lossy(&note).into_owned());
    }
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    #[test]
    fn heads_come_from_what_the_far_side_prints_and_only_signed_ones_count() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("modules.json");
        let recorded = "../keys/fixtures/sumdb/sum.golang.org/lookup/golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64";
        let answer = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(recorded));
        let note = keys::note::Lookup::parse(&answer.unwrap()).unwrap().note;
        let write = |value: serde_json::Value| std::fs::write(&path, value.to_string()).unwrap();
        let exit = || exit_of(&heads(std::slice::from_ref(&path), 0).unwrap_err());
        write(serde_json::json!({ "head": 1, "heads": [note], "versions": [] }));
        assert_eq!(heads(std::slice::from_ref(&path), 0).unwrap(), std::slice::from_ref(&note));
        write(serde_json::json!({ "heads": [note.replacen("7083", "7084", 1)] }));
        assert_eq!(exit(), Exit::BadSignature);
        write(serde_json::json!({ "versions": [] }));
        assert_eq!(exit(), Exit::Usage);
        std::fs::write(&path, "no file of ours").unwrap();
        assert_eq!(exit(), Exit::Damaged);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(exit(), Exit::Medium);
    }
}
