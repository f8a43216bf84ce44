//! Who signs: keys, roots and what they sign.

pub mod cosign;
pub mod first_keys;
pub mod further_key;
pub mod key_directory;
pub mod passphrase;
pub mod root_chain;
pub mod root_statement;
pub mod roots;
pub mod signer;
pub mod trust_list;
