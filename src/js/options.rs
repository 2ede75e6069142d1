//! `VoiceCallOptions`, as the facade checked them (`toWasmOptions` in `pkg-template/options.js`), into [`CallOptions`].

use crate::{
    api::{AudioOutput, AudioSource, CallOptions, Timeouts, TokenSource},
    browser::{Provided, Provider, promise_of},
    error::Cause,
    wire::RawJson,
};
use js_sys::{Function, JSON};
use std::{rc::Rc, time::Duration};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlMediaElement, MediaStreamTrack, MediaTrackConstraints, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// What `toWasmOptions` returns: no getter of it throws. What is undefined has its default in [`CallOptions`].
    pub type Options;

    #[wasm_bindgen(method, getter, structural, js_name = accessToken)]
    fn access_token(this: &Options) -> Function;
    #[wasm_bindgen(method, getter, structural, js_name = agentId)]
    fn agent_id(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn metadata(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn session(this: &Options) -> Option<Function>;
    #[wasm_bindgen(method, getter, structural, js_name = givenSession)]
    fn given_session(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = baseUrl)]
    fn base_url(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn track(this: &Options) -> Option<MediaStreamTrack>;
    #[wasm_bindgen(method, getter, structural)]
    fn constraints(this: &Options) -> Option<MediaTrackConstraints>;
    #[wasm_bindgen(method, getter, structural, js_name = outputElement)]
    fn output_element(this: &Options) -> Option<HtmlMediaElement>;
    #[wasm_bindgen(method, getter, structural, js_name = playsNothing)]
    fn plays_nothing(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = relayOnly)]
    fn relay_only(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = sessionTimeout)]
    fn session_timeout(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = hubTimeout)]
    fn hub_timeout(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = answerTimeout)]
    fn answer_timeout(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = mediaTimeout)]
    fn media_timeout(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = hangUpTimeout)]
    fn hang_up_timeout(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = reconnectFor)]
    fn reconnect_for(this: &Options) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural)]
    fn negotiate(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = statefulReconnect)]
    fn stateful_reconnect(this: &Options) -> bool;
}

impl Options {
    pub(super) fn read(&self) -> CallOptions {
        let mut options = if let Some(function) = self.session() {
            CallOptions::from_session_provider(session_provider(function))
        } else if let Some(session) = self.given_session() {
            CallOptions::from_raw_session(RawJson::new_unchecked(session))
        } else {
            CallOptions::new(self.agent_id().unwrap_or_default())
        };
        options = options.token(TokenSource::from_provider(token_provider(self.access_token())));
        if let Some(metadata) = self.metadata() {
            options = options.raw_metadata(RawJson::new_unchecked(metadata));
        }
        if let Some(base_url) = self.base_url() {
            options = options.base_url(base_url);
        }
        if let Some(track) = self.track() {
            options = options.audio(AudioSource::Track(track));
        } else if let Some(constraints) = self.constraints() {
            options = options.audio(AudioSource::Constraints(constraints));
        }
        if self.plays_nothing() {
            options = options.output(AudioOutput::None);
        } else if let Some(element) = self.output_element() {
            options = options.output(AudioOutput::Element(element));
        }
        if let Some(ms) = self.reconnect_for() {
            options = options.reconnect_for(milliseconds(ms));
        }
        options
            .timeouts(self.timeouts())
            .relay_only(self.relay_only())
            .negotiate(self.negotiate())
            .stateful_reconnect(self.stateful_reconnect())
    }

    fn timeouts(&self) -> Timeouts {
        let mut timeouts = Timeouts::default();
        for (set, limit) in [
            (Timeouts::session as fn(_, _) -> _, self.session_timeout()),
            (Timeouts::hub, self.hub_timeout()),
            (Timeouts::answer, self.answer_timeout()),
            (Timeouts::media, self.media_timeout()),
            (Timeouts::hang_up, self.hang_up_timeout()),
        ] {
            if let Some(ms) = limit {
                timeouts = set(timeouts, milliseconds(ms));
            }
        }
        timeouts
    }
}

fn milliseconds(ms: u32) -> Duration {
    Duration::from_millis(ms.into())
}

/// Waits for what the application's function gave.
async fn given(given: Result<JsValue, JsValue>) -> Result<JsValue, Option<Cause>> {
    let promise = given.and_then(|given| promise_of(&given)).map_err(|thrown| Some(thrown.into()))?;
    JsFuture::from(promise).await.map_err(|thrown| Some(thrown.into()))
}

fn token_provider(function: Function) -> Provider {
    Rc::new(move || {
        let token = function.call0(&JsValue::UNDEFINED);
        Box::pin(async { given(token).await?.as_string().ok_or(None) })
    })
}

fn session_provider(function: Function) -> Provider {
    Rc::new(move || {
        let session = function.call0(&JsValue::UNDEFINED);
        Box::pin(async { stringified(&given(session).await?) })
    })
}

/// The JSON of a value; what throws instead (a cycle, a `toJSON` of the application's) is the cause.
fn stringified(value: &JsValue) -> Provided {
    let text = JSON::stringify(value).map_err(|thrown| Some(thrown.into()))?;
    text.as_string().ok_or(None)
}
