//! `WebSocketTransport.test.ts`: URLs, close codes, and what a socket may say when.

use voisnap_webrtc::{
    secret::Secret,
    signalr::{Input, SocketId, State},
};

use crate::bench::{Bench, PING};

#[test]
fn ws_02_connect_waits_for_open() {
    let mut hub = Bench::new();
    hub.start();
    hub.text("{}\u{1e}");
    assert_eq!(hub.hub.state(), State::Connecting);
    assert_eq!(hub.sent(), [""; 0]);
    hub.accept();
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ws_03_socket_that_does_not_open() {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.start();
    hub.negotiated(200, crate::bench::NEGOTIATED);
    hub.lose();
    assert_eq!(hub.notices, ["Connecting", "Ended Unreachable { status: Some(200) }"]);
}

#[test]
fn ws_09_schemes() {
    for (hub_url, socket) in [
        ("http://host/hub", "ws://host/hub?access_token=tok"),
        ("https://host/hub", "wss://host/hub?access_token=tok"),
        ("wss://host/hub?q=1", "wss://host/hub?q=1&access_token=tok"),
    ] {
        let mut hub = Bench::with(|config| config.url = Secret::from(hub_url));
        hub.start();
        assert_eq!(hub.url(), socket);
    }
}

#[test]
fn ws_13_close_code_and_reason_are_fields() {
    let mut hub = Bench::new().connected();
    hub.close(1, "reason");
    assert_eq!(hub.notices[2..], [r#"Ended SocketClosed { code: 1, reason: "reason", clean: true }"#]);
}

#[test]
fn ws_14_clean_close() {
    let mut hub = Bench::new().connected();
    hub.close(1000, "");
    assert_eq!(hub.notices[2..], [r#"Ended SocketClosed { code: 1000, reason: "", clean: true }"#]);
}

#[test]
fn ws_15_stop_does_not_wait_for_the_close() {
    let mut hub = Bench::new().connected();
    hub.stop();
    assert_eq!(hub.notices.last().unwrap(), "Ended Stopped");
    hub.close(1000, "");
    assert_eq!(hub.notices.len(), 3);
}

#[test]
fn ws_20_what_cannot_be_read_closes_with_its_reason() {
    for (bytes, reason) in [
        (&b"{\"type\":6\x1e"[..], "A message is not JSON."),
        (b"{\"type\":6", ""),
        (b"\x1e", "A message is not JSON."),
        (b"\xff\x1e", "A message is not UTF-8."),
        (b"{}\x1e", "A message has no type."),
    ] {
        let mut hub = Bench::new().connected();
        hub.input(Input::Binary { socket: hub.socket(), bytes });
        if reason.is_empty() {
            assert_eq!(hub.hub.state(), State::Connected);
        } else {
            assert_eq!(
                hub.notices[2..],
                [format!("Ended Protocol(ProtocolError {{ message: {reason:?} }})")],
                "{bytes:?}"
            );
            assert_eq!(hub.closed, [hub.socket()]);
        }
    }
}

#[test]
fn ex_replaced_sockets_are_not_heard() {
    let mut hub = Bench::reconnecting().connected();
    let old = hub.socket();
    hub.messages(&[r#"{"type":7,"allowReconnect":true}"#]);
    hub.accept();
    let before = hub.notices.len();
    hub.input(Input::Text { socket: old, text: "{\"type\":1,\"target\":\"ghost\"}\u{1e}".into() });
    hub.input(Input::Closed { socket: old, code: 1000, reason: "", clean: true });
    hub.input(Input::Opened { socket: old });
    hub.input(Input::Opened { socket: SocketId(99) });
    assert_eq!(hub.notices.len(), before);
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_message_over_two_frames() {
    let mut hub = Bench::new().connected();
    hub.text("{\"type\":6}\u{1e}{\"type\":1,\"tar");
    hub.text("get\":\"a\",\"arguments\":[1]}");
    assert_eq!(hub.notices.len(), 2);
    hub.text("\u{1e}");
    assert_eq!(hub.notices[2..], ["a[1]"]);
}

#[test]
fn ex_message_one_byte_at_a_time() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    let bytes = "{}\u{1e}{\"type\":1,\"target\":\"é\",\"arguments\":[\"😀\"]}\u{1e}".as_bytes();
    for byte in bytes {
        hub.input(Input::Binary { socket: hub.socket(), bytes: &[*byte] });
    }
    assert_eq!(hub.notices, ["Connecting", "Connected", "é[\"😀\"]"]);
}

#[test]
fn ex_events_before_the_fatal_message_are_delivered() {
    let mut hub = Bench::new().connected();
    hub.messages(&[
        r#"{"type":1,"target":"a"}"#,
        r#"{"type":1,"target":"b"}"#,
        "x",
        r#"{"type":1,"target":"c"}"#,
    ]);
    assert_eq!(hub.notices[2..4], ["a[]", "b[]"]);
    assert!(hub.notices[4].starts_with("Ended Protocol"));
    assert_eq!(hub.notices.len(), 5);
}

#[test]
fn ex_tail_of_a_lost_socket_is_forgotten() {
    let mut hub = Bench::reconnecting().connected();
    hub.text("{\"type\":");
    hub.lose();
    hub.accept();
    hub.messages(&[PING]);
    assert_eq!(hub.hub.state(), State::Connected);
}
