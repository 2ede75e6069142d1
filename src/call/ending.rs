//! Every way a call ends, through one gate: nothing stays open, and `ended` is told once and last.

use super::{
    Answer, CallState, Effect, EndedBy, Event, Machine, RequestId, Signaling,
    limits::Timer,
    machine::{EarlyCandidates, End, MicrophoneStep, Negotiation, Phase, SessionStep},
};
use crate::{
    error::{Code, Error},
    signalr::Millis,
    wire,
};
use std::borrow::Cow;

impl Machine {
    pub(super) fn hang_up(&mut self, now: Millis, request: RequestId, reason: &str) {
        if self.is_ended() {
            return self.settle(request, Ok(Answer::Done));
        }
        self.pending.hang_up.push(request);
        self.end_by_user(now, reason);
    }

    fn end_by_user(&mut self, now: Millis, reason: &str) {
        let error = match self.phase {
            Phase::SettingUp => {
                Some(Error::new(Code::Cancelled, "The call was cancelled before it connected."))
            }
            _ => None,
        };
        self.end(now, Cow::Owned(reason.into()), EndedBy::User, error);
    }

    /// Ends a call by an error. A failed preparation only takes back what was prepared.
    pub(super) fn fail(&mut self, now: Millis, error: Error) {
        if self.phase == Phase::Idle {
            self.timers.stop_all();
            self.effect(Effect::AbortRequests);
            self.forget_session(now);
            let requests = core::mem::take(&mut self.pending.prepare);
            return self.settle_all(requests, &Err(error));
        }
        self.end(now, Cow::Borrowed(error.code.as_str()), EndedBy::Error, Some(error));
    }

    /// Ends the call by an error that has no more to say than this.
    pub(super) fn refuse(&mut self, now: Millis, code: Code, message: &'static str) {
        self.fail(now, Error::new(code, message));
    }

    /// Lets go of everything but the hub at once, and of the hub as soon as it knows.
    pub(super) fn end(&mut self, now: Millis, reason: Cow<'static, str>, by: EndedBy, error: Option<Error>) {
        if !self.is_live() {
            return;
        }
        let hub_must_know = by != EndedBy::Agent && self.hub_knows_the_call();
        self.release();
        let arguments = wire::hub::text(told_to_the_hub(&reason, by));
        let mut end = End { reason, by, error, confirmation: None };
        if hub_must_know && let Some(hub) = &mut self.hub {
            end.confirmation = hub.connection.invoke(now, "EndSessionAsync", &arguments, None).ok();
        }
        let waits = end.confirmation.is_some();
        self.phase = Phase::HangingUp;
        self.end = Some(end);
        if waits {
            self.timers.arm(Timer::HangUp, now, self.config.limits.hang_up);
            self.drain_hub(now);
        } else {
            self.finish(now);
        }
    }

    /// Whether the hub has something to end: a session that it knows of, or an offer that has left in the handshake's
    /// frame. While it is being found again the word is kept for its return, within the hang-up's limit.
    fn hub_knows_the_call(&self) -> bool {
        match (self.signaling, &self.negotiation) {
            (Signaling::Connected, _) => true,
            (Signaling::Reconnecting, negotiation) => !matches!(negotiation, Negotiation::None),
            (Signaling::Connecting, Negotiation::AwaitingAnswer { invocation, .. }) => {
                self.hub.as_ref().is_some_and(|hub| hub.connection.is_under_way(*invocation))
            }
            _ => false,
        }
    }

    /// There is no later: says goodbye in what can still leave, and is over when this returns.
    pub(super) fn page_hidden(&mut self, now: Millis) {
        if !self.is_live() && self.phase != Phase::HangingUp {
            return;
        }
        self.end_by_user(now, "page_closed");
        self.finish(now);
    }

    /// Stops the microphone, the peer connection, the requests and the timers. No step is waited for from here on,
    /// so that what a step still brings need not ask whether there is a call.
    fn release(&mut self) {
        self.timers.stop_all();
        self.effect(Effect::ReleaseMicrophone);
        self.effect(Effect::AbortRequests);
        self.close_peer();
        self.microphone = MicrophoneStep::NotAsked;
        self.negotiation = Negotiation::None;
        self.early = EarlyCandidates::default();
        self.agent_audio = None;
        self.session = SessionStep::NotAsked;
    }

    /// Closes the hub and tells the end.
    pub(super) fn finish(&mut self, now: Millis) {
        let Some(end) = self.end.take() else { return };
        self.phase = Phase::Ended;
        self.timers.stop_all();
        self.drop_hub(now);
        self.refuse_dtmf();
        if self.signaling != Signaling::Idle {
            self.set_signaling(Signaling::Closed);
        }
        self.set_state(CallState::Ended);
        let duration_ms = self.up_at.map_or(0, |at| now.saturating_sub(at));
        let pending = core::mem::take(&mut self.pending);
        let cancelled = || Error::new(Code::Cancelled, "The call was cancelled before it connected.");
        self.settle_all(pending.prepare, &Err(end.error.clone().unwrap_or_else(cancelled)));
        let started = Err(end.error.clone().unwrap_or_else(call_ended));
        self.event(Event::Ended {
            reason: end.reason.into_owned(),
            by: end.by,
            duration_ms,
            error: end.error,
        });
        self.settle_all(pending.start, &started);
        self.settle_all(pending.hang_up, &Ok(Answer::Done));
    }
}

pub(super) fn call_ended() -> Error {
    Error::new(Code::CallEnded, "The call is over.")
}

/// The reason in the hub's own vocabulary: how the page came to hang up is its own business.
fn told_to_the_hub(reason: &str, by: EndedBy) -> &str {
    match (by, reason) {
        (EndedBy::User, "cancelled" | "page_closed" | "") => "user_ended",
        (EndedBy::User, reason) => reason,
        _ => "error",
    }
}
