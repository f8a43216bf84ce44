//! What a verb changes, path by path and in order, as one list: `plan`, `--dry-run`, `--explain` and the question tell
//! it, and the run walks it. An entry holds both what is said and how it is done; what is reported at the end is what
//! the entries did.
//!
//! The list is made from what is there: once to be told, and once more under the lock to be done.

use crate::change::audit;
use crate::change::step::Step;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::words::{options, plan as words};
use clap::Args;
use serde_json::{Value, json};
use std::path::Path;
use voice::Voice;

/// How much of the plan is told, and whether anything is done.
#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[group(skip)]
pub struct DryRun {
    #[arg(long, help = options::dry_run())]
    dry_run: bool,
    #[arg(long, help = options::explain())]
    explain: bool,
}

impl DryRun {
    /// `--dry-run`, `plan`: nothing is changed, not even a lock file.
    pub fn is_dry(self) -> bool {
        self.dry_run
    }

    /// The plan is told.
    pub fn is_told(self) -> bool {
        self.dry_run || self.explain
    }
}

/// How an entry is made to happen; what the entries hand on to each other is in the `W`.
type Act<'a, W> = Box<dyn FnOnce(&mut W) -> anyhow::Result<()> + 'a>;

/// One entry: what is said of it, mostly a single step, and how it is done.
struct Action<'a, W> {
    steps: Vec<Step>,
    act: Act<'a, W>,
}

/// Entries in the order in which they are done. It is told with what every change begins with, which the lock and the
/// record do before the list is walked.
pub struct Plan<'a, W = ()> {
    /// What the verb does besides, before the lock is taken.
    before: Vec<Step>,
    actions: Vec<Action<'a, W>>,
}

impl<'a, W> Plan<'a, W> {
    /// Nothing at all.
    pub fn nothing() -> Plan<'a, W> {
        Plan { before: Vec::new(), actions: Vec::new() }
    }

    /// What the verb does to be able to take the lock: said here, and done before the list is walked.
    pub fn before_the_lock(&mut self, step: Step) {
        self.before.push(step);
    }

    /// Adds what happens next: a step, and how it is done.
    pub fn then(&mut self, step: Step, act: impl FnOnce(&mut W) -> anyhow::Result<()> + 'a) {
        self.then_all(vec![step], act);
    }

    /// As [`then`](Self::then), for steps that are done together.
    pub fn then_all(
        &mut self,
        steps: Vec<Step>,
        act: impl FnOnce(&mut W) -> anyhow::Result<()> + 'a,
    ) {
        self.actions.push(Action { steps, act: Box::new(act) });
    }

    /// What the entries say, in order.
    pub fn steps(&self) -> Vec<&Step> {
        self.actions.iter().flat_map(|action| &action.steps).collect()
    }

    /// Does it, entry by entry, and gives what was done.
    ///
    /// # Errors
    /// Those of the first entry that fails; nothing is done after it.
    pub fn run(self, world: &mut W) -> anyhow::Result<Vec<Step>> {
        let mut done = Vec::new();
        for Action { steps, act } in self.actions {
            act(world)?;
            done.extend(steps);
        }
        Ok(done)
    }

    /// Tells it as far as `dry_run` asks for that. Whether to go on: not after `--dry-run`.
    ///
    /// # Errors
    /// Standard output's.
    pub fn told(&self, dry_run: DryRun, layout: &Layout, voice: &Voice) -> anyhow::Result<bool> {
        self.told_with(Vec::new(), dry_run, layout, voice)
    }

    /// The same, with what was found that it mends: `{"plan": [..], "findings": [..]}`.
    ///
    /// # Errors
    /// Standard output's.
    pub fn told_with(
        &self,
        findings: Vec<Value>,
        dry_run: DryRun,
        layout: &Layout,
        voice: &Voice,
    ) -> anyhow::Result<bool> {
        if dry_run.is_told() {
            tell(&told_of(&self.before, self.steps(), layout), findings, voice)?;
        }
        if dry_run.is_dry() {
            voice.line(&words::dry_run())?;
        }
        Ok(!dry_run.is_dry())
    }
}

/// All that there is to be told: what the change of the prefix at `layout` begins with, then `steps`. Where nothing is
/// to be done, nothing.
fn told_of(before: &[Step], steps: Vec<&Step>, layout: &Layout) -> Vec<Step> {
    let left = leftovers::found(layout).unwrap_or_default();
    let left = left.into_iter().map(|path| Step::clear(path, layout));
    let left: Vec<Step> = left.filter(|left| !steps.contains(&left)).collect();
    if steps.is_empty() && left.is_empty() {
        return Vec::new();
    }
    let state = layout.state();
    let missing: Vec<&Path> = state.ancestors().take_while(|path| !path.is_dir()).collect();
    let missing = missing.into_iter().rev().map(|path| Step::CreateDirectory(path.to_owned()));
    let [record, lock] = audit::NAMES.map(|name| state.join(name));
    let recorded = [Step::Lock(lock), Step::Append(record)];
    missing
        .chain(before.iter().cloned())
        .chain([Step::Lock(state.join("lock"))])
        .chain(left)
        .chain(recorded.into_iter().filter(|_| !steps.is_empty()))
        .chain(steps.iter().copied().cloned())
        .collect()
}

/// Tells them: a numbered list, or with `--json` one document `{"plan": [{"step", "path", ..}]}`.
fn tell(steps: &[Step], findings: Vec<Value>, voice: &Voice) -> anyhow::Result<()> {
    let mut document = json!({ "plan": steps.iter().map(Step::json).collect::<Vec<_>>() });
    if !findings.is_empty() {
        document["findings"] = findings.into();
    }
    voice.json(&document)?;
    if steps.is_empty() {
        return voice.line(&words::nothing());
    }
    voice.line(&words::heading())?;
    for (at, step) in steps.iter().enumerate() {
        let number = at + 1;
        voice.line(&words::numbered(&number, &step.said()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn what_is_told_is_what_is_done_and_nothing_comes_after_what_fails() {
        let step = |name: &str| Step::Remove(PathBuf::from(name));
        let list = |fails: bool| {
            let mut list: Plan<'_, Vec<Step>> = Plan::nothing();
            for steps in [vec![step("a")], vec![step("b"), step("c")], vec![step("d")]] {
                let fails = fails && steps.len() > 1;
                list.then_all(steps.clone(), move |done| {
                    anyhow::ensure!(!fails, "full");
                    done.extend(steps);
                    Ok(())
                });
            }
            list
        };
        let (mut done, mut cut) = (Vec::new(), Vec::new());
        let told: Vec<Step> = list(false).steps().into_iter().cloned().collect();
        assert_eq!(told, ["a", "b", "c", "d"].map(step));
        assert_eq!(list(false).run(&mut done).unwrap(), told);
        assert_eq!(done, told);
        assert!(list(true).run(&mut cut).is_err());
        assert_eq!(cut, [step("a")]);
    }
}
