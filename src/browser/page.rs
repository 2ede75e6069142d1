//! What happens to the page that holds a call.

use super::{Driver, globals::window, listener::Listener};
use crate::call::Input;
use std::rc::Weak;
use web_sys::Event;

/// Listens to the page until it is dropped.
pub(super) struct Page {
    _listeners: [Listener; 4],
}

impl Page {
    pub(super) fn watch(driver: &Weak<Driver>) -> Option<Self> {
        let window = window()?;
        let document = window.document()?;
        Some(Self {
            _listeners: [
                Listener::new(driver, &window, "online", 0, woken),
                Listener::new(driver, &window, "pageshow", 0, woken),
                Listener::new(driver, &window, "pagehide", 0, |driver, _, _| {
                    driver.dispatch(Input::PageHide);
                }),
                Listener::new(driver, &document, "visibilitychange", 0, woken),
            ],
        })
    }
}

/// Also for a page that is being hidden, which the machine need not know: there is no harm in looking once more.
fn woken(driver: &Driver, _: u32, _: &Event) {
    driver.dispatch(Input::Wake);
}
