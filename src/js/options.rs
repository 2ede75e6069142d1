//! `VoiceCallOptions`, as `pkg-template/handover.js` passes them on, into [`CallOptions`].
//!
//! The facade has checked them, before any wasm was loaded: nothing is checked a second time here.

use crate::{
    api::{AudioOutput, AudioSource, CallOptions, Timeouts, TokenSource},
    browser::{Provided, Provider, promise_of},
    error::Cause,
    wire::{Object, RawJson},
};
use js_sys::{Function, JSON};
use std::{rc::Rc, time::Duration};
use wasm_bindgen_futures::JsFuture;
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
    let mut read = match session.dyn_into::<Function>() {
        Ok(function) => CallOptions::from_session_provider(session_provider(function)),
        Err(session) if session.is_undefined() => {
            let agent = CallOptions::new(settings.non_empty_str("agentId").unwrap_or_default());
            match settings.field("metadata") {
                Some(metadata) => agent.raw_metadata(metadata.to_json()),
                None => agent,
            }
        }
        Err(session) => {
            CallOptions::from_raw_session(RawJson::new_unchecked(stringified(&session).unwrap_or_default()))
        }
    };
    read = read.token(TokenSource::from_provider(token_provider(access_token)));
    if let Some(base_url) = settings.non_empty_str("baseUrl") {
        read = read.base_url(base_url);
    }
    if is_track {
        read = read.audio(AudioSource::Track(audio.unchecked_into()));
    } else if !audio.is_undefined() {
        read = read.audio(AudioSource::Constraints(audio.unchecked_into()));
    }
    if !own_output {
        let none = output.is_undefined();
        read =
            read.output(if none { AudioOutput::None } else { AudioOutput::Element(output.unchecked_into()) });
    }
    let limit = |name| settings.field(name).and_then(|value| value.unsigned()).map(Duration::from_millis);
    let mut timeouts = Timeouts::default();
    for (name, set) in [
        ("session", Timeouts::session as fn(_, _) -> _),
        ("hub", Timeouts::hub),
        ("answer", Timeouts::answer),
        ("media", Timeouts::media),
        ("hangUp", Timeouts::hang_up),
    ] {
        if let Some(limit) = limit(name) {
            timeouts = set(timeouts, limit);
        }
    }
    if let Some(limit) = limit("forMs") {
        read = read.reconnect_for(limit);
    }
    let is_set = |name| settings.bool(name) == Some(true);
    read.timeouts(timeouts)
        .relay_only(is_set("relay"))
        .negotiate(is_set("negotiate"))
        .stateful_reconnect(is_set("statefulReconnect"))
}

/// Calls `function` at once, and waits for what it gives.
async fn called(given: Result<JsValue, JsValue>) -> Result<JsValue, Option<Cause>> {
    let promise = given.and_then(|given| promise_of(&given)).map_err(|thrown| Some(thrown.into()))?;
    JsFuture::from(promise).await.map_err(|thrown| Some(thrown.into()))
}

fn token_provider(function: Function) -> Provider {
    Rc::new(move || {
        let given = function.call0(&JsValue::UNDEFINED);
        Box::pin(async { called(given).await?.as_string().ok_or(None) })
    })
}

fn session_provider(function: Function) -> Provider {
    Rc::new(move || {
        let given = function.call0(&JsValue::UNDEFINED);
        Box::pin(async { stringified(&called(given).await?) })
    })
}

/// The JSON of a value; what throws instead (a cycle, a `toJSON` of the application's) is the cause.
fn stringified(value: &JsValue) -> Provided {
    let text = JSON::stringify(value).map_err(|thrown| Some(thrown.into()))?;
    text.as_string().ok_or(None)
}
