//! What is installed, which release is current, and which were made by hand.

pub mod adopted;
pub mod copies;
pub mod departure;
pub mod installed;
pub mod links;
pub mod moved;
pub mod switch;
pub mod versions;
