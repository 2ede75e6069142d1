//! What happens to the page that holds a call.

use super::Driver;
use crate::call::Input;
use gloo_events::EventListener;
use std::rc::Weak;

/// Listens to the page until it is dropped.
pub(super) struct Page {
    _listeners: Vec<EventListener>,
}

impl Page {
    pub(super) fn watch(driver: &Weak<Driver>) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let on = |target: &web_sys::EventTarget, name: &'static str, handler: fn(&Driver)| {
            let driver = Weak::clone(driver);
            EventListener::new(target, name, move |_| {
                if let Some(driver) = driver.upgrade() {
                    handler(&driver);
                }
            })
        };
        let wake = |driver: &Driver| driver.dispatch(Input::Wake);
        Some(Self {
            _listeners: vec![
                on(&window, "online", wake),
                on(&window, "pageshow", wake),
                on(&window, "pagehide", |driver| driver.dispatch(Input::PageHide)),
                on(&document, "visibilitychange", |driver| {
                    let document = web_sys::window().and_then(|window| window.document());
                    if document.is_some_and(|document| !document.hidden()) {
                        driver.dispatch(Input::Wake);
                    }
                }),
            ],
        })
    }
}
