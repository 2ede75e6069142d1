//! Makes inputs of numbers: some answer what was asked, as a good browser and hub would, the others are anything.

use crate::texts::{FAILED, MESSAGES, NEGOTIATIONS, SESSIONS, UNIX};
use crate::watch::{Owed, Question, SECRET, Watch};
use voisnap_webrtc::{
    call::{
        CallState, Candidate, Config, ConnectionId, Event, Failure, InBand, Input, Limits, Machine,
        OpenedMicrophone, Output, PeerId, PeerState, Refusal, RequestId, RoundId, SessionAnswer,
        SessionSource, StepId, Support,
    },
    secret::Secret,
    signalr::{self, SocketId},
    wire::http::HttpAnswer,
};

/// One input: its kind, and two numbers for what it is about.
pub(crate) type Step = (u8, u8, u8);

/// What a scenario came to.
pub(crate) struct Reached {
    pub(crate) up: bool,
    pub(crate) reconnected: bool,
    pub(crate) digits: bool,
}

fn pick<T: Copy>(from: &[T], by: u8) -> T {
    from[usize::from(by) % from.len()]
}

/// One call with what surrounds it.
pub(crate) struct Play {
    machine: Machine,
    watch: Watch,
    now: u64,
    options: u8,
    asked_for_digits: bool,
    /// What is asked while an output is handled: after how many outputs, and what.
    reentrant: Option<(u8, u8)>,
}

impl Play {
    pub(crate) fn new(options: u8) -> Self {
        let flag = |bit: u8| options & (1 << bit) != 0;
        let source = if flag(0) {
            SessionSource::Agent { agent_id: "a".into(), metadata: None }
        } else {
            SessionSource::Provided { renewable: flag(1) }
        };
        let config = Config {
            base_url: "https://host".into(),
            source,
            relay_only: flag(2),
            own_track: flag(7),
            limits: Limits::default(),
            reconnect_for: if flag(3) { 60_000 } else { 0 },
            negotiate: flag(4),
            stateful_reconnect: flag(4) && flag(5),
            seed: options.into(),
        };
        Self {
            machine: Machine::new(config),
            watch: Watch::new(),
            now: 0,
            options,
            asked_for_digits: false,
            reentrant: None,
        }
    }

    /// Plays the steps, ends the call if they have not, and plays the first of them once more: at a call that is over.
    pub(crate) fn run(mut self, steps: impl IntoIterator<Item = Step>) -> Reached {
        let mut first = Vec::new();
        // Half of the scenarios mostly follow the documented flow, or little would be seen behind set-up.
        let obedience = if self.options & 64 == 0 { 170 } else { 60 };
        for step in steps {
            if first.len() < 20 {
                first.push(step);
            }
            if step.2 % 7 == 0 {
                self.reentrant = Some((step.1 % 8, step.1 / 8));
            }
            if step.0 < obedience {
                self.sensible(step.1, step.2);
            } else {
                self.anything(step.0 - obedience, step);
            }
        }
        if self.options & 128 == 0 {
            self.ask(Question::HangUp, 0);
            self.wait(2_000);
        } else {
            self.input(Input::PageHide);
        }
        assert!(self.watch.over, "the call goes on");
        let reached = Reached {
            up: self.watch.states.contains(&CallState::Connected),
            reconnected: self.watch.states.ends_with(&[
                CallState::Reconnecting,
                CallState::Connected,
                CallState::Ended,
            ]),
            digits: self.asked_for_digits,
        };
        for step in first {
            self.sensible(step.1, step.2);
            self.anything(step.0, step);
        }
        reached
    }

    fn input(&mut self, input: Input<'_>) {
        if let Input::Microphone { outcome: Ok(_), .. } = input {
            self.watch.microphone_is_on = true;
        }
        let replaced = self.is_for_replaced(&input);
        if replaced {
            // What is due by now comes first, or it would be taken for an effect of the late result.
            self.input(Input::Timeout);
        }
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll_output() {
            assert!(!replaced, "a late result of a replaced connection was taken: {output:?}");
            let heard = matches!(output, Output::Event(_) | Output::Settled { .. });
            let is_last = matches!(output, Output::Event(Event::Ended { .. }));
            self.watch.see(output);
            // An application may ask from inside a handler.
            if heard && let Some((after, what)) = self.reentrant.take() {
                if after == 0 || is_last {
                    self.ask_anything(what);
                } else {
                    self.reentrant = Some((after - 1, what));
                }
            }
        }
        assert_eq!(self.machine.state(), self.watch.state);
        assert_eq!(self.machine.signaling(), self.watch.signaling);
        if self.watch.over {
            assert!(self.watch.asked.is_empty(), "questions without an answer: {:?}", self.watch.asked);
            assert_eq!(self.machine.deadline(), None, "a timer is armed after the end");
            assert!(!self.watch.microphone_is_on, "the microphone is on after the end");
        }
    }

    /// Whether `input` is a late result of a connection that has been replaced.
    fn is_for_replaced(&self, input: &Input<'_>) -> bool {
        match input {
            Input::Hub { connection, .. } => self.watch.is_replaced(*connection),
            Input::Token { step, .. } => self.watch.is_for_replaced(*step),
            _ => false,
        }
    }

    /// Hands a question to the machine, without draining what it says.
    fn put(&mut self, question: Question, how: u8) {
        let request = self.watch.ask(question);
        let input = match question {
            Question::Prepare => Input::Prepare { request },
            Question::Start => {
                let support = Support { secure: true, webrtc: true, microphone: true };
                Input::Start { request, support, elapsed: how.into() }
            }
            Question::HangUp => Input::HangUp { request, reason: "r" },
            Question::Dtmf => {
                self.asked_for_digits = true;
                Input::SendDtmf { request, digits: pick(&["1", "12#", "x", ""], how) }
            }
        };
        self.machine.handle(self.now, input);
    }

    fn ask(&mut self, question: Question, how: u8) {
        self.put(question, how);
        self.input(Input::Timeout);
    }

    fn ask_anything(&mut self, what: u8) {
        let question = pick(
            &[
                Question::Prepare,
                Question::Start,
                Question::HangUp,
                Question::Dtmf,
                Question::Prepare,
                Question::Start,
                Question::Dtmf,
            ],
            what,
        );
        self.put(question, what);
    }

    /// Lets time pass, with every timer at its own time.
    fn wait(&mut self, ms: u64) {
        let until = self.now + ms;
        let mut fired = 0;
        while let Some(due) = self.machine.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.input(Input::Timeout);
            fired += 1;
            assert!(fired < 5_000, "the timer fires without end");
        }
        self.now = until;
    }

    fn hub(&mut self, (connection, socket): (ConnectionId, SocketId), message: &str) {
        let text = format!("{message}\x1e");
        let input = signalr::Input::Text { socket, text: text.as_str().into() };
        self.input(Input::Hub { connection, input });
    }

    /// What a good application, browser and hub would do next.
    fn sensible(&mut self, which: u8, how: u8) {
        if self.watch.state == CallState::Idle && self.watch.owed.is_empty() && which < 200 {
            return self.ask(Question::Start, how);
        }
        if !self.watch.owed.is_empty() {
            let owed = self.watch.owed.remove(usize::from(which) % self.watch.owed.len());
            return self.settle(owed);
        }
        match (self.watch.sockets.last().copied(), self.watch.peer) {
            (Some(socket), Some(peer)) if which < 160 => {
                // The answer is in place once it was applied: then media comes and goes.
                if which < 90 {
                    self.hub(socket, MESSAGES[usize::from(how) % 11]);
                } else {
                    let state =
                        pick(&[PeerState::Connected, PeerState::Connected, PeerState::Disconnected], how);
                    self.input(Input::PeerState { peer, state });
                }
            }
            (Some(socket), _) => self.hub(socket, MESSAGES[usize::from(how) % 11]),
            (None, Some(peer)) => self.input(Input::PeerState { peer, state: PeerState::Connected }),
            (None, None) => self.wait(100),
        }
    }

    fn settle(&mut self, owed: Owed) {
        match owed {
            Owed::Token(step) => self.input(Input::Token { step, given: Ok(SECRET.into()) }),
            Owed::Session(step) => self.session(step, 0),
            Owed::Microphone(step) => self.microphone(step, true),
            Owed::Inspection => self.input(Input::MicrophoneInspected { ended: false }),
            Owed::Offer(round) => self.input(Input::Offer { round, outcome: Ok(SECRET.into()) }),
            Owed::Applied(round) => self.input(Input::AnswerApplied { round, outcome: Ok(()) }),
            Owed::Heard(step) => self.input(Input::AgentAudio { step, energy: 1.0 }),
            Owed::Digits(request) => self.input(Input::InBandDtmf { request, outcome: InBand::Played }),
            Owed::Negotiation(connection, request) => self.negotiated(connection, request, 0),
            Owed::Socket(connection, socket) => {
                self.input(Input::Hub { connection, input: signalr::Input::Opened { socket } });
                self.hub((connection, socket), "{}");
            }
        }
    }

    fn microphone(&mut self, step: StepId, enabled: bool) {
        self.input(Input::Microphone { step, outcome: Ok(OpenedMicrophone { enabled }) });
    }

    fn session(&mut self, step: StepId, how: u8) {
        let body = pick(SESSIONS, how);
        let provided = self.options & 1 == 0;
        let answer = if provided && how < 128 {
            SessionAnswer::Provided(Ok(body.into()))
        } else if how < 192 {
            let status = pick(&[200, 200, 201, 401, 429, 503, 302], how / 6);
            let (body, retry_after) = (body.into(), Some("7".into()));
            SessionAnswer::Http(Ok(HttpAnswer { status, body, retry_after, ..HttpAnswer::default() }))
        } else if how < 224 {
            SessionAnswer::Provided(Err(Failure::default()))
        } else {
            SessionAnswer::Http(Err(FAILED))
        };
        self.input(Input::Session { step, answer, unix: UNIX });
    }

    fn negotiated(&mut self, connection: ConnectionId, request: signalr::RequestId, how: u8) {
        let status = pick(&[200, 200, 200, 401, 403, 503], how / 5);
        let body = pick(NEGOTIATIONS, how).into();
        let answer = HttpAnswer { status, body, ..HttpAnswer::default() };
        let answer = if how < 200 { Ok(answer) } else { Err(FAILED) };
        let input = signalr::Input::Negotiated { request, answer, unix: UNIX };
        self.input(Input::Hub { connection, input });
    }

    fn anything(&mut self, kind: u8, (_, which, how): Step) {
        let number = u32::from(which % 24);
        let step = StepId(number);
        let round = RoundId(number);
        let request = signalr::RequestId(number % 4);
        let replaced = self.watch.a_replaced(which);
        let socket = match self.watch.sockets.last() {
            Some(newest) if which < 220 => *newest,
            _ => (replaced.unwrap_or(ConnectionId(number)), SocketId(number % 3)),
        };
        let peer = self.watch.peer.filter(|_| which < 220).unwrap_or(PeerId(number));
        let some = if how < 200 { Ok(Secret::from(SECRET)) } else { Err(()) };
        match kind % 30 {
            0 => self.ask(Question::Prepare, how),
            1 => {
                let able = |bit: u8| which & bit == 0 || how != 0;
                let support = Support { secure: able(1), webrtc: able(2), microphone: able(4) };
                let request = self.watch.ask(Question::Start);
                self.input(Input::Start { request, support, elapsed: how.into() });
            }
            2 if how < 40 => self.ask(Question::HangUp, how),
            3 if how < 20 => self.input(Input::PageHide),
            4 => self.input(Input::SetMuted(how & 1 == 0)),
            5 | 6 => self.ask(Question::Dtmf, how),
            7 => self.input(Input::Token { step, given: some.map_err(|()| Failure::default()) }),
            8 => self.session(step, how),
            9 => {
                let refusal = Refusal { name: "NotAllowedError".into(), ..Refusal::default() };
                if how < 128 {
                    self.microphone(step, which & 1 == 0);
                } else {
                    self.input(Input::Microphone { step, outcome: Err(refusal) });
                }
            }
            10 => self.input(Input::MicrophoneLost),
            11 if how < 60 => self.input(Input::PeerRefused { peer, cause: None, forbidden: how & 1 == 0 }),
            12 => self.input(Input::Offer { round, outcome: some.map_err(|()| None) }),
            13 | 14 => {
                let candidate = Candidate {
                    candidate: SECRET.into(),
                    sdp_mid: None,
                    sdp_m_line_index: Some(how.into()),
                    username_fragment: None,
                };
                self.input(Input::LocalCandidate { peer, candidate });
            }
            15 => self.input(Input::AnswerApplied { round, outcome: some.map(drop).map_err(|()| None) }),
            16 => {
                let state = pick(&[PeerState::Disconnected, PeerState::Failed, PeerState::Disconnected], how);
                self.input(Input::PeerState { peer, state });
            }
            17 => self.input(Input::AgentAudio { step, energy: f64::from(how) / 128.0 * 1e-5 }),
            18 => {
                let outcomes = [InBand::Played, InBand::Unsupported, InBand::Failed(None)];
                let outcome = outcomes[usize::from(how) % 3].clone();
                self.input(Input::InBandDtmf { request: RequestId(number), outcome });
            }
            19 => self.input(Input::Wake),
            20 => self.wait(u64::from(how) * 50),
            21 if how < 40 => self.now += u64::from(which) * 10_000,
            22 => {
                let connection = replaced.unwrap_or(ConnectionId(number));
                let input = signalr::Input::Opened { socket: SocketId(number % 3) };
                self.input(Input::Hub { connection, input });
            }
            23 => self.negotiated(socket.0, request, how),
            26 => self.input(Input::CandidateRefused { peer, cause: None }),
            27 => self.input(Input::IceServersRefused { peer, refused: vec![(0, "r".into())] }),
            28 => self.input(Input::MicrophoneInspected { ended: how < 40 }),
            24 => self.hub(socket, pick(MESSAGES, how)),
            25 => self.closed(socket, how),
            _ => self.input(Input::Timeout),
        }
    }

    fn closed(&mut self, (connection, socket): (ConnectionId, SocketId), how: u8) {
        self.watch.sockets.retain(|open| *open != (connection, socket));
        let code = pick(&[1000, 1006, 1011, 1013], how);
        let input = signalr::Input::Closed { socket, code, reason: "r", clean: how < 128 };
        self.input(Input::Hub { connection, input });
    }
}
