//! A call as a Rust program holds it.

use super::{CallOptions, Event, Events, wait::completion};
use crate::{
    browser::{Driver, ObserverId, Sources},
    call::{Answer, CallInfo, CallState, Config, Machine, Signaling},
    error::Error,
};
use std::{
    cell::Cell,
    fmt,
    ops::Deref,
    rc::{Rc, Weak},
};
use web_sys::{MediaStream, RtcStatsReport, wasm_bindgen::JsCast};

/// The reason of a hang-up that gives none.
const USER_ENDED: &str = "user_ended";

/// One voice call with an agent. Clones are handles of the same call.
///
/// **Dropping the last handle ends the call**, and the microphone goes off; [`Call::detach`] lets it go on instead.
/// [`Events`] and [`Subscription`]s are no handles.
#[derive(Clone)]
pub struct Call {
    handle: Rc<Handle>,
}

/// What all clones of a [`Call`] share: its drop is the drop of the last one.
struct Handle {
    driver: Rc<Driver>,
    detached: Cell<bool>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        let driver = &self.driver;
        let goes_on = self.detached.get() && driver.state() != CallState::Idle;
        if driver.is_active() && !goes_on {
            driver.hang_up(USER_ENDED, Box::new(|_| {}));
        }
    }
}

impl Call {
    /// A call that has touched nothing yet: no request, no prompt.
    ///
    /// # Errors
    /// `invalid_options`, `api_key_in_browser`.
    pub fn new(options: CallOptions) -> Result<Self, Error> {
        let (config, sources) = options.parse()?;
        Ok(Self::of(config, sources))
    }

    /// The same, of options that are parsed already.
    pub(crate) fn of(config: Config, sources: Sources) -> Self {
        let driver = Driver::new(Machine::new(config), sources);
        Self { handle: Rc::new(Handle { driver, detached: Cell::new(false) }) }
    }

    pub(crate) fn driver(&self) -> &Rc<Driver> {
        &self.handle.driver
    }

    /// Does everything that needs no microphone: session and hub. `start` is then one round trip and ICE away from the
    /// agent.
    ///
    /// # Errors
    /// As [`Call::start`], for the session and the hub. The call can still be started afterwards.
    pub async fn prepare(&self) -> Result<(), Error> {
        let (done, outcome) = completion();
        self.driver().prepare(done);
        outcome.await.map(drop)
    }

    /// Starts the call; ready when the agent can be heard. A second `start` waits for the same call.
    ///
    /// Dropping the future does not end the call: [`Call::end`] does.
    ///
    /// # Errors
    /// Whatever ended the call before it was connected, as in [`Event::Ended`]; `call_ended` after that.
    pub async fn start(&self) -> Result<CallInfo, Error> {
        let (done, outcome) = completion();
        self.driver().start(0, done);
        match outcome.await? {
            Answer::Started(info) => Ok(info),
            Answer::Done => Ok(self.driver().info()),
        }
    }

    /// Ends the call, in every state, with the reason `user_ended`. It acts at once, polled or not; the future is ready
    /// when everything is released. It never fails, and may be repeated.
    pub fn hang_up(&self) -> impl Future<Output = ()> + use<> {
        self.hang_up_with_reason(USER_ENDED)
    }

    /// As [`Call::hang_up`], with a reason for the hub and for [`Event::Ended`].
    pub fn hang_up_with_reason(&self, reason: &str) -> impl Future<Output = ()> + use<> {
        let (done, outcome) = completion();
        self.driver().hang_up(reason, done);
        async move {
            let _ = outcome.await;
        }
    }

    /// Ends the call without waiting for it: [`Call::hang_up`] for `Drop` and for a framework's clean-up.
    ///
    /// Microphone and peer connection are closed when this returns. The hub is notified, within the hang-up's limit.
    pub fn end(&self) {
        self.driver().hang_up(USER_ENDED, Box::new(|_| {}));
    }

    /// A handle that ends the call when it is dropped, also while other handles exist.
    pub fn end_on_drop(self) -> CallGuard {
        CallGuard(self)
    }

    /// Lets a started call go on when the last handle is dropped: it then ends by the agent, by an error, or with the
    /// page. A call that is only prepared ends all the same.
    pub fn detach(&self) {
        self.handle.detached.set(true);
    }

    /// Mutes or unmutes the microphone; valid before `start`, too.
    pub fn set_muted(&self, muted: bool) {
        self.driver().set_muted(muted);
    }

    /// Sends digits (`0`-`9`, `*`, `#`).
    ///
    /// # Errors
    /// `invalid_options` for other digits or before the call is connected, `unsupported` where neither the hub nor the
    /// peer connection supports DTMF, `call_ended`.
    pub async fn send_dtmf(&self, digits: &str) -> Result<(), Error> {
        let (done, outcome) = completion();
        self.driver().send_dtmf(digits, done);
        outcome.await.map(drop)
    }

    /// Plays the agent after [`Event::AudioBlocked`]; to be called in a gesture of the user's.
    ///
    /// # Errors
    /// `unsupported` where the browser still refuses.
    pub async fn resume_audio(&self) -> Result<(), Error> {
        let (done, outcome) = completion();
        self.driver().resume_audio(done);
        outcome.await.map(drop)
    }

    /// The browser's statistics of the peer connection.
    ///
    /// # Errors
    /// `call_ended` without a peer connection, before and after the call.
    pub async fn stats(&self) -> Result<RtcStatsReport, Error> {
        self.driver().stats().await.map(JsCast::unchecked_into)
    }

    /// The events from now on, as a `Stream` that ends after [`Event::Ended`], with a call that is dropped before it
    /// began, and at once when the call has ended.
    pub fn events(&self) -> Events {
        Events::of(self)
    }

    /// Calls `observer` with every event from now on, in order and at once, until the subscription is dropped or the call
    /// has ended.
    pub fn observe(&self, observer: impl Fn(&Event) + 'static) -> Subscription {
        let driver = self.driver();
        let id = driver.observe(move |event| observer(&event.into()));
        Subscription { driver: Rc::downgrade(driver), id }
    }

    /// The call's state.
    pub fn state(&self) -> CallState {
        self.driver().state()
    }

    /// The state of the hub connection, apart from the call's.
    pub fn signaling(&self) -> Signaling {
        self.driver().signaling()
    }

    /// Whether the microphone is muted.
    pub fn muted(&self) -> bool {
        self.driver().muted()
    }

    /// The session's id, once the session exists; kept after the end.
    pub fn session_id(&self) -> Option<String> {
        Some(self.driver().info().session_id).filter(|id| !id.is_empty())
    }

    /// The conversation's id, once the hub has sent it; kept after the end.
    pub fn conversation_id(&self) -> Option<String> {
        self.driver().info().conversation_id
    }

    /// The caller's stream while the microphone is open.
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.driver().local_stream()
    }

    /// The agent's stream while there is one.
    pub fn remote_stream(&self) -> Option<MediaStream> {
        self.driver().remote_stream()
    }
}

impl PartialEq for Call {
    /// Whether both are handles of the same call.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.handle, &other.handle)
    }
}

impl Eq for Call {}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("state", &self.state())
            .field("signaling", &self.signaling())
            .finish_non_exhaustive()
    }
}

/// A handle of a [`Call`] that ends it when it is dropped; made by [`Call::end_on_drop`].
#[derive(Debug)]
#[must_use = "the call ends when the guard is dropped"]
pub struct CallGuard(Call);

impl Deref for CallGuard {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.0
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// An observer's place in a [`Call`]; the observer is removed when this is dropped.
#[must_use = "the observer is removed when the subscription is dropped"]
pub struct Subscription {
    driver: Weak<Driver>,
    id: ObserverId,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.upgrade() {
            driver.remove_observer(self.id);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}
