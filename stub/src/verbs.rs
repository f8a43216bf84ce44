//! Every verb of `goferry`, a file or a folder each.

pub mod audit;
pub mod command_line;
pub mod completions;
pub mod doctor;
pub mod env;
pub mod exit_codes;
pub mod extract;
mod given;
pub mod info;
pub mod install;
pub mod licenses;
pub mod list;
pub mod man;
pub mod pin;
pub mod project;
pub mod prune;
pub mod repair;
pub mod rollback;
pub mod smoke;
pub mod trust;
pub mod uninstall;
pub mod upgrade_self;
pub mod use_release;
pub mod verify;
pub mod verify_installed;
pub mod versions;
