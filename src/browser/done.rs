//! How an operation of a call tells that it is done, to JavaScript's promises and Rust's futures alike.

use crate::{call::CallInfo, error::Error};
use std::{cell::RefCell, future::poll_fn, rc::Rc, task::Poll};

/// What an operation came to: `start` gives the call's names, the others nothing.
pub(crate) type Outcome = Result<Option<CallInfo>, Error>;

/// Called once, with the outcome. A boxed function: one shape for every operation keeps the wasm small.
pub(crate) type Done = Box<dyn FnOnce(&Outcome)>;

/// Runs `operation`, and waits until it is done.
pub(super) async fn wait(operation: impl FnOnce(Done)) -> Outcome {
    let slot = Rc::new(RefCell::new((None, None::<std::task::Waker>)));
    let writer = Rc::clone(&slot);
    operation(Box::new(move |outcome| {
        let waker = {
            let mut slot = writer.borrow_mut();
            slot.0 = Some(outcome.clone());
            slot.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }));
    poll_fn(|context| {
        let mut slot = slot.borrow_mut();
        if let Some(outcome) = slot.0.take() {
            return Poll::Ready(outcome);
        }
        slot.1 = Some(context.waker().clone());
        Poll::Pending
    })
    .await
}
