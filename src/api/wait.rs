//! From an operation that reports to a callback to one that is awaited.

use crate::{
    browser::{Completion, Outcome},
    error::{Code, Error},
};
use std::{
    cell::RefCell,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// The outcome that one side waits for and the other gives.
#[derive(Default)]
struct Slot {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

/// Gives the outcome. Dropped without one it gives `call_ended`, so that nobody waits for what cannot come.
struct Giver(Rc<RefCell<Slot>>);

impl Giver {
    fn give(&self, outcome: Outcome) {
        let waker = {
            let mut slot = self.0.borrow_mut();
            slot.outcome = Some(outcome);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Giver {
    fn drop(&mut self) {
        let is_waited_for = self.0.borrow().waker.is_some();
        if is_waited_for {
            self.give(Err(Error::new(Code::CallEnded, "The call was dropped.")));
        }
    }
}

/// The callback for one operation, and the future that is ready when it was called.
pub(super) fn completion() -> (Completion, impl Future<Output = Outcome>) {
    let slot = Rc::new(RefCell::new(Slot::default()));
    let giver = Giver(Rc::clone(&slot));
    let done: Completion = Box::new(move |outcome| giver.give(outcome));
    let outcome = std::future::poll_fn(move |context: &mut Context<'_>| {
        let mut slot = slot.borrow_mut();
        if let Some(outcome) = slot.outcome.take() {
            return Poll::Ready(outcome);
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    });
    (done, outcome)
}
