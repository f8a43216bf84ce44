//! The sentences of all crates as texts, by the names that their catalogues give them: read from the same files,
//! which in the programs make functions of them.

#![allow(missing_docs, non_upper_case_globals)]

/// As [`voice::catalogue!`], but each sentence is a [`voice::Text`].
macro_rules! each_as_text {
    ($($name:ident $(($($argument:ident),+))? { en: $en:literal, zh: $zh:literal $(,)? })*) => {
        $(pub static $name: voice::Text = voice::Text { name: stringify!($name), en: $en, zh: $zh };)*
    };
}
use {each_as_text as catalogue, voice::texts};

#[path = "../../stub/src/words/adopt.rs"]
pub mod adopt;
#[path = "../../stub/src/words/audit.rs"]
pub mod audit;
#[path = "../../stub/src/words/doctor.rs"]
pub mod doctor;
#[path = "../../payloads/voice/src/words/exits.rs"]
pub mod exits;
#[path = "../../payloads/src/words/flaw.rs"]
pub mod flaw;
#[path = "../../payloads/src/words/go.rs"]
pub mod go;
#[path = "../../stub/src/words/home.rs"]
pub mod home;
#[path = "../../stub/src/words/host.rs"]
pub mod host;
#[path = "../../stub/src/words/host_policy.rs"]
pub mod host_policy;
#[path = "../../stub/src/words/install.rs"]
pub mod install;
#[path = "../../stub/src/words/installed.rs"]
pub mod installed;
#[path = "../../stub/src/words/modules.rs"]
pub mod modules;
#[path = "../../packer/src/words/build.rs"]
mod packer_build;
#[path = "../../packer/src/words/chooser.rs"]
mod packer_chooser;
#[path = "../../packer/src/words/go.rs"]
pub mod packer_go;
#[path = "../../packer/src/words/modules.rs"]
pub mod packer_modules;
#[path = "../../packer/src/words/options.rs"]
pub mod packer_options;
#[path = "../../packer/src/words/signing.rs"]
pub mod packer_signing;
#[path = "../../payloads/src/words/container.rs"]
mod payloads_container;
#[path = "../../payloads/src/words/inspect.rs"]
mod payloads_inspect;
#[path = "../../stub/src/words/plan.rs"]
pub mod plan;
#[path = "../../packer/src/words/project.rs"]
pub mod project;
#[path = "../../packer/src/words/rehearsal.rs"]
pub mod rehearsal;
#[path = "../../stub/src/words/repair.rs"]
pub mod repair;
#[path = "../../stub/src/words/gate.rs"]
mod stub_gate;
#[path = "../../stub/src/words/options.rs"]
pub mod stub_options;
#[path = "../../stub/src/words/profile.rs"]
mod stub_profile;
#[path = "../../stub/src/words/switch.rs"]
pub mod switch;
#[path = "../../payloads/voice/src/words/terms.rs"]
pub mod terms;
#[path = "../../payloads/src/words/trust.rs"]
pub mod trust;
#[path = "../../stub/src/words/trust_state.rs"]
pub mod trust_state;
#[path = "../../stub/src/words/upgrade_self.rs"]
pub mod upgrade_self;
#[path = "../../payloads/voice/src/words/usage.rs"]
pub mod usage;
#[path = "../../payloads/voice/src/words/inspect.rs"]
mod voice_inspect;
#[path = "../../payloads/voice/src/words/verbs.rs"]
mod voice_verbs;

pub use packer_signing as cosign;
pub use packer_signing as sign;
pub use packer_signing as signers;
pub use packer_signing as trust_list;

pub mod build {
    pub use super::packer_build::*;
}
pub mod chooser {
    pub use super::go::worlds::*;
    pub use super::packer_chooser::*;
}
pub mod container {
    pub use super::payloads_container::*;
}
pub mod gate {
    pub use super::stub_gate::*;
}
pub mod inspect {
    pub use super::payloads_inspect::*;
    pub use super::voice_inspect::*;
}
pub mod profile {
    pub use super::go::*;
    pub use super::stub_profile::*;
}
pub mod verbs {
    pub use super::voice_verbs::*;
}
