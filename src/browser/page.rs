//! What happens to the page that holds a call.

use super::{Driver, driver::Machine, globals::window, listener::Listener};
use crate::call::Input;
use std::rc::Weak;

/// Listens to the page until it is dropped.
pub(super) struct Page {
    _listeners: [Listener; 4],
}

impl Page {
    pub(super) fn watch<M: Machine>(driver: &Weak<Driver<M>>) -> Option<Self> {
        let window = window()?;
        let document = window.document()?;
        // Also for a page that is being hidden, which the machine need not know: there is no harm in looking once more.
        let wake = |target: &web_sys::EventTarget, name| {
            Listener::new(driver, target, name, |driver, _| driver.dispatch(Input::Wake))
        };
        Some(Self {
            _listeners: [
                wake(&window, "online"),
                wake(&window, "pageshow"),
                wake(&document, "visibilitychange"),
                Listener::new(driver, &window, "pagehide", |driver, _| driver.dispatch(Input::PageHide)),
            ],
        })
    }
}
