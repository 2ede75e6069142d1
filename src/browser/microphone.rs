//! The caller's voice: opened, muted, and switched off when it is dropped.

use super::{
    AudioSource, Driver,
    driver::Machine,
    globals::{property, window},
    imports::{Caught, Stream, Track, assign, entries, promise_of},
    listener::Listener,
    resources::{Held, ResourceKind},
    task::spawn,
};
use crate::call::{Input, OpenedMicrophone, Refusal, StepId, Support};
use js_sys::{Array, Object, Promise, Reflect};
use std::{
    cell::Cell,
    rc::{Rc, Weak},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStreamConstraints, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// An open microphone. Dropping it stops its tracks; a track of the application's gets its `enabled` back instead.
pub(super) struct Microphone {
    stream: Stream,
    track: Track,
    enabled_before: bool,
    /// `enabled` as it was last set here.
    enabled: Cell<bool>,
    /// The application had disabled its track itself when the call was muted.
    disabled_by_application: Cell<bool>,
    _ended: Listener,
    /// Of the SDK's own microphone. What an application opened is not the SDK's to stop.
    held: Option<Held>,
}

impl Microphone {
    fn new<M: Machine>(driver: &Driver<M>, stream: Stream, track: Track, own: bool) -> Rc<Self> {
        let enabled = track.enabled().unwrap_or(true);
        let ended =
            Listener::new(&driver.me, &track, "ended", |driver, _| driver.dispatch(Input::MicrophoneLost));
        Rc::new(Self {
            held: own.then(|| driver.hold(ResourceKind::Microphone, &stream)),
            stream,
            track,
            enabled_before: enabled,
            enabled: Cell::new(enabled),
            disabled_by_application: Cell::new(false),
            _ended: ended,
        })
    }

    pub(super) fn stream(&self) -> &Stream {
        &self.stream
    }

    pub(super) fn track(&self) -> &Track {
        &self.track
    }

    /// Mutes, or takes the muting back: what the application itself disabled before stays disabled.
    pub(super) fn mute(&self, muted: bool) {
        if muted {
            self.disabled_by_application.set(self.enabled.get() && self.track.enabled() == Ok(false));
        }
        let enabled = !muted && !self.disabled_by_application.get();
        if self.track.set_enabled(enabled).is_ok() {
            self.enabled.set(enabled);
        }
    }

    /// Whether the track has ended. A track that is stopped fires no event.
    fn has_ended(&self) -> bool {
        has_ended(&self.track)
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        if self.held.is_some() {
            stop(&self.stream);
        } else if self.track.enabled() == Ok(self.enabled.get()) {
            // Nobody else has changed it since.
            let _ = self.track.set_enabled(self.enabled_before);
        }
    }
}

fn has_ended(track: &Track) -> bool {
    property(track, "readyState") == "ended"
}

fn stop(stream: &Stream) {
    for track in entries(stream.tracks()) {
        let _ = track.unchecked_into::<Track>().stop();
    }
}

/// Opens what `audio` names; gives the stream, or the promise of one.
fn open(audio: &AudioSource) -> Caught<Promise> {
    let asked = MediaStreamConstraints::new();
    asked.set_audio(&constraints(audio)?.into());
    let devices = window().map_or(Err(JsValue::UNDEFINED), |window| window.navigator().media_devices())?;
    if devices.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    let asked = devices.get_user_media_with_constraints(&asked)?;
    promise_of(&asked)
}

/// The application's constraints over the defaults, which stay where it says nothing.
fn constraints(audio: &AudioSource) -> Caught<Object> {
    let constraints = Object::new();
    if let AudioSource::Constraints(own) = audio {
        assign(&constraints, own.as_ref())?;
    }
    let on = JsValue::TRUE;
    let mono = JsValue::from(1);
    for (name, value) in [
        ("echoCancellation", &on),
        ("noiseSuppression", &on),
        ("autoGainControl", &on),
        ("channelCount", &mono),
    ] {
        if property(&constraints, name).is_undefined() {
            Reflect::set(&constraints, &name.into(), value)?;
        }
    }
    Ok(constraints)
}

impl<M: Machine> Driver<M> {
    /// What this page and browser can do.
    pub fn support(&self) -> Support {
        let global = js_sys::global();
        let own_track = matches!(self.sources.audio, AudioSource::Track(_));
        let devices = property(&property(&global, "navigator"), "mediaDevices");
        Support {
            secure: property(&global, "isSecureContext") == JsValue::TRUE,
            webrtc: property(&global, "RTCPeerConnection").is_function(),
            microphone: own_track || devices.is_object(),
        }
    }

    /// Opens the microphone, or takes the application's own track. What arrives is kept until the machine says what
    /// becomes of it, which it does at once.
    pub(super) fn open_microphone(&self, step: StepId) {
        if let AudioSource::Track(track) = &self.sources.audio {
            return self.take_track(step, track.unchecked_ref());
        }
        let asked = match open(&self.sources.audio) {
            Ok(asked) => asked,
            Err(thrown) => return self.microphone_refused(step, thrown),
        };
        // While the user is asked the promise is what is held: should the wasm fail, what it brings is to be stopped.
        let held = self.hold(ResourceKind::Microphone, &asked);
        let me = Weak::clone(&self.me);
        spawn(async move {
            let outcome = JsFuture::from(asked).await;
            let driver = me.upgrade();
            match (driver, outcome.map(JsCast::unchecked_into::<Stream>)) {
                (Some(driver), Ok(stream)) => driver.microphone_arrived(step, stream),
                (Some(driver), Err(thrown)) => driver.microphone_refused(step, thrown),
                (None, Ok(stream)) => stop(&stream),
                (None, Err(_)) => {}
            }
            drop(held);
        });
    }

    /// Takes the application's own track, as it is.
    fn take_track(&self, step: StepId, track: &Track) {
        let stream = if has_ended(track) { Err(JsValue::UNDEFINED) } else { Stream::of(&Array::of1(track)) };
        match stream {
            Ok(stream) => {
                let microphone = Microphone::new(self, stream, Clone::clone(track), false);
                self.microphone_opened(step, microphone);
            }
            Err(thrown) => self.microphone_refused(step, thrown),
        }
    }

    fn microphone_arrived(&self, step: StepId, stream: Stream) {
        if let Some(track) = entries(stream.audio_tracks()).into_iter().next() {
            self.microphone_opened(step, Microphone::new(self, stream, track.unchecked_into(), true));
        } else {
            stop(&stream);
            self.microphone_refused(step, JsValue::UNDEFINED);
        }
    }

    fn microphone_opened(&self, step: StepId, microphone: Rc<Microphone>) {
        let enabled = microphone.enabled.get();
        drop(self.microphone.replace(Some(microphone)));
        self.dispatch(Input::Microphone { step, outcome: Ok(OpenedMicrophone { enabled }) });
    }

    fn microphone_refused(&self, step: StepId, thrown: JsValue) {
        let refused = move |driver: &Self, permission: Option<String>| {
            let text = |name: &str| property(&thrown, name).as_string();
            let refusal = Refusal {
                name: text("name").unwrap_or_default(),
                message: text("message").unwrap_or_default(),
                permission,
                forbidden_by_policy: forbidden_by_policy(),
                cause: (!thrown.is_undefined()).then(|| thrown.clone().into()),
            };
            driver.dispatch(Input::Microphone { step, outcome: Err(refusal) });
        };
        self.on_settled(query_permission(), move |driver, status| {
            refused(driver, property(&status.unwrap_or_default(), "state").as_string());
        });
    }

    pub(super) fn inspect_microphone(&self) {
        let microphone = self.microphone.borrow().clone();
        if let Some(microphone) = microphone {
            self.dispatch(Input::MicrophoneInspected { ended: microphone.has_ended() });
        }
    }
}

/// Asks the Permissions API for its state of the microphone; not every browser has one.
fn query_permission() -> Caught<JsValue> {
    let permissions = window().map_or(Err(JsValue::UNDEFINED), |window| window.navigator().permissions())?;
    if permissions.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &"microphone".into())?;
    permissions.query(&descriptor).map(Into::into)
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
