//! The call as a pure machine: what happened goes in with its time, what to do and what to tell comes out.
//!
//! [`Machine::handle`] takes an [`Input`]; [`Machine::poll_output`] is drained until it is empty. Everything
//! that is decided about a call is decided here, on any thread, at any speed, without a browser.

#![allow(missing_docs, reason = "every variant says what its fields are; they are named for what they hold")]

mod dtmf;
mod ending;
mod hub;
mod machine;
mod media;
mod microphone;
mod payload;
mod setup;
// Native: there a received text is a `str`.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod timers;
mod transcript;

pub use machine::Machine;
pub use microphone::{Refusal, classify};
pub use payload::Candidate;
pub use timers::Limits;

use crate::{
    error::Error,
    json::{OwnedText, Raw, Value},
    secret::Secret,
    session::HttpAnswer,
    signalr::{self, Millis},
};
use std::borrow::Cow;

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
    Agent { agent_id: String, metadata: Option<Raw> },
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
    OpenPeer { step: StepId, ice_servers: Secret<Raw>, relay_only: bool },
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

/// What an application sees of a call that is up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallInfo {
    /// The session's name.
    pub session_id: String,
    /// The conversation's name, where the hub has told it.
    pub conversation_id: Option<String>,
}

/// The state of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Not started.
    Idle,
    /// Between `start()` and the first media.
    Connecting,
    /// Media flows.
    Connected,
    /// Media is away and may come back.
    Reconnecting,
    /// Over.
    Ended,
}

/// The state of the hub's connection, apart from the call's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signaling {
    /// Not started.
    Idle,
    /// The first connection is being made.
    Connecting,
    /// The hub is there.
    Connected,
    /// Lost, and being tried again.
    Reconnecting,
    /// Lost for good while the call goes on.
    Lost,
    /// Closed with the call.
    Closed,
}

/// A step of the set-up that took its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The microphone is there.
    Microphone,
    /// The session is known.
    Session,
    /// The hub is connected.
    Hub,
    /// The offer has left.
    Offer,
    /// The answer is in place.
    Answer,
    /// Media is connected.
    Media,
    /// The agent's first sound was heard.
    AgentAudio,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The caller.
    User,
    /// The agent.
    Agent,
}

/// Who ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The caller, the application, or the page going away.
    User,
    /// The agent.
    Agent,
    /// An error.
    Error,
}

/// What an application hears of a call, in order.
#[derive(Clone, Debug)]
pub enum Event {
    /// The call's state changed.
    StateChange { state: CallState, previous: CallState },
    /// A stage of set-up is done, `ms` milliseconds after `start()`.
    Progress { stage: Stage, ms: Millis },
    /// The hub's `SessionStarted`.
    Started { session_id: String, conversation_id: Option<String>, data: Value },
    /// Something was said. A line keeps its `id` from its first partial text to its final one.
    Transcript {
        id: OwnedText,
        speaker: Speaker,
        text: OwnedText,
        is_final: bool,
        at_ms: Millis,
        data: Value,
    },
    /// The call is over: exactly once, always last.
    Ended { reason: String, by: EndedBy, duration_ms: Millis, error: Option<Error> },
    /// Trouble that the call survives.
    Error(Error),
    /// The hub's connection changed its state.
    SignalingChange { signaling: Signaling, previous: Signaling },
    /// The microphone was muted or unmuted.
    MuteChange { muted: bool },
    /// A hub event that has no typed form; `args` is the array of its arguments.
    HubEvent { name: OwnedText, args: Value },
    /// Something worth a line in the application's log; never with a secret in it.
    Log { level: Level, message: &'static str, detail: Option<Cow<'static, str>> },
}

/// How much a log entry matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// For whoever looks into a call.
    Debug,
    /// The course of the call.
    Info,
    /// Unexpected, and survived.
    Warn,
}
