//! One arm for each thing that the machine has to be done.

use super::{
    Driver, Provided, Provider, clock,
    driver::{Machine, Then},
    globals::is_offline,
    socket::Socket,
    task::spawn,
};
use crate::{
    call::{ConnectionId, Effect, Failure, Input, SessionAnswer, StepId},
    error::Cause,
    secret::Secret,
    signalr,
};
use std::rc::Weak;

impl<M: Machine> Driver<M> {
    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::RequestToken { step } => self.request_token(step),
            Effect::CreateSession { step, url, token, body } => {
                let then = move |driver: &Self, answer| driver.session(step, SessionAnswer::Http(answer));
                self.post(&Secret::new(url), Some(&token), Some(body), Box::new(then));
            }
            Effect::ProvideSession { step } => self.provide_session(step),
            Effect::OpenMicrophone { step } => self.open_microphone(step),
            Effect::InspectMicrophone => self.inspect_microphone(),
            Effect::ReleaseMicrophone => drop(self.microphone.take()),
            Effect::OpenPeer { peer, ice_servers, relay_only } => {
                self.open_peer(peer, &ice_servers, relay_only);
            }
            Effect::AttachMicrophone => self.attach_microphone(),
            Effect::CreateOffer { round } => self.create_offer(round),
            Effect::ApplyAnswer { round, sdp } => self.apply_answer(round, sdp.expose()),
            Effect::AddCandidate { peer, candidate } => self.add_candidate(peer, &candidate),
            Effect::ClosePeer => {
                drop(self.speaker.take());
                drop(self.remote.take());
                drop(self.peer.take());
            }
            Effect::Mute(muted) => {
                let microphone = self.microphone.borrow().clone();
                if let Some(microphone) = microphone {
                    microphone.mute(muted);
                }
            }
            Effect::MeasureAgentAudio { step } => self.measure_agent_audio(step),
            Effect::InsertDtmf { request, digits } => self.insert_dtmf(request, digits.expose()),
            Effect::AbortRequests => self.abort_requests(),
            Effect::Hub { connection, effect } => self.perform_hub(connection, effect),
        }
    }

    fn perform_hub(&self, connection: ConnectionId, effect: signalr::Effect) {
        match effect {
            signalr::Effect::Negotiate { request, url, token } => {
                let then = move |driver: &Self, answer| {
                    let input = signalr::Input::Negotiated { request, answer, unix: clock::unix() };
                    driver.dispatch(Input::Hub { connection, input });
                };
                self.post(&url, token.as_ref(), None, Box::new(then));
            }
            signalr::Effect::OpenSocket { socket, url } => {
                if let Ok(opened) = Socket::open(self, (connection, socket), url.expose()) {
                    drop(self.socket.replace(Some(opened)));
                } else {
                    let input = signalr::Input::Closed { socket, code: 1006, reason: "", clean: false };
                    self.dispatch(Input::Hub { connection, input });
                }
            }
            signalr::Effect::SendText { socket, text } => {
                let open = self.socket.borrow().clone();
                if let Some(open) = open.filter(|open| open.is((connection, socket))) {
                    open.send(&text);
                }
            }
            signalr::Effect::CloseSocket { socket } => {
                let closed = self.socket.borrow_mut().take_if(|open| open.is((connection, socket)));
                drop(closed);
            }
        }
    }

    fn request_token(&self, step: StepId) {
        let provided = move |driver: &Self, given: Provided| {
            driver.dispatch(Input::Token { step, given: given.map(Secret::new).map_err(failure) });
        };
        self.call_provider(&self.sources.access_token, Box::new(provided));
    }

    fn provide_session(&self, step: StepId) {
        let provided = move |driver: &Self, given: Provided| {
            driver.session(step, SessionAnswer::Provided(given.map(Secret::new).map_err(failure)));
        };
        match &self.sources.session {
            Some(session) => self.call_provider(session, Box::new(provided)),
            None => provided(self, Err(None)),
        }
    }

    fn session(&self, step: StepId, answer: SessionAnswer) {
        self.dispatch(Input::Session { step, answer, unix: clock::unix() });
    }

    /// Calls an application's function, and hands on what it comes to.
    fn call_provider(&self, provider: &Provider, then: Then<M, Provided>) {
        let given = provider();
        let me = Weak::clone(&self.me);
        spawn(async move {
            let given = given.await;
            if let Some(driver) = me.upgrade() {
                then(&driver, given);
            }
        });
    }
}

/// Why an application's function gave nothing.
fn failure(cause: Option<Cause>) -> Failure {
    Failure { cause, offline: is_offline() }
}
