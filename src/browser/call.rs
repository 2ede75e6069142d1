//! A call as a Rust program holds it; `js.rs` is a skin over this.

use super::{
    CallOptions, Done, Driver, Event, Events, done::wait, event::Queue, microphone, speaker::Speaker,
};
use crate::{
    call::{CallInfo, CallState, Input, Signaling},
    error::{Code, Error},
};
use js_sys::Promise;
use std::{cell::RefCell, rc::Rc};
use web_sys::{MediaStream, js_sys};

/// One voice call with an agent. Clones name the same call.
///
/// A call that is under way lives on when the last handle is dropped: it ends by [`Call::hang_up`], by the
/// agent, by an error, or with the page.
#[derive(Clone)]
pub struct Call {
    pub(crate) driver: Rc<Driver>,
}

impl Call {
    /// A call that has touched nothing yet.
    ///
    /// # Errors
    /// `invalid_options`, `api_key_in_browser`.
    pub fn new(options: CallOptions) -> Result<Self, Error> {
        options.check()?;
        Ok(Self::checked(options))
    }

    /// The same with options that were checked before.
    pub(crate) fn checked(options: CallOptions) -> Self {
        Self { driver: Driver::new(options) }
    }

    /// Makes everything ready that needs no microphone: session, hub, peer connection. `start` is then one
    /// round trip and ICE away from the agent.
    ///
    /// # Errors
    /// As `start`, for the session and the hub. The call can still be started afterwards.
    pub async fn prepare(&self) -> Result<(), Error> {
        wait(|done| self.prepare_then(done)).await.map(drop)
    }

    /// As [`Call::prepare`], for a callback.
    pub(crate) fn prepare_then(&self, done: Done) {
        self.driver.ask_machine(done, |request| Input::Prepare { request });
    }

    /// Places the call; done when the agent can be heard. A second `start` waits for the same call.
    ///
    /// # Errors
    /// Whatever ended the call before it was up, under the code of `Ended`'s error; `call_ended` after that.
    pub async fn start(&self) -> Result<CallInfo, Error> {
        wait(|done| self.start_then(done)).await.map(Option::unwrap_or_default)
    }

    /// As [`Call::start`], for a callback.
    pub(crate) fn start_then(&self, done: Done) {
        let support = microphone::support(&self.driver.options.audio);
        self.driver.ask_machine(done, |request| Input::Start { request, support, elapsed: 0 });
    }

    /// Ends the call, in every state; done when everything is released. Never fails, and may be repeated.
    pub async fn hang_up(&self, reason: &str) {
        let _ = wait(|done| self.hang_up_then(reason, done)).await;
    }

    /// As [`Call::hang_up`], for a callback.
    pub(crate) fn hang_up_then(&self, reason: &str, done: Done) {
        self.driver.ask_machine(done, |request| Input::HangUp { request, reason });
    }

    /// Mutes or unmutes the microphone; valid before `start`, too.
    pub fn set_muted(&self, muted: bool) {
        self.driver.dispatch(Input::SetMuted(muted));
    }

    /// Sends digits (0-9 * #) through the hub, or in the audio where the hub takes none.
    ///
    /// # Errors
    /// `invalid_options` for other digits or before the call is connected, `unsupported` where neither way
    /// exists, `call_ended`.
    pub async fn send_dtmf(&self, digits: &str) -> Result<(), Error> {
        wait(|done| self.send_dtmf_then(digits, done)).await.map(drop)
    }

    /// As [`Call::send_dtmf`], for a callback.
    pub(crate) fn send_dtmf_then(&self, digits: &str, done: Done) {
        self.driver.ask_machine(done, |request| Input::SendDtmf { request, digits });
    }

    /// Plays the agent after the browser had refused to; call it in a gesture of the user's.
    ///
    /// # Errors
    /// `unsupported` where the browser still refuses.
    pub async fn resume_audio(&self) -> Result<(), Error> {
        wait(|done| self.resume_audio_then(done)).await.map(drop)
    }

    /// As [`Call::resume_audio`], for a callback.
    pub(crate) fn resume_audio_then(&self, done: Done) {
        let playing = self.driver.speaker.borrow().as_ref().and_then(Speaker::resume);
        match playing {
            Some(playing) => self.driver.when(playing, move |_, played| {
                let message = "The browser did not play: call resumeAudio in a click or key handler.";
                done(&played.map(|_| None).map_err(|_| Error::new(Code::Unsupported, message)));
            }),
            None => done(&Ok(None)),
        }
    }

    /// The browser's statistics of the call's peer connection.
    ///
    /// # Errors
    /// `call_ended` when there is no peer connection, before and after the call.
    pub fn stats(&self) -> Result<Promise, Error> {
        let peer = self.driver.peer.borrow();
        let peer =
            peer.as_ref().ok_or_else(|| Error::new(Code::CallEnded, "There is no audio connection."))?;
        Ok(peer.connection().get_stats())
    }

    /// The events of the call from now on.
    pub fn events(&self) -> Events {
        let queue = Rc::new(RefCell::new(Queue::default()));
        let writer = Rc::clone(&queue);
        self.observe(move |event| {
            let waker = writer.borrow_mut().push(event);
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Events { queue }
    }

    /// Calls `observer` with every event from now on, in order and at once.
    pub fn observe(&self, observer: impl Fn(&Event) + 'static) {
        self.driver.observe(observer);
    }

    /// The call's state.
    pub fn state(&self) -> CallState {
        self.driver.machine.borrow().state()
    }

    /// The state of the hub's connection.
    pub fn signaling(&self) -> Signaling {
        self.driver.machine.borrow().signaling()
    }

    /// Whether the microphone is muted.
    pub fn muted(&self) -> bool {
        self.driver.machine.borrow().muted()
    }

    /// What is known of the call's names by now.
    pub(crate) fn info(&self) -> CallInfo {
        self.driver.machine.borrow().info()
    }

    /// The session's name, once it is known.
    pub fn session_id(&self) -> Option<String> {
        self.driver.machine.borrow().session_id().map(Into::into)
    }

    /// The conversation's name, once the hub has told it.
    pub fn conversation_id(&self) -> Option<String> {
        self.driver.machine.borrow().conversation_id().map(Into::into)
    }

    // `Clone::clone`, spelt out: the DOM's own `clone` would copy the stream and its live tracks.

    /// The caller's stream while the microphone is on.
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.driver.microphone.borrow().as_ref().map(|microphone| Clone::clone(microphone.stream()))
    }

    /// The agent's stream while media is there.
    pub fn remote_stream(&self) -> Option<MediaStream> {
        Option::clone(&self.driver.remote.borrow())
    }
}
