//! Details on their way to JavaScript, as lists of fields that are written as one JSON text.
//!
//! A text crosses the border once, where an object crosses it for every field: a transcript takes three quarters of the time,
//! and twenty in a frame half of it. One type is serialised for all details: a derived `Serialize` for each costs more wasm.

use crate::json::{self, Raw};
use serde::{Serialize, Serializer, ser::SerializeMap};
use web_sys::wasm_bindgen::JsValue;

/// One value of a field.
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u64),
    Flag(bool),
    /// What the hub sent.
    Raw(&'a Raw),
    Fields(Fields<'a>),
}

/// The fields of one object, in order.
pub(super) struct Fields<'a>(Vec<(&'static str, Value<'a>)>);

impl<'a> Fields<'a> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn with(mut self, name: &'static str, value: Value<'a>) -> Self {
        self.0.push((name, value));
        self
    }

    pub(super) fn text(self, name: &'static str, text: &'a str) -> Self {
        self.with(name, Value::Text(text))
    }

    /// A field that is left out where there is nothing to say.
    pub(super) fn text_if(self, name: &'static str, text: Option<&'a str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    pub(super) fn number(self, name: &'static str, number: u64) -> Self {
        self.with(name, Value::Number(number))
    }

    pub(super) fn flag(self, name: &'static str, flag: bool) -> Self {
        self.with(name, Value::Flag(flag))
    }

    /// The JSON text, as a string of JavaScript's.
    pub(super) fn to_js(&self) -> JsValue {
        json::to_string(self).into()
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => serializer.serialize_u64(*number),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Raw(raw) => raw.serialize(serializer),
            Value::Fields(fields) => fields.serialize(serializer),
        }
    }
}
