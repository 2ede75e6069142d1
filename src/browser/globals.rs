//! The page's own objects, and the properties of objects that have no type.

use js_sys::{JSON, Reflect};
use web_sys::{
    Window, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = window, thread_local_v2)]
    static WINDOW: Option<Window>;

    /// Steady milliseconds, from the page's beginning.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn steady_now() -> f64;
}

/// The page's window. `web_sys::window()` first finds out by four ways what the global object is; a page has this one.
pub(super) fn window() -> Option<Window> {
    WINDOW.with(Clone::clone)
}

/// Whether the browser says that it has no network.
pub(super) fn is_offline() -> bool {
    window().is_some_and(|window| !window.navigator().on_line())
}

/// The object that `json` writes: one crossing of the border, where a setter for each field would be one each.
pub(super) fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap_or_default()
}

/// The JSON that an object writes of itself; `None` where it has none.
pub(super) fn json(object: &JsValue) -> Option<String> {
    JSON::stringify(object).ok()?.as_string()
}

/// A random number, for the spread of retries.
pub(crate) fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

/// A property; `undefined` where there is none.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
