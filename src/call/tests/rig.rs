//! A call whose application, browser and hub are the test. Every output passes the same inspection, whatever the
//! test looks at: the end once and last, nothing secret in what a person may read, no timer after the end.

use super::trace::words;
use crate::{
    call::{
        CallInfo, Candidate, Config, Effect, Event, Input, Limits, Machine, Output, PeerState, Refusal,
        SessionAnswer, SessionSource, StepId, Support,
    },
    error::{Code, Error},
    secret::Secret,
    session::HttpAnswer,
    signalr::{self, Millis, RequestId, SocketId},
};

/// Part of everything that is secret here, and of nothing else.
const SECRET: &str = "hush";
pub(super) const TOKEN: &str = "hush-access-token";
pub(super) const OFFER: &str = "v=0\r\ns=hush-offer\r\n";
pub(super) const ANSWER: &str = r#"{"sdp":"v=0\r\ns=hush-answer\r\n","type":"answer"}"#;
pub(super) const AGENTS_CANDIDATE: &str =
    r#"{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host hush","sdpMid":"0","sdpMLineIndex":0}"#;

/// Unix time of the calls here, and when their sessions are over.
pub(super) const UNIX: u64 = 1_750_084_500_000;
pub(super) const EXPIRES: u64 = UNIX + 3_600_000;
pub(super) const SESSION: &str = r#"{"sessionId":"ses_1","sessionToken":"hush-session","iceServers":[{"urls":["turn:t:3478"],"username":"u","credential":"hush-turn"}],"expiresAt":"2025-06-16T15:35:00Z","status":"created"}"#;

pub(super) const ABLE: Support = Support { secure: true, webrtc: true, microphone: true };

/// See the module.
pub(super) struct Rig {
    pub(super) machine: Machine,
    pub(super) now: Millis,
    pub(super) unix: u64,
    pub(super) effects: Vec<Effect>,
    pub(super) events: Vec<Event>,
    pub(super) ups: Vec<CallInfo>,
    pub(super) prepared: Vec<Result<(), Error>>,
    pub(super) digits: Vec<(StepId, Result<(), Error>)>,
    /// What happened since the last [`Rig::take`].
    trace: Vec<String>,
    sockets: Vec<SocketId>,
    microphone_is_on: bool,
    peer_is_open: bool,
}

impl Rig {
    /// A call to an agent with the default options.
    pub(super) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(super) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            base_url: "https://api.test".into(),
            source: SessionSource::Agent { agent_id: "agt_1".into(), metadata: None },
            relay_only: false,
            limits: Limits::default(),
            reconnect_for: 60_000,
            negotiate: false,
            stateful_reconnect: false,
            seed: 1,
        };
        change(&mut config);
        Self {
            machine: Machine::new(config),
            now: 1_000,
            unix: UNIX,
            effects: Vec::new(),
            events: Vec::new(),
            ups: Vec::new(),
            prepared: Vec::new(),
            digits: Vec::new(),
            trace: Vec::new(),
            sockets: Vec::new(),
            microphone_is_on: false,
            peer_is_open: false,
        }
    }

    pub(super) fn input(&mut self, input: Input<'_>) {
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll_output() {
            self.inspect(output);
        }
        if self.is_over() {
            assert_eq!(self.machine.deadline(), None, "a timer is armed after the end");
        }
    }

    fn inspect(&mut self, output: Output) {
        let late = matches!(output, Output::Effect(Effect::ReleaseMicrophone) | Output::Dtmf { .. });
        assert!(!self.is_over() || late, "something follows the end: {output:?}");
        if !matches!(output, Output::Effect(Effect::Hub(_))) {
            let print = format!("{output:?}");
            assert!(!print.contains(SECRET), "a secret in print: {print}");
        }
        self.trace.push(words(&output));
        match output {
            Output::Effect(effect) => self.effect(effect),
            Output::Event(event) => self.events.push(event),
            Output::Prepared(outcome) => self.prepared.push(outcome),
            Output::Up(info) => self.ups.push(info),
            Output::Dtmf { request, outcome } => self.digits.push((request, outcome)),
        }
    }

    fn effect(&mut self, effect: Effect) {
        match &effect {
            Effect::ReleaseMicrophone => self.microphone_is_on = false,
            Effect::OpenPeer { .. } => {
                assert!(!core::mem::replace(&mut self.peer_is_open, true), "two peer connections");
            }
            Effect::ClosePeer => {
                assert!(core::mem::take(&mut self.peer_is_open), "no peer connection to close");
            }
            Effect::Hub(signalr::Effect::OpenSocket { socket, .. }) => self.sockets.push(*socket),
            Effect::Hub(signalr::Effect::CloseSocket { socket }) => {
                self.sockets.retain(|open| open != socket);
            }
            _ => {}
        }
        self.effects.push(effect);
    }

    /// What happened since this was last asked.
    pub(super) fn take(&mut self) -> Vec<String> {
        core::mem::take(&mut self.trace)
    }

    /// Whether `words` happened since the last `take`.
    pub(super) fn did(&self, words: &str) -> bool {
        self.trace.iter().any(|did| did == words)
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.events.last(), Some(Event::Ended { .. }))
    }

    /// Asserts that the call is over, told so once and last, and that nothing is left open or on.
    pub(super) fn assert_over(&self) {
        assert!(self.is_over(), "the call goes on");
        assert_eq!(self.events.iter().filter(|event| matches!(event, Event::Ended { .. })).count(), 1);
        assert!(!self.microphone_is_on, "the microphone is on");
        assert!(!self.peer_is_open, "the peer connection is open");
        assert!(self.sockets.is_empty(), "a socket is open");
        assert_eq!(self.machine.deadline(), None);
    }

    /// The error that ended the call.
    pub(super) fn end(&self) -> Option<&Error> {
        match self.events.last() {
            Some(Event::Ended { error, .. }) => error.as_ref(),
            _ => panic!("the call goes on"),
        }
    }

    pub(super) fn code(&self) -> Option<Code> {
        self.end().map(|error| error.code)
    }

    // Time.

    /// Lets `ms` pass, with every timer at its own time.
    pub(super) fn wait(&mut self, ms: Millis) {
        let until = self.now + ms;
        let mut fired = 0;
        while let Some(due) = self.machine.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.input(Input::Timeout);
            fired += 1;
            assert!(fired < 1_000, "the timer fires without end");
        }
        self.now = until;
    }

    // The application.

    pub(super) fn prepare(&mut self) {
        self.input(Input::Prepare);
    }

    pub(super) fn start(&mut self) {
        self.input(Input::Start { support: ABLE, unix: self.unix });
    }

    pub(super) fn hang_up(&mut self) {
        self.input(Input::HangUp { reason: "user_ended" });
    }

    pub(super) fn token(&mut self) {
        let step = self.step(|effect| match effect {
            Effect::RequestToken { step } => Some(*step),
            _ => None,
        });
        self.input(Input::Token { step, token: Some(Secret::from(TOKEN)) });
    }

    // The browser.

    pub(super) fn session_step(&self) -> StepId {
        self.step(|effect| match effect {
            Effect::CreateSession { step, .. } | Effect::ProvideSession { step } => Some(*step),
            _ => None,
        })
    }

    pub(super) fn answer_session(&mut self, answer: SessionAnswer) {
        let step = self.session_step();
        self.input(Input::Session { step, answer, unix: self.unix });
    }

    pub(super) fn http(&mut self, status: u16, body: &str) {
        self.answer_session(SessionAnswer::Http(HttpAnswer {
            status,
            body: body.into(),
            ..HttpAnswer::default()
        }));
    }

    pub(super) fn session(&mut self) {
        self.http(201, SESSION);
    }

    pub(super) fn answer_microphone(&mut self, outcome: Result<(), Refusal>) {
        let step = self.step(|effect| match effect {
            Effect::AskMicrophone { step } => Some(*step),
            _ => None,
        });
        self.microphone_is_on = outcome.is_ok();
        self.input(Input::Microphone { step, outcome });
    }

    pub(super) fn microphone(&mut self) {
        self.answer_microphone(Ok(()));
    }

    pub(super) fn peer_step(&self) -> StepId {
        self.step(|effect| match effect {
            Effect::OpenPeer { step, .. } => Some(*step),
            _ => None,
        })
    }

    pub(super) fn answer_offer(&mut self, sdp: Option<&str>) {
        let step = self.step(|effect| match effect {
            Effect::CreateOffer { step } => Some(*step),
            _ => None,
        });
        self.input(Input::Offer { step, sdp: sdp.map(Secret::from) });
    }

    pub(super) fn offer(&mut self) {
        self.answer_offer(Some(OFFER));
    }

    pub(super) fn candidate(&mut self) {
        let candidate = Candidate {
            candidate: "candidate:2 1 udp 1 192.168.0.2 9 typ host hush".into(),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
        };
        self.input(Input::LocalCandidate { step: self.peer_step(), candidate });
    }

    pub(super) fn applied(&mut self, accepted: bool) {
        let step = self.step(|effect| match effect {
            Effect::ApplyAnswer { step, .. } => Some(*step),
            _ => None,
        });
        self.input(Input::AnswerApplied { step, accepted });
    }

    pub(super) fn media(&mut self, state: PeerState) {
        self.input(Input::PeerState { step: self.peer_step(), state });
    }

    // The hub.

    pub(super) fn hub_request(&self) -> RequestId {
        let request = |effect: &Effect| match effect {
            Effect::Hub(
                signalr::Effect::RequestToken { request } | signalr::Effect::Negotiate { request, .. },
            ) => Some(*request),
            _ => None,
        };
        self.effects.iter().rev().find_map(request).expect("the hub asks for something")
    }

    pub(super) fn hub_token(&mut self) {
        let token = Some(Secret::from(TOKEN));
        self.input(Input::Hub(signalr::Input::Token { request: self.hub_request(), token }));
    }

    /// Answers the negotiation; `None`: there was no readable answer.
    pub(super) fn negotiated(&mut self, answer: Option<(u16, &str)>) {
        let answer = answer.map(|(status, body)| signalr::HttpAnswer { status, body });
        self.input(Input::Hub(signalr::Input::Negotiated { request: self.hub_request(), answer }));
    }

    pub(super) fn socket(&self) -> SocketId {
        let opened = |effect: &Effect| match effect {
            Effect::Hub(signalr::Effect::OpenSocket { socket, .. }) => Some(*socket),
            _ => None,
        };
        self.effects.iter().rev().find_map(opened).expect("a socket")
    }

    pub(super) fn opened(&mut self) {
        self.input(Input::Hub(signalr::Input::Opened { socket: self.socket() }));
    }

    pub(super) fn hub_says(&mut self, message: &str) {
        let text = format!("{message}\x1e");
        self.input(Input::Hub(signalr::Input::Text { socket: self.socket(), text: text.into() }));
    }

    /// The hub's event `name` with one argument, given as JSON.
    pub(super) fn hub_event(&mut self, name: &str, argument: &str) {
        self.hub_says(&format!(r#"{{"type":1,"target":"{name}","arguments":[{argument}]}}"#));
    }

    /// The completion of the newest invocation of `method`.
    pub(super) fn completes(&mut self, method: &str, error: Option<&str>) {
        let target = format!(r#""target":"{method}""#);
        let message = self.sent().into_iter().rfind(|message| message.contains(&target));
        let message = message.expect("an invocation");
        let id = crate::wire::Object::parse(&message).unwrap().str("invocationId").unwrap();
        let error =
            error.map(|error| format!(r#","error":{}"#, serde_json::json!(error))).unwrap_or_default();
        self.hub_says(&format!(r#"{{"type":3,"invocationId":"{id}"{error}}}"#));
    }

    /// The socket closes by itself.
    pub(super) fn closed(&mut self, code: u16) {
        let socket = self.socket();
        self.sockets.retain(|open| *open != socket);
        self.input(Input::Hub(signalr::Input::Closed { socket, code, reason: "", clean: false }));
    }

    /// The hub's whole way, from its token to its handshake.
    pub(super) fn hub(&mut self) {
        self.hub_token();
        self.opened();
        self.hub_says("{}");
    }

    /// Every message that was sent to the hub.
    pub(super) fn sent(&self) -> Vec<String> {
        let frames = self.effects.iter().filter_map(|effect| match effect {
            Effect::Hub(signalr::Effect::SendText { text, .. }) => Some(text),
            _ => None,
        });
        frames.flat_map(|text| text.split_terminator('\x1e')).map(str::to_owned).collect()
    }

    fn step(&self, of: impl Fn(&Effect) -> Option<StepId>) -> StepId {
        self.effects.iter().rev().find_map(of).expect("nothing asks for this")
    }
}
