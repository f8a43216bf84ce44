//! What lies in a prefix: where, by whose hand, and how it goes.

pub mod go_defaults;
pub mod layout;
pub mod leftovers;
pub mod ownership;
pub mod prefix_removal;
pub mod program;
pub mod receipt;
pub mod staging;

use crate::process::Context;
use layout::Layout;

/// An installation, and the run that is about it.
#[derive(Clone, Copy, Debug)]
pub struct Installation<'a> {
    /// What lies where.
    pub layout: &'a Layout,
    /// The process and its voice.
    pub context: &'a Context,
}
