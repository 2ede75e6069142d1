//! `HubConnection.Reconnect.test.ts`.

use voisnap_webrtc::signalr::{Cause, Input, State};

use crate::bench::{Bench, HANDSHAKE, NEGOTIATED, PING, Token};

const LOST: &str = r#"Ended SocketClosed { code: 1006, reason: "", clean: false }"#;

#[test]
fn rc_01_not_by_default() {
    let mut hub = Bench::new().connected();
    hub.lose();
    assert_eq!(hub.notices[2..], [LOST]);
}

#[test]
fn rc_02_counts_delays_and_tells_once() {
    let mut hub = Bench::reconnecting().connected();
    hub.advance(10_000);
    hub.take_notices();
    let lost_at = hub.now;
    hub.lose();
    // The first attempt is immediate, and fails.
    assert_eq!(hub.sockets.len(), 2);
    assert_eq!(hub.take_notices(), ["Reconnecting"]);
    assert!(matches!(hub.losses[..], [Cause::SocketClosed { code: 1006, .. }]), "{:?}", hub.losses);
    hub.lose();
    // The second comes after 500 ms ± 25 %, through negotiation.
    hub.advance(375 - 1);
    assert_eq!(hub.negotiations.len(), 0);
    hub.advance(251);
    assert_eq!(hub.negotiations.len(), 1);
    hub.negotiated(200, NEGOTIATED);
    hub.lose();
    // The third after 1 s ± 25 %, and succeeds.
    hub.next_socket();
    assert!((1_125..=1_875).contains(&(hub.now - lost_at)), "{}", hub.now - lost_at);
    hub.accept();
    assert_eq!(hub.take_notices(), ["Connected"]);
    assert_eq!(hub.hub.state(), State::Connected);
    assert_eq!(hub.tokens_given(), 4);
}

#[test]
fn rc_03_stops_when_the_policy_says_so() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    let lost_at = hub.now;
    let mut attempts = 0;
    while hub.hub.state() != State::Ended {
        attempts += 1;
        if hub.negotiations.len() + hub.sockets.len() > attempts + 1 {
            hub.negotiation_failed();
        }
        hub.lose();
        let due = hub.hub.deadline().map_or(0, |due| due - hub.now);
        hub.advance(due);
    }
    assert_eq!(hub.now - lost_at, 60_000);
    // The last error is not lost.
    assert_eq!(hub.notices.last().unwrap(), "Ended Unreachable { status: None }");
    assert!(attempts > 5, "{attempts}");
    assert_eq!(hub.notices.iter().filter(|notice| *notice == "Reconnecting").count(), 1);
}

#[test]
fn rc_04_many_times_and_the_count_restarts() {
    let mut hub = Bench::reconnecting().connected();
    for _ in 0..20 {
        hub.advance(6_000);
        hub.messages(&[PING]);
        hub.take_notices();
        let sockets = hub.sockets.len();
        hub.lose();
        assert_eq!(hub.sockets.len(), sockets + 1, "the first attempt is immediate");
        hub.accept();
        assert_eq!(hub.take_notices(), ["Reconnecting", "Connected"]);
    }
    assert_eq!(hub.losses.len(), 20, "each loss says why, and no failed attempt does");
}

#[test]
fn rc_06_loss_in_the_first_handshake_ends() {
    let mut hub = Bench::reconnecting();
    hub.start();
    hub.opened();
    hub.lose();
    assert_eq!(hub.notices, ["Connecting", LOST]);
}

#[test]
fn rc_07_loss_in_a_later_handshake_is_a_failed_attempt() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.opened();
    hub.lose();
    assert_eq!(hub.hub.state(), State::Reconnecting);
    hub.advance(700);
    hub.negotiation_failed();
    hub.accept();
    assert_eq!(hub.notices[2..], ["Reconnecting", "Connected"]);
}

#[test]
fn rc_08_refused_handshake_is_a_failed_attempt_but_only_once() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.opened();
    hub.messages(&[r#"{"error":"Handshake was canceled."}"#]);
    assert_eq!(hub.hub.state(), State::Reconnecting);
    hub.advance(700);
    hub.negotiation_failed();
    hub.opened();
    hub.messages(&[r#"{"error":"Handshake was canceled."}"#]);
    assert_eq!(hub.notices[2..], ["Reconnecting", r#"Ended Refused("Handshake was canceled.")"#]);
}

#[test]
fn rc_09_stopped_while_the_socket_opens() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.stop();
    assert_eq!(hub.closed, [hub.socket()]);
    assert_eq!(hub.notices[2..], ["Reconnecting", "Ended Stopped"]);
    hub.opened();
    assert_eq!(hub.notices.len(), 4);
}

#[test]
fn rc_10_stopped_in_a_later_handshake() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.opened();
    hub.stop();
    hub.text("{}\u{1e}");
    assert_eq!(hub.notices[2..], ["Reconnecting", "Ended Stopped"]);
}

#[test]
fn rc_11_stopped_in_a_delay() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.lose();
    hub.stop();
    assert_eq!(hub.notices[2..], ["Reconnecting", "Ended Stopped"]);
    assert_eq!(hub.hub.deadline(), None);
}

#[test]
fn rc_12_close_with_allow_reconnect_reconnects() {
    let mut hub = Bench::reconnecting().connected();
    let old = hub.socket();
    hub.messages(&[r#"{"type":7,"error":"Error!","allowReconnect":true}"#]);
    assert_eq!(hub.closed, [old]);
    assert_eq!(hub.notices[2..], ["Reconnecting"]);
    let error = Some("Error!".to_owned());
    assert_eq!(hub.losses, [Cause::ClosedByServer { error, allow_reconnect: true }]);
    hub.accept();
    assert_eq!(hub.notices[3..], ["Connected"]);
    assert_eq!(hub.sent_here(), [HANDSHAKE, PING]);
}

#[test]
fn rc_13_close_without_it_ends() {
    let mut hub = Bench::reconnecting().connected();
    hub.messages(&[r#"{"type":7,"error":"Error!"}"#]);
    assert_eq!(
        hub.notices[2..],
        [r#"Ended ClosedByServer { error: Some("Error!"), allow_reconnect: false }"#]
    );
}

#[test]
fn rc_14_stopped_while_negotiating() {
    let mut hub = Bench::with(|config| {
        config.negotiate = true;
        config.reconnect = Some(voisnap_webrtc::signalr::ReconnectPolicy { for_ms: 60_000 });
    });
    hub.start();
    hub.negotiated(200, NEGOTIATED);
    hub.accept();
    hub.lose();
    hub.stop();
    hub.negotiation_failed();
    assert_eq!(hub.notices[2..], ["Reconnecting", "Ended Stopped"]);
}

#[test]
fn ex_reconnect_settles_what_was_sent_and_sends_what_was_not() {
    let mut hub = Bench::reconnecting().connected();
    hub.invoke("sent", "[]");
    hub.lose();
    assert_eq!(hub.notices[2..], ["0: Lost", "Reconnecting"]);
    hub.take_sent();
    hub.send("candidate", "[1]");
    hub.invoke("unsent", "[2]");
    hub.opened();
    assert_eq!(
        hub.frames.iter().map(|(_, text)| text.as_str()).collect::<String>(),
        concat!(
            r#"{"protocol":"json","version":1}"#,
            "\u{1e}",
            r#"{"type":1,"target":"candidate","arguments":[1]}"#,
            "\u{1e}",
            r#"{"type":1,"invocationId":"1","target":"unsent","arguments":[2]}"#,
            "\u{1e}",
        )
    );
    assert_eq!(hub.frames.len(), 1);
    hub.messages(&["{}", r#"{"type":3,"invocationId":"1","result":null}"#]);
    assert_eq!(hub.notices[4..], ["Connected", "1: null"]);
}

#[test]
fn ex_r7_stops_early_when_the_caller_is_refused() {
    for (status, tokens) in [(403, 3), (401, 4)] {
        let mut hub = Bench::reconnecting().connected();
        hub.lose();
        hub.lose();
        hub.advance(700);
        hub.negotiated(status, "");
        if status == 401 {
            // Once more with a fresh token.
            hub.negotiated(401, "");
        }
        assert_eq!(
            hub.notices[2..],
            ["Reconnecting", &format!("Ended Unreachable {{ status: Some({status}) }}")]
        );
        assert_eq!(hub.tokens_given(), tokens);
    }
}

#[test]
fn ex_garbage_twice_in_a_row_ends() {
    let mut hub = Bench::reconnecting().connected();
    hub.text("garbage\u{1e}");
    assert_eq!(hub.hub.state(), State::Reconnecting);
    hub.accept();
    hub.text("garbage\u{1e}");
    assert_eq!(hub.hub.state(), State::Ended);
}

#[test]
fn ex_garbage_now_and_then_is_survived() {
    let mut hub = Bench::reconnecting().connected();
    for _ in 0..10 {
        hub.advance(5_000);
        hub.text("garbage\u{1e}");
        assert_eq!(hub.hub.state(), State::Reconnecting);
        hub.accept();
    }
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_wake_cuts_the_delay_short() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.lose();
    assert_eq!(hub.sockets.len(), 2);
    hub.input(Input::Wake);
    assert_eq!(hub.sockets.len(), 3);
}

#[test]
fn ex_wake_abandons_a_stale_attempt() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    let stale = hub.socket();
    hub.advance(2_999);
    hub.input(Input::Wake);
    assert_eq!(hub.socket(), stale);
    hub.advance(1);
    hub.input(Input::Wake);
    assert_ne!(hub.socket(), stale);
    assert_eq!(hub.closed, [stale]);
}

#[test]
fn ex_abandoned_handshake_settles_what_it_carried() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.invoke("method", "[]");
    hub.opened();
    hub.advance(3_000);
    hub.input(Input::Wake);
    assert_eq!(hub.notices.last().unwrap(), "0: Lost");
}

#[test]
fn ex_busy_server_is_given_time() {
    let mut hub = Bench::reconnecting().connected();
    hub.close(1013, "try again later");
    let lost_at = hub.now;
    hub.next_socket();
    assert_eq!(hub.now - lost_at, 5_000);
}

#[test]
fn ex_no_token_while_reconnecting_is_a_failed_attempt() {
    let mut hub = Bench::reconnecting().connected();
    hub.token = Token::Refused;
    hub.lose();
    assert_eq!(hub.hub.state(), State::Reconnecting);
    hub.advance(60_000);
    assert_eq!(hub.notices[2..], ["Reconnecting", "Ended TokenFailed"]);
}

#[test]
fn ex_limit_of_reconnecting_ends_with_the_return() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.accept();
    for _ in 0..10 {
        hub.advance(10_000);
        hub.messages(&[PING]);
    }
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_what_was_written_and_not_drained_does_not_leave_on_the_next_socket() {
    let mut hub = Bench::reconnecting().connected();
    let arguments = voisnap_webrtc::wire::RawJson::parse("[]").unwrap();
    hub.hub.invoke(hub.now, "method", &arguments, None).unwrap();
    hub.lose();
    hub.accept();
    assert_eq!(hub.notices[2..], ["0: Lost", "Reconnecting", "Connected"]);
    assert_eq!(hub.sent_here(), [HANDSHAKE, PING]);
}
