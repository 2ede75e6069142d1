//! The SignalR server, frame by frame: what the official client never does, and what it cannot show.
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::emulator::{Emulator, SOON};
use crate::hub::{HANDSHAKE, Hub, Next, path};

async fn started(arguments: &[&str], agent: &str) -> (Emulator, String, String) {
    let emulator = Emulator::start(arguments).await;
    let (id, token) = emulator.session(agent).await;
    (emulator, id, token)
}

fn refused(outcome: Result<Hub, Error>) -> u16 {
    match outcome {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[tokio::test]
async fn handshake_and_first_invocations_may_share_a_frame() {
    let (emulator, _, token) = started(&[], "agt_1").await;
    let mut hub = Hub::open(&emulator, &token).await.unwrap();
    let call = |id| json!({ "type": 1, "invocationId": id, "target": "SendDtmfAsync", "arguments": ["1"] });
    hub.send(&format!("{HANDSHAKE}{}\u{1e}{}\u{1e}", call("0"), call("1"))).await;
    assert_eq!(hub.next().await.message(), json!({}));
    for id in ["0", "1"] {
        assert_eq!(hub.next().await.message(), json!({ "type": 3, "invocationId": id, "result": null }));
    }
}

#[tokio::test]
async fn messages_may_be_split_and_may_be_binary() {
    let (emulator, _, token) = started(&[], "agt_1").await;
    let mut hub = Hub::open(&emulator, &token).await.unwrap();
    let (first, second) = HANDSHAKE.split_at(10);
    hub.send(first).await;
    hub.send(second).await;
    assert_eq!(hub.next().await.message(), json!({}));
    let call = format!(
        "{}\u{1e}",
        json!({ "type": 1, "invocationId": "0", "target": "SendDtmfAsync", "arguments": ["1"] })
    );
    hub.socket.send(Message::Binary(Bytes::from(call))).await.unwrap();
    assert_eq!(hub.next().await.message()["type"], 3);
}

#[tokio::test]
async fn a_wrong_handshake_is_refused_with_a_reason() {
    let emulator = Emulator::start(&["--handshake-timeout", "300"]).await;
    let unexpected = "An unexpected error occurred during connection handshake.";
    for (first, error) in [
        ("{\"protocol\":\"jsonx\",\"version\":1}\u{1e}", "The protocol 'jsonx' is not supported."),
        (
            "{\"protocol\":\"json\",\"version\":9}\u{1e}",
            "The server does not support version 9 of the 'json' protocol.",
        ),
        ("nonsense\u{1e}", unexpected),
        ("{\"protocol\":\"json\"}\u{1e}", unexpected),
        ("", "Handshake was canceled."),
        ("{\"protocol\":", "Handshake was canceled."),
    ] {
        let (_, token) = emulator.session("agt_1").await;
        let mut hub = Hub::open(&emulator, &token).await.unwrap();
        hub.send(first).await;
        assert_eq!(hub.rest().await, (vec![json!({ "error": error })], Some(1000)), "{first}");
    }
}

#[tokio::test]
async fn a_malformed_message_closes_with_an_error() {
    let emulator = Emulator::start(&[]).await;
    let close = json!({ "type": 7, "error": "Connection closed with an error.", "allowReconnect": true });
    for wrong in ["{\u{1e}", "\u{1e}", "{\"type\":1,\"target\":\"X\"}\u{1e}", "{\"type\":\"6\"}\u{1e}"] {
        let (_, token) = emulator.session("agt_1").await;
        let mut hub = Hub::connect(&emulator, &token).await;
        hub.send(wrong).await;
        assert_eq!(hub.rest().await, (vec![close.clone()], Some(1000)), "{wrong}");
    }
}

#[tokio::test]
async fn unknown_types_and_unknown_methods_without_an_id_are_ignored() {
    let (emulator, _, token) = started(&[], "agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    hub.send("{\"type\":42}\u{1e}{\"type\":1,\"target\":\"Nope\",\"arguments\":[]}\u{1e}").await;
    hub.send("{\"type\":1,\"target\":\"SendDtmfAsync\",\"arguments\":[\"1\"],\"invocationId\":\"7\"}\u{1e}")
        .await;
    assert_eq!(hub.next().await.message()["invocationId"], "7");
}

#[tokio::test]
async fn a_close_is_answered() {
    let (emulator, id, token) = started(&[], "agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    hub.send("{\"type\":7}\u{1e}").await;
    assert_eq!(hub.rest().await, (vec![json!({ "type": 7 })], Some(1000)));
    emulator.until(&id, SOON, |report| report["attached"] == false).await;
}

#[tokio::test]
async fn refusals_after_the_handshake_share_its_frame() {
    let emulator = Emulator::start(&[]).await;
    let error = json!({ "type": 7, "error": "Connection closed with an error." });
    for (agent, last) in [("agt_test_throw_connect", error), ("agt_test_abort_connect", json!({ "type": 7 }))]
    {
        let (_, token) = emulator.session(agent).await;
        let mut hub = Hub::open(&emulator, &token).await.unwrap();
        hub.send(HANDSHAKE).await;
        assert_eq!(hub.rest().await, (vec![json!({}), last], Some(1000)));
        assert_eq!(hub.frames, [2]);
    }
}

#[tokio::test]
async fn silence_counts_from_the_first_ping() {
    let (emulator, _, token) = started(&["--client-timeout", "200"], "agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    assert!(timeout(Duration::from_millis(600), hub.next_whenever()).await.is_err(), "no ping, no limit");
    hub.send("{\"type\":6}\u{1e}").await;
    let (messages, code) = hub.rest().await;
    assert_eq!((messages[0]["allowReconnect"].clone(), code), (Value::Bool(true), Some(1000)));
}

#[tokio::test]
async fn the_server_pings() {
    let (emulator, _, token) = started(&["--keep-alive", "100"], "agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    let ping = timeout(SOON, hub.socket.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(ping.to_text().unwrap(), "{\"type\":6}\u{1e}");
}

#[tokio::test]
async fn a_dropped_connection_ends_without_a_close() {
    let (emulator, id, token) = started(&[], "agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    hub.send("{\"type\":1,\"target\":\"DropAsync\",\"arguments\":[]}\u{1e}").await;
    assert_eq!(hub.next().await, Next::Closed(None));
    emulator.until(&id, SOON, |report| report["attached"] == false && report["ended"] == false).await;
}

#[tokio::test]
async fn negotiation() {
    let (emulator, _, token) = started(&[], "agt_1").await;
    let negotiate = async |query: &str| {
        let path = path(&token, &emulator.token).replace("webrtc?", "webrtc/negotiate?") + query;
        emulator.request("POST", &path, &[], "").await
    };
    let zero = negotiate("").await.json();
    assert_eq!((&zero["negotiateVersion"], zero.get("connectionToken")), (&json!(0), None));
    let one = negotiate("&negotiateVersion=1").await.json();
    let id = one["connectionToken"].as_str().unwrap();
    assert_eq!(
        one["availableTransports"],
        json!([{ "transport": "WebSockets", "transferFormats": ["Text"] }])
    );
    let socket = path(&token, &emulator.token) + "&id=" + id;
    let open = Hub::open_at(&emulator, &socket).await.unwrap();
    assert_eq!(refused(Hub::open_at(&emulator, &socket).await), 409);
    drop(open);
    assert_eq!(refused(Hub::open_at(&emulator, &(path(&token, &emulator.token) + "&id=unknown")).await), 404);
    assert_eq!(emulator.get("/hubs/webrtc/negotiate").await.status, 405);
}

#[tokio::test]
async fn a_hub_takes_only_valid_access_tokens() {
    let (emulator, _, token) = started(&[], "agt_1").await;
    assert_eq!(refused(Hub::open_at(&emulator, &path(&token, "nonsense")).await), 401);
    assert_eq!(
        emulator.post(&path(&token, "").replace("webrtc?", "webrtc/negotiate?"), &[], json!({})).await.status,
        401
    );
    assert_eq!(emulator.get(&path(&token, &emulator.token)).await.status, 400);
    for (agent, status) in
        [("agt_test_hub_refused", 403), ("agt_test_hub_401", 401), ("agt_test_negotiate_only", 404)]
    {
        let (_, token) = emulator.session(agent).await;
        assert_eq!(refused(Hub::open(&emulator, &token).await), status, "{agent}");
    }
}

#[tokio::test]
async fn hubs_that_stay_silent() {
    let emulator = Emulator::start(&["--handshake-timeout", "100"]).await;
    let (_, token) = emulator.session("agt_test_hub_hang").await;
    let open = Hub::open(&emulator, &token);
    assert!(timeout(Duration::from_millis(500), open).await.is_err(), "the upgrade is never answered");
    let (_, token) = emulator.session("agt_test_hub_silent").await;
    let mut hub = Hub::open(&emulator, &token).await.unwrap();
    hub.send(HANDSHAKE).await;
    assert!(timeout(Duration::from_millis(500), hub.next_whenever()).await.is_err(), "nor is the handshake");
}
