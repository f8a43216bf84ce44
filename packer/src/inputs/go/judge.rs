//! Whether a file is the distribution that it should be: first its digest, then what is in it.

use super::module_zip::Module;
use super::{Distribution, GivenDigest, Origin, OriginKind, Pinned, archive, sumdb};
use crate::words::go as words;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use payloads::recipe::{Form, Recipe, TOOLCHAIN, module_version};
use std::io;
use voice::Exit;
use voice::{Fact, Said};

/// A distribution's file, held in memory so that what was checked is what is used.
pub(super) struct Parcel {
    /// As the user knows it: a path as typed, or an address.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: Sha256,
}

impl Parcel {
    pub(super) fn new(name: String, bytes: Vec<u8>) -> Self {
        let sha256 = Sha256::of(&bytes);
        Parcel { name, bytes, sha256 }
    }

    /// The form, by its first bytes.
    ///
    /// # Errors
    /// [`Exit::Usage`]: it is neither.
    pub(super) fn form(&self) -> Result<Form> {
        match self.bytes[..] {
            [b'P', b'K', 3, 4, ..] => Ok(Form::Module),
            [0x1f, 0x8b, ..] => Ok(Form::Archive),
            _ => Err(fact(Exit::Usage, words::not_a_distribution(&self.name))),
        }
    }
}

/// What a file's digest must be.
#[derive(Clone, Copy)]
pub(super) enum Want<'a> {
    /// What a recipe says.
    Recipe(&'a Recipe),
    /// What the user says.
    Given(&'a GivenDigest),
}

/// The distribution in `parcel`, if it is the wanted one, for `cpu`, and of Go `version` where one was
/// asked for.
///
/// # Errors
/// [`Exit::Damaged`]: another digest, or cut; and those of [`Distribution::inspect`].
pub(super) fn accept(
    parcel: &Parcel,
    want: Want<'_>,
    cpu: Cpu,
    version: Option<&str>,
) -> Result<Distribution> {
    check_file(parcel, want)?;
    let version = match want {
        Want::Recipe(recipe) => Some(recipe.go.as_str()),
        Want::Given(_) => version,
    };
    match parcel.form()? {
        Form::Module => module(parcel, want, cpu, version),
        Form::Archive => official_archive(parcel, want, cpu, version),
    }
}

fn check_file(parcel: &Parcel, want: Want<'_>) -> Result<()> {
    match want {
        Want::Recipe(recipe @ Recipe { sha256: Some(expected), .. })
            if *expected != parcel.sha256 =>
        {
            Err(mismatch(parcel, recipe, *expected))
        }
        Want::Recipe(recipe) if recipe.sha256.is_none() && parcel.form()? != Form::Module => {
            Err(fact(Exit::Usage, words::h1_needs_module(&parcel.name)))
        }
        Want::Given(GivenDigest::Sha256(given)) if *given != parcel.sha256 => {
            Err(differs(parcel, *given).help(words::differs_help()).into())
        }
        Want::Given(GivenDigest::H1(_)) if parcel.form()? != Form::Module => {
            Err(fact(Exit::Usage, words::h1_needs_module(&parcel.name)))
        }
        _ => Ok(()),
    }
}

/// What is wrong with a file that is not its recipe's: only for the message it is looked into.
fn mismatch(parcel: &Parcel, recipe: &Recipe, expected: Sha256) -> anyhow::Error {
    let have = parcel.bytes.len() as u64;
    let (h1, cut) = match recipe.form {
        Form::Module => match Module::read(&parcel.bytes, &parcel.name) {
            Ok(module) => (Some(module.h1().to_owned()), false),
            Err(_) => (None, recipe.length.is_some_and(|want| have < want)),
        },
        Form::Archive => (
            None,
            archive::read(&parcel.bytes, &parcel.name).is_err_and(|error| ends_early(&error)),
        ),
    };
    let fact = match recipe.length.filter(|want| have < *want) {
        Some(want) if cut => {
            let said = words::truncated(&parcel.name, &have, &want);
            Fact::new(Exit::Damaged, said).help(words::fetch_again())
        }
        _ if cut => {
            let said = words::ends_early(&parcel.name);
            Fact::new(Exit::Damaged, said).help(words::fetch_again())
        }
        _ => match h1.filter(|h1| recipe.h1.as_ref() == Some(h1)) {
            Some(h1) => differs(parcel, expected).help(words::repacked_help(&h1)),
            None => differs(parcel, expected).help(words::differs_help()),
        },
    };
    fact.into()
}

fn ends_early(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error.chain().filter_map(kind).any(|kind| kind == io::ErrorKind::UnexpectedEof)
}

fn module(
    parcel: &Parcel,
    want: Want<'_>,
    cpu: Cpu,
    version: Option<&str>,
) -> Result<Distribution> {
    let module = Module::read(&parcel.bytes, &parcel.name)?;
    check_contents(parcel, &module, want)?;
    let go = version.unwrap_or(&module.claim().go).to_owned();
    let mut origin = origin(parcel, OriginKind::Module, want);
    origin.name = format!("{TOOLCHAIN}@{}", module_version(&go, cpu));
    origin.h1 = Some(module.h1().to_owned());
    if let Want::Recipe(Recipe { evidence: Some(evidence), cpu: Some(cpu), go, .. }) = want {
        origin.checksum_database =
            Some(sumdb::pinned(evidence, &module_version(go, *cpu), module.h1())?);
    }
    Distribution::inspect(module.into_tree()?, cpu, Some(&go), origin, &parcel.name)
}

fn check_contents(parcel: &Parcel, module: &Module, want: Want<'_>) -> Result<()> {
    let expected = match want {
        Want::Recipe(recipe) => recipe.h1.as_deref(),
        Want::Given(GivenDigest::H1(h1)) => Some(h1.as_str()),
        Want::Given(GivenDigest::Sha256(_)) => None,
    };
    let Some(expected) = expected.filter(|expected| *expected != module.h1()) else {
        return Ok(());
    };
    let found = module.h1();
    let said = words::h1_differs(&parcel.name, &found, &expected);
    Err(Fact::new(Exit::Damaged, said).help(words::differs_help()).into())
}

fn official_archive(
    parcel: &Parcel,
    want: Want<'_>,
    cpu: Cpu,
    version: Option<&str>,
) -> Result<Distribution> {
    let tree = archive::read(&parcel.bytes, &parcel.name)?;
    let origin = origin(parcel, OriginKind::Archive, want);
    let mut go = Distribution::inspect(tree, cpu, version, origin, &parcel.name)?;
    go.origin.name = format!("go{}.linux-{}.tar.gz", go.version, cpu.goarch());
    Ok(go)
}

fn origin(parcel: &Parcel, kind: OriginKind, want: Want<'_>) -> Origin {
    Origin {
        kind,
        name: String::new(),
        sha256: Some(parcel.sha256),
        h1: None,
        length: Some(parcel.bytes.len() as u64),
        pinned: match want {
            Want::Recipe(_) => Pinned::Recipe,
            Want::Given(_) => Pinned::Given,
        },
        checksum_database: None,
        built: None,
    }
}

/// In full, so that it can be looked for elsewhere.
fn differs(parcel: &Parcel, expected: Sha256) -> Fact {
    let found = parcel.sha256;
    let said = words::sha256_differs(&parcel.name, &found, &expected);
    Fact::new(Exit::Damaged, said)
}

fn fact(exit: Exit, said: Said) -> anyhow::Error {
    Fact::new(exit, said).into()
}
