//! Errors as JavaScript sees them: the one place where they cross the border.
//!
//! It compiles on every target, as the Rust face does. Where there is no browser, making any `JsValue` panics.

use super::Error;
use js_sys::{JsString, Object, Reflect};
use web_sys::{js_sys, wasm_bindgen::JsValue};

impl Error {
    /// Writes what is known of the error to `object`, under the names of the npm package's `VoisnapError`.
    pub(crate) fn assign_to(&self, object: &Object) {
        let number = |number: f64| JsValue::from(number);
        // A server's wait of 2^53 ms and more means no time at all.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
        let retry_after = self.retry_after_ms().map(|ms| number(ms as f64));
        let fields: [(&str, Option<JsValue>); 10] = [
            ("code", Some(self.code().as_str().into())),
            ("category", Some(self.category().as_str().into())),
            ("hint", Some(self.hint().into())),
            ("recoverable", Some(self.recoverable().into())),
            ("status", self.status().map(|status| number(status.into()))),
            ("retryAfterMs", retry_after),
            ("traceId", self.trace_id().map(Into::into)),
            ("closeCode", self.close_code().map(|code| number(code.into()))),
            ("data", self.data().map(crate::wire::Value::to_js)),
            ("cause", self.cause().map(super::Cause::to_js)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                // Setting a property of an object of our own throws nothing.
                let _ = Reflect::set(object, &JsString::from(name), &value);
            }
        }
    }
}

impl From<Error> for JsValue {
    /// A JavaScript `Error` named `VoisnapError`, with `code`, `category`, `hint`, `recoverable` and what else is known as
    /// properties; its message begins with the code.
    fn from(error: Error) -> Self {
        let thrown = js_sys::Error::new(&error.to_string());
        thrown.set_name("VoisnapError");
        error.assign_to(&thrown);
        thrown.into()
    }
}
