//! JSON text carried through as it is: payloads are neither taken apart nor put together again.

use core::fmt;

use serde::Serialize;
use serde_json::{Error, value::RawValue};

/// The text of one JSON value, owned. `Debug` hides it: payloads hold SDP and addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(String);

impl Raw {
    /// Takes `text` for JSON without looking. Anything else makes a malformed message later on.
    pub const fn trusted(text: String) -> Self {
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
    /// When JSON cannot hold it: a map whose keys are no texts, or a type whose own `Serialize` gives up.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
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

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw")
    }
}
