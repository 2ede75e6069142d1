//! Lost connections: reconnected anew, resumed where they were, and refused a resume.

use super::{
    client::{Client, reconnecting, stateful},
    messages::numbered,
    shell::{Server, Shell},
};
use voisnap_webrtc::signalr::State::{Connected, Connecting, Reconnecting};

pub(crate) async fn reconnects_with_a_new_connection<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), reconnecting));
    shell.connect().await;
    let first = shell.outcome("ConnectionId", "[]").await;
    shell.invoke("Drop", "[]");
    shell.until(|seen| seen.states.contains(&Reconnecting)).await;
    shell.invoke("ConnectionId", "[]");
    shell.until(|seen| seen.completed.len() == 3).await;
    let seen = shell.seen();
    assert_eq!(seen.completed[1], "Lost");
    assert_ne!(seen.completed[2], first);
    assert_eq!(seen.states, [Connecting, Connected, Reconnecting, Connected]);
}

pub(crate) async fn resumes_with_the_events_of_the_gap<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), stateful));
    shell.connect().await;
    assert_eq!(shell.outcome("DropAndEmit", r#"["Gap",5]"#).await, "\"after the gap\"");
    let seen = shell.seen();
    assert_eq!(seen.events, numbered("Gap", 5));
    assert_eq!(seen.states, [Connecting, Connected]);
    assert_eq!(seen.sockets.len(), 2);
    assert_eq!(seen.sockets[0], seen.sockets[1]);
}

pub(crate) async fn resumes_many_times_and_loses_nothing<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), stateful));
    shell.connect().await;
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
        shell.until(|seen| seen.completed.len() == expected.len()).await;
    }
    let seen = shell.seen();
    assert_eq!(seen.completed, expected);
    assert_eq!(seen.events.len(), 60);
    assert_eq!(seen.sockets.len(), 21);
    assert_eq!(seen.states, [Connecting, Connected]);
}

/// The server's own pings are far apart here, so that the client takes it for gone in a second.
const QUIET_SERVER: &[&str] = &["--keep-alive", "60000"];

pub(crate) async fn resumes_while_the_old_socket_is_dead<S: Shell>() {
    let server = S::Server::start(QUIET_SERVER).await;
    let client = Client::new(&format!("{}/hubs/conformance", server.line()), |config| {
        stateful(config);
        config.server_timeout = 1_000;
    });
    let mut shell = S::new(&server, client);
    shell.connect().await;
    // Running, so that it completes while there is no way back.
    shell.invoke("Delay", "[300]");
    shell.invoke("Emit", r#"["Gap",3]"#);
    shell.go_dead().await;
    // The server needs 5 s to give the old socket up, and answers the new one only then.
    shell.until(|seen| seen.completed.len() == 2).await;
    let seen = shell.seen();
    assert_eq!(seen.completed, ["\"done\"", "\"3\""]);
    assert_eq!(seen.events, numbered("Gap", 3));
    assert_eq!(seen.states, [Connecting, Connected], "the application saw nothing of it");
    assert_eq!(seen.sockets.len(), 2);
}

pub(crate) async fn starts_anew_while_the_old_socket_is_alive<S: Shell>() {
    let server = S::Server::start(QUIET_SERVER).await;
    let client = Client::new(&server.hub(""), |config| {
        stateful(config);
        config.server_timeout = 500;
    });
    let mut shell = S::new(&server, client);
    shell.connect().await;
    shell.invoke("Delay", "[60000]");
    // A browser ends a socket with WebSocket's own Close, and to the server that is the end of the connection.
    shell.until(|seen| seen.states.contains(&Reconnecting)).await;
    shell.invoke("Echo", "[\"anew\"]");
    shell.until(|seen| seen.completed.len() == 2).await;
    let seen = shell.seen();
    assert_eq!(seen.completed, ["Lost", "\"anew\""]);
    assert_eq!(seen.states, [Connecting, Connected, Reconnecting, Connected]);
    let (same, anew): (Vec<_>, Vec<_>) = seen.sockets.iter().partition(|url| **url == seen.sockets[0]);
    assert!(same.len() > 1 && anew.len() == 1, "resumes that are refused, then one new connection");
}

pub(crate) async fn refused_resume_carries_over<S: Shell>() {
    let mut server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), stateful));
    shell.connect().await;
    shell.invoke("Delay", "[60000]");
    // A server that has forgotten us.
    server.restart().await;
    shell.until(|seen| seen.states.contains(&Reconnecting)).await;
    shell.invoke("Echo", "[\"kept\"]");
    shell.until(|seen| seen.completed.len() == 2).await;
    assert_eq!(shell.seen().completed, ["Lost", "\"kept\""]);
}
