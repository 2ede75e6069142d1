//! The JavaScript face: the class that the facade in `pkg-template/` holds, a skin over [`api::Call`].

mod event;
mod observer;
mod options;

use crate::{api, browser::Completion, call::Answer};
use js_sys::Promise;
use observer::Observer;
use options::Options;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{
    MediaStream, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

/// One call. Promises settle in every state, also after the end; they reject with the fields of a `VoisnapError`.
///
/// A call that was only prepared ends when this is freed.
#[wasm_bindgen]
pub struct Call(api::Call);

#[wasm_bindgen]
impl Call {
    /// A call that has touched nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &Options, observer: Observer) -> Self {
        let (config, sources) = options.read();
        let call = api::Call::of(config, sources);
        // A page need not keep a started call.
        call.detach();
        observer.attach(call.driver());
        Self(call)
    }

    /// Prepares everything that needs no microphone.
    pub fn prepare(&self) -> Promise {
        promise(&mut |done| self.0.driver().prepare(done))
    }

    /// Starts the call; resolves when the agent can be heard. `elapsed_ms`: since the application asked for it.
    pub fn start(&self, elapsed_ms: u32) -> Promise {
        promise(&mut |done| self.0.driver().start(elapsed_ms.into(), done))
    }

    /// Ends the call; resolves when everything is released.
    #[wasm_bindgen(js_name = hangUp)]
    pub fn hang_up(&self, reason: &str) -> Promise {
        promise(&mut |done| self.0.driver().hang_up(reason, done))
    }

    /// Sends digits; resolves when they are sent.
    #[wasm_bindgen(js_name = sendDtmf)]
    pub fn send_dtmf(&self, digits: &str) -> Promise {
        promise(&mut |done| self.0.driver().send_dtmf(digits, done))
    }

    /// Plays the agent after the browser refused to.
    #[wasm_bindgen(js_name = resumeAudio)]
    pub fn resume_audio(&self) -> Promise {
        promise(&mut |done| self.0.driver().resume_audio(done))
    }

    /// The browser's statistics of the peer connection.
    #[wasm_bindgen(js_name = getStats)]
    pub fn stats(&self) -> Promise {
        let report = self.0.driver().stats();
        future_to_promise(async move { report.await.map_err(|error| error.to_fields().into()) })
    }

    /// Mutes or unmutes the microphone.
    #[wasm_bindgen(js_name = setMuted)]
    pub fn set_muted(&self, muted: bool) {
        self.0.set_muted(muted);
    }

    /// The call's state.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> JsValue {
        event::to_js(&self.0.state())
    }

    /// The state of the hub connection.
    #[wasm_bindgen(getter)]
    pub fn signaling(&self) -> JsValue {
        event::to_js(&self.0.signaling())
    }

    /// Whether the microphone is muted.
    #[wasm_bindgen(getter)]
    pub fn muted(&self) -> bool {
        self.0.muted()
    }

    /// The session's id, once the session exists.
    #[wasm_bindgen(getter, js_name = sessionId)]
    pub fn session_id(&self) -> Option<String> {
        self.0.session_id()
    }

    /// The conversation's id, once the hub has sent it.
    #[wasm_bindgen(getter, js_name = conversationId)]
    pub fn conversation_id(&self) -> Option<String> {
        self.0.conversation_id()
    }

    /// The microphone's stream, while it is open.
    #[wasm_bindgen(getter, js_name = localStream)]
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.0.local_stream()
    }

    /// The agent's stream, while there is one.
    #[wasm_bindgen(getter, js_name = remoteStream)]
    pub fn remote_stream(&self) -> Option<MediaStream> {
        self.0.remote_stream()
    }
}

/// A promise that `operation` settles, with `CallInfo` or nothing.
fn promise(operation: &mut dyn FnMut(Completion)) -> Promise {
    Promise::new(&mut |resolve, reject| {
        operation(Box::new(move |outcome| {
            // Settling a promise throws nothing.
            let _ = match outcome {
                Ok(Answer::Started(info)) => resolve.call1(&JsValue::NULL, &event::to_js(&info)),
                Ok(Answer::Done) => resolve.call0(&JsValue::NULL),
                Err(error) => reject.call1(&JsValue::NULL, &error.to_fields()),
            };
        }));
    })
}
