//! JSON text carried through as it is: payloads are neither taken apart nor put together again.

use core::fmt;

use serde::{Serialize, Serializer};

use super::{Error, scan::Scanner};

/// The name under which [`Raw`] asks this module's codec, and no other, for its text.
pub(super) const TOKEN: &str = "$voisnap::json::Raw";

/// The text of one JSON value, owned.
///
/// It writes itself through this module's codec only. `Debug` hides the text: payloads hold SDP and addresses.
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
        let mut scanner = Scanner::new(text, 0);
        let value = scanner.skip()?;
        scanner.finish()?;
        Ok(Self(value.to_owned()))
    }

    /// The JSON text of `value`.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        Self(super::to_string(value))
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

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, &self.0)
    }
}
