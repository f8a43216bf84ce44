//! Files that look like secret keys, and which of them travel all the same: those that `--allow-key` names, and
//! those that the world can read already.

use super::naming;
use super::obstacles::{Obstacle, WayOut};
use super::published::{Found, Published};
use super::secret;
use crate::words::project as words;
use payloads::digest::Sha256;
use payloads::unpack::matches;
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::Path;
use voice::{Context as _, Exit, Fact};

/// Bytes of one file that are searched for secret keys: more than any source file, less than the
/// data files that would make packing slow.
const SEARCHED: u64 = 8 << 20;

/// One `--allow-key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedKey {
    /// `NAME/MEMBER`, MEMBER a pattern as `list` takes it.
    Named(String),
    /// `sha256:HEX`, of the whole file.
    Digest(Sha256),
}

/// A file that travels though it looks like a secret key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetThrough {
    /// `NAME/MEMBER`.
    pub file: String,
    /// What kind of key it looks like.
    pub kind: secret::Kind,
    /// Of the whole file.
    pub sha256: Sha256,
    /// The module and version that publishes it; `None` where `--allow-key` lets it through.
    pub published_in: Option<String>,
}

impl AllowedKey {
    /// `NAME/MEMBER` or `sha256:HEX`.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it is neither.
    pub fn parse(text: &str) -> Result<Self, Fact> {
        if let Some(hex) = text.strip_prefix("sha256:") {
            let digest = Sha256::parse(hex).map(AllowedKey::Digest);
            return digest.ok_or_else(|| unclear(text));
        }
        match text.split_once('/') {
            Some((name, member)) if naming::usable(name).is_ok() && !member.is_empty() => {
                Ok(AllowedKey::Named(text.to_owned()))
            }
            _ => Err(unclear(text)),
        }
    }

    /// Whether it means this file.
    pub(super) fn covers(&self, file: &str, sha256: &Sha256) -> bool {
        match self {
            AllowedKey::Named(pattern) => matches(pattern.as_bytes(), file.as_bytes()),
            AllowedKey::Digest(digest) => digest == sha256,
        }
    }
}

fn unclear(text: &str) -> Fact {
    Fact::new(Exit::Usage, words::allow_key_unclear(&text)).help(words::allow_key_help())
}

impl fmt::Display for AllowedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AllowedKey::Named(pattern) => f.write_str(pattern),
            AllowedKey::Digest(digest) => write!(f, "sha256:{digest}"),
        }
    }
}

/// What is known of a project's keys.
pub(super) struct Keys<'a> {
    /// The project's directory below `modules/`.
    pub project: &'a str,
    pub allowed: &'a [AllowedKey],
    pub published: Published<'a>,
}

/// What becomes of a file.
pub(super) enum Verdict {
    NoKey,
    LetThrough(LetThrough),
    Refused(Obstacle),
}

impl Keys<'_> {
    /// Decides about the file at `path`, which would travel as `member`; people know it as `shown`.
    ///
    /// # Errors
    /// [`Exit::Medium`] where it cannot be read.
    pub(super) fn judge(&self, path: &Path, member: &str, shown: &str) -> anyhow::Result<Verdict> {
        let Some((kind, bytes)) = key_in(path)? else { return Ok(Verdict::NoKey) };
        let file = format!("{}/{member}", self.project);
        let sha256 = Sha256::of(&bytes);
        let through = |published_in| {
            let file = file.clone();
            Verdict::LetThrough(LetThrough { file, kind, sha256, published_in })
        };
        if self.allowed.iter().any(|allowed| allowed.covers(&file, &sha256)) {
            return Ok(through(None));
        }
        let key = WayOut::AllowKey(file.clone());
        let refused = |ways_out| {
            let said = words::secret(&shown, &kind);
            Verdict::Refused(Obstacle { said, ways_out })
        };
        Ok(match self.published.find(member, &bytes) {
            Found::Public(module) => through(Some(module)),
            Found::NoZip(module) => refused(vec![WayOut::Download(module), key]),
            Found::Private => refused(vec![key]),
        })
    }
}

/// The kind of secret key that a file looks like, and all its bytes.
fn key_in(path: &Path) -> anyhow::Result<Option<(secret::Kind, Vec<u8>)>> {
    let reading = || words::reading(&path.display());
    let mut bytes = Vec::new();
    let mut file = fs::File::open(path).exit_with(Exit::Medium, reading)?;
    (&mut file).take(SEARCHED).read_to_end(&mut bytes).exit_with(Exit::Medium, reading)?;
    let Some(kind) = secret::kind_of(&bytes) else { return Ok(None) };
    file.read_to_end(&mut bytes).exit_with(Exit::Medium, reading)?;
    Ok(Some((kind, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_by_project_and_member_or_by_its_digest() {
        let digest = Sha256::of(b"key");
        let named = AllowedKey::parse("demo/certs/*.pem").unwrap();
        assert!(named.covers("demo/certs/a.pem", &digest));
        assert!(!named.covers("other/certs/a.pem", &digest));
        assert!(!named.covers("demo/certs/a.key", &digest));
        let by_digest = AllowedKey::parse(&format!("sha256:{digest}")).unwrap();
        assert!(by_digest.covers("any/file", &digest));
        assert!(!by_digest.covers("any/file", &Sha256::of(b"other")));
        assert_eq!(by_digest.to_string(), format!("sha256:{digest}"));
    }

    #[test]
    fn what_names_no_file_of_one_project_is_refused() {
        for bad in ["", "server.pem", "demo/", "/server.pem", "*/server.pem", "sha256:12"] {
            assert_eq!(AllowedKey::parse(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
