//! What lies in a prefix: where, by whose hand, and how it goes.

pub mod go_defaults;
pub mod layout;
pub mod leftovers;
pub mod ownership;
pub mod prefix_removal;
pub mod program;
pub mod receipt;
pub mod record;
pub mod staging;
