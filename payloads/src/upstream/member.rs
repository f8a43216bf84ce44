//! The statement as a file carries it.

use super::{MAX_STATEMENT, MEMBER, Statement};
use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use crate::digest::Sha256;
use crate::platform::Cpu;
use crate::unpack::{Plan, Selection, head};
use crate::words::{container, go as words};
use voice::Exit;
use voice::{Context as _, Fact};

impl Statement {
    /// The statement about the Go that `verified` holds for `cpu`.
    ///
    /// # Errors
    /// [`Exit::Policy`]: the file has none; [`Exit::Damaged`]: it is malformed, or differs from what was
    /// signed; [`Exit::Newer`].
    pub fn read(verified: &Verified<'_>, cpu: Cpu) -> anyhow::Result<Statement> {
        let file = verified.source().name().display();
        read(verified, cpu).context(|| words::reading(&MEMBER, &file))
    }
}

fn read(verified: &Verified<'_>, cpu: Cpu) -> anyhow::Result<Statement> {
    if verified.trusted().manifest()?.payload.go.is_empty() {
        return Err(Fact::new(Exit::Policy, words::no_go()).into());
    }
    let plan = Plan::new(verified, Selection { cpu, globs: vec![MEMBER.to_owned()] })?;
    let Some(expected) = plan.wanted().find_map(digest) else {
        return Err(Fact::new(Exit::Policy, words::absent(&MEMBER)).into());
    };
    let bytes = head(verified, &plan, MEMBER, MAX_STATEMENT + 1)?.unwrap_or_default();
    if bytes.len() > MAX_STATEMENT {
        let said = words::too_long(&MEMBER, &MAX_STATEMENT);
        return Err(Fact::new(Exit::Damaged, said).into());
    }
    same_digest(Sha256::of(&bytes), expected)?;
    Ok(Statement::parse(&bytes)?)
}

fn digest(member: &Member) -> Option<Sha256> {
    match &member.kind {
        MemberKind::File { sha256, .. } if member.path == MEMBER => Some(*sha256),
        _ => None,
    }
}

fn same_digest(found: Sha256, expected: Sha256) -> Result<(), Fact> {
    if found == expected {
        return Ok(());
    }
    let (found, expected) = (found.short(), expected.short());
    let said = container::member_digest(&MEMBER, &found, &expected);
    Err(Fact::new(Exit::Damaged, said))
}
