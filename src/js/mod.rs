//! The JavaScript face: a skin over [`crate::browser::Call`] for the facade in `pkg-template/`.

mod detail;
mod error;
mod fields;
mod options;

use crate::{
    browser::{self, Done},
    error::{Code, Error},
};
use error::to_js;
use js_sys::{Function, Promise};
use web_sys::{
    MediaStream, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

/// One call, as the facade holds it. Rejections and events are plain objects; the facade makes errors of them.
#[wasm_bindgen]
pub struct Call(browser::Call);

#[wasm_bindgen]
impl Call {
    /// Takes the application's options and the one function that hears every event, by name and detail.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, emit: Function) -> Result<Self, JsValue> {
        let call = browser::Call::new(options::read(options).map_err(|error| to_js(&error))?);
        let call = call.map_err(|error| to_js(&error))?;
        call.observe(move |event| {
            // What an application's handler throws is the facade's to report.
            let _ = emit.call2(&JsValue::NULL, &detail::name(event).into(), &detail::of(event));
        });
        Ok(Self(call))
    }

    /// See `VoiceCall.prepare`.
    pub fn prepare(&self) -> Promise {
        promise(&mut |done| self.0.prepare_then(done))
    }

    /// See `VoiceCall.start`.
    pub fn start(&self) -> Promise {
        promise(&mut |done| self.0.start_then(done))
    }

    /// See `VoiceCall.hangUp`.
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&self, reason: &str) -> Promise {
        promise(&mut |done| self.0.hang_up_then(reason, done))
    }

    /// See `VoiceCall.mute` and `unmute`.
    #[wasm_bindgen(js_name = setMuted)]
    pub fn set_muted(&self, muted: bool) {
        self.0.set_muted(muted);
    }

    /// See `VoiceCall.sendDtmf`.
    #[wasm_bindgen(js_name = sendDtmf)]
    pub fn send_dtmf(&self, digits: &str) -> Promise {
        promise(&mut |done| self.0.send_dtmf_then(digits, done))
    }

    /// See `VoiceCall.resumeAudio`.
    #[wasm_bindgen(js_name = resumeAudio)]
    pub fn resume_audio(&self) -> Promise {
        promise(&mut |done| self.0.resume_audio_then(done))
    }

    /// See `VoiceCall.setMicrophone`: not yet.
    #[allow(clippy::unused_self, reason = "a method in JavaScript, whatever it does")]
    #[wasm_bindgen(js_name = setMicrophone)]
    pub fn set_microphone(&self, _source: &JsValue) -> Promise {
        not_yet("This version cannot change the microphone during a call.")
    }

    /// See `VoiceCall.setSpeaker`: not yet.
    #[allow(clippy::unused_self, reason = "a method in JavaScript, whatever it does")]
    #[wasm_bindgen(js_name = setSpeaker)]
    pub fn set_speaker(&self, _device: &JsValue) -> Promise {
        not_yet(
            "This version cannot change the speaker: give your own element as `output` and use its setSinkId.",
        )
    }

    /// See `VoiceCall.getStats`.
    #[wasm_bindgen(js_name = getStats)]
    pub fn stats(&self) -> Promise {
        self.0.stats().unwrap_or_else(|error| Promise::reject(&to_js(&error)))
    }

    /// See `VoiceCall.state`.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> JsValue {
        detail::state(self.0.state()).into()
    }

    /// See `VoiceCall.signaling`.
    #[wasm_bindgen(getter)]
    pub fn signaling(&self) -> JsValue {
        detail::signaling(self.0.signaling()).into()
    }

    /// See `VoiceCall.muted`.
    #[wasm_bindgen(getter)]
    pub fn muted(&self) -> bool {
        self.0.muted()
    }

    /// See `VoiceCall.sessionId`.
    #[wasm_bindgen(getter, js_name = sessionId)]
    pub fn session_id(&self) -> Option<String> {
        self.0.session_id()
    }

    /// See `VoiceCall.conversationId`.
    #[wasm_bindgen(getter, js_name = conversationId)]
    pub fn conversation_id(&self) -> Option<String> {
        self.0.conversation_id()
    }

    /// See `VoiceCall.localStream`.
    #[wasm_bindgen(getter, js_name = localStream)]
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.0.local_stream()
    }

    /// See `VoiceCall.remoteStream`.
    #[wasm_bindgen(getter, js_name = remoteStream)]
    pub fn remote_stream(&self) -> Option<MediaStream> {
        self.0.remote_stream()
    }
}

fn not_yet(message: &'static str) -> Promise {
    Promise::reject(&to_js(&Error::new(Code::Unsupported, message)))
}

/// A promise of what `operation` comes to.
fn promise(operation: &mut dyn FnMut(Done)) -> Promise {
    Promise::new(&mut |resolve, reject| {
        operation(Box::new(move |outcome| {
            // Settling a promise throws nothing.
            let _ = match outcome {
                Ok(info) => {
                    resolve.call1(&JsValue::NULL, &info.as_ref().map_or(JsValue::UNDEFINED, detail::info))
                }
                Err(error) => reject.call1(&JsValue::NULL, &to_js(error)),
            };
        }));
    })
}
