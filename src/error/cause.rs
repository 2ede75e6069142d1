//! What the application or the browser threw, carried along without being read.

use std::{error, fmt};
use web_sys::wasm_bindgen::JsValue;

/// In the browser any JavaScript value can be thrown; natively a text stands in for it.
#[cfg(target_arch = "wasm32")]
type Thrown = JsValue;
#[cfg(not(target_arch = "wasm32"))]
type Thrown = String;

/// What lies under an [`Error`](crate::Error): the exception of the application's function or of the browser.
///
/// The SDK carries it and never reads it. In the browser `to_js` gives it back. It has no text of its own and prints
/// nothing, because an exception may quote a token or an address.
#[derive(Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Eq))]
pub struct Cause(Thrown);

impl Cause {
    /// The thrown value.
    pub fn to_js(&self) -> JsValue {
        #[cfg(target_arch = "wasm32")]
        return self.0.clone();
        #[cfg(not(target_arch = "wasm32"))]
        return JsValue::from_str(&self.0);
    }
}

impl From<JsValue> for Cause {
    fn from(thrown: JsValue) -> Self {
        #[cfg(target_arch = "wasm32")]
        return Self(thrown);
        // No JavaScript value exists there.
        #[cfg(not(target_arch = "wasm32"))]
        return Self(format!("{thrown:?}"));
    }
}

impl From<&str> for Cause {
    /// In the browser a JavaScript `Error` with this message.
    fn from(message: &str) -> Self {
        #[cfg(target_arch = "wasm32")]
        let thrown = web_sys::js_sys::Error::new(message).into();
        #[cfg(not(target_arch = "wasm32"))]
        let thrown = message.to_owned();
        Self(thrown)
    }
}

impl From<Box<dyn error::Error>> for Cause {
    /// What an application's function gives as its error. A [`Cause`] among them stays what was thrown.
    fn from(error: Box<dyn error::Error>) -> Self {
        match error.downcast::<Self>() {
            Ok(cause) => *cause,
            Err(error) => Self::from(error.to_string().as_str()),
        }
    }
}

impl error::Error for Cause {}

impl fmt::Display for Cause {
    /// Says only that something was thrown: an exception may quote a token or an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the application or the browser threw an exception")
    }
}

impl fmt::Debug for Cause {
    /// Redacted: an exception may quote a token or an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause")
    }
}
