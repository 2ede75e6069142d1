//! Callers who leave without a word, and what is left of them.
use std::time::Duration;

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
    // ICE takes about ten seconds to miss somebody.
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

#[tokio::test]
async fn a_session_that_is_over_is_not_opened_again() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_agent_hangup_100").await;
    caller.until(SOON, "the end", |caller| caller.event("SessionEnded").is_some()).await;
    let mut hub = Hub::open(&emulator, &caller.token).await.unwrap();
    hub.send(crate::hub::HANDSHAKE).await;
    let (messages, code) = hub.rest().await;
    assert_eq!((messages[1]["target"].as_str(), code), (Some("Error"), Some(1000)));
}
