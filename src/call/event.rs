//! What a call publishes: its states, its stages and its events.

#![allow(missing_docs, reason = "every variant says what its fields are; they are named for what they hold")]

use crate::{error::Error, time::Millis, wire::Value};
use serde::Serialize;
use std::borrow::Cow;

pub use crate::wire::hub::Speaker;

/// The names of a connected call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CallInfo {
    /// The session's name.
    pub session_id: String,
    /// The conversation's name, where the hub has sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
}

/// The state of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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

impl CallState {
    /// The published name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::Ended => "ended",
        }
    }
}

/// The state of the hub's connection, apart from the call's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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

impl Signaling {
    /// The published name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }
}

/// A step of the set-up that took its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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

impl Stage {
    /// The published name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Microphone => "microphone",
            Self::Session => "session",
            Self::Hub => "hub",
            Self::Offer => "offer",
            Self::Answer => "answer",
            Self::Media => "media",
            Self::AgentAudio => "agent_audio",
        }
    }
}

/// Who ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndedBy {
    /// The caller, the application, or the page going away.
    User,
    /// The agent.
    Agent,
    /// An error.
    Error,
}

impl EndedBy {
    /// The published name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
            Self::Error => "error",
        }
    }
}

/// What a call publishes, in order.
#[derive(Clone, Debug)]
pub enum Event {
    /// The call's state changed.
    StateChange { state: CallState, previous: CallState },
    /// A stage of set-up is done, `ms` milliseconds after `start()`.
    Progress { stage: Stage, ms: Millis },
    /// The hub's `SessionStarted`.
    Started { session_id: String, conversation_id: Option<String>, data: Value },
    /// Something was said. A line keeps its `id` from its first partial text to its final one.
    Transcript { id: String, speaker: Speaker, text: String, is_final: bool, at_ms: Millis, data: Value },
    /// The call is over: exactly once, always last.
    Ended { reason: String, by: EndedBy, duration_ms: Millis, error: Option<Error> },
    /// Trouble that the call survives.
    Error(Error),
    /// The hub's connection changed its state.
    SignalingChange { signaling: Signaling, previous: Signaling },
    /// The microphone was muted or unmuted.
    MuteChange { muted: bool },
    /// A hub event that has no typed form; `args` is the array of its arguments.
    HubEvent { name: String, args: Value },
    /// Something worth a line in the application's log; never with a secret in it.
    Log { level: Level, message: &'static str, detail: Option<Cow<'static, str>> },
}

/// How much a log entry matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// For whoever looks into a call.
    Debug,
    /// The course of the call.
    Info,
    /// Unexpected, and survived.
    Warn,
    /// What ended the call.
    Error,
}
