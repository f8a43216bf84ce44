//! What `goferry` says, one file a subject.

pub mod adopt;
pub mod audit;
pub mod container;
pub mod doctor;
pub mod gate;
pub mod home;
pub mod host;
pub mod host_policy;
pub mod install;
pub mod installed;
pub mod layout;
pub mod options;
pub mod plan;
pub mod profile;
pub mod reinstall;
pub mod repair;
pub mod signals;
pub mod switch;
pub mod trust_state;
pub mod upgrade_self;
pub mod verbs;

use voice::catalogue;
