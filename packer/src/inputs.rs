//! What goes into a file: Go, projects, the stubs.

pub mod cache;
pub mod go;
pub mod project;
pub mod stubs;
pub mod tree;
