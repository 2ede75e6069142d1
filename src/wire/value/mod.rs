//! A received JSON value, read piece by piece, and the received text that it is read from.
//!
//! In the browser `JSON.parse` reads a message once, and what belongs to the application never enters the wasm. Natively
//! `serde_json` reads it. Both halves have the same methods and give the same answers, which `tests/wire` checks natively
//! and in both browsers:
//! - texts are accepted and refused as RFC 8259 says, however deep they nest;
//! - of a field that occurs twice the last counts;
//! - an unpaired surrogate is U+FFFD in [`Value::text`];
//! - a number is an `f64`.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod serde;

#[cfg(target_arch = "wasm32")]
use browser as half;
#[cfg(not(target_arch = "wasm32"))]
use native as half;

use super::RawJson;
use core::fmt;

/// The whole numbers that an `f64` holds without a gap.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A received JSON value. `Debug` prints nothing of it: payloads contain SDP and addresses.
#[derive(Clone, PartialEq)]
pub struct Value(half::Value);

impl Value {
    /// Reads a text. `None`: it is not exactly one JSON value.
    pub fn parse(text: &str) -> Option<Self> {
        half::Value::parse(text).map(Self)
    }

    /// Reads a received text, as [`Value::parse`] does.
    #[doc(hidden)]
    pub fn from_text(text: &Text) -> Option<Self> {
        half::Value::from_text(&text.0).map(Self)
    }

    /// The value `null`.
    pub fn null() -> Self {
        Self(half::Value::null())
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// An array without items.
    pub fn empty_array() -> Self {
        Self(half::Value::empty_array())
    }

    /// An object without fields.
    pub fn empty_object() -> Self {
        Self(half::Value::empty_object())
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.0.is_array()
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.0.is_object()
    }

    /// A field of an object, by its exact name.
    pub fn field(&self, name: &'static str) -> Option<Self> {
        if self.is_object() { self.exact(name) } else { None }
    }

    /// A field of an object that is not `null`, its name in `camelCase` as given or in `PascalCase`.
    pub fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        if self.is_object() { self.either_case(name) } else { None }
    }

    /// [`Value::field`] of what is known to be an object: the check is a call into JavaScript.
    pub(super) fn exact(&self, name: &'static str) -> Option<Self> {
        self.0.field(name).map(Self)
    }

    /// [`Value::field_in_either_case`] of what is known to be an object.
    pub(super) fn either_case(&self, name: &'static str) -> Option<Self> {
        self.0.field_in_either_case(name).map(Self)
    }

    /// The names of the fields of what is known to be an object.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.names()
    }

    /// A field of what is known to be an object, by a name that is known at run time only.
    pub(super) fn named(&self, name: &str) -> Option<Self> {
        self.0.named(name).map(Self)
    }

    /// An item of an array.
    pub fn item(&self, index: u32) -> Option<Self> {
        self.0.item(index).map(Self)
    }

    /// The items of an array, none where it is no array.
    pub fn items(&self) -> impl Iterator<Item = Self> {
        (0..).map_while(|index| self.item(index))
    }

    /// A string.
    pub fn text(&self) -> Option<String> {
        self.0.text()
    }

    /// A number.
    pub fn number(&self) -> Option<f64> {
        self.0.number()
    }

    /// A number that is whole and not negative, up to 2^53.
    pub fn unsigned(&self) -> Option<u64> {
        let number = self.number().filter(|number| (0.0..=EXACT).contains(number))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..=2^53")]
        let whole = number as u64;
        #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact up to 2^53")]
        (whole as f64 == number).then_some(whole)
    }

    /// `true` or `false`.
    pub fn bool(&self) -> Option<bool> {
        self.0.bool()
    }

    /// The value as JSON. In the browser its numbers are as JavaScript holds them; natively it is as it was written.
    #[doc(hidden)]
    pub fn to_json(&self) -> RawJson {
        RawJson::new_unchecked(self.0.to_json())
    }
}

impl Value {
    /// The value as JavaScript has it. Where there is no browser, making any `JsValue` panics.
    pub fn to_js(&self) -> web_sys::wasm_bindgen::JsValue {
        #[cfg(target_arch = "wasm32")]
        return self.0.to_js();
        #[cfg(not(target_arch = "wasm32"))]
        return web_sys::js_sys::JSON::parse(&self.0.to_json()).unwrap_or_default();
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")
    }
}

/// A received text: a WebSocket message, or one hub message of it. In the browser it stays a JavaScript string, so that
/// `JSON.parse` reads it without a copy. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(half::Text);

impl Text {
    /// A lower bound of its length in UTF-8, in bytes: its UTF-16 units in the browser, its bytes natively.
    pub fn least_len(&self) -> usize {
        half::least_len(&self.0)
    }

    /// Its parts, where it ends with `separator` or is empty; the separators are no part of them.
    pub(super) fn split(&self, separator: char) -> Option<Vec<Self>> {
        Some(half::split(&self.0, separator)?.into_iter().map(Self).collect())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// Copies the text.
impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        (&text.0).into()
    }
}

#[cfg(target_arch = "wasm32")]
impl From<web_sys::js_sys::JsString> for Text {
    fn from(text: web_sys::js_sys::JsString) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text")
    }
}

/// A name in `camelCase`, in `PascalCase`.
fn pascal(camel: &str) -> String {
    let mut name = camel.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}
