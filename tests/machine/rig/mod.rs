//! A call whose application, browser and hub are the test. Every output passes the same inspection, whatever the
//! test looks at: the end once and last, nothing secret in what a person may read, no timer after the end.

mod browser;
mod hub;

use crate::trace::{event_words, is_course, words};
use voisnap_webrtc::{
    call::{
        Answer, CallInfo, Config, Effect, Event, Input, Limits, Machine, Output, PeerState, RequestId,
        SessionSource, StepId, Support,
    },
    error::{Code, Error},
    secret::Secret,
    signalr::{self, Millis, SocketId},
};

/// Part of everything that is secret here, and of nothing else.
const SECRET: &str = "hush";
pub(crate) const TOKEN: &str = "hush-access-token";
pub(crate) const OFFER: &str = "v=0\r\ns=hush-offer\r\n";
pub(crate) const ANSWER: &str =
    r#"{"sdp":"v=0\r\ns=hush-answer\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n","type":"answer"}"#;
pub(crate) const AGENTS_CANDIDATE: &str =
    r#"{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host hush","sdpMid":"0","sdpMLineIndex":0}"#;

/// Unix time of the calls here, and how long their sessions live.
pub(crate) const UNIX: u64 = 1_750_084_500_000;
pub(crate) const LIFETIME: Millis = 3_600_000;
pub(crate) const SESSION: &str = r#"{"sessionId":"ses_1","sessionToken":"hush-session","iceServers":[{"urls":["turn:t:3478"],"username":"u","credential":"hush-turn"}],"expiresAt":"2025-06-16T15:35:00Z","status":"created"}"#;

pub(crate) const ABLE: Support = Support { secure: true, webrtc: true, microphone: true };

/// What the application asks of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Prepare,
    Start,
    HangUp,
    Dtmf,
}

/// A machine on virtual time, with everything that it emitted.
pub(crate) struct Rig {
    pub(crate) machine: Machine,
    pub(crate) now: Millis,
    pub(crate) unix: u64,
    pub(crate) effects: Vec<Effect>,
    pub(crate) events: Vec<Event>,
    pub(crate) started: Vec<CallInfo>,
    pub(crate) prepared: Vec<Result<(), Error>>,
    /// Why `start()` rejected.
    pub(crate) rejected: Vec<Error>,
    pub(crate) digits: Vec<(u32, Result<(), Error>)>,
    /// The application's questions that have no answer yet.
    pending: Vec<(RequestId, Question)>,
    questions: u32,
    /// What happened since the last [`Rig::take`].
    trace: Vec<String>,
    sockets: Vec<SocketId>,
    microphone_is_on: bool,
    peer_is_open: bool,
}

impl Rig {
    /// A call to an agent with the default options.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            base_url: "https://api.test".into(),
            source: SessionSource::Agent { agent_id: "agt_1".into(), metadata: None },
            relay_only: false,
            own_track: false,
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
            started: Vec::new(),
            prepared: Vec::new(),
            rejected: Vec::new(),
            digits: Vec::new(),
            pending: Vec::new(),
            questions: 100,
            trace: Vec::new(),
            sockets: Vec::new(),
            microphone_is_on: false,
            peer_is_open: false,
        }
    }

    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll_output() {
            self.inspect(output);
        }
        if self.is_over() {
            assert_eq!(self.machine.deadline(), None, "a timer is armed after the end");
        }
    }

    fn inspect(&mut self, output: Output) {
        let late = matches!(output, Output::Effect(Effect::ReleaseMicrophone) | Output::Settled { .. });
        assert!(!self.is_over() || late, "something follows the end: {output:?}");
        let print = format!("{output:?}");
        assert!(!print.contains(SECRET), "a secret in print: {print}");
        match output {
            Output::Effect(effect) => {
                self.trace.push(words(&effect));
                self.effect(effect);
            }
            Output::Event(event) => {
                if !is_course(&event) {
                    self.trace.push(event_words(&event));
                }
                self.events.push(event);
            }
            Output::Settled { request, outcome } => self.settled(request, outcome),
        }
    }

    fn settled(&mut self, request: RequestId, outcome: Result<Answer, Error>) {
        let at = self.pending.iter().position(|(id, _)| *id == request);
        let (_, question) = self.pending.swap_remove(at.expect("settled twice, or no question"));
        match (question, outcome) {
            (Question::Start, Ok(Answer::Started(info))) => {
                self.trace.push("start resolves".into());
                self.started.push(info);
            }
            (Question::Start, Err(error)) => self.rejected.push(error),
            (Question::HangUp, Ok(Answer::Done)) => {}
            (Question::Prepare, outcome) => {
                self.trace.push(match &outcome {
                    Ok(_) => "prepared".into(),
                    Err(error) => format!("not prepared: {}", error.code().as_str()),
                });
                self.prepared.push(outcome.map(|answer| assert_eq!(answer, Answer::Done)));
            }
            (Question::Dtmf, outcome) => {
                let id = request.0;
                self.trace.push(match &outcome {
                    Ok(_) => format!("digits {id} sent"),
                    Err(error) => format!("digits {id}: {}", error.code().as_str()),
                });
                self.digits.push((id, outcome.map(|answer| assert_eq!(answer, Answer::Done))));
            }
            (question, outcome) => panic!("{question:?} was answered with {outcome:?}"),
        }
    }

    /// A new question.
    pub(crate) fn ask(&mut self, question: Question) -> RequestId {
        self.questions += 1;
        let request = RequestId(self.questions);
        self.pending.push((request, question));
        request
    }

    pub(crate) fn digits(&mut self, request: u32, digits: &str) {
        self.pending.push((RequestId(request), Question::Dtmf));
        self.input(Input::SendDtmf { request: RequestId(request), digits });
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
            Effect::Hub { effect: signalr::Effect::OpenSocket { socket, .. }, .. } => {
                self.sockets.push(*socket);
            }
            Effect::Hub { effect: signalr::Effect::CloseSocket { socket }, .. } => {
                self.sockets.retain(|open| open != socket);
            }
            _ => {}
        }
        self.effects.push(effect);
    }

    /// What happened since the last call of this.
    pub(crate) fn take(&mut self) -> Vec<String> {
        core::mem::take(&mut self.trace)
    }

    /// Whether `words` happened since the last `take`.
    pub(crate) fn did(&self, words: &str) -> bool {
        self.trace.iter().any(|did| did == words)
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.events.last(), Some(Event::Ended { .. }))
    }

    /// Asserts that the call is over, that `ended` came once and last, and that nothing is left open or on.
    pub(crate) fn assert_over(&self) {
        assert!(self.is_over(), "the call goes on");
        assert_eq!(self.events.iter().filter(|event| matches!(event, Event::Ended { .. })).count(), 1);
        assert!(!self.microphone_is_on, "the microphone is on");
        assert!(!self.peer_is_open, "the peer connection is open");
        assert!(self.sockets.is_empty(), "a socket is open");
        assert_eq!(self.machine.deadline(), None);
        assert!(self.pending.is_empty(), "questions without an answer: {:?}", self.pending);
    }

    /// The error that ended the call.
    pub(crate) fn end(&self) -> Option<&Error> {
        match self.events.last() {
            Some(Event::Ended { error, .. }) => error.as_ref(),
            _ => panic!("the call goes on"),
        }
    }

    pub(crate) fn code(&self) -> Option<Code> {
        self.end().map(voisnap_webrtc::Error::code)
    }

    /// Goes on from an open microphone to connected media.
    pub(crate) fn go_on(mut self) -> Self {
        self.token();
        self.session();
        self.hub();
        self.offer();
        self.hub_event("SdpAnswerReceived", ANSWER);
        self.applied(true);
        self.media(PeerState::Connected);
        self
    }

    // Time.

    /// Lets `ms` pass, with every timer at its own time.
    pub(crate) fn wait(&mut self, ms: Millis) {
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

    pub(crate) fn prepare(&mut self) {
        let request = self.ask(Question::Prepare);
        self.input(Input::Prepare { request });
    }

    pub(crate) fn start(&mut self) {
        self.start_on(ABLE);
    }

    pub(crate) fn start_on(&mut self, support: Support) {
        let request = self.ask(Question::Start);
        self.input(Input::Start { request, support, elapsed: 0 });
    }

    pub(crate) fn hang_up(&mut self) {
        self.hang_up_for("user_ended");
    }

    pub(crate) fn hang_up_for(&mut self, reason: &str) {
        let request = self.ask(Question::HangUp);
        self.input(Input::HangUp { request, reason });
    }

    pub(crate) fn token_step(&self) -> StepId {
        self.step(|effect| match effect {
            Effect::RequestToken { step } => Some(*step),
            _ => None,
        })
    }

    pub(crate) fn token(&mut self) {
        let step = self.token_step();
        self.input(Input::Token { step, given: Ok(Secret::from(TOKEN)) });
    }

    /// The newest effect that `of` knows.
    fn step<T>(&self, of: impl Fn(&Effect) -> Option<T>) -> T {
        self.effects.iter().rev().find_map(of).expect("nothing asks for this")
    }
}
