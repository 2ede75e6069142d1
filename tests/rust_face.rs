//! The Rust face where there is no browser: what is decided before anything is touched, and that programs for both compile.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use serde::Serialize;
use std::{
    cell::Cell,
    collections::BTreeMap,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};
use voisnap_webrtc::{
    Call, CallOptions, CallState, Cause, Code, Event, TokenSource, error::Category, options::Timeouts,
};

/// What `future` gives without waiting.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// Every event of a stream that has ended.
fn all(mut events: voisnap_webrtc::Events) -> Vec<Event> {
    use futures_core::Stream;
    let mut all = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(event)) = std::pin::Pin::new(&mut events).poll_next(&mut context) {
        all.push(event);
    }
    let end = std::pin::Pin::new(&mut events).poll_next(&mut context);
    assert!(matches!(end, Poll::Ready(None)), "the stream goes on");
    all
}

/// Options that nothing is wrong with.
fn valid() -> CallOptions {
    CallOptions::new("agt_1").token("header.payload.signature")
}

fn refusal(options: CallOptions) -> Option<Code> {
    Call::new(options).err().map(|error| error.code())
}

#[test]
fn the_least_that_is_needed_is_enough() {
    assert_eq!(refusal(valid()), None);
    let session = serde_json::json!({ "sessionId": "s", "sessionToken": "t", "iceServers": [] });
    assert_eq!(refusal(CallOptions::from_session(&session).unwrap().token("jwt")), None);
    assert_eq!(refusal(CallOptions::from_session_fn(|| async { Ok("anything") }).token("jwt")), None);
}

#[test]
fn what_cannot_work_is_refused_at_once() {
    for options in [
        CallOptions::new("agt_1"),
        CallOptions::new("").token("jwt"),
        CallOptions::new(" ").token("jwt"),
        valid().token(""),
        valid().token(" \n"),
        valid().timeouts(Timeouts::default().hub(Duration::ZERO)),
    ] {
        let printed = format!("{options:?}");
        assert_eq!(refusal(options), Some(Code::InvalidOptions), "{printed}");
    }
    assert_eq!(refusal(valid().reconnect_for(Duration::ZERO)), None, "do not reconnect");
    assert_eq!(refusal(valid().reconnect_for(Duration::MAX)), None, "for ever");
}

#[test]
fn fault_19_a_base_url_is_an_address_to_append_to() {
    let cases: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("cases/base-urls.json")).unwrap();
    for url in &cases["taken"] {
        assert_eq!(refusal(valid().base_url(url)), None, "{url:?}");
    }
    for url in &cases["refused"] {
        let error = Call::new(valid().base_url(url)).err().unwrap_or_else(|| panic!("{url:?} is taken"));
        assert_eq!(error.code(), Code::InvalidOptions, "{url:?}");
        assert!(!error.to_string().contains("password@"), "{error}");
    }
}

#[test]
fn an_api_key_does_not_belong_in_a_page() {
    for key in ["vsnp_live_abc123", "vsnp_sb_abc123", " vsnp_live_abc123\n"] {
        let error = Call::new(valid().token(key)).unwrap_err();
        assert_eq!((error.code(), error.category()), (Code::ApiKeyInBrowser, Category::Configuration));
        assert!(!format!("{error:?}{error}").contains("abc123"));
    }
}

#[test]
fn fault_62_metadata_is_anything_that_serializes_as_an_object() {
    #[derive(Serialize)]
    struct Metadata {
        customer: u32,
    }
    assert!(valid().metadata(&Metadata { customer: 7 }).is_ok());
    assert!(valid().metadata(&BTreeMap::from([("a", 1)])).is_ok());
    assert!(valid().metadata(&serde_json::json!({})).is_ok());
    for error in [
        valid().metadata("text").unwrap_err(),
        valid().metadata(&[1, 2]).unwrap_err(),
        valid().metadata(&()).unwrap_err(),
        // JSON has texts for keys only.
        valid().metadata(&BTreeMap::from([(vec![1], 1)])).unwrap_err(),
        CallOptions::from_session(&()).unwrap().metadata(&Metadata { customer: 7 }).unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::InvalidOptions);
    }
}

#[test]
fn fault_29_options_print_no_secret() {
    let options = valid().token("hush-token").metadata(&BTreeMap::from([("a", "hush")])).unwrap();
    let given = CallOptions::from_session(&BTreeMap::from([("sessionToken", "hush")])).unwrap();
    let source = TokenSource::from("hush");
    let printed = format!(
        "{options:?} {given:?} {source:?} {:?} {:?}",
        Cause::from("hush"),
        Call::new(options.clone())
    );
    assert!(!printed.contains("hush"), "{printed}");
}

#[test]
fn fault_56_a_call_compiles_and_ends_at_once_where_there_is_no_browser() {
    let call = Call::new(valid()).unwrap();
    let events = call.events();
    assert_eq!(now(call.prepare()).unwrap_err().code(), Code::UnsupportedBrowser);
    assert_eq!(call.state(), CallState::Idle);
    assert_eq!(now(call.start()).unwrap_err().code(), Code::UnsupportedBrowser);
    assert_eq!(call.state(), CallState::Ended);
    assert!(call.local_stream().is_none() && now(call.stats()).is_err());
    let all = all(events);
    assert!(matches!(all.last(), Some(Event::Ended { error: Some(_), .. })), "{all:?}");
    assert_eq!(now(call.start()).unwrap_err().code(), Code::CallEnded);
    assert_eq!(now(call.prepare()).unwrap_err().code(), Code::CallEnded);
    now(call.hang_up());
}

#[test]
fn handles_of_one_call_are_equal() {
    let call = Call::new(valid()).unwrap();
    assert_eq!(call, call.clone());
    assert_ne!(call, Call::new(valid()).unwrap());
}

#[test]
fn fault_58_events_always_end() {
    let call = Call::new(valid()).unwrap();
    let before = call.events();
    drop(call);
    assert!(all(before).is_empty(), "dropped unstarted");

    let call = Call::new(valid()).unwrap();
    let before = call.events();
    call.end();
    assert!(matches!(all(before).last(), Some(Event::Ended { .. })));
    assert!(all(call.events()).is_empty(), "after the end");
}

#[test]
fn fault_64_an_observer_is_removed_with_its_subscription_and_may_end_the_call() {
    let call = Call::new(valid()).unwrap();
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    let subscription = call.observe(move |_| counted.set(counted.get() + 1));
    call.set_muted(true);
    assert_eq!(count.get(), 1);
    drop(subscription);
    assert_eq!(Rc::strong_count(&count), 1, "the observer is dropped");

    let ended = call.clone();
    let _subscription = call.observe(move |event| {
        if matches!(event, Event::MuteChange { .. }) {
            ended.end();
        }
    });
    call.set_muted(false);
    assert_eq!(call.state(), CallState::Ended);
}

/// What is public and documented in `src/lib.rs`: `pub mod` and `pub use` without `#[doc(hidden)]` before them.
fn documented_items() -> Vec<String> {
    let source = include_str!("../src/lib.rs");
    let mut hidden = false;
    let mut items = Vec::new();
    for line in source.lines() {
        if (line.starts_with("pub mod") || line.starts_with("pub use")) && !hidden {
            items.push(line.trim_end_matches([';', '{', ' ']).to_owned());
        }
        hidden = line == "#[doc(hidden)]";
    }
    items
}

#[test]
fn fault_60_the_root_promises_what_users_need_and_no_internals() {
    let modules: Vec<_> = documented_items().into_iter().filter(|item| item.starts_with("pub mod")).collect();
    assert_eq!(modules, ["pub mod error", "pub mod event", "pub mod options"]);
    let uses = documented_items().join("\n");
    for internal in ["signalr", "session", "browser", "secret", "time"] {
        assert!(!uses.contains(internal), "{internal} is promised by\n{uses}");
    }
}
