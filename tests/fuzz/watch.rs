//! The watch: follows every output of a connection, and fails on a broken promise.

use voisnap_webrtc::{
    signalr::{Effect, Notice, Outcome, Output, RequestId, SocketId, State},
    wire::RawJson,
};

/// The secret that no message and no print-out may hold.
pub(crate) const TOKEN: &str = "hush+hush";

/// What the shell owes an answer.
#[derive(Default)]
pub(crate) struct Owed {
    pub(crate) tokens: Vec<RequestId>,
    pub(crate) negotiations: Vec<RequestId>,
}

/// What is known of a socket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Socket {
    Connecting,
    Open,
    /// Close was sent; nothing may follow it.
    Finished,
    Closed,
}

/// What a run has seen, to show that it is not blind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connected: u64,
    pub(crate) reconnecting: u64,
    pub(crate) resumed: u64,
    pub(crate) events: u64,
    pub(crate) results: u64,
    pub(crate) lost: u64,
}

impl Seen {
    pub(crate) fn add(&mut self, other: Self) {
        self.connected += other.connected;
        self.reconnecting += other.reconnecting;
        self.resumed += other.resumed;
        self.events += other.events;
        self.results += other.results;
        self.lost += other.lost;
    }
}

#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) seen: Seen,
    /// What a good server says first on the newest socket.
    pub(crate) greeting: Option<&'static str>,
    /// Nothing was sent to it.
    pub(crate) silent: bool,
    pub(crate) sockets: Vec<(SocketId, Socket)>,
    /// Invocations without an outcome.
    pub(crate) unsettled: Vec<u32>,
    pub(crate) invoked: u32,
    pub(crate) state: Option<State>,
    pub(crate) ended: bool,
    loss_told: bool,
    pub(crate) owed: Owed,
    pub(crate) asked: Vec<String>,
}

impl Watch {
    pub(crate) fn see(&mut self, output: Output) {
        assert!(!self.ended, "something follows the end: {output:?}");
        let print = format!("{output:?}");
        assert!(!print.contains("hush"), "a secret in print: {print}");
        match output {
            Output::Effect(effect) => self.effect(effect),
            Output::TokenNeeded { request } => self.owed.tokens.push(request),
            Output::Notice(notice) => self.notice(notice),
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Negotiate { request, url, token } => {
                assert!(url.expose().contains("/negotiate?"));
                assert!(!url.expose().contains("hush"), "a token in a URL that is not the socket's");
                assert!(token.is_some_and(|token| token.expose() == TOKEN || token.expose() == "theirs"));
                self.owed.negotiations.push(request);
            }
            Effect::OpenSocket { socket, url } => {
                assert!(url.expose().starts_with("wss://"));
                assert_eq!(url.expose().matches("access_token=").count(), 1);
                assert!(
                    self.sockets.iter().all(|(_, state)| *state == Socket::Closed),
                    "two sockets at once"
                );
                self.sockets.push((socket, Socket::Connecting));
                self.greeting = None;
                self.silent = true;
            }
            Effect::SendText { socket, text } => {
                let (newest, state) = self.sockets.last_mut().expect("a socket");
                assert_eq!(*newest, socket, "a frame for a replaced socket");
                assert!(*state == Socket::Open, "a frame for a socket that is not open");
                let messages = text.strip_suffix('\x1e').expect("a whole frame");
                for message in messages.split('\x1e') {
                    assert!(*state == Socket::Open, "a message after Close");
                    assert!(RawJson::parse(message).is_ok(), "{message}");
                    if message == r#"{"type":7}"# {
                        *state = Socket::Finished;
                    }
                }
                assert!(!text.contains("hush"));
                if text.starts_with(r#"{"type":9"#) {
                    self.seen.resumed += 1;
                    self.greeting = Some("{\"type\":9,\"sequenceId\":1}\x1e");
                } else if text.starts_with(r#"{"protocol""#) {
                    self.greeting = Some("{}\x1e");
                } else {
                    assert!(!self.silent, "a socket does not begin with a handshake");
                }
                self.silent = false;
            }
            Effect::CloseSocket { socket } => {
                let (newest, state) = self.sockets.last_mut().expect("a socket");
                assert_eq!(*newest, socket, "a replaced socket is closed");
                assert!(*state != Socket::Closed, "closed twice");
                *state = Socket::Closed;
            }
        }
    }

    fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::State(state) => {
                let legal = match state {
                    State::Connecting => self.state.is_none(),
                    State::Connected => matches!(self.state, Some(State::Connecting | State::Reconnecting)),
                    State::Reconnecting => self.state == Some(State::Connected),
                    State::Idle | State::Ended => false,
                };
                assert!(legal, "{:?} -> {state:?}", self.state);
                let loss_told = core::mem::take(&mut self.loss_told);
                assert_eq!(loss_told, state == State::Reconnecting, "a loss has a cause, and nothing else");
                self.state = Some(state);
                self.seen.connected += u64::from(state == State::Connected);
                self.seen.reconnecting += u64::from(state == State::Reconnecting);
            }
            Notice::Lost(cause) => {
                assert_eq!(self.state, Some(State::Connected), "lost while it was not there: {cause:?}");
                self.loss_told = true;
            }
            Notice::Event { wants_result, .. } => {
                assert!(self.state.is_some_and(|state| state != State::Connecting), "an event too early");
                self.asked.extend(wants_result);
                self.seen.events += 1;
            }
            Notice::Completed { invocation, outcome } => {
                self.seen.results += u64::from(matches!(outcome, Outcome::Result(_)));
                self.seen.lost += u64::from(matches!(outcome, Outcome::Lost));
                let at = self.unsettled.iter().position(|id| *id == invocation.0);
                self.unsettled.swap_remove(at.expect("settled twice, or never invoked"));
            }
            Notice::Ended(_) => {
                assert!(self.unsettled.is_empty(), "unsettled: {:?}", self.unsettled);
                assert!(
                    self.sockets.iter().all(|(_, state)| *state == Socket::Closed),
                    "a socket is left open"
                );
                self.ended = true;
            }
        }
    }
}
