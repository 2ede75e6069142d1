//! A JSON value that was received, read piece by piece.
//!
//! What a value is made of differs: in the browser `JSON.parse` reads it, since a text would cross into the wasm and out of
//! it again, and 30 KB of session description cost twice what the browser's parser takes for them; natively `serde_json`
//! does. Both halves give the same answers, which `tests/json/` and `tests/browser/json.rs` hold them to:
//! - texts are taken and refused as RFC 8259 says, however deep they nest;
//! - of a field that stands twice the last counts;
//! - an unpaired surrogate is U+FFFD in [`Value::text`];
//! - a number is an `f64`.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
use browser as half;
#[cfg(not(target_arch = "wasm32"))]
use native as half;

pub use half::{OwnedText, Text, Value};
pub(crate) use half::{contents, is_empty, split};

use super::Raw;
use core::fmt;

/// The whole numbers that an `f64` holds without a gap.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Value {
    /// A number that is whole and not negative, up to 2^53.
    pub fn unsigned(&self) -> Option<u64> {
        let number = self.number().filter(|number| (0.0..=EXACT).contains(number))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..=2^53")]
        let whole = number as u64;
        #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact up to 2^53")]
        (whole as f64 == number).then_some(whole)
    }

    /// The items of an array, none where it is no array.
    pub fn items(&self) -> impl Iterator<Item = Self> {
        (0..).map_while(|index| self.item(index))
    }

    /// The value as JSON that can be sent on.
    pub fn to_raw(&self) -> Raw {
        Raw::trusted(self.to_json())
    }
}

impl fmt::Debug for Value {
    /// Payloads hold SDP and addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")
    }
}
