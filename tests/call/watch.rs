//! What must hold of a call, whatever happens.

use voisnap_webrtc::{
    call::{
        Answer, CallState, ConnectionId, Effect, Event, Output, PeerId, RequestId, RoundId, Signaling, StepId,
    },
    signalr::{self, SocketId},
};

/// Part of every secret that goes in.
pub(crate) const SECRET: &str = "hush";

/// What the application asks of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Prepare,
    Start,
    HangUp,
    Dtmf,
}

/// What somebody has been asked for and has not answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owed {
    Token(StepId),
    Session(StepId),
    Microphone(StepId),
    Offer(RoundId),
    Applied(RoundId),
    Heard(StepId),
    Digits(RequestId),
    Inspection,
    Negotiation(ConnectionId, signalr::RequestId),
    Socket(ConnectionId, SocketId),
}

/// Follows every output, and fails on a broken promise.
pub(crate) struct Watch {
    pub(crate) state: CallState,
    pub(crate) signaling: Signaling,
    pub(crate) over: bool,
    pub(crate) microphone_is_on: bool,
    pub(crate) peer: Option<PeerId>,
    pub(crate) sockets: Vec<(ConnectionId, SocketId)>,
    pub(crate) owed: Vec<Owed>,
    /// Questions that have no answer yet, and how many there were.
    pub(crate) asked: Vec<(RequestId, Question)>,
    questions: u32,
    /// The hub's current connection with the steps that request its tokens, and what belonged to earlier ones.
    connection: (Vec<ConnectionId>, Vec<StepId>),
    replaced: (Vec<ConnectionId>, Vec<StepId>),
    pub(crate) states: Vec<CallState>,
}

impl Watch {
    pub(crate) const fn new() -> Self {
        Self {
            state: CallState::Idle,
            signaling: Signaling::Idle,
            over: false,
            microphone_is_on: false,
            peer: None,
            sockets: Vec::new(),
            owed: Vec::new(),
            asked: Vec::new(),
            questions: 0,
            connection: (Vec::new(), Vec::new()),
            replaced: (Vec::new(), Vec::new()),
            states: Vec::new(),
        }
    }

    pub(crate) fn see(&mut self, output: Output) {
        if self.over {
            // A late microphone is released, and late questions are answered.
            let late = matches!(output, Output::Effect(Effect::ReleaseMicrophone) | Output::Settled { .. });
            assert!(late, "something follows the end: {output:?}");
        }
        let print = format!("{output:?}");
        assert!(!print.contains(SECRET), "a secret in print: {print}");
        match output {
            Output::Effect(effect) => self.effect(&effect),
            Output::Event(event) => self.event(&event),
            Output::Settled { request, outcome } => {
                let at = self.asked.iter().position(|(id, _)| *id == request);
                let (_, question) = self.asked.remove(at.expect("settled twice, or never asked"));
                if let Ok(answer) = outcome {
                    let started = matches!(answer, Answer::Started(_));
                    assert_eq!(started, question == Question::Start, "the wrong answer");
                } else {
                    assert_ne!(question, Question::HangUp, "hanging up never fails");
                }
            }
        }
    }

    /// A new question.
    pub(crate) fn ask(&mut self, question: Question) -> RequestId {
        self.questions += 1;
        let request = RequestId(self.questions);
        self.asked.push((request, question));
        request
    }

    /// Whether an input for this connection has to be dropped.
    pub(crate) fn is_replaced(&self, connection: ConnectionId) -> bool {
        self.replaced.0.contains(&connection)
    }

    /// Whether a token for this step has to be dropped.
    pub(crate) fn is_for_replaced(&self, step: StepId) -> bool {
        self.replaced.1.contains(&step)
    }

    /// An earlier connection of the call's.
    pub(crate) fn a_replaced(&self, which: u8) -> Option<ConnectionId> {
        self.replaced.0.get(usize::from(which) % self.replaced.0.len().max(1)).copied()
    }

    fn effect(&mut self, effect: &Effect) {
        let owed = match effect {
            Effect::RequestToken { step } => {
                if self.signaling != Signaling::Idle {
                    self.connection.1.push(*step);
                }
                Owed::Token(*step)
            }
            Effect::CreateSession { step, .. } | Effect::ProvideSession { step } => Owed::Session(*step),
            Effect::OpenMicrophone { step } => Owed::Microphone(*step),
            Effect::InspectMicrophone => Owed::Inspection,
            Effect::CreateOffer { round } => Owed::Offer(*round),
            Effect::ApplyAnswer { round, .. } => Owed::Applied(*round),
            Effect::MeasureAgentAudio { step } => Owed::Heard(*step),
            Effect::InsertDtmf { request, .. } => Owed::Digits(*request),
            Effect::ReleaseMicrophone => {
                self.microphone_is_on = false;
                return;
            }
            Effect::OpenPeer { peer, .. } => {
                assert_eq!(self.peer.replace(*peer), None, "two peer connections at once");
                return;
            }
            Effect::ClosePeer => {
                assert!(self.peer.take().is_some(), "no peer connection to close");
                return;
            }
            Effect::AttachMicrophone => {
                assert!(self.peer.is_some(), "nothing to attach the microphone to");
                return;
            }
            Effect::AddCandidate { peer, .. } => {
                assert_eq!(self.peer, Some(*peer), "a candidate for no peer connection");
                return;
            }
            Effect::Mute(_) | Effect::AbortRequests => return,
            Effect::Hub { connection, effect } => return self.hub(*connection, effect),
        };
        self.owed.push(owed);
    }

    fn hub(&mut self, connection: ConnectionId, effect: &signalr::Effect) {
        if !self.connection.0.contains(&connection) && !self.is_replaced(connection) {
            self.connection.0.push(connection);
        }
        match effect {
            signalr::Effect::Negotiate { request, .. } => {
                self.owed.push(Owed::Negotiation(connection, *request));
            }
            signalr::Effect::OpenSocket { socket, .. } => {
                assert!(self.sockets.is_empty(), "two sockets at once");
                self.sockets.push((connection, *socket));
                self.owed.push(Owed::Socket(connection, *socket));
            }
            signalr::Effect::SendText { socket, .. } => {
                assert!(
                    self.sockets.contains(&(connection, *socket)),
                    "a frame for a socket that is not there"
                );
            }
            signalr::Effect::CloseSocket { socket } => {
                self.sockets.retain(|open| *open != (connection, *socket));
            }
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::StateChange { state, previous } => {
                assert_eq!(core::mem::replace(&mut self.state, *state), *previous);
                assert_ne!(state, previous);
                self.states.push(*state);
            }
            Event::SignalingChange { signaling, previous } => {
                assert_eq!(core::mem::replace(&mut self.signaling, *signaling), *previous);
                assert_ne!(signaling, previous);
                if matches!(signaling, Signaling::Idle | Signaling::Closed) {
                    let (connections, steps) = core::mem::take(&mut self.connection);
                    self.replaced.0.extend(connections);
                    self.replaced.1.extend(steps);
                }
            }
            Event::Ended { .. } => {
                assert!(!self.over, "ended twice");
                self.over = true;
                assert_eq!(self.state, CallState::Ended);
                assert!(
                    matches!(self.signaling, Signaling::Idle | Signaling::Closed),
                    "{:?}",
                    self.signaling
                );
                assert!(!self.microphone_is_on, "the microphone is on");
                assert_eq!(self.peer, None, "the peer connection is open");
                assert!(self.sockets.is_empty(), "a socket is open");
            }
            _ => {}
        }
    }
}
