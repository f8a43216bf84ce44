//! The zip of a module version (the Go modules reference, "Module zip files").

use crate::inputs::tree::MAX_EXPANDED;
use crate::words::go as words;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::upstream::hash1;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;
use voice::{Context as _, Exit, Fact};
use zip::ZipArchive;

/// The contents of a module zip, all in memory.
#[derive(Clone, Debug)]
pub struct ModuleZip {
    /// By their full name in the zip: `PATH@VERSION/FILE`.
    files: BTreeMap<String, Arc<[u8]>>,
    h1: String,
}

impl ModuleZip {
    /// Reads all of the zip and checks its own checksums. `name` is for messages.
    ///
    /// # Errors
    /// [`Exit::Damaged`]: it is cut or damaged; [`Exit::Usage`]: it is another kind of zip.
    pub fn read(bytes: &[u8], name: &str) -> Result<Self> {
        let damaged = || words::zip_damaged(&name);
        let mut zip = ZipArchive::new(Cursor::new(bytes)).exit_with(Exit::Damaged, damaged)?;
        let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        let mut left = MAX_EXPANDED;
        for index in 0..zip.len() {
            let mut member = zip.by_index(index).exit_with(Exit::Damaged, damaged)?;
            let path = member.name().exit_with(Exit::Damaged, damaged)?.into_owned();
            let mut contents = Vec::new();
            let read = (&mut member).take(left + 1).read_to_end(&mut contents);
            read.exit_with(Exit::Damaged, damaged)?;
            left = left
                .checked_sub(contents.len() as u64)
                .ok_or_else(|| Fact::new(Exit::Usage, words::too_large(&name, &MAX_EXPANDED)))?;
            if path.ends_with('/') || files.insert(path.clone(), contents.into()).is_some() {
                return Err(Fact::new(Exit::Usage, words::bad_member(&name, &path)).into());
            }
        }
        let h1 = hash1(files.iter().map(|(path, bytes)| (path.as_str(), Sha256::of(bytes))));
        Ok(ModuleZip { files, h1 })
    }

    /// The `h1:` digest of the contents.
    pub fn h1(&self) -> &str {
        &self.h1
    }

    /// The files' full names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of the file with this full name.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|bytes| &**bytes)
    }

    /// The files by their full names.
    pub fn into_files(self) -> BTreeMap<String, Arc<[u8]>> {
        self.files
    }
}
