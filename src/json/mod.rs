//! JSON, as small as it can be in a wasm file: what is received is a [`Value`], which the browser reads; what is sent is
//! written field by field; and text that is JSON already is carried through as [`Raw`].
//!
//! The scanner, which [`Raw::parse`] and the native half of [`Value`] stand on, reads strict JSON (RFC 8259) and takes and
//! refuses the same texts as `serde_json`, but that nesting ends at 64 levels. An `f64` is written exactly where it is
//! whole and rounded to six decimals elsewhere. Error texts hold no data from the input.

mod error;
mod fields;
mod number;
mod raw;
mod scan;
mod ser;
mod value;

#[cfg(not(target_arch = "wasm32"))]
use std::borrow::Cow;

pub(crate) use self::value::{contents, is_empty, split};
use serde::Serialize;

pub use self::{
    error::{Error, Kind},
    fields::Fields,
    raw::Raw,
    ser::quote,
    value::{OwnedText, Text, Value},
};

/// The fields of the object that is the whole of `text`, or the items of such an array under empty names, in order, their
/// values unread. `None` for anything else.
#[cfg(not(target_arch = "wasm32"))]
fn container(text: &str, object: bool) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut scanner = scan::Scanner::new(text, 0);
    let mut entries = Vec::new();
    scanner.container(object, &mut |name, value| entries.push((name, value))).ok()?;
    scanner.finish().ok()?;
    Some(entries)
}

/// The unsigned integer that is the whole of `text`. `None` for anything else: a number with a sign, a fraction, an
/// exponent or leading zeros, and one that is too big.
pub fn unsigned(text: &str) -> Option<u64> {
    number::unsigned(text)
}

/// The number in decimal.
pub fn decimal(value: u64) -> String {
    let mut out = String::new();
    number::write_unsigned(&mut out, value);
    out
}

/// Writes `value` as JSON without spaces.
///
/// Non-finite numbers become `null`. It cannot fail for derived types whose map keys are strings, numbers or
/// booleans; a type whose own `Serialize` gives up is written as `null`.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// Appends `value` to `out`, as [`to_string`] does.
pub fn write<T: Serialize + ?Sized>(out: &mut String, value: &T) {
    let start = out.len();
    if ser::write(out, value).is_err() {
        out.truncate(start);
        out.push_str("null");
    }
}
