//! What a Rust programmer may rely on: streams that end, calls that end with their owners, types of their own.

use crate::support::{AGENT, call, emulator, local_track, next, options, rest, token, until};
use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, error::Error as _, future::poll_fn, pin::pin, rc::Rc, task::Poll};
use voisnap_webrtc::{
    Call, CallOptions, CallState, Cause, Code, Event, Events, TokenSource,
    event::{EndedBy, Signaling},
};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    MediaStreamTrackState, js_sys,
    wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen},
};

/// A class of the application's own: it did not link beside one of the SDK's.
#[wasm_bindgen(js_name = Call)]
pub struct OwnCall;

/// An allocator of the application's own: it did not link beside one of the SDK's.
#[cfg(not(feature = "js"))]
#[global_allocator]
static ALLOCATOR: std::alloc::System = std::alloc::System;

#[wasm_bindgen_test]
fn fault_57_an_application_has_a_class_and_an_allocator_of_its_own() {
    let class = JsValue::from(OwnCall);
    let constructor = Reflect::get(&class, &"constructor".into()).unwrap();
    assert_eq!(Reflect::get(&constructor, &"name".into()).unwrap(), "Call");
}

/// Whether the stream is at its end now, without waiting.
async fn is_at_its_end(events: &mut Events) -> bool {
    let mut next = pin!(next(events));
    poll_fn(|context| Poll::Ready(matches!(next.as_mut().poll(context), Poll::Ready(None)))).await
}

#[wasm_bindgen_test]
async fn fault_58_events_of_a_call_that_has_ended_end_at_once() {
    let call = call(AGENT).await;
    call.start().await.unwrap();
    call.hang_up().await;
    assert!(is_at_its_end(&mut call.events()).await, "after a call");
    let unused = crate::support::call(AGENT).await;
    unused.hang_up().await;
    assert!(is_at_its_end(&mut unused.events()).await, "after a call that never began");
}

#[wasm_bindgen_test]
async fn fault_58_events_of_a_call_that_is_dropped_unstarted_end() {
    let call = call(AGENT).await;
    let other = call.clone();
    let mut events = call.events();
    drop(call);
    assert!(!is_at_its_end(&mut events).await, "another handle is there");
    drop(other);
    assert!(next(&mut events).await.is_none());
}

#[wasm_bindgen_test]
async fn fault_58_a_reader_that_waits_is_woken_by_the_drop_of_its_call() {
    let call = call(AGENT).await;
    let mut events = call.events();
    assert!(!is_at_its_end(&mut events).await);
    // Dropped by another task while this one waits.
    spawn_local(async move { drop(call) });
    assert!(next(&mut events).await.is_none());
}

#[wasm_bindgen_test]
async fn fault_58_events_of_a_failed_preparation_end_with_the_drop() {
    let call = call("agt_test_status_503").await;
    let events = call.events();
    assert_eq!(call.prepare().await.unwrap_err().code(), Code::ServerError);
    drop(call);
    rest(events).await;
}

#[wasm_bindgen_test]
async fn fault_61_observers_receive_no_sockets_and_no_peers() {
    let call = call(AGENT).await;
    let seen = Rc::new(RefCell::new(Vec::new()));
    let printed = Rc::clone(&seen);
    let _subscription = call.observe(move |event| printed.borrow_mut().push(format!("{event:?}")));
    let events = call.events();
    call.start().await.unwrap();
    call.hang_up().await;
    let streamed = format!("{:?}", rest(events).await);
    for all in [seen.borrow().join("\n"), streamed] {
        assert!(all.contains("Ended"), "{all}");
        for raw in ["WebSocket", "RTCPeerConnection", "Resource"] {
            assert!(!all.contains(raw), "{raw} in {all}");
        }
    }
}

#[wasm_bindgen_test]
async fn fault_64_a_hang_up_acts_at_once_polled_or_not() {
    let call = call(AGENT).await;
    let events = call.events();
    call.start().await.unwrap();
    let track = local_track(&call);
    drop(call.hang_up_with_reason("never_polled"));
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    let all = rest(events).await;
    let Some(Event::Ended { reason, by: EndedBy::User, .. }) = all.last() else { panic!("{all:?}") };
    assert_eq!(reason, "never_polled");
    assert_eq!(call.state(), CallState::Ended);
}

#[wasm_bindgen_test]
async fn fault_64_a_call_is_ended_synchronously() {
    let call = call(AGENT).await;
    let events = call.events();
    call.start().await.unwrap();
    let track = local_track(&call);
    call.end();
    call.end();
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    assert!(matches!(rest(events).await.last(), Some(Event::Ended { by: EndedBy::User, .. })));
}

#[wasm_bindgen_test]
async fn fault_64_dropping_the_last_handle_ends_the_call() {
    let call = call(AGENT).await;
    let mut events = call.events();
    call.start().await.unwrap();
    let track = local_track(&call);
    let other = call.clone();
    drop(call);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live, "another handle is there");
    drop(other);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    until(&mut events, |event| matches!(event, Event::Ended { error: None, .. }).then_some(())).await;
    assert!(next(&mut events).await.is_none());
}

#[wasm_bindgen_test]
async fn fault_64_dropping_the_last_handle_ends_a_call_that_is_prepared_or_on_its_way() {
    for started in [false, true] {
        let call = call("agt_test_answer_slow").await;
        call.prepare().await.unwrap();
        // Detached or not: nobody can start it any more.
        call.detach();
        let events = call.events();
        if started {
            let starting = call.clone();
            // As a framework drops a task: the future, with its handle, goes away in the middle.
            let mut start = Box::pin(async move { starting.start().await });
            poll_fn(|context| Poll::Ready(start.as_mut().poll(context).is_pending())).await;
            call.end();
        }
        drop(call);
        let all = rest(events).await;
        assert!(matches!(all.last(), Some(Event::Ended { by: EndedBy::User, .. })), "{started}: {all:?}");
    }
}

#[wasm_bindgen_test]
async fn fault_64_a_guard_ends_the_call_while_other_handles_exist() {
    let call = call(AGENT).await;
    let guard = call.clone().end_on_drop();
    guard.start().await.unwrap();
    let track = local_track(&guard);
    drop(guard);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    call.hang_up().await;
    assert_eq!(call.state(), CallState::Ended);
}

#[wasm_bindgen_test]
async fn fault_64_an_observer_is_removed_with_its_subscription() {
    let call = call(AGENT).await;
    let seen = Rc::new(RefCell::new(Vec::new()));
    let observer = |name| {
        let seen = Rc::clone(&seen);
        move |event: &Event| {
            if let Event::MuteChange { muted, .. } = event {
                seen.borrow_mut().push((name, *muted));
            }
        }
    };
    let first = call.observe(observer("first"));
    let second = call.observe(observer("second"));
    call.set_muted(true);
    drop(first);
    call.set_muted(false);
    drop(second);
    call.set_muted(true);
    assert_eq!(*seen.borrow(), [("first", true), ("second", true), ("second", false)]);
}

#[wasm_bindgen_test]
async fn fault_64_an_observer_may_remove_itself_and_others() {
    let call = call(AGENT).await;
    let subscriptions = Rc::new(RefCell::new(Vec::new()));
    let count = Rc::new(RefCell::new(0));
    for _ in 0..3 {
        let (others, counted) = (Rc::clone(&subscriptions), Rc::clone(&count));
        let subscription = call.observe(move |_| {
            *counted.borrow_mut() += 1;
            let all = others.take();
            drop(all);
        });
        subscriptions.borrow_mut().push(subscription);
    }
    call.set_muted(true);
    call.set_muted(false);
    assert_eq!(*count.borrow(), 1);
}

#[wasm_bindgen_test]
async fn fault_62_tokens_and_metadata_are_rust_values() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Started {
        session_id: String,
    }
    #[derive(Serialize)]
    struct Metadata<'a> {
        customer: u32,
        tags: &'a [&'a str],
    }
    let source = TokenSource::from_fn(|| async { Ok(token().await) });
    let options = CallOptions::new(AGENT)
        .token(source)
        .base_url(emulator())
        .metadata(&Metadata { customer: 7, tags: &["vip"] })
        .unwrap();
    let call = Call::new(options).unwrap();
    let mut events = call.events();
    call.start().await.unwrap();
    let data = until(&mut events, |event| match event {
        Event::Started { data, .. } => Some(data.clone()),
        _ => None,
    })
    .await;
    assert_eq!(Some(data.deserialize::<Started>().unwrap().session_id), call.session_id());
    assert_eq!(call.signaling(), Signaling::Connected);
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn fault_62_the_error_of_a_token_function_is_the_cause() {
    let thrown = JsValue::from(js_sys::Error::new("mine"));
    let given = thrown.clone();
    let options = options(AGENT).await.token_fn(move || {
        let error = Cause::from(given.clone());
        async { Err(error.into()) }
    });
    let error = Call::new(options).unwrap().start().await.unwrap_err();
    assert_eq!(error.code(), Code::TokenFailed);
    assert_eq!(error.cause().unwrap().to_js(), thrown, "the very same object");
    assert!(error.source().is_some());

    // Any error of a library's.
    let options = options_with_a_failing_parse().await;
    let error = Call::new(options).unwrap().start().await.unwrap_err();
    let cause: js_sys::Error = error.cause().unwrap().to_js().unchecked_into();
    assert_eq!(String::from(cause.message()), "invalid digit found in string");
    assert!(!format!("{error:?}").contains("digit"));
}

async fn options_with_a_failing_parse() -> CallOptions {
    options(AGENT).await.token_fn(|| async {
        let number: u8 = "x".parse()?;
        Ok(number.to_string())
    })
}

#[wasm_bindgen_test]
async fn fault_63_an_error_goes_into_javascript_with_its_code() {
    let error = Call::new(options("agt_test_status_429").await).unwrap().start().await.unwrap_err();
    let thrown = JsValue::from(error.clone());
    let field = |name: &str| Reflect::get(&thrown, &name.into()).unwrap();
    assert!(thrown.is_instance_of::<js_sys::Error>());
    assert_eq!(field("name"), "VoisnapError");
    assert_eq!(field("message"), error.to_string().as_str());
    assert_eq!(field("code"), "rate_limited");
    assert_eq!(field("category"), "server");
    assert_eq!(field("hint"), error.hint());
    assert_eq!((field("recoverable"), field("status").as_f64()), (true.into(), Some(429.0)));
    assert_eq!(field("retryAfterMs").as_f64().is_some(), error.retry_after_ms().is_some());
    assert!(field("closeCode").is_undefined());
    assert!(String::from(js_sys::Object::from(thrown.clone()).to_string()).contains("rate_limited"));
}
