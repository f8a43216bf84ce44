//! What `goferry` says, one file a subject.

pub mod adopt;
pub mod audit;
pub mod doctor;
pub mod gate;
pub mod home;
pub mod host;
pub mod host_policy;
pub mod install;
pub mod installed;
pub mod modules;
pub mod options;
pub mod plan;
pub mod profile;
pub mod repair;
pub mod switch;
pub mod trust_state;
pub mod upgrade_self;

use voice::catalogue;
