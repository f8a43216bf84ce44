//! The pages: every link leads somewhere, both languages say the same, and what a page says of the code is
//! so. No program has to be built for this.
#![allow(clippy::unwrap_used)]

mod claims;
mod languages;
mod links;
mod markdown;
