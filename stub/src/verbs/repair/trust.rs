//! A trust state that cannot be understood: what it was is lost, and nothing here can bring it back.

use super::Options;
use crate::prefix::layout::Layout;
use crate::process::context::Context;
use crate::releases::installed;
use crate::releases::installed::InstalledRelease;
use crate::trust::{Remembered, TrustPolicy};
use crate::words::repair as words;
use serde_json::Value;
use std::rc::Rc;
use voice::Exit;
use voice::{Fact, exit_of};

/// What files are judged by, and whether what this home remembered is lost. A lost one leaves what the host
/// demands, and first use.
///
/// # Errors
/// [`Exit::Newer`] where it is not damaged but of a later goferry; [`Exit::Policy`].
pub(super) fn trust_policy(
    options: &Options,
    layout: &Layout,
) -> anyhow::Result<(TrustPolicy, bool)> {
    match Remembered::read(layout) {
        Ok(remembered) => {
            let is_lost = remembered.state().is_none() && !installed::names(layout)?.is_empty();
            Ok((TrustPolicy::read(&options.trust, Some(layout))?, is_lost))
        }
        Err(error) if exit_of(&error) != Exit::State => Err(error),
        Err(_) if is_newer(layout) => {
            let path = layout.state().join("trust.json");
            let said = words::trust_newer(&path.display());
            Err(Fact::new(Exit::Newer, said).help(words::newer_help()).into())
        }
        Err(_) => Ok((TrustPolicy::read(&options.trust, None)?, true)),
    }
}

fn is_newer(layout: &Layout) -> bool {
    let bytes = std::fs::read(layout.state().join("trust.json")).unwrap_or_default();
    let state = keys::canonical::parse(bytes.trim_ascii_end()).ok();
    state.and_then(|state| state.get("schema").and_then(Value::as_u64)).is_some_and(|n| n > 1)
}

/// Says what making it anew means, before the question and with `--yes` all the same.
pub(super) fn warn(releases: &[Rc<InstalledRelease>], context: &Context) {
    let root =
        |kept: &Rc<InstalledRelease>| kept.trusted.authentic().root().fingerprint().to_string();
    let mut roots: Vec<String> = releases.iter().map(root).collect();
    roots.sort_unstable();
    roots.dedup();
    context.voice.warn(&match roots.is_empty() {
        true => words::trust_forgotten(),
        false => words::trust_reset(&roots.join(", ")),
    });
}
