//! Payloads on their way to JavaScript, as lists of fields.
//!
//! One type is serialised for all of them: a derived `Serialize` for each costs more wasm than it saves lines, and
//! the struct serialiser of serde-wasm-bindgen brings a hash table of field names.

use serde::{Serialize, Serializer, ser::SerializeMap};
use web_sys::wasm_bindgen::JsValue;

/// One value of a field.
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
    /// What the browser made: a track, or what the hub sent.
    Js(JsValue),
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

    /// Milliseconds and statuses: far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn number(self, name: &'static str, number: u64) -> Self {
        self.with(name, Value::Number(number as f64))
    }

    pub(super) fn flag(self, name: &'static str, flag: bool) -> Self {
        self.with(name, Value::Flag(flag))
    }

    /// The plain object.
    pub(super) fn to_js(&self) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        self.serialize(&serializer).unwrap_or_default()
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
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Js(value) => serde_wasm_bindgen::preserve::serialize(value, serializer),
            Value::Fields(fields) => fields.serialize(serializer),
        }
    }
}
