//! What an installation is about to change, in order: `--dry-run`, `--explain`.

use super::Run;
use super::existing::Found;
use super::preflight::room;
use crate::change::plan::{Plan, Step};
use crate::gate;
use crate::prefix::layout::Owner;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::profile::environment;
use crate::releases::copies::Sharing;
use crate::releases::installed;
use crate::releases::switch;
use payloads::unpack;

/// The plan, from what is there now.
///
/// # Errors
/// [`voice::Exit::Destination`] for a prefix that no shell can carry.
pub(super) fn plan(run: &Run<'_>, found: &Found, members: &unpack::Plan) -> anyhow::Result<Plan> {
    let mut plan = Plan::begin(run.layout);
    let receipt = EnvironmentReceipt::path(run.layout);
    if !receipt.exists() {
        plan.then(Step::WriteFile(receipt.clone()));
    }
    if let Some(by_hand) = &run.by_hand {
        by_hand.plan(&mut plan, run.layout);
    }
    lay_down(&mut plan, run, found, members)?;
    links(&mut plan, run);
    switch::plan_to(&mut plan, run.layout, &run.release.name);
    plan.then(Step::WriteFile(run.layout.state().join("trust.json")));
    if super::staging::stub(run.release).is_some() {
        let program = run.layout.program();
        let directory = program.parent().filter(|directory| !directory.is_dir());
        directory.into_iter().for_each(|path| plan.then(Step::CreateDirectory(path.into())));
        plan.then(Step::WriteFile(program));
    }
    let (ours, theirs) = environment::paths(run.layout, run.options.mode(), run.context)?;
    plan.then(Step::WriteFile(receipt));
    ours.into_iter().for_each(|path| plan.then(Step::WriteFile(path)));
    theirs.into_iter().for_each(|path| plan.then(Step::EditProfile(path)));
    let place = run.layout.release(&run.release.name);
    plan.then(Step::WriteFile(place.join("meta/receipt.json")));
    Ok(plan)
}

fn lay_down(
    plan: &mut Plan,
    run: &Run<'_>,
    found: &Found,
    members: &unpack::Plan,
) -> anyhow::Result<()> {
    let path = run.layout.release(&run.release.name);
    let gated = room::is_gated(run, found)?;
    let gate = gated.then(|| Step::RunGate { path: path.clone(), bytes: gate::ROOM });
    if found.may_stay(run.options) {
        gate.into_iter().for_each(|gate| plan.then(gate));
        return Ok(());
    }
    let others = installed::names(run.layout).unwrap_or_default();
    if run.options.sharing != Sharing::Nothing && !others.is_empty() {
        plan.then(Step::Share { path: path.clone(), from: others.join(", ") });
    }
    let (files, bytes) = (members.wanted().count() as u64, members.wanted_bytes());
    plan.then(Step::Unpack { path: path.clone(), files, bytes });
    gate.into_iter().for_each(|gate| plan.then(gate));
    plan.then(Step::Move(path));
    Ok(())
}

fn links(plan: &mut Plan, run: &Run<'_>) {
    let gopath = run.layout.gopath();
    if !gopath.is_dir() && *run.layout.owner() != Owner::System {
        plan.then(Step::CreateDirectory(gopath));
    }
    for (path, target) in run.layout.fixed_links() {
        // Those of a prefix that is taken in are its matter.
        if path.symlink_metadata().is_err() {
            plan.then(Step::Link { path, target: target.to_owned() });
        }
    }
}
