//! Setting up: microphone, session, hub and peer connection, each as soon as what it needs is there.
//!
//! ```text
//! start ──┬─ microphone ──────────────┐
//!         └─ token ─ session ─┬─ peer ┴─ offer ─┐
//!                             └─ hub ───────────┴─ SendOfferAsync ─ answer ─ media
//! ```

use super::{
    Answer, CallState, ConnectionId, Effect, Event, Failure, Level, Machine, OpenedMicrophone, PeerId,
    Refusal, RequestId, RoundId, SessionAnswer, SessionSource, Stage, StepId, Support, classify,
    ending::call_ended,
    limits::{KEEP_ALIVE, MAXIMUM_MESSAGE, SERVER_TIMEOUT, Timer},
    machine::{Hub, MicrophoneStep, Negotiation, PeerStep, Phase, SessionStep},
};
use crate::{
    error::{Cause, Code, Error},
    secret::Secret,
    session::{self, Session, SessionRequest, token},
    signalr::{self, Connection, Millis, NEVER, ReconnectPolicy},
    wire::{self, http::HttpFailure},
};

impl Machine {
    pub(super) fn prepare(&mut self, now: Millis, request: RequestId) {
        match self.phase {
            Phase::Idle => {}
            Phase::SettingUp | Phase::Up => return self.settle(request, Ok(Answer::Done)),
            Phase::HangingUp | Phase::Ended => return self.settle(request, Err(call_ended())),
        }
        self.pending.prepare.push(request);
        if matches!(self.session, SessionStep::NotAsked) {
            self.request_session(now);
        } else {
            self.settle_prepared();
        }
    }

    /// Resolves `prepare()` once the hub is there.
    pub(super) fn settle_prepared(&mut self) {
        if self.signaling == super::Signaling::Connected {
            let requests = core::mem::take(&mut self.pending.prepare);
            self.settle_all(requests, &Ok(Answer::Done));
        }
    }

    pub(super) fn start(&mut self, now: Millis, request: RequestId, support: Support, elapsed: Millis) {
        match self.phase {
            Phase::Idle => self.pending.start.push(request),
            Phase::SettingUp => return self.pending.start.push(request),
            Phase::Up => {
                let info = self.info();
                return self.settle(request, Ok(Answer::Started(info)));
            }
            Phase::HangingUp | Phase::Ended => return self.settle(request, Err(call_ended())),
        }
        self.started = Some((now, elapsed));
        self.phase = Phase::SettingUp;
        self.set_state(CallState::Connecting);
        let refused = match support {
            Support { secure: false, .. } => {
                Some((Code::InsecureContext, "The page is neither on https nor on localhost."))
            }
            Support { webrtc: false, .. } => Some((Code::UnsupportedBrowser, "This browser has no WebRTC.")),
            Support { microphone: false, .. } => {
                Some((Code::UnsupportedBrowser, "This browser gives pages no microphone."))
            }
            _ => None,
        };
        if let Some((code, message)) = refused {
            return self.refuse(now, code, message);
        }
        let step = self.next_step();
        self.microphone = MicrophoneStep::AwaitingUser(step);
        self.effect(Effect::OpenMicrophone { step });
        if self.prepared_session_is_old(now) {
            if !self.session_is_renewable() {
                return self.fail(now, expired());
            }
            self.forget_session(now);
        } else if self.signaling == super::Signaling::Reconnecting && self.session_is_renewable() {
            // A fresh session is sooner there than a hub that is tried again for as long as a running call allows.
            self.forget_session(now);
        }
        match self.session {
            SessionStep::NotAsked => self.request_session(now),
            SessionStep::Known(_) => {
                self.progress(now, Stage::Session);
                if self.signaling == super::Signaling::Connected {
                    self.progress(now, Stage::Hub);
                }
            }
            _ => {}
        }
    }

    fn prepared_session_is_old(&self, now: Millis) -> bool {
        matches!(self.session, SessionStep::Known(at) if at <= now)
    }

    /// Lets go of what was prepared for a session that is out of date or failed, and of what its hub has told.
    pub(super) fn forget_session(&mut self, now: Millis) {
        self.drop_hub(now);
        self.close_peer();
        self.set_signaling(super::Signaling::Idle);
        self.session = SessionStep::NotAsked;
        self.session_id = None;
        self.conversation_id = None;
        self.started_told = false;
        self.early = super::machine::EarlyCandidates::default();
    }

    fn request_session(&mut self, now: Millis) {
        let step = self.next_step();
        self.timers.arm(Timer::Session, now, self.config.limits.session);
        match self.config.source {
            SessionSource::Agent { .. } => {
                self.session = SessionStep::AwaitingToken(step);
                self.effect(Effect::RequestToken { step });
            }
            SessionSource::Provided { .. } => {
                self.session = SessionStep::AwaitingAnswer(step);
                self.effect(Effect::ProvideSession { step });
            }
        }
    }

    pub(super) fn token_arrived(&mut self, now: Millis, step: StepId, given: Result<Secret, Failure>) {
        if !matches!(self.session, SessionStep::AwaitingToken(s) if s == step) {
            return self.hub_token_arrived(now, step, given);
        }
        let token = match given.map_err(token_failed).and_then(|given| token::read(given.expose())) {
            Ok(token) => token,
            Err(error) => return self.fail(now, error),
        };
        let SessionSource::Agent { agent_id, metadata } = &self.config.source else { return };
        let url = session::request_url(&self.config.base_url);
        let body = SessionRequest { agent_id, metadata: metadata.as_ref() }.to_json();
        let step = self.next_step();
        self.session = SessionStep::AwaitingAnswer(step);
        self.effect(Effect::CreateSession { step, url, token, body });
    }

    pub(super) fn session_arrived(&mut self, now: Millis, step: StepId, answer: SessionAnswer, unix: u64) {
        if !matches!(self.session, SessionStep::AwaitingAnswer(s) if s == step) {
            return;
        }
        self.timers.stop(Timer::Session);
        let mut date = None;
        let read = match answer {
            SessionAnswer::Http(Ok(answer)) => {
                let read = session::read_answer(&answer, unix);
                date = answer.date;
                read
            }
            SessionAnswer::Http(Err(failure)) => Err(request_failed(failure)),
            SessionAnswer::Provided(Ok(body)) => session::read_provided(&body),
            SessionAnswer::Provided(Err(failure)) => Err(session_failed(failure)),
        };
        match read {
            Ok(session) => {
                // The lifetime as seen on arrival, on the steady clock: the caller's wall clock may be wrong, or be set.
                let lifetime = session.lifetime(date.as_deref(), unix);
                self.session_known(now, session, lifetime);
            }
            Err(error) => self.fail(now, error),
        }
    }

    fn session_known(&mut self, now: Millis, session: Session, lifetime: Option<Millis>) {
        self.progress(now, Stage::Session);
        let mut connection = Connection::new(signalr::Config {
            url: session::hub_url(&self.config.base_url, &session),
            negotiate: self.config.negotiate,
            stateful_reconnect: self.config.stateful_reconnect,
            connect_timeout: self.config.limits.hub,
            server_timeout: SERVER_TIMEOUT,
            keep_alive: KEEP_ALIVE,
            maximum_message: MAXIMUM_MESSAGE,
            reconnect: (self.config.reconnect_for > 0)
                .then_some(ReconnectPolicy { for_ms: self.config.reconnect_for }),
            seed: self.config.seed,
        });
        connection.handle(now, signalr::Input::Start);
        let id = ConnectionId(self.next_id());
        self.hub = Some(Hub { id, connection, token: None, failure: None });
        self.drain_hub(now);
        let peer = PeerId(self.next_id());
        self.peer = PeerStep::Open { peer, microphone_attached: false };
        self.session = SessionStep::Known(lifetime.map_or(NEVER, |left| now.saturating_add(left)));
        self.session_id = Some(session.id);
        let (ice_servers, relay_only) = (session.ice_servers, self.config.relay_only);
        self.effect(Effect::OpenPeer { peer, ice_servers, relay_only });
        let refused = session.refused_ice_servers.iter().map(|entry| (entry.index, entry.reason.to_owned()));
        self.ice_servers_refused(peer, &refused.collect::<Vec<_>>());
        self.offer_when_ready();
    }

    pub(super) fn microphone_arrived(
        &mut self,
        now: Millis,
        step: StepId,
        outcome: Result<OpenedMicrophone, Refusal>,
    ) {
        if self.microphone != MicrophoneStep::AwaitingUser(step) {
            // Nobody wants it any more: the call ended while the user was being asked.
            return self.effect(Effect::ReleaseMicrophone);
        }
        match outcome {
            Ok(_) => {
                self.microphone = MicrophoneStep::Live;
                self.progress(now, Stage::Microphone);
                if self.muted {
                    self.effect(Effect::Mute(true));
                }
                self.offer_when_ready();
            }
            Err(refusal) => self.fail(now, classify(&refusal)),
        }
    }

    pub(super) fn peer_refused(&mut self, now: Millis, peer: PeerId, cause: Option<Cause>, forbidden: bool) {
        if !self.is_current_peer(peer) {
            return;
        }
        let error = if forbidden {
            Error::new(Code::UnsupportedBrowser, "The browser forbids peer connections.")
        } else {
            Error::new(Code::InvalidResponse, "The browser refused the session's iceServers.")
        };
        self.fail(now, error.with_cause(cause));
    }

    pub(super) fn ice_servers_refused(&mut self, peer: PeerId, refused: &[(usize, String)]) {
        if self.is_current_peer(peer) {
            for (index, reason) in refused {
                let detail = format!("iceServers[{index}]: {reason}");
                self.log(Level::Warn, "an ICE server was refused and is not used", Some(detail.into()));
            }
        }
    }

    /// Creates the offer once there is a microphone to offer and a peer connection to offer it with.
    fn offer_when_ready(&mut self) {
        let PeerStep::Open { microphone_attached: attached @ false, .. } = &mut self.peer else { return };
        if self.microphone == MicrophoneStep::Live {
            *attached = true;
            self.effect(Effect::AttachMicrophone);
            let round = RoundId(self.next_id());
            self.negotiation = Negotiation::AwaitingOffer(round);
            self.effect(Effect::CreateOffer { round });
        }
    }

    pub(super) fn offer_arrived(
        &mut self,
        now: Millis,
        round: RoundId,
        outcome: Result<Secret, Option<Cause>>,
    ) {
        if !matches!(self.negotiation, Negotiation::AwaitingOffer(awaited) if awaited == round) {
            return;
        }
        let sdp = match outcome {
            Ok(sdp) => sdp,
            Err(cause) => {
                let error = Error::new(Code::MediaFailed, "The browser could not create an offer.");
                return self.fail(now, error.with_cause(cause));
            }
        };
        let Some(hub) = &mut self.hub else { return };
        // Queued while the hub is still connecting: it then leaves in the handshake's own frame.
        match hub.connection.invoke(now, "SendOfferAsync", &wire::hub::offer(&sdp), None) {
            Ok(invocation) => {
                self.negotiation = Negotiation::AwaitingAnswer { invocation, left: false };
                for candidate in core::mem::take(&mut self.early.local) {
                    self.send_candidate(now, &candidate);
                }
                self.offer_left_when_connected(now);
                self.drain_hub(now);
            }
            Err(error) => {
                self.fail(now, unsendable(error, "The offer is over the hub's limit for one message."));
            }
        }
    }

    /// The answer's clock starts when the offer is on its way, not when it is ready.
    pub(super) fn offer_left_when_connected(&mut self, now: Millis) {
        if let Negotiation::AwaitingAnswer { left: left @ false, .. } = &mut self.negotiation
            && self.signaling == super::Signaling::Connected
        {
            *left = true;
            self.timers.arm(Timer::Answer, now, self.config.limits.answer);
            self.progress(now, Stage::Offer);
        }
    }

    /// Tells a stage's time, once the application has asked for the call.
    pub(super) fn progress(&mut self, now: Millis, stage: Stage) {
        if self.started.is_some() {
            self.event(Event::Progress { stage, ms: self.since_start(now) });
        }
    }

    pub(super) fn step_timed_out(&mut self, now: Millis, timer: Timer) {
        let (code, message) = match timer {
            Timer::Session => (Code::SessionTimeout, "The session request was not answered in time."),
            Timer::Answer => (Code::AnswerTimeout, "The agent did not answer the offer in time."),
            _ => (Code::MediaTimeout, "Audio did not connect in time."),
        };
        self.refuse(now, code, message);
    }
}

fn expired() -> Error {
    Error::new(Code::SessionExpired, "The session expired before it was used.")
}

pub(super) fn token_failed(failure: Failure) -> Error {
    Error::new(Code::TokenFailed, "The accessToken function threw, or gave nothing.")
        .with_cause(failure.cause)
}

fn session_failed(failure: Failure) -> Error {
    Error::new(Code::SessionFailed, "The session function threw, or gave nothing.").with_cause(failure.cause)
}

fn request_failed(failure: HttpFailure) -> Error {
    match failure {
        HttpFailure::Request { cause } => {
            Error::new(Code::InvalidOptions, "The session request could not be built.").with_cause(cause)
        }
        HttpFailure::Network { cause, .. } => {
            let message = "The session request failed before a response arrived.";
            Error::new(Code::Network, message).with_cause(cause)
        }
        HttpFailure::TooLarge => {
            Error::new(Code::InvalidResponse, "The session answer is larger than any documented one.")
        }
    }
}

/// What a message that could not be handed to the hub means for the call.
pub(super) fn unsendable(error: signalr::SendError, too_large: &'static str) -> Error {
    match error {
        signalr::SendError::TooLarge { .. } => Error::new(Code::OfferRejected, too_large),
        signalr::SendError::Ended => Error::new(Code::HubClosed, "The hub's connection is closed."),
    }
}
