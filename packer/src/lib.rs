//! packer

pub mod go;
pub mod cache;
pub mod project;
pub mod sbom;
pub mod sums;
pub mod tree;
