//! Runs a machine in the browser: hands it what happened, carries out its effects, delivers its events.
//!
//! The application's code runs only while nothing is borrowed: outputs are taken from the machine first, and an input
//! that arrives while they are carried out only adds to the queue.

use super::{
    clock::Clock,
    imports::{Aborter, Caught, promise_of},
    microphone::Microphone,
    observers::{Event, ObserverId, Observers},
    page::Page,
    peer::Peer,
    resources::{Held, ResourceChange, ResourceKind, Watcher},
    socket::Socket,
    sources::Sources,
    speaker::Speaker,
    task::spawn,
};
use crate::{
    call::{self, Answer, CallState, Input, Output, RequestId},
    error::Error,
    time::Millis,
};
use gloo_timers::callback::Timeout;
use js_sys::Object;
use std::{
    cell::{Cell, Ref, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, js_sys, wasm_bindgen::JsValue};

/// What is done with what something came to, if the driver is still there by then.
pub(super) type Then<M, T> = Box<dyn FnOnce(&Driver<M>, T)>;

/// What a driver runs: the call machine, or in tests a client of a hub.
pub trait Machine: 'static {
    /// Takes what happened at `now`.
    fn handle(&mut self, now: Millis, input: Input<'_>);
    /// The next thing to do or to deliver.
    fn poll_output(&mut self) -> Option<Output>;
    /// When [`Input::Timeout`] is due; `None`: nothing is pending.
    fn deadline(&self) -> Option<Millis>;
    /// Whether it goes on when nobody holds it.
    fn is_running(&self) -> bool;
    /// Whether nothing comes any more.
    fn has_ended(&self) -> bool;
}

impl Machine for call::Machine {
    fn handle(&mut self, now: Millis, input: Input<'_>) {
        Self::handle(self, now, input);
    }

    fn poll_output(&mut self) -> Option<Output> {
        Self::poll_output(self)
    }

    fn deadline(&self) -> Option<Millis> {
        Self::deadline(self)
    }

    fn is_running(&self) -> bool {
        !matches!(self.state(), CallState::Idle | CallState::Ended)
    }

    fn has_ended(&self) -> bool {
        self.state() == CallState::Ended
    }
}

/// The answer to a question of the application's, or why there is none.
pub type Outcome = Result<Answer, Error>;

/// Called once, with the outcome.
pub type Completion = Box<dyn FnOnce(Outcome)>;

/// What is to be carried out or delivered next.
enum Task {
    Output(Output),
    Event(Event),
}

/// A machine with everything of the browser's that it uses. Dropping it releases all of that.
pub struct Driver<M: Machine = call::Machine> {
    pub(super) me: Weak<Self>,
    pub(super) sources: Sources,
    machine: RefCell<M>,
    pub(super) socket: RefCell<Option<Rc<Socket>>>,
    pub(super) peer: RefCell<Option<Rc<Peer>>>,
    pub(super) microphone: RefCell<Option<Rc<Microphone>>>,
    pub(super) speaker: RefCell<Option<Rc<Speaker>>>,
    pub(super) remote: RefCell<Option<MediaStream>>,
    pub(super) requests: RefCell<Option<Rc<Aborter>>>,
    /// The application's questions that have no answer yet.
    pending: RefCell<Vec<(RequestId, Completion)>>,
    last_request: Cell<u32>,
    observers: Observers,
    watcher: RefCell<Option<Watcher>>,
    queue: RefCell<VecDeque<Task>>,
    draining: Cell<bool>,
    pub(super) clock: Clock,
    timer: RefCell<Option<(Millis, Timeout)>>,
    page: RefCell<Option<Page>>,
    /// Keeps a call alive that nobody holds any more, while it runs or owes an answer.
    running: RefCell<Option<Rc<Self>>>,
}

impl<M: Machine> Driver<M> {
    /// Runs `machine` with what the application gives. Nothing of the browser is touched before the first input.
    pub fn new(machine: M, sources: Sources) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            sources,
            machine: RefCell::new(machine),
            socket: RefCell::default(),
            peer: RefCell::default(),
            microphone: RefCell::default(),
            speaker: RefCell::default(),
            remote: RefCell::default(),
            requests: RefCell::default(),
            pending: RefCell::default(),
            last_request: Cell::new(0),
            observers: Observers::default(),
            watcher: RefCell::default(),
            queue: RefCell::default(),
            draining: Cell::new(false),
            clock: Clock::new(),
            timer: RefCell::default(),
            page: RefCell::default(),
            running: RefCell::default(),
        })
    }

    /// The machine, to be looked at.
    pub fn machine(&self) -> Ref<'_, M> {
        self.machine.borrow()
    }

    /// Lets `change` act on the machine at the present time, then carries out what it says.
    pub fn with_machine<T>(&self, change: impl FnOnce(&mut M, Millis) -> T) -> T {
        let changed = change(&mut self.machine.borrow_mut(), self.clock.now());
        self.take_outputs();
        changed
    }

    /// Calls `observer` with every event from now on, in order and at once. It is dropped after `Ended`, with the driver,
    /// or by [`Driver::remove_observer`]; at once if the machine has ended.
    pub fn observe(&self, observer: impl Fn(&Event) + 'static) -> ObserverId {
        let id = self.observers.next_id();
        if !self.machine.borrow().has_ended() {
            self.observers.add(id, Rc::new(observer));
        }
        id
    }

    /// Drops an observer. Harmless when it is gone already.
    pub fn remove_observer(&self, id: ObserverId) {
        self.observers.remove(id);
    }

    /// Reports from now on what must be released should the wasm fail.
    pub fn watch_resources(&self, watcher: impl Fn(ResourceChange<'_>) + 'static) {
        *self.watcher.borrow_mut() = Some(Rc::new(watcher));
    }

    pub(super) fn hold(&self, kind: ResourceKind, object: &Object) -> Held {
        Held::new(kind, object, self.watcher.borrow().clone())
    }

    /// Puts a question of the application's to the machine. `completion` is called exactly once, which may be at once.
    pub fn request<'a>(&self, input: impl FnOnce(RequestId) -> Input<'a>, completion: Completion) {
        let request = RequestId(self.last_request.get());
        self.last_request.set(request.0 + 1);
        self.pending.borrow_mut().push((request, completion));
        self.dispatch(input(request));
    }

    /// Hands the machine what happened, and carries out what it says.
    pub fn dispatch(&self, input: Input<'_>) {
        let now = self.clock.now();
        self.machine.borrow_mut().handle(now, input);
        self.take_outputs();
    }

    fn take_outputs(&self) {
        {
            let mut machine = self.machine.borrow_mut();
            let mut queue = self.queue.borrow_mut();
            while let Some(output) = machine.poll_output() {
                queue.push_back(Task::Output(output));
            }
        }
        self.drain();
    }

    /// Delivers an event.
    pub(super) fn emit(&self, event: Event) {
        self.queue.borrow_mut().push_back(Task::Event(event));
        self.drain();
    }

    fn drain(&self) {
        if self.draining.replace(true) {
            return;
        }
        // The end of a call lets go of the driver: not while it works.
        let _alive = self.me.upgrade();
        while let Some(task) = self.next_task() {
            match task {
                Task::Output(Output::Effect(effect)) => self.perform(effect),
                Task::Output(Output::Settled { request, outcome }) => self.settle(request, outcome),
                Task::Output(Output::Event(event @ call::Event::Ended { .. })) => {
                    // First: an application may look whether anything is left.
                    self.follow_machine();
                    self.observers.notify(&Event::Call(event));
                    self.observers.remove_all();
                }
                Task::Output(Output::Event(event)) => self.observers.notify(&Event::Call(event)),
                Task::Event(event) => self.observers.notify(&event),
            }
        }
        self.draining.set(false);
        self.follow_machine();
    }

    /// What is to be done next. What is being done may add to the queue.
    fn next_task(&self) -> Option<Task> {
        self.queue.borrow_mut().pop_front()
    }

    fn settle(&self, request: RequestId, outcome: Outcome) {
        let mut pending = self.pending.borrow_mut();
        if let Some(at) = pending.iter().position(|(id, _)| *id == request) {
            let (_, completion) = pending.swap_remove(at);
            drop(pending);
            completion(outcome);
        }
    }

    /// Keeps the timer, the page's listeners and the driver's own life as the machine needs them now.
    fn follow_machine(&self) {
        let (deadline, is_running) = {
            let machine = self.machine.borrow();
            (machine.deadline(), machine.is_running())
        };
        if is_running || deadline.is_some() {
            self.watch_page();
        } else {
            drop(self.page.take());
        }
        // One that owes an answer lives until it has given it.
        let lives_on = is_running || !self.pending.borrow().is_empty();
        let own = if lives_on { self.me.upgrade() } else { None };
        drop(self.running.replace(own));
        self.arm(deadline);
    }

    fn watch_page(&self) {
        if self.page.borrow().is_none() {
            *self.page.borrow_mut() = Page::watch(&self.me);
        }
    }

    /// Keeps the one browser timer at the machine's next deadline, or earlier: one that fires too early is
    /// set again, which is cheaper than setting it anew for every message.
    fn arm(&self, deadline: Option<Millis>) {
        let armed = self.timer.borrow().as_ref().map(|(armed, _)| *armed);
        let Some(deadline) = deadline else {
            return drop(self.timer.take());
        };
        if armed.is_some_and(|armed| armed <= deadline) {
            return;
        }
        let after = deadline.saturating_sub(self.clock.now()).min(0x7fff_ffff);
        let me = Weak::clone(&self.me);
        let fired = move || {
            if let Some(driver) = me.upgrade() {
                driver.timer.take();
                if driver.clock.has_drifted() {
                    // The page may have been asleep: what was connected may be gone.
                    driver.dispatch(Input::Wake);
                }
                driver.dispatch(Input::Timeout);
            }
        };
        let timer = Timeout::new(u32::try_from(after).unwrap_or(u32::MAX), fired);
        drop(self.timer.replace(Some((deadline, timer))));
    }

    /// Hands what a call of the browser's comes to to `then`, if the driver is still there by then: at once where it
    /// threw, else when its promise is settled.
    pub(super) fn on_settled(
        &self,
        called: Caught<JsValue>,
        then: impl FnOnce(&Self, Result<JsValue, JsValue>) + 'static,
    ) {
        self.run_on_settled(called, Box::new(then));
    }

    /// Compiled once for all that is waited for.
    fn run_on_settled(&self, called: Caught<JsValue>, then: Then<M, Caught<JsValue>>) {
        // Whatever a page's own function gives in place of a promise is one then.
        match called.and_then(|given| promise_of(&given)) {
            Ok(promise) => {
                let me = Weak::clone(&self.me);
                spawn(async move {
                    let outcome = JsFuture::from(promise).await;
                    if let Some(driver) = me.upgrade() {
                        then(&driver, outcome);
                    }
                });
            }
            Err(thrown) => then(self, Err(thrown)),
        }
    }

    // `Clone::clone`, spelt out: the DOM's own `clone` would copy the stream and its live tracks.

    /// The caller's stream while the microphone is open.
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.microphone.borrow().as_ref().map(|microphone| Clone::clone(microphone.stream().as_ref()))
    }

    /// The agent's stream while there is one.
    pub fn remote_stream(&self) -> Option<MediaStream> {
        Option::clone(&self.remote.borrow())
    }

    /// The peer connection, where there is one. Not borrowed while it is used: a page may have replaced its methods.
    pub(super) fn current_peer(&self) -> Option<Rc<Peer>> {
        self.peer.borrow().clone()
    }
}
