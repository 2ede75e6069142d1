//! The hub's connection inside the call: what goes in, and what its notices mean.

use super::{
    Config, ConnectionId, Effect, EndedBy, Event, Failure, Level, Machine, Signaling, Stage, StepId,
    hub_failure,
    limits::{KEEP_ALIVE, MAXIMUM_MESSAGE, SERVER_TIMEOUT},
    negotiation::Round,
    setup::{EXPIRED, read_token},
    state::Phase,
};
use crate::{
    error::{Cause, Code, Error},
    secret::Secret,
    signalr::{self, Connection, InvocationId, NO_RESULT, Notice, Outcome, ReconnectPolicy},
    wire::{
        Value,
        http::HttpFailure,
        hub::{HubError, HubEvent, SessionEnded, SessionStarted, Transcription},
    },
};
use std::borrow::Cow;

/// A hub connection with its pending token request. Dropped with the session; [`Machine::stop_hub`] closes it first.
pub(super) struct Hub {
    pub(super) id: ConnectionId,
    pub(super) connection: Connection,
    /// The step that requests the access token, and the connection's name for it.
    token: Option<(StepId, signalr::RequestId)>,
    /// What is known of the newest failure beyond the connection's own cause.
    pub(super) trouble: Trouble,
    /// Why the connection was lost last.
    pub(super) loss: Option<Error>,
}

/// What lies under a connection's failure.
#[derive(Default)]
pub(super) struct Trouble {
    /// Why there was no access token.
    pub(super) token: Option<Error>,
    /// What the browser threw.
    pub(super) cause: Option<Cause>,
    /// `Retry-After` of the negotiation, in milliseconds.
    pub(super) retry_after_ms: Option<u64>,
}

impl Hub {
    pub(super) fn new(config: &Config, url: Secret, id: u32) -> Self {
        let connection = Connection::new(signalr::Config {
            url,
            negotiate: config.negotiate,
            stateful_reconnect: config.stateful_reconnect,
            connect_timeout: config.limits.hub,
            server_timeout: SERVER_TIMEOUT,
            keep_alive: KEEP_ALIVE,
            maximum_message: MAXIMUM_MESSAGE,
            reconnect: (config.reconnect_for > 0).then_some(ReconnectPolicy { for_ms: config.reconnect_for }),
            seed: config.seed,
        });
        Self { id: ConnectionId(id), connection, token: None, trouble: Trouble::default(), loss: None }
    }

    /// Keeps what the connection itself has no use for.
    fn observe(&mut self, input: &signalr::Input<'_>) {
        match input {
            signalr::Input::Negotiated { answer: Ok(answer), unix, .. } => {
                let retry_after_ms = answer.retry_after_ms(*unix);
                self.trouble = Trouble { retry_after_ms, ..Trouble::default() };
            }
            signalr::Input::Negotiated {
                answer: Err(HttpFailure::Request { cause } | HttpFailure::Network { cause, .. }),
                ..
            } => self.trouble = Trouble { cause: cause.clone(), ..Trouble::default() },
            signalr::Input::Opened { .. } => self.trouble = Trouble::default(),
            _ => {}
        }
    }
}

impl Machine {
    pub(super) fn drive_hub(&mut self, input: signalr::Input<'_>) {
        let now = self.clock.now();
        if let Some(hub) = self.phase.hub_mut() {
            hub.observe(&input);
            hub.connection.handle(now, input);
            self.drain_hub();
        }
    }

    /// Takes an input of the shell's for the connection that it names.
    pub(super) fn hub_input(&mut self, connection: ConnectionId, input: signalr::Input<'_>) {
        if self.phase.hub().is_some_and(|hub| hub.id == connection) {
            self.drive_hub(input);
        }
    }

    /// The access token for the hub.
    pub(super) fn hub_token_arrived(&mut self, step: StepId, given: Result<Secret, Failure>) {
        let Some(hub) = self.phase.hub_mut() else { return };
        let Some((_, request)) = hub.token.take_if(|(awaited, _)| *awaited == step) else { return };
        let token = match read_token(given) {
            Ok(token) => Some(token),
            Err(error) => {
                hub.trouble = Trouble { token: Some(error), ..Trouble::default() };
                None
            }
        };
        self.drive_hub(signalr::Input::Token { request, token });
    }

    /// Takes all outputs of the connection. A notice may end the call, and with it the connection.
    pub(super) fn drain_hub(&mut self) {
        while let Some((connection, output)) = self.poll_hub() {
            match output {
                signalr::Output::Effect(effect) => self.effect(Effect::Hub { connection, effect }),
                signalr::Output::TokenNeeded { request } => {
                    let step = self.next_step();
                    if let Some(hub) = self.phase.hub_mut() {
                        hub.token = Some((step, request));
                    }
                    self.effect(Effect::RequestToken { step });
                }
                signalr::Output::Notice(notice) => self.notice(notice),
            }
        }
    }

    fn poll_hub(&mut self) -> Option<(ConnectionId, signalr::Output)> {
        let hub = self.phase.hub_mut()?;
        Some((hub.id, hub.connection.poll_output()?))
    }

    fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::State(state) => self.hub_state(state),
            Notice::Lost(cause) => {
                let error = self.hub_error(&cause);
                self.log(
                    Level::Warn,
                    "the hub is lost; reconnecting",
                    Cow::Owned(error.message().to_owned()),
                );
                self.hub_lost(&cause, error);
            }
            Notice::Event { target, arguments, wants_result } => {
                let now = self.clock.now();
                if let (Some(invocation), Some(hub)) = (wants_result, self.phase.hub_mut()) {
                    hub.connection.respond(now, &invocation, Err(NO_RESULT.into()));
                }
                self.hub_event(target, arguments);
            }
            Notice::Completed { invocation, outcome } => self.completed(invocation, &outcome),
            Notice::Ended(end) => self.hub_ended(&end.cause),
        }
    }

    /// The connection is lost and tried again. A code of the server's own says that it does not want this call: in set-up nothing
    /// is gained by trying again.
    fn hub_lost(&mut self, cause: &signalr::Cause, error: Error) {
        let is_deliberate = matches!(cause, signalr::Cause::SocketClosed { code: 4000..=4999, .. });
        let is_answered = self.phase.round().is_some_and(Round::is_answered);
        if is_deliberate && !is_answered {
            self.fail(error);
        } else if let Some(hub) = self.phase.hub_mut() {
            hub.loss = Some(error);
        }
    }

    fn hub_state(&mut self, state: signalr::State) {
        match state {
            signalr::State::Connecting => self.set_signaling(Signaling::Connecting),
            signalr::State::Connected => {
                let first = self.signaling() == Signaling::Connecting;
                self.set_signaling(Signaling::Connected);
                if first {
                    self.progress(Stage::Hub);
                }
                self.offer_left_when_connected();
                self.settle_prepared();
            }
            signalr::State::Reconnecting => {
                self.set_signaling(Signaling::Reconnecting);
                if self.phase.round().is_some_and(Round::offer_has_left) {
                    self.offer_may_be_lost();
                }
            }
            signalr::State::Idle | signalr::State::Ended => {}
        }
    }

    fn hub_event(&mut self, name: String, args: Value) {
        let event = HubEvent::read(&name, &args);
        if !self.phase.is_live() {
            if let HubEvent::SessionEnded(_) = event {
                self.confirmed();
            }
            return;
        }
        match event {
            HubEvent::Answer(answer) => self.answer_received(answer),
            HubEvent::Candidate(candidate) => self.candidate_received(candidate),
            HubEvent::SessionStarted(started) => self.session_started(started),
            HubEvent::SessionEnded(ended) => self.session_ended(ended),
            HubEvent::Error(error) => self.agent_error(error),
            HubEvent::Transcription(transcription) => self.transcription(transcription),
            HubEvent::Other => self.emit(Event::HubEvent { name, args }),
        }
    }

    fn session_started(&mut self, started: SessionStarted) {
        let Some(session) = self.phase.session_mut() else { return };
        if started.conversation_id.is_some() {
            session.info.conversation_id = started.conversation_id;
        }
        // A hub that was reconnected may send it again; for the application the session starts once.
        if !core::mem::replace(&mut session.announced, true) {
            let info = session.info.clone();
            self.emit(Event::Started {
                session_id: info.session_id,
                conversation_id: info.conversation_id,
                data: started.data,
            });
        }
    }

    /// The agent ended the session: the end of a call, and the failure of one that has not connected yet.
    fn session_ended(&mut self, ended: SessionEnded) {
        let SessionEnded { reason, data } = ended;
        if let Phase::Connected(_) = self.phase {
            let reason = reason.map_or(Cow::Borrowed("agent_ended"), Cow::Owned);
            return self.end(reason, EndedBy::Agent, None);
        }
        let what = "The agent ended the session before the call connected";
        let message = match &reason {
            Some(reason) => format!("{what}: {reason}"),
            None => format!("{what}."),
        };
        let error = Error::new(Code::AgentEnded, message).with_data(data);
        if let Phase::Idle(_) = self.phase {
            return self.fail(error);
        }
        self.end(reason.map_or(Cow::Borrowed("agent_ended"), Cow::Owned), EndedBy::Agent, Some(error));
    }

    fn agent_error(&mut self, error: HubError) {
        let HubError { message, recoverable, data } = error;
        let message = message.map_or(Cow::Borrowed("The agent reported an error."), Cow::Owned);
        let error = Error::new(Code::AgentError, message).with_recoverable(recoverable).with_data(data);
        if recoverable {
            self.emit(Event::Error(error));
        } else {
            let error = self.explained(error);
            self.fail(error);
        }
    }

    fn transcription(&mut self, transcription: Transcription) {
        let at_ms = self.since_start();
        let Some(session) = self.phase.session_mut() else { return };
        let id = session.transcript.line_of(&transcription);
        let Transcription { speaker, text, is_final, data, .. } = transcription;
        self.emit(Event::Transcript { id, speaker, text, is_final, at_ms, data });
    }

    fn completed(&mut self, invocation: InvocationId, outcome: &Outcome) {
        if let Phase::HangingUp(hanging_up) = &self.phase {
            if hanging_up.confirmation == invocation {
                self.confirmed();
            }
        } else if self.is_digit(invocation) {
            self.digit_completed(outcome);
        } else if self.phase.round().and_then(Round::offer) == Some(invocation) {
            self.offer_completed(outcome);
        }
    }

    fn hub_ended(&mut self, cause: &signalr::Cause) {
        match &self.phase {
            Phase::Ended(_) => {}
            Phase::HangingUp(_) => self.confirmed(),
            Phase::Connected(_) => {
                let error = self.hub_error(cause);
                self.set_signaling(Signaling::Lost);
                self.log(Level::Warn, "the hub is lost; the call goes on while its audio does", None);
                self.emit(Event::Error(error));
            }
            Phase::Idle(_) | Phase::SettingUp(_) => {
                let error = self.hub_error(cause);
                self.set_signaling(Signaling::Lost);
                // Once the answer is there the rest needs no hub.
                if !self.phase.round().is_some_and(Round::is_answered) {
                    self.fail(error);
                }
            }
        }
    }

    /// What a cause means in the public API.
    fn hub_error(&self, cause: &signalr::Cause) -> Error {
        let none = Trouble::default();
        let trouble = self.phase.hub().map_or(&none, |hub| &hub.trouble);
        let error = hub_failure::error(cause, trouble, self.config.limits.hub);
        if matches!(cause, signalr::Cause::Unreachable { status: Some(401 | 403 | 404) }) {
            self.explained(error)
        } else {
            error
        }
    }

    /// A hub that does not take a session which seemed expired on arrival: it is.
    fn explained(&self, error: Error) -> Error {
        let seems_expired = self.phase.session().is_some_and(|session| session.seems_expired);
        if seems_expired && !matches!(self.phase, Phase::Connected(_)) {
            let expired = Error::new(Code::SessionExpired, EXPIRED);
            expired.with_status(error.status()).with_data(error.data().cloned())
        } else {
            error
        }
    }
}
