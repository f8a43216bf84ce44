//! Whole containers in this crate's own hands: one that is honest, and what becomes of it when one thing
//! in it is otherwise.

mod frames;
mod index;
mod maker;
mod manifest;
mod regions;
mod unfinished;

use maker::{Maker, Scratch, id, opened, received, resigned};
