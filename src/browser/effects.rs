//! One arm for each thing the machine can ask for.

use super::{
    Driver, Event, SessionOption, TokenSource, clock,
    globals::json,
    http, microphone,
    peer::{self, Peer},
    socket::Socket,
};
use crate::{
    call::{Effect, Input, SessionAnswer, StepId},
    secret::Secret,
    session::HttpAnswer,
    session::token,
    signalr,
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
                self.token(move |driver, token| driver.dispatch(Input::Token { step, token }));
            }
            Effect::CreateSession { step, url, token, body } => {
                self.post(&Secret::new(url), Some(&token), Some(body), move |driver, answer| {
                    let answer = answer.map_or(SessionAnswer::Failed, SessionAnswer::Http);
                    driver.dispatch(Input::Session { step, answer, unix: clock::unix() });
                });
            }
            Effect::ProvideSession { step } => self.provide_session(step),
            Effect::AskMicrophone { step } => microphone::open(self, step),
            Effect::ReleaseMicrophone => drop(self.microphone.take()),
            Effect::OpenPeer { step, ice_servers, relay_only } => {
                match Peer::open(&self.me, step, ice_servers.expose(), relay_only) {
                    Ok(peer) => {
                        self.tell(Event::Resource(
                            peer.connection().unchecked_ref::<js_sys::Object>().clone(),
                        ));
                        *self.peer.borrow_mut() = Some(peer);
                    }
                    Err(_) => self.dispatch(Input::PeerRefused { step }),
                }
            }
            Effect::AttachMicrophone => {
                if let (Some(peer), Some(microphone)) = (&*self.peer.borrow(), &*self.microphone.borrow())
                    && let Some(track) = microphone.track()
                {
                    peer.attach(&track, microphone.stream());
                }
            }
            Effect::CreateOffer { step } => self.with_peer(|peer| peer::offer(self, peer, step)),
            Effect::ApplyAnswer { step, sdp } => {
                self.with_peer(|peer| peer::answer(self, peer, step, sdp.expose()));
            }
            Effect::AddCandidate(candidate) => {
                if let Some(peer) = &*self.peer.borrow() {
                    peer.add_candidate(self, &candidate);
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
                let sent = self.peer.borrow().as_ref().is_some_and(|peer| peer.insert_dtmf(&digits));
                self.dispatch(Input::InBandDtmf { request, sent });
            }
            Effect::AbortRequests => {
                if let Some(requests) = self.requests.take() {
                    requests.abort();
                }
            }
            Effect::Hub(effect) => self.perform_hub(effect),
        }
    }

    fn perform_hub(&self, effect: signalr::Effect) {
        match effect {
            signalr::Effect::RequestToken { request } => self.token(move |driver, token| {
                let token = token.filter(|token| !token::is_api_key(token));
                driver.dispatch(Input::Hub(signalr::Input::Token { request, token }));
            }),
            signalr::Effect::Negotiate { request, url, token } => {
                self.post(&url, token.as_ref(), None, move |driver, answer| {
                    let answer = answer.as_ref();
                    let answer = answer.map(|a| signalr::HttpAnswer { status: a.status, body: &a.body });
                    driver.dispatch(Input::Hub(signalr::Input::Negotiated { request, answer }));
                });
            }
            signalr::Effect::OpenSocket { socket, url } => match Socket::open(&self.me, socket, url.expose())
            {
                Ok(opened) => {
                    self.tell(Event::Resource(opened.as_object().clone()));
                    *self.socket.borrow_mut() = Some(opened);
                }
                Err(_) => self.dispatch(Input::Hub(signalr::Input::Closed {
                    socket,
                    code: 1006,
                    reason: "",
                    clean: false,
                })),
            },
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
        then: impl FnOnce(&Self, Option<HttpAnswer>) + 'static,
    ) {
        http::post(self, url, token, body, Box::new(then));
    }

    /// The application's access token; `None` where it has none to give.
    fn token(&self, then: impl FnOnce(&Self, Option<Secret>) + 'static) {
        match &self.options.access_token {
            TokenSource::Fixed(token) => then(self, Some(token.clone())),
            TokenSource::Function(function) => self.ask(function, |driver, given| {
                let token = given.and_then(|given| given.as_string());
                let token = token.map(|token| Secret::new(token.trim_ascii().to_owned()));
                then(driver, token.filter(|token| !token.expose().is_empty()));
            }),
        }
    }

    fn provide_session(&self, step: StepId) {
        let provided = move |driver: &Self, session: Option<JsValue>| {
            let answer = session
                .and_then(|session| json(&session))
                .map_or(SessionAnswer::NotProvided, SessionAnswer::Provided);
            driver.dispatch(Input::Session { step, answer, unix: clock::unix() });
        };
        match &self.options.session {
            SessionOption::Given(session) => provided(self, Some(session.clone())),
            SessionOption::Function(function) => self.ask(function, provided),
            SessionOption::Agent { .. } => provided(self, None),
        }
    }

    /// Calls an application's function and waits for what it gives; `None` where it threw.
    fn ask(&self, function: &Function, then: impl FnOnce(&Self, Option<JsValue>) + 'static) {
        match function.call0(&JsValue::UNDEFINED) {
            Ok(given) => self.when(Promise::resolve(&given), |driver, given| then(driver, given.ok())),
            Err(_) => then(self, None),
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
