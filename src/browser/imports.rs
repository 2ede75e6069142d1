//! The browser's functions that a page can replace, imported so that what they throw is a value.
//!
//! An exception that passes through wasm is taken for its crash, and ends every call of the page. web-sys imports as
//! fallible only what may throw by its standard; a page's own code may stand in for any of it, and an object of the
//! application's may be a `Proxy`. So whatever runs such code is imported here, or is fallible in web-sys already.

use js_sys::{Array, Object, Promise};
use web_sys::{
    Event, EventTarget, HtmlMediaElement, MediaStream, MediaStreamTrack, RequestInit, RtcConfiguration,
    RtcIceCandidateInit, RtcSessionDescriptionInit, js_sys,
    wasm_bindgen::{self, JsValue, prelude::wasm_bindgen},
};

/// What a call of the browser's gives, or what it threw.
pub(super) type Caught<T> = Result<T, JsValue>;

#[wasm_bindgen]
extern "C" {
    /// The one `fetch` of the page, with a text as its address: what wraps it may look at that.
    #[wasm_bindgen(catch, js_name = fetch)]
    pub(super) fn fetch(url: &str, init: &RequestInit) -> Caught<JsValue>;

    /// The promise of whatever is given: a value, a promise, or a thenable of the page's own.
    #[wasm_bindgen(catch, js_namespace = Promise, js_name = resolve)]
    pub(crate) fn promise_of(value: &JsValue) -> Caught<Promise>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    pub(super) fn array_from(iterable: &JsValue) -> Caught<Array>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = assign)]
    pub(super) fn assign(target: &Object, source: &JsValue) -> Caught<Object>;

    /// Steady milliseconds, from the page's beginning.
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    pub(super) fn performance_now() -> Caught<f64>;

    /// Milliseconds of Unix time, by the wall clock.
    #[wasm_bindgen(catch, js_namespace = Date, js_name = now)]
    pub(super) fn date_now() -> Caught<f64>;
}

#[wasm_bindgen]
extern "C" {
    /// `RTCPeerConnection`.
    #[wasm_bindgen(extends = EventTarget, extends = Object, js_name = RTCPeerConnection)]
    #[derive(Clone)]
    pub(super) type PeerConnection;
    #[wasm_bindgen(catch, constructor, js_class = "RTCPeerConnection")]
    pub(super) fn new(configuration: &RtcConfiguration) -> Caught<PeerConnection>;
    #[wasm_bindgen(catch, method, getter, js_name = connectionState)]
    pub(super) fn connection_state(this: &PeerConnection) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, getter, js_name = localDescription)]
    pub(super) fn local_description(this: &PeerConnection) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = addTrack)]
    pub(super) fn add_track(this: &PeerConnection, track: &Track, stream: &Stream) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = createOffer)]
    pub(super) fn create_offer(this: &PeerConnection) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = setLocalDescription)]
    pub(super) fn set_local_description(this: &PeerConnection, description: &JsValue) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = setRemoteDescription)]
    pub(super) fn set_remote_description(
        this: &PeerConnection,
        description: &RtcSessionDescriptionInit,
    ) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = addIceCandidate)]
    pub(super) fn add_ice_candidate(
        this: &PeerConnection,
        candidate: &RtcIceCandidateInit,
    ) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = getSenders)]
    pub(super) fn senders(this: &PeerConnection) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = getStats)]
    pub(super) fn stats(this: &PeerConnection) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn close(this: &PeerConnection) -> Caught<JsValue>;

    /// `RTCDTMFSender`.
    #[wasm_bindgen(extends = EventTarget, extends = Object, js_name = RTCDTMFSender)]
    pub(super) type ToneSender;
    #[wasm_bindgen(catch, method, js_name = insertDTMF)]
    pub(super) fn insert(this: &ToneSender, tones: &str) -> Caught<JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// `MediaStream`.
    #[wasm_bindgen(extends = MediaStream, extends = EventTarget, extends = Object, js_name = MediaStream)]
    #[derive(Clone)]
    pub(super) type Stream;
    #[wasm_bindgen(catch, constructor, js_class = "MediaStream")]
    pub(super) fn of(tracks: &Array) -> Caught<Stream>;
    #[wasm_bindgen(catch, method, js_name = getTracks)]
    pub(super) fn tracks(this: &Stream) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = getAudioTracks)]
    pub(super) fn audio_tracks(this: &Stream) -> Caught<JsValue>;

    /// `MediaStreamTrack`.
    #[wasm_bindgen(extends = MediaStreamTrack, extends = EventTarget, extends = Object, js_name = MediaStreamTrack)]
    #[derive(Clone)]
    pub(super) type Track;
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn enabled(this: &Track) -> Caught<bool>;
    #[wasm_bindgen(catch, method, setter)]
    pub(super) fn set_enabled(this: &Track, enabled: bool) -> Caught<()>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn stop(this: &Track) -> Caught<JsValue>;

    /// An audio or video element.
    #[wasm_bindgen(extends = HtmlMediaElement, extends = EventTarget, extends = Object, js_name = HTMLMediaElement)]
    #[derive(Clone)]
    pub(super) type MediaElement;
    #[wasm_bindgen(catch, constructor, js_class = "Audio")]
    pub(super) fn audio() -> Caught<MediaElement>;
    #[wasm_bindgen(catch, method, getter, js_name = srcObject)]
    pub(super) fn source(this: &MediaElement) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, setter, js_name = srcObject)]
    pub(super) fn set_source(this: &MediaElement, stream: &JsValue) -> Caught<()>;
    #[wasm_bindgen(catch, method, setter)]
    pub(super) fn set_autoplay(this: &MediaElement, autoplay: bool) -> Caught<()>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn play(this: &MediaElement) -> Caught<JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// `WebSocket`.
    #[wasm_bindgen(extends = EventTarget, extends = Object, js_name = WebSocket)]
    pub(super) type WebSocket;
    #[wasm_bindgen(catch, constructor, js_class = "WebSocket")]
    pub(super) fn to(url: &str) -> Caught<WebSocket>;
    #[wasm_bindgen(catch, method, setter, js_name = binaryType)]
    pub(super) fn set_binary_type(this: &WebSocket, kind: &str) -> Caught<()>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn send(this: &WebSocket, text: &str) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, js_name = close)]
    pub(super) fn shut(this: &WebSocket) -> Caught<JsValue>;

    /// `MessageEvent`.
    #[wasm_bindgen(extends = Event, extends = Object, js_name = MessageEvent)]
    pub(super) type Message;
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn data(this: &Message) -> Caught<JsValue>;

    /// `Response`, or what a page's own `fetch` gives in its place.
    #[wasm_bindgen(extends = Object, js_name = Response)]
    pub(super) type Response;
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn status(this: &Response) -> Caught<f64>;
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn headers(this: &Response) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn body(this: &Response) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn text(this: &Response) -> Caught<JsValue>;

    /// `Headers`.
    #[wasm_bindgen(extends = Object, js_name = Headers)]
    pub(super) type HeaderList;
    #[wasm_bindgen(catch, method)]
    pub(super) fn get(this: &HeaderList, name: &str) -> Caught<JsValue>;

    /// `ReadableStream` and its default reader.
    #[wasm_bindgen(extends = Object, js_name = ReadableStream)]
    pub(super) type Body;
    #[wasm_bindgen(catch, method, js_name = getReader)]
    pub(super) fn reader(this: &Body) -> Caught<BodyReader>;
    #[wasm_bindgen(extends = Object, js_name = ReadableStreamDefaultReader)]
    pub(super) type BodyReader;
    #[wasm_bindgen(catch, method)]
    pub(super) fn read(this: &BodyReader) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method)]
    pub(super) fn cancel(this: &BodyReader) -> Caught<JsValue>;

    /// `AbortController`.
    #[wasm_bindgen(extends = web_sys::AbortController, extends = Object, js_name = AbortController)]
    pub(super) type Aborter;
    #[wasm_bindgen(catch, method, js_name = abort)]
    pub(super) fn give_up(this: &Aborter) -> Caught<JsValue>;
    #[wasm_bindgen(catch, method, getter, js_name = signal)]
    pub(super) fn abort_signal(this: &Aborter) -> Caught<JsValue>;
}

/// The entries of an array; none where it is something else.
pub(super) fn entries(array: Caught<JsValue>) -> Vec<JsValue> {
    match array {
        Ok(array) if Array::is_array(&array) => Array::from(&array).to_vec(),
        _ => Vec::new(),
    }
}
