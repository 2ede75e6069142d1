//! One arm for each thing the machine can ask for.

use super::{
    Driver, Provided, clock,
    globals::is_offline,
    http,
    microphone::{self, Microphone},
    peer::{self, Peer},
    socket::Socket,
};
use crate::{
    call::{ConnectionId, Effect, Failure, InBand, Input, SessionAnswer, StepId},
    secret::Secret,
    signalr,
    wire::http::{HttpAnswer, HttpFailure},
};
use web_sys::{AbortController, AbortSignal, RtcPeerConnection, wasm_bindgen::JsCast};

impl Driver {
    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::RequestToken { step } => {
                self.token(move |driver, given| driver.dispatch(Input::Token { step, given }));
            }
            Effect::CreateSession { step, url, token, body } => {
                self.post(&Secret::new(url), Some(&token), Some(body), move |driver, answer| {
                    let answer = SessionAnswer::Http(answer);
                    driver.dispatch(Input::Session { step, answer, unix: clock::unix() });
                });
            }
            Effect::ProvideSession { step } => self.provide_session(step),
            Effect::OpenMicrophone { step } => microphone::open(self, step),
            Effect::InspectMicrophone => {
                let ended = self.microphone.borrow().as_ref().is_some_and(Microphone::has_ended);
                self.dispatch(Input::MicrophoneInspected { ended });
            }
            Effect::ReleaseMicrophone => drop(self.microphone.take()),
            Effect::OpenPeer { peer: id, ice_servers, relay_only } => {
                match Peer::open(&self.me, id, ice_servers.expose(), relay_only) {
                    Ok(peer) => {
                        self.resource_added(peer.connection().unchecked_ref());
                        *self.peer.borrow_mut() = Some(peer);
                    }
                    Err(thrown) => {
                        let cause = Some(thrown.into());
                        self.dispatch(Input::PeerRefused { peer: id, cause, forbidden: false });
                    }
                }
            }
            Effect::AttachMicrophone => {
                if let (Some(peer), Some(microphone)) = (&*self.peer.borrow(), &*self.microphone.borrow())
                    && let Some(track) = microphone.track()
                {
                    peer.attach(&track, microphone.stream());
                }
            }
            Effect::CreateOffer { round } => self.with_peer(|peer| peer::offer(self, peer, round)),
            Effect::ApplyAnswer { round, sdp } => {
                self.with_peer(|peer| peer::answer(self, peer, round, sdp.expose()));
            }
            Effect::AddCandidate { peer: id, candidate } => {
                if let Some(peer) = &*self.peer.borrow() {
                    peer.add_candidate(self, id, &candidate);
                }
            }
            Effect::ClosePeer => {
                drop(self.speaker.take());
                drop(self.remote.take());
                drop(self.peer.take());
            }
            Effect::Mute(muted) => {
                if let Some(microphone) = &*self.microphone.borrow() {
                    microphone.mute(muted);
                }
            }
            Effect::MeasureAgentAudio { step } => self.with_peer(|peer| peer::listen(self, peer, step)),
            Effect::InsertDtmf { request, digits } => {
                let sent = self.peer.borrow().as_ref().is_some_and(|peer| peer.insert_dtmf(digits.expose()));
                let outcome = if sent { InBand::Played } else { InBand::Unsupported };
                self.dispatch(Input::InBandDtmf { request, outcome });
            }
            Effect::AbortRequests => {
                if let Some(requests) = self.requests.take() {
                    requests.abort();
                }
            }
            Effect::Hub { connection, effect } => self.perform_hub(connection, effect),
        }
    }

    fn perform_hub(&self, connection: ConnectionId, effect: signalr::Effect) {
        match effect {
            signalr::Effect::Negotiate { request, url, token } => {
                self.post(&url, token.as_ref(), None, move |driver, answer| {
                    let input = signalr::Input::Negotiated { request, answer, unix: clock::unix() };
                    driver.dispatch(Input::Hub { connection, input });
                });
            }
            signalr::Effect::OpenSocket { socket, url } => {
                if let Ok(opened) = Socket::open(&self.me, connection, socket, url.expose()) {
                    self.resource_added(opened.as_object());
                    *self.socket.borrow_mut() = Some(opened);
                } else {
                    let input = signalr::Input::Closed { socket, code: 1006, reason: "", clean: false };
                    self.dispatch(Input::Hub { connection, input });
                }
            }
            signalr::Effect::SendText { socket, text } => {
                if let Some(open) = &*self.socket.borrow() {
                    open.send(socket, &text);
                }
            }
            signalr::Effect::CloseSocket { socket } => {
                self.socket.borrow_mut().take_if(|open| open.is(socket));
            }
        }
    }

    fn with_peer(&self, work: impl FnOnce(&RtcPeerConnection)) {
        if let Some(peer) = &*self.peer.borrow() {
            work(peer.connection());
        }
    }

    fn post(
        &self,
        url: &Secret,
        token: Option<&Secret>,
        body: Option<String>,
        then: impl FnOnce(&Self, Result<HttpAnswer, HttpFailure>) + 'static,
    ) {
        http::post(self, url, token, body, Box::new(then));
    }

    /// The application's access token.
    fn token(&self, then: impl FnOnce(&Self, Result<Secret, Failure>) + 'static) {
        self.provide(&self.sources.access_token, |driver, given| {
            let token = secret(given).map(|token| Secret::new(token.expose().trim_ascii().to_owned()));
            then(driver, token.and_then(non_empty));
        });
    }

    fn provide_session(&self, step: StepId) {
        let provided = move |driver: &Self, given: Provided| {
            let answer = SessionAnswer::Provided(secret(given));
            driver.dispatch(Input::Session { step, answer, unix: clock::unix() });
        };
        match &self.sources.session {
            Some(session) => self.provide(session, provided),
            None => provided(self, Err(None)),
        }
    }

    pub(super) fn abort_signal(&self) -> Option<AbortSignal> {
        let mut requests = self.requests.borrow_mut();
        if requests.is_none() {
            *requests = AbortController::new().ok();
        }
        requests.as_ref().map(AbortController::signal)
    }
}

fn non_empty(token: Secret) -> Result<Secret, Failure> {
    if token.expose().is_empty() { Err(Failure::default()) } else { Ok(token) }
}

fn secret(given: Provided) -> Result<Secret, Failure> {
    given.map(Secret::new).map_err(|cause| Failure { cause, offline: is_offline() })
}
