//! What a driver reports of its call, and who receives it.

use crate::call;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use web_sys::{MediaStream, MediaStreamTrack};

/// An event of the machine, or one that carries an object of the browser.
#[derive(Clone, Debug)]
pub enum Event {
    /// The machine's own.
    Call(call::Event),
    /// The agent's audio track arrived.
    Track {
        /// The track.
        track: MediaStreamTrack,
        /// The stream that contains it.
        stream: MediaStream,
    },
    /// The browser refuses to play before a gesture of the user's.
    AudioBlocked,
}

/// Names one observer of a driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObserverId(u32);

type Observer = Rc<dyn Fn(&Event)>;

/// The observers of one call.
#[derive(Default)]
pub(super) struct Observers {
    list: RefCell<Vec<(ObserverId, Observer)>>,
    last: Cell<u32>,
}

impl Observers {
    pub(super) fn next_id(&self) -> ObserverId {
        self.last.set(self.last.get() + 1);
        ObserverId(self.last.get())
    }

    pub(super) fn add(&self, id: ObserverId, observer: Observer) {
        self.list.borrow_mut().push((id, observer));
    }

    pub(super) fn remove(&self, id: ObserverId) {
        let removed = {
            let mut list = self.list.borrow_mut();
            list.iter().position(|(at, _)| *at == id).map(|at| list.remove(at))
        };
        // Outside of the borrow: what it owns may run the application's code when it is dropped.
        drop(removed);
    }

    pub(super) fn remove_all(&self) {
        drop(self.list.take());
    }

    /// Calls every observer. One that is added meanwhile receives what comes next; one that is removed, nothing more.
    pub(super) fn notify(&self, event: &Event) {
        let ids: Vec<_> = self.list.borrow().iter().map(|(id, _)| *id).collect();
        for id in ids {
            let observer =
                self.list.borrow().iter().find(|(at, _)| *at == id).map(|(_, found)| Rc::clone(found));
            if let Some(observer) = observer {
                observer(event);
            }
        }
    }
}
