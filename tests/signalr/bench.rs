//! The bench: a connection on virtual time, with the test as its shell and its server.

use serde_json::Value;
use voisnap_webrtc::{
    secret::Secret,
    signalr::{
        Cause, Config, Connection, Effect, Input, InvocationId, Notice, Outcome, Output, ReconnectPolicy,
        RequestId, SocketId,
    },
    wire::{
        RawJson,
        http::{HttpAnswer, HttpFailure},
    },
};

pub(crate) const HANDSHAKE: &str = r#"{"protocol":"json","version":1}"#;
pub(crate) const PING: &str = r#"{"type":6}"#;
pub(crate) const CLOSE: &str = r#"{"type":7}"#;

/// What negotiation answers when all is well.
pub(crate) const NEGOTIATED: &str = r#"{"connectionId":"public","connectionToken":"secret-id","negotiateVersion":1,
    "availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]}]}"#;

/// The same with stateful reconnect.
pub(crate) const STATEFUL: &str = r#"{"connectionId":"public","connectionToken":"secret-id","negotiateVersion":1,
    "useStatefulReconnect":true,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#;

/// Messages as the server sends them: each with its separator.
pub(crate) fn frame(messages: &[&str]) -> String {
    messages.iter().flat_map(|message| [message, "\u{1e}"]).collect()
}

/// How the bench answers token requests.
pub(crate) enum Token {
    /// At once, with this.
    Given(&'static str),
    /// At once, with none.
    Refused,
    /// Not at all; the test does.
    Held,
}

pub(crate) struct Bench {
    pub(crate) hub: Connection,
    pub(crate) now: u64,
    /// Token requests that were not answered yet.
    pub(crate) token_requests: Vec<RequestId>,
    /// Every negotiation: id, URL, bearer.
    pub(crate) negotiations: Vec<(RequestId, String, Option<String>)>,
    /// Every socket: id, URL.
    pub(crate) sockets: Vec<(SocketId, String)>,
    /// Sockets that the connection closed.
    pub(crate) closed: Vec<SocketId>,
    /// Every frame sent.
    pub(crate) frames: Vec<(SocketId, String)>,
    /// Every notice, in words.
    pub(crate) notices: Vec<String>,
    /// Why the connection was lost, each time that it was tried again.
    pub(crate) losses: Vec<Cause>,
    /// What token requests are answered with.
    pub(crate) token: Token,
    tokens_given: u32,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A connection that reconnects for a minute.
    pub(crate) fn reconnecting() -> Self {
        Self::with(|config| config.reconnect = Some(ReconnectPolicy { for_ms: 60_000 }))
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            url: Secret::from("https://host/hub?sessionToken=s"),
            negotiate: false,
            stateful_reconnect: false,
            connect_timeout: 15_000,
            server_timeout: 30_000,
            keep_alive: 15_000,
            maximum_message: 32_768,
            reconnect: None,
            seed: 1,
        };
        change(&mut config);
        Self {
            hub: Connection::new(config),
            now: 1_000,
            token_requests: vec![],
            negotiations: vec![],
            sockets: vec![],
            closed: vec![],
            frames: vec![],
            notices: vec![],
            losses: vec![],
            token: Token::Given("tok"),
            tokens_given: 0,
        }
    }

    /// Started, opened, and the handshake accepted.
    pub(crate) fn connected(mut self) -> Self {
        self.start();
        self.accept();
        self
    }

    /// A connection that asks for stateful reconnect, and reconnects for a minute.
    pub(crate) fn stateful() -> Self {
        Self::with(|config| {
            config.stateful_reconnect = true;
            config.reconnect = Some(ReconnectPolicy { for_ms: 60_000 });
        })
    }

    /// The same, connected; what was sent and said so far is forgotten.
    pub(crate) fn stateful_connected() -> Self {
        let mut hub = Self::stateful();
        hub.start();
        hub.negotiated(200, STATEFUL);
        hub.accept();
        hub.take_sent();
        hub.take_notices();
        hub
    }

    /// Opens the newest socket and accepts the handshake.
    pub(crate) fn accept(&mut self) {
        self.opened();
        self.text("{}\u{1e}");
    }

    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.hub.handle(self.now, input);
        self.drain();
    }

    pub(crate) fn start(&mut self) {
        self.input(Input::Start);
    }

    pub(crate) fn stop(&mut self) {
        self.input(Input::Stop);
    }

    pub(crate) fn socket(&self) -> SocketId {
        self.sockets.last().expect("a socket").0
    }

    pub(crate) fn url(&self) -> &str {
        &self.sockets.last().expect("a socket").1
    }

    pub(crate) fn opened(&mut self) {
        self.input(Input::Opened { socket: self.socket() });
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.input(Input::Text { socket: self.socket(), text: text.into() });
    }

    pub(crate) fn messages(&mut self, messages: &[&str]) {
        self.text(&frame(messages));
    }

    pub(crate) fn close(&mut self, code: u16, reason: &str) {
        self.input(Input::Closed { socket: self.socket(), code, reason, clean: code != 1006 });
    }

    pub(crate) fn lose(&mut self) {
        self.close(1006, "");
    }

    pub(crate) fn negotiated(&mut self, status: u16, body: &str) {
        let request = self.negotiations.last().expect("a negotiation").0;
        let answer = HttpAnswer { status, body: body.into(), ..HttpAnswer::default() };
        self.input(Input::Negotiated { request, answer: Ok(answer), unix: 0 });
    }

    pub(crate) fn negotiation_failed(&mut self) {
        let request = self.negotiations.last().expect("a negotiation").0;
        let answer = Err(HttpFailure::Network { cause: None, offline: false });
        self.input(Input::Negotiated { request, answer, unix: 0 });
    }

    /// Lets time pass, with the timer firing whenever it is due.
    pub(crate) fn advance(&mut self, ms: u64) {
        let end = self.now + ms;
        let mut fired = 0;
        while let Some(due) = self.hub.deadline().filter(|&due| due <= end) {
            self.now = self.now.max(due);
            self.input(Input::Timeout);
            fired += 1;
            assert!(fired < 100_000, "the timer fires without end");
        }
        self.now = end;
    }

    /// Lets time pass unseen: the machine sleeps.
    pub(crate) fn sleep(&mut self, ms: u64) {
        self.now += ms;
        self.input(Input::Timeout);
    }

    /// Advances to the next attempt's socket and opens nothing.
    pub(crate) fn next_socket(&mut self) {
        let known = self.sockets.len();
        while self.sockets.len() == known {
            let due = self.hub.deadline().expect("a timer");
            self.advance(due - self.now);
        }
    }

    /// Advances to the next negotiation, which is not answered. Sockets opened on the way fail.
    pub(crate) fn next_negotiation(&mut self) {
        let known = self.negotiations.len();
        while self.negotiations.len() == known {
            self.lose();
            let due = self.hub.deadline().expect("a timer");
            self.advance(due - self.now);
        }
    }

    pub(crate) fn invoke(&mut self, target: &str, arguments: &str) -> InvocationId {
        let arguments = RawJson::parse(arguments).expect("JSON");
        let id = self.hub.invoke(self.now, target, &arguments, None).expect("sent");
        self.drain();
        id
    }

    pub(crate) fn send(&mut self, target: &str, arguments: &str) {
        let arguments = RawJson::parse(arguments).expect("JSON");
        self.hub.send(self.now, target, &arguments).expect("sent");
        self.drain();
    }

    pub(crate) fn respond(&mut self, id: &str, result: Result<Option<&str>, &str>) {
        let result = match result {
            Ok(result) => Ok(result.map(|text| RawJson::parse(text).expect("JSON"))),
            Err(error) => Err(error.to_owned()),
        };
        self.hub.respond(self.now, id, result);
        self.drain();
    }

    /// All messages sent so far, over all sockets.
    pub(crate) fn sent(&self) -> Vec<&str> {
        self.frames.iter().flat_map(|(_, text)| messages_of(text)).collect()
    }

    /// The messages sent over the newest socket.
    pub(crate) fn sent_here(&self) -> Vec<&str> {
        let here = self.socket();
        self.frames
            .iter()
            .filter(|(socket, _)| *socket == here)
            .flat_map(|(_, text)| messages_of(text))
            .collect()
    }

    /// The messages sent since the last call.
    pub(crate) fn take_sent(&mut self) -> Vec<String> {
        let sent = self.sent().into_iter().map(str::to_owned).collect();
        self.frames.clear();
        sent
    }

    pub(crate) fn take_notices(&mut self) -> Vec<String> {
        core::mem::take(&mut self.notices)
    }

    pub(crate) fn drain(&mut self) {
        while let Some(output) = self.hub.poll_output() {
            match output {
                Output::Effect(effect) => self.effect(effect),
                Output::TokenNeeded { request } => self.token_requests.push(request),
                Output::Notice(Notice::Lost(cause)) => self.losses.push(cause),
                Output::Notice(notice) => self.notices.push(in_words(&notice)),
            }
        }
        let token = match self.token {
            Token::Given(token) => Some(Secret::from(token)),
            Token::Refused => None,
            Token::Held => return,
        };
        if let Some(request) = self.token_requests.pop() {
            self.tokens_given += 1;
            self.input(Input::Token { request, token });
        }
    }

    /// How many tokens were asked for and given.
    pub(crate) fn tokens_given(&self) -> u32 {
        self.tokens_given
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Negotiate { request, url, token } => {
                self.negotiations.push((request, url.into_exposed(), token.map(Secret::into_exposed)));
            }
            Effect::OpenSocket { socket, url } => self.sockets.push((socket, url.into_exposed())),
            Effect::SendText { socket, text } => {
                assert_eq!(socket, self.socket(), "a frame for a socket that is not the newest");
                assert!(!self.closed.contains(&socket), "a frame for a closed socket");
                self.frames.push((socket, text));
            }
            Effect::CloseSocket { socket } => self.closed.push(socket),
        }
    }
}

fn messages_of(frame: &str) -> impl Iterator<Item = &str> {
    frame.strip_suffix('\u{1e}').expect("a frame ends with a separator").split('\u{1e}')
}

/// A message as a value, to compare whatever the order of its fields.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn in_words(notice: &Notice) -> String {
    match notice {
        Notice::State(state) => format!("{state:?}"),
        Notice::Lost(cause) => format!("Lost {cause:?}"),
        Notice::Event { target, arguments, wants_result: None } => {
            format!("{target}{}", arguments.to_json().as_str())
        }
        Notice::Event { target, arguments, wants_result: Some(id) } => {
            format!("{target}{} -> {id}", arguments.to_json().as_str())
        }
        Notice::Completed { invocation: InvocationId(id), outcome } => match outcome {
            Outcome::Result(None) => format!("{id}: done"),
            Outcome::Result(Some(result)) => format!("{id}: {}", result.to_json().as_str()),
            Outcome::Error(error) => format!("{id}: error {error}"),
            other => format!("{id}: {other:?}"),
        },
        Notice::Ended(end) => format!("Ended {:?}", end.cause),
    }
}
