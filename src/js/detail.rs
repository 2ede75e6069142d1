//! Events as the package's types describe them.
//!
//! A text crosses the border once, where an object crosses it for every field: details are JSON. What comes often (what is
//! said, and the application's own events) crosses field by field all the same, because its texts are JavaScript's already.

use super::error;
use crate::{
    browser,
    call::{CallInfo, CallState, EndedBy, Event, Level, Signaling, Speaker, Stage},
    wire::{self, ObjectWriter},
};
use serde::Serializer;
use web_sys::{
    MediaStream, MediaStreamTrack, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// Who is told what a call tells: the facade (`voice-call.js`). What an application's handler throws is the facade's to report.
    pub type Observer;
    /// An event's name and detail as JSON, and what else belongs to the detail as `data`.
    #[wasm_bindgen(method)]
    fn event(this: &Observer, event: &str, data: JsValue);
    #[wasm_bindgen(method)]
    fn transcript(
        this: &Observer,
        id: &str,
        by_user: bool,
        text: &str,
        is_final: bool,
        at_ms: f64,
        data: JsValue,
    );
    #[wasm_bindgen(method, js_name = hubEvent)]
    fn hub_event(this: &Observer, name: &str, args: JsValue);
    #[wasm_bindgen(method)]
    fn track(this: &Observer, track: &MediaStreamTrack, stream: &MediaStream);
    #[wasm_bindgen(method)]
    pub(super) fn resource(this: &Observer, resource: &js_sys::Object);
}

/// Tells the facade of `event`.
pub(super) fn tell(observer: &Observer, event: &browser::Event) {
    let event = match event {
        browser::Event::Call(event) => event,
        browser::Event::Track { track, stream } => return observer.track(track, stream),
        browser::Event::AudioBlocked => return observer.event(r#"["audioblocked",{}]"#, JsValue::UNDEFINED),
    };
    let data = match event {
        Event::HubEvent { name, args } => return observer.hub_event(name, args.to_js()),
        Event::Transcript { id, speaker, text, is_final, at_ms, data } => {
            let by_user = *speaker == Speaker::User;
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a call")]
            return observer.transcript(id, by_user, text, *is_final, *at_ms as f64, data.to_js());
        }
        Event::Started { data, .. } => data.to_js(),
        _ => JsValue::UNDEFINED,
    };
    let mut text = String::from("[");
    wire::write_string(&mut text, name(event));
    text.push(',');
    let mut fields = ObjectWriter::open(&mut text);
    write(&mut fields, event);
    fields.close();
    text.push(']');
    observer.event(&text, data);
}

/// Writes the detail of `event`, but for what the hub sent.
fn write(fields: &mut ObjectWriter<'_>, event: &Event) {
    match event {
        Event::StateChange { state: now, previous } => {
            fields.text("state", state(*now)).text("previous", state(*previous));
        }
        Event::SignalingChange { signaling: now, previous } => {
            fields.text("signaling", signaling(*now)).text("previous", signaling(*previous));
        }
        Event::Progress { stage: at, ms } => {
            fields.text("stage", stage(*at)).number("ms", Some(*ms));
        }
        Event::Started { session_id, conversation_id, .. } => {
            fields.text("sessionId", session_id);
            if let Some(conversation_id) = conversation_id {
                fields.text("conversationId", conversation_id);
            }
        }
        Event::Ended { reason, by, duration_ms, error } => {
            let by = match by {
                EndedBy::User => "user",
                EndedBy::Agent => "agent",
                EndedBy::Error => "error",
            };
            fields.text("reason", reason).text("by", by).number("durationMs", Some(*duration_ms));
            if let Some(error) = error {
                fields.object("error", &|fields| error::write(fields, error));
            }
        }
        Event::Error(error) => error::write(fields, error),
        Event::MuteChange { muted } => {
            fields.bool("muted", *muted);
        }
        Event::Log { level, message, detail } => {
            let level = match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warn => "warn",
                Level::Error => "error",
            };
            fields.text("level", level).text("message", message);
            if let Some(note) = detail {
                fields.object("detail", &|fields| {
                    fields.text("note", note);
                });
            }
        }
        // Told in their own way.
        Event::Transcript { .. } | Event::HubEvent { .. } => {}
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
const fn name(event: &Event) -> &'static str {
    match event {
        Event::StateChange { .. } => "statechange",
        Event::Progress { .. } => "progress",
        Event::Started { .. } => "started",
        Event::Ended { .. } => "ended",
        Event::Error(_) => "error",
        Event::SignalingChange { .. } => "signalingchange",
        Event::MuteChange { .. } => "mutechange",
        Event::Log { .. } => "log",
        Event::Transcript { .. } | Event::HubEvent { .. } => "",
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
