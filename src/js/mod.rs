//! The JavaScript face: a skin over [`crate::browser::Call`] for the facade in `pkg-template/`.

mod detail;
mod error;
mod options;

use crate::{
    api,
    browser::{Completion, ResourceChange},
    call::Answer,
};
use detail::Observer;
use error::to_js;
use js_sys::{Function, Promise};
use options::Objects;
use std::rc::Rc;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{
    js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

/// One call, as the facade holds it. Rejections and events are plain objects; the facade makes errors of them.
/// What events tell (the state, whether it is muted) has no getter: the facade answers with what it last told.
#[wasm_bindgen]
pub struct Call(api::Call);

#[wasm_bindgen]
impl Call {
    /// Takes who is told every event, and what the facade's `handover.js` makes of the application's options, which it
    /// has checked.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::too_many_arguments, reason = "an object of options would be read field by field")]
    pub fn new(
        observer: Observer,
        settings: &str,
        access_token: Function,
        session: JsValue,
        audio: JsValue,
        is_track: bool,
        output: JsValue,
        own_output: bool,
    ) -> Result<Self, JsValue> {
        let objects = Objects { access_token, session, audio, is_track, output, own_output };
        let call = api::Call::new(options::read(settings, objects)).map_err(|error| to_js(&error))?;
        // The page may keep its call by its events only.
        call.detach();
        let observer = Rc::new(observer);
        let resources = Rc::clone(&observer);
        call.driver().watch_resources(move |change| {
            if let ResourceChange::Added(_, resource) = change {
                resources.resource(resource);
            }
        });
        call.driver().observe(move |event| detail::tell(&observer, event));
        Ok(Self(call))
    }

    /// Does what the facade's `operations.js` numbers so; `word` is what it takes, where it takes something. Calls one of
    /// the functions when it is done, which may be at once: the promise is the facade's. One way in for all of them:
    /// each would bring its own bindings.
    pub fn ask(&self, operation: u8, word: &str, resolve: Function, reject: Function) {
        let call = self.0.driver();
        let done: Completion = Box::new(move |outcome| {
            // Settling a promise throws nothing.
            let _ = match outcome {
                Ok(Answer::Started(info)) => resolve.call1(&JsValue::NULL, &detail::info(&info)),
                Ok(Answer::Done) => resolve.call0(&JsValue::NULL),
                Err(error) => reject.call1(&JsValue::NULL, &to_js(&error)),
            };
        });
        match operation {
            0 => call.prepare(done),
            1 => call.start(0, done),
            2 => call.hang_up(word, done),
            3 => call.send_dtmf(word, done),
            _ => call.resume_audio(done),
        }
    }

    /// See `VoiceCall.mute` and `unmute`.
    #[wasm_bindgen(js_name = setMuted)]
    pub fn set_muted(&self, muted: bool) {
        self.0.set_muted(muted);
    }

    /// See `VoiceCall.getStats`.
    #[wasm_bindgen(js_name = getStats)]
    pub fn stats(&self) -> Promise {
        let report = self.0.driver().stats();
        future_to_promise(async move { report.await.map_err(|error| to_js(&error)) })
    }

    /// See `VoiceCall.sessionId` and `conversationId`; an empty text is one that is not known yet.
    #[wasm_bindgen(getter)]
    pub fn info(&self) -> JsValue {
        detail::info(&self.0.driver().info())
    }
}
