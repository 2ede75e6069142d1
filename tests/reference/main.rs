//! The connection machine against ASP.NET Core's own SignalR server: the reference hub beside the repository, skipped
//! with a message where that is absent.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::doc_markdown)]

mod shell;
mod socket;

use std::time::Duration;

use shell::{Server, Shell};
use voisnap_webrtc::signalr::{Cause, State};

fn ended(shell: &Shell) -> &Cause {
    &shell.ended.as_ref().expect("it has ended").cause
}

#[test]
fn invocations_and_events_in_order() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
    // Pipelined: these leave in the handshake's frame.
    shell.invoke("Echo", r#"["Ünïcode \u0007 \"😀\" "]"#);
    shell.invoke("Emit", r#"["Number",20]"#);
    shell.start();
    shell.until(|shell| shell.completed.len() == 2);
    assert_eq!(shell.frames_sent_before_answer, 1);
    assert_eq!(serde_json::from_str::<String>(&shell.completed[0]).unwrap(), "Ünïcode \u{7} \"😀\" ");
    let expected: Vec<String> = (0..20).map(|number| format!(r#"Number["{number}"]"#)).collect();
    assert_eq!(shell.events, expected);
    shell.stop();
}

#[test]
fn outcomes() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
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
        shell.invoke(method, arguments);
        shell.until(|shell| !shell.completed.is_empty());
        assert!(shell.completed.remove(0) == outcome, "{method}");
    }
    shell.stop();
}

#[test]
fn greeting_in_the_handshakes_frame() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "?connect=greet", |config| config.negotiate = true);
    shell.start();
    shell.until(|shell| !shell.events.is_empty());
    assert!(shell.events[0].starts_with("Greeting"));
    assert_eq!(shell.hub.state(), State::Connected);
}

#[test]
fn closes_of_every_kind() {
    let Some(server) = Server::start(&[]) else { return };
    let close = |error: Option<&str>| Cause::ClosedByServer {
        error: error.map(str::to_owned),
        allow_reconnect: false,
    };
    let mut shell = Shell::new(&server, "?connect=throw", |_| {});
    shell.start();
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(ended(&shell), &close(Some("Connection closed with an error.")));

    let mut shell = Shell::new(&server, "", |_| {});
    shell.start();
    shell.invoke("Abort", "[]");
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(ended(&shell), &close(None));

    let mut shell = Shell::new(&server, "", |_| {});
    shell.connect();
    shell.invoke("Drop", "[]");
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(shell.completed, ["Lost"]);
    assert!(matches!(ended(&shell), Cause::SocketClosed { code: 1006, .. }), "{:?}", ended(&shell));
}

#[test]
fn oversize_to_the_byte() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
    shell.start();
    let overhead = r#"{"type":1,"invocationId":"0","target":"Length","arguments":[""]}"#.len() + 1;
    shell.invoke("Length", &format!("[\"{}\"]", "x".repeat(32_768 - overhead)));
    shell.until(|shell| !shell.completed.is_empty());
    assert_eq!(shell.completed, [(32_768 - overhead).to_string()]);
    // One byte more, past our own check: the server closes, and invites back.
    let mut shell = Shell::new(&server, "", |config| config.maximum_message = usize::MAX);
    shell.start();
    shell.invoke("Length", &format!("[\"{}\"]", "x".repeat(32_769 - overhead)));
    shell.until(|shell| shell.ended.is_some());
    assert!(matches!(ended(&shell), Cause::ClosedByServer { allow_reconnect: true, .. }));
}

#[test]
fn results_for_the_server() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
    shell.start();
    for (method, said) in [("Answer", "result yes"), ("Refuse", "error "), ("Unknown", "error ")] {
        shell.events.clear();
        shell.invoke("Ask", &format!(r#"["{method}","x"]"#));
        shell.until(|shell| shell.events.iter().any(|event| event.starts_with("Asked")));
        assert!(
            shell.events.iter().any(|event| event.starts_with(&format!("Asked[\"{said}"))),
            "{:?}",
            shell.events
        );
    }
}

#[test]
fn silent_client_is_not_dropped_while_it_pings() {
    let Some(server) = Server::start(&["--client-timeout", "400", "--keep-alive", "200"]) else { return };
    let mut shell = Shell::new(&server, "", |config| config.keep_alive = 100);
    shell.start();
    shell.run_for(Duration::from_millis(1_200));
    assert_eq!(shell.hub.state(), State::Connected);
    // And is, when it does not.
    let mut shell = Shell::new(&server, "", |config| config.keep_alive = 100_000);
    shell.start();
    shell.until(|shell| shell.ended.is_some());
    assert!(matches!(ended(&shell), Cause::ClosedByServer { allow_reconnect: true, .. }));
}

#[test]
fn reconnects_with_a_new_connection() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
    shell.reconnecting();
    shell.connect();
    shell.invoke("Drop", "[]");
    shell.until(|shell| shell.states.contains(&State::Reconnecting));
    shell.invoke("Echo", "[\"back\"]");
    shell.until(|shell| shell.completed.len() == 2);
    assert_eq!(shell.completed, ["Lost", "\"back\""]);
    assert_eq!(shell.states, [State::Connecting, State::Connected, State::Reconnecting, State::Connected]);
}

#[test]
fn resumes_with_the_events_of_the_gap() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |config| config.stateful_reconnect = true);
    shell.reconnecting();
    shell.connect();
    shell.invoke("DropAndEmit", r#"["Gap",5]"#);
    shell.until(|shell| !shell.completed.is_empty());
    assert_eq!(shell.completed, ["\"after the gap\""]);
    let expected: Vec<String> = (0..5).map(|number| format!(r#"Gap["{number}"]"#)).collect();
    assert_eq!(shell.events, expected);
    assert_eq!(shell.states, [State::Connecting, State::Connected]);
    assert_eq!(shell.sockets, 2);
}

#[test]
fn resumes_many_times_and_loses_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |config| config.stateful_reconnect = true);
    shell.reconnecting();
    shell.connect();
    let mut expected = vec![];
    for round in 0..20 {
        // The server cuts the connection itself: it refuses a resume while it takes the old socket for alive.
        shell.invoke("DropAndEmit", r#"["Gap",3]"#);
        expected.push("\"after the gap\"".to_owned());
        // These are lost with the socket, and come again with the next.
        for call in 0..5 {
            shell.invoke("Echo", &format!("[\"{round} {call}\"]"));
            expected.push(format!("\"{round} {call}\""));
        }
        shell.until(|shell| shell.completed.len() == expected.len());
    }
    assert_eq!(shell.completed, expected);
    assert_eq!(shell.events.len(), 60);
    assert_eq!(shell.sockets, 21);
    assert_eq!(shell.states, [State::Connecting, State::Connected]);
}

#[test]
fn refused_resume_carries_over() {
    let Some(mut server) = Server::start(&[]) else { return };
    let mut shell = Shell::new(&server, "", |config| config.stateful_reconnect = true);
    shell.reconnecting();
    shell.connect();
    shell.invoke("Delay", "[60000]");
    // A server that has forgotten us.
    server.restart();
    shell.until(|shell| shell.states.contains(&State::Reconnecting));
    shell.invoke("Echo", "[\"kept\"]");
    shell.until(|shell| shell.completed.len() == 2);
    assert_eq!(shell.completed, ["Lost", "\"kept\""]);
}

#[test]
fn refused_socket_says_why() {
    let Some(server) = Server::start(&[]) else { return };
    // The path is no hub: the socket is refused with 404, which only negotiation can read.
    let mut shell = Shell::at(&format!("{}/hubs/nothing", server.url()), |_| {});
    shell.start();
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(ended(&shell), &Cause::Unreachable { status: Some(404) });
    // No bearer on an authorised hub.
    let mut shell = Shell::at(&format!("{}/hubs/webrtc", server.url()), |_| {});
    shell.start();
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(ended(&shell), &Cause::Unreachable { status: Some(401) });
}

#[test]
fn handshake_time_limit_of_the_server() {
    let Some(server) = Server::start(&["--handshake-timeout", "200"]) else { return };
    let mut shell = Shell::new(&server, "", |_| {});
    shell.withhold_frames = true;
    shell.start();
    shell.until(|shell| shell.ended.is_some());
    assert_eq!(ended(&shell), &Cause::Refused("Handshake was canceled.".to_owned()));
}
