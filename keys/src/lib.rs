//! Who is believed: trust roots, and the only code that calls OpenPGP.

pub mod canonical;
pub mod note;
