//! `VoiceCallOptions`, read into [`CallOptions`].
//!
//! Field by field: serde-wasm-bindgen's deserializer brings the formatting of every number with its error texts.

use crate::{
    browser::{AudioSource, CallOptions, Output, SessionOption, TokenSource},
    error::{Code, Error},
    json::Raw,
    secret::Secret,
};
use js_sys::{Function, JSON, Reflect};
use web_sys::{
    HtmlMediaElement, MediaStreamTrack, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// Reads the options, which the facade has checked.
pub(super) fn read(options: &JsValue) -> Result<CallOptions, Error> {
    let text = |name| field(options, name).as_string();
    let session = match (text("agentId"), field(options, "session")) {
        (Some(agent_id), session) if session.is_undefined() => {
            SessionOption::Agent { agent_id, metadata: metadata(&field(options, "metadata"))? }
        }
        (None, session) => match session.dyn_into::<Function>() {
            Ok(function) => SessionOption::Function(function),
            Err(session) if session.is_object() => SessionOption::Given(session),
            Err(_) => return Err(invalid("Give agentId, or a session, or a function that gives one.")),
        },
        _ => return Err(invalid("Give agentId or session, not both.")),
    };
    let access_token = match field(options, "accessToken").dyn_into::<Function>() {
        Ok(function) => TokenSource::Function(function),
        Err(token) => match token.as_string() {
            Some(token) => TokenSource::Fixed(Secret::new(token)),
            None => return Err(invalid("accessToken must be a string or a function that gives one.")),
        },
    };
    let mut read = CallOptions::new("", access_token);
    read.session = session;
    if let Some(base_url) = text("baseUrl") {
        read.base_url = base_url;
    }
    read.audio = audio(field(options, "audio"))?;
    read.output = output(field(options, "output"))?;
    read.relay_only = text("iceTransportPolicy").as_deref() == Some("relay");
    let timeouts = field(options, "timeouts");
    let limits = &mut read.timeouts;
    for (name, limit) in [
        ("session", &mut limits.session),
        ("hub", &mut limits.hub),
        ("answer", &mut limits.answer),
        ("media", &mut limits.media),
        ("hangUp", &mut limits.hang_up),
    ] {
        millis(&timeouts, name, limit);
    }
    let reconnect = field(options, "reconnect");
    if reconnect == JsValue::FALSE {
        read.reconnect_for = 0;
    } else {
        millis(&reconnect, "forMs", &mut read.reconnect_for);
    }
    let hub = field(options, "hub");
    read.negotiate = field(&hub, "negotiate").is_truthy();
    read.stateful_reconnect = field(&hub, "statefulReconnect").is_truthy();
    Ok(read)
}

/// A field of an object; `undefined` of anything else.
fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

fn metadata(value: &JsValue) -> Result<Option<Raw>, Error> {
    if value.is_undefined() {
        return Ok(None);
    }
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    match text.and_then(|text| Raw::parse(&text).ok()) {
        Some(raw) => Ok(Some(raw)),
        None => Err(invalid("metadata cannot be written as JSON.")),
    }
}

fn audio(value: JsValue) -> Result<AudioSource, Error> {
    if value.is_undefined() {
        return Ok(AudioSource::Default);
    }
    match value.dyn_into::<MediaStreamTrack>() {
        Ok(track) => Ok(AudioSource::Track(track)),
        Err(value) if value.is_object() => Ok(AudioSource::Constraints(value)),
        Err(_) => Err(invalid("audio must be MediaTrackConstraints or an audio track.")),
    }
}

fn output(value: JsValue) -> Result<Output, Error> {
    if value.is_undefined() {
        return Ok(Output::Own);
    }
    if value == "none" {
        return Ok(Output::None);
    }
    let refused = |_| invalid("output must be an audio or video element, or 'none'.");
    value.dyn_into::<HtmlMediaElement>().map(Output::Element).map_err(refused)
}

/// Takes a limit of the application's; the browser's timers take 31 bits.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn millis(object: &JsValue, name: &str, limit: &mut u32) {
    if let Some(ms) = field(object, name).as_f64() {
        *limit = ms.clamp(1.0, f64::from(i32::MAX)) as u32;
    }
}

fn invalid(message: &'static str) -> Error {
    Error::new(Code::InvalidOptions, message)
}
