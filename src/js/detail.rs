//! Events as the package's types describe them: the JSON of a list of names and details.

use super::{
    error,
    fields::{Fields, Value},
};
use crate::{
    browser,
    call::{CallInfo, CallState, EndedBy, Event, Level, Signaling, Speaker, Stage},
    json,
};
use js_sys::Array;
use serde::Serializer;
use web_sys::{js_sys, wasm_bindgen::JsValue};

/// The text of `events`, and the objects of the browser that belong to them, in order: no text can hold those.
pub(super) fn of(events: &[browser::Event]) -> (String, Array) {
    let objects = Array::new();
    let mut text = String::from("[");
    for event in events {
        if text.len() > 1 {
            text.push(',');
        }
        let fields = match event {
            browser::Event::Call(event) => fields(event),
            browser::Event::Track { track, stream } => {
                objects.push(track);
                objects.push(stream);
                Fields::new()
            }
            browser::Event::AudioBlocked => Fields::new(),
            browser::Event::Resource(object) => {
                objects.push(object);
                Fields::new()
            }
        };
        json::write(&mut text, &(name(event), fields));
    }
    text.push(']');
    (text, objects)
}

/// The detail of `event`.
fn fields(event: &Event) -> Fields<'_> {
    let fields = Fields::new();
    match event {
        Event::StateChange { state: now, previous } => {
            fields.text("state", state(*now)).text("previous", state(*previous))
        }
        Event::SignalingChange { signaling: now, previous } => {
            fields.text("signaling", signaling(*now)).text("previous", signaling(*previous))
        }
        Event::Progress { stage: at, ms } => fields.text("stage", stage(*at)).number("ms", *ms),
        Event::Started { session_id, conversation_id, data } => fields
            .text("sessionId", session_id)
            .text_if("conversationId", conversation_id.as_deref())
            .with("data", Value::Raw(data)),
        Event::Transcript { id, speaker, text, is_final, at_ms, data } => fields
            .text("id", id)
            .text("speaker", if *speaker == Speaker::User { "user" } else { "agent" })
            .text("text", text)
            .flag("final", *is_final)
            .number("atMs", *at_ms)
            .with("data", Value::Raw(data)),
        Event::Ended { reason, by, duration_ms, error } => {
            let by = match by {
                EndedBy::User => "user",
                EndedBy::Agent => "agent",
                EndedBy::Error => "error",
            };
            let fields = fields.text("reason", reason).text("by", by).number("durationMs", *duration_ms);
            match error {
                Some(error) => fields.with("error", Value::Fields(error::fields(error))),
                None => fields,
            }
        }
        Event::Error(error) => error::fields(error),
        Event::MuteChange { muted } => fields.flag("muted", *muted),
        Event::HubEvent { name, args } => fields.text("name", name).with("args", Value::Raw(args)),
        Event::Log { level, message, detail } => {
            let level = match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warn => "warn",
            };
            let fields = fields.text("level", level).text("message", message);
            match detail {
                Some(note) => fields.with("detail", Value::Fields(Fields::new().text("note", note))),
                None => fields,
            }
        }
    }
}

/// What `start()` resolves with. A derived `Serialize` would bring serde-wasm-bindgen's table of field names.
pub(super) fn info(info: &CallInfo) -> JsValue {
    let names = [("sessionId", Some(&info.session_id)), ("conversationId", info.conversation_id.as_ref())];
    let known = names.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    serializer.collect_map(known).unwrap_or_default()
}

/// The event's published name.
const fn name(event: &browser::Event) -> &'static str {
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

const fn state(state: CallState) -> &'static str {
    match state {
        CallState::Idle => "idle",
        CallState::Connecting => "connecting",
        CallState::Connected => "connected",
        CallState::Reconnecting => "reconnecting",
        CallState::Ended => "ended",
    }
}

const fn signaling(signaling: Signaling) -> &'static str {
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
