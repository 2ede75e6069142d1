//! Values over `serde_json`: the text as it came.

use super::super::Raw;
use serde::{Deserializer, de::Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt};

/// The fields of an object, their values as they came. Of a field that stands twice the last counts.
type Fields<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

/// What a received text is.
pub type Text = str;

/// A received text that stands alone.
pub type OwnedText = String;

/// What `text` says.
pub(crate) const fn contents(text: &Text) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// Whether `text` says nothing.
pub(crate) const fn is_empty(text: &Text) -> bool {
    text.is_empty()
}

/// The pieces of a text that ends with `end`; none: they are to be found byte by byte.
pub(crate) const fn split(_: &Text, _: u8) -> Vec<OwnedText> {
    Vec::new()
}

/// See the module above.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Raw);

impl Value {
    /// Reads a text. `None`: it is not one JSON value.
    pub fn read(text: &Text) -> Option<Self> {
        Self::parse(text)
    }

    /// Reads a text of our own. `None`: it is not one JSON value.
    pub fn parse(text: &str) -> Option<Self> {
        Raw::parse(text).ok().map(Self)
    }

    /// The value `null`.
    pub fn null() -> Self {
        Self(Raw::null())
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }

    /// An array without items.
    pub fn no_items() -> Self {
        Self(Raw::trusted("[]".to_owned()))
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.as_str().starts_with('[')
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.as_str().starts_with('{')
    }

    /// A field of an object, by its exact name.
    pub fn field(&self, name: &'static str) -> Option<Self> {
        let fields: Fields<'_> = serde_json::from_str(self.as_str()).ok()?;
        fields.get(name).map(|value| Self::of(value))
    }

    /// A field of an object that is not `null`, its name in `camelCase` as given or in `PascalCase`.
    pub fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        let fields: Fields<'_> = serde_json::from_str(self.as_str()).ok()?;
        let mut pascal = name.to_owned();
        pascal.get_mut(..1)?.make_ascii_uppercase();
        let given =
            |name: &str| fields.get(name).map(|value| Self::of(value)).filter(|value| !value.is_null());
        given(name).or_else(|| given(&pascal))
    }

    /// The item of an array.
    pub fn item(&self, index: u32) -> Option<Self> {
        let items: Vec<&RawValue> = serde_json::from_str(self.as_str()).ok()?;
        items.get(usize::try_from(index).ok()?).map(|value| Self::of(value))
    }

    fn of(value: &RawValue) -> Self {
        Self(Raw::trusted(value.get().to_owned()))
    }

    /// A string without its escapes.
    pub fn text(&self) -> Option<String> {
        serde_json::Deserializer::from_str(self.as_str()).deserialize_bytes(Lossy).ok()
    }

    /// A string that stands alone.
    pub fn into_text(self) -> Option<OwnedText> {
        self.text()
    }

    /// A number.
    pub fn number(&self) -> Option<f64> {
        // JSON's numbers are a part of what Rust takes for one; words like `inf` are not JSON.
        self.as_str().parse().ok()
    }

    /// `true` or `false`.
    pub fn flag(&self) -> Option<bool> {
        self.as_str().parse().ok()
    }

    /// The value as JSON: as it was written.
    pub fn to_json(&self) -> String {
        self.as_str().to_owned()
    }

    /// The value as JSON, natively: as it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Takes a string with unpaired surrogates, which `serde_json` gives as bytes only.
struct Lossy;

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
        let mut text = bytes.to_vec();
        // Three bytes each, as U+FFFD has: no character has these first two.
        for at in 2..text.len() {
            if let [0xED, 0xA0..=0xBF, _] = text[at - 2..=at] {
                text[at - 2..=at].copy_from_slice("\u{fffd}".as_bytes());
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
