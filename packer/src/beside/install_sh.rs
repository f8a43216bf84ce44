//! `install.sh`, which lies beside the finished files and takes the one that is for a machine: where
//! the file of another CPU could only be answered by the kernel, with "Exec format error".

use crate::beside::sums;
use crate::words::{build, chooser as words};
use payloads::abi::World;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Text};

/// The name of the script.
pub const NAME: &str = "install.sh";

/// Without the first line: only with its words in it it is a script, and can be judged as one.
const TEMPLATE: &str = include_str!("install_sh/install.sh");

/// What the template names between two `@`.
static WORDS: [&Text; 34] = [
    &words::BIG,
    &words::BITS,
    &words::CHOICE,
    &words::CLEARED,
    &words::DAMAGED,
    &words::DAMAGED_HELP,
    &words::ERROR,
    &words::HELP,
    &words::LITTLE,
    &words::MEDIUM,
    &words::MEDIUM_HELP,
    &words::MISSING,
    &words::NARROW,
    &payloads::sentences::chooser::NEW_WORLD,
    &words::NOEXEC,
    &words::NOT_BESIDE,
    &words::NOT_BESIDE_HELP,
    &words::NOT_COPIED,
    &words::NOT_STARTED,
    &words::NOT_STARTED_HELP,
    &words::NOT_WRITABLE,
    &words::NO_FILE,
    &words::NO_FILE_HELP,
    &words::NO_PLACE,
    &words::NO_PLACE_HELP,
    &words::NO_SPACE,
    &words::NO_TOOL,
    &payloads::sentences::chooser::OLD_WORLD,
    &words::PASSED_OVER,
    &words::RENAMED,
    &words::TAKING,
    &words::TEXT_MODE,
    &words::WRONG_WORLD,
    &words::WRONG_WORLD_HELP,
];

/// A file the script can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The machines it is for.
    pub cpu: Cpu,
    /// On LoongArch the world of the Go it carries; `None` elsewhere.
    pub world: Option<World>,
    /// Its name beside the script.
    pub name: String,
    /// Of the whole file.
    pub sha256: Sha256,
}

/// The script for these files, the same bytes in whatever order they are given.
pub fn render(choices: &[Choice]) -> String {
    let mut out = String::from("#!/bin/sh\n");
    let mut rest = TEMPLATE;
    while let Some((before, name, after)) = next_placeholder(rest) {
        out.push_str(before);
        match WORDS.iter().find(|text| text.name == name) {
            Some(text) => out.push_str(&format!("{} {}", word(text.en), word(text.zh))),
            None => out.push_str(&offers(choices)),
        }
        rest = after;
    }
    out + rest
}

/// What stands before the next `@NAME@`, the name, and what follows; `$@` is none.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('@').find_map(|(at, _)| {
        let (name, after) = text[at + 1..].split_once('@')?;
        let is_name = name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        (is_name && !name.is_empty()).then_some((&text[..at], name, after))
    })
}

/// Writes the script into `directory`, executable, in one step; gives its path. What a script there
/// offered for other machines it still offers, as far as those files are there.
///
/// # Errors
/// The disk's.
pub fn write(directory: &Path, choices: &[Choice]) -> anyhow::Result<PathBuf> {
    let path = directory.join(NAME);
    let all = [choices, &kept(directory, choices)].concat();
    replace(&path, directory, &render(&all)).context(|| build::writing(&path.display()))?;
    Ok(path)
}

/// Writes the script in `directory` again where it offers the file called `name`, which was changed on
/// purpose: it gets its new digest. Gives the script's path where that was so.
///
/// # Errors
/// The file cannot be read; the disk's.
pub fn refresh(directory: &Path, name: &str) -> anyhow::Result<Option<PathBuf>> {
    changed(directory, name)?.map(|choice| write(directory, &[choice])).transpose()
}

fn replace(path: &Path, directory: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(Permissions::from_mode(0o755))?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// One call of the script's `offer` for each file, the new world before the old: where the world of a
/// machine cannot be told, the first is taken.
fn offers(choices: &[Choice]) -> String {
    let mut sorted: Vec<&Choice> = choices.iter().collect();
    sorted.sort_by_key(|choice| (choice.cpu, choice.world == Some(World::Old), &choice.name));
    let line = |choice: &&Choice| {
        let world = choice.world.map_or("", World::name);
        let (cpu, sha256, name) = (choice.cpu, choice.sha256, quoted(&choice.name));
        format!("offer {cpu} '{world}' {sha256} {name}\n")
    };
    sorted.iter().map(line).collect()
}

/// `text` as one word of the shell, its placeholders as the variables of that name.
fn word(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '{' => out.push_str("${"),
            '\\' | '"' | '$' | '`' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `name` as one word of the shell that stands for exactly these characters.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "'\\''"))
}

/// What the script in `directory` offers for other machines than `choices` are for, as far as the
/// files still lie there unchanged.
fn kept(directory: &Path, choices: &[Choice]) -> Vec<Choice> {
    let mut kept = offered_in(directory);
    kept.retain(|old| !choices.iter().any(|new| (new.cpu, new.world) == (old.cpu, old.world)));
    kept.retain(|old| is_unchanged(directory, old));
    kept
}

/// What the script in `directory` offers under `name`, with the digest that file has now.
///
/// # Errors
/// The file cannot be read.
fn changed(directory: &Path, name: &str) -> anyhow::Result<Option<Choice>> {
    let Some(old) = offered_in(directory).into_iter().find(|old| old.name == name) else {
        return Ok(None);
    };
    let sha256 = sums::of_file(&directory.join(name))?.sha256;
    Ok(Some(Choice { sha256, ..old }))
}

fn offered_in(directory: &Path) -> Vec<Choice> {
    let script = std::fs::read_to_string(directory.join(NAME)).unwrap_or_default();
    script.lines().filter_map(offer).collect()
}

/// The inverse of what [`render`] writes for a file.
fn offer(line: &str) -> Option<Choice> {
    let (cpu, rest) = line.strip_prefix("offer ")?.split_once(" '")?;
    let (world, rest) = rest.split_once("' ")?;
    let (sha256, name) = rest.split_once(' ')?;
    let name = name.strip_prefix('\'')?.strip_suffix('\'')?.replace("'\\''", "'");
    let world = match world {
        "" => None,
        named => Some(World::parse(named)?),
    };
    Some(Choice { cpu: Cpu::parse(cpu)?, world, name, sha256: Sha256::parse(sha256)? })
}

fn is_unchanged(directory: &Path, choice: &Choice) -> bool {
    let is_name = Path::new(&choice.name).file_name().is_some_and(|name| name == &*choice.name);
    is_name
        && sums::of_file(&directory.join(&choice.name))
            .is_ok_and(|digests| digests.sha256 == choice.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    fn choice(cpu: Cpu, world: Option<World>, name: &str) -> Choice {
        Choice { cpu, world, name: name.to_owned(), sha256: Sha256::of(name.as_bytes()) }
    }

    #[test]
    fn every_word_is_used_and_no_other_is_asked_for() {
        let mut named = Vec::new();
        let mut rest = TEMPLATE;
        while let Some((_, name, after)) = next_placeholder(rest) {
            named.push(name);
            rest = after;
        }
        for text in WORDS {
            assert!(named.contains(&text.name), "{} is not in the template", text.name);
        }
        let unknown = |name: &&&str| !WORDS.iter().any(|text| text.name == **name);
        assert_eq!(named.iter().filter(unknown).collect::<Vec<_>>(), [&"OFFERS"]);
    }

    #[test]
    fn the_order_of_the_files_does_not_matter() {
        let old = choice(Cpu::Loong64, Some(World::Old), "a.run");
        let new = choice(Cpu::Loong64, Some(World::New), "b.run");
        let intel = choice(Cpu::X86_64, None, "c.run");
        let script = render(&[old.clone(), new.clone(), intel.clone()]);
        assert_eq!(script, render(&[new, intel, old]));
        let at = |name: &str| script.find(name).unwrap();
        assert!(at("'c.run'") < at("'b.run'") && at("'b.run'") < at("'a.run'"), "{script}");
    }

    #[test]
    fn real_shells_read_back_names_and_words() {
        let hard = "it's \"a\" $HOME `id` $(id) \\ \\\\ !x {n} 文件 -- \t.run";
        let script = format!("n=N; printf '%s|%s' {} {}", quoted(hard), word(hard));
        for shell in [&["dash"][..], &["bash", "--posix"], &["busybox", "sh"]] {
            let output = Command::new(shell[0]).args(&shell[1..]).args(["-c", &script]).output();
            let expected = format!("{hard}|{}", hard.replace("{n}", "N"));
            assert_eq!(String::from_utf8(output.unwrap().stdout).unwrap(), expected, "{shell:?}");
        }
    }

    #[test]
    fn shellcheck_finds_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let choices = [choice(Cpu::X86_64, None, "a.run"), choice(Cpu::Loong64, None, "b.run")];
        let script = write(dir.path(), &choices).unwrap();
        assert_eq!(script.metadata().unwrap().permissions().mode() & 0o7777, 0o755);
        let output = Command::new("shellcheck").args(["-s", "sh"]).arg(script).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    /// A file in `directory`, and its choice.
    fn file(directory: &Path, cpu: Cpu, world: Option<World>, name: &str) -> Choice {
        std::fs::write(directory.join(name), name).unwrap();
        Choice { cpu, world, name: name.to_owned(), sha256: Sha256::of(name.as_bytes()) }
    }

    fn offered(directory: &Path) -> Vec<String> {
        let script = std::fs::read_to_string(directory.join(NAME)).unwrap();
        script.lines().filter_map(offer).map(|choice| choice.name).collect()
    }

    #[test]
    fn offers_are_read_back_as_they_were_written() {
        let choices = [
            (Cpu::X86_64, None, "it's 文件.run"),
            (Cpu::Loong64, Some(World::New), "new.run"),
            (Cpu::Loong64, Some(World::Old), "old.run"),
        ]
        .map(|(cpu, world, name)| Choice {
            cpu,
            world,
            name: name.to_owned(),
            sha256: Sha256::of(name.as_bytes()),
        });
        let read: Vec<Choice> = render(&choices).lines().filter_map(offer).collect();
        assert_eq!(read, choices);
    }

    #[test]
    fn a_later_run_adds_its_files_and_replaces_what_was_for_the_same_machines() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let [intel, new] =
            [(Cpu::X86_64, None, "1.run"), (Cpu::Loong64, Some(World::New), "2.run")]
                .map(|(cpu, world, name)| file(at, cpu, world, name));
        write(at, &[intel, new]).unwrap();
        write(at, &[file(at, Cpu::Loong64, Some(World::Old), "3.run")]).unwrap();
        assert_eq!(offered(at), ["1.run", "2.run", "3.run"]);
        write(at, &[file(at, Cpu::X86_64, None, "4.run")]).unwrap();
        assert_eq!(offered(at), ["4.run", "2.run", "3.run"]);
    }

    #[test]
    fn a_file_that_was_changed_on_purpose_is_offered_with_its_new_digest() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let [one, two] =
            [Cpu::X86_64, Cpu::Arm64].map(|cpu| file(at, cpu, None, &format!("{cpu}.run")));
        write(at, &[one, two.clone()]).unwrap();
        std::fs::write(at.join("x86_64.run"), "signed again").unwrap();
        refresh(at, "x86_64.run").unwrap();
        let sha256 = Sha256::of(b"signed again");
        let named = Choice { cpu: Cpu::X86_64, world: None, name: "x86_64.run".to_owned(), sha256 };
        assert_eq!(offered_in(at), [named, two]);
        refresh(at, "other.run").unwrap();
        assert_eq!(offered_in(at).len(), 2);
    }

    #[test]
    fn a_file_that_is_gone_or_another_is_offered_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        let three = [Cpu::X86_64, Cpu::Arm64, Cpu::Mips64el]
            .map(|cpu| file(at, cpu, None, &format!("{cpu}.run")));
        write(at, &three).unwrap();
        std::fs::remove_file(at.join("x86_64.run")).unwrap();
        std::fs::write(at.join("arm64.run"), "another").unwrap();
        write(at, &[file(at, Cpu::Loong64, Some(World::New), "new.run")]).unwrap();
        assert_eq!(offered(at), ["mips64el.run", "new.run"]);
    }
}
