//! Whole calls: the agent's speech, the caller's voice returned, and the special cases.
use std::time::Duration;

use serde_json::json;

use crate::caller::{Caller, packet};
use crate::emulator::{Emulator, SOON};
use crate::hub::Hub;

/// Longer than the greeting.
const GREETING: Duration = Duration::from_secs(10);

/// One second of speech that is known again.
fn speech() -> Vec<Vec<u8>> {
    (0..50).map(packet).collect()
}

#[tokio::test]
async fn the_agent_greets_listens_and_repeats() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    let started = caller.event("SessionStarted").unwrap();
    assert_eq!((&started["sessionId"], &started["agentId"]), (&json!(caller.session), &json!("agt_1")));

    caller.until(GREETING, "the greeting", |caller| !caller.lines("agent").is_empty()).await;
    assert!(caller.lines("agent")[0].starts_with("Hello!"));
    assert!(caller.audio.len() > 200, "{} packets of speech", caller.audio.len());
    let partial = caller.event("Transcription").is_some()
        && caller.events.iter().any(|(_, line)| line["isFinal"] == false);
    assert!(partial, "text comes while it is spoken");

    // After its own speech the agent ignores the caller for a moment.
    caller.go_on(Duration::from_millis(500)).await;
    caller.audio.clear();
    caller.speech.extend(speech().into_iter().map(|packet| (packet, -25)));
    caller.until(SOON, "the caller's line", |caller| !caller.lines("user").is_empty()).await;
    assert_eq!(caller.lines("user"), ["You spoke for 1.0 seconds."]);
    caller.until(SOON, "the agent's line", |caller| caller.lines("agent").len() == 2).await;
    assert_eq!(caller.audio, speech(), "the very packets, all of them, in order");

    let reason = json!("user_ended");
    caller.hub.as_mut().unwrap().invoke("EndSessionAsync", reason.clone()).await;
    caller.until(SOON, "the end", |caller| caller.event("SessionEnded").is_some() && caller.closed).await;
    assert_eq!(caller.event("SessionEnded").unwrap()["reason"], reason);
    let report = emulator.report(&caller.session).await;
    let log: Vec<_> =
        report["log"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(log[..3], ["connected", "SendOfferAsync", "agent:answer"]);
    assert!(
        log.contains(&"agent:state") && log.contains(&"agent:transcript") && log.contains(&"EndSessionAsync")
    );
}

#[tokio::test]
async fn a_digit_is_acknowledged() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    caller.hub.as_mut().unwrap().invoke("SendDtmfAsync", json!("#")).await;
    caller.until(SOON, "a line", |caller| caller.lines("agent") == ["You pressed #."]).await;
}

#[tokio::test]
async fn the_agent_hangs_up() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_agent_hangup_300").await;
    caller.until(SOON, "the end", |caller| caller.event("SessionEnded").is_some() && caller.closed).await;
    assert_eq!(caller.event("SessionEnded").unwrap()["reason"], "agent_ended");
}

#[tokio::test]
async fn scenarios_of_media() {
    let emulator = Emulator::start(&[]).await;
    let mut silent = Caller::call(&emulator, "agt_test_silent_agent").await;
    silent.until(SOON, "media", |caller| caller.connected).await;
    silent.go_on(Duration::from_millis(500)).await;
    assert_eq!(silent.packets, 0);

    let mut blocked = Caller::call(&emulator, "agt_test_udp_blocked").await;
    blocked.until(SOON, "the answer", |caller| caller.event("SdpAnswerReceived").is_some()).await;
    blocked.go_on(Duration::from_secs(1)).await;
    assert!(!blocked.connected && blocked.event("IceCandidateReceived").is_none());

    let mut invalid = Caller::call(&emulator, "agt_test_answer_invalid").await;
    invalid.until(SOON, "the answer", |caller| caller.event("SdpAnswerReceived").is_some()).await;
    assert!(!invalid.event("SdpAnswerReceived").unwrap()["sdp"].as_str().unwrap().starts_with("v=0"));

    let mut early = Caller::call(&emulator, "agt_test_candidate_first").await;
    early.until(SOON, "media", |caller| caller.connected).await;
    assert_eq!(early.events[0].0, "IceCandidateReceived");
}

#[tokio::test]
async fn a_call_outlives_its_hub_connection_and_is_found_again() {
    let emulator = Emulator::start(&["--linger", "1"]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    caller.hub = None;
    let before = caller.packets;
    // Longer than the emulator waits for one who is quite gone.
    caller.go_on(Duration::from_secs(2)).await;
    assert!(caller.packets > before + 80, "media goes on");
    caller.hub = Some(Hub::connect(&emulator, &caller.token).await);
    caller.until(GREETING, "the greeting's line", |caller| !caller.lines("agent").is_empty()).await;
    let report = emulator.report(&caller.session).await;
    assert_eq!((&report["connections"], &report["ended"]), (&json!(2), &json!(false)));
}

#[tokio::test]
async fn a_second_offer_of_a_new_peer_connection_takes_the_place_of_the_first() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_echo").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    caller.offer().await;
    caller.until(SOON, "media again", |caller| caller.connected).await;
    caller.audio.clear();
    caller.until(SOON, "sound", |caller| caller.audio.len() > 20).await;
    let started = caller.events.iter().filter(|(name, _)| name == "SessionStarted").count();
    assert_eq!(started, 1, "one conversation");
}

#[tokio::test]
async fn an_ice_restart_keeps_the_peer_connection_and_the_conversation() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    let first = caller.agent_user();
    caller.restart_ice().await;
    let answers =
        |caller: &Caller| caller.events.iter().filter(|(name, _)| name == "SdpAnswerReceived").count();
    caller.until(SOON, "the second answer", |caller| answers(caller) == 2).await;
    assert_ne!(caller.agent_user(), first, "new credentials");
    let before = caller.packets;
    caller.go_on(Duration::from_secs(1)).await;
    assert!(caller.packets > before + 40 && !caller.closed, "sound goes on");
    caller.until(GREETING, "the greeting to its end", |caller| caller.lines("agent").len() == 1).await;
}
