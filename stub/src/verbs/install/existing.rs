//! What is there already of the release that is to be installed.

use super::{Options, Release, Run};
use crate::prefix::layout::Layout;
use crate::prefix::modules;
use crate::prefix::receipt::Receipt;
use crate::profile::EnvironmentReceipt;
use crate::releases::installed;
use crate::releases::installed::{Depth, InstalledRelease};
use crate::releases::switch;
use crate::trust::TrustPolicy;

use crate::words::install as words;

/// What its receipt says; nothing of it is taken on trust.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing, or something that does not say it is this release.
    Nothing,
    /// This release, perhaps not installed to its end.
    Laid(Box<Receipt>),
    /// This release, installed to its end as is asked for, and `current` names it.
    Current,
}

impl Found {
    /// Looks.
    ///
    /// # Errors
    /// [`voice::Exit::State`] where `current` is no link.
    pub(super) fn of(
        release: &Release<'_>,
        options: &Options,
        layout: &Layout,
    ) -> anyhow::Result<Found> {
        let current = switch::current(layout)?;
        let place = layout.release(&release.name);
        let is_directory = place.symlink_metadata().is_ok_and(|data| data.is_dir());
        let receipt = Receipt::read(&place).ok().filter(|receipt| {
            is_directory && receipt.manifest_sha256 == release.trusted.identity().sha256
        });
        let Some(receipt) = receipt else { return Ok(Found::Nothing) };
        let has_enough =
            options.modules_alone && receipt.is_complete() && modules::of_release(&place).is_dir();
        if has_enough {
            return Ok(Found::Current);
        }
        // Without the Go that was not wanted then, it is not what is asked for now.
        let is_partial = receipt.go.is_empty() && release.has("go");
        let is_other = options.names_components() && receipt.components != release.components;
        if is_partial || is_other {
            return Ok(Found::Nothing);
        }
        let is_current = current.as_deref() == Some(release.name.as_str());
        let environment = EnvironmentReceipt::read(layout).ok().flatten();
        let is_pending = environment.as_ref().is_some_and(|receipt| receipt.pending);
        let is_as_chosen = options.chosen().is_none_or(|chosen| {
            environment.as_ref().is_some_and(|receipt| receipt.mode == chosen)
        });
        match is_current && receipt.is_complete() && !is_pending && is_as_chosen {
            true => Ok(Found::Current),
            false => Ok(Found::Laid(Box::new(receipt))),
        }
    }

    pub(super) fn is_current(&self) -> bool {
        matches!(self, Found::Current)
    }

    /// The receipt of a release that may need no unpacking.
    pub(super) fn standing(&self, options: &Options) -> Option<&Receipt> {
        match self {
            Found::Laid(receipt) if !options.force => Some(receipt),
            _ => None,
        }
    }

    /// The same, where it needs none: every path of it is as INDEX says, to the byte.
    pub(super) fn intact(&self, run: &Run<'_>) -> anyhow::Result<Option<&Receipt>> {
        let Some(receipt) = self.standing(run.options) else { return Ok(None) };
        let (name, at) = (&run.release.name, run.at);
        // What it keeps of its file was edited: then nothing else counts either.
        let Ok(kept) = InstalledRelease::read(name, &TrustPolicy::of(at)?, at) else {
            at.context.voice.note(&words::not_intact(&name));
            return Ok(None);
        };
        let differences = installed::compared(
            &kept,
            &installed::expected(&kept, at.layout)?,
            Depth::Contents,
            at,
        )?;
        if kept.trusted.identity() == run.release.trusted.identity() && differences.is_empty() {
            return Ok(Some(receipt));
        }
        at.context.voice.note(&words::not_intact(&name));
        Ok(None)
    }
}
