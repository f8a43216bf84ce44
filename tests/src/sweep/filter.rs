//! Has the kernel stop a followed program only at calls that may change files (seccomp(2)): a stop at every call
//! of an installer with thousands of files is what takes the time of a sweep. x86_64 only.

use super::call::{Call, FICLONE, WRITING};
use nix::libc;
use seccompiler::SeccompCmpArgLen::Qword;
use seccompiler::SeccompCmpOp::{Eq, MaskedEq};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch,
};

/// Filters this thread and all that it executes, to the end. Who follows them by ptrace(2) is asked about each
/// call that [`Call`] may count, and where nobody does, the call fails with ENOSYS.
pub fn apply() {
    let rules = Call::numbers().map(|number| (number, of_these(number))).collect();
    let (others, these) = (SeccompAction::Allow, SeccompAction::Trace(0));
    let filter = SeccompFilter::new(rules, others, these, TargetArch::x86_64);
    let program: BpfProgram = filter.and_then(BpfProgram::try_from).expect("a filter");
    seccompiler::apply_filter(&program).expect("this test needs seccomp");
}

/// Any of these has to hold for the arguments of call `number`; where there are none, it always counts.
fn of_these(number: i64) -> Vec<SeccompRule> {
    match number {
        libc::SYS_open => writing(1),
        libc::SYS_openat => writing(2),
        libc::SYS_ioctl => vec![rule(1, Eq, FICLONE)],
        _ => Vec::new(),
    }
}

/// One of the flags is among those of argument `n`.
fn writing(n: u8) -> Vec<SeccompRule> {
    let flags = (0..u64::BITS).map(|bit| 1 << bit).filter(|flag| WRITING & flag != 0);
    flags.map(|flag| rule(n, MaskedEq(flag), flag)).collect()
}

fn rule(n: u8, compared: SeccompCmpOp, with: u64) -> SeccompRule {
    let condition = SeccompCondition::new(n, Qword, compared, with).expect("one of six arguments");
    SeccompRule::new(vec![condition]).expect("a condition")
}
