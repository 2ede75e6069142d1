//! What a Rust program is given of a call.

use crate::{
    browser,
    call::{self, CallState, EndedBy, Level, Signaling, Speaker, Stage},
    error::Error,
    wire::Value,
};
use std::{borrow::Cow, time::Duration};
use web_sys::{MediaStream, MediaStreamTrack};

/// An event of a call, in the order in which they happen; [`Event::Ended`] comes exactly once and last.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The call's state changed.
    #[non_exhaustive]
    StateChange {
        /// The state now.
        state: CallState,
        /// The state before.
        previous: CallState,
    },
    /// A stage of the set-up is done.
    #[non_exhaustive]
    Progress {
        /// The stage.
        stage: Stage,
        /// The time since `start`.
        after: Duration,
    },
    /// The hub's `SessionStarted`: the conversation began.
    #[non_exhaustive]
    Started {
        /// The session's id.
        session_id: String,
        /// The conversation's id, where the hub sent one.
        conversation_id: Option<String>,
        /// The hub's own object.
        data: Value,
    },
    /// Something was said. The text of one `id` grows until `is_final`.
    #[non_exhaustive]
    Transcript {
        /// Names the line.
        id: String,
        /// Who speaks.
        speaker: Speaker,
        /// What was said so far.
        text: String,
        /// Whether the line is complete.
        is_final: bool,
        /// The time since `start`.
        at: Duration,
        /// The hub's own object.
        data: Value,
    },
    /// The call is over and everything is released.
    #[non_exhaustive]
    Ended {
        /// Why: the reason given to the hang-up, the agent's reason, or the error's code.
        reason: String,
        /// Who ended it.
        by: EndedBy,
        /// How long the call was connected.
        duration: Duration,
        /// What ended it, where an error did.
        error: Option<Error>,
    },
    /// Trouble that the call survives.
    Error(Error),
    /// The hub connection's state changed.
    #[non_exhaustive]
    SignalingChange {
        /// The state now.
        signaling: Signaling,
        /// The state before.
        previous: Signaling,
    },
    /// The microphone was muted or unmuted.
    #[non_exhaustive]
    MuteChange {
        /// Whether it is muted now.
        muted: bool,
    },
    /// The agent's audio track arrived.
    #[non_exhaustive]
    Track {
        /// The track.
        track: MediaStreamTrack,
        /// The stream that contains it.
        stream: MediaStream,
    },
    /// The browser plays nothing before a gesture of the user's: call [`Call::resume_audio`](crate::Call::resume_audio)
    /// in one.
    AudioBlocked,
    /// A hub event that has no typed form.
    #[non_exhaustive]
    HubEvent {
        /// The event's name.
        name: String,
        /// The array of its arguments.
        args: Value,
    },
    /// A line for the application's log; it never contains a secret.
    #[non_exhaustive]
    Log {
        /// How much it matters.
        level: Level,
        /// What happened.
        message: Cow<'static, str>,
        /// Particulars, where there are any.
        detail: Option<Cow<'static, str>>,
    },
}

impl From<&browser::Event> for Event {
    fn from(event: &browser::Event) -> Self {
        match event {
            browser::Event::Call(event) => event.into(),
            // `Clone::clone`, spelt out: the DOM's own `clone` would copy the track.
            browser::Event::Track { track, stream } => {
                Self::Track { track: Clone::clone(track), stream: Clone::clone(stream) }
            }
            browser::Event::AudioBlocked => Self::AudioBlocked,
        }
    }
}

impl From<&call::Event> for Event {
    fn from(event: &call::Event) -> Self {
        match event.clone() {
            call::Event::StateChange { state, previous } => Self::StateChange { state, previous },
            call::Event::Progress { stage, ms } => Self::Progress { stage, after: Duration::from_millis(ms) },
            call::Event::Started { session_id, conversation_id, data } => {
                Self::Started { session_id, conversation_id, data }
            }
            call::Event::Transcript { id, speaker, text, is_final, at_ms, data } => {
                Self::Transcript { id, speaker, text, is_final, at: Duration::from_millis(at_ms), data }
            }
            call::Event::Ended { reason, by, duration_ms, error } => {
                Self::Ended { reason, by, duration: Duration::from_millis(duration_ms), error }
            }
            call::Event::Error(error) => Self::Error(error),
            call::Event::SignalingChange { signaling, previous } => {
                Self::SignalingChange { signaling, previous }
            }
            call::Event::MuteChange { muted } => Self::MuteChange { muted },
            call::Event::HubEvent { name, args } => Self::HubEvent { name, args },
            call::Event::Log { level, message, detail } => {
                Self::Log { level, message: message.into(), detail }
            }
        }
    }
}
