//! `goferry-pack trust-list`: showing a trust list or a change of root, and making the next one.

mod amendments;
mod change_root;
mod next;
mod pending;
mod show;

use crate::session::Session;
use clap::ArgMatches;

/// `show`, `next`, `change-root`, `sign` or `attach`; a file alone is shown.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    match matches.subcommand() {
        Some(("next", m)) => next::run(m, session),
        Some(("change-root", m)) => change_root::run(m, session),
        Some(("sign", m)) => pending::sign(m, session),
        Some(("attach", m)) => pending::attach(m, session),
        Some((_, m)) => show::run(m, session),
        None => show::run(matches, session),
    }
}
