//! What a script that lies there already offers: the file of an old-world LoongArch, say, is built in
//! a run of its own, and belongs in one script with the others.

use super::{Choice, NAME};
use crate::beside::sums;
use payloads::abi::World;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::path::Path;

/// What the script in `directory` offers for other machines than `choices` are for, as far as the
/// files still lie there unchanged.
pub(super) fn kept(directory: &Path, choices: &[Choice]) -> Vec<Choice> {
    let mut kept = offers(directory);
    kept.retain(|old| !choices.iter().any(|new| (new.cpu, new.world) == (old.cpu, old.world)));
    kept.retain(|old| is_unchanged(directory, old));
    kept
}

/// What the script in `directory` offers under `name`, with the digest that file has now.
///
/// # Errors
/// The file cannot be read.
pub(super) fn changed(directory: &Path, name: &str) -> anyhow::Result<Option<Choice>> {
    let Some(old) = offers(directory).into_iter().find(|old| old.name == name) else {
        return Ok(None);
    };
    let sha256 = sums::of_file(&directory.join(name))?.sha256;
    Ok(Some(Choice { sha256, ..old }))
}

fn offers(directory: &Path) -> Vec<Choice> {
    let script = std::fs::read_to_string(directory.join(NAME)).unwrap_or_default();
    script.lines().filter_map(offer).collect()
}

/// The inverse of what [`render`](super::render) writes for a file.
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
    use super::super::{render, write};
    use super::*;

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
        super::super::refresh(at, "x86_64.run").unwrap();
        let sha256 = Sha256::of(b"signed again");
        let named = Choice { cpu: Cpu::X86_64, world: None, name: "x86_64.run".to_owned(), sha256 };
        assert_eq!(offers(at), [named, two]);
        super::super::refresh(at, "other.run").unwrap();
        assert_eq!(offers(at).len(), 2);
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
