//! What `goferry-pack` says, one file a subject.

pub mod build;
pub mod chooser;
pub mod container;
pub mod cosign;
pub mod cross;
pub mod gate;
pub mod go;
pub mod inspect;
pub mod options;
pub mod options_cosign;
pub mod options_sign;
pub mod options_trust_list;
pub mod project;
pub mod sign;
pub mod signers;
pub mod trust_list;
pub mod verbs;

use voice::{catalogue, texts};
