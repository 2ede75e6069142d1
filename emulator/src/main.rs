//! A local Voisnap for developing and testing.
fn main() {}
