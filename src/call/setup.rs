//! Setting up: microphone, session, hub and peer connection, each as soon as what it needs is there.
//!
//! ```text
//! start ──┬─ microphone ──────────────┐
//!         └─ token ─ session ─┬─ peer ┴─ offer ─┐
//!                             └─ hub ───────────┴─ SendOfferAsync ─ answer ─ media
//! ```

use super::{
    Answer, CallInfo, CallState, Effect, Event, Failure, Level, Machine, PeerId, RequestId, SessionAnswer,
    SessionSource, Signaling, Stage, StepId, Support,
    ending::call_ended,
    hub::Hub,
    limits::Timer,
    microphone::Microphone,
    state::{Link, Phase, Session, SettingUp, Start},
    transcript::Transcript,
};
use crate::{
    error::{Cause, Code, Error},
    secret::Secret,
    session::{self, SessionRequest, token},
    time::{Millis, NEVER},
    wire::http::HttpFailure,
};
use std::borrow::Cow;

impl Machine {
    pub(super) fn prepare(&mut self, request: RequestId) {
        match &self.phase {
            Phase::Idle(link) => {
                let is_closed = matches!(link, Link::Closed);
                self.questions.prepare.push(request);
                if is_closed {
                    self.log(Level::Info, "preparing", None);
                    self.request_session();
                } else {
                    self.settle_prepared();
                }
            }
            Phase::SettingUp(_) | Phase::Connected(_) => self.settle(request, Ok(Answer::Done)),
            Phase::HangingUp(_) | Phase::Ended(_) => self.settle(request, Err(call_ended())),
        }
    }

    /// Answers `prepare()` once the hub is connected.
    pub(super) fn settle_prepared(&mut self) {
        if self.signaling() == Signaling::Connected {
            let requests = core::mem::take(&mut self.questions.prepare);
            self.settle_all(requests, &Ok(Answer::Done));
        }
    }

    pub(super) fn start(&mut self, request: RequestId, support: Support, elapsed: Millis) {
        let link = match &mut self.phase {
            Phase::Idle(link) => core::mem::replace(link, Link::Closed),
            Phase::SettingUp(_) => return self.questions.start.push(request),
            Phase::Connected(_) => return self.settle(request, Ok(Answer::Started(self.info()))),
            Phase::HangingUp(_) | Phase::Ended(_) => return self.settle(request, Err(call_ended())),
        };
        self.questions.start.push(request);
        let step = self.next_step();
        self.phase = Phase::SettingUp(SettingUp {
            start: Start { at: self.clock.now(), elapsed },
            link,
            microphone: Microphone::Opening(step),
            round: None,
        });
        self.set_state(CallState::Connecting);
        if let Some(error) = refusal(support) {
            return self.fail(error);
        }
        self.effect(Effect::OpenMicrophone { step });
        self.use_what_is_prepared();
    }

    /// Goes on with the session that `prepare()` made, or with a new one where that has expired.
    fn use_what_is_prepared(&mut self) {
        let now = self.clock.now();
        if self.phase.session().is_some_and(|session| session.expires_at <= now) {
            if !self.session_is_renewable() {
                return self.fail(Error::new(Code::SessionExpired, EXPIRED));
            }
            self.discard_session();
        } else if self.signaling() == Signaling::Reconnecting && self.session_is_renewable() {
            // A new session is there sooner than a hub that is tried again for as long as a running call allows.
            self.discard_session();
        }
        match self.phase.link_mut() {
            Some(Link::Closed) => self.request_session(),
            Some(Link::Open(_)) => {
                self.progress(Stage::Session);
                if self.signaling() == Signaling::Connected {
                    self.progress(Stage::Hub);
                }
            }
            _ => {}
        }
    }

    /// Disposes of a session that has expired or failed, with its hub and its peer connection.
    pub(super) fn discard_session(&mut self) {
        let session = self.phase.link_mut().and_then(Link::take_session);
        if let Some(session) = session {
            self.stop_hub(session.hub);
            self.effect(Effect::ClosePeer);
            self.set_signaling(Signaling::Idle);
        }
    }

    fn request_session(&mut self) {
        let step = self.next_step();
        self.arm(Timer::Session, self.config.limits.session);
        let (link, effect) = match self.config.source {
            SessionSource::Agent { .. } => (Link::AwaitingToken(step), Effect::RequestToken { step }),
            SessionSource::Provided { .. } => (Link::AwaitingSession(step), Effect::ProvideSession { step }),
        };
        self.set_link(link);
        self.effect(effect);
    }

    fn set_link(&mut self, link: Link) {
        if let Some(current) = self.phase.link_mut() {
            *current = link;
        }
    }

    pub(super) fn token_arrived(&mut self, step: StepId, given: Result<Secret, Failure>) {
        if !matches!(self.phase.link_mut(), Some(Link::AwaitingToken(awaited)) if *awaited == step) {
            return self.hub_token_arrived(step, given);
        }
        match read_token(given) {
            Ok(token) => self.create_session(token),
            Err(error) => self.fail(error),
        }
    }

    fn create_session(&mut self, token: Secret) {
        let SessionSource::Agent { agent_id, metadata } = &self.config.source else { return };
        let url = session::request_url(&self.config.base_url);
        let body = SessionRequest { agent_id, metadata: metadata.as_ref() }.to_json();
        let step = self.next_step();
        self.set_link(Link::AwaitingSession(step));
        self.effect(Effect::CreateSession { step, url, token, body });
    }

    pub(super) fn session_arrived(&mut self, step: StepId, answer: SessionAnswer, unix: u64) {
        if !matches!(self.phase.link_mut(), Some(Link::AwaitingSession(awaited)) if *awaited == step) {
            return;
        }
        self.timers.disarm(Timer::Session);
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
                let seems_expired = session.seems_expired(date.as_deref(), unix);
                self.open_session(session, lifetime, seems_expired);
            }
            Err(error) => self.fail(error),
        }
    }

    fn open_session(&mut self, session: session::Session, lifetime: Option<Millis>, seems_expired: bool) {
        self.progress(Stage::Session);
        let url = session::hub_url(&self.config.base_url, &session);
        let id = self.next_id();
        let hub = Hub::new(&self.config, url, id);
        let peer = PeerId(self.next_id());
        self.set_link(Link::Open(Box::new(Session {
            info: CallInfo { session_id: session.id, conversation_id: None },
            expires_at: lifetime.map_or(NEVER, |left| self.clock.now().saturating_add(left)),
            seems_expired,
            announced: false,
            hub,
            peer,
            transcript: Transcript::default(),
        })));
        self.drive_hub(crate::signalr::Input::Start);
        let (ice_servers, relay_only) = (session.ice_servers, self.config.relay_only);
        self.effect(Effect::OpenPeer { peer, ice_servers, relay_only });
        let refused = session.refused_ice_servers.iter().map(|entry| (entry.index, entry.reason.to_owned()));
        self.ice_servers_refused(peer, &refused.collect::<Vec<_>>());
        self.offer_when_ready();
    }

    pub(super) fn peer_refused(&mut self, peer: PeerId, cause: Option<Cause>, forbidden: bool) {
        if !self.is_current_peer(peer) {
            return;
        }
        let error = if forbidden {
            Error::new(Code::UnsupportedBrowser, "The browser forbids peer connections.")
        } else {
            Error::new(Code::InvalidResponse, "The browser refused the session's iceServers.")
        };
        self.fail(error.with_cause(cause));
    }

    pub(super) fn ice_servers_refused(&mut self, peer: PeerId, refused: &[(usize, String)]) {
        if self.is_current_peer(peer) {
            for (index, reason) in refused {
                let detail = Cow::Owned(format!("iceServers[{index}]: {reason}"));
                self.log(Level::Warn, "an ICE server is refused and not used", detail);
            }
        }
    }

    pub(super) fn is_current_peer(&self, peer: PeerId) -> bool {
        self.phase.session().is_some_and(|session| session.peer == peer)
    }

    pub(super) fn session_timed_out(&mut self) {
        let step = match (self.phase.link_mut(), &self.config.source) {
            (Some(Link::AwaitingToken(_)), _) => "The access token function did not settle",
            (_, SessionSource::Agent { .. }) => "The session request was not answered",
            (_, SessionSource::Provided { .. }) => "The session function did not settle",
        };
        let limit = self.config.limits.session;
        self.fail(Error::new(Code::SessionTimeout, format!("{step} within {limit} ms.")));
    }

    /// Publishes a stage's time, once the application has started the call.
    pub(super) fn progress(&mut self, stage: Stage) {
        if self.phase.start().is_some() {
            let ms = self.since_start();
            self.log(Level::Info, "stage reached", Cow::Owned(format!("{} after {ms} ms", stage.as_str())));
            self.emit(Event::Progress { stage, ms });
        }
    }
}

/// What happened to a session that was prepared, or given, too early.
pub(super) const EXPIRED: &str = "The session expired before it was used.";

/// Why this page or browser cannot place a call; `None`: it can.
fn refusal(support: Support) -> Option<Error> {
    let (code, message) = match support {
        // First: a host that is no browser is not a secure context either.
        Support { webrtc: false, .. } => (Code::UnsupportedBrowser, "This browser has no WebRTC."),
        Support { secure: false, .. } => {
            (Code::InsecureContext, "The page is neither on https nor on localhost.")
        }
        Support { microphone: false, .. } => {
            (Code::UnsupportedBrowser, "This browser has no microphone API.")
        }
        Support { secure: true, webrtc: true, microphone: true } => return None,
    };
    Some(Error::new(code, message))
}

/// The access token, for the session request and the hub alike.
pub(super) fn read_token(given: Result<Secret, Failure>) -> Result<Secret, Error> {
    match given {
        Ok(given) => token::read(given.expose()),
        Err(failure) => {
            let message = match failure.cause {
                Some(_) => "The access token function threw or rejected: see the cause.",
                None => {
                    "The access token function returned no text: it must return a JWT, or a promise of one."
                }
            };
            Err(function_failed(failure, Code::TokenFailed, message))
        }
    }
}

fn session_failed(failure: Failure) -> Error {
    let message = match failure.cause {
        Some(_) => "The session function threw or rejected: see the cause.",
        None => "The session function returned no session.",
    };
    function_failed(failure, Code::SessionFailed, message)
}

/// What the failure of an application's function means: without a network its own requests cannot succeed.
fn function_failed(failure: Failure, code: Code, message: &'static str) -> Error {
    let code = if failure.offline { Code::Network } else { code };
    Error::new(code, message).with_cause(failure.cause)
}

fn request_failed(failure: HttpFailure) -> Error {
    match failure {
        HttpFailure::Request { cause } => {
            Error::new(Code::InvalidOptions, "The session request could not be built.").with_cause(cause)
        }
        HttpFailure::Network { cause, .. } => {
            let message = "The session request failed before a response arrived (offline, DNS, TLS or CORS).";
            Error::new(Code::Network, message).with_cause(cause)
        }
        HttpFailure::TooLarge => {
            Error::new(Code::InvalidResponse, "The session response is larger than any documented one.")
        }
    }
}
