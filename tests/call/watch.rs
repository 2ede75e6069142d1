//! What must hold of a call, whatever happens.

use voisnap_webrtc::{
    call::{CallState, Effect, Event, Output, Signaling, StepId},
    signalr::{self, RequestId, SocketId},
};

/// Part of every secret that goes in.
pub(crate) const SECRET: &str = "hush";

/// What somebody has been asked for and has not answered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owed {
    Token(StepId),
    Session(StepId),
    Microphone(StepId),
    Offer(StepId),
    Applied(StepId),
    Heard(StepId),
    Digits(StepId),
    HubToken(RequestId),
    Negotiation(RequestId),
    Socket(SocketId),
}

/// Follows every output, and fails on a broken promise.
pub(crate) struct Watch {
    pub(crate) state: CallState,
    pub(crate) signaling: Signaling,
    pub(crate) over: bool,
    pub(crate) microphone_is_on: bool,
    pub(crate) peer: Option<StepId>,
    pub(crate) sockets: Vec<SocketId>,
    pub(crate) owed: Vec<Owed>,
    pub(crate) digits: Vec<StepId>,
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
            digits: Vec::new(),
            states: Vec::new(),
        }
    }

    pub(crate) fn see(&mut self, output: Output) {
        if self.over {
            // A late microphone is released, and a late request for digits is refused.
            let late = matches!(output, Output::Effect(Effect::ReleaseMicrophone) | Output::Dtmf { .. });
            assert!(late, "something follows the end: {output:?}");
        }
        if !matches!(output, Output::Effect(Effect::Hub(_))) {
            let print = format!("{output:?}");
            assert!(!print.contains(SECRET), "a secret in print: {print}");
        }
        match output {
            Output::Effect(effect) => self.effect(&effect),
            Output::Event(event) => self.event(&event),
            Output::Dtmf { request, .. } => {
                let at = self.digits.iter().position(|id| *id == request);
                self.digits.remove(at.expect("digits settled twice, or never asked for"));
            }
            Output::Prepared(_) | Output::Up(_) => {}
        }
    }

    fn effect(&mut self, effect: &Effect) {
        let owed = match effect {
            Effect::RequestToken { step } => Owed::Token(*step),
            Effect::CreateSession { step, .. } | Effect::ProvideSession { step } => Owed::Session(*step),
            Effect::AskMicrophone { step } => Owed::Microphone(*step),
            Effect::CreateOffer { step } => Owed::Offer(*step),
            Effect::ApplyAnswer { step, .. } => Owed::Applied(*step),
            Effect::MeasureAgentAudio { step } => Owed::Heard(*step),
            Effect::InsertDtmf { request, .. } => Owed::Digits(*request),
            Effect::ReleaseMicrophone => {
                self.microphone_is_on = false;
                return;
            }
            Effect::OpenPeer { step, .. } => {
                assert_eq!(self.peer.replace(*step), None, "two peer connections at once");
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
            Effect::AddCandidate(_) | Effect::Mute(_) | Effect::AbortRequests => return,
            Effect::Hub(effect) => return self.hub(effect),
        };
        self.owed.push(owed);
    }

    fn hub(&mut self, effect: &signalr::Effect) {
        match effect {
            signalr::Effect::RequestToken { request } => self.owed.push(Owed::HubToken(*request)),
            signalr::Effect::Negotiate { request, .. } => self.owed.push(Owed::Negotiation(*request)),
            signalr::Effect::OpenSocket { socket, .. } => {
                assert!(self.sockets.is_empty(), "two sockets at once");
                self.sockets.push(*socket);
                self.owed.push(Owed::Socket(*socket));
            }
            signalr::Effect::SendText { socket, .. } => {
                assert!(self.sockets.contains(socket), "a frame for a socket that is not there");
            }
            signalr::Effect::CloseSocket { socket } => self.sockets.retain(|open| open != socket),
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
                assert!(self.digits.is_empty(), "unsettled digits");
            }
            _ => {}
        }
    }
}
