//! What goes into the call machine and what comes out of it.

#![allow(missing_docs, reason = "every variant says what its fields are; they are named for what they hold")]

use super::{CallInfo, Candidate, Event, Limits, Refusal};
use crate::{error::Error, secret::Secret, session::HttpAnswer, signalr, wire::RawJson};

/// What a call is told once, when it is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// The API's base address: http(s) or ws(s), its path kept.
    pub base_url: String,
    /// Where the session comes from.
    pub source: SessionSource,
    /// Use TURN relays only.
    pub relay_only: bool,
    /// The limits of every wait.
    pub limits: Limits,
    /// How long a lost call is tried again, in milliseconds; 0: not at all.
    pub reconnect_for: u32,
    /// Negotiate before the hub's first socket.
    pub negotiate: bool,
    /// Ask the hub for stateful reconnect.
    pub stateful_reconnect: bool,
    /// The shell's random number, for the spread of retries.
    pub seed: u64,
}

/// Where the session comes from.
#[derive(Clone, Debug)]
pub enum SessionSource {
    /// The SDK creates it for this agent.
    Agent { agent_id: String, metadata: Option<RawJson> },
    /// The customer's backend did; `renewable` where another one can be asked for.
    Provided { renewable: bool },
}

/// Names one asynchronous step, so that the late result of a cancelled one is recognised and dropped.
pub type StepId = u32;

/// What happened.
#[derive(Debug)]
pub enum Input<'a> {
    /// `prepare()`.
    Prepare,
    /// `start()`; `unix` is now, in milliseconds of Unix time.
    Start { support: Support, unix: u64 },
    /// `hangUp(reason)`.
    HangUp { reason: &'a str },
    /// The page goes away: there is no later.
    PageHide,
    /// `mute()` and `unmute()`.
    SetMuted(bool),
    /// `sendDtmf(digits)`; answered by [`Output::Dtmf`] with the same id.
    SendDtmf { request: StepId, digits: &'a str },
    /// The answer to [`Effect::RequestToken`]; `None`: the function threw, or gave nothing.
    Token { step: StepId, token: Option<Secret> },
    /// The answer to [`Effect::CreateSession`] or [`Effect::ProvideSession`].
    Session { step: StepId, answer: SessionAnswer, unix: u64 },
    /// The answer to [`Effect::AskMicrophone`].
    Microphone { step: StepId, outcome: Result<(), Refusal> },
    /// The microphone's track ended by itself: unplugged, or the permission was withdrawn.
    MicrophoneLost,
    /// The peer connection could not be made; the browser's reason.
    PeerRefused { step: StepId },
    /// The answer to [`Effect::CreateOffer`]: the SDP, or `None`.
    Offer { step: StepId, sdp: Option<Secret> },
    /// A local candidate was found.
    LocalCandidate { step: StepId, candidate: Candidate },
    /// The answer to [`Effect::ApplyAnswer`].
    AnswerApplied { step: StepId, accepted: bool },
    /// The peer connection's state changed.
    PeerState { step: StepId, state: PeerState },
    /// The answer to [`Effect::MeasureAgentAudio`]: whether the agent has been heard.
    AgentAudio { step: StepId, heard: bool },
    /// In-band digits could not be sent, or were.
    InBandDtmf { request: StepId, sent: bool },
    /// The network came back, or the page was shown again.
    Wake,
    /// Nothing but the passing of time.
    Timeout,
    /// Something happened to the hub's socket, token or negotiation.
    Hub(signalr::Input<'a>),
}

/// What this browser and page can do.
#[derive(Clone, Copy, Debug)]
pub struct Support {
    /// The page is a secure context.
    pub secure: bool,
    /// `RTCPeerConnection` exists.
    pub webrtc: bool,
    /// `getUserMedia` exists, or the application brought a track.
    pub microphone: bool,
}

/// What became of the session request.
#[derive(Clone, Debug)]
pub enum SessionAnswer {
    /// The server answered.
    Http(HttpAnswer),
    /// The customer's session, as JSON.
    Provided(String),
    /// The customer's function threw, or gave nothing.
    NotProvided,
    /// The request failed without a readable answer.
    Failed,
}

/// `RTCPeerConnection.connectionState`, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerState {
    /// Media flows.
    Connected,
    /// Media stopped and may come back by itself.
    Disconnected,
    /// It will not come back by itself.
    Failed,
    /// The other side closed it.
    Closed,
}

/// What the machine says.
#[derive(Debug)]
pub enum Output {
    /// The shell must do this.
    Effect(Effect),
    /// The application wants to know this.
    Event(Event),
    /// `prepare()` is done. After its failure the call is as if it had never been prepared.
    Prepared(Result<(), Error>),
    /// `start()` is done: the agent can be heard. (Its failure is the call's end.)
    Up(CallInfo),
    /// `sendDtmf` is done.
    Dtmf { request: StepId, outcome: Result<(), Error> },
}

/// What the shell must do, in order. It decides nothing about the call.
#[derive(Debug)]
pub enum Effect {
    /// Ask the application for an access token; answer with [`Input::Token`].
    RequestToken { step: StepId },
    /// `POST` the session request; answer with [`Input::Session`].
    CreateSession { step: StepId, url: String, token: Secret, body: String },
    /// Ask the application for its session; answer with [`Input::Session`].
    ProvideSession { step: StepId },
    /// Ask for the microphone; answer with [`Input::Microphone`]. The shell keeps what it got until told.
    AskMicrophone { step: StepId },
    /// Stop every track of the microphone, also one that arrives after this.
    ReleaseMicrophone,
    /// Make the peer connection named `step`; say [`Input::PeerRefused`] if that fails.
    OpenPeer { step: StepId, ice_servers: Secret<RawJson>, relay_only: bool },
    /// Add the microphone's track to the peer connection.
    AttachMicrophone,
    /// Create the offer and make it the local description; answer with [`Input::Offer`].
    CreateOffer { step: StepId },
    /// Make the answer the remote description; answer with [`Input::AnswerApplied`].
    ApplyAnswer { step: StepId, sdp: Secret },
    /// Add a candidate of the agent's.
    AddCandidate(Candidate),
    /// Close the peer connection and let go of what plays it.
    ClosePeer,
    /// Switch the microphone's track off or on.
    Mute(bool),
    /// Find out whether the agent has been heard; answer with [`Input::AgentAudio`].
    MeasureAgentAudio { step: StepId },
    /// Send digits in the audio itself; answer with [`Input::InBandDtmf`].
    InsertDtmf { request: StepId, digits: String },
    /// Give up the requests that are still out.
    AbortRequests,
    /// What the hub's connection needs.
    Hub(signalr::Effect),
}
