//! Whole scenarios: any inputs in any order, from a shell and a server that keep no rule.
//!
//! A watch follows every output and fails on a broken promise: nothing unsettled after the end, the end once and
//! last, nothing sent to a socket that is not open, no socket left open, a timer armed exactly while alive.

use voisnap_webrtc::{
    json::Raw,
    secret::Secret,
    signalr::{
        Config, Connection, Effect, HttpAnswer, Input, Notice, Outcome, Output, ReconnectPolicy, RequestId,
        SocketId, State,
    },
};

use crate::random::Random;

const MESSAGES: &[&str] = &[
    "{}\x1e",
    "{}\x1e",
    "{\"error\":\"Handshake was canceled.\"}\x1e",
    "{\"type\":6}\x1e",
    "{\"type\":7}\x1e",
    "{\"type\":7,\"error\":\"e\",\"allowReconnect\":true}\x1e",
    "{\"type\":1,\"target\":\"A\",\"arguments\":[1]}\x1e{\"type\":1,\"target\":\"B\",\"arguments\":[]}\x1e",
    "{\"type\":1,\"invocationId\":\"s1\",\"target\":\"Ask\",\"arguments\":[]}\x1e",
    "{\"type\":3,\"invocationId\":\"0\",\"result\":null}\x1e",
    "{\"type\":3,\"invocationId\":\"1\",\"error\":\"no\"}\x1e{\"type\":3,\"invocationId\":\"2\"}\x1e",
    "{\"type\":8,\"sequenceId\":1}\x1e",
    "{\"type\":9,\"sequenceId\":1}\x1e",
    "{\"type\":9,\"sequenceId\":2}\x1e{\"type\":1,\"target\":\"C\"}\x1e",
    "{\"type\":2,\"invocationId\":\"0\",\"item\":1}\x1e",
    "{\"type\":1,\"target\":\"cut",
    "\",\"arguments\":[]}\x1e",
    "\x1e",
    "garbage\x1e",
    "{\"type\":1}\x1e",
    "",
];

const ANSWERS: &[&str] = &[
    r#"{"connectionToken":"id","connectionId":"c","negotiateVersion":1,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"connectionToken":"id","negotiateVersion":1,"useStatefulReconnect":true,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"url":"https://other/hub?a=b","accessToken":"theirs"}"#,
    r#"{"error":"no"}"#,
    "<html>",
    "",
];

/// The secret that no message and no print-out may hold.
const TOKEN: &str = "hush+hush";

/// What the shell owes an answer.
#[derive(Default)]
struct Owed {
    tokens: Vec<RequestId>,
    negotiations: Vec<RequestId>,
}

/// What is known of a socket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Socket {
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
struct Watch {
    seen: Seen,
    /// What a good server says first on the newest socket.
    greeting: Option<&'static str>,
    /// Nothing was sent to it.
    silent: bool,
    sockets: Vec<(SocketId, Socket)>,
    /// Invocations without an outcome.
    unsettled: Vec<u32>,
    invoked: u32,
    state: Option<State>,
    ended: bool,
    owed: Owed,
    asked: Vec<String>,
}

impl Watch {
    fn see(&mut self, output: Output) {
        assert!(!self.ended, "something follows the end: {output:?}");
        let print = format!("{output:?}");
        assert!(!print.contains("hush"), "a secret in print: {print}");
        match output {
            Output::Effect(effect) => self.effect(effect),
            Output::Notice(notice) => self.notice(notice),
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::RequestToken { request } => self.owed.tokens.push(request),
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
                    assert!(Raw::parse(message).is_ok(), "{message}");
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
                self.state = Some(state);
                self.seen.connected += u64::from(state == State::Connected);
                self.seen.reconnecting += u64::from(state == State::Reconnecting);
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

struct Scenario {
    random: Random,
    hub: Connection,
    watch: Watch,
    now: u64,
    started: bool,
}

/// Runs the scenario that these random numbers tell.
pub(crate) fn run(mut random: Random) -> Seen {
    let config = Config {
        url: Secret::from("https://host/hub?sessionToken=s"),
        negotiate: random.one_in(3),
        stateful_reconnect: random.one_in(2),
        connect_timeout: 15_000,
        server_timeout: 30_000,
        keep_alive: 15_000,
        maximum_message: 300,
        reconnect: (!random.one_in(3)).then_some(ReconnectPolicy { for_ms: 60_000 }),
        seed: random.next(),
    };
    let hub = Connection::new(config);
    let mut scenario = Scenario { random, hub, watch: Watch::default(), now: 0, started: false };
    let steps = 10 + scenario.random.below(60);
    // Most scenarios follow a server that mostly behaves, or little would be seen behind the handshake.
    let obedience = scenario.random.below(12);
    for _ in 0..steps {
        if scenario.random.below(12) < obedience {
            scenario.sensible();
        } else {
            scenario.anything();
        }
    }
    scenario.finish()
}

impl Scenario {
    fn input(&mut self, input: Input<'_>) {
        self.hub.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.hub.poll_output() {
            self.watch.see(output);
        }
        let alive = self.started && !self.watch.ended;
        assert_eq!(self.hub.deadline().is_some(), alive, "a timer is armed exactly while alive");
        assert_eq!(self.hub.state() == State::Ended, self.watch.ended);
    }

    /// What a good shell and a good server would do next.
    fn sensible(&mut self) {
        if !self.started {
            self.started = true;
            return self.input(Input::Start);
        }
        if let Some(request) = self.watch.owed.tokens.pop() {
            return self.input(Input::Token { request, token: Some(Secret::from(TOKEN)) });
        }
        if let Some(request) = self.watch.owed.negotiations.pop() {
            let body = ANSWERS[self.random.below(2)];
            return self.input(Input::Negotiated { request, answer: Some(HttpAnswer { status: 200, body }) });
        }
        match self.watch.sockets.last().copied() {
            Some((socket, Socket::Connecting)) => self.opened(socket),
            Some((socket, Socket::Open)) => {
                if let Some(text) = self.watch.greeting.take() {
                    return self.input(Input::Text { socket, text });
                }
                match (self.random.below(8), self.watch.unsettled.first()) {
                    (0, _) => self.closed(socket, 1006),
                    (1..=3, Some(id)) => {
                        let text = format!("{{\"type\":3,\"invocationId\":\"{id}\",\"result\":[]}}\x1e");
                        self.input(Input::Text { socket, text: &text });
                    }
                    _ => {
                        let text = MESSAGES[3 + self.random.below(12)];
                        self.input(Input::Text { socket, text });
                    }
                }
            }
            _ => self.pass(),
        }
    }

    fn opened(&mut self, socket: SocketId) {
        if let Some((newest, state @ Socket::Connecting)) = self.watch.sockets.last_mut()
            && *newest == socket
        {
            *state = Socket::Open;
        }
        self.input(Input::Opened { socket });
    }

    fn closed(&mut self, socket: SocketId, code: u16) {
        for (known, state) in &mut self.watch.sockets {
            if *known == socket {
                *state = Socket::Closed;
            }
        }
        self.input(Input::Closed { socket, code, reason: "r", clean: code != 1006 });
    }

    fn anything(&mut self) {
        let random = &mut self.random;
        let socket = self.watch.sockets.last().map_or(SocketId(7), |(socket, _)| *socket);
        let socket = if random.one_in(8) { SocketId(socket.0.wrapping_sub(1)) } else { socket };
        let request = RequestId(random.below(12).try_into().unwrap_or_default());
        match random.below(22) {
            0 => {
                self.started |= !self.watch.ended;
                self.input(Input::Start);
            }
            1 => {
                let token = (!random.one_in(3)).then(|| Secret::from(TOKEN));
                self.input(Input::Token { request, token });
            }
            2 => {
                let status = [200, 200, 401, 403, 404, 429, 503][random.below(7)];
                let body = random.pick(ANSWERS);
                let answer = (!random.one_in(3)).then_some(HttpAnswer { status, body });
                self.input(Input::Negotiated { request, answer });
            }
            3 | 4 => self.opened(socket),
            5..=8 => {
                let text = random.pick(MESSAGES);
                self.input(Input::Text { socket, text });
            }
            9 => {
                let mut bytes = random.pick(MESSAGES).as_bytes().to_vec();
                bytes.truncate(random.below(bytes.len() + 1));
                bytes.extend_from_slice(&random.next().to_le_bytes()[..random.below(3)]);
                self.input(Input::Binary { socket, bytes: &bytes });
            }
            10 | 11 => {
                let code = [1000, 1006, 1013, 4001][random.below(4)];
                self.closed(socket, code);
            }
            12 => self.input(Input::Wake),
            13 => self.input(Input::Timeout),
            14 => self.now += random.next() % 20_000,
            15 => self.now += random.next() % 4_000_000,
            16 => self.pass(),
            17 | 18 => self.invoke(),
            19 => {
                let arguments = Raw::trusted("[1]".to_owned());
                let _ = self.hub.send(self.now, "send", &arguments);
                // Not drained at once: what is written must survive that.
                if !self.random.one_in(3) {
                    self.drain();
                }
            }
            20 => self.answer_or_cancel(),
            _ => {
                if random.one_in(6) {
                    self.input(Input::Stop);
                }
            }
        }
    }

    /// Lets the timer fire when it is due. It may not fire for ever at one time.
    fn pass(&mut self) {
        let mut fired = 0;
        while let Some(due) = self.hub.deadline() {
            if fired > 0 && due > self.now {
                break;
            }
            self.now = self.now.max(due);
            self.input(Input::Timeout);
            fired += 1;
            assert!(fired < 50, "the timer fires without end");
        }
    }

    fn invoke(&mut self) {
        let big = self.random.one_in(8);
        let arguments =
            Raw::trusted(if big { format!("[\"{}\"]", "x".repeat(400)) } else { "[]".to_owned() });
        let limit =
            self.random.one_in(2).then(|| 1 + u32::try_from(self.random.below(20_000)).unwrap_or_default());
        match self.hub.invoke(self.now, "method", &arguments, limit) {
            Ok(id) => {
                assert!(!self.watch.ended && !big);
                assert_eq!(id.0, self.watch.invoked);
                self.watch.invoked += 1;
                self.watch.unsettled.push(id.0);
            }
            Err(_) => assert!(self.watch.ended || big),
        }
        self.drain();
    }

    fn answer_or_cancel(&mut self) {
        if let Some(id) = self.watch.asked.pop() {
            self.hub.respond(self.now, &id, Ok(Some(Raw::null())));
        } else if let Some(&id) = self.watch.unsettled.first() {
            self.hub.cancel(self.now, voisnap_webrtc::signalr::InvocationId(id));
        }
        self.drain();
    }

    /// Half of the scenarios are stopped, the others are left alone: either way they come to an end, unless a
    /// server is still there that could speak.
    fn finish(mut self) -> Seen {
        if self.random.one_in(2) {
            for _ in 0..200 {
                if self.watch.ended {
                    break;
                }
                self.pass();
            }
            assert!(self.watch.ended || !self.started, "left alone, it goes on for ever");
        }
        self.input(Input::Stop);
        assert!(self.watch.ended, "stopped, it goes on");
        self.anything();
        self.watch.seen
    }
}
