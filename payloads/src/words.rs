//! What the container and its neighbours say, one file a subject.

pub mod build;
pub mod chooser;
pub mod container;
pub mod demands;
pub mod flaw;
pub mod go;
pub mod inspect;
pub mod profile;
pub mod standing;
pub mod trust;
pub mod unpack;
pub mod upstream;
pub mod verbs;

use voice::{catalogue, texts};
