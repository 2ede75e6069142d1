//! `VoiceCallOptions`, as `pkg-template/handover.js` passes them on, into [`CallOptions`].
//!
//! The facade has checked them, before any wasm was loaded: nothing is checked a second time here.

use crate::{
    browser::{AudioSource, CallOptions, Output, SessionOption, TokenSource},
    wire::Object,
};
use js_sys::Function;
use web_sys::{
    js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// What no text can hold.
pub(super) struct Objects {
    pub(super) access_token: Function,
    /// A session, a function that gives one, or `undefined`.
    pub(super) session: JsValue,
    /// Constraints, a track, or `undefined`.
    pub(super) audio: JsValue,
    pub(super) is_track: bool,
    /// The element, where there is one.
    pub(super) output: JsValue,
    /// The SDK plays the call itself.
    pub(super) own_output: bool,
}

/// Reads `settings`, the JSON of everything else.
pub(super) fn read(settings: &str, objects: Objects) -> CallOptions {
    let settings = Object::parse(settings).unwrap_or_default();
    let Objects { access_token, session, audio, is_track, output, own_output } = objects;
    let agent_id = settings.non_empty_str("agentId").unwrap_or_default();
    let mut read = CallOptions::new(agent_id, TokenSource::Function(access_token));
    match session.dyn_into::<Function>() {
        Ok(function) => read.session = SessionOption::Function(function),
        Err(session) if session.is_undefined() => {
            if let SessionOption::Agent { metadata, .. } = &mut read.session {
                *metadata = settings.field("metadata").map(|metadata| metadata.to_json());
            }
        }
        Err(session) => read.session = SessionOption::Given(session),
    }
    if let Some(base_url) = settings.non_empty_str("baseUrl") {
        read.base_url = base_url;
    }
    if is_track {
        read.audio = AudioSource::Track(audio.unchecked_into());
    } else if !audio.is_undefined() {
        read.audio = AudioSource::Constraints(audio);
    }
    if !own_output {
        let none = output.is_undefined();
        read.output = if none { Output::None } else { Output::Element(output.unchecked_into()) };
    }
    let limits = &mut read.timeouts;
    for (name, limit) in [
        ("session", &mut limits.session),
        ("hub", &mut limits.hub),
        ("answer", &mut limits.answer),
        ("media", &mut limits.media),
        ("hangUp", &mut limits.hang_up),
        ("forMs", &mut read.reconnect_for),
    ] {
        let ms = settings.field(name).and_then(|value| value.unsigned());
        if let Some(ms) = ms.and_then(|ms| u32::try_from(ms).ok()) {
            *limit = ms;
        }
    }
    let is_set = |name| settings.bool(name) == Some(true);
    read.relay_only = is_set("relay");
    read.negotiate = is_set("negotiate");
    read.stateful_reconnect = is_set("statefulReconnect");
    read
}
