//! Values over `serde_json`: each is the text as it was written.

use serde::{Deserializer, de::Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt};

/// The fields of an object, their values as they were written. Of a field that occurs twice the last counts.
type Fields<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

pub(super) type Text = String;

pub(super) const fn least_len(text: &Text) -> usize {
    text.len()
}

pub(super) fn split(text: &Text, separator: char) -> Option<Vec<Text>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    Some(text.strip_suffix(separator)?.split(separator).map(Into::into).collect())
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Value(Box<str>);

impl From<&RawValue> for Value {
    fn from(value: &RawValue) -> Self {
        Self(value.get().into())
    }
}

impl Value {
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<&RawValue>(text).ok().map(Self::from)
    }

    pub(super) fn from_text(text: &Text) -> Option<Self> {
        Self::parse(text)
    }

    pub(super) fn null() -> Self {
        Self("null".into())
    }

    pub(super) fn is_null(&self) -> bool {
        &*self.0 == "null"
    }

    pub(super) fn empty_array() -> Self {
        Self("[]".into())
    }

    pub(super) fn empty_object() -> Self {
        Self("{}".into())
    }

    pub(super) fn is_array(&self) -> bool {
        self.0.starts_with('[')
    }

    pub(super) fn is_object(&self) -> bool {
        self.0.starts_with('{')
    }

    fn fields(&self) -> Fields<'_> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    pub(super) fn field(&self, name: &'static str) -> Option<Self> {
        self.named(name)
    }

    pub(super) fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        let fields = self.fields();
        let given =
            |name: &str| fields.get(name).map(|&value| Self::from(value)).filter(|value| !value.is_null());
        given(name).or_else(|| given(&super::pascal(name)))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.fields().into_keys().map(Cow::into_owned).collect()
    }

    pub(super) fn named(&self, name: &str) -> Option<Self> {
        self.fields().get(name).map(|&value| value.into())
    }

    pub(super) fn item(&self, index: u32) -> Option<Self> {
        let items: Vec<&RawValue> = serde_json::from_str(&self.0).ok()?;
        items.get(usize::try_from(index).ok()?).map(|&value| value.into())
    }

    pub(super) fn text(&self) -> Option<String> {
        serde_json::Deserializer::from_str(&self.0).deserialize_bytes(Lossy).ok()
    }

    pub(super) fn number(&self) -> Option<f64> {
        // Every JSON number is one that Rust reads; the value is JSON, so it is none of Rust's words such as `inf`.
        self.0.parse().ok()
    }

    pub(super) fn bool(&self) -> Option<bool> {
        self.0.parse().ok()
    }

    pub(super) fn to_json(&self) -> String {
        (*self.0).to_owned()
    }
}

/// Accepts a string with unpaired surrogates, which `serde_json` gives as bytes only.
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
