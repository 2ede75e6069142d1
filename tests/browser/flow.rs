//! From `start` to the end, and the ways to a token and a session.

use crate::support::{AGENT, call, emulator, ended, next, options, resolved, rest, session, token, until};
use std::{cell::Cell, rc::Rc};
use voisnap_webrtc::{
    Call, CallOptions, CallState, Cause, Code, Event,
    event::{EndedBy, Signaling, Speaker, Stage},
};
use wasm_bindgen_futures::future_to_promise;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::wasm_bindgen::JsValue;

#[wasm_bindgen_test]
async fn a_call_comes_up_and_is_hung_up() {
    let secret = token().await;
    let options = options(AGENT).await.token(secret.as_str());
    let call = Call::new(options).unwrap();
    assert_eq!((call.state(), call.signaling()), (CallState::Idle, Signaling::Idle));
    let events = call.events();
    let info = call.start().await.unwrap();
    assert!(!info.session_id.is_empty());
    assert_eq!(call.session_id(), Some(info.session_id));
    assert_eq!((call.state(), call.signaling()), (CallState::Connected, Signaling::Connected));
    call.hang_up().await;
    assert_eq!((call.state(), call.signaling()), (CallState::Ended, Signaling::Closed));

    let events = rest(events).await;
    let (reason, by, error) = ended(&events);
    assert_eq!((reason.as_str(), by), ("user_ended", EndedBy::User));
    assert!(error.is_none());
    let mut stages =
        vec![Stage::Microphone, Stage::Session, Stage::Hub, Stage::Offer, Stage::Answer, Stage::Media];
    for event in &events {
        assert!(!format!("{event:?}").contains(&secret), "the token in print");
        if let Event::Progress { stage, .. } = event {
            stages.retain(|waited| waited != stage);
        }
    }
    assert!(stages.is_empty(), "not told: {stages:?}");
    assert!(events.iter().any(|event| matches!(event, Event::Track { .. })));
}

#[wasm_bindgen_test]
async fn the_events_end_with_the_call() {
    let call = call(AGENT).await;
    let mut events = call.events();
    call.start().await.unwrap();
    call.hang_up().await;
    while next(&mut events).await.is_some() {}
    assert!(next(&mut events).await.is_none(), "and stay ended");
}

#[wasm_bindgen_test]
async fn the_agent_is_heard_and_read() {
    let call = call(AGENT).await;
    let mut events = call.events();
    call.start().await.unwrap();
    let (mut heard, mut read) = (false, false);
    while !(heard && read) {
        match next(&mut events).await.expect("the call ended first") {
            Event::Progress { stage: Stage::AgentAudio, .. } => heard = true,
            Event::Transcript { speaker: Speaker::Agent, text, .. } => {
                read |= !text.is_empty();
            }
            _ => {}
        }
    }
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn a_token_function_is_asked_whenever_one_is_needed() {
    let asked = Rc::new(Cell::new(0));
    let count = Rc::clone(&asked);
    let options = options(AGENT).await.token_fn(move || {
        count.set(count.get() + 1);
        async { Ok(token().await) }
    });
    let call = Call::new(options).unwrap();
    call.start().await.unwrap();
    call.hang_up().await;
    assert_eq!(asked.get(), 2, "for the session and for the hub");
}

#[wasm_bindgen_test]
async fn a_token_function_that_fails() {
    let options = options(AGENT).await.token_fn(|| async { Err(Cause::from(JsValue::from("no")).into()) });
    let call = Call::new(options).unwrap();
    assert_eq!(call.start().await.unwrap_err().code(), Code::TokenFailed);
}

#[wasm_bindgen_test]
async fn a_session_of_the_applications_own() {
    let token = token().await;
    let given = session(&token).await;
    let name = given["sessionId"].as_str();
    let options = CallOptions::from_session(&given).unwrap().token(token).base_url(emulator());
    let call = Call::new(options).unwrap();
    let info = call.start().await.unwrap();
    assert_eq!(Some(info.session_id.as_str()), name);
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn a_session_function() {
    let options = CallOptions::from_session_fn(|| async { Ok(session(&token().await).await) });
    let call = Call::new(options.token(token().await).base_url(emulator())).unwrap();
    call.start().await.unwrap();
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn prepared_a_call_has_its_session_and_no_microphone() {
    let call = call(AGENT).await;
    call.prepare().await.unwrap();
    assert_eq!((call.state(), call.signaling()), (CallState::Idle, Signaling::Connected));
    assert!(call.session_id().is_some());
    assert!(call.local_stream().is_none());
    let session = call.session_id();
    let info = call.start().await.unwrap();
    assert_eq!(Some(info.session_id), session, "the prepared session is the one that is used");
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn a_second_start_is_the_same_call() {
    let call = call(AGENT).await;
    let other = call.clone();
    let first = future_to_promise(async move { Ok(other.start().await.unwrap().session_id.into()) });
    let second = call.start().await.unwrap();
    let third = call.start().await.unwrap();
    assert_eq!(resolved(first).await.as_string().as_ref(), Some(&second.session_id));
    assert_eq!(second, third);
    call.hang_up().await;
    assert_eq!(call.start().await.unwrap_err().code(), Code::CallEnded);
    assert_eq!(call.prepare().await.unwrap_err().code(), Code::CallEnded);
}

#[wasm_bindgen_test]
async fn two_calls_at_once() {
    let (one, two) = (call(AGENT).await, call(AGENT).await);
    let one_is = one.start().await.unwrap();
    let two_is = two.start().await.unwrap();
    assert_ne!(one_is.session_id, two_is.session_id);
    one.hang_up().await;
    assert_eq!((one.state(), two.state()), (CallState::Ended, CallState::Connected));
    assert!(two.stats().await.is_ok());
    two.hang_up().await;
}

#[wasm_bindgen_test]
async fn a_base_address_may_be_a_sockets() {
    let options = options(AGENT).await.base_url(format!("{}/", emulator().replacen("http", "ws", 1)));
    let call = Call::new(options).unwrap();
    call.start().await.unwrap();
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn with_negotiation_and_stateful_reconnect() {
    let options = options(AGENT).await.stateful_reconnect(true);
    let call = Call::new(options).unwrap();
    let mut events = call.events();
    call.start().await.unwrap();
    until(&mut events, |event| matches!(event, Event::Started { .. }).then_some(())).await;
    call.hang_up().await;
}
