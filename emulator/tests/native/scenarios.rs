//! The scenarios that vary what a server sends.
use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::caller::Caller;
use crate::emulator::{Emulator, SOON};
use crate::hub::{HANDSHAKE, Hub, Next};

/// A caller whose offer has been answered.
async fn answered(emulator: &Emulator, agent: &str) -> Caller {
    let mut caller = Caller::call(emulator, agent).await;
    caller.until(SOON, "the answer", |caller| caller.event("SdpAnswerReceived").is_some()).await;
    caller
}

fn answer(caller: &Caller) -> &str {
    caller.event("SdpAnswerReceived").unwrap()["sdp"].as_str().unwrap()
}

/// The code and the reason with which the hub closes the socket.
async fn close_frame(hub: &mut Hub) -> (u16, String) {
    loop {
        match tokio::time::timeout(SOON, hub.socket.next()).await.unwrap() {
            Some(Ok(Message::Close(Some(frame)))) => return (frame.code.into(), frame.reason.to_string()),
            Some(Ok(_)) => {}
            other => panic!("no Close frame: {other:?}"),
        }
    }
}

/// The completion of a method with one argument.
async fn complete(hub: &mut Hub, target: &str, argument: Value) -> Value {
    let call = json!({ "type": 1, "invocationId": "1", "target": target, "arguments": [argument] });
    hub.send(&format!("{call}\u{1e}")).await;
    loop {
        let message = hub.next().await.message();
        if message["type"] == 3 {
            return message;
        }
    }
}

async fn hub(emulator: &Emulator, agent: &str) -> Hub {
    let (_, token) = emulator.session(agent).await;
    Hub::connect(emulator, &token).await
}

#[tokio::test]
async fn a_rate_limit_may_name_a_date() {
    let emulator = Emulator::start(&[]).await;
    let limited = emulator.request_session("agt_test_retry_date_5").await;
    assert_eq!(limited.status, 429);
    let date = limited.header("Retry-After").unwrap();
    assert!(date.ends_with(" GMT") && date.len() == "Sun, 06 Nov 1994 08:49:37 GMT".len(), "{date}");
    assert_ne!(limited.header("Date"), Some(date));
}

#[tokio::test]
async fn a_server_with_a_wrong_clock_gives_usable_sessions() {
    let emulator = Emulator::start(&[]).await;
    let now = emulator.request_session("agt_1").await.json()["expiresAt"].as_str().unwrap().to_owned();
    let behind = emulator.request_session("agt_test_clock_behind_3600").await.json();
    assert!(behind["expiresAt"].as_str().unwrap() < now.as_str());
    let ahead = emulator.request_session("agt_test_clock_ahead_3600").await.json();
    assert!(ahead["expiresAt"].as_str().unwrap() > now.as_str());
    for session in [behind, ahead] {
        Hub::connect(&emulator, session["sessionToken"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn ice_servers_of_a_scenario_stand_before_the_configured_ones() {
    let emulator = Emulator::start(&["--stun", "stun:configured:1"]).await;
    let servers = emulator.request_session("agt_test_ice_bad_url").await.json()["iceServers"].clone();
    assert_eq!(
        servers,
        json!([
            { "urls": ["stun:127.0.0.1:3478?transport=udp"] },
            { "urls": ["stun:127.0.0.1:3478"] },
            { "urls": ["stun:configured:1"] },
        ])
    );
}

#[tokio::test]
async fn a_large_reply_is_as_large_as_its_name_says() {
    let emulator = Emulator::start(&[]).await;
    let reply = emulator.request_session("agt_test_large_reply_2").await;
    assert!(reply.status == 200 && reply.body.len() > 2 << 20, "{}", reply.body.len());
}

#[tokio::test]
async fn a_hub_refuses_with_the_status_in_the_name() {
    let emulator = Emulator::start(&[]).await;
    for (agent, status, retry_after) in
        [("hub_401", 401, None), ("hub_403", 403, None), ("hub_404", 404, None), ("hub_503", 503, Some("2"))]
    {
        let (_, token) = emulator.session(&format!("agt_test_{agent}")).await;
        match Hub::open(&emulator, &token).await {
            Err(Error::Http(response)) => {
                assert_eq!(response.status().as_u16(), status);
                let header = response.headers().get("Retry-After");
                assert_eq!(header.map(|value| value.to_str().unwrap()), retry_after);
            }
            other => panic!("{agent}: {:?}", other.err()),
        }
    }
    let (_, token) = emulator.session("agt_test_hub_once_401").await;
    drop(Hub::connect(&emulator, &token).await);
    assert!(
        matches!(Hub::open(&emulator, &token).await, Err(Error::Http(refused)) if refused.status() == 401)
    );
}

#[tokio::test]
async fn a_call_may_end_before_its_answer() {
    let emulator = Emulator::start(&[]).await;
    for agent in ["agt_test_no_agent", "agt_test_no_agent_on_connect"] {
        let mut caller = Caller::call(&emulator, agent).await;
        caller.until(SOON, "the end", |caller| caller.event("SessionEnded").is_some()).await;
        assert_eq!(caller.event("SessionEnded").unwrap()["reason"], "no_agent_available");
        caller.go_on(Duration::from_millis(200)).await;
        assert_eq!(caller.event("SdpAnswerReceived"), None);
    }
    let mut caller = Caller::call(&emulator, "agt_test_quota_exceeded").await;
    assert_eq!(close_frame(caller.hub.as_mut().unwrap()).await, (4003, "quota exceeded".into()));
    let (_, token) = emulator.session("agt_test_quota_on_connect").await;
    let mut hub = Hub::open(&emulator, &token).await.unwrap();
    hub.send(HANDSHAKE).await;
    assert_eq!(close_frame(&mut hub).await, (4003, "quota exceeded".into()));
}

#[tokio::test]
async fn an_answer_may_let_no_audio_through() {
    let emulator = Emulator::start(&[]).await;
    for (agent, line) in [
        ("answer_inactive", "a=inactive"),
        ("answer_recvonly", "a=recvonly"),
        ("answer_sendonly", "a=sendonly"),
    ] {
        let caller = answered(&emulator, &format!("agt_test_{agent}")).await;
        assert!(answer(&caller).lines().any(|other| other == line), "{}", answer(&caller));
        assert!(!answer(&caller).contains("a=sendrecv"));
    }
    let caller = answered(&emulator, "agt_test_answer_no_audio").await;
    assert!(answer(&caller).contains("\r\nm=audio 0 "), "{}", answer(&caller));
}

#[tokio::test]
async fn the_white_space_of_an_answer_may_differ() {
    let emulator = Emulator::start(&[]).await;
    let unterminated = answered(&emulator, "agt_test_answer_unterminated").await;
    assert!(!answer(&unterminated).ends_with('\n'));
    let line_feeds = answered(&emulator, "agt_test_answer_line_feeds").await;
    assert!(!answer(&line_feeds).contains('\r'));
    let padded = answered(&emulator, "agt_test_answer_padded").await;
    assert!(answer(&padded).starts_with("\r\n") && answer(&padded).ends_with(" \r\n"));
}

#[tokio::test]
async fn media_depends_on_the_candidates_where_they_are_written_in_another_way() {
    let emulator = Emulator::start(&[]).await;
    for agent in ["no_section", "null_section", "other_mid", "text_index"] {
        let mut caller = answered(&emulator, &format!("agt_test_candidates_{agent}")).await;
        assert!(!answer(&caller).contains("candidate"), "{}", answer(&caller));
        caller.until(SOON, agent, |caller| caller.connected).await;
    }
    // The caller of these tests does not take such candidates, and the agent makes no checks of its own.
    for agent in ["no_prefix", "text", "unusable"] {
        let mut caller = answered(&emulator, &format!("agt_test_candidates_{agent}")).await;
        caller.go_on(Duration::from_secs(1)).await;
        assert!(caller.event("IceCandidateReceived").is_some() && !caller.connected, "{agent}");
    }
}

#[tokio::test]
async fn transcripts_and_fields_may_be_written_in_another_way() {
    let emulator = Emulator::start(&[]).await;
    for (agent, speaker) in [("transcript_speaker_0", json!(0)), ("text_fields", json!("agent"))] {
        let mut caller = Caller::call(&emulator, &format!("agt_test_{agent}")).await;
        caller.until(SOON, "a line", |caller| caller.event("Transcription").is_some()).await;
        let line = caller.event("Transcription").unwrap();
        assert_eq!(line["speaker"], speaker);
        assert_eq!(line["isFinal"], if agent == "text_fields" { json!("false") } else { json!(false) });
    }
    let mut caller = Caller::call(&emulator, "agt_test_transcript_text").await;
    caller.until(SOON, "a line", |caller| caller.event("Transcription").is_some()).await;
    assert_eq!(caller.event("Transcription"), Some(&json!("Hello!")));
}

#[tokio::test]
async fn digits_may_fail_in_several_ways() {
    let emulator = Emulator::start(&[]).await;
    for (agent, error) in [
        (
            "no_dtmf",
            "Failed to invoke 'SendDtmfAsync' due to an error on the server. HubException: Method does not exist.",
        ),
        (
            "dtmf_fails",
            "An unexpected error occurred invoking 'SendDtmfAsync' on the server. HubException: The digit was refused.",
        ),
    ] {
        let mut hub = hub(&emulator, &format!("agt_test_{agent}")).await;
        assert_eq!(complete(&mut hub, "SendDtmfAsync", json!("1")).await["error"], error);
        assert_eq!(complete(&mut hub, "EndSessionAsync", json!("user_ended")).await["result"], Value::Null);
    }
    let (id, token) = emulator.session("agt_test_drop_on_digit").await;
    let mut first = Hub::connect(&emulator, &token).await;
    first.invoke("SendDtmfAsync", json!("1")).await;
    assert_eq!(first.next().await, Next::Closed(None));
    let mut second = Hub::connect(&emulator, &token).await;
    assert_eq!(complete(&mut second, "SendDtmfAsync", json!("2")).await.get("error"), None);
    let report = emulator.report(&id).await;
    let digits: Vec<_> = report["log"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["what"] == "SendDtmfAsync")
        .map(|entry| entry["detail"].as_str().unwrap())
        .collect();
    assert_eq!(digits, ["1", "2"]);
}

#[tokio::test]
async fn a_lost_offer_is_answered_when_it_is_sent_again() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_lose_offer").await;
    caller.until(SOON, "the cut", |caller| caller.hub.is_none()).await;
    caller.hub = Some(Hub::connect(&emulator, &caller.token).await);
    caller.go_on(Duration::from_millis(300)).await;
    assert_eq!(caller.event("SdpAnswerReceived"), None);
    caller.offer().await;
    caller.until(SOON, "media", |caller| caller.connected).await;
}

#[tokio::test]
async fn an_event_may_be_large() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_test_large_event_2").await;
    caller.until(SOON, "the event", |caller| caller.event("AgentThinking").is_some()).await;
    assert_eq!(caller.event("AgentThinking").unwrap()["text"].as_str().unwrap().len(), 2 << 20);
}
