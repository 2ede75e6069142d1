//! Who receives what a call emits: the facade, which calls the application's handlers and reports what they throw.

use super::event;
use crate::{
    browser::{Driver, Event, ResourceChange, ResourceKind},
    call::{self, Speaker},
};
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

    // These come often, and one call with typed arguments costs less than an object that is set field by field.

    #[wasm_bindgen(method)]
    fn transcript(
        this: &Observer,
        id: &str,
        by_user: bool,
        text: &str,
        is_final: bool,
        at_ms: f64,
        data: &JsValue,
    );

    #[wasm_bindgen(method, js_name = hubEvent)]
    fn hub_event(this: &Observer, name: &str, args: &JsValue);

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
        driver.observe(move |event| match event {
            Event::Call(call::Event::Transcript { id, speaker, text, is_final, at_ms, data }) => {
                let by_user = *speaker == Speaker::User;
                observer.transcript(id, by_user, text, *is_final, event::millis(*at_ms), &data.to_js());
            }
            Event::Call(call::Event::HubEvent { name, args }) => observer.hub_event(name, &args.to_js()),
            _ => {
                if let Some((name, detail)) = event::detail(event) {
                    observer.emit(name, &detail);
                }
            }
        });
    }
}
