//! `HttpConnection.test.ts` and `AccessTokenHttpClient.test.ts`: tokens and negotiation.

use voisnap_webrtc::{
    secret::Secret,
    signalr::{Input, State},
};

use crate::bench::{Bench, NEGOTIATED, STATEFUL, Token, frame};

/// A connection that negotiates, and has been answered.
fn answered(status: u16, body: &str) -> Bench {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.start();
    hub.negotiated(status, body);
    hub
}

fn last(hub: &Bench) -> &str {
    hub.notices.last().unwrap()
}

#[test]
fn ht_03_negotiation_failure_ends() {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.start();
    hub.negotiation_failed();
    assert_eq!(last(&hub), "Ended Unreachable { status: None }");
}

#[test]
fn ht_04_second_start_does_nothing() {
    let mut hub = Bench::new();
    hub.start();
    hub.start();
    assert_eq!(hub.sockets.len(), 1);
    assert_eq!(hub.tokens_given(), 1);
}

#[test]
fn ht_06_stopped_while_starting() {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.start();
    hub.stop();
    hub.negotiated(200, NEGOTIATED);
    assert_eq!(hub.notices, ["Connecting", "Ended Stopped"]);
    assert_eq!(hub.sockets.len(), 0);
}

#[test]
fn ht_07_sent_before_the_start_waits_for_it() {
    let mut hub = Bench::new();
    hub.send("early", "[]");
    hub.start();
    hub.opened();
    assert_eq!(
        hub.frames[0].1,
        frame(&[r#"{"protocol":"json","version":1}"#, r#"{"type":1,"target":"early","arguments":[]}"#])
    );
}

#[test]
fn ht_09_statuses_are_told() {
    for status in [400, 403, 404, 409, 429, 500, 503] {
        assert_eq!(last(&answered(status, "x")), format!("Ended Unreachable {{ status: Some({status}) }}"));
    }
}

#[test]
fn ht_14_stopped_before_the_start() {
    let mut hub = Bench::new();
    hub.stop();
    hub.start();
    assert_eq!(hub.notices, ["Ended Stopped"]);
}

#[test]
fn ht_15_no_transports() {
    for body in [
        r#"{"connectionId":"x","negotiateVersion":0}"#,
        r#"{"connectionId":"x","availableTransports":[]}"#,
        r#"{"connectionId":"x","availableTransports":[{"transport":"LongPolling","transferFormats":["Text"]}]}"#,
        r#"{"connectionId":"x","availableTransports":[{"transport":"WebSockets","transferFormats":["Binary"]}]}"#,
    ] {
        let hub = answered(200, body);
        assert!(last(&hub).contains("The server offers no WebSockets with text."), "{}", last(&hub));
    }
}

#[test]
fn ht_16_query_is_kept() {
    let hub = answered(200, NEGOTIATED);
    assert_eq!(hub.negotiations[0].1, "https://host/hub/negotiate?sessionToken=s&negotiateVersion=1");
    assert_eq!(hub.url(), "wss://host/hub?sessionToken=s&id=secret-id&access_token=tok");
}

#[test]
fn ht_29_direct_socket_needs_no_negotiation() {
    let hub = Bench::new().connected();
    assert_eq!(hub.negotiations.len(), 0);
}

#[test]
fn ht_31_redirect() {
    let mut hub = answered(200, r#"{"url":"https://other/hub?x=1"}"#);
    assert_eq!(hub.negotiations[1].1, "https://other/hub/negotiate?x=1&negotiateVersion=1");
    assert_eq!(hub.negotiations[1].2.as_deref(), Some("tok"));
    hub.negotiated(200, NEGOTIATED);
    assert_eq!(hub.url(), "wss://other/hub?x=1&id=secret-id&access_token=tok");
}

#[test]
fn ht_32_more_than_a_hundred_redirects() {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.start();
    for hop in 1..=101 {
        assert_eq!(hub.negotiations.len(), hop);
        hub.negotiated(200, r#"{"url":"https://other/hub"}"#);
    }
    assert_eq!(hub.negotiations.len(), 101);
    assert!(last(&hub).contains("redirects without end"));
}

#[test]
fn ht_33_redirect_with_a_token() {
    let mut hub = answered(200, r#"{"url":"https://other/hub","accessToken":"theirs"}"#);
    assert_eq!(hub.negotiations[1].2.as_deref(), Some("theirs"));
    hub.negotiated(200, NEGOTIATED);
    assert_eq!(hub.url(), "wss://other/hub?id=secret-id&access_token=theirs");
}

#[test]
fn ht_34_error_text() {
    let hub = answered(200, r#"{"error":"Negotiate error."}"#);
    assert_eq!(last(&hub), r#"Ended Refused("Negotiate error.")"#);
}

#[test]
fn ht_35_no_token_no_header() {
    let mut hub = Bench::with(|config| config.negotiate = true);
    hub.token = Token::Given("");
    hub.start();
    assert_eq!(hub.negotiations[0].2, None);
    hub.negotiated(200, NEGOTIATED);
    assert_eq!(hub.url(), "wss://host/hub?sessionToken=s&id=secret-id");
}

const OLD: &str = r#""connectionId":"old","connectionToken":"new","availableTransports":[{"transport":"WebSockets",
    "transferFormats":["Text"]}]"#;

#[test]
fn ht_39_no_version_uses_the_connection_id() {
    assert!(answered(200, &format!("{{{OLD}}}")).url().contains("id=old&"));
}

#[test]
fn ht_40_version_0_uses_the_connection_id() {
    assert!(answered(200, &format!(r#"{{{OLD},"negotiateVersion":0}}"#)).url().contains("id=old&"));
}

#[test]
fn ht_41_version_1_uses_the_connection_token() {
    assert!(answered(200, &format!(r#"{{{OLD},"negotiateVersion":1}}"#)).url().contains("id=new&"));
}

#[test]
fn ht_42_negotiate_version_is_not_doubled() {
    let mut hub = Bench::with(|config| {
        config.negotiate = true;
        config.url = Secret::from("https://host/hub?negotiateVersion=42");
    });
    hub.start();
    assert_eq!(hub.negotiations[0].1, "https://host/hub/negotiate?negotiateVersion=42");
}

#[test]
fn ht_55_classic_signalr_is_told() {
    let hub = answered(200, r#"{"Url":"/signalr","ProtocolVersion":"1.5"}"#);
    assert!(last(&hub).contains("classic ASP.NET SignalR"));
}

#[test]
fn ex_negotiation_answered_with_something_else() {
    for body in ["", "<html>", "[]", "{\"connectionId\":7}", "null", "{\"connectionToken\":"] {
        assert!(last(&answered(200, body)).contains("Protocol"), "{body}");
    }
    let no_id = NEGOTIATED.replace("secret-id", "");
    assert!(last(&answered(200, &no_id)).contains("without a connection id"));
}

#[test]
fn ex_redirect_may_not_give_up_encryption() {
    let hub = answered(200, r#"{"url":"http://other/hub"}"#);
    assert!(last(&hub).contains("unsafe place"));
    assert_eq!(hub.negotiations.len(), 1);
}

#[test]
fn hs_01_stateful_off_asks_for_nothing() {
    assert!(!answered(200, NEGOTIATED).negotiations[0].1.contains("useStatefulReconnect"));
}

#[test]
fn hs_02_stateful_on_asks() {
    let mut hub = Bench::with(|config| config.stateful_reconnect = true);
    hub.start();
    assert!(hub.negotiations[0].1.ends_with("&negotiateVersion=1&useStatefulReconnect=true"));
}

#[test]
fn hs_04_stateful_granted_unasked_fails() {
    assert!(last(&answered(200, STATEFUL)).contains("which was not requested"));
}

#[test]
fn hs_05_stateful_granted_speaks_version_2() {
    let mut hub = Bench::with(|config| config.stateful_reconnect = true);
    hub.start();
    hub.negotiated(200, STATEFUL);
    hub.opened();
    assert_eq!(hub.sent(), [r#"{"protocol":"json","version":2}"#]);
}

#[test]
fn hs_06_stateful_denied_speaks_version_1() {
    let mut hub = Bench::with(|config| config.stateful_reconnect = true);
    hub.start();
    hub.negotiated(200, NEGOTIATED);
    hub.opened();
    assert_eq!(hub.sent(), [r#"{"protocol":"json","version":1}"#]);
    hub.text("{}\u{1e}");
    hub.lose();
    assert_eq!(hub.hub.state(), State::Ended);
}

#[test]
fn at_01_fresh_token_once_after_401() {
    let mut hub = answered(401, "");
    assert_eq!(hub.tokens_given(), 2);
    assert_eq!(hub.negotiations.len(), 2);
    hub.negotiated(200, NEGOTIATED);
    hub.accept();
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn at_02_other_statuses_are_not_tried_again() {
    let hub = answered(403, "");
    assert_eq!(hub.tokens_given(), 1);
    assert_eq!(last(&hub), "Ended Unreachable { status: Some(403) }");
}

#[test]
fn at_04_401_twice_is_the_answer() {
    let mut hub = answered(401, "");
    hub.negotiated(401, "");
    assert_eq!(last(&hub), "Ended Unreachable { status: Some(401) }");
}

#[test]
fn ex_refused_direct_socket_is_negotiated_once() {
    let mut hub = Bench::new();
    hub.start();
    hub.lose();
    assert_eq!(hub.negotiations.len(), 1);
    assert_eq!(hub.negotiations[0].2.as_deref(), Some("tok"));
    assert_eq!(hub.tokens_given(), 1);
    hub.negotiated(200, NEGOTIATED);
    hub.accept();
    assert_eq!(hub.hub.state(), State::Connected);
}

#[test]
fn ex_refused_direct_and_negotiated_socket_tells_that_http_works() {
    let mut hub = Bench::new();
    hub.start();
    hub.lose();
    hub.negotiated(200, NEGOTIATED);
    hub.lose();
    assert_eq!(last(&hub), "Ended Unreachable { status: Some(200) }");
    assert_eq!(hub.negotiations.len(), 1);
}

#[test]
fn ex_who_needed_negotiation_negotiates_at_once_when_reconnecting() {
    let mut hub = Bench::reconnecting();
    hub.start();
    hub.lose();
    hub.negotiated(200, NEGOTIATED);
    hub.accept();
    hub.lose();
    assert_eq!((hub.negotiations.len(), hub.sockets.len()), (2, 2));
}

#[test]
fn ex_no_token_ends_the_first_connection() {
    let mut hub = Bench::new();
    hub.token = Token::Refused;
    hub.start();
    assert_eq!(hub.notices, ["Connecting", "Ended TokenFailed"]);
}

#[test]
fn ex_superseded_answers_are_dropped() {
    let mut hub = Bench::reconnecting();
    hub.token = Token::Held;
    hub.start();
    let first = hub.token_requests[0];
    hub.input(Input::Token { request: first, token: Some(Secret::from("a")) });
    hub.input(Input::Token { request: first, token: Some(Secret::from("b")) });
    assert_eq!(hub.sockets.len(), 1);
    assert!(hub.url().ends_with("access_token=a"));
}
