//! Proof: what whole-product tests are made of. Nothing here ships.
//!
//! [`Home`] is where a program of ours runs and what is compared afterwards; [`Workshop`] makes
//! containers, honest and hostile, signed with a snake-oil key that lives as long as the test;
//! [`bad_inputs`] is the closed table of what must be refused.
#![allow(clippy::expect_used, clippy::unwrap_used)]

pub mod bad_inputs;
mod chance;
mod clock;
pub mod flips;
pub mod forge;
mod home;
mod invocation;
mod namespace;
mod old_world;
mod outcome;
mod programs;
pub mod proxy;
mod real;
mod supervisor;
pub mod sweep;
mod terminal;
pub mod tpm;
mod trace;
mod tree;
pub mod words;
mod workshop;

pub use chance::Chance;
pub use clock::DAY;
pub use home::Home;
pub use invocation::Invocation;
pub use namespace::{Forbidding, Namespace};
pub use outcome::Outcome;
pub use programs::{
    build_time_for, executed, foreign, goferry_pack, host, printed_by, python, require_cpu,
    require_root, require_tool, stub, stub_build_time, stub_for, workspace,
};
pub use real::{REAL_GO, REAL_KEYS_MADE, REAL_SIGNED, Real};
pub use supervisor::{Call, Supervisor, Verdict};
pub use terminal::Conversation;
pub use trace::Traced;
pub use tree::{Tree, files_below};
pub use workshop::{
    Anatomy, Entry, Parts, Release, Workshop, accepts, go_like, lying, member, prints, rebuilt,
    resigned, respelt, trailer_of, with_member,
};
