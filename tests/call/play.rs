//! Makes inputs of numbers: some answer what was asked, as a good browser and hub would, the others are anything.

use crate::watch::{Owed, SECRET, Watch};
use voisnap_webrtc::{
    call::{
        CallState, Candidate, Config, Input, Limits, Machine, PeerState, Refusal, SessionAnswer,
        SessionSource, Support,
    },
    secret::Secret,
    session::HttpAnswer,
    signalr::{self, RequestId, SocketId},
};

/// One input: its kind, and two numbers for what it is about.
pub(crate) type Step = (u8, u8, u8);

/// What a scenario came to.
pub(crate) struct Reached {
    pub(crate) up: bool,
    pub(crate) reconnected: bool,
    pub(crate) digits: bool,
}

const UNIX: u64 = 1_750_084_500_000;
const SESSIONS: &[&str] = &[
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[{"urls":"stun:x"}],"expiresAt":"2025-06-16T15:35:00Z"}"#,
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[]}"#,
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[],"expiresAt":"2024-06-16T15:35:00Z"}"#,
    r#"{"sessionId":"s"}"#,
    "<html>",
    "",
];

const NEGOTIATIONS: &[&str] = &[
    r#"{"connectionToken":"id","negotiateVersion":1,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"connectionToken":"id","negotiateVersion":1,"useStatefulReconnect":true,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"url":"https://other/hub","accessToken":"hush"}"#,
    r#"{"error":"no"}"#,
    "",
];

/// The first part is the flow as it should be; what follows is heard at any time.
const MESSAGES: &[&str] = &[
    "{}",
    r#"{"type":1,"target":"SdpAnswerReceived","arguments":[{"sdp":"hush","type":"answer"}]}"#,
    r#"{"type":1,"target":"IceCandidateReceived","arguments":[{"candidate":"hush","sdpMid":"0"}]}"#,
    r#"{"type":1,"target":"SessionStarted","arguments":[{"conversationId":"c"}]}"#,
    r#"{"type":1,"target":"Transcription","arguments":[{"text":"t","isFinal":false}]}"#,
    r#"{"type":6}"#,
    r#"{"type":3,"invocationId":"0","result":null}"#,
    r#"{"type":3,"invocationId":"1"}"#,
    r#"{"type":3,"invocationId":"2"}"#,
    r#"{"type":1,"invocationId":"s1","target":"Unknown","arguments":[1]}"#,
    r#"{"type":1,"target":"Error","arguments":[{"message":"m","recoverable":true}]}"#,
    r#"{"type":3,"invocationId":"0","error":"no"}"#,
    r#"{"type":3,"invocationId":"1","error":"no"}"#,
    r#"{"type":1,"target":"SessionEnded","arguments":[{"reason":"r"}]}"#,
    r#"{"type":1,"target":"SessionEnded","arguments":[]}"#,
    r#"{"type":1,"target":"Error","arguments":["x"]}"#,
    r#"{"type":1,"target":"SdpAnswerReceived","arguments":[null]}"#,
    r#"{"type":7}"#,
    r#"{"type":7,"error":"e","allowReconnect":true}"#,
    r#"{"error":"no"}"#,
    "garbage",
    r#"{"type":1}"#,
];

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
            limits: Limits::default(),
            reconnect_for: if flag(3) { 60_000 } else { 0 },
            negotiate: flag(4),
            stateful_reconnect: flag(4) && flag(5),
            seed: options.into(),
        };
        Self { machine: Machine::new(config), watch: Watch::new(), now: 0, options, asked_for_digits: false }
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
            if step.0 < obedience {
                self.sensible(step.1, step.2);
            } else {
                self.anything(step.0 - obedience, step);
            }
        }
        if self.options & 128 == 0 {
            self.input(Input::HangUp { reason: "r" });
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
        if let Input::Microphone { outcome: Ok(()), .. } = input {
            self.watch.microphone_is_on = true;
        }
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll_output() {
            self.watch.see(output);
        }
        assert_eq!(self.machine.state(), self.watch.state);
        assert_eq!(self.machine.signaling(), self.watch.signaling);
        if self.watch.over {
            assert_eq!(self.machine.deadline(), None, "a timer is armed after the end");
            assert!(!self.watch.microphone_is_on, "the microphone is on after the end");
        }
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

    fn hub(&mut self, socket: SocketId, message: &str) {
        let text = format!("{message}\x1e");
        self.input(Input::Hub(signalr::Input::Text { socket, text: text.as_str().into() }));
    }

    /// What a good application, browser and hub would do next.
    fn sensible(&mut self, which: u8, how: u8) {
        if self.watch.state == CallState::Idle && self.watch.owed.is_empty() && which < 200 {
            let support = Support { secure: true, webrtc: true, microphone: true };
            return self.input(Input::Start { support, unix: UNIX });
        }
        if !self.watch.owed.is_empty() {
            let owed = self.watch.owed.remove(usize::from(which) % self.watch.owed.len());
            return self.settle(owed);
        }
        match (self.watch.sockets.last().copied(), self.watch.peer) {
            (Some(socket), Some(step)) if which < 160 => {
                // The answer is in place once it was applied: then media comes and goes.
                if which < 90 {
                    self.hub(socket, MESSAGES[usize::from(how) % 11]);
                } else {
                    let state =
                        pick(&[PeerState::Connected, PeerState::Connected, PeerState::Disconnected], how);
                    self.input(Input::PeerState { step, state });
                }
            }
            (Some(socket), _) => self.hub(socket, MESSAGES[usize::from(how) % 11]),
            (None, Some(step)) => self.input(Input::PeerState { step, state: PeerState::Connected }),
            (None, None) => self.wait(100),
        }
    }

    fn settle(&mut self, owed: Owed) {
        match owed {
            Owed::Token(step) => self.input(Input::Token { step, token: Some(SECRET.into()) }),
            Owed::Session(step) => self.session(step, 0),
            Owed::Microphone(step) => self.input(Input::Microphone { step, outcome: Ok(()) }),
            Owed::Offer(step) => self.input(Input::Offer { step, sdp: Some(SECRET.into()) }),
            Owed::Applied(step) => self.input(Input::AnswerApplied { step, accepted: true }),
            Owed::Heard(step) => self.input(Input::AgentAudio { step, heard: true }),
            Owed::Digits(request) => self.input(Input::InBandDtmf { request, sent: true }),
            Owed::HubToken(request) => {
                self.input(Input::Hub(signalr::Input::Token { request, token: Some(SECRET.into()) }));
            }
            Owed::Negotiation(request) => self.negotiated(request, 0),
            Owed::Socket(socket) => {
                self.input(Input::Hub(signalr::Input::Opened { socket }));
                self.hub(socket, "{}");
            }
        }
    }

    fn session(&mut self, step: u32, how: u8) {
        let body = pick(SESSIONS, how).to_owned();
        let provided = self.options & 1 == 0;
        let answer = if provided && how < 128 {
            SessionAnswer::Provided(body)
        } else if how < 192 {
            let status = pick(&[200, 200, 201, 401, 429, 503, 302], how / 6);
            let retry_after = Some("7".into());
            SessionAnswer::Http(HttpAnswer { status, body, retry_after, ..HttpAnswer::default() })
        } else if how < 224 {
            SessionAnswer::NotProvided
        } else {
            SessionAnswer::Failed
        };
        self.input(Input::Session { step, answer, unix: UNIX });
    }

    fn negotiated(&mut self, request: RequestId, how: u8) {
        let status = pick(&[200, 200, 200, 401, 403, 503], how / 5);
        let answer = (how < 200).then_some(signalr::HttpAnswer { status, body: pick(NEGOTIATIONS, how) });
        self.input(Input::Hub(signalr::Input::Negotiated { request, answer }));
    }

    fn anything(&mut self, kind: u8, (_, which, how): Step) {
        let step = u32::from(which % 16);
        let request = RequestId(step);
        let socket = match self.watch.sockets.last() {
            Some(newest) if which < 220 => *newest,
            _ => SocketId(step),
        };
        let peer = self.watch.peer.filter(|_| which < 220).unwrap_or(step);
        let some = (how < 200).then(|| Secret::from(SECRET));
        match kind % 27 {
            0 => self.input(Input::Prepare),
            1 => {
                let able = |bit: u8| which & bit == 0 || how != 0;
                let support = Support { secure: able(1), webrtc: able(2), microphone: able(4) };
                self.input(Input::Start { support, unix: UNIX + u64::from(how) * 100_000 });
            }
            2 if how < 40 => self.input(Input::HangUp { reason: "r" }),
            3 if how < 20 => self.input(Input::PageHide),
            4 => self.input(Input::SetMuted(how & 1 == 0)),
            5 | 6 => self.digits(how),
            7 => self.input(Input::Token { step, token: some }),
            8 => self.session(step, how),
            9 => {
                let refusal = Refusal { name: "NotAllowedError".into(), ..Refusal::default() };
                self.input(Input::Microphone {
                    step,
                    outcome: if how < 128 { Ok(()) } else { Err(refusal) },
                });
            }
            10 => self.input(Input::MicrophoneLost),
            11 if how < 60 => self.input(Input::PeerRefused { step: peer }),
            12 => self.input(Input::Offer { step, sdp: some }),
            13 | 14 => {
                let candidate =
                    Candidate { candidate: SECRET.into(), sdp_mid: None, sdp_m_line_index: Some(how.into()) };
                self.input(Input::LocalCandidate { step: peer, candidate });
            }
            15 => self.input(Input::AnswerApplied { step, accepted: how < 200 }),
            16 => {
                let state = pick(&[PeerState::Disconnected, PeerState::Failed, PeerState::Closed], how);
                self.input(Input::PeerState { step: peer, state });
            }
            17 => self.input(Input::AgentAudio { step, heard: how < 128 }),
            18 => self.input(Input::InBandDtmf { request: step, sent: how < 128 }),
            19 => self.input(Input::Wake),
            20 => self.wait(u64::from(how) * 50),
            21 if how < 40 => self.now += u64::from(which) * 10_000,
            22 => self.input(Input::Hub(signalr::Input::Token { request, token: some })),
            23 => self.negotiated(request, how),
            24 => self.hub(socket, pick(MESSAGES, how)),
            25 => self.closed(socket, how),
            _ => self.input(Input::Timeout),
        }
    }

    /// A request for digits, each under a name of its own.
    fn digits(&mut self, how: u8) {
        self.asked_for_digits = true;
        let request = self.watch.digits.iter().max().map_or(0, |newest| newest + 1);
        self.watch.digits.push(request);
        self.input(Input::SendDtmf { request, digits: pick(&["1", "12#", "x", ""], how) });
    }

    fn closed(&mut self, socket: SocketId, how: u8) {
        self.watch.sockets.retain(|open| *open != socket);
        let code = pick(&[1000, 1006, 1011, 1013], how);
        self.input(Input::Hub(signalr::Input::Closed { socket, code, reason: "r", clean: how < 128 }));
    }
}
