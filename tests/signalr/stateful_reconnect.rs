//! `HubConnection.test.ts`, *stateful reconnect*, and the stateful cases of `HttpConnection.test.ts`.

use voisnap_webrtc::signalr::{Input, SocketId, State};

use crate::bench::{Bench, NEGOTIATED, PING, STATEFUL, Token, frame};

fn send(target: &str) -> String {
    format!(r#"{{"type":1,"target":"{target}","arguments":[]}}"#)
}

fn event(target: &str) -> String {
    send(target)
}

fn sequence(number: u64) -> String {
    format!(r#"{{"type":9,"sequenceId":{number}}}"#)
}

fn ack(number: u64) -> String {
    format!(r#"{{"type":8,"sequenceId":{number}}}"#)
}

/// Lost, and the resumed socket opened.
fn resume(hub: &mut Bench) {
    hub.lose();
    hub.opened();
}

#[test]
fn hc_stateful_01_sequence_on_resume() {
    let mut hub = Bench::stateful_connected();
    let url = hub.url().to_owned();
    resume(&mut hub);
    // The same URL, id and all, no negotiation, no handshake.
    assert_eq!(hub.url(), url);
    assert_eq!(hub.negotiations.len(), 1);
    assert_eq!(hub.take_sent(), [sequence(1)]);
    hub.messages(&[&sequence(1)]);
    assert_eq!(hub.notices, [""; 0]);
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn hc_stateful_02_sends_again_in_order() {
    let mut hub = Bench::stateful_connected();
    hub.send("a", "[]");
    hub.invoke("b", "[]");
    hub.take_sent();
    resume(&mut hub);
    assert_eq!(
        hub.take_sent(),
        [sequence(1), send("a"), r#"{"type":1,"invocationId":"0","target":"b","arguments":[]}"#.to_owned()]
    );
    hub.messages(&[&sequence(1), r#"{"type":3,"invocationId":"0","result":5}"#]);
    assert_eq!(hub.notices, ["0: 5"]);
}

#[test]
fn hc_stateful_03_sent_while_down_goes_out_on_resume() {
    let mut hub = Bench::stateful_connected();
    hub.lose();
    hub.invoke("late", "[]");
    assert_eq!(hub.take_sent(), [""; 0]);
    hub.opened();
    hub.messages(&[&sequence(1)]);
    assert_eq!(
        hub.take_sent(),
        [sequence(1), r#"{"type":1,"invocationId":"0","target":"late","arguments":[]}"#.to_owned()]
    );
    hub.messages(&[r#"{"type":3,"invocationId":"0","result":null}"#]);
    assert_eq!(hub.notices, ["0: null"]);
}

#[test]
fn hc_stateful_04_acknowledged_messages_are_not_sent_again() {
    let mut hub = Bench::stateful_connected();
    for target in ["a", "b", "c"] {
        hub.send(target, "[]");
    }
    hub.messages(&[&ack(2)]);
    hub.take_sent();
    resume(&mut hub);
    assert_eq!(hub.take_sent(), [sequence(3), send("c")]);
}

#[test]
fn hc_stateful_05_one_message_is_acknowledged_after_a_second() {
    let mut hub = Bench::stateful_connected();
    hub.messages(&[&event("a")]);
    hub.advance(999);
    assert_eq!(hub.take_sent(), [""; 0]);
    hub.advance(1);
    assert_eq!(hub.take_sent(), [ack(1)]);
    hub.advance(10_000);
    assert_eq!(hub.take_sent(), [""; 0]);
}

#[test]
fn hc_stateful_06_many_messages_are_acknowledged_at_once() {
    let mut hub = Bench::stateful_connected();
    for _ in 0..20 {
        hub.messages(&[&event("a"), PING, r#"{"type":2,"invocationId":"x","item":1}"#]);
        hub.advance(40);
    }
    hub.advance(200);
    assert_eq!(hub.take_sent(), [ack(40)]);
}

#[test]
fn hc_stateful_07_duplicates_are_dropped() {
    let mut hub = Bench::stateful_connected();
    hub.messages(&[&event("a"), &event("b")]);
    resume(&mut hub);
    hub.messages(&[&sequence(1), &event("a"), &event("b"), &event("c")]);
    assert_eq!(hub.notices, ["a[]", "b[]", "c[]"]);
    hub.take_sent();
    hub.advance(1_000);
    assert_eq!(hub.take_sent(), [ack(3)]);
}

#[test]
fn hc_stateful_08_nothing_is_placed_before_the_sequence() {
    let mut hub = Bench::stateful_connected();
    resume(&mut hub);
    hub.messages(&[&event("early"), PING]);
    assert_eq!(hub.notices, [""; 0]);
    hub.messages(&[&sequence(1), &event("placed")]);
    assert_eq!(hub.notices, ["placed[]"]);
}

#[test]
fn hc_stateful_09_sequence_2_shifts_the_duplicates() {
    let mut hub = Bench::stateful_connected();
    hub.messages(&[&event("a"), &event("b")]);
    resume(&mut hub);
    hub.messages(&[&sequence(2), &event("b"), &event("c")]);
    assert_eq!(hub.notices, ["a[]", "b[]", "c[]"]);
}

#[test]
fn hc_stateful_10_too_high_sequence_is_an_error() {
    let mut hub = Bench::stateful_connected();
    hub.messages(&[&event("a")]);
    resume(&mut hub);
    let refused = hub.socket();
    hub.messages(&[&sequence(3)]);
    assert!(hub.closed.contains(&refused));
    // A fresh connection takes over.
    assert_eq!(hub.notices, ["a[]", "Reconnecting"]);
}

/// Over 100 000 bytes that the server has not acknowledged.
fn overfull() -> Bench {
    let mut hub = Bench::stateful_connected();
    let big = format!("[\"{}\"]", "x".repeat(30_000));
    for target in ["a", "b", "c", "d"] {
        hub.send(target, &big);
    }
    // Sending is not held up.
    assert_eq!(hub.take_sent().len(), 4);
    hub
}

#[test]
fn hc_stateful_11_full_buffer_resumes_again_after_an_ack() {
    let mut hub = overfull();
    hub.messages(&[&ack(1)]);
    resume(&mut hub);
    let sent = hub.take_sent();
    assert_eq!(sent[0], sequence(2));
    assert_eq!(sent.len(), 4);
}

#[test]
fn hc_stateful_11b_full_buffer_does_without_a_resume() {
    let mut hub = overfull();
    hub.lose();
    assert_eq!(hub.notices, ["Reconnecting"]);
    assert_eq!(hub.negotiations.len(), 2);
}

#[test]
fn hc_stateful_13_stop_while_down() {
    let mut hub = Bench::stateful_connected();
    hub.invoke("a", "[]");
    hub.lose();
    hub.stop();
    assert_eq!(hub.notices, ["0: Lost", "Ended Stopped"]);
    assert_eq!(hub.closed, [hub.socket()]);
    assert_eq!(hub.hub.deadline(), None);
}

#[test]
fn hs_08_resume_is_silent() {
    let mut hub = Bench::stateful_connected();
    hub.advance(1_000);
    assert_eq!(hub.tokens_given(), 1);
    resume(&mut hub);
    assert_eq!(hub.tokens_given(), 2);
    hub.messages(&[&sequence(1)]);
    hub.advance(29_000);
    hub.messages(&[PING]);
    assert_eq!(hub.notices, [""; 0]);
}

#[test]
fn hs_09_refused_resume_ends_where_nobody_reconnects() {
    let mut hub = Bench::with(|config| config.stateful_reconnect = true);
    hub.start();
    hub.negotiated(200, STATEFUL);
    hub.accept();
    hub.take_notices();
    let lost_at = hub.now;
    hub.lose();
    while hub.hub.state() != State::Ended {
        if hub.negotiations.len() > 1 {
            hub.negotiation_failed();
        }
        hub.lose();
        let due = hub.hub.deadline().map_or(0, |due| due - hub.now);
        hub.advance(due);
    }
    assert_eq!(hub.notices, ["Reconnecting", "Ended Unreachable { status: None }"]);
    assert_eq!(hub.now - lost_at, 12_000);
}

/// Refuses the resume: two sockets fail, negotiation succeeds, one more socket fails.
fn refuse_resume(hub: &mut Bench) {
    hub.lose();
    hub.lose();
    hub.next_negotiation();
    hub.negotiated(200, STATEFUL.replace("secret-id", "second-id").as_str());
    assert!(hub.url().contains("id=secret-id"), "once more with the old id");
    hub.lose();
    assert!(hub.url().contains("id=second-id"), "then what was negotiated, without another round");
}

#[test]
fn ex_refused_resume_carries_over_what_was_not_sent() {
    let mut hub = Bench::stateful_connected();
    hub.invoke("sent", "[]");
    hub.messages(&[&event("a")]);
    hub.take_sent();
    hub.lose();
    hub.invoke("unsent", "[]");
    hub.send("candidate", "[]");
    refuse_resume(&mut hub);
    assert_eq!(hub.notices, ["a[]", "Reconnecting", "0: Lost"]);
    hub.opened();
    assert_eq!(
        hub.take_sent(),
        [
            r#"{"protocol":"json","version":2}"#.to_owned(),
            r#"{"type":1,"invocationId":"1","target":"unsent","arguments":[]}"#.to_owned(),
            send("candidate"),
        ]
    );
    hub.messages(&["{}", r#"{"type":3,"invocationId":"1","result":1}"#]);
    assert_eq!(hub.notices[3..], ["Connected", "1: 1"]);
    // The books start anew.
    hub.take_sent();
    hub.advance(1_000);
    assert_eq!(hub.take_sent(), [ack(1)]);
}

#[test]
fn ex_what_a_probe_negotiated_is_used_with_a_token_of_its_own() {
    let mut hub = Bench::stateful_connected();
    hub.lose();
    hub.lose();
    hub.next_negotiation();
    hub.negotiated(200, STATEFUL.replace("secret-id", "second-id").as_str());
    // The network comes back, the resume is begun anew, and there is no token for it.
    hub.advance(3_000);
    hub.token = Token::Held;
    hub.input(Input::Wake);
    let request = hub.token_requests.pop().unwrap();
    hub.token = Token::Given("tok");
    hub.input(Input::Token { request, token: None });
    assert!(hub.url().ends_with("id=second-id&access_token=tok"), "{}", hub.url());
}

#[test]
fn ex_resume_is_tried_again_inside_the_window() {
    let mut hub = Bench::stateful_connected();
    hub.send("a", "[]");
    hub.lose();
    hub.lose();
    assert_eq!(hub.notices, ["Reconnecting"]);
    for _ in 0..3 {
        hub.next_negotiation();
        hub.negotiation_failed();
    }
    hub.next_negotiation();
    hub.negotiated(200, STATEFUL);
    hub.take_sent();
    hub.opened();
    assert_eq!(hub.take_sent(), [sequence(1), send("a")]);
    hub.messages(&[&sequence(1)]);
    for _ in 0..10 {
        hub.advance(10_000);
        hub.messages(&[PING]);
    }
    assert_eq!(hub.notices, ["Reconnecting", "Connected"]);
}

#[test]
fn ex_resume_that_hangs_ends_with_the_window() {
    let mut hub = Bench::stateful_connected();
    hub.lose();
    let hanging = hub.socket();
    hub.advance(11_999);
    assert!(!hub.closed.contains(&hanging));
    hub.advance(1);
    assert!(hub.closed.contains(&hanging));
    assert_eq!(hub.notices, ["Reconnecting"]);
    hub.next_negotiation();
    hub.negotiated(200, NEGOTIATED);
    hub.accept();
    assert_eq!(hub.notices, ["Reconnecting", "Connected"]);
}

#[test]
fn ex_resume_without_a_sequence_is_a_failed_one() {
    let mut hub = Bench::stateful_connected();
    resume(&mut hub);
    for _ in 0..13 {
        hub.advance(1_000);
        hub.messages(&[PING]);
    }
    assert_eq!(hub.hub.state(), State::Reconnecting);
}

#[test]
fn ex_close_is_not_resumed() {
    let mut hub = Bench::stateful_connected();
    hub.invoke("a", "[]");
    hub.messages(&[r#"{"type":7,"allowReconnect":true}"#]);
    assert_eq!(hub.notices, ["0: Lost", "Reconnecting"]);
    assert_eq!(hub.negotiations.len(), 2);
}

#[test]
fn ex_silence_is_resumed() {
    let mut hub = Bench::stateful_connected();
    hub.advance(30_000);
    assert_eq!(hub.sockets.len(), 2);
    assert!(hub.url().contains("id=secret-id"));
    assert_eq!(hub.notices, [""; 0]);
}

/// Silence for the server time-out while the server still takes the old socket for alive. `hub` has one invocation
/// under way, and its resume is being opened.
fn timed_out_with_the_old_socket_open() -> (Bench, SocketId) {
    let mut hub = Bench::stateful_connected();
    hub.invoke("a", "[]");
    hub.take_sent();
    let old = hub.socket();
    hub.advance(30_000);
    assert_eq!(hub.closed, [old], "left before the resume: the server would refuse it beside a live one");
    assert_ne!(hub.socket(), old);
    assert!(hub.url().contains("id=secret-id"));
    assert_eq!(hub.negotiations.len(), 1);
    (hub, old)
}

/// SR7 as observed on the real server: it closes the old socket with 1000 and answers the new one 404.
#[test]
fn ex_sr7_server_timeout_while_the_old_socket_is_alive() {
    let (mut hub, old) = timed_out_with_the_old_socket_open();
    let timed_out_at = hub.now;
    // What the old socket still says is nobody's, its end least of all.
    let late = frame(&[&event("late"), r#"{"type":3,"invocationId":"0","result":1}"#, r#"{"type":7}"#]);
    hub.input(Input::Text { socket: old, text: late.as_str().into() });
    hub.input(Input::Closed { socket: old, code: 1000, reason: "", clean: true });
    assert_eq!(hub.notices, [""; 0]);
    assert_eq!(hub.sockets.len(), 2, "the resume goes on");
    // Refused twice, and a third time when negotiation has shown that the server is there.
    hub.lose();
    hub.next_negotiation();
    hub.negotiated(200, STATEFUL.replace("secret-id", "second-id").as_str());
    assert!(hub.url().contains("id=secret-id"));
    assert_eq!(hub.notices, ["Reconnecting"]);
    hub.lose();
    assert!(hub.url().contains("id=second-id"));
    hub.accept();
    assert_eq!(hub.notices, ["Reconnecting", "0: Lost", "Connected"]);
    assert!(hub.now - timed_out_at <= 1_875, "{}", hub.now - timed_out_at);
}

/// The same with a socket that is dead and not closed, as after a network switch: the server gives it up after 5 s,
/// and only then answers the new one.
#[test]
fn ex_sr7_server_timeout_while_the_old_socket_is_dead() {
    let (mut hub, _) = timed_out_with_the_old_socket_open();
    hub.advance(5_000);
    hub.opened();
    assert_eq!(
        hub.sent_here(),
        [sequence(1).as_str(), r#"{"type":1,"invocationId":"0","target":"a","arguments":[]}"#]
    );
    hub.messages(&[&sequence(1), r#"{"type":3,"invocationId":"0","result":1}"#]);
    assert_eq!(hub.notices, ["0: 1"]);
    assert_eq!((hub.sockets.len(), hub.negotiations.len()), (2, 1));
}

#[test]
fn ex_answer_to_the_server_survives_a_resume() {
    let mut hub = Bench::stateful_connected();
    hub.messages(&[r#"{"type":1,"invocationId":"s1","target":"Ask","arguments":[]}"#]);
    hub.lose();
    hub.respond("s1", Ok(Some("1")));
    hub.opened();
    assert_eq!(
        hub.frames.last().unwrap().1,
        frame(&[&sequence(1), r#"{"type":3,"invocationId":"s1","result":1}"#])
    );
}

#[test]
fn ex_caller_refused_while_resuming_stops_early() {
    let mut hub = Bench::stateful_connected();
    hub.lose();
    hub.lose();
    hub.next_negotiation();
    hub.negotiated(403, "");
    assert_eq!(hub.notices, ["Reconnecting", "Ended Unreachable { status: Some(403) }"]);
}

#[test]
fn ex_without_stateful_reconnect_its_messages_are_harmless() {
    let mut hub = Bench::new().connected();
    hub.messages(&[&ack(1), &sequence(7), &event("a")]);
    assert_eq!(hub.notices[2..], ["a[]"]);
    hub.take_sent();
    hub.advance(10_000);
    assert_eq!(hub.take_sent(), [""; 0]);
}
