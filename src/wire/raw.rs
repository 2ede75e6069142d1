//! JSON text carried through unread.

use core::fmt;

use serde::Serialize;
use serde_json::{Error, value::RawValue};

/// The text of one JSON value, owned. `Debug` hides it: payloads contain SDP and addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson(String);

impl RawJson {
    /// Takes `text` for JSON unchecked. Anything else makes a malformed message later on.
    pub const fn new_unchecked(text: String) -> Self {
        Self(text)
    }

    /// The value `null`.
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// Checks `text`; white space around the value is dropped.
    ///
    /// # Errors
    /// When `text` is not exactly one JSON value.
    pub fn parse(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map(|value: &RawValue| Self(value.get().to_owned()))
    }

    /// The JSON text of `value`.
    ///
    /// # Errors
    /// When JSON cannot represent it: a map whose keys are no texts, or a type whose own `Serialize` fails.
    pub fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        serde_json::to_string(value).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawJson")
    }
}
