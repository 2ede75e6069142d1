//! The page's own objects, and the properties of objects that have no type.

use js_sys::Reflect;
use web_sys::{
    Window, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = window, thread_local_v2)]
    static WINDOW: Option<Window>;
}

/// The page's window. `web_sys::window()` first finds out by four ways what the global object is; a page has this one.
pub(super) fn window() -> Option<Window> {
    WINDOW.with(Clone::clone)
}

/// A property; `undefined` where there is none, or where reading it threw.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A random number, for the spread of retries.
pub(crate) fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

/// Whether the browser says that it has no network.
pub(super) fn is_offline() -> bool {
    property(&property(&js_sys::global(), "navigator"), "onLine") == JsValue::FALSE
}
