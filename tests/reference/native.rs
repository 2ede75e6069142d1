//! The native shell: does what a client asks over plain TCP, one thing after the other.

use std::time::{Duration, Instant};

use voisnap_webrtc::{
    signalr::{Connection, Effect, Input, Millis, SocketId},
    wire::http::{HttpAnswer, HttpFailure},
};

use super::{
    client::Client,
    socket::{Said, Socket, post},
};

pub(crate) struct NativeShell {
    pub(crate) client: Client,
    begun: Instant,
    socket: Option<(SocketId, Socket)>,
    /// Sockets that were opened or refused, and the connection does not know it yet.
    opened: Vec<(SocketId, bool)>,
    /// Sockets that are open to the server and silent for us.
    dead: Vec<Socket>,
    /// The status with which the last socket was refused.
    pub(crate) refusal: Option<u16>,
}

impl NativeShell {
    /// A shell around a client that was not started yet.
    pub(crate) fn new(client: Client) -> Self {
        let begun = Instant::now();
        Self { client, begun, socket: None, opened: vec![], dead: vec![], refusal: None }
    }

    /// Lets `act` use the connection, and does what it then asks for.
    pub(crate) fn act(&mut self, act: impl FnOnce(&mut Connection, Millis)) {
        let effects = self.client.act(self.now(), act);
        self.perform(effects);
    }

    /// The network takes the socket that is open, and tells neither end.
    pub(crate) fn go_dead(&mut self) {
        self.dead.extend(self.socket.take().map(|(_, socket)| socket));
    }

    fn now(&self) -> Millis {
        Millis::try_from(self.begun.elapsed().as_millis()).expect("a short test")
    }

    fn input(&mut self, input: Input<'_>) {
        let effects = self.client.handle(self.now(), input);
        self.perform(effects);
    }

    /// One thing that happens, within `limit`: a socket opens or not, a frame arrives, a timer is due.
    pub(crate) fn turn(&mut self, limit: Duration) {
        if let Some((socket, open)) = self.opened.pop() {
            return if open {
                self.input(Input::Opened { socket });
            } else {
                self.input(Input::Closed { socket, code: 1006, reason: "", clean: false });
            };
        }
        let due = self.client.hub.deadline().map_or(u64::MAX, |due| due.saturating_sub(self.now()));
        if due == 0 {
            return self.input(Input::Timeout);
        }
        let limit = limit.min(Duration::from_millis(due));
        let Some((id, socket)) = &mut self.socket else {
            // Nothing can happen before the timer.
            return std::thread::sleep(limit);
        };
        let id = *id;
        match socket.receive(limit) {
            Said::Text(text) => self.input(Input::Text { socket: id, text: text.as_str().into() }),
            Said::Closed { code } => {
                self.socket = None;
                self.input(Input::Closed { socket: id, code, reason: "", clean: code != 1006 });
            }
            Said::Nothing => {}
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Negotiate { request, url, token } => {
                    let token = token.as_ref().map(|token| token.expose().as_str());
                    let answer = post(url.expose(), token)
                        .map(|(status, body)| HttpAnswer { status, body, ..HttpAnswer::default() })
                        .map_err(|_| HttpFailure::Network { cause: None, offline: false });
                    self.input(Input::Negotiated { request, answer, unix: 0 });
                }
                Effect::OpenSocket { socket, url } => {
                    let opened = Socket::open(url.expose());
                    self.refusal = opened.as_ref().err().and_then(|refused| refused.status);
                    self.opened.push((socket, opened.is_ok()));
                    self.socket = opened.ok().map(|opened| (socket, opened));
                }
                Effect::SendText { socket, text } => {
                    // A socket that broke meanwhile says so when it is read, and one that is dead never does.
                    if let Some((id, wire)) = &mut self.socket {
                        assert_eq!(*id, socket);
                        let _ = wire.send(&text);
                    }
                }
                Effect::CloseSocket { .. } => {
                    if let Some((_, mut socket)) = self.socket.take() {
                        socket.close();
                    }
                }
            }
        }
    }
}
