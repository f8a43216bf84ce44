//! `goroot/go.env`: the defaults the installed Go gets, the one generated file of a release's tree.

use payloads::digest::Sha256;
use payloads::environment::go_env::{self, Proxy, Setting};

/// The defaults, each with its reason.
pub fn settings() -> Vec<Setting> {
    go_env::settings(&Proxy::Off)
}

/// The file's bytes.
pub fn file() -> Vec<u8> {
    go_env::render(&settings())
}

/// Its digest, for the receipt.
pub fn digest() -> Sha256 {
    Sha256::of(&file())
}
