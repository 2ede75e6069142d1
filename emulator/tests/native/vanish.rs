//! Callers who leave without ending the session, and what is left of them.
use std::time::Duration;

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::emulator::{Emulator, SOON};
use crate::hub::Hub;

async fn ends(emulator: &Emulator, session: &str, limit: Duration) {
    emulator.until(session, limit, |report| report["ended"] == true).await;
}

#[tokio::test]
async fn a_closed_page_ends_the_call_at_once() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    let session = caller.session.clone();
    caller.leave().await;
    ends(&emulator, &session, SOON).await;
}

#[tokio::test]
async fn a_caller_who_is_cut_off_is_cleaned_up() {
    let emulator = Emulator::start(&["--linger", "1"]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    let session = caller.session.clone();
    drop(caller);
    // ICE detects a lost peer after about ten seconds.
    ends(&emulator, &session, Duration::from_secs(30)).await;
}

#[tokio::test]
async fn a_caller_who_goes_before_media_is_cleaned_up() {
    let emulator = Emulator::start(&["--linger", "1"]).await;
    let mut caller = Caller::call(&emulator, "agt_test_udp_blocked").await;
    caller.until(SOON, "the answer", |caller| caller.event("SdpAnswerReceived").is_some()).await;
    let session = caller.session.clone();
    drop(caller);
    ends(&emulator, &session, SOON).await;
}

/// What a client receives that claims the session of this token, by event name, up to the Close.
async fn claimed(emulator: &Emulator, token: &str) -> Vec<(String, Value)> {
    let mut hub = Hub::open(emulator, token).await.unwrap();
    hub.send(crate::hub::HANDSHAKE).await;
    let (messages, code) = hub.rest().await;
    assert_eq!((&messages[0], code), (&json!({}), Some(1000)));
    let (close, events) = messages[1..].split_last().unwrap();
    assert_eq!(*close, json!({ "type": 7 }));
    events
        .iter()
        .map(|event| (event["target"].as_str().unwrap().to_owned(), event["arguments"][0].clone()))
        .collect()
}

#[tokio::test]
async fn a_session_that_is_over_shows_its_end_and_is_not_opened_again() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_agent_hangup_100").await;
    caller.until(SOON, "the end", |caller| caller.event("SessionEnded").is_some()).await;
    let end = caller.event("SessionEnded").unwrap().clone();
    assert_eq!(claimed(&emulator, &caller.token).await, [("SessionEnded".to_owned(), end)]);
}

#[tokio::test]
async fn fault_45_an_end_while_the_hub_is_away_is_delivered_on_return() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_agent_hangup_1000").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    caller.hub.as_mut().unwrap().cut().await;
    caller.until(SOON, "the cut", |caller| caller.hub.is_none()).await;
    caller.until(SOON, "the end of media", |caller| caller.closed).await;
    emulator.until(&caller.session, SOON, |report| report["ended"] == true).await;
    let events = claimed(&emulator, &caller.token).await;
    let (name, end) = events.last().unwrap();
    assert_eq!((name.as_str(), &end["reason"]), ("SessionEnded", &json!("agent_ended")));
    assert!(events.iter().all(|(name, _)| name != "Error"), "{events:?}");
    // A client that loses the end with its second connection may return once more.
    assert_eq!(claimed(&emulator, &caller.token).await, [(name.clone(), end.clone())]);
}

#[tokio::test]
async fn fault_45_an_end_that_was_sent_into_a_dead_network_is_delivered_on_return() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_agent_hangup_500").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    // The connection stays open for the emulator, and nothing reads from it.
    let dead = caller.hub.take();
    caller.until(SOON, "the end of media", |caller| caller.closed).await;
    let events = claimed(&emulator, &caller.token).await;
    assert_eq!(events.last().unwrap().0, "SessionEnded");
    drop(dead);
}

#[tokio::test]
async fn fault_54_the_answer_waits_for_the_return() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_drop_on_offer").await;
    caller.until(SOON, "the cut", |caller| caller.hub.is_none()).await;
    assert!(caller.events.is_empty(), "{:?}", caller.events);
    caller.hub = Some(Hub::connect(&emulator, &caller.token).await);
    caller.until(SOON, "media", |caller| caller.connected).await;
    let names: Vec<_> = caller.events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..3], ["SdpAnswerReceived", "SessionStarted", "IceCandidateReceived"]);
    // Only the first connection is cut: an offer that the client sends again is answered.
    caller.offer().await;
    caller.until(SOON, "media again", |caller| caller.connected).await;
    assert!(caller.hub.is_some());
}
