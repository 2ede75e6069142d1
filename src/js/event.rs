//! Events and results as the package's types describe them.

use crate::{
    browser,
    call::{CallState, EndedBy, Event, Level, Signaling, Stage},
};
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use web_sys::{js_sys::Object, wasm_bindgen::JsValue};

/// The detail of an event. Times are `f64`, the numbers of JavaScript.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Detail<'a> {
    StateChange {
        state: CallState,
        previous: CallState,
    },
    SignalingChange {
        signaling: Signaling,
        previous: Signaling,
    },
    MuteChange {
        muted: bool,
    },
    Progress {
        stage: Stage,
        ms: f64,
    },
    Started {
        session_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        conversation_id: Option<&'a str>,
        #[serde(with = "preserve")]
        data: JsValue,
    },
    Track {
        #[serde(with = "preserve")]
        track: JsValue,
        #[serde(with = "preserve")]
        stream: JsValue,
    },
    Ended {
        reason: &'a str,
        by: EndedBy,
        duration_ms: f64,
        #[serde(with = "preserve", skip_serializing_if = "JsValue::is_undefined")]
        error: JsValue,
    },
    Log {
        level: Level,
        message: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<Note<'a>>,
    },
}

#[derive(Serialize)]
struct Note<'a> {
    note: &'a str,
}

/// The published name and the detail of `event`; `None` for those that have a method of `Observer` to themselves.
pub(super) fn detail(event: &browser::Event) -> Option<(&'static str, JsValue)> {
    let event = match event {
        browser::Event::Call(event) => event,
        browser::Event::Track { track, stream } => {
            return Some(("track", to_js(&Detail::Track { track: track.into(), stream: stream.into() })));
        }
        browser::Event::AudioBlocked => return Some(("audioblocked", Object::new().into())),
    };
    let (name, detail) = match event {
        &Event::StateChange { state, previous } => ("statechange", Detail::StateChange { state, previous }),
        &Event::SignalingChange { signaling, previous } => {
            ("signalingchange", Detail::SignalingChange { signaling, previous })
        }
        &Event::MuteChange { muted } => ("mutechange", Detail::MuteChange { muted }),
        &Event::Progress { stage, ms } => ("progress", Detail::Progress { stage, ms: millis(ms) }),
        Event::Started { session_id, conversation_id, data } => (
            "started",
            Detail::Started { session_id, conversation_id: conversation_id.as_deref(), data: data.to_js() },
        ),
        Event::Transcript { .. } | Event::HubEvent { .. } => return None,
        Event::Ended { reason, by, duration_ms, error } => (
            "ended",
            Detail::Ended {
                reason,
                by: *by,
                duration_ms: millis(*duration_ms),
                error: error.as_ref().map_or(JsValue::UNDEFINED, |error| error.to_fields().into()),
            },
        ),
        Event::Error(error) => return Some(("error", error.to_fields().into())),
        Event::Log { level, message, detail } => (
            "log",
            Detail::Log { level: *level, message, detail: detail.as_deref().map(|note| Note { note }) },
        ),
    };
    Some((name, to_js(&detail)))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a call")]
pub(super) fn millis(ms: u64) -> f64 {
    ms as f64
}

/// `value` as JavaScript. Nothing that is given here can fail: objects of known fields, texts, numbers.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::new()).unwrap_or_default()
}
