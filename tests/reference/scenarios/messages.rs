//! Handshake, invocations, events, client results and the limit of a message.

use super::{
    client::Client,
    shell::{Server, Shell},
};
use voisnap_webrtc::{signalr::Cause, wire::Value};

pub(crate) async fn invocations_and_events_in_order<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), |_| {}));
    // Pipelined: these leave in the handshake's frame.
    shell.invoke("Echo", r#"["Ünïcode \u0007 \"😀\" "]"#);
    shell.invoke("Emit", r#"["Number",20]"#);
    shell.start();
    shell.until(|seen| seen.completed.len() == 2).await;
    let seen = shell.seen();
    assert_eq!(seen.frames_sent_before_answer, 1);
    assert_eq!(
        Value::parse(&seen.completed[0]).and_then(|value| value.text()).as_deref(),
        Some("Ünïcode \u{7} \"😀\" ")
    );
    assert_eq!(seen.events, numbered("Number", 20));
    shell.stop();
}

/// What the hub's `Emit` and `DropAndEmit` send.
pub(super) fn numbered(target: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!(r#"{target}["{number}"]"#)).collect()
}

pub(crate) async fn outcomes<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), |_| {}));
    shell.start();
    for (method, arguments, outcome) in [
        ("Void", "[]", "null"),
        ("Null", "[]", "null"),
        (
            "Nope",
            "[]",
            "error Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist.",
        ),
        (
            "ThrowHub",
            r#"["text"]"#,
            "error An unexpected error occurred invoking 'ThrowHub' on the server. HubException: text",
        ),
        ("EchoJson", r#"[{"a":[1.5,null]}]"#, r#"{"a":[1.5,null]}"#),
        ("Fill", "[30000]", &format!("\"{}\"", "x".repeat(30_000))),
    ] {
        assert!(shell.outcome(method, arguments).await == outcome, "{method}");
    }
    shell.stop();
}

pub(crate) async fn greeting_in_the_handshakes_frame<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let client = Client::new(&server.hub("?connect=greet"), |config| config.negotiate = true);
    let mut shell = S::new(&server, client);
    shell.start();
    shell.until(|seen| !seen.events.is_empty()).await;
    let seen = shell.seen();
    assert!(seen.events[0].starts_with("Greeting"));
    assert!(seen.is_connected());
    assert!(seen.sockets[0].contains("&id="), "negotiated first");
}

pub(crate) async fn oversize_to_the_byte<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let overhead = r#"{"type":1,"invocationId":"0","target":"Length","arguments":[""]}"#.len() + 1;
    let argument = |bytes: usize| format!("[\"{}\"]", "x".repeat(bytes - overhead));
    let mut shell = S::new(&server, Client::new(&server.hub(""), |_| {}));
    shell.start();
    assert_eq!(shell.outcome("Length", &argument(32_768)).await, (32_768 - overhead).to_string());
    // One byte more, past our own check: the server closes, and invites back.
    let unchecked = Client::new(&server.hub(""), |config| config.maximum_message = usize::MAX);
    let mut shell = S::new(&server, unchecked);
    shell.start();
    assert_eq!(shell.outcome("Length", &argument(32_769)).await, "Lost");
    let seen = shell.seen();
    let end = seen.ended.expect("the end comes with it");
    assert!(matches!(end.cause, Cause::ClosedByServer { allow_reconnect: true, .. }), "{:?}", end.cause);
}

pub(crate) async fn results_for_the_server<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), |_| {}));
    shell.start();
    for (method, said) in [
        ("Answer", r#"Asked["result yes"]"#),
        ("Null", r#"Asked["result "]"#),
        ("Throw", r#"Asked["error Error: as asked"]"#),
        ("Refuse", r#"Asked["error Client didn't provide a result."]"#),
        ("Unknown", r#"Asked["error Client didn't provide a result."]"#),
    ] {
        shell.forget();
        shell.invoke("Ask", &format!(r#"["{method}","x"]"#));
        shell.until(|seen| seen.events.len() == 2).await;
        assert_eq!(shell.seen().events, [format!(r#"{method}["x"]"#), said.to_owned()]);
    }
    shell.stop();
}
