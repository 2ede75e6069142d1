//! What every test here needs: the emulator, a token, a call, and the call's events.

use futures_core::Stream;
use gloo_net::http::Request;
use js_sys::Promise;
use serde_json::Value;
use std::{future::poll_fn, pin::Pin};
use voisnap_webrtc::{Call, CallOptions, Error, Event, Events, event::EndedBy};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// An agent without a fault.
pub(crate) const AGENT: &str = "agt_01HXK8Z3MNPQRS";

/// The emulator's address.
pub(crate) fn emulator() -> &'static str {
    let Some(url) = option_env!("VOISNAP_EMULATOR_URL") else {
        panic!("These tests need an emulator: run them by `npm test`.");
    };
    url
}

async fn post(path: &str, token: Option<&str>, body: &str) -> Value {
    let mut request =
        Request::post(&format!("{}{path}", emulator())).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", &format!("Bearer {token}"));
    }
    let answer = request.body(body.to_owned()).unwrap().send().await.unwrap();
    assert!(answer.ok(), "{path}: {}", answer.status());
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// A fresh access token.
pub(crate) async fn token() -> String {
    let answer = post("/api/v1/auth/login", None, r#"{"email":"test@voisnap.test","password":"x"}"#).await;
    answer["accessToken"].as_str().unwrap().to_owned()
}

/// A session as a customer's backend would create it.
pub(crate) async fn session(token: &str) -> Value {
    post("/api/v1/webrtc/sessions", Some(token), &format!(r#"{{"agentId":"{AGENT}"}}"#)).await
}

/// The options of a call to `agent` at the emulator.
pub(crate) async fn options(agent: &str) -> CallOptions {
    CallOptions::new(agent).token(token().await).base_url(emulator())
}

/// A call to `agent` at the emulator that has done nothing yet.
pub(crate) async fn call(agent: &str) -> Call {
    Call::new(options(agent).await).unwrap()
}

/// The next event; `None` after the last.
pub(crate) async fn next(events: &mut Events) -> Option<Event> {
    poll_fn(|context| Pin::new(&mut *events).poll_next(context)).await
}

/// Waits for the first event that `wanted` picks.
pub(crate) async fn until<T>(events: &mut Events, wanted: impl Fn(&Event) -> Option<T>) -> T {
    loop {
        let event = next(events).await.expect("the call ended first");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

/// Every event up to the end of the stream.
pub(crate) async fn rest(mut events: Events) -> Vec<Event> {
    let mut all = Vec::new();
    while let Some(event) = next(&mut events).await {
        all.push(event);
    }
    all
}

/// The reason, who, and the error of the `Ended` that has to close the events, once.
pub(crate) fn ended(events: &[Event]) -> (String, EndedBy, Option<Error>) {
    let ends = events.iter().filter(|event| matches!(event, Event::Ended { .. }));
    assert_eq!(ends.count(), 1);
    let Some(Event::Ended { reason, by, error, .. }) = events.last() else {
        panic!("Ended is not last");
    };
    (reason.clone(), *by, error.clone())
}

/// Waits for what `promise` comes to.
pub(crate) async fn resolved(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.unwrap()
}

/// The caller's own track as the call holds it.
pub(crate) fn local_track(call: &Call) -> web_sys::MediaStreamTrack {
    call.local_stream().expect("a microphone").get_audio_tracks().get(0).unchecked_into()
}
