//! The proof of "old or new, never a mix": every operation, interrupted everywhere.
//!
//! A [`ground::Ground`] holds one home in memory, an [`operation::Operation`] says what is done there, a
//! [`course::Course`] does it any number of times and knows from which state to which it leads
//! ([`judge`]); [`tracer`] sees each call that changes files and may fail it, or kill there.

pub mod call;
mod catalogue;
pub mod course;
pub mod crew;
pub mod crowd;
pub mod fault;
pub mod filter;
pub mod full;
pub mod ground;
pub mod judge;
pub mod kill;
pub mod lasting;
mod layers;
pub mod medium;
mod memory;
pub mod mishaps;
pub mod operation;
pub mod power;
pub mod readers;
pub mod report;
pub mod signals;
pub mod space;
pub mod tracer;
mod which;
