//! JSON text carried through as it is: payloads are neither taken apart nor put together again.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Error, scan::Scanner};

/// The name under which [`Raw`] asks this module's codec, and no other, for its text.
pub(super) const TOKEN: &str = "$voisnap::json::Raw";

/// The text of one JSON value, owned.
///
/// It reads and writes itself through this module's codec only, and not inside `#[serde(flatten)]` or an untagged
/// enum. `Debug` hides the text: payloads hold SDP and addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(String);

/// The text of one JSON value, borrowed from what is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawRef<'a>(&'a str);

impl Raw {
    /// Takes `text` for JSON without looking. Anything else makes a malformed message later on.
    pub const fn trusted(text: String) -> Self {
        Self(text)
    }

    /// The value `null`.
    pub fn null() -> Self {
        RawRef::NULL.to_raw()
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

impl<'a> RawRef<'a> {
    /// The value `null`.
    pub const NULL: Self = Self("null");

    /// Takes `text` for JSON.
    pub(super) const fn trusted(text: &'a str) -> Self {
        Self(text)
    }

    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// A copy that stands alone.
    pub fn to_raw(self) -> Raw {
        Raw(self.0.to_owned())
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw")
    }
}

impl fmt::Debug for RawRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawRef")
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, &self.0)
    }
}

impl Serialize for RawRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TOKEN, self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawRef<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> de::Visitor<'de> for Text {
            type Value = RawRef<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(RawRef(text))
            }
        }
        deserializer.deserialize_newtype_struct(TOKEN, Text)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawRef::deserialize(deserializer).map(RawRef::to_raw)
    }
}
