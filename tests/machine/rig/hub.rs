//! What a hub sends.

use super::{Rig, UNIX};
use voisnap_webrtc::{
    call::{ConnectionId, Effect, Failure, Input},
    signalr::{self, SocketId},
    wire::{
        Value,
        http::{HttpAnswer, HttpFailure},
    },
};

impl Rig {
    /// Hands `input` to the newest connection.
    pub(crate) fn hub_input(&mut self, input: signalr::Input<'_>) {
        let connection = self.connection();
        self.input(Input::Hub { connection, input });
    }

    pub(crate) fn connection(&self) -> ConnectionId {
        self.step(|effect| match effect {
            Effect::Hub { connection, .. } => Some(*connection),
            _ => None,
        })
    }

    pub(crate) fn hub_token(&mut self) {
        self.token();
    }

    /// The newest request for a token fails.
    pub(crate) fn token_fails(&mut self, failure: Failure) {
        let step = self.token_step();
        self.input(Input::Token { step, given: Err(failure) });
    }

    /// Answers the negotiation with a refusal and the header `Retry-After`.
    pub(crate) fn negotiation_refused(&mut self, status: u16, retry_after: &str) {
        let answer = HttpAnswer { status, retry_after: Some(retry_after.into()), ..HttpAnswer::default() };
        self.answer_negotiation(Ok(answer));
    }

    /// Answers the negotiation; `None`: there was no readable answer.
    pub(crate) fn negotiated(&mut self, answer: Option<(u16, &str)>) {
        self.answer_negotiation(
            answer
                .map(|(status, body)| HttpAnswer { status, body: body.into(), ..HttpAnswer::default() })
                .ok_or(HttpFailure::Network { cause: None, offline: false }),
        );
    }

    pub(crate) fn answer_negotiation(&mut self, answer: Result<HttpAnswer, HttpFailure>) {
        let request = self.step(|effect| match effect {
            Effect::Hub { effect: signalr::Effect::Negotiate { request, .. }, .. } => Some(*request),
            _ => None,
        });
        self.hub_input(signalr::Input::Negotiated { request, answer, unix: UNIX });
    }

    pub(crate) fn socket(&self) -> SocketId {
        let opened = |effect: &Effect| match effect {
            Effect::Hub { effect: signalr::Effect::OpenSocket { socket, .. }, .. } => Some(*socket),
            _ => None,
        };
        self.effects.iter().rev().find_map(opened).expect("a socket")
    }

    pub(crate) fn opened(&mut self) {
        self.hub_input(signalr::Input::Opened { socket: self.socket() });
    }

    pub(crate) fn hub_says(&mut self, message: &str) {
        let text = format!("{message}\x1e");
        self.hub_input(signalr::Input::Text { socket: self.socket(), text: text.as_str().into() });
    }

    /// The hub's event `name` with one argument, given as JSON.
    pub(crate) fn hub_event(&mut self, name: &str, argument: &str) {
        self.hub_says(&format!(r#"{{"type":1,"target":"{name}","arguments":[{argument}]}}"#));
    }

    /// The completion of the newest invocation of `method`.
    pub(crate) fn completes(&mut self, method: &str, error: Option<&str>) {
        let target = format!(r#""target":"{method}""#);
        let message = self.sent().into_iter().rfind(|message| message.contains(&target));
        let message = message.expect("an invocation");
        let id = Value::parse(&message).unwrap().field("invocationId").unwrap().text().unwrap();
        let error = error.map(|error| format!(r#","error":"{error}""#)).unwrap_or_default();
        self.hub_says(&format!(r#"{{"type":3,"invocationId":"{id}"{error}}}"#));
    }

    /// The socket closes by itself.
    pub(crate) fn closed(&mut self, code: u16) {
        let socket = self.socket();
        self.sockets.retain(|open| *open != socket);
        self.hub_input(signalr::Input::Closed { socket, code, reason: "", clean: false });
    }

    /// The socket closes as `input` says.
    pub(crate) fn socket_closed_by(&mut self, input: signalr::Input<'_>) {
        let socket = self.socket();
        self.sockets.retain(|open| *open != socket);
        self.hub_input(input);
    }

    /// The hub's whole way, from its token to its handshake.
    pub(crate) fn hub(&mut self) {
        self.hub_token();
        self.opened();
        self.hub_says("{}");
    }

    /// Every message that was sent to the hub.
    pub(crate) fn sent(&self) -> Vec<String> {
        let frames = self.effects.iter().filter_map(|effect| match effect {
            Effect::Hub { effect: signalr::Effect::SendText { text, .. }, .. } => Some(text),
            _ => None,
        });
        frames.flat_map(|text| text.split_terminator('\x1e')).map(str::to_owned).collect()
    }
}
