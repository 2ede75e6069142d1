//! What plays the agent's voice.

use super::{
    AudioOutput, Driver, Event,
    driver::{Completion, Machine},
    globals::property,
    imports::{Caught, MediaElement, Stream},
    listener::Listener,
};
use crate::{
    call::{self, Answer},
    error::{Code, Error},
};
use std::{
    cell::Cell,
    rc::{Rc, Weak},
};
use web_sys::{
    MediaStream,
    wasm_bindgen::{JsCast, JsValue},
};

/// How long after it played again a pause counts as the browser's refusal, in milliseconds.
const INSISTENCE: u64 = 1_000;

/// An element that plays a stream. Dropping it takes the stream from the element, where it is still there.
///
/// The SDK's own element is in no document: a browser pauses what a page removes, and pages replace their body whole.
pub(super) struct Speaker {
    element: MediaElement,
    stream: MediaStream,
    /// What an application's element played before, and plays again if that is still live.
    before: JsValue,
    own: bool,
    /// The element was in its document when it was handed over.
    was_connected: bool,
    played_again: Cell<Option<u64>>,
    _paused: Listener,
}

impl Speaker {
    /// Plays `stream` on `output`; `Ok(None)` where the application plays it itself.
    fn new<M: Machine>(
        driver: &Weak<Driver<M>>,
        output: &AudioOutput,
        stream: &MediaStream,
    ) -> Caught<Option<Rc<Self>>> {
        let (element, own) = match output {
            AudioOutput::None => return Ok(None),
            AudioOutput::Element(element) => (element.unchecked_ref::<MediaElement>().clone(), false),
            AudioOutput::Own => (MediaElement::audio()?, true),
        };
        let before = if own { JsValue::NULL } else { element.source().unwrap_or_default() };
        if own {
            element.set_autoplay(true)?;
        }
        element.set_source(stream)?;
        Ok(Some(Rc::new(Self {
            was_connected: is_connected(&element),
            played_again: Cell::new(None),
            _paused: Listener::new(driver, &element, "pause", |driver, _| driver.speaker_paused()),
            stream: stream.unchecked_ref::<Stream>().clone().unchecked_into(),
            before,
            own,
            element,
        })))
    }

    /// Whether the page, and not its user or its own code, paused the element: it was removed from its document, or it is
    /// the SDK's own, of which nobody knows.
    fn was_paused_by_the_page(&self) -> bool {
        let is = |name: &str| property(&self.element, name) == JsValue::TRUE;
        is("paused") && !is("ended") && (self.own || self.was_connected && !is_connected(&self.element))
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        // Another call's stream may be there by now, or one of the application's.
        let ours: &JsValue = self.stream.as_ref();
        if self.element.source().is_ok_and(|playing| playing == *ours) {
            let is_live = property(&self.before, "active") == JsValue::TRUE;
            let next = if is_live { &self.before } else { &JsValue::NULL };
            let _ = self.element.set_source(next);
            if is_live {
                let _ = self.element.play();
            }
        }
    }
}

fn is_connected(element: &MediaElement) -> bool {
    property(element, "isConnected") == JsValue::TRUE
}

impl<M: Machine> Driver<M> {
    /// Plays the agent's stream.
    pub(super) fn attach_remote(&self, stream: &MediaStream) {
        let is_new = self.remote.borrow().as_ref().is_none_or(|playing| playing != stream);
        if !is_new {
            return;
        }
        *self.remote.borrow_mut() = Some(stream.unchecked_ref::<Stream>().clone().unchecked_into());
        // The old one first: it lets go of the element.
        drop(self.speaker.take());
        match Speaker::new(&self.me, &self.sources.output, stream) {
            Ok(speaker) => {
                self.speaker.borrow_mut().clone_from(&speaker);
                if let Some(speaker) = speaker {
                    self.play(&speaker);
                }
            }
            Err(thrown) => self.playing_failed(thrown),
        }
    }

    fn play(&self, speaker: &Speaker) {
        self.on_settled(speaker.element.play(), |driver, played| {
            if let Err(thrown) = played {
                driver.playing_failed(thrown);
            }
        });
    }

    fn playing_failed(&self, thrown: JsValue) {
        match Refusal::of(&thrown) {
            Refusal::WithoutGesture => self.emit(Event::AudioBlocked),
            // Paused or given another stream meanwhile: the pause has its own event.
            Refusal::Interrupted => {}
            Refusal::Other => self.emit(Event::Call(call::Event::Error(not_played(thrown)))),
        }
    }

    /// Plays on after the page paused it; a browser that pauses it again at once wants a gesture.
    fn speaker_paused(&self) {
        let Some(speaker) = self.speaker.borrow().clone() else { return };
        if !speaker.was_paused_by_the_page() {
            return;
        }
        let now = self.clock.now();
        let last = speaker.played_again.replace(Some(now));
        if last.is_some_and(|last| now.saturating_sub(last) < INSISTENCE) {
            self.emit(Event::AudioBlocked);
        } else {
            self.play(&speaker);
        }
    }

    /// Plays the agent after the browser had refused to, within a gesture of the user's.
    pub fn resume_audio(&self, completion: Completion) {
        let Some(speaker) = self.speaker.borrow().clone() else { return completion(Ok(Answer::Done)) };
        self.on_settled(speaker.element.play(), |_, played| {
            completion(match played {
                Ok(_) => Ok(Answer::Done),
                Err(thrown) => match Refusal::of(&thrown) {
                    Refusal::WithoutGesture => {
                        Err(Error::new(Code::Unsupported, WITHOUT_GESTURE).with_cause(Some(thrown.into())))
                    }
                    Refusal::Interrupted => Ok(Answer::Done),
                    Refusal::Other => Err(not_played(thrown)),
                },
            });
        });
    }
}

/// Why `play()` failed, by the names that HTML gives to what it rejects with.
enum Refusal {
    WithoutGesture,
    Interrupted,
    Other,
}

impl Refusal {
    fn of(thrown: &JsValue) -> Self {
        match property(thrown, "name").as_string().as_deref() {
            Some("NotAllowedError") => Self::WithoutGesture,
            Some("AbortError") => Self::Interrupted,
            _ => Self::Other,
        }
    }
}

const WITHOUT_GESTURE: &str =
    "The browser plays no audio before a gesture: call resumeAudio in a click or key handler.";

fn not_played(thrown: JsValue) -> Error {
    Error::new(Code::MediaFailed, "The browser cannot play the agent's audio.")
        .with_cause(Some(thrown.into()))
}
