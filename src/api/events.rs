//! The events of a call as a stream.

use super::{Call, Event, Subscription};
use futures_core::{FusedStream, Stream};
use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// The events of one call from the moment [`Call::events`] was called.
///
/// It is a `futures` [`Stream`]: `next()` comes with `futures::StreamExt`. Events wait in memory until they are read;
/// dropping the stream unsubscribes. It always ends: after [`Event::Ended`], or with a call that never began.
pub struct Events {
    queue: Rc<RefCell<Queue>>,
    _subscription: Subscription,
}

/// What was emitted and not read yet.
#[derive(Default)]
struct Queue {
    events: VecDeque<Event>,
    closed: bool,
    waker: Option<Waker>,
}

/// The writing half. The call drops it when nothing more can come.
struct Writer(Rc<RefCell<Queue>>);

impl Writer {
    fn change(&self, change: impl FnOnce(&mut Queue)) {
        let waker = {
            let mut queue = self.0.borrow_mut();
            change(&mut queue);
            queue.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.change(|queue| queue.closed = true);
    }
}

impl Events {
    pub(super) fn of(call: &Call) -> Self {
        let queue = Rc::new(RefCell::new(Queue::default()));
        let writer = Writer(Rc::clone(&queue));
        let subscription = call.observe(move |event| {
            writer.change(|queue| queue.events.push_back(event.clone()));
        });
        Self { queue, _subscription: subscription }
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut queue = self.queue.borrow_mut();
        if let Some(event) = queue.events.pop_front() {
            return Poll::Ready(Some(event));
        }
        if queue.closed {
            return Poll::Ready(None);
        }
        queue.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl FusedStream for Events {
    fn is_terminated(&self) -> bool {
        let queue = self.queue.borrow();
        queue.closed && queue.events.is_empty()
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("waiting", &self.queue.borrow().events.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Call, CallOptions};
    use std::rc::Rc;

    #[cfg_attr(not(target_arch = "wasm32"), test)]
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    fn fault_35_events_that_nobody_reads_any_more_do_not_grow() {
        let call = Call::new(CallOptions::new("agt_1").token("jwt")).unwrap();
        let read = call.events();
        let unread = call.events();
        let queue = Rc::downgrade(&unread.queue);
        call.set_muted(true);
        assert_eq!(queue.upgrade().unwrap().borrow().events.len(), 1);
        drop(unread);
        assert!(queue.upgrade().is_none(), "nothing holds it");
        call.set_muted(false);
        assert_eq!(read.queue.borrow().events.len(), 2);
    }
}
