//! A browser event that leads to a function of ours, until it is dropped.
//!
//! gloo-events does the same, for `FnMut` closures: an event that a handler brings about while it runs would throw there.

use super::{Driver, driver::Machine};
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};
use web_sys::{
    Event, EventTarget,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};

/// What is called for an event, until the listener is dropped.
type Handler = Rc<dyn Fn(&Event)>;

/// The same of a driver, while that is there.
type DriverHandler<M> = Box<dyn Fn(&Driver<M>, &Event)>;

/// A registered listener. Dropping it removes the listener and the handler.
///
/// The function that the browser holds is collected with the page's garbage, not freed here: a page that wraps
/// `addEventListener` may call it after its removal, which then does nothing.
pub(super) struct Listener {
    target: EventTarget,
    name: &'static str,
    function: JsValue,
    handler: Rc<RefCell<Option<Handler>>>,
}

impl Listener {
    /// Calls `handler` for every event `name` of `target` while the driver is there.
    pub(super) fn new<M: Machine>(
        driver: &Weak<Driver<M>>,
        target: &EventTarget,
        name: &'static str,
        handler: impl Fn(&Driver<M>, &Event) + 'static,
    ) -> Self {
        Self::attach(Weak::clone(driver), target, name, Box::new(handler))
    }

    /// Compiled once for all handlers.
    fn attach<M: Machine>(
        driver: Weak<Driver<M>>,
        target: &EventTarget,
        name: &'static str,
        handler: DriverHandler<M>,
    ) -> Self {
        let handler: Handler = Rc::new(move |event| {
            if let Some(driver) = driver.upgrade() {
                handler(&driver, event);
            }
        });
        let handler = Rc::new(RefCell::new(Some(handler)));
        let called = Rc::clone(&handler);
        let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let handler = called.borrow().clone();
            if let Some(handler) = handler {
                handler(&event);
            }
        });
        let function = closure.into_js_value();
        // A target that takes no listener has no events either.
        let _ = target.add_event_listener_with_callback(name, function.unchecked_ref());
        Self { target: target.clone(), name, function, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.function.unchecked_ref());
        self.handler.borrow_mut().take();
    }
}
