//! Every row of `tests/BAD_INPUTS.md`, tried on the shipped programs.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod anchors;
mod clock;
mod collisions;
mod container;
mod faults;
mod foreign;
mod gathering;
mod home;
mod host;
mod interruptions;
mod limits;
mod manifest;
mod members;
mod mounts;
mod page;
mod places;
mod projects;
mod real_go;
mod rehearsal;
mod repair;
mod signatures;
mod surroundings;
mod tpm;
mod zstd;
