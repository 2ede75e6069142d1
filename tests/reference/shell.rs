//! A shell for tests: does what the machine asks over real sockets, in real time, one thing after the other.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use voisnap_webrtc::{
    json::Raw,
    secret::Secret,
    signalr::{
        Config, Connection, Effect, End, HttpAnswer, Input, NO_RESULT, Notice, Outcome, Output,
        ReconnectPolicy, SocketId, State,
    },
};

use crate::socket::{Said, Socket, post};

/// The reference hub, on a port of its own; ends with the value.
pub(crate) struct Server {
    process: Child,
    port: u16,
    options: Vec<String>,
}

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/tools/reference-hub/reference-hub");

impl Server {
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        if !Path::new(PROGRAM).exists() {
            eprintln!("skipped: there is no reference hub beside the repository");
            return None;
        }
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let (process, port) = launch(0, &options);
        Some(Self { process, port, options })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Kills the process and starts another in its place.
    pub(crate) fn restart(&mut self) {
        self.kill();
        (self.process, _) = launch(self.port, &self.options);
    }

    fn kill(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it runs");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts the process (port 0: any that is free), and waits until it says where it listens.
fn launch(port: u16, options: &[String]) -> (Child, u16) {
    let mut process = Command::new(PROGRAM)
        .args(["--url", &format!("http://127.0.0.1:{port}")])
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it can be run");
    let lines = BufReader::new(process.stdout.take().expect("piped")).lines();
    let ready = lines.map_while(Result::ok).find(|line| line.contains("ready on")).expect("it comes up");
    let port = ready.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
    (process, port.expect("a port"))
}

pub(crate) struct Shell {
    pub(crate) hub: Connection,
    config: Config,
    begun: Instant,
    socket: Option<(SocketId, Socket)>,
    /// Inputs that came of effects.
    opened: Vec<(SocketId, bool)>,
    /// Sends nothing, as a broken client would.
    pub(crate) withhold_frames: bool,
    pub(crate) frames_sent_before_answer: u32,
    answered: bool,
    pub(crate) sockets: u32,
    pub(crate) states: Vec<State>,
    pub(crate) events: Vec<String>,
    pub(crate) completed: Vec<String>,
    pub(crate) ended: Option<End>,
}

impl Shell {
    /// For the conformance hub.
    pub(crate) fn new(server: &Server, query: &str, change: impl FnOnce(&mut Config)) -> Self {
        Self::at(&format!("{}/hubs/conformance{query}", server.url()), change)
    }

    pub(crate) fn at(url: &str, change: impl FnOnce(&mut Config)) -> Self {
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
        Self {
            hub: Connection::new(config.clone()),
            config,
            begun: Instant::now(),
            socket: None,
            opened: vec![],
            withhold_frames: false,
            frames_sent_before_answer: 0,
            answered: false,
            sockets: 0,
            states: vec![],
            events: vec![],
            completed: vec![],
            ended: None,
        }
    }

    /// From here on lost connections are tried again. To be called before the start.
    pub(crate) fn reconnecting(&mut self) {
        self.config.reconnect = Some(ReconnectPolicy { for_ms: 30_000 });
        self.hub = Connection::new(self.config.clone());
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).expect("a short test")
    }

    pub(crate) fn start(&mut self) {
        self.input(Input::Start);
    }

    pub(crate) fn stop(&mut self) {
        self.input(Input::Stop);
        assert!(self.ended.is_some());
    }

    pub(crate) fn invoke(&mut self, target: &str, arguments: &str) {
        let arguments = Raw::parse(arguments).unwrap();
        self.hub.invoke(self.now(), target, &arguments, None).expect("sent");
        self.drain();
    }

    fn input(&mut self, input: Input<'_>) {
        self.hub.handle(self.now(), input);
        self.drain();
    }

    /// Starts, and runs until the handshake is answered.
    pub(crate) fn connect(&mut self) {
        self.start();
        self.until(|shell| shell.hub.state() == State::Connected);
    }

    /// Runs until `done`, at most 20 s.
    pub(crate) fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let limit = Instant::now() + Duration::from_secs(20);
        while !done(self) {
            assert!(
                Instant::now() < limit,
                "{:?} {:?} {:?} {:?}",
                self.states,
                self.events,
                self.completed,
                self.ended
            );
            self.turn(Duration::from_millis(100));
        }
    }

    pub(crate) fn run_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.turn(Duration::from_millis(10));
        }
    }

    /// One thing that happens, within `limit`: a socket opens or not, a frame arrives, a timer is due.
    fn turn(&mut self, limit: Duration) {
        if let Some((socket, open)) = self.opened.pop() {
            return if open {
                self.input(Input::Opened { socket });
            } else {
                self.input(Input::Closed { socket, code: 1006, reason: "", clean: false });
            };
        }
        let due = self.hub.deadline().map_or(u64::MAX, |due| due.saturating_sub(self.now()));
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
            Said::Text(text) => {
                self.answered = true;
                self.input(Input::Text { socket: id, text: &text });
            }
            Said::Closed { code } => {
                self.socket = None;
                self.input(Input::Closed { socket: id, code, reason: "", clean: code != 1006 });
            }
            Said::Nothing => {}
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.hub.poll_output() {
            match output {
                Output::Effect(effect) => self.effect(effect),
                Output::Notice(notice) => self.notice(notice),
            }
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::RequestToken { request } => {
                let token = Some(Secret::new(String::new()));
                self.hub.handle(self.now(), Input::Token { request, token });
            }
            Effect::Negotiate { request, url, .. } => {
                let answer = post(url.expose()).ok();
                let answer = answer.as_ref().map(|(status, body)| HttpAnswer { status: *status, body });
                self.hub.handle(self.now(), Input::Negotiated { request, answer });
            }
            Effect::OpenSocket { socket, url } => {
                self.sockets += 1;
                let opened = Socket::open(url.expose());
                self.opened.push((socket, opened.is_ok()));
                self.socket = opened.ok().map(|opened| (socket, opened));
            }
            Effect::SendText { socket, text } => {
                let (id, wire) = self.socket.as_mut().expect("a socket");
                assert_eq!(*id, socket);
                self.frames_sent_before_answer += u32::from(!self.answered);
                if !self.withhold_frames {
                    // A socket that broke meanwhile says so when it is read.
                    let _ = wire.send(&text);
                }
            }
            Effect::CloseSocket { .. } => {
                if let Some((_, mut socket)) = self.socket.take() {
                    socket.cut();
                }
            }
        }
    }

    fn notice(&mut self, notice: Notice) {
        match notice {
            Notice::State(state) => self.states.push(state),
            Notice::Event { target, arguments, wants_result } => {
                self.events.push(format!("{target}{}", arguments.as_str()));
                if let Some(id) = wants_result {
                    let result = match target.as_str() {
                        "Answer" => Ok(Some(Raw::trusted("\"yes\"".to_owned()))),
                        "Refuse" => Ok(None),
                        _ => Err(NO_RESULT.to_owned()),
                    };
                    self.hub.respond(self.now(), &id, result);
                }
            }
            Notice::Completed { outcome, .. } => self.completed.push(match outcome {
                Outcome::Result(result) => result.map_or_else(|| "none".to_owned(), Raw::into_string),
                Outcome::Error(error) => format!("error {error}"),
                other => format!("{other:?}"),
            }),
            Notice::Ended(end) => self.ended = Some(end),
        }
    }
}
