//! What plays the agent's voice.

use super::{
    AudioOutput, Driver, Event,
    globals::{property, window},
};
use std::rc::Weak;
use web_sys::{HtmlMediaElement, MediaStream, js_sys, wasm_bindgen::JsCast};

/// An element that plays a stream until it is dropped.
pub(super) struct Speaker {
    element: HtmlMediaElement,
    own: bool,
}

impl Speaker {
    /// Plays `stream` on `output`; `None` where the application plays it itself.
    pub(super) fn play(driver: &Weak<Driver>, output: &AudioOutput, stream: &MediaStream) -> Option<Self> {
        let speaker = match output {
            AudioOutput::None => return None,
            AudioOutput::Element(element) => Self { element: element.clone(), own: false },
            AudioOutput::Own => {
                let document = window()?.document()?;
                let element: HtmlMediaElement = document.create_element("audio").ok()?.unchecked_into();
                // In the document, so that the page's own tools find it; without controls it has no place on the page.
                let _ = document.body().map(|body| body.append_child(&element));
                Self { element, own: true }
            }
        };
        speaker.element.set_autoplay(true);
        speaker.element.set_src_object(Some(stream));
        speaker.try_to_play(driver);
        Some(speaker)
    }

    /// Asks the browser to play, and tells when it wants a gesture first.
    fn try_to_play(&self, driver: &Weak<Driver>) {
        let (Ok(playing), Some(driver)) = (self.element.play(), driver.upgrade()) else { return };
        driver.when(playing, |driver, outcome| {
            let reason = outcome.err().unwrap_or_default();
            if property(&reason, "name") == "NotAllowedError" {
                driver.tell(Event::AudioBlocked);
            }
        });
    }

    /// The element's own promise of playing, for a gesture.
    pub(super) fn resume(&self) -> Option<js_sys::Promise> {
        self.element.play().ok()
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.element.set_src_object(None);
        if self.own {
            self.element.remove();
        }
    }
}
