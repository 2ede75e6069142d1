//! A small serde text codec for JSON, written for the size of the wasm file.
//!
//! It reads strict JSON (RFC 8259) and takes and refuses the same texts as `serde_json`, but for these choices:
//! - nesting ends at 64 levels, in skipped values and [`Raw`] too;
//! - an unpaired surrogate escape in a typed string becomes U+FFFD; a [`Raw`] keeps it as it was written;
//! - a struct is read from an object only, an enum from a string only (unit variants);
//! - map keys are strings when read;
//! - an `f64` is exact up to 15 digits with a decimal exponent within ±22 and within a few units in the last place
//!   beyond; when written it is exact where it is whole and rounded to six decimals elsewhere.
//!
//! Numbers inside a [`Raw`] are never touched. Error texts hold no data from the input.

mod de;
mod error;
mod fields;
mod number;
mod raw;
mod scan;
mod ser;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::{
    error::{Error, Kind},
    fields::Fields,
    raw::{Raw, RawRef},
    ser::quote,
};

/// Reads one value from the whole of `text`.
///
/// # Errors
/// When `text` is not exactly one JSON value, or not one that fits `T`.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Error> {
    let (value, end) = from_prefix(text)?;
    scan::Scanner::new(text, end).finish()?;
    Ok(value)
}

/// Reads one value from the front of `text`; also gives the offset in bytes of what follows it.
///
/// # Errors
/// When `text` does not begin with a JSON value that fits `T`.
pub fn from_prefix<'de, T: Deserialize<'de>>(text: &'de str) -> Result<(T, usize), Error> {
    let mut scanner = scan::Scanner::new(text, 0);
    match T::deserialize(&mut scanner) {
        Ok(value) => Ok((value, scanner.at())),
        Err(error) => Err(error),
    }
}

/// The string that is the whole of `text`, borrowed where it has no escapes. `None` for anything else.
pub fn text(text: &str) -> Option<Cow<'_, str>> {
    let mut scanner = scan::Scanner::new(text, 0);
    let string = scanner.string().ok()?;
    scanner.finish().ok().map(|()| string)
}

/// Reads the object at the front of `text` into `found`: for each of `names` its value, `None` where it is absent.
/// Other fields are stepped over; of a field that stands twice the last counts, as in `JSON.parse`. Gives the offset
/// in bytes of what follows the object.
///
/// This is for messages in which one field decides what the others mean. It does what a derived `Deserialize` with
/// [`RawRef`] fields does, in a tenth of the code.
///
/// # Errors
/// When `text` does not begin with a JSON object.
pub fn read_fields<'de>(
    text: &'de str,
    names: &[&str],
    found: &mut [Option<RawRef<'de>>],
) -> Result<usize, Error> {
    let mut scanner = scan::Scanner::new(text, 0);
    scanner.container(true, &mut |name, value| {
        let at = names.iter().position(|known| *known == name);
        if let Some(slot) = at.and_then(|at| found.get_mut(at)) {
            *slot = Some(RawRef::trusted(value));
        }
    })?;
    Ok(scanner.at())
}

/// One field of an object, its value unread.
pub type Entry<'a> = (Cow<'a, str>, RawRef<'a>);

/// The fields of the object that is the whole of `text`, in order. `None` for anything else.
pub fn entries(text: &str) -> Option<Vec<Entry<'_>>> {
    container(text, true)
}

/// The items of the array that is the whole of `text`, each under an empty name. `None` for anything else.
pub fn items(text: &str) -> Option<Vec<Entry<'_>>> {
    container(text, false)
}

/// The first item of the array that `text` is: its fields, none where it is no object, and its text, `null` where there
/// is no item. What follows it is not looked at.
pub fn first(text: &str) -> (Vec<Entry<'_>>, RawRef<'_>) {
    let mut scanner = scan::Scanner::new(text.get(1..).unwrap_or_default(), 0);
    let mut fields = Vec::new();
    // What is no object is stepped over.
    let _ = scanner.container(true, &mut |name, value| fields.push((name, RawRef::trusted(value))));
    let item = scanner.piece(0).trim_ascii();
    (fields, if item.is_empty() { RawRef::NULL } else { RawRef::trusted(item) })
}

fn container(text: &str, object: bool) -> Option<Vec<Entry<'_>>> {
    let mut scanner = scan::Scanner::new(text, 0);
    let mut entries = Vec::new();
    scanner.container(object, &mut |name, value| entries.push((name, RawRef::trusted(value)))).ok()?;
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
