//! What an application hears of a call in the browser.

use crate::call;
use futures_core::Stream;
use std::{
    cell::RefCell,
    collections::VecDeque,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use web_sys::{MediaStream, MediaStreamTrack, js_sys};

/// An event of a call: the machine's own, or one that carries an object of the browser.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// What the call machine tells; see [`call::Event`].
    Call(call::Event),
    /// The agent's audio track.
    Track {
        /// The track.
        track: MediaStreamTrack,
        /// The stream that holds it.
        stream: MediaStream,
    },
    /// The browser refused to play before a gesture of the user's: call `resume_audio` in one.
    AudioBlocked,
    /// Something that must be released should the SDK itself fail; for the JavaScript face.
    #[doc(hidden)]
    Resource(js_sys::Object),
}

/// The events of one call from the moment this was made, until after `Ended`.
pub struct Events {
    pub(super) queue: Rc<RefCell<Queue>>,
}

/// What the call has told and the stream's reader has not taken yet.
#[derive(Default)]
pub(super) struct Queue {
    events: VecDeque<Event>,
    over: bool,
    waker: Option<Waker>,
}

impl Queue {
    pub(super) fn push(&mut self, event: &Event) -> Option<Waker> {
        match event {
            Event::Resource(_) => return None,
            Event::Call(call::Event::Ended { .. }) => self.over = true,
            _ => {}
        }
        self.events.push_back(event.clone());
        self.waker.take()
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut queue = self.queue.borrow_mut();
        match queue.events.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if queue.over => Poll::Ready(None),
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
