//! Cases that the official suite lacks: limits, sleep, order, secrets.

use voisnap_webrtc::{
    secret::Secret,
    signalr::{Config, Input, InvocationId, Output, SendError, State},
    wire::RawJson,
};

use crate::bench::{Bench, CLOSE, HANDSHAKE, PING, Token, frame};

#[test]
fn ex_blackhole_ends_with_the_limit() {
    for stage in 0..3 {
        let mut hub = Bench::new();
        if stage == 0 {
            hub.token = Token::Held;
        }
        hub.start();
        if stage == 2 {
            hub.opened();
        }
        hub.advance(14_999);
        assert_eq!(hub.hub.state(), State::Connecting);
        hub.advance(1);
        let step = ["Token", "Socket", "Handshake"][stage];
        assert_eq!(hub.notices, ["Connecting".to_owned(), format!("Ended ConnectTimeout({step})")]);
        assert_eq!(hub.closed.len(), usize::from(stage > 0));
    }
}

#[test]
fn ex_blackhole_can_be_stopped() {
    let mut hub = Bench::new();
    hub.start();
    hub.stop();
    assert_eq!(hub.closed, [hub.socket()]);
    assert_eq!(hub.sent(), [""; 0]);
    assert_eq!(hub.notices, ["Connecting", "Ended Stopped"]);
}

#[test]
fn ex_stop_lets_what_was_sent_before_leave_first() {
    let mut hub = Bench::new().connected();
    hub.frames.clear();
    hub.hub.send(hub.now, "EndSessionAsync", &RawJson::parse("[]").unwrap()).unwrap();
    hub.stop();
    assert_eq!(hub.frames[0].1, frame(&[r#"{"type":1,"target":"EndSessionAsync","arguments":[]}"#, CLOSE]));
    assert_eq!(hub.closed, [hub.socket()]);
}

#[test]
fn ex_sends_of_one_turn_share_a_frame() {
    let mut hub = Bench::new().connected();
    hub.frames.clear();
    for _ in 0..5 {
        hub.hub.send(hub.now, "candidate", &RawJson::parse("[1]").unwrap()).unwrap();
    }
    hub.drain();
    assert_eq!(hub.frames.len(), 1);
    assert_eq!(hub.sent().len(), 5);
}

#[test]
fn ex_sent_during_the_handshake_goes_out_at_once() {
    let mut hub = Bench::new();
    hub.start();
    hub.opened();
    hub.send("offer", "[]");
    assert_eq!(hub.sent(), [HANDSHAKE, r#"{"type":1,"target":"offer","arguments":[]}"#]);
}

#[test]
fn ex_order_in_one_frame_is_kept() {
    let mut hub = Bench::new().connected();
    let events: Vec<String> =
        (0..50).map(|n| format!(r#"{{"type":1,"target":"e{n}","arguments":[]}}"#)).collect();
    hub.messages(&events.iter().map(String::as_str).collect::<Vec<_>>());
    let expected: Vec<String> = (0..50).map(|n| format!("e{n}[]")).collect();
    assert_eq!(hub.notices[2..], expected);
}

#[test]
fn ex_oversize_is_refused_here_to_the_byte() {
    let mut hub = Bench::new().connected();
    let overhead = frame(&[r#"{"type":1,"target":"Echo","arguments":[""]}"#]).len();
    let fits = RawJson::parse(&format!("[\"{}\"]", "x".repeat(32_768 - overhead))).unwrap();
    let over = RawJson::parse(&format!("[\"{}\"]", "x".repeat(32_769 - overhead))).unwrap();
    assert_eq!(hub.hub.send(hub.now, "Echo", &fits), Ok(()));
    let too_large = SendError::TooLarge { bytes: 32_769, limit: 32_768 };
    assert_eq!(hub.hub.send(hub.now, "Echo", &over), Err(too_large));
    assert!(matches!(hub.hub.invoke(hub.now, "Echo", &over, None), Err(SendError::TooLarge { .. })));
    hub.drain();
    assert_eq!(hub.frames.last().unwrap().1.len(), 32_768);
    // No id was spent on it.
    assert_eq!(hub.invoke("Echo", "[]"), InvocationId(0));
}

#[test]
fn ex_invocation_limit() {
    let mut hub = Bench::new().connected();
    let raw = RawJson::parse("[]").unwrap();
    hub.hub.invoke(hub.now, "slow", &raw, Some(5_000)).unwrap();
    hub.hub.invoke(hub.now, "slower", &raw, Some(6_000)).unwrap();
    hub.drain();
    hub.advance(4_999);
    assert_eq!(hub.notices.len(), 2);
    hub.advance(1);
    assert_eq!(hub.notices[2..], ["0: TimedOut"]);
    // The completion that comes after all is nobody's.
    hub.messages(&[
        r#"{"type":3,"invocationId":"0","result":1}"#,
        r#"{"type":3,"invocationId":"1","result":1}"#,
    ]);
    assert_eq!(hub.notices[3..], ["1: 1"]);
}

#[test]
fn ex_invocation_limit_runs_while_it_waits_for_a_socket() {
    let mut hub = Bench::new();
    hub.start();
    hub.hub.invoke(hub.now, "method", &RawJson::parse("[]").unwrap(), Some(5_000)).unwrap();
    hub.advance(5_000);
    assert_eq!(hub.notices, ["Connecting", "0: TimedOut"]);
    hub.opened();
    assert_eq!(hub.sent(), [HANDSHAKE]);
}

#[test]
fn ex_cancel() {
    let mut hub = Bench::new().connected();
    let id = hub.invoke("method", "[]");
    hub.take_sent();
    hub.hub.cancel(hub.now, id);
    hub.hub.cancel(hub.now, id);
    hub.drain();
    assert_eq!(hub.take_sent(), [r#"{"type":5,"invocationId":"0"}"#]);
    hub.messages(&[r#"{"type":3,"invocationId":"0","result":1}"#]);
    assert_eq!(hub.notices[2..], ["0: Cancelled"]);
}

#[test]
fn ex_cancel_before_it_was_sent() {
    let mut hub = Bench::new();
    let id = hub.invoke("method", "[]");
    hub.hub.cancel(hub.now, id);
    hub.start();
    hub.opened();
    assert_eq!(hub.sent(), [HANDSHAKE]);
    assert_eq!(hub.notices, ["0: Cancelled", "Connecting"]);
}

#[test]
fn ex_completions_that_are_nobodys() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    for id in ["1", "-0", "+0", "00x", "99999999999999999999", "s1"] {
        hub.messages(&[&format!(r#"{{"type":3,"invocationId":"{id}","result":1}}"#)]);
    }
    assert_eq!(hub.hub.state(), State::Connected);
    assert!(hub.notices[2..].iter().all(|notice| !notice.starts_with("0:")), "{:?}", hub.notices);
}

#[test]
fn ex_k2_sending_postpones_the_ping() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    for _ in 0..10 {
        hub.advance(14_000);
        hub.messages(&[PING]);
        hub.send("a", "[]");
    }
    assert!(hub.take_sent().iter().all(|message| message != PING));
    hub.advance(15_000);
    assert_eq!(hub.take_sent(), [PING]);
}

#[test]
fn ex_k3_pings_do_not_need_a_server_that_talks() {
    let mut hub = Bench::with(|config| config.keep_alive = 300).connected();
    hub.take_sent();
    hub.advance(3_000);
    assert_eq!(hub.take_sent().len(), 10);
}

#[test]
fn ex_sleep_is_not_silence() {
    let mut hub = Bench::new().connected();
    hub.take_sent();
    hub.sleep(3_600_000);
    assert_eq!(hub.hub.state(), State::Connected);
    assert_eq!(hub.take_sent(), [PING]);
    // Half the limit had not run when it fell asleep; that is what is left.
    hub.advance(14_999);
    assert_eq!(hub.hub.state(), State::Connected);
    hub.advance(1);
    assert_eq!(hub.notices[2..], ["Ended ServerTimeout"]);
}

#[test]
fn ex_sleep_just_before_the_limit_leaves_five_seconds() {
    let mut hub = Bench::new().connected();
    hub.advance(29_999);
    hub.take_sent();
    hub.sleep(60_000);
    assert_eq!(hub.take_sent(), [PING]);
    hub.advance(4_999);
    assert_eq!(hub.hub.state(), State::Connected);
    hub.messages(&[PING]);
    hub.advance(29_999);
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_late_timer_is_no_sleep() {
    let mut hub = Bench::new().connected();
    hub.advance(29_000);
    hub.sleep(3_000);
    assert_eq!(hub.notices[2..], ["Ended ServerTimeout"]);
}

#[test]
fn ex_sleep_while_reconnecting_ends_with_an_attempt() {
    let mut hub = Bench::reconnecting().connected();
    hub.lose();
    hub.lose();
    let sockets = hub.sockets.len();
    hub.sleep(3_600_000);
    assert_eq!(hub.sockets.len(), sockets + 1);
    hub.accept();
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_sleep_while_connecting_leaves_five_seconds() {
    let mut hub = Bench::new();
    hub.start();
    hub.sleep(60_000);
    assert_eq!(hub.hub.state(), State::Connecting);
    hub.advance(4_999);
    hub.accept();
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_deadline_is_on_the_owners_clock_after_a_sleep() {
    let mut hub = Bench::new().connected();
    hub.sleep(1_000_000);
    let deadline = hub.hub.deadline().unwrap();
    assert!(deadline > hub.now && deadline <= hub.now + 15_000, "{deadline} {}", hub.now);
}

#[test]
fn ex_wake_probes_a_server_that_should_have_spoken() {
    let mut hub = Bench::new().connected();
    hub.advance(14_000);
    hub.take_sent();
    hub.input(Input::Wake);
    assert_eq!(hub.take_sent(), [PING]);
    hub.advance(2_000);
    hub.input(Input::Wake);
    hub.advance(4_999);
    assert_eq!(hub.hub.state(), State::Connected);
    hub.advance(1);
    assert_eq!(hub.notices[2..], ["Ended ServerTimeout"]);
}

#[test]
fn ex_server_that_never_stops_talking_without_a_separator() {
    let mut hub = Bench::new().connected();
    let chunk = "x".repeat(100_000);
    for _ in 0..11 {
        hub.text(&chunk);
    }
    assert_eq!(hub.notices[2..], [r#"Ended Protocol(ProtocolError { message: "A message is too long." })"#]);
}

#[test]
fn ex_streams_are_harmless() {
    let mut hub = Bench::new().connected();
    hub.invoke("method", "[]");
    hub.messages(&[
        r#"{"type":2,"invocationId":"0","item":1}"#,
        r#"{"type":4,"invocationId":"x","target":"s","arguments":[]}"#,
        r#"{"type":5,"invocationId":"x"}"#,
        r#"{"type":3,"invocationId":"0","result":1}"#,
    ]);
    assert_eq!(hub.notices[2..], ["0: 1"]);
}

#[test]
fn ex_no_secret_in_any_print_out() {
    let mut hub = voisnap_webrtc::signalr::Connection::new(Config {
        url: Secret::from("https://host/hub?sessionToken=hush"),
        negotiate: true,
        stateful_reconnect: false,
        connect_timeout: 1,
        server_timeout: 1,
        keep_alive: 1,
        maximum_message: 1,
        reconnect: None,
        seed: 0,
    });
    let mut seen = vec![];
    let input = |request| Input::Token { request, token: Some(Secret::from("hush")) };
    hub.handle(0, Input::Start);
    while let Some(output) = hub.poll_output() {
        seen.push(format!("{output:?}"));
        if let Output::TokenNeeded { request } = output {
            seen.push(format!("{:?}", input(request)));
            hub.handle(0, input(request));
        }
    }
    let seen = seen.concat();
    assert!(seen.contains("Negotiate"), "{seen}");
    assert!(!seen.contains("hush"), "{seen}");
}
