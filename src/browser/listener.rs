//! A browser event that leads to a function of ours, until it is dropped.
//!
//! gloo-events does the same for any closure; one shape for all listeners of a call is less wasm.

use super::Driver;
use std::rc::Weak;
use web_sys::{
    Event, EventTarget,
    wasm_bindgen::{JsCast, closure::Closure},
};

/// See the module.
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `handler` with `id` for every `name` of `target` while the call is there.
    pub(super) fn new(
        driver: &Weak<Driver>,
        target: &EventTarget,
        name: &'static str,
        id: u32,
        handler: fn(&Driver, u32, &Event),
    ) -> Self {
        let driver = Weak::clone(driver);
        let closure = Closure::<dyn FnMut(Event)>::new(move |event| {
            if let Some(driver) = driver.upgrade() {
                handler(&driver, id, &event);
            }
        });
        // Adding and removing fail for names and callbacks that are none; these are.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ =
            self.target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
    }
}
