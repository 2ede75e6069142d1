//! Errors as JavaScript sees them: the one place where they cross the border.
//!
//! It compiles on every target, as the Rust face does. Where there is no browser, making any `JsValue` panics.

use super::{Cause, Error};
use crate::wire::Value;
use js_sys::{JsString, Object, Reflect};
use web_sys::{js_sys, wasm_bindgen::JsValue};

impl Error {
    /// An object of what is known of the error, under the names of the npm package's `VoisnapError`. What the code implies
    /// (category and hint) is left out: the package has its table.
    pub(crate) fn to_fields(&self) -> Object {
        let number = |number: f64| JsValue::from(number);
        // A server's wait of 2^53 ms and more means no time at all.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
        let retry_after = self.retry_after_ms().map(|ms| number(ms as f64));
        let fields = Object::new();
        for (name, value) in [
            ("code", Some(self.code().as_str().into())),
            ("message", Some(self.message().into())),
            ("recoverable", Some(self.recoverable().into())),
            ("status", self.status().map(|status| number(status.into()))),
            ("retryAfterMs", retry_after),
            ("traceId", self.trace_id().map(Into::into)),
            ("closeCode", self.close_code().map(|code| number(code.into()))),
            ("data", self.data().map(Value::to_js)),
            ("cause", self.cause().map(Cause::to_js)),
        ] {
            if let Some(value) = value {
                set(&fields, name, &value);
            }
        }
        fields
    }
}

/// Setting a property of an object of our own throws nothing.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsString::from(name), value);
}

impl From<Error> for JsValue {
    /// A JavaScript `Error` named `VoisnapError`, with `code`, `category`, `hint`, `recoverable` and what else is known as
    /// properties; its message begins with the code.
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new("");
        Object::assign(&thrown, &error.to_fields());
        thrown.set_name("VoisnapError");
        thrown.set_message(&error.to_string());
        set(&thrown, "category", &error.category().as_str().into());
        set(&thrown, "hint", &error.hint().into());
        thrown.into()
    }
}
