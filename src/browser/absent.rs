//! What stands in for the browser on every other target: programs compile there, and their calls end at once.
//!
//! A web framework builds the same program for its server, and an editor checks it for the machine that it runs on.

use super::{
    observers::{Event, ObserverId, Observers},
    sources::Sources,
};
use crate::{
    call::{Answer, CallInfo, CallState, Input, Machine, Output, RequestId, Signaling, Support},
    error::{Code, Error},
    time::Millis,
};
use std::{
    cell::{Cell, RefCell},
    future::{Ready, ready},
    rc::Rc,
};
use web_sys::{MediaStream, wasm_bindgen::JsValue};

/// The answer to a question of the application's, or why there is none.
pub type Outcome = Result<Answer, Error>;

/// Called once, with the outcome.
pub type Completion = Box<dyn FnOnce(Outcome)>;

/// A machine without a browser: a call that is started ends with `unsupported_browser`.
pub struct Driver {
    machine: RefCell<Machine>,
    observers: Observers,
    pending: RefCell<Vec<(RequestId, Completion)>>,
    last_request: Cell<u32>,
}

impl Driver {
    /// Holds `machine`; nothing of what the application gives is ever used.
    pub fn new(machine: Machine, sources: Sources) -> Rc<Self> {
        drop(sources);
        Rc::new(Self {
            machine: RefCell::new(machine),
            observers: Observers::default(),
            pending: RefCell::default(),
            last_request: Cell::new(0),
        })
    }

    /// Calls `observer` with every event from now on.
    pub fn observe(&self, observer: impl Fn(&Event) + 'static) -> ObserverId {
        let id = self.observers.next_id();
        if self.state() != CallState::Ended {
            self.observers.add(id, Rc::new(observer));
        }
        id
    }

    /// Drops an observer.
    pub fn remove_observer(&self, id: ObserverId) {
        self.observers.remove(id);
    }

    fn request<'a>(&self, input: impl FnOnce(RequestId) -> Input<'a>, completion: Completion) {
        let request = RequestId(self.last_request.get());
        self.last_request.set(request.0 + 1);
        self.pending.borrow_mut().push((request, completion));
        self.dispatch(input(request));
    }

    /// Nothing happens to a call here but what the application does, so that one moment is as good as another.
    fn dispatch(&self, input: Input<'_>) {
        self.machine.borrow_mut().handle(0, input);
        loop {
            let output = self.machine.borrow_mut().poll_output();
            match output {
                Some(Output::Event(event)) => self.observers.notify(&Event::Call(event)),
                Some(Output::Settled { request, outcome }) => self.settle(request, outcome),
                // There is nothing that could carry it out.
                Some(Output::Effect(_)) => {}
                None => break,
            }
        }
        if self.state() == CallState::Ended {
            self.observers.remove_all();
        }
    }

    fn settle(&self, request: RequestId, outcome: Outcome) {
        let found = {
            let mut pending = self.pending.borrow_mut();
            pending.iter().position(|(id, _)| *id == request).map(|at| pending.swap_remove(at))
        };
        if let Some((_, completion)) = found {
            completion(outcome);
        }
    }

    /// Fails: there is no network that a page has.
    pub fn prepare(&self, completion: Completion) {
        if self.state() == CallState::Ended {
            return self.request(|request| Input::Prepare { request }, completion);
        }
        completion(Err(no_browser()));
    }

    /// Ends the call with `unsupported_browser`.
    pub fn start(&self, elapsed: Millis, completion: Completion) {
        let support = Support { secure: true, webrtc: false, microphone: false };
        self.request(|request| Input::Start { request, support, elapsed }, completion);
    }

    /// Ends the call.
    pub fn hang_up(&self, reason: &str, completion: Completion) {
        self.request(|request| Input::HangUp { request, reason }, completion);
    }

    /// Fails as for every call that is not connected.
    pub fn send_dtmf(&self, digits: &str, completion: Completion) {
        self.request(|request| Input::SendDtmf { request, digits }, completion);
    }

    /// Fails: nothing plays here.
    pub fn resume_audio(&self, completion: Completion) {
        completion(Err(no_browser()));
    }

    /// Mutes or unmutes the microphone that the call would have.
    pub fn set_muted(&self, muted: bool) {
        self.dispatch(Input::SetMuted(muted));
    }

    /// The call's state.
    pub fn state(&self) -> CallState {
        self.machine.borrow().state()
    }

    /// The state of the hub's connection.
    pub fn signaling(&self) -> Signaling {
        self.machine.borrow().signaling()
    }

    /// Whether the microphone is muted.
    pub fn muted(&self) -> bool {
        self.machine.borrow().muted()
    }

    /// Nothing is ever under way.
    pub fn is_active(&self) -> bool {
        false
    }

    /// What is known of the call's names: nothing.
    pub fn info(&self) -> CallInfo {
        self.machine.borrow().info()
    }

    /// There is no microphone.
    pub fn local_stream(&self) -> Option<MediaStream> {
        None
    }

    /// There is no agent.
    pub fn remote_stream(&self) -> Option<MediaStream> {
        None
    }

    /// There is no peer connection.
    ///
    /// # Errors
    /// `call_ended`, always.
    pub fn stats(&self) -> Ready<Result<JsValue, Error>> {
        ready(Err(Error::new(Code::CallEnded, "There is no peer connection.")))
    }
}

/// No retry has its delay spread here.
pub fn seed() -> u64 {
    0
}

fn no_browser() -> Error {
    Error::new(Code::UnsupportedBrowser, "The program does not run in a browser.")
}
