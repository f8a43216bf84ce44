//! What `goferry-pack` says, one file a subject.

pub mod build;
pub mod chooser;
pub mod go;
pub mod modules;
pub mod options;
pub mod project;
pub mod rehearsal;
pub mod signing;

use voice::{catalogue, texts};
