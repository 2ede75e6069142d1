//! The operations of a call, as its faces call them.

use super::{
    driver::{Completion, Driver, Machine},
    imports::promise_of,
};
use crate::{
    call::{CallInfo, CallState, Input, Signaling},
    error::{Cause, Code, Error},
    time::Millis,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::wasm_bindgen::JsValue;

impl Driver {
    /// Prepares the call.
    pub fn prepare(&self, completion: Completion) {
        self.request(|request| Input::Prepare { request }, completion);
    }

    /// Starts the call; `elapsed`: milliseconds since the application called for it. Completes when the agent can be heard.
    pub fn start(&self, elapsed: Millis, completion: Completion) {
        let support = self.support();
        self.request(|request| Input::Start { request, support, elapsed }, completion);
    }

    /// Ends the call. Completes when everything is released.
    pub fn hang_up(&self, reason: &str, completion: Completion) {
        self.request(|request| Input::HangUp { request, reason }, completion);
    }

    /// Sends digits.
    pub fn send_dtmf(&self, digits: &str, completion: Completion) {
        self.request(|request| Input::SendDtmf { request, digits }, completion);
    }

    /// Mutes or unmutes the microphone.
    pub fn set_muted(&self, muted: bool) {
        self.dispatch(Input::SetMuted(muted));
    }

    /// The call's state.
    pub fn state(&self) -> CallState {
        self.machine().state()
    }

    /// The state of the hub's connection.
    pub fn signaling(&self) -> Signaling {
        self.machine().signaling()
    }

    /// Whether the microphone is muted.
    pub fn muted(&self) -> bool {
        self.machine().muted()
    }

    /// Whether something is under way: from `prepare` or `start` to the end.
    pub fn is_active(&self) -> bool {
        let machine = self.machine();
        machine.is_running() || machine.deadline().is_some()
    }

    /// What is known of the call's names.
    pub fn info(&self) -> CallInfo {
        self.machine().info()
    }

    /// The peer connection's statistics.
    ///
    /// # Errors
    /// `invalid_options` before there is a peer connection, `call_ended` after; `media_failed` where the browser, or what a page put in its place, throws.
    pub fn stats(&self) -> impl Future<Output = Result<JsValue, Error>> + use<> {
        let report =
            self.current_peer().map(|peer| peer.connection().stats().and_then(|given| promise_of(&given)));
        let is_early = self.machine().is_live();
        async move {
            let Some(report) = report else {
                return Err(if is_early {
                    Error::new(Code::InvalidOptions, "There is no peer connection yet.")
                } else {
                    Error::new(Code::CallEnded, "The call has ended.")
                });
            };
            let report = async { JsFuture::from(report?).await };
            report.await.map_err(|thrown: JsValue| {
                Error::new(Code::MediaFailed, "The browser gave no statistics.")
                    .with_cause(Cause::from(thrown))
            })
        }
    }
}
