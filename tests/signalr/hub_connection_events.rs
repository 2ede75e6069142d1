//! `HubConnection.test.ts`, *on*: events, Close, and results for the server. Which handlers an event has is the
//! owner's affair; here every event is one notice.

use voisnap_webrtc::signalr::{NO_RESULT, State};

use crate::bench::{Bench, CLOSE, HANDSHAKE, PING, json};

/// A server's invocation `s1` that wants a result.
const ASK: &str = r#"{"type":1,"invocationId":"s1","target":"Ask","arguments":[1]}"#;

fn asked() -> Bench {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.take_notices();
    hub.messages(&[ASK]);
    assert_eq!(hub.take_notices(), ["Ask[1] -> s1"]);
    hub
}

#[test]
fn hc_on_06_event_is_delivered() {
    let mut hub = Bench::new().connected();
    hub.messages(&[r#"{"type":1,"target":"Message","arguments":["test"],"nonblocking":true}"#]);
    assert_eq!(hub.notices[2..], [r#"Message["test"]"#]);
    assert_eq!(hub.sent(), [HANDSHAKE, PING]);
}

#[test]
fn hc_on_07_result_after_the_end_is_dropped() {
    let mut hub = asked();
    hub.lose();
    hub.respond("s1", Ok(Some("1")));
    assert_eq!(hub.take_sent(), [""; 0]);
}

#[test]
fn hc_on_08_handshake_error_ends() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    hub.messages(&[r#"{"error":"The protocol 'jsonx' is not supported."}"#]);
    assert_eq!(hub.notices, ["Connecting", r#"Ended Refused("The protocol 'jsonx' is not supported.")"#]);
    assert_eq!(hub.closed, [hub.socket()]);
}

#[test]
fn hc_on_09_stopped_before_the_handshake_completes() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    hub.stop();
    hub.text("{}\u{1e}");
    assert_eq!(hub.notices, ["Connecting", "Ended Stopped"]);
}

#[test]
fn hc_on_10_close_ends_and_is_answered() {
    let mut hub = Bench::reconnecting().connected();
    hub.take_sent();
    hub.messages(&[CLOSE]);
    assert_eq!(hub.notices[2..], ["Ended ClosedByServer { error: None, allow_reconnect: false }"]);
    assert_eq!(hub.take_sent(), [CLOSE]);
    assert_eq!(hub.closed, [hub.socket()]);
}

#[test]
fn hc_on_11_close_with_error_ends_where_nobody_reconnects() {
    let mut hub = Bench::new().connected();
    hub.messages(&[r#"{"type":7,"error":"Error!","allowReconnect":true}"#]);
    assert_eq!(
        hub.notices[2..],
        [r#"Ended ClosedByServer { error: Some("Error!"), allow_reconnect: true }"#]
    );
}

#[test]
fn hc_on_17_result() {
    let mut hub = asked();
    hub.respond("s1", Ok(Some("10")));
    assert_eq!(hub.take_sent(), [r#"{"type":3,"invocationId":"s1","result":10}"#]);
}

#[test]
fn hc_on_18_null_is_a_result() {
    let mut hub = asked();
    hub.respond("s1", Ok(Some("null")));
    assert_eq!(hub.take_sent(), [r#"{"type":3,"invocationId":"s1","result":null}"#]);
}

#[test]
fn hc_on_19_result_may_come_late() {
    let mut hub = asked();
    hub.advance(10_000);
    hub.take_sent();
    hub.respond("s1", Ok(Some("13")));
    assert_eq!(json(&hub.take_sent()[0])["result"], 13);
}

#[test]
fn hc_on_20_error() {
    let mut hub = asked();
    hub.respond("s1", Err("Error: from callback"));
    assert_eq!(hub.take_sent(), [r#"{"type":3,"invocationId":"s1","error":"Error: from callback"}"#]);
}

#[test]
fn hc_on_21_second_result_is_dropped() {
    let mut hub = asked();
    hub.respond("s1", Ok(Some("3")));
    hub.respond("s1", Ok(Some("4")));
    assert_eq!(hub.take_sent().len(), 1);
}

#[test]
fn hc_on_24_no_value_is_an_error() {
    let mut hub = asked();
    hub.respond("s1", Ok(None));
    assert_eq!(json(&hub.take_sent()[0])["error"], "Client didn't provide a result.");
}

#[test]
fn hc_on_25_no_handler_is_an_error() {
    let mut hub = asked();
    hub.respond("s1", Err(NO_RESULT));
    assert_eq!(json(&hub.take_sent()[0])["error"], "Client didn't provide a result.");
}

#[test]
fn hc_on_26_unexpected_result_is_not_sent() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.messages(&[r#"{"type":1,"target":"Message","arguments":[]}"#]);
    hub.respond("s1", Ok(Some("1")));
    assert_eq!(hub.take_sent(), [""; 0]);
}

#[test]
fn ex_unanswered_results_are_bounded() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    for id in 0..100 {
        hub.messages(&[&format!(r#"{{"type":1,"invocationId":"s{id}","target":"Ask","arguments":[]}}"#)]);
    }
    assert_eq!(hub.hub.state(), State::Connected);
    let refused = hub.take_sent();
    assert_eq!(refused.len(), 36);
    assert_eq!(json(&refused[0])["invocationId"], "s64");
}

#[test]
fn ex_too_large_result_is_an_error_to_the_server() {
    let mut hub = asked();
    let big = format!("\"{}\"", "x".repeat(40_000));
    hub.respond("s1", Ok(Some(&big)));
    assert_eq!(json(&hub.take_sent()[0])["error"], "The result is too large.");
}

#[test]
fn ex_result_for_a_lost_connection_is_not_sent_to_the_next() {
    let mut hub = Bench::reconnecting().connected();
    hub.messages(&[ASK]);
    hub.lose();
    hub.respond("s1", Ok(Some("1")));
    hub.accept();
    assert_eq!(hub.sent_here(), [HANDSHAKE, PING]);
}
