//! A client under test: the connection machine, and a record of everything that it said.

use std::fmt;

use voisnap_webrtc::{
    secret::Secret,
    signalr::{
        Config, Connection, Effect, End, Input, Millis, NO_RESULT, Notice, Outcome, Output, ReconnectPolicy,
        State,
    },
    wire::RawJson,
};

/// What a client did and heard so far.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    /// Every state, in order, up to the end.
    pub(crate) states: Vec<State>,
    /// Every event, its arguments behind its name.
    pub(crate) events: Vec<String>,
    /// Every invocation's outcome, in words.
    pub(crate) completed: Vec<String>,
    /// All of these in one order, in words.
    pub(crate) told: Vec<String>,
    /// How the connection ended.
    pub(crate) ended: Option<std::rc::Rc<End>>,
    /// The address of every socket.
    pub(crate) sockets: Vec<String>,
    /// Frames that came from the server.
    pub(crate) frames: u32,
    /// Frames that left before the first one came.
    pub(crate) frames_sent_before_answer: u32,
}

impl Seen {
    pub(crate) fn is_connected(&self) -> bool {
        self.ended.is_none() && self.states.last() == Some(&State::Connected)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { states, events, completed, ended, .. } = self;
        write!(f, "{states:?} {events:?} {completed:?} {ended:?} after {} sockets", self.sockets.len())
    }
}

/// What becomes of a frame on its way to the server; `None`: it never leaves.
pub(crate) type Tamper = fn(String) -> Option<String>;

/// The hub client under test, with what it reported.
pub(crate) struct Client {
    pub(crate) hub: Connection,
    pub(crate) seen: Seen,
    /// The access token; empty: none.
    pub(crate) token: String,
    tamper: Tamper,
}

/// From here on lost connections are tried again.
pub(crate) fn reconnecting(config: &mut Config) {
    config.reconnect = Some(ReconnectPolicy { for_ms: 30_000 });
}

/// The same, and taken up where they were.
pub(crate) fn stateful(config: &mut Config) {
    reconnecting(config);
    config.stateful_reconnect = true;
}

impl Client {
    /// A client of the hub at `url` that goes straight to its socket and reconnects nothing.
    pub(crate) fn new(url: &str, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            url: Secret::from(url),
            negotiate: false,
            stateful_reconnect: false,
            connect_timeout: 10_000,
            server_timeout: 30_000,
            keep_alive: 15_000,
            maximum_message: 32_768,
            reconnect: None,
            seed: 7,
        };
        change(&mut config);
        Self { hub: Connection::new(config), seen: Seen::default(), token: String::new(), tamper: Some }
    }

    /// Passes every frame through `tamper`, as a client with a fault would send it.
    pub(crate) fn tampering(mut self, tamper: Tamper) -> Self {
        self.tamper = tamper;
        self
    }

    /// Lets `act` use the connection, and gives what the shell must do then.
    pub(crate) fn act(&mut self, now: Millis, act: impl FnOnce(&mut Connection, Millis)) -> Vec<Effect> {
        act(&mut self.hub, now);
        let mut effects = Vec::new();
        while let Some(output) = self.hub.poll_output() {
            match output {
                Output::Effect(effect) => effects.extend(self.outgoing(effect)),
                Output::TokenNeeded { request } => {
                    let token = Some(Secret::new(self.token.clone()));
                    self.hub.handle(now, Input::Token { request, token });
                }
                Output::Notice(notice) => self.notice(now, notice),
            }
        }
        effects
    }

    /// Takes what happened outside, and gives what the shell must do then.
    pub(crate) fn handle(&mut self, now: Millis, input: Input<'_>) -> Vec<Effect> {
        if let Input::Text { .. } = input {
            self.seen.frames += 1;
        }
        self.act(now, |hub, now| hub.handle(now, input))
    }

    fn outgoing(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::OpenSocket { socket, url } => {
                self.seen.sockets.push(url.expose().clone());
                Some(Effect::OpenSocket { socket, url })
            }
            Effect::SendText { socket, text } => {
                self.seen.frames_sent_before_answer += u32::from(self.seen.frames == 0);
                Some(Effect::SendText { socket, text: (self.tamper)(text)? })
            }
            other => Some(other),
        }
    }

    fn notice(&mut self, now: Millis, notice: Notice) {
        match notice {
            Notice::State(state) => {
                self.seen.told.push(format!("state {state:?}"));
                self.seen.states.push(state);
            }
            Notice::Lost(cause) => self.seen.told.push(format!("lost {cause:?}")),
            Notice::Event { target, arguments, wants_result } => {
                self.seen.told.push(format!("event {target} {}", arguments.to_json().as_str()));
                let event = format!("{target}{}", arguments.to_json().as_str());
                if let Some(id) = wants_result {
                    let result = match event.split('[').next().unwrap_or_default() {
                        "Answer" => Ok(Some(RawJson::new_unchecked("\"yes\"".to_owned()))),
                        "Null" => Ok(Some(RawJson::new_unchecked("null".to_owned()))),
                        "Refuse" => Ok(None),
                        "Throw" => Err("Error: as asked".to_owned()),
                        _ => Err(NO_RESULT.to_owned()),
                    };
                    self.hub.respond(now, &id, result);
                }
                self.seen.events.push(event);
            }
            Notice::Completed { invocation, outcome } => {
                let outcome = match outcome {
                    Outcome::Result(result) => {
                        result.map_or_else(|| "none".to_owned(), |result| result.to_json().into_string())
                    }
                    Outcome::Error(error) => format!("error {error}"),
                    other => format!("{other:?}"),
                };
                self.seen.told.push(format!("completed {} {outcome}", invocation.0));
                self.seen.completed.push(outcome);
            }
            Notice::Ended(end) => {
                self.seen.told.push(format!("ended {:?}", end.cause));
                self.seen.ended = Some(end.into());
            }
        }
    }
}
