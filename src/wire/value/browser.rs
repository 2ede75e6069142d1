//! Values as `JSON.parse` makes them.

use js_sys::{Array, JsString};
use std::{borrow::Cow, cell::Cell};
use web_sys::{
    js_sys,
    wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen},
};

/// The number of a kind of value.
type Kind = u8;

// Signed numbers, because those cross the border as they are: an unsigned one brings a function that converts it.

#[wasm_bindgen(module = "/src/wire/value/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = split)]
    fn pieces(text: &JsString, end: u8) -> Array;
    fn learn(name: &str) -> i32;
    fn parse(text: &JsString) -> Kind;
    fn field(object: &JsValue, name: i32) -> Kind;
    #[wasm_bindgen(js_name = fieldInEitherCase)]
    fn field_in_either_case(object: &JsValue, name: i32) -> Kind;
    fn item(array: &JsValue, index: i32) -> Kind;
    fn take() -> JsValue;
    #[wasm_bindgen(js_name = take)]
    fn take_number() -> f64;
}

/// What a received text is.
pub type Text = JsString;

/// A received text that stands alone. `String::from` copies it into the wasm.
pub type OwnedText = JsString;

/// What `text` says.
pub(crate) fn contents(text: &Text) -> Cow<'_, str> {
    Cow::Owned(text.into())
}

/// Whether `text` says nothing.
pub(crate) fn is_empty(text: &Text) -> bool {
    text.length() == 0
}

/// The pieces of a text that ends with `end`; none: they are to be found byte by byte.
pub(crate) fn split(text: &Text, end: u8) -> Vec<OwnedText> {
    let pieces = pieces(text, end);
    (0..pieces.length()).map(|at| pieces.get(at).unchecked_into()).collect()
}

/// How many names are remembered at a time.
const REMEMBERED: usize = 128;

thread_local! {
    /// The numbers of names, each in the place that its address chooses.
    static NUMBERS: [Cell<(Option<&'static str>, i32)>; REMEMBERED] = const { [const { Cell::new((None, 0)) }; REMEMBERED] };
}

/// The number of a name: a text that crosses the border each time costs more than all that is done with it there.
fn number_of(name: &'static str) -> i32 {
    NUMBERS.with(|numbers| {
        let Some(place) = numbers.get(name.as_ptr().addr() / 4 % REMEMBERED) else { return 0 };
        match place.get() {
            (Some(known), number) if core::ptr::eq(known, name) => number,
            _ => {
                let number = learn(name);
                place.set((Some(name), number));
                number
            }
        }
    })
}

/// See the module above.
#[derive(Clone, PartialEq)]
pub struct Value(Node);

#[derive(Clone, PartialEq)]
enum Node {
    Null,
    Flag(bool),
    Number(f64),
    Text(JsString),
    Array(JsValue),
    Object(JsValue),
}

/// What was looked up, by its kind; `None` where there is nothing.
fn found(kind: Kind) -> Option<Value> {
    Some(Value(match kind {
        0 => return None,
        1 => Node::Null,
        2 | 3 => Node::Flag(kind == 3),
        4 => Node::Number(take_number()),
        5 => Node::Text(take().unchecked_into()),
        6 => Node::Array(take()),
        _ => Node::Object(take()),
    }))
}

impl Value {
    /// Reads a text. `None`: it is not one JSON value.
    pub fn read(text: &Text) -> Option<Self> {
        found(parse(text))
    }

    /// Reads a text of our own. `None`: it is not one JSON value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(&text.into())
    }

    /// The value `null`.
    pub const fn null() -> Self {
        Self(Node::Null)
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self.0, Node::Null)
    }

    /// An array without items.
    pub fn no_items() -> Self {
        Self(Node::Array(Array::new().into()))
    }

    /// Whether it is an array.
    pub const fn is_array(&self) -> bool {
        matches!(self.0, Node::Array(_))
    }

    /// Whether it is an object.
    pub const fn is_object(&self) -> bool {
        matches!(self.0, Node::Object(_))
    }

    /// A field of an object, by its exact name.
    pub fn field(&self, name: &'static str) -> Option<Self> {
        let Node::Object(object) = &self.0 else { return None };
        found(field(object, number_of(name)))
    }

    /// A field of an object that is not `null`, its name in `camelCase` as given or in `PascalCase`.
    pub fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        let Node::Object(object) = &self.0 else { return None };
        found(field_in_either_case(object, number_of(name))).filter(|value| !value.is_null())
    }

    /// The item of an array.
    pub fn item(&self, index: u32) -> Option<Self> {
        let Node::Array(array) = &self.0 else { return None };
        found(item(array, index.cast_signed()))
    }

    /// A string.
    pub fn text(&self) -> Option<String> {
        let Node::Text(text) = &self.0 else { return None };
        Some(text.into())
    }

    /// A string, left where it is.
    pub fn into_text(self) -> Option<OwnedText> {
        let Node::Text(text) = self.0 else { return None };
        Some(text)
    }

    /// A number.
    pub const fn number(&self) -> Option<f64> {
        let Node::Number(number) = self.0 else { return None };
        Some(number)
    }

    /// `true` or `false`.
    pub const fn flag(&self) -> Option<bool> {
        let Node::Flag(flag) = self.0 else { return None };
        Some(flag)
    }

    /// The value as JSON, its numbers as JavaScript holds them.
    pub fn to_json(&self) -> String {
        // A nesting too deep for it is the only thing it refuses in what was JSON.
        js_sys::JSON::stringify(&self.to_js()).map_or_else(|_| "null".to_owned(), Into::into)
    }

    /// The value as JavaScript has it.
    pub fn to_js(&self) -> JsValue {
        match &self.0 {
            Node::Null => JsValue::NULL,
            Node::Flag(flag) => (*flag).into(),
            Node::Number(number) => (*number).into(),
            Node::Text(text) => text.into(),
            Node::Array(value) | Node::Object(value) => value.clone(),
        }
    }
}
