//! The caller's voice: asked for, muted, and switched off when it is dropped.

use super::{
    AudioSource, Driver,
    globals::{object, property, window},
    listener::Listener,
};
use crate::call::{Input, OpenedMicrophone, Refusal, StepId, Support};
use js_sys::Promise;
use std::rc::Weak;
use web_sys::{
    MediaStream, MediaStreamConstraints, MediaStreamTrack, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// An open microphone. Dropping it stops every track.
pub(super) struct Microphone {
    stream: MediaStream,
    ended: Option<Listener>,
}

impl Microphone {
    pub(super) const fn new(stream: MediaStream) -> Self {
        Self { stream, ended: None }
    }

    /// From here on the machine hears of a track that ends by itself.
    pub(super) fn watch(&mut self, driver: &Weak<Driver>) {
        let lost = |driver: &Driver, _, _: &web_sys::Event| driver.dispatch(Input::MicrophoneLost);
        self.ended = self.track().map(|track| Listener::new(driver, &track, "ended", 0, lost));
    }

    pub(super) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(super) fn track(&self) -> Option<MediaStreamTrack> {
        let track = self.stream.get_audio_tracks().get(0);
        (!track.is_undefined()).then(|| track.unchecked_into())
    }

    pub(super) fn has_ended(&self) -> bool {
        self.track().is_some_and(|track| property(&track, "readyState") == "ended")
    }

    pub(super) fn mute(&self, muted: bool) {
        if let Some(track) = self.track() {
            track.set_enabled(!muted);
        }
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            track.unchecked_ref::<MediaStreamTrack>().stop();
        }
    }
}

/// What this page and browser can do.
pub(super) fn support(source: &AudioSource) -> Support {
    let Some(window) = window() else {
        return Support { secure: true, webrtc: false, microphone: false };
    };
    let own_track = matches!(source, AudioSource::Track(_));
    Support {
        secure: property(&window, "isSecureContext") == JsValue::TRUE,
        webrtc: !property(&window, "RTCPeerConnection").is_undefined(),
        microphone: own_track
            || window.navigator().media_devices().is_ok_and(|devices| !devices.is_undefined()),
    }
}

/// Asks for the microphone, or takes a clone of the application's own track, and tells the machine. What
/// arrives is kept until the machine says what becomes of it, which it does at once.
pub(super) fn open(driver: &Driver, step: StepId) {
    let constraints = match &driver.sources.audio {
        AudioSource::Track(track) => {
            let stream = MediaStream::new().inspect(|stream| stream.add_track(&track.clone()));
            return arrived(driver, step, stream.map(Into::into));
        }
        AudioSource::Default => object(DEFAULT_CONSTRAINTS),
        AudioSource::Constraints(constraints) => JsValue::from(constraints.clone()),
    };
    let request = MediaStreamConstraints::new();
    request.set_audio(&constraints);
    let devices = window().and_then(|window| window.navigator().media_devices().ok());
    let asked =
        devices.map_or(Err(JsValue::NULL), |devices| devices.get_user_media_with_constraints(&request));
    match asked {
        Ok(asked) => driver.when(asked, move |driver, stream| arrived(driver, step, stream)),
        Err(reason) => arrived(driver, step, Err(reason)),
    }
}

fn arrived(driver: &Driver, step: StepId, stream: Result<JsValue, JsValue>) {
    let reason = match stream {
        Ok(stream) => {
            let mut microphone = Microphone::new(stream.unchecked_into());
            microphone.watch(&driver.me);
            let enabled = microphone.track().is_none_or(|track| track.enabled());
            driver.resource_added(microphone.stream.unchecked_ref());
            *driver.microphone.borrow_mut() = Some(microphone);
            return driver.dispatch(Input::Microphone { step, outcome: Ok(OpenedMicrophone { enabled }) });
        }
        Err(reason) => reason,
    };
    let refused = move |driver: &Driver, permission: Option<String>| {
        let text = |name: &str| property(&reason, name).as_string();
        let refusal = Refusal {
            name: text("name").unwrap_or_default(),
            message: text("message").unwrap_or_default(),
            permission,
            forbidden_by_policy: forbidden_by_policy(),
            cause: Some(reason.into()),
        };
        driver.dispatch(Input::Microphone { step, outcome: Err(refusal) });
    };
    match ask_permission() {
        Some(asked) => driver.when(asked, move |driver, status| {
            refused(driver, property(&status.unwrap_or_default(), "state").as_string());
        }),
        None => refused(driver, None),
    }
}

const DEFAULT_CONSTRAINTS: &str =
    r#"{"echoCancellation":true,"noiseSuppression":true,"autoGainControl":true,"channelCount":1}"#;

/// Asks the Permissions API for its word on the microphone; not every browser has one.
fn ask_permission() -> Option<Promise> {
    let descriptor = object(r#"{"name":"microphone"}"#);
    window()?.navigator().permissions().ok()?.query(descriptor.unchecked_ref()).ok()
}

/// Whether the document's policy says no, in browsers that can be asked.
fn forbidden_by_policy() -> bool {
    let allows = || {
        let document = window()?.document()?;
        let policy = property(&document, "featurePolicy");
        let ask: js_sys::Function = property(&policy, "allowsFeature").dyn_into().ok()?;
        ask.call1(&policy, &"microphone".into()).ok()?.as_bool()
    };
    allows() == Some(false)
}
