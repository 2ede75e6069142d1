//! The details of events, as the package's types describe them.

use super::error::{Fields, parse};
use crate::{
    browser,
    call::{CallInfo, CallState, EndedBy, Event, Level, Signaling, Speaker, Stage},
};
use serde::Serialize;
use web_sys::wasm_bindgen::JsValue;

/// One shape for each event.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum Detail<'a> {
    StateChange { state: &'static str, previous: &'static str },
    SignalingChange { signaling: &'static str, previous: &'static str },
    Progress { stage: &'static str, ms: u64 },
    Started {
        session_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation_id: Option<&'a str>,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        data: JsValue,
    },
    Transcript {
        id: &'a str,
        speaker: &'static str,
        text: &'a str,
        r#final: bool,
        at_ms: u64,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        data: JsValue,
    },
    Ended {
        reason: &'a str,
        by: &'static str,
        duration_ms: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Fields<'a>>,
    },
    Error(Fields<'a>),
    MuteChange { muted: bool },
    HubEvent {
        name: &'a str,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        args: JsValue,
    },
    Track {
        #[serde(with = "serde_wasm_bindgen::preserve")]
        track: JsValue,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        stream: JsValue,
    },
    Log {
        level: &'static str,
        message: &'static str,
        at_ms: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<Note<'a>>,
    },
    Nothing {},
}

/// What a log entry adds to its message.
#[derive(Serialize)]
pub(super) struct Note<'a> {
    note: &'a str,
}

impl Detail<'_> {
    /// The detail of `event`.
    pub(super) fn of(event: &browser::Event) -> JsValue {
        let event = match event {
            browser::Event::Call(event) => event,
            browser::Event::Track { track, stream } => {
                return js(&Detail::Track { track: track.into(), stream: stream.into() });
            }
            browser::Event::AudioBlocked => return js(&Detail::Nothing {}),
            browser::Event::Resource(object) => return object.into(),
        };
        js(&match event {
            Event::StateChange { state: now, previous } => {
                Detail::StateChange { state: state(*now), previous: state(*previous) }
            }
            Event::SignalingChange { signaling: now, previous } => {
                Detail::SignalingChange { signaling: signaling(*now), previous: signaling(*previous) }
            }
            Event::Progress { stage: at, ms } => Detail::Progress { stage: stage(*at), ms: *ms },
            Event::Started { session_id, conversation_id, data } => Detail::Started {
                session_id,
                conversation_id: conversation_id.as_deref(),
                data: parse(data),
            },
            Event::Transcript { id, speaker, text, is_final, at_ms, data } => Detail::Transcript {
                id,
                speaker: if *speaker == Speaker::User { "user" } else { "agent" },
                text,
                r#final: *is_final,
                at_ms: *at_ms,
                data: parse(data),
            },
            Event::Ended { reason, by, duration_ms, error } => Detail::Ended {
                reason,
                by: match by {
                    EndedBy::User => "user",
                    EndedBy::Agent => "agent",
                    EndedBy::Error => "error",
                },
                duration_ms: *duration_ms,
                error: error.as_ref().map(Fields::from),
            },
            Event::Error(error) => Detail::Error(error.into()),
            Event::MuteChange { muted } => Detail::MuteChange { muted: *muted },
            Event::HubEvent { name, args } => Detail::HubEvent { name, args: parse(args) },
            Event::Log { .. } => Detail::Nothing {},
        })
    }

    /// A log entry, `at_ms` milliseconds after the call object was made.
    pub(super) fn log(event: &browser::Event, at_ms: u64) -> JsValue {
        let browser::Event::Call(Event::Log { level, message, detail }) = event else { return JsValue::UNDEFINED };
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
        };
        js(&Detail::Log { level, message, at_ms, detail: detail.as_deref().map(|note| Note { note }) })
    }

    /// What `start()` resolves with.
    pub(super) fn info(info: &CallInfo) -> JsValue {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Info<'a> {
            session_id: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            conversation_id: Option<&'a str>,
        }
        let info = Info { session_id: &info.session_id, conversation_id: info.conversation_id.as_deref() };
        serde_wasm_bindgen::to_value(&info).unwrap_or_default()
    }
}

fn js(detail: &Detail<'_>) -> JsValue {
    serde_wasm_bindgen::to_value(detail).unwrap_or_default()
}

/// The event's published name.
pub(super) const fn name(event: &browser::Event) -> &'static str {
    match event {
        browser::Event::Track { .. } => "track",
        browser::Event::AudioBlocked => "audioblocked",
        browser::Event::Resource(_) => "resource",
        browser::Event::Call(event) => match event {
            Event::StateChange { .. } => "statechange",
            Event::Progress { .. } => "progress",
            Event::Started { .. } => "started",
            Event::Transcript { .. } => "transcript",
            Event::Ended { .. } => "ended",
            Event::Error(_) => "error",
            Event::SignalingChange { .. } => "signalingchange",
            Event::MuteChange { .. } => "mutechange",
            Event::HubEvent { .. } => "hubevent",
            Event::Log { .. } => "log",
        },
    }
}

pub(super) const fn state(state: CallState) -> &'static str {
    match state {
        CallState::Idle => "idle",
        CallState::Connecting => "connecting",
        CallState::Connected => "connected",
        CallState::Reconnecting => "reconnecting",
        CallState::Ended => "ended",
    }
}

pub(super) const fn signaling(signaling: Signaling) -> &'static str {
    match signaling {
        Signaling::Idle => "idle",
        Signaling::Connecting => "connecting",
        Signaling::Connected => "connected",
        Signaling::Reconnecting => "reconnecting",
        Signaling::Lost => "lost",
        Signaling::Closed => "closed",
    }
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Microphone => "microphone",
        Stage::Session => "session",
        Stage::Hub => "hub",
        Stage::Offer => "offer",
        Stage::Answer => "answer",
        Stage::Media => "media",
        Stage::AgentAudio => "agent_audio",
    }
}
