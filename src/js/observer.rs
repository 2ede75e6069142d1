//! Who receives what a call emits: the facade, which calls the application's handlers and reports what they throw.

use super::event;
use crate::browser::{Driver, ResourceChange, ResourceKind};
use std::rc::Rc;
use web_sys::{
    js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// The facade's `WasmObserver` (`pkg-template/types/wasm.d.ts`). No method throws.
    pub type Observer;

    #[wasm_bindgen(method)]
    fn emit(this: &Observer, name: &str, detail: &JsValue);

    #[wasm_bindgen(method, js_name = addResource)]
    fn add_resource(this: &Observer, kind: &str, resource: &js_sys::Object);

    #[wasm_bindgen(method, js_name = removeResource)]
    fn remove_resource(this: &Observer, resource: &js_sys::Object);
}

impl Observer {
    /// Forwards every event and every change of resources of `driver`.
    pub(super) fn attach(self, driver: &Driver) {
        let observer = Rc::new(self);
        let resources = Rc::clone(&observer);
        driver.watch_resources(move |change| match change {
            ResourceChange::Added(kind, resource) => {
                let kind = match kind {
                    ResourceKind::Microphone => "microphone",
                    ResourceKind::Peer => "peer",
                    ResourceKind::Socket => "socket",
                };
                resources.add_resource(kind, resource);
            }
            ResourceChange::Removed(resource) => resources.remove_resource(resource),
        });
        driver.observe(move |event| {
            let (name, detail) = event::detail(event);
            observer.emit(name, &detail);
        });
    }
}
