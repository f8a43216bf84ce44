//! A change of a prefix: planned, locked, recorded, finished.

pub mod audit;
pub mod consistent_read;
pub mod lock;
pub mod plan;
