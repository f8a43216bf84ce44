//! A change of a prefix: planned, locked, recorded, finished.

pub mod audit;
pub mod lock;
pub mod plan;
pub mod step;
