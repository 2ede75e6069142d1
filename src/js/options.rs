//! `VoiceCallOptions`, as the facade checked them (`toWasmOptions` in `pkg-template/options.js`).

use crate::{
    browser::{AudioOutput, AudioSource, Provided, Provider, Sources, fixed, promise_of, seed},
    call::{Config, Limits, SessionSource},
    error::Cause,
    wire::RawJson,
};
use js_sys::{Function, JSON};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlMediaElement, MediaStreamTrack, MediaTrackConstraints, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// What `toWasmOptions` returns: no getter of it throws. What is undefined has its default in [`Config`].
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
    /// The machine's configuration and the shell's sources. There is nothing left to check: the facade has.
    pub(super) fn read(&self) -> (Config, Sources) {
        let (source, session) = if let Some(function) = self.session() {
            (SessionSource::Provided { renewable: true }, Some(session_provider(function)))
        } else if let Some(session) = self.given_session() {
            (SessionSource::Provided { renewable: false }, Some(fixed(session)))
        } else {
            let agent_id = self.agent_id().unwrap_or_default();
            let metadata = self.metadata().map(RawJson::new_unchecked);
            (SessionSource::Agent { agent_id, metadata }, None)
        };
        let sources = Sources {
            access_token: token_provider(self.access_token()),
            session,
            audio: self.audio(),
            output: self.output(),
        };
        let config = Config {
            base_url: self.base_url().unwrap_or_else(|| Config::BASE_URL.to_owned()),
            source,
            relay_only: self.relay_only(),
            own_track: matches!(sources.audio, AudioSource::Track(_)),
            limits: self.limits(),
            reconnect_for: self.reconnect_for().unwrap_or(Config::RECONNECT_FOR),
            negotiate: self.negotiate(),
            stateful_reconnect: self.stateful_reconnect(),
            seed: seed(),
        };
        (config, sources)
    }

    fn audio(&self) -> AudioSource {
        if let Some(track) = self.track() {
            return AudioSource::Track(track);
        }
        self.constraints().map_or(AudioSource::Default, AudioSource::Constraints)
    }

    fn output(&self) -> AudioOutput {
        if self.plays_nothing() {
            return AudioOutput::None;
        }
        self.output_element().map_or(AudioOutput::Own, AudioOutput::Element)
    }

    fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            session: self.session_timeout().unwrap_or(default.session),
            hub: self.hub_timeout().unwrap_or(default.hub),
            answer: self.answer_timeout().unwrap_or(default.answer),
            media: self.media_timeout().unwrap_or(default.media),
            hang_up: self.hang_up_timeout().unwrap_or(default.hang_up),
        }
    }
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
