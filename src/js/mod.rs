//! The JavaScript face: a skin over [`crate::browser::Call`] for the facade in `pkg-template/`.

mod detail;
mod error;
mod fields;
mod options;

use crate::browser::{self, Done};
use error::to_js;
use js_sys::{Function, Promise};
use options::Objects;
use web_sys::{
    MediaStream, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

/// One call, as the facade holds it. Rejections and events are plain objects; the facade makes errors of them.
/// What events tell (the state, whether it is muted) has no getter: the facade answers with what it last told.
#[wasm_bindgen]
pub struct Call(browser::Call);

#[wasm_bindgen]
impl Call {
    /// Takes the one function that hears every event, by name and detail, and what the facade's `handover.js` makes
    /// of the application's options, which it has checked.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::too_many_arguments, reason = "an object of options would be read field by field")]
    pub fn new(
        emit: Function,
        settings: &str,
        access_token: Function,
        session: JsValue,
        audio: JsValue,
        is_track: bool,
        output: JsValue,
        own_output: bool,
    ) -> Self {
        let objects = Objects { access_token, session, audio, is_track, output, own_output };
        let call = browser::Call::checked(options::read(settings, objects));
        call.driver.observe(move |events| {
            let (text, objects) = detail::of(events);
            // What an application's handler throws is the facade's to report.
            let _ = emit.call2(&JsValue::NULL, &text.into(), &objects);
        });
        Self(call)
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

    /// See `VoiceCall.getStats`.
    #[wasm_bindgen(js_name = getStats)]
    pub fn stats(&self) -> Promise {
        self.0.stats().unwrap_or_else(|error| Promise::reject(&to_js(&error)))
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
