//! Looking at an installation that another run may be changing: what is found wrong then may be half of a change.

use crate::change::audit;
use crate::change::lock::Holder;
use crate::prefix::layout::Layout;
use crate::process::signals;
use crate::words::home as words;
use voice::Exit;
use voice::{Context as _, Fact, exit_of};

/// What `look` finds. Where it finds something wrong and another run held the lock before or after, or put itself on
/// record meanwhile, that cannot be relied on. Nothing is locked: whoever only looks keeps nobody waiting.
///
/// # Errors
/// Those of `look`; [`Exit::Busy`] in their place.
pub(crate) fn undisturbed(
    layout: &Layout,
    look: impl FnOnce() -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let recorded = || layout.state().join(audit::NAMES[0]).metadata().map(|file| file.len()).ok();
    let (before, began) = (Holder::at(layout), recorded());
    let Err(error) = look() else { return Ok(Exit::Done) };
    let holder = Holder::at(layout).or(before);
    let holder = holder.or_else(|| (recorded() != began).then_some(Holder::Unknown));
    let exit = exit_of(&error);
    let counts = matches!(exit, Exit::Usage | Exit::Policy) || signals::ended(exit);
    match holder.filter(|_| !counts) {
        None => Err(error),
        Some(holder) => Err(error).fact(|| {
            let place = layout.directory();
            let said = words::disturbed(&holder.said(), &place.display());
            Fact::new(Exit::Busy, said).help(holder.help())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn a_run_that_came_and_went_meanwhile_disturbs_and_one_before_does_not() {
        let scratch = Scratch::new("undisturbed");
        let layout = Layout::at(&scratch);
        let record = layout.state().join(audit::NAMES[0]);
        std::fs::create_dir(layout.state()).unwrap();
        let damaged = || Err(Fact::new(Exit::State, words::locking(&"x")).into());
        let exit = |look: &dyn Fn() -> anyhow::Result<Exit>| {
            undisturbed(&layout, look).unwrap_or_else(|error| exit_of(&error))
        };
        for text in ["1", "12"] {
            let disturbed = || {
                std::fs::write(&record, text).unwrap();
                damaged()
            };
            assert_eq!(exit(&disturbed), Exit::Busy);
            assert_eq!(exit(&damaged), Exit::State);
        }
    }
}
