//! Whole scenarios against a server that keeps every rule, over a network that keeps none: frames are delayed and
//! cut, sockets are lost with all that was under way.
//!
//! What must hold: nothing arrives twice or out of order in either direction, every invocation is settled; and where
//! resumes are granted, nothing is lost either.

use std::collections::VecDeque;

use serde_json::Value;
use voisnap_webrtc::{
    secret::Secret,
    signalr::{
        Config, Connection, Effect, Input, Notice, Outcome, Output, ReconnectPolicy, RequestId, SocketId,
    },
    wire::{RawJson, http::HttpAnswer},
};

use crate::random::Random;

/// One connection as the server knows it.
#[derive(Default)]
struct Session {
    /// From its negotiation; 0 without one.
    id: u32,
    stateful: bool,
    shaken: bool,
    /// Counted messages to the client, all of them, and how many it has acknowledged.
    sent: Vec<String>,
    acknowledged: usize,
    /// Counted messages from the client: the newest, and the number of the next one.
    received: u64,
    next_received: u64,
}

#[derive(Default)]
struct Server {
    /// Unknown once it was forgotten.
    session: Option<Session>,
    sessions: u32,
    /// The newest id that was given out, and the newest that was used.
    issued: u32,
    used: u32,
    /// The targets that arrived, over all sessions.
    arrived: Vec<u64>,
    emitted: u64,
}

/// What both sides have put on the wire.
#[derive(Default)]
struct Wire {
    socket: Option<SocketId>,
    open: bool,
    to_server: VecDeque<String>,
    to_client: VecDeque<String>,
}

struct World {
    random: Random,
    hub: Connection,
    now: u64,
    server: Server,
    wire: Wire,
    tokens: Vec<RequestId>,
    negotiations: Vec<(RequestId, bool)>,
    opening: Option<(SocketId, String)>,
    sent: u64,
    invoked: u32,
    completed: u32,
    lost: u32,
    /// The events that arrived.
    events: Vec<u64>,
    ended: bool,
    stateful: bool,
    lossless: bool,
}

/// Runs the scenario that these random numbers tell.
pub(crate) fn run(mut random: Random) {
    let stateful = random.one_in(2) || random.one_in(2);
    let config = Config {
        url: Secret::from("https://host/hub"),
        negotiate: false,
        stateful_reconnect: stateful,
        connect_timeout: 15_000,
        server_timeout: 30_000,
        keep_alive: 15_000,
        maximum_message: 32_768,
        reconnect: Some(ReconnectPolicy { for_ms: 600_000 }),
        seed: random.next(),
    };
    let mut world = World {
        stateful,
        lossless: stateful && random.one_in(2),
        random,
        hub: Connection::new(config),
        now: 0,
        server: Server::default(),
        wire: Wire::default(),
        tokens: vec![],
        negotiations: vec![],
        opening: None,
        sent: 0,
        invoked: 0,
        completed: 0,
        lost: 0,
        events: vec![],
        ended: false,
    };
    world.input(Input::Start);
    world.settle();
    for _ in 0..20 + world.random.below(150) {
        world.step();
    }
    world.settle();
    world.check();
}

impl World {
    fn input(&mut self, input: Input<'_>) {
        self.hub.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.hub.poll_output() {
            match output {
                Output::TokenNeeded { request } => self.tokens.push(request),
                Output::Effect(Effect::Negotiate { request, url, .. }) => {
                    let stateful = url.expose().contains("useStatefulReconnect=true");
                    self.negotiations.push((request, stateful));
                }
                Output::Effect(Effect::OpenSocket { socket, url }) => {
                    self.opening = Some((socket, url.into_exposed()));
                }
                Output::Effect(Effect::SendText { text, .. }) => self.wire.to_server.push_back(text),
                Output::Effect(Effect::CloseSocket { .. }) => {
                    self.opening = None;
                    self.wire = Wire::default();
                }
                Output::Notice(Notice::Event { target, .. }) => {
                    self.events.push(target.parse().expect("a number"));
                }
                Output::Notice(Notice::Completed { outcome, .. }) => match outcome {
                    Outcome::Result(_) => self.completed += 1,
                    Outcome::Lost => self.lost += 1,
                    other => panic!("{other:?}"),
                },
                Output::Notice(Notice::Ended(end)) => {
                    assert!(matches!(end.cause, voisnap_webrtc::signalr::Cause::Stopped), "{end:?}");
                    self.ended = true;
                }
                Output::Notice(Notice::State(_) | Notice::Lost(_)) => {}
            }
        }
    }

    fn step(&mut self) {
        match self.random.below(16) {
            0..=2 => self.shell(),
            3 | 4 => {
                let (sent, invoke) = (self.sent.to_string(), self.random.one_in(3));
                self.sent += 1;
                let arguments = RawJson::new_unchecked("[]".to_owned());
                if invoke {
                    self.hub.invoke(self.now, &sent, &arguments, None).expect("sent");
                    self.invoked += 1;
                } else {
                    self.hub.send(self.now, &sent, &arguments).expect("sent");
                }
                self.drain();
            }
            5 => self.emit(),
            6..=8 => self.deliver_to_server(),
            9..=11 => self.deliver_to_client(),
            12 => {
                let number = self.server.session.as_ref().map_or(0, |session| session.received);
                if number > 0 && self.wire.open {
                    self.wire.to_client.push_back(format!("{{\"type\":8,\"sequenceId\":{number}}}\x1e"));
                }
            }
            13 => self.pass(),
            14 if self.random.one_in(3) => self.lose(),
            15 if !self.lossless && self.random.one_in(12) => self.server.session = None,
            _ => {}
        }
    }

    /// Answers one thing that the shell owes.
    fn shell(&mut self) {
        if let Some(request) = self.tokens.pop() {
            return self.input(Input::Token { request, token: Some(Secret::from("t")) });
        }
        if let Some((request, stateful)) = self.negotiations.pop() {
            self.server.issued += 1;
            let body = format!(
                r#"{{"connectionToken":"{}","negotiateVersion":1,"useStatefulReconnect":{stateful},
                    "availableTransports":[{{"transport":"WebSockets","transferFormats":["Text"]}}]}}"#,
                self.server.issued
            );
            let answer = Ok(HttpAnswer { status: 200, body, ..HttpAnswer::default() });
            return self.input(Input::Negotiated { request, answer, unix: 0 });
        }
        let Some((socket, url)) = self.opening.take() else { return };
        let id = url
            .split_once("id=")
            .map_or(0, |(_, id)| id.split('&').next().and_then(|id| id.parse().ok()).expect("a number"));
        match &self.server.session {
            Some(session) if id > 0 && session.id == id && session.stateful && session.shaken => {
                let mut text = format!("{{\"type\":9,\"sequenceId\":{}}}\x1e", session.acknowledged + 1);
                text.extend(session.sent[session.acknowledged..].iter().map(String::as_str));
                self.wire = Wire { socket: Some(socket), open: true, ..Wire::default() };
                self.wire.to_client.push_back(text);
            }
            _ if id > 0 && id <= self.server.used => {
                return self.input(Input::Closed { socket, code: 1006, reason: "", clean: false });
            }
            _ => {
                self.wire = Wire { socket: Some(socket), open: true, ..Wire::default() };
                self.server.used = self.server.used.max(id);
                self.server.sessions += 1;
                let session =
                    Session { id, stateful: id > 0 && self.stateful, next_received: 1, ..Session::default() };
                self.server.session = Some(session);
            }
        }
        self.input(Input::Opened { socket });
    }

    /// The server sends to the client, and remembers it where it must.
    fn push(&mut self, text: String) {
        let Some(session) = &mut self.server.session else { return };
        if session.stateful {
            session.sent.push(text.clone());
        }
        if self.wire.open {
            self.wire.to_client.push_back(text);
        }
    }

    fn emit(&mut self) {
        if self
            .server
            .session
            .as_ref()
            .is_some_and(|session| session.shaken && (session.stateful || self.wire.open))
        {
            let text = format!("{{\"type\":1,\"target\":\"{}\",\"arguments\":[]}}\x1e", self.server.emitted);
            self.server.emitted += 1;
            self.push(text);
        }
    }

    fn deliver_to_server(&mut self) {
        let Some(frame) = self.wire.to_server.pop_front() else { return };
        for message in frame.strip_suffix('\x1e').expect("whole").split('\x1e') {
            self.serve(&serde_json::from_str(message).expect("JSON"));
        }
    }

    fn serve(&mut self, message: &Value) {
        let Some(session) = &mut self.server.session else { return };
        if !session.shaken {
            assert_eq!(message["version"], if session.stateful { 2 } else { 1 });
            session.shaken = true;
            self.wire.to_client.push_back("{}\x1e".to_owned());
            return;
        }
        match message["type"].as_u64().expect("a type") {
            1 => {
                if session.stateful {
                    let number = session.next_received;
                    session.next_received += 1;
                    if number <= session.received {
                        return;
                    }
                    session.received = number;
                }
                let target = message["target"].as_str().expect("a target");
                self.server.arrived.push(target.parse().expect("a number"));
                if let Some(id) = message["invocationId"].as_str() {
                    self.push(format!("{{\"type\":3,\"invocationId\":\"{id}\",\"result\":null}}\x1e"));
                }
            }
            8 => {
                let number =
                    usize::try_from(message["sequenceId"].as_u64().expect("a number")).expect("small");
                assert!(number <= session.sent.len(), "acknowledged what was never sent");
                session.acknowledged = session.acknowledged.max(number);
            }
            9 => {
                let number = message["sequenceId"].as_u64().expect("a number");
                assert!(number <= session.received + 1, "the client skipped messages");
                session.next_received = number;
            }
            _ => {}
        }
    }

    /// Delivers one frame, whole or cut.
    fn deliver_to_client(&mut self) {
        let (Some(socket), Some(frame)) = (self.wire.socket, self.wire.to_client.pop_front()) else { return };
        if self.random.one_in(2) {
            return self.input(Input::Text { socket, text: frame.as_str().into() });
        }
        let (head, tail) = frame.as_bytes().split_at(self.random.below(frame.len()));
        self.input(Input::Binary { socket, bytes: head });
        if self.random.one_in(8) {
            return self.lose();
        }
        self.input(Input::Binary { socket, bytes: tail });
    }

    /// The socket is gone, and with it what was under way.
    fn lose(&mut self) {
        let socket = self.wire.socket.take().or(self.opening.take().map(|(socket, _)| socket));
        self.wire = Wire::default();
        if let Some(socket) = socket {
            self.input(Input::Closed { socket, code: 1006, reason: "", clean: false });
        }
    }

    fn pass(&mut self) {
        if let Some(due) = self.hub.deadline() {
            // Short of the server's window, so that resumes stay possible.
            self.now = self.now.max(due.min(self.now + 1_200));
            self.input(Input::Timeout);
        }
        if self.wire.open && self.server.session.as_ref().is_some_and(|session| session.shaken) {
            self.wire.to_client.push_back("{\"type\":6}\x1e".to_owned());
        }
    }

    /// Lets everything arrive that still can.
    fn settle(&mut self) {
        for _ in 0..60 {
            self.shell();
            self.deliver_to_server();
            self.deliver_whole();
            self.pass();
        }
    }

    fn deliver_whole(&mut self) {
        while let (Some(socket), Some(frame)) = (self.wire.socket, self.wire.to_client.pop_front()) {
            self.input(Input::Text { socket, text: frame.as_str().into() });
        }
        while !self.wire.to_server.is_empty() {
            self.deliver_to_server();
        }
    }

    fn check(&mut self) {
        let rising = |numbers: &[u64]| numbers.is_sorted_by(|a, b| a < b);
        assert!(rising(&self.server.arrived), "twice or out of order: {:?}", self.server.arrived);
        assert!(rising(&self.events), "twice or out of order: {:?}", self.events);
        if self.lossless && self.server.sessions == 1 {
            assert_eq!(self.server.arrived.len() as u64, self.sent, "sent and lost");
            assert_eq!(self.events.len() as u64, self.server.emitted, "emitted and lost");
            assert_eq!((self.completed, self.lost), (self.invoked, 0));
        }
        self.input(Input::Stop);
        assert!(self.ended);
        assert_eq!(self.completed + self.lost, self.invoked, "unsettled");
    }
}
