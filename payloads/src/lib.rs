//! What travels: the container format (`FORMAT.md` is its normative text), the recipes for what goes
//! in, the environment that comes out, and the words for all of it.

pub mod abi;
pub mod container;
pub mod demands;
pub mod digest;
pub mod environment;
pub mod inspect;
pub mod interruption;
pub mod platform;
pub mod recipe;
pub mod refusal;
#[cfg(test)]
mod scratch;
pub mod smoke;
pub mod unpack;
pub mod upstream;
pub mod workers;

/// What the container and its neighbours say, one file a theme.
mod words {
    pub mod container;
    pub mod flaw;
    pub mod go;
    pub mod inspect;
    pub mod trust;

    use voice::{catalogue, texts};
}

/// Sentences that the programs say, too.
pub mod sentences {
    #[allow(missing_docs)]
    pub mod build {
        pub use crate::words::trust::{
            release_key, trust_list_compromised, trust_list_floor, trust_list_retired,
        };
    }
    #[allow(missing_docs)]
    pub mod chooser {
        pub use crate::words::go::worlds::{NEW_WORLD, OLD_WORLD};
    }
    #[allow(missing_docs)]
    pub mod container {
        pub use crate::words::container::{checking, opening, verifying};
    }
    #[allow(missing_docs)]
    pub mod go {
        pub use crate::words::go::{database_proof, database_signature, database_signer};
    }
    #[allow(missing_docs)]
    pub mod inspect {
        pub use crate::words::inspect::{
            file, file_and_length, fingerprint, pinned, release, release_sm3, remembered, required,
            root, trust,
        };
    }
    #[allow(missing_docs)]
    pub mod unpack {
        pub use crate::words::container::{creating_member, writing_member};
    }
    #[allow(missing_docs)]
    pub mod verbs {
        pub use crate::words::inspect::{completions, exit_codes, globs, list, man, require_root};
    }
}
