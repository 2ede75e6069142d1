//! Every way a call ends, through one gate: nothing stays open, and `ended` is emitted once and last.

use super::{
    Answer, CallState, Effect, EndedBy, Event, Level, Machine, RequestId, Signaling,
    hub::Hub,
    limits::Timer,
    state::{Connected, End, HangingUp, Link, Phase, Session, SettingUp},
};
use crate::{
    error::{Code, Error},
    signalr,
    wire::{self, hub::END_SESSION},
};
use std::borrow::Cow;

impl Machine {
    pub(super) fn hang_up(&mut self, request: RequestId, reason: &str) {
        if let Phase::Ended(_) = self.phase {
            return self.settle(request, Ok(Answer::Done));
        }
        self.questions.hang_up.push(request);
        self.end_by_user(reason);
    }

    fn end_by_user(&mut self, reason: &str) {
        let error = matches!(self.phase, Phase::SettingUp(_)).then(cancelled);
        self.end(Cow::Owned(reason.into()), EndedBy::User, error);
    }

    /// Ends a call by an error. A failed preparation only takes back what was prepared.
    pub(super) fn fail(&mut self, error: Error) {
        match self.phase {
            Phase::Idle(_) => self.preparation_failed(error),
            Phase::SettingUp(_) | Phase::Connected(_) => {
                self.end(Cow::Borrowed(error.code().as_str()), EndedBy::Error, Some(error));
            }
            Phase::HangingUp(_) | Phase::Ended(_) => {}
        }
    }

    fn preparation_failed(&mut self, error: Error) {
        self.timers.clear();
        self.log(Level::Warn, "the preparation failed", Cow::Owned(error.to_string()));
        self.effect(Effect::AbortRequests);
        self.discard_session();
        self.phase = Phase::Idle(Link::Closed);
        let requests = core::mem::take(&mut self.questions.prepare);
        self.settle_all(requests, &Err(error));
    }

    /// Disposes of everything but the hub at once, and of the hub as soon as it has confirmed the end.
    pub(super) fn end(&mut self, reason: Cow<'static, str>, by: EndedBy, error: Option<Error>) {
        if !self.phase.is_live() {
            return;
        }
        let hub_must_know = by != EndedBy::Agent && self.hub_knows_the_call();
        self.timers.clear();
        self.effect(Effect::ReleaseMicrophone);
        self.effect(Effect::AbortRequests);
        let now = self.clock.now();
        let duration_ms = match &self.phase {
            Phase::Connected(call) => now.saturating_sub(call.since),
            _ => 0,
        };
        let ended = Phase::Ended(self.info());
        let session = match core::mem::replace(&mut self.phase, ended) {
            Phase::Idle(mut link) | Phase::SettingUp(SettingUp { mut link, .. }) => link.take_session(),
            Phase::Connected(Connected { session, dtmf, .. }) => {
                let message = "The call ended before the digits were sent.";
                for request in dtmf.pending() {
                    self.settle(request, Err(Error::new(Code::CallEnded, message)));
                }
                Some(session)
            }
            Phase::HangingUp(_) | Phase::Ended(_) => None,
        };
        let end = End { reason, by, error, duration_ms };
        let Some(mut session) = session else { return self.finish(end, None) };
        self.effect(Effect::ClosePeer);
        let arguments = wire::hub::text(hub_reason(&end.reason, by));
        let invoked =
            hub_must_know.then(|| session.hub.connection.invoke(now, END_SESSION, &arguments, None));
        match invoked {
            Some(Ok(confirmation)) => {
                self.phase = Phase::HangingUp(HangingUp { session, end, confirmation });
                self.arm(Timer::HangUp, self.config.limits.hang_up);
                self.drain_hub();
            }
            _ => self.finish(end, Some(session)),
        }
    }

    /// Whether the hub has something to end: a session that it knows of, or an offer that has left in the handshake's
    /// frame. While the hub is away the message waits for its return, within the hang-up's limit.
    fn hub_knows_the_call(&self) -> bool {
        match self.signaling() {
            Signaling::Connected => true,
            Signaling::Reconnecting => self.phase.round().is_some(),
            Signaling::Connecting => {
                let offer = self.phase.round().and_then(super::negotiation::Round::offer);
                let hub = self.phase.hub();
                offer.zip(hub).is_some_and(|(offer, hub)| hub.connection.is_under_way(offer))
            }
            Signaling::Idle | Signaling::Lost | Signaling::Closed => false,
        }
    }

    /// The page is unloading: sends what can be sent synchronously, and is over when this returns.
    pub(super) fn page_hidden(&mut self) {
        self.end_by_user("page_closed");
        self.confirmed();
    }

    /// The hub has confirmed the end, or is not waited for any longer.
    pub(super) fn confirmed(&mut self) {
        if !matches!(self.phase, Phase::HangingUp(_)) {
            return;
        }
        let ended = Phase::Ended(self.info());
        if let Phase::HangingUp(HangingUp { session, end, .. }) = core::mem::replace(&mut self.phase, ended) {
            self.finish(end, Some(session));
        }
    }

    /// Stops the hub, and publishes the end.
    fn finish(&mut self, end: End, session: Option<Box<Session>>) {
        self.timers.clear();
        if let Some(session) = session {
            self.stop_hub(session.hub);
        }
        if self.signaling() != Signaling::Idle {
            self.set_signaling(Signaling::Closed);
        }
        self.set_state(CallState::Ended);
        let End { reason, by, error, duration_ms } = end;
        match &error {
            Some(error) if by != EndedBy::User => {
                self.log(Level::Error, "the call failed", Cow::Owned(error.to_string()));
            }
            _ => self.log(Level::Info, "the call ended", reason.clone()),
        }
        let questions = core::mem::take(&mut self.questions);
        self.settle_all(questions.prepare, &Err(error.clone().unwrap_or_else(cancelled)));
        let started = Err(error.clone().unwrap_or_else(call_ended));
        self.emit(Event::Ended { reason: reason.into_owned(), by, duration_ms, error });
        self.settle_all(questions.start, &started);
        self.settle_all(questions.hang_up, &Ok(Answer::Done));
    }

    /// Stops a connection: carries out what it still needs, and publishes nothing of it.
    pub(super) fn stop_hub(&mut self, mut hub: Hub) {
        hub.connection.handle(self.clock.now(), signalr::Input::Stop);
        while let Some(output) = hub.connection.poll_output() {
            if let signalr::Output::Effect(effect) = output {
                self.effect(Effect::Hub { connection: hub.id, effect });
            }
        }
    }
}

pub(super) fn call_ended() -> Error {
    Error::new(Code::CallEnded, "The call is over.")
}

fn cancelled() -> Error {
    Error::new(Code::Cancelled, "The call was cancelled before it connected.")
}

/// The reason in the hub's own vocabulary: why the page hung up is not the hub's concern.
fn hub_reason(reason: &str, by: EndedBy) -> &str {
    match (by, reason) {
        (EndedBy::User, "cancelled" | "page_closed" | "") => "user_ended",
        (EndedBy::User, reason) => reason,
        _ => "error",
    }
}
