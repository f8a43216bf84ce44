//! What is said around everything else: labels, exit codes, the command line.

pub mod exits;
pub mod inspect;
pub mod terms;
pub mod usage;
pub mod verbs;

use crate::catalogue;
