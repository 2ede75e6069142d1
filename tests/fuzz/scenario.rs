//! Whole scenarios: any inputs in any order, from a shell and a server that keep no rule.
//!
//! A watch follows every output and fails on a broken promise: nothing unsettled after the end, the end once and
//! last, nothing sent to a socket that is not open, no socket left open, a timer armed exactly while alive.

use voisnap_webrtc::{
    secret::Secret,
    signalr::{Config, Connection, Input, ReconnectPolicy, RequestId, SocketId, State},
    wire::{
        RawJson,
        http::{HttpAnswer, HttpFailure},
    },
};

use crate::{
    random::Random,
    watch::{Seen, Socket, TOKEN, Watch},
};

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
    /// Answers a negotiation; `None`: the request failed.
    fn negotiated(&mut self, request: RequestId, answer: Option<(u16, &str)>) {
        let answer = answer
            .map(|(status, body)| HttpAnswer { status, body: body.into(), ..HttpAnswer::default() })
            .ok_or(HttpFailure::Network { cause: None, offline: false });
        self.input(Input::Negotiated { request, answer, unix: 0 });
    }

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
            return self.negotiated(request, Some((200, body)));
        }
        match self.watch.sockets.last().copied() {
            Some((socket, Socket::Connecting)) => self.opened(socket),
            Some((socket, Socket::Open)) => {
                if let Some(text) = self.watch.greeting.take() {
                    return self.input(Input::Text { socket, text: text.into() });
                }
                match (self.random.below(8), self.watch.unsettled.first()) {
                    (0, _) => self.closed(socket, 1006),
                    (1..=3, Some(id)) => {
                        let text = format!("{{\"type\":3,\"invocationId\":\"{id}\",\"result\":[]}}\x1e");
                        self.input(Input::Text { socket, text: text.as_str().into() });
                    }
                    _ => {
                        let text = MESSAGES[3 + self.random.below(12)];
                        self.input(Input::Text { socket, text: text.into() });
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
                let answer = (!random.one_in(3)).then_some((status, body));
                self.negotiated(request, answer);
            }
            3 | 4 => self.opened(socket),
            5..=8 => {
                let text = random.pick(MESSAGES);
                self.input(Input::Text { socket, text: text.into() });
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
                let arguments = RawJson::new_unchecked("[1]".to_owned());
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
            RawJson::new_unchecked(if big { format!("[\"{}\"]", "x".repeat(400)) } else { "[]".to_owned() });
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
            self.hub.respond(self.now, &id, Ok(Some(RawJson::null())));
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
