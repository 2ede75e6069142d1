//! What goes into the call machine and what comes out of it.
//!
//! A *request* is a question of the application's. Each is settled by exactly one [`Output::Settled`], in
//! every interleaving and after the end as well. A *step*, *peer*, *round* or *connection* id names something
//! asynchronous that an effect has started, so that the late result of an abandoned one is recognised and dropped.

#![allow(missing_docs, reason = "every variant says what its fields are; they are named for what they hold")]

use super::{CallInfo, Candidate, Event, Limits, Refusal};
use crate::{
    error::{Cause, Error},
    secret::Secret,
    signalr,
    time::Millis,
    wire::{
        RawJson,
        http::{HttpAnswer, HttpFailure},
        session::IceServer,
    },
};

/// The configuration of one call.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent options")]
pub struct Config {
    /// The API's base address: http(s) or ws(s), its path kept.
    pub base_url: String,
    /// Where the session comes from.
    pub source: SessionSource,
    /// Use TURN relays only.
    pub relay_only: bool,
    /// The microphone is a track of the application's own: the SDK never stops it, and polls whether it has ended.
    pub own_track: bool,
    /// The limits of every wait.
    pub limits: Limits,
    /// How long a lost call is tried again, in milliseconds; 0: not at all.
    pub reconnect_for: u32,
    /// Negotiate before the hub's first socket.
    pub negotiate: bool,
    /// Request stateful reconnect from the hub.
    pub stateful_reconnect: bool,
    /// The shell's random number, for the spread of retries.
    pub seed: u64,
}

impl Config {
    /// The API that a call uses where the application names none.
    pub const BASE_URL: &str = "https://api.voisnap.ai";
    /// How long a lost call is tried again where the application does not say, in milliseconds.
    pub const RECONNECT_FOR: u32 = 60_000;
}

/// Where the session comes from.
#[derive(Clone, Debug)]
pub enum SessionSource {
    /// The SDK creates it for this agent.
    Agent { agent_id: String, metadata: Option<RawJson> },
    /// The customer's backend did; `renewable` where another one can be requested.
    Provided { renewable: bool },
}

/// Names a question of the application's. The shell chooses ids and never uses one twice in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// Names one asynchronous step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepId(pub u32);

/// Names one peer connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerId(pub u32);

/// Names one round of negotiation: an offer and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundId(pub u32);

/// Names one hub connection. A call has several when a preparation failed or expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionId(pub u32);

/// What happened.
#[derive(Debug)]
pub enum Input<'a> {
    /// `prepare()`.
    Prepare { request: RequestId },
    /// `start()`; `elapsed`: milliseconds since the application called it, spent on loading.
    Start { request: RequestId, support: Support, elapsed: Millis },
    /// `hangUp(reason)`.
    HangUp { request: RequestId, reason: &'a str },
    /// `sendDtmf(digits)`.
    SendDtmf { request: RequestId, digits: &'a str },
    /// The page is unloading. Nothing asynchronous completes any more.
    PageHide,
    /// `mute()` and `unmute()`.
    SetMuted(bool),
    /// The answer to [`Effect::RequestToken`].
    Token { step: StepId, given: Result<Secret, Failure> },
    /// The answer to [`Effect::CreateSession`] or [`Effect::ProvideSession`]. `unix`: the wall clock on arrival, in
    /// milliseconds of Unix time, a hint for reading absolute times.
    Session { step: StepId, answer: SessionAnswer, unix: u64 },
    /// The answer to [`Effect::OpenMicrophone`].
    Microphone { step: StepId, outcome: Result<OpenedMicrophone, Refusal> },
    /// The answer to [`Effect::InspectMicrophone`]: whether the track has ended.
    MicrophoneInspected { ended: bool },
    /// The microphone's track ended by itself: unplugged, or the permission was withdrawn.
    MicrophoneLost,
    /// The peer connection could not be created. `forbidden`: the browser refuses one without ICE servers as well.
    PeerRefused { peer: PeerId, cause: Option<Cause>, forbidden: bool },
    /// The browser refused some of the ICE servers, by index and reason; the others are in use.
    IceServersRefused { peer: PeerId, refused: Vec<(usize, String)> },
    /// The answer to [`Effect::CreateOffer`]: the SDP, or what the browser threw.
    Offer { round: RoundId, outcome: Result<Secret, Option<Cause>> },
    /// A local candidate was found.
    LocalCandidate { peer: PeerId, candidate: Candidate },
    /// The answer to [`Effect::ApplyAnswer`]: nothing, or what the browser threw.
    AnswerApplied { round: RoundId, outcome: Result<(), Option<Cause>> },
    /// The browser cannot use a candidate of the agent's.
    CandidateRefused { peer: PeerId, cause: Option<Cause> },
    /// The peer connection's state changed.
    PeerState { peer: PeerId, state: PeerState },
    /// The answer to [`Effect::MeasureAgentAudio`]: the energy of the agent's audio so far, as the browser counts it
    /// (webrtc-stats, `totalAudioEnergy`); 0 where it does not.
    AgentAudio { step: StepId, energy: f64 },
    /// The answer to [`Effect::InsertDtmf`].
    InBandDtmf { request: RequestId, outcome: InBand },
    /// The network came back, or the page was shown again.
    Wake,
    /// Nothing but the passing of time.
    Timeout,
    /// Something happened to a hub connection. Inputs of another connection than the current one are dropped.
    Hub { connection: ConnectionId, input: signalr::Input<'a> },
}

/// Why an application's function gave nothing usable.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// What it threw, or rejected with.
    pub cause: Option<Cause>,
    /// The browser says that it is offline.
    pub offline: bool,
}

/// A microphone that was opened.
#[derive(Clone, Copy, Debug)]
pub struct OpenedMicrophone {
    /// The track's `enabled`: a disabled track of the application's is a muted one.
    pub enabled: bool,
}

/// How in-band digits ended.
#[derive(Clone, Debug)]
pub enum InBand {
    /// All of them were played.
    Played,
    /// The peer connection has no DTMF sender, or it cannot insert DTMF.
    Unsupported,
    /// The browser refused; what it threw.
    Failed(Option<Cause>),
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

/// The outcome of the session request.
#[derive(Clone, Debug)]
pub enum SessionAnswer {
    /// The server answered, or the request failed.
    Http(Result<HttpAnswer, HttpFailure>),
    /// The application gave its session as JSON, or its function failed.
    Provided(Result<Secret, Failure>),
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
}

/// What the machine emits.
#[derive(Debug)]
pub enum Output {
    /// The shell must do this.
    Effect(Effect),
    /// The application receives this.
    Event(Event),
    /// A question of the application's has its answer.
    Settled { request: RequestId, outcome: Result<Answer, Error> },
}

/// The answer to a question that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `prepare`, `hangUp` and `sendDtmf` carry nothing.
    Done,
    /// `start`: the agent can be heard.
    Started(CallInfo),
}

/// What the shell must do, in order. It decides nothing about the call.
#[derive(Debug)]
pub enum Effect {
    /// Request an access token from the application; answer with [`Input::Token`].
    RequestToken { step: StepId },
    /// `POST` the session request; answer with [`Input::Session`].
    CreateSession { step: StepId, url: String, token: Secret, body: String },
    /// Request the session from the application; answer with [`Input::Session`].
    ProvideSession { step: StepId },
    /// Open the microphone; answer with [`Input::Microphone`]. The shell keeps it until [`Effect::ReleaseMicrophone`].
    OpenMicrophone { step: StepId },
    /// Answer with [`Input::MicrophoneInspected`].
    InspectMicrophone,
    /// Stop the microphone, also one that arrives after this. An application's own track is let go of, not stopped.
    ReleaseMicrophone,
    /// Create the peer connection. Answer with [`Input::PeerRefused`] or [`Input::IceServersRefused`] where something is refused.
    OpenPeer { peer: PeerId, ice_servers: Vec<IceServer>, relay_only: bool },
    /// Add the microphone's track to the peer connection.
    AttachMicrophone,
    /// Create the offer and make it the local description; answer with [`Input::Offer`].
    CreateOffer { round: RoundId },
    /// Make the answer the remote description; answer with [`Input::AnswerApplied`].
    ApplyAnswer { round: RoundId, sdp: Secret },
    /// Add a candidate of the agent's; answer with [`Input::CandidateRefused`] only where the browser cannot use it.
    AddCandidate { peer: PeerId, candidate: Candidate },
    /// Close the peer connection, and dispose of what plays it.
    ClosePeer,
    /// Disable or enable the microphone's track.
    Mute(bool),
    /// Measure the energy of the agent's audio; answer with [`Input::AgentAudio`].
    MeasureAgentAudio { step: StepId },
    /// Play digits in band; answer with [`Input::InBandDtmf`] when all of them were played.
    InsertDtmf { request: RequestId, digits: Secret },
    /// Abort the requests that are pending.
    AbortRequests,
    /// What a hub connection needs.
    Hub { connection: ConnectionId, effect: signalr::Effect },
}
