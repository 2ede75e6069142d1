//! One call's shell: hands inputs to the machine, carries out its effects, delivers its events.
//!
//! The application's code runs only while nothing is borrowed: outputs are taken from the machine first, and
//! an input that arrives while they are being carried out only adds to the queue.

// The crate's own tests put a hub's client in the call's place. Sockets and requests that serve any owner instead were
// tried: 129 bytes more of the package.
#[cfg(test)]
use super::reference::Machine;
use super::{
    CallOptions, Done, Event, Outcome, clock::Clock, microphone::Microphone, page::Page, peer::Peer,
    socket::Socket, speaker::Speaker,
};
#[cfg(not(test))]
use crate::call::Machine;
use crate::{
    call::{self, Answer, Input, Output, RequestId},
    queue::Queue,
    signalr::Millis,
};
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, MediaStream, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// Hears every event.
type Observer = Rc<dyn Fn(&Event)>;

/// What is done with the result of something asynchronous.
pub(super) type Then<T> = Box<dyn FnOnce(&Driver, T)>;

/// What is to be done or delivered next.
enum Next {
    Output(Output),
    Event(Event),
}

/// See the module.
pub(crate) struct Driver {
    pub(super) me: Weak<Self>,
    pub(super) options: CallOptions,
    pub(super) machine: RefCell<Machine>,
    pub(super) socket: RefCell<Option<Socket>>,
    pub(super) peer: RefCell<Option<Peer>>,
    pub(super) microphone: RefCell<Option<Microphone>>,
    pub(super) speaker: RefCell<Option<Speaker>>,
    pub(super) remote: RefCell<Option<MediaStream>>,
    pub(super) requests: RefCell<Option<AbortController>>,
    /// The application's questions that the machine has not settled.
    pending: RefCell<Vec<(RequestId, Done)>>,
    last_request: Cell<u32>,
    page: RefCell<Option<Page>>,
    observers: RefCell<Vec<Observer>>,
    queue: RefCell<Queue<Next>>,
    busy: Cell<bool>,
    pub(super) clock: Clock,
    timer: RefCell<Option<(Millis, Timeout)>>,
    /// Keeps a call alive that nobody holds any more, until it has ended.
    running: RefCell<Option<Rc<Self>>>,
}

impl Driver {
    pub(super) fn new(options: CallOptions) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            machine: RefCell::new(Machine::new(options.config())),
            options,
            socket: RefCell::default(),
            peer: RefCell::default(),
            microphone: RefCell::default(),
            speaker: RefCell::default(),
            remote: RefCell::default(),
            requests: RefCell::default(),
            pending: RefCell::default(),
            last_request: Cell::new(0),
            page: RefCell::default(),
            observers: RefCell::default(),
            queue: RefCell::default(),
            busy: Cell::new(false),
            clock: Clock::new(),
            timer: RefCell::default(),
            running: RefCell::default(),
        })
    }

    /// Adds someone who hears every event from now on.
    pub(crate) fn observe(&self, observer: impl Fn(&Event) + 'static) {
        self.observers.borrow_mut().push(Rc::new(observer));
    }

    /// From the first thing a call does it watches the page, and lives until its end.
    fn run(&self) {
        if self.running.borrow().is_none() {
            *self.running.borrow_mut() = self.me.upgrade();
            *self.page.borrow_mut() = Page::watch(&self.me);
        }
    }

    /// A call that has nothing under way neither watches the page nor keeps itself alive.
    fn rest(&self) {
        *self.timer.borrow_mut() = None;
        *self.page.borrow_mut() = None;
        *self.running.borrow_mut() = None;
    }

    /// Tells the machine what happened, and does what it says.
    pub(super) fn dispatch(&self, input: Input<'_>) {
        self.dispatch_at(self.clock.now(), input);
    }

    /// The same for what happened at a time that is known.
    pub(super) fn dispatch_at(&self, now: Millis, input: Input<'_>) {
        {
            let mut machine = self.machine.borrow_mut();
            machine.handle(now, input);
            let mut queue = self.queue.borrow_mut();
            while let Some(output) = machine.poll_output() {
                queue.push(Next::Output(output));
            }
        }
        self.work();
    }

    /// Delivers an event that carries an object of the browser.
    pub(super) fn tell(&self, event: Event) {
        self.queue.borrow_mut().push(Next::Event(event));
        self.work();
    }

    fn work(&self) {
        if self.busy.replace(true) {
            return;
        }
        // The last event of a call lets go of the driver: not while it works.
        let _alive = self.me.upgrade();
        while let Some(next) = self.next() {
            match next {
                Next::Event(event) => self.deliver(&event),
                Next::Output(Output::Effect(effect)) => self.perform(effect),
                Next::Output(Output::Settled { request, outcome }) => {
                    self.settle(
                        request,
                        &outcome.map(|answer| match answer {
                            Answer::Done => None,
                            Answer::Started(info) => Some(info),
                        }),
                    );
                }
                Next::Output(Output::Event(event)) => self.deliver(&Event::Call(event)),
            }
        }
        self.busy.set(false);
        if self.machine.borrow().is_active() {
            self.run();
        } else {
            self.rest();
        }
        self.arm();
    }

    /// What is to be done next. What is being done may add to the queue.
    fn next(&self) -> Option<Next> {
        self.queue.borrow_mut().pop()
    }

    fn deliver(&self, event: &Event) {
        let Event::Call(call::Event::Ended { .. }) = event else {
            // An observer may bring others, which hear what comes after this.
            for at in 0..self.observers.borrow().len() {
                let observer = self.observers.borrow().get(at).map(Rc::clone);
                if let Some(observer) = observer {
                    observer(event);
                }
            }
            return;
        };
        // First: an application may look.
        self.rest();
        for observer in self.observers.take() {
            observer(event);
        }
    }

    /// Asks the machine something; `done` receives its one answer.
    pub(super) fn ask_machine<'a>(&self, done: Done, input: impl FnOnce(RequestId) -> Input<'a>) {
        let request = RequestId(self.last_request.get() + 1);
        self.last_request.set(request.0);
        self.pending.borrow_mut().push((request, done));
        self.dispatch(input(request));
    }

    fn settle(&self, request: RequestId, outcome: &Outcome) {
        let mut pending = self.pending.borrow_mut();
        if let Some(at) = pending.iter().position(|(id, _)| *id == request) {
            let (_, done) = pending.swap_remove(at);
            drop(pending);
            done(outcome);
        }
    }

    /// Hands what `promise` comes to to `then`, if the call is still there by then.
    pub(super) fn when(
        &self,
        promise: Promise,
        then: impl FnOnce(&Self, Result<JsValue, JsValue>) + 'static,
    ) {
        self.when_boxed(promise, Box::new(then));
    }

    /// One future for all of them: each would cost its own state machine.
    fn when_boxed(&self, promise: Promise, then: Then<Result<JsValue, JsValue>>) {
        let me = Weak::clone(&self.me);
        spawn_local(async move {
            let outcome = JsFuture::from(promise).await;
            if let Some(driver) = me.upgrade() {
                then(&driver, outcome);
            } else if let Ok(stream) = outcome.and_then(JsCast::dyn_into::<MediaStream>) {
                // Nobody is left to release a microphone that arrives now.
                drop(Microphone::new(stream));
            }
        });
    }

    /// Keeps the one browser timer at the machine's next deadline, or earlier: one that fires too early is
    /// set again, which is cheaper than setting it anew for every message.
    fn arm(&self) {
        let deadline = self.machine.borrow().deadline();
        let mut timer = self.timer.borrow_mut();
        let Some(deadline) = deadline else {
            *timer = None;
            return;
        };
        if timer.as_ref().is_some_and(|(armed, _)| *armed <= deadline) {
            return;
        }
        let after = deadline.saturating_sub(self.clock.now()).min(0x7fff_ffff);
        let me = Weak::clone(&self.me);
        let fired = move || {
            if let Some(driver) = me.upgrade() {
                driver.timer.take();
                driver.dispatch(Input::Timeout);
            }
        };
        *timer = Some((deadline, Timeout::new(u32::try_from(after).unwrap_or(u32::MAX), fired)));
    }

    /// Plays the agent's stream.
    pub(super) fn play(&self, stream: &MediaStream) {
        *self.remote.borrow_mut() = Some(Clone::clone(stream));
        *self.speaker.borrow_mut() = Speaker::play(&self.me, &self.options.output, stream);
    }
}
