//! One call's shell: hands inputs to the machine, carries out its effects, delivers its events.
//!
//! The application's code runs only while nothing is borrowed: outputs are taken from the machine first, and
//! an input that arrives while they are being carried out only adds to the queue.

// The crate's own tests put a hub's client in the call's place. Sockets and requests that serve any owner instead were
// tried: 129 bytes more of the package.
#[cfg(test)]
use super::reference::Machine;
use super::{
    Done, Event, Outcome, Provided, Provider, Sources,
    clock::Clock,
    microphone::{self, Microphone},
    page::Page,
    peer::Peer,
    socket::Socket,
    speaker::Speaker,
};
#[cfg(not(test))]
use crate::call::Machine;
use crate::{
    call::{self, Answer, CallInfo, CallState, Config, Input, Output, RequestId, Signaling},
    error::{Cause, Code, Error},
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

/// Is given every event.
type Observer = Rc<dyn Fn(&Event)>;

/// Names one observer of a driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObserverId(u32);

/// Is given what must be released if the SDK itself fails: microphone, peer connections, sockets.
type ResourceWatcher = Rc<dyn Fn(&js_sys::Object)>;

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
    pub(super) sources: Sources,
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
    observers: RefCell<Vec<(ObserverId, Observer)>>,
    last_observer: Cell<u32>,
    resource_watcher: RefCell<Option<ResourceWatcher>>,
    queue: RefCell<Queue<Next>>,
    busy: Cell<bool>,
    pub(super) clock: Clock,
    timer: RefCell<Option<(Millis, Timeout)>>,
    /// Keeps a call alive that nobody holds any more, until it has ended.
    running: RefCell<Option<Rc<Self>>>,
}

impl Driver {
    pub(crate) fn new(config: Config, sources: Sources) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            machine: RefCell::new(Machine::new(config)),
            sources,
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
            last_observer: Cell::new(0),
            resource_watcher: RefCell::default(),
            queue: RefCell::default(),
            busy: Cell::new(false),
            clock: Clock::new(),
            timer: RefCell::default(),
            running: RefCell::default(),
        })
    }

    /// Calls `observer` with every event from now on, in order and at once. It is dropped after `Ended`, with the call,
    /// or by [`Driver::remove_observer`]; at once if the call has ended.
    pub(crate) fn observe(&self, observer: impl Fn(&Event) + 'static) -> ObserverId {
        let id = ObserverId(self.last_observer.get() + 1);
        self.last_observer.set(id.0);
        if self.state() != CallState::Ended {
            self.observers.borrow_mut().push((id, Rc::new(observer)));
        }
        id
    }

    /// Drops an observer. Harmless when it is gone already.
    pub(crate) fn remove_observer(&self, id: ObserverId) {
        let removed = {
            let mut observers = self.observers.borrow_mut();
            let at = observers.iter().position(|(observer, _)| *observer == id);
            at.map(|at| observers.remove(at))
        };
        // What it owns may run the application's code when it is dropped.
        drop(removed);
    }

    /// Calls `watcher` with each object that must be released if the SDK itself fails.
    #[cfg(feature = "js")]
    pub(crate) fn watch_resources(&self, watcher: impl Fn(&js_sys::Object) + 'static) {
        *self.resource_watcher.borrow_mut() = Some(Rc::new(watcher));
    }

    pub(super) fn resource_added(&self, resource: &js_sys::Object) {
        let watcher = self.resource_watcher.borrow().clone();
        if let Some(watcher) = watcher {
            watcher(resource);
        }
    }

    /// Prepares the call; `done` is called with the outcome.
    pub(crate) fn prepare(&self, done: Done) {
        self.ask_machine(done, |request| Input::Prepare { request });
    }

    /// Starts the call; `done` is called when the agent can be heard, or with what ended the call before. `elapsed`:
    /// milliseconds since the application called it, spent on loading.
    pub(crate) fn start(&self, elapsed: Millis, done: Done) {
        let support = microphone::support(&self.sources.audio);
        self.ask_machine(done, |request| Input::Start { request, support, elapsed });
    }

    /// Ends the call; `done` is called when everything is released.
    pub(crate) fn hang_up(&self, reason: &str, done: Done) {
        self.ask_machine(done, |request| Input::HangUp { request, reason });
    }

    /// Mutes or unmutes the microphone.
    pub(crate) fn set_muted(&self, muted: bool) {
        self.dispatch(Input::SetMuted(muted));
    }

    /// Sends digits; `done` is called with the outcome.
    pub(crate) fn send_dtmf(&self, digits: &str, done: Done) {
        self.ask_machine(done, |request| Input::SendDtmf { request, digits });
    }

    /// Plays the agent after `AudioBlocked`; `done` is called with the outcome.
    pub(crate) fn resume_audio(&self, done: Done) {
        let playing = self.speaker.borrow().as_ref().and_then(Speaker::resume);
        match playing {
            Some(playing) => self.when(playing, move |_, played| {
                let message = "The browser refused to play before a gesture of the user's.";
                done(&played.map(|_| None).map_err(|_| Error::new(Code::Unsupported, message)));
            }),
            None => done(&Ok(None)),
        }
    }

    /// The peer connection's statistics.
    ///
    /// # Errors
    /// `call_ended` without a peer connection.
    pub(crate) fn stats(&self) -> impl Future<Output = Result<JsValue, Error>> + use<> {
        let report = self.peer.borrow().as_ref().map(|peer| peer.connection().get_stats());
        async move {
            let none = || Error::new(Code::CallEnded, "There is no peer connection.");
            let report = JsFuture::from(report.ok_or_else(none)?).await;
            report.map_err(|thrown| none().with_cause(Cause::from(thrown)))
        }
    }

    /// Whether something is under way: from `prepare` or `start` to the end.
    pub(crate) fn is_active(&self) -> bool {
        self.running.borrow().is_some()
    }

    /// The call's state.
    pub(crate) fn state(&self) -> CallState {
        self.machine.borrow().state()
    }

    /// The state of the hub's connection.
    pub(crate) fn signaling(&self) -> Signaling {
        self.machine.borrow().signaling()
    }

    /// Whether the microphone is muted.
    pub(crate) fn muted(&self) -> bool {
        self.machine.borrow().muted()
    }

    /// What is known of the call's names.
    pub(crate) fn info(&self) -> CallInfo {
        self.machine.borrow().info()
    }

    // `Clone::clone`, spelt out: the DOM's own `clone` would copy the stream and its live tracks.

    /// The caller's stream while the microphone is open.
    pub(crate) fn local_stream(&self) -> Option<MediaStream> {
        self.microphone.borrow().as_ref().map(|microphone| Clone::clone(microphone.stream()))
    }

    /// The agent's stream while there is one.
    pub(crate) fn remote_stream(&self) -> Option<MediaStream> {
        Option::clone(&self.remote.borrow())
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
        let ended = matches!(event, Event::Call(call::Event::Ended { .. }));
        if ended {
            // First: an application may look.
            self.rest();
        }
        // An observer may add others, which are given what comes after this, and remove any.
        let observers = self.observers.borrow().clone();
        for (id, observer) in observers {
            if self.observers.borrow().iter().any(|(other, _)| *other == id) {
                observer(event);
            }
        }
        if ended {
            drop(self.observers.take());
        }
    }

    /// Asks the machine something; `done` receives its one answer.
    fn ask_machine<'a>(&self, done: Done, input: impl FnOnce(RequestId) -> Input<'a>) {
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

    /// Calls an application's function and hands what it gave to `then`, if the call is still there by then.
    pub(super) fn provide(&self, provider: &Provider, then: impl FnOnce(&Self, Provided) + 'static) {
        let me = Weak::clone(&self.me);
        let giving = provider();
        spawn_local(async move {
            let given = giving.await;
            if let Some(driver) = me.upgrade() {
                then(&driver, given);
            }
        });
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
        *self.speaker.borrow_mut() = Speaker::play(&self.me, &self.sources.output, stream);
    }
}
