//! JSON, as small as it can be in a wasm file: what is received is a [`Value`], which the browser reads; what is sent is
//! written field by field; and text that is JSON already is carried through as [`Raw`].
//!
//! `serde_json` reads natively, and what a Rust program gives. None of it is in the npm package.

mod fields;
mod number;
mod quote;
mod raw;
mod value;

pub(crate) use self::value::{contents, is_empty, split};
pub use self::{
    fields::Fields,
    number::{decimal, unsigned},
    quote::quote,
    raw::Raw,
    value::{OwnedText, Text, Value},
};
