//! A local Voisnap for developing and testing.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_docs_in_private_items))]
mod agent;
mod cli;
mod id;
mod log;
mod scenario;
mod stamp;
fn main() {}
