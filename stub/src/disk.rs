//! Writing, opening and removing so that a crash leaves the old or the new, and a planted link leads nowhere.

pub mod beneath;
pub mod copy_tree;
pub mod durable;
pub mod removal;
#[cfg(test)]
pub mod scratch;
