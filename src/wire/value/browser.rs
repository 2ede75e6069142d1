//! Values as `JSON.parse` makes them.

use js_sys::{Array, JsString, Object};
use std::cell::RefCell;
use web_sys::{
    js_sys,
    wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;

    /// An object that `JSON.parse` made.
    #[wasm_bindgen(extends = Object)]
    type Fields;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Fields, name: &JsString) -> JsValue;

    /// A string, whose method takes the separator without encoding it.
    type Separated;

    #[wasm_bindgen(method)]
    fn split(this: &Separated, separator: &JsString) -> Array;
}

pub(super) type Text = JsString;

pub(super) fn least_len(text: &Text) -> usize {
    usize::try_from(text.length()).unwrap_or(usize::MAX)
}

pub(super) fn split(text: &Text, separator: char) -> Option<Vec<Text>> {
    thread_local! {
        static SEPARATOR: RefCell<Option<(char, JsString)>> = const { RefCell::new(None) };
    }
    let parts = SEPARATOR.with_borrow_mut(|known| {
        let (_, separator) = match known {
            Some(known) if known.0 == separator => known,
            _ => known.insert((separator, separator.to_string().into())),
        };
        text.unchecked_ref::<Separated>().split(separator)
    });
    // What follows the last separator is a part as well.
    let behind: JsString = parts.pop().unchecked_into();
    (behind.length() == 0).then(|| parts.iter().map(JsCast::unchecked_into).collect())
}

/// A field's name as JavaScript's strings: encoding one at each look-up costs more than the look-up.
struct Name {
    camel: JsString,
    pascal: JsString,
}

/// Looks a name up, and makes its strings at the first use. There are as many as `wire` has field names.
fn with_name<T>(name: &'static str, look_up: impl FnOnce(&Name) -> T) -> T {
    thread_local! {
        static NAMES: RefCell<Vec<(&'static str, Name)>> = const { RefCell::new(Vec::new()) };
    }
    NAMES.with_borrow_mut(|names| {
        // The same literal has the same address, which is compared first: texts are not compared byte by byte.
        let at = names.iter().position(|(known, _)| core::ptr::eq(*known, name)).unwrap_or_else(|| {
            names.push((name, Name { camel: name.into(), pascal: super::pascal(name).into() }));
            names.len() - 1
        });
        look_up(&names[at].1)
    })
}

#[derive(Clone, PartialEq)]
pub(super) struct Value(JsValue);

/// `undefined` is what no field and no item has.
fn present(value: JsValue) -> Option<Value> {
    (!value.is_undefined()).then_some(Value(value))
}

impl Value {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::from_text(&text.into())
    }

    pub(super) fn from_text(text: &Text) -> Option<Self> {
        parse_json(text).ok().map(Self)
    }

    pub(super) const fn null() -> Self {
        Self(JsValue::NULL)
    }

    pub(super) fn is_null(&self) -> bool {
        self.0.is_null()
    }

    pub(super) fn empty_array() -> Self {
        Self(Array::new().into())
    }

    pub(super) fn empty_object() -> Self {
        Self(Object::new().into())
    }

    pub(super) fn is_array(&self) -> bool {
        Array::is_array(&self.0)
    }

    pub(super) fn is_object(&self) -> bool {
        self.0.is_object() && !self.is_array()
    }

    /// A field; the caller has checked that this is an object.
    pub(super) fn field(&self, name: &'static str) -> Option<Self> {
        let fields: &Fields = self.0.unchecked_ref();
        present(with_name(name, |name| fields.get(&name.camel)))
    }

    /// The same, for [`super::Value::field_in_either_case`].
    pub(super) fn field_in_either_case(&self, name: &'static str) -> Option<Self> {
        let fields: &Fields = self.0.unchecked_ref();
        with_name(name, |name| {
            let given = |name| Some(fields.get(name)).filter(|value| !value.is_null_or_undefined());
            given(&name.camel).or_else(|| given(&name.pascal)).map(Self)
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        Object::keys(self.0.unchecked_ref::<Object>()).iter().filter_map(|name| name.as_string()).collect()
    }

    pub(super) fn named(&self, name: &str) -> Option<Self> {
        let fields: &Fields = self.0.unchecked_ref();
        present(fields.get(&name.into()))
    }

    pub(super) fn item(&self, index: u32) -> Option<Self> {
        if !self.is_array() {
            return None;
        }
        present(self.0.unchecked_ref::<Array>().get(index))
    }

    pub(super) fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    pub(super) fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    pub(super) fn bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    pub(super) fn to_json(&self) -> String {
        // A nesting too deep for it is the only thing it refuses in what was JSON.
        js_sys::JSON::stringify(&self.0).map_or_else(|_| "null".to_owned(), Into::into)
    }

    pub(super) fn to_js(&self) -> JsValue {
        self.0.clone()
    }
}
