//! Setting up: microphone, session, hub and peer connection, each as soon as what it needs is there.
//!
//! ```text
//! start ──┬─ microphone ──────────────┐
//!         └─ token ─ session ─┬─ peer ┴─ offer ─┐
//!                             └─ hub ───────────┴─ SendOfferAsync ─ answer ─ media
//! ```

use super::{
    CallState, Effect, Event, Machine, Output, Refusal, SessionAnswer, SessionSource, Stage, StepId, Support,
    classify,
    limits::{KEEP_ALIVE, MAXIMUM_MESSAGE, SERVER_TIMEOUT, Timer},
    machine::{MicrophoneStep, Negotiation, PeerStep, Phase, SessionStep},
};
use crate::{
    error::{Code, Error},
    secret::Secret,
    session::{self, Session, token},
    signalr::{self, Connection, Millis, NEVER, ReconnectPolicy},
    wire,
};

impl Machine {
    pub(super) fn prepare(&mut self, now: Millis) {
        match self.phase {
            Phase::Idle => {}
            Phase::SettingUp | Phase::Up => return self.outputs.push(Output::Prepared(Ok(()))),
            Phase::HangingUp | Phase::Ended => return,
        }
        self.prepare_wanted = true;
        if matches!(self.session, SessionStep::NotAsked) {
            self.request_session(now);
        } else {
            self.tell_prepared();
        }
    }

    /// Resolves `prepare()` once the hub is there.
    pub(super) fn tell_prepared(&mut self) {
        if self.prepare_wanted && self.signaling == super::Signaling::Connected {
            self.prepare_wanted = false;
            self.outputs.push(Output::Prepared(Ok(())));
        }
    }

    pub(super) fn start(&mut self, now: Millis, support: Support, unix: u64) {
        match self.phase {
            Phase::Idle => {}
            Phase::Up => {
                let info = self.info();
                return self.outputs.push(Output::Up(info));
            }
            // It is under way, or will be told with the end.
            Phase::SettingUp | Phase::HangingUp | Phase::Ended => return,
        }
        self.start_at = Some(now);
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
        self.effect(Effect::AskMicrophone { step });
        if self.prepared_session_is_old(unix) {
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

    fn prepared_session_is_old(&self, unix: u64) -> bool {
        matches!(self.session, SessionStep::Known(at) if at <= unix)
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

    pub(super) fn token_arrived(&mut self, now: Millis, step: StepId, token: Option<Secret>) {
        if !matches!(self.session, SessionStep::AwaitingToken(s) if s == step) {
            return;
        }
        let Some(token) = token else {
            return self.fail(now, token_failed());
        };
        if token::is_api_key(&token) {
            return self.fail(now, token::api_key_refused());
        }
        let SessionSource::Agent { agent_id, metadata } = &self.config.source else { return };
        let url = session::request_url(&self.config.base_url);
        let body = session::request_body(agent_id, metadata.as_ref());
        let step = self.next_step();
        self.session = SessionStep::AwaitingAnswer(step);
        self.effect(Effect::CreateSession { step, url, token, body });
    }

    pub(super) fn session_arrived(&mut self, now: Millis, step: StepId, answer: SessionAnswer, unix: u64) {
        if !matches!(self.session, SessionStep::AwaitingAnswer(s) if s == step) {
            return;
        }
        self.timers.stop(Timer::Session);
        let read = match answer {
            SessionAnswer::Http(answer) => session::read_answer(&answer, unix),
            SessionAnswer::Provided(body) => session::read_session(&body),
            SessionAnswer::NotProvided => {
                Err(Error::new(Code::InvalidResponse, "The session function threw, or gave nothing."))
            }
            SessionAnswer::Failed => {
                Err(Error::new(Code::Network, "The session request found no readable answer."))
            }
        };
        match read {
            Ok(session) if session.expires_at.is_some_and(|at| at <= unix) => self.fail(now, expired()),
            Ok(session) => self.session_known(now, session),
            Err(error) => self.fail(now, error),
        }
    }

    fn session_known(&mut self, now: Millis, session: Session) {
        self.progress(now, Stage::Session);
        let mut hub = Connection::new(signalr::Config {
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
        hub.handle(now, signalr::Input::Start);
        self.hub = Some(hub);
        self.drain_hub(now);
        let step = self.next_step();
        self.peer = PeerStep::Open { step, microphone_attached: false };
        self.session = SessionStep::Known(session.expires_at.unwrap_or(NEVER));
        self.session_id = Some(session.id);
        let (ice_servers, relay_only) = (session.ice_servers, self.config.relay_only);
        self.effect(Effect::OpenPeer { step, ice_servers, relay_only });
        self.offer_when_ready();
    }

    pub(super) fn microphone_arrived(&mut self, now: Millis, step: StepId, outcome: Result<(), Refusal>) {
        if self.microphone != MicrophoneStep::AwaitingUser(step) {
            // Nobody wants it any more: the call ended while the user was being asked.
            return self.effect(Effect::ReleaseMicrophone);
        }
        match outcome {
            Ok(()) => {
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

    pub(super) fn peer_refused(&mut self, now: Millis, step: StepId) {
        if matches!(self.peer, PeerStep::Open { step: s, .. } if s == step) {
            let message = "The browser refused the session's iceServers.";
            self.refuse(now, Code::InvalidResponse, message);
        }
    }

    /// Creates the offer once there is a microphone to offer and a peer connection to offer it with.
    fn offer_when_ready(&mut self) {
        let PeerStep::Open { microphone_attached: attached @ false, .. } = &mut self.peer else { return };
        if self.microphone == MicrophoneStep::Live {
            *attached = true;
            self.effect(Effect::AttachMicrophone);
            let step = self.next_step();
            self.negotiation = Negotiation::AwaitingOffer(step);
            self.effect(Effect::CreateOffer { step });
        }
    }

    pub(super) fn offer_arrived(&mut self, now: Millis, step: StepId, sdp: Option<Secret>) {
        if !matches!(self.negotiation, Negotiation::AwaitingOffer(s) if s == step) {
            return;
        }
        let Some(sdp) = sdp else {
            return self.refuse(now, Code::MediaFailed, "The browser could not create an offer.");
        };
        let Some(hub) = &mut self.hub else { return };
        // Queued while the hub is still connecting: it then leaves in the handshake's own frame.
        match hub.invoke(now, "SendOfferAsync", &wire::hub::offer(&sdp), None) {
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
        if self.start_at.is_some() {
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
    Error::new(Code::SessionExpired, "The session's own time was over before it was used.")
}

pub(super) fn token_failed() -> Error {
    Error::new(Code::TokenFailed, "The accessToken function threw, or gave nothing.")
}

/// What a message that could not be handed to the hub means for the call.
pub(super) fn unsendable(error: signalr::SendError, too_large: &'static str) -> Error {
    match error {
        signalr::SendError::TooLarge { .. } => Error::new(Code::OfferRejected, too_large),
        signalr::SendError::Ended => Error::new(Code::HubClosed, "The hub's connection is closed."),
    }
}
