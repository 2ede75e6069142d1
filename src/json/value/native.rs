//! Values over the scanner: the text as it came.

use super::super::{Raw, container, scan::Scanner};
use std::borrow::Cow;

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
        self.last(&|field| field == name)
    }

    /// A field of an object that is not `null`, its name in `camelCase` as given or in `PascalCase`.
    pub fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        let pascal = |field: &str| {
            let (Some(first), Some(given)) = (field.chars().next(), name.chars().next()) else {
                return false;
            };
            first == given.to_ascii_uppercase() && field.get(1..) == name.get(1..)
        };
        let given = |value: &Self| !value.is_null();
        self.field(name).filter(given).or_else(|| self.last(&pascal).filter(given))
    }

    fn last(&self, is_it: &dyn Fn(&str) -> bool) -> Option<Self> {
        let fields = container(self.as_str(), true)?;
        let (_, value) = fields.into_iter().rev().find(|(field, _)| is_it(field))?;
        Some(Self(Raw::trusted(value.to_owned())))
    }

    /// The item of an array.
    pub fn item(&self, index: u32) -> Option<Self> {
        let items = container(self.as_str(), false)?;
        let (_, value) = items.get(usize::try_from(index).ok()?)?;
        Some(Self(Raw::trusted((*value).to_owned())))
    }

    /// A string without its escapes.
    pub fn text(&self) -> Option<String> {
        let mut scanner = Scanner::new(self.as_str(), 0);
        scanner.string().ok().map(Cow::into_owned)
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
