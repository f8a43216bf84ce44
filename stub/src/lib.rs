//! goferry: the file that verifies and installs itself, and afterwards manages what it installed.

pub mod command_line;
pub mod context;
mod durable;
pub mod env;
pub mod install;
pub mod layout;
mod lock;
pub mod process;
pub mod profile;
pub mod project;
pub mod receipt;
mod surroundings;
pub mod trusting;
pub mod uninstall;
pub mod verbs;
pub mod versions;
