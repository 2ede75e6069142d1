//! The hub's connection inside the call: what it wants done, and what it tells.

use super::{
    ConnectionId, Effect, EndedBy, Event, Failure, Level, Machine, Signaling, Stage, StepId,
    machine::{Negotiation, Phase},
    setup::token_failed,
};
use crate::wire::hub::{HubEvent, Payload, Transcription};
use crate::{
    error::{Code, Error},
    secret::Secret,
    session::token,
    signalr::{self, Cause, InvocationId, Millis, Notice, Outcome},
    wire::Value,
};
use std::borrow::Cow;

/// What is done with an event's first argument.
type Handler = fn(&mut Machine, Millis, &Payload);

/// The hub's events that mean something to a call. Source: the WebRTC documentation page.
const EVENTS: [(&str, Handler); 5] = [
    ("SdpAnswerReceived", Machine::answer_received),
    ("IceCandidateReceived", |call, _, payload| call.candidate_received(payload)),
    ("SessionStarted", |call, _, payload| call.session_started(payload)),
    ("SessionEnded", Machine::session_ended),
    ("Error", Machine::hub_error),
];

impl Machine {
    pub(super) fn drive_hub(&mut self, now: Millis, input: signalr::Input<'_>) {
        if let Some(hub) = &mut self.hub {
            hub.connection.handle(now, input);
            self.drain_hub(now);
        }
    }

    /// Takes an input of the shell's for the connection that it names.
    pub(super) fn hub_input(&mut self, now: Millis, connection: ConnectionId, input: signalr::Input<'_>) {
        if self.hub.as_ref().is_some_and(|hub| hub.id == connection) {
            self.drive_hub(now, input);
        }
    }

    pub(super) fn hub_token_arrived(&mut self, now: Millis, step: StepId, given: Result<Secret, Failure>) {
        let Some(hub) = &mut self.hub else { return };
        let Some((_, request)) = hub.token.take_if(|(awaited, _)| *awaited == step) else { return };
        let token = match given {
            Ok(given) => token::read(given.expose()).ok(),
            Err(failure) => {
                hub.failure = Some(failure);
                None
            }
        };
        self.drive_hub(now, signalr::Input::Token { request, token });
    }

    /// Takes everything that the connection has to say. A notice may end the call, and with it the connection.
    pub(super) fn drain_hub(&mut self, now: Millis) {
        while let Some((connection, output)) = self.poll_hub() {
            match output {
                signalr::Output::Effect(effect) => self.effect(Effect::Hub { connection, effect }),
                signalr::Output::TokenNeeded { request } => {
                    let step = self.next_step();
                    if let Some(hub) = &mut self.hub {
                        hub.token = Some((step, request));
                    }
                    self.effect(Effect::RequestToken { step });
                }
                signalr::Output::Notice(notice) => self.notice(now, &notice),
            }
        }
    }

    fn poll_hub(&mut self) -> Option<(ConnectionId, signalr::Output)> {
        let hub = self.hub.as_mut()?;
        Some((hub.id, hub.connection.poll_output()?))
    }

    /// Stops the connection and forgets it: what it still wants done is done, what it says is not asked for.
    pub(super) fn drop_hub(&mut self, now: Millis) {
        let Some(mut hub) = self.hub.take() else { return };
        hub.connection.handle(now, signalr::Input::Stop);
        while let Some(output) = hub.connection.poll_output() {
            if let signalr::Output::Effect(effect) = output {
                self.effect(Effect::Hub { connection: hub.id, effect });
            }
        }
    }

    fn notice(&mut self, now: Millis, notice: &Notice) {
        match notice {
            Notice::State(state) => self.hub_state(now, *state),
            Notice::Lost(cause) => {
                let why = self.hub_failure(cause).message.clone();
                self.log(Level::Warn, "the hub is lost and tried again", Some(why));
            }
            Notice::Event { target, arguments, wants_result } => {
                if let (Some(invocation), Some(hub)) = (wants_result, &mut self.hub) {
                    hub.connection.respond(now, invocation, Err("Client didn't provide a result.".into()));
                }
                if self.is_live() {
                    self.hub_event(now, target, arguments);
                } else if target.eq_ignore_ascii_case("SessionEnded") {
                    self.finish(now);
                }
            }
            Notice::Completed { invocation, outcome } => self.completed(now, *invocation, outcome),
            Notice::Ended(end) => self.hub_ended(now, &end.cause),
        }
    }

    fn hub_state(&mut self, now: Millis, state: signalr::State) {
        match state {
            signalr::State::Connecting => self.set_signaling(Signaling::Connecting),
            signalr::State::Connected => {
                let first = self.signaling == Signaling::Connecting;
                self.set_signaling(Signaling::Connected);
                if first {
                    self.progress(now, Stage::Hub);
                }
                self.offer_left_when_connected(now);
                self.settle_prepared();
            }
            signalr::State::Reconnecting => {
                self.set_signaling(Signaling::Reconnecting);
                // An offer that was on its way may or may not have arrived: a second one could make a second agent.
                if matches!(self.negotiation, Negotiation::AwaitingAnswer { left: true, .. }) {
                    self.fail(now, hub_closed());
                }
            }
            signalr::State::Idle | signalr::State::Ended => {}
        }
    }

    fn hub_event(&mut self, now: Millis, name: &str, arguments: &Value) {
        if let HubEvent::Transcription(said) = HubEvent::read(name, arguments) {
            return self.transcription(now, said);
        }
        let Some((_, handle)) = EVENTS.iter().find(|(event, _)| name.eq_ignore_ascii_case(event)) else {
            return self.event(Event::HubEvent { name: name.to_owned(), args: arguments.clone() });
        };
        handle(self, now, &Payload::read(arguments));
    }

    fn session_started(&mut self, payload: &Payload) {
        if let Some(conversation) = payload.fields.non_empty_str("conversationId") {
            self.conversation_id = Some(conversation);
        }
        // A hub that is found again may greet again; for the application the session started once.
        if !core::mem::replace(&mut self.started_told, true) {
            let session_id = self.session_id.clone().unwrap_or_default();
            self.event(Event::Started {
                session_id,
                conversation_id: self.conversation_id.clone(),
                data: payload.data.clone(),
            });
        }
    }

    fn session_ended(&mut self, now: Millis, payload: &Payload) {
        let reason = payload.fields.non_empty_str("reason").map_or(Cow::Borrowed("agent_ended"), Cow::Owned);
        self.end(now, reason, EndedBy::Agent, None);
    }

    fn hub_error(&mut self, now: Millis, payload: &Payload) {
        let report = &payload.fields;
        let recoverable = report.bool("recoverable");
        let message =
            report.non_empty_str("message").map_or(Cow::Borrowed("The agent reported an error."), Cow::Owned);
        let mut error = Error::new(Code::AgentError, message);
        error.recoverable = recoverable == Some(true);
        error.data = Some(payload.data.clone());
        if error.recoverable { self.event(Event::Error(error)) } else { self.fail(now, error) }
    }

    fn transcription(&mut self, now: Millis, said: Transcription) {
        let id = self.transcript.line_of(&said);
        let Transcription { speaker, text, is_final, data, .. } = said;
        let at_ms = self.since_start(now);
        self.event(Event::Transcript { id, speaker, text, is_final, at_ms, data });
    }

    fn completed(&mut self, now: Millis, invocation: InvocationId, outcome: &Outcome) {
        if let Some(end) = &self.end {
            if end.confirmation == Some(invocation) {
                self.finish(now);
            }
            return;
        }
        if self.dtmf_completed(now, invocation, outcome) {
            return;
        }
        if matches!(self.negotiation, Negotiation::AwaitingAnswer { invocation: offer, .. } if offer == invocation)
        {
            match outcome {
                Outcome::Error(reason) => {
                    let message = sentence("The hub refused the offer", reason);
                    self.fail(now, Error::new(Code::OfferRejected, message));
                }
                // The answer comes as an event; a loss is told by the connection's own state.
                Outcome::Result(_) | Outcome::Lost | Outcome::TimedOut | Outcome::Cancelled => {}
            }
        }
    }

    fn hub_ended(&mut self, now: Millis, cause: &Cause) {
        match self.phase {
            Phase::Ended => {}
            Phase::HangingUp => self.finish(now),
            Phase::Up => {
                self.set_signaling(Signaling::Lost);
                self.log(Level::Warn, "the hub is lost; the call goes on while its audio does", None);
                let error = self.hub_failure(cause);
                self.event(Event::Error(error));
            }
            Phase::Idle | Phase::SettingUp => {
                self.set_signaling(Signaling::Lost);
                // With the answer in place the rest needs no hub, unless media fails: then its own limit tells.
                if !matches!(self.negotiation, Negotiation::ApplyingAnswer(_) | Negotiation::Done) {
                    let error = self.hub_failure(cause);
                    self.fail(now, error);
                }
            }
        }
    }
}

impl Machine {
    /// What the end of the hub's connection means in the public API.
    fn hub_failure(&self, cause: &Cause) -> Error {
        let failure = self.hub.as_ref().and_then(|hub| hub.failure.clone()).unwrap_or_default();
        match cause {
            Cause::TokenFailed => token_failed(failure),
            _ => hub_error(cause).with_cause(failure.cause),
        }
    }
}

fn hub_closed() -> Error {
    Error::new(Code::HubClosed, "The hub was lost before the agent had answered.")
}

fn hub_error(cause: &Cause) -> Error {
    let mut refused_with = None;
    let closed_with;
    let (code, what, reason) = match cause {
        Cause::TokenFailed => return token_failed(Failure::default()),
        Cause::Unreachable { status } => {
            refused_with = *status;
            let what = match status {
                Some(401) => "The hub refused the access token",
                Some(403) => "The hub refuses this user",
                Some(404) => "There is no hub at this address, or it does not know the session",
                Some(_) => "The hub's connection was refused",
                None => "The hub's socket could not be opened",
            };
            (Code::HubUnreachable, what, "")
        }
        Cause::ConnectTimeout(_) => (Code::HubTimeout, "The hub did not open in time", ""),
        Cause::Refused(reason) => (Code::HubProtocol, "The hub refused the connection", reason.as_str()),
        Cause::Protocol(error) => {
            (Code::HubProtocol, "The hub said something that is not SignalR", error.message)
        }
        Cause::ServerTimeout => (Code::HubClosed, "The hub fell silent", ""),
        Cause::ClosedByServer { error, .. } => {
            (Code::HubClosed, CLOSED, error.as_deref().unwrap_or_default())
        }
        Cause::SocketClosed { code, .. } => {
            closed_with = code.to_string();
            (Code::HubClosed, CLOSED, closed_with.as_str())
        }
        Cause::Stopped => (Code::HubClosed, CLOSED, ""),
    };
    Error::new(code, sentence(what, reason)).with_status(refused_with)
}

const CLOSED: &str = "The hub closed the connection";

/// What happened, with the hub's own reason where it gave one.
fn sentence(what: &str, reason: &str) -> Cow<'static, str> {
    if reason.is_empty() { format!("{what}.") } else { format!("{what}: {reason}") }.into()
}
