//! One arm for each thing the machine can ask for.

use super::{
    Driver, Event, SessionOption, TokenSource, clock,
    globals::{is_offline, json},
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
use js_sys::{Function, Promise};
use web_sys::{
    AbortController, AbortSignal, RtcPeerConnection, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

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
                        self.tell(Event::Resource(
                            peer.connection().unchecked_ref::<js_sys::Object>().clone(),
                        ));
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
                    self.tell(Event::Resource(opened.as_object().clone()));
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
        match &self.options.access_token {
            TokenSource::Fixed(token) => then(self, Ok(token.clone())),
            TokenSource::Function(function) => self.ask(function, |driver, given| {
                let token = given.map(|given| given.as_string().unwrap_or_default());
                let token = token.map(|token| Secret::new(token.trim_ascii().to_owned()));
                then(driver, token.and_then(non_empty));
            }),
        }
    }

    fn provide_session(&self, step: StepId) {
        let provided = move |driver: &Self, given: Result<JsValue, Failure>| {
            let given = given.and_then(|given| json(&given).ok_or_else(Failure::default));
            let answer = SessionAnswer::Provided(given.map(Secret::new));
            driver.dispatch(Input::Session { step, answer, unix: clock::unix() });
        };
        match &self.options.session {
            SessionOption::Given(session) => provided(self, Ok(session.clone())),
            SessionOption::Function(function) => self.ask(function, provided),
            SessionOption::Agent { .. } => provided(self, Err(Failure::default())),
        }
    }

    /// Calls an application's function and waits for what it gives.
    fn ask(&self, function: &Function, then: impl FnOnce(&Self, Result<JsValue, Failure>) + 'static) {
        match function.call0(&JsValue::UNDEFINED) {
            Ok(given) => self.when(Promise::resolve(&given), |driver, given| {
                then(driver, given.map_err(failure));
            }),
            Err(thrown) => then(self, Err(failure(thrown))),
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

fn failure(thrown: JsValue) -> Failure {
    Failure { cause: Some(thrown.into()), offline: is_offline() }
}
