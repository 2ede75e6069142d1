//! `HubConnection.test.ts`: start, ping, stop, send, invoke, on, stream, onClose, keepAlive.

use crate::bench::{Bench, CLOSE, HANDSHAKE, PING, frame, json};
use voisnap_webrtc::signalr::{Input, SendError, State};

#[test]
fn hc_start_01_sends_handshake_as_first_message() {
    let hub = Bench::new().connected();
    assert_eq!(hub.frames[0].1, frame(&[HANDSHAKE]));
    assert_eq!(hub.frames[0].1.len(), 32);
    assert_eq!(hub.url(), "wss://host/hub?sessionToken=s&access_token=tok");
}

#[test]
fn hc_start_05_state_connected() {
    let mut hub = Bench::new();
    assert_eq!(hub.hub.state(), State::Idle);
    hub.start();
    assert_eq!(hub.hub.state(), State::Connecting);
    hub.opened();
    assert_eq!(hub.hub.state(), State::Connecting);
    hub.text("{}\u{1e}");
    assert_eq!(hub.hub.state(), State::Connected);
    assert_eq!(hub.notices, ["Connecting", "Connected"]);
}

#[test]
fn hc_ping_01_pings_while_it_receives_pings() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    for _ in 0..60 {
        hub.advance(1_000);
        hub.messages(&[PING]);
    }
    // Every 15 s, from the ping of the handshake on.
    assert_eq!(hub.take_sent(), [PING; 4]);
}

#[test]
fn hc_stop_01_state_disconnected() {
    let mut hub = Bench::new().connected();
    hub.stop();
    assert_eq!(hub.hub.state(), State::Ended);
    assert_eq!(hub.hub.deadline(), None);
}

#[test]
fn hc_stop_02_handshake_ping_close_are_the_three_messages() {
    let mut hub = Bench::new().connected();
    hub.stop();
    assert_eq!(hub.sent(), [HANDSHAKE, PING, CLOSE]);
    assert_eq!(hub.closed, [hub.socket()]);
    assert_eq!(hub.notices.last().unwrap(), "Ended Stopped");
}

#[test]
fn hc_send_01_has_no_invocation_id() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.send("target", "[\"arg\", 42]");
    assert_eq!(hub.take_sent(), [r#"{"type":1,"target":"target","arguments":["arg", 42]}"#]);
}

#[test]
fn hc_send_02_null_argument_is_kept() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.send("target", "[\"arg\",null]");
    assert_eq!(json(&hub.take_sent()[0])["arguments"], json(r#"["arg",null]"#));
}

#[test]
fn hc_invoke_01_shape() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.invoke("target", "[\"arg\",42]");
    hub.invoke("target", "[]");
    assert_eq!(
        hub.take_sent(),
        [
            r#"{"type":1,"invocationId":"0","target":"target","arguments":["arg",42]}"#,
            r#"{"type":1,"invocationId":"1","target":"target","arguments":[]}"#,
        ]
    );
}

#[test]
fn hc_invoke_02_handshake_from_text() {
    assert_eq!(Bench::new().connected().hub.state(), State::Connected);
}

#[test]
fn hc_invoke_03_handshake_from_binary() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    hub.input(Input::Binary { socket: hub.socket(), bytes: b"{}\x1e" });
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn hc_invoke_04_handshake_and_more_in_one_binary_frame() {
    let mut hub = Bench::new();
    let id = hub.invoke("method", "[]");
    assert_eq!(id.0, 0);
    hub.start();
    hub.opened();
    let bytes = b"{}\x1e{\"type\":3,\"invocationId\":\"0\",\"result\":1}\x1e";
    hub.input(Input::Binary { socket: hub.socket(), bytes });
    assert_eq!(hub.notices, ["Connecting", "Connected", "0: 1"]);
}

#[test]
fn hc_invoke_05_handshake_and_more_in_one_text_frame() {
    let mut hub = Bench::new();
    hub.invoke("method", "[]");
    hub.start();
    hub.opened();
    hub.messages(&[
        "{}",
        r#"{"type":1,"target":"early","arguments":[1]}"#,
        r#"{"type":3,"invocationId":"0"}"#,
    ]);
    assert_eq!(hub.notices, ["Connecting", "Connected", "early[1]", "0: done"]);
}

#[test]
fn hc_invoke_06_closed_before_the_handshake_completes() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    hub.lose();
    assert_eq!(hub.notices, ["Connecting", r#"Ended SocketClosed { code: 1006, reason: "", clean: false }"#]);
}

#[test]
fn hc_invoke_07_completion_with_error() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.messages(&[r#"{"type":3,"invocationId":"0","error":"foo"}"#]);
    assert_eq!(hub.notices.last().unwrap(), "0: error foo");
}

#[test]
fn hc_invoke_08_completion_with_result() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.messages(&[r#"{"type":3,"invocationId":"0","result":{"a":[1.50]}}"#]);
    assert_eq!(hub.notices.last().unwrap(), r#"0: {"a":[1.50]}"#);
}

#[test]
fn hc_invoke_12_pending_invocations_end_with_stop() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.stop();
    assert_eq!(hub.notices[2..], ["0: Lost", "Ended Stopped"]);
}

#[test]
fn hc_invoke_13_pending_invocations_end_with_the_loss() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.close(1011, "bad");
    assert_eq!(
        hub.notices[2..],
        ["0: Lost", r#"Ended SocketClosed { code: 1011, reason: "bad", clean: true }"#]
    );
}

#[test]
fn hc_onclose_02_receives_the_error() {
    let mut hub = Bench::new().connected();
    hub.close(4001, "kicked");
    assert_eq!(hub.notices[2..], [r#"Ended SocketClosed { code: 4001, reason: "kicked", clean: true }"#]);
}

#[test]
fn hc_onclose_04_state_is_ended_and_nothing_works_any_more() {
    let mut hub = Bench::new().connected();
    hub.lose();
    assert_eq!(hub.hub.state(), State::Ended);
    let raw = voisnap_webrtc::wire::RawJson::null();
    assert_eq!(hub.hub.send(hub.now, "late", &raw), Err(SendError::Ended));
    assert_eq!(hub.hub.invoke(hub.now, "late", &raw, None), Err(SendError::Ended));
}

#[test]
fn hc_keepalive_01_ping_in_the_middle_of_an_invocation() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.messages(&[PING]);
    hub.messages(&[r#"{"type":3,"invocationId":"0","result":"foo"}"#]);
    assert_eq!(hub.notices[2..], [r#"0: "foo""#]);
}

#[test]
fn hc_keepalive_02_any_traffic_prevents_the_timeout() {
    for traffic in [PING, r#"{"type":99}"#, r#"{"type":1,"target":"x","arguments":[]}"#] {
        let mut hub = Bench::new().connected();
        for _ in 0..100 {
            hub.advance(29_999);
            hub.messages(&[traffic]);
        }
        assert_eq!(hub.hub.state(), State::Connected);
    }
}

#[test]
fn hc_keepalive_03_no_traffic_times_out() {
    let mut hub = Bench::new().connected();
    hub.advance(29_999);
    assert_eq!(hub.hub.state(), State::Connected);
    hub.advance(1);
    assert_eq!(hub.notices[2..], ["Ended ServerTimeout"]);
    assert_eq!(hub.closed, [hub.socket()]);
}
