//! Ends of every kind: refused handshakes and sockets, Close messages, time-outs, a server that goes away.

use super::{
    client::{Client, Tamper},
    shell::{Server, Shell},
};
use voisnap_webrtc::signalr::{Cause, Config};

/// Starts `client`, and gives the cause of its end.
async fn cause<S: Shell>(server: &S::Server, client: Client) -> Cause {
    let mut shell = S::new(server, client);
    shell.start();
    ended(&mut shell).await
}

async fn ended<S: Shell>(shell: &mut S) -> Cause {
    shell.until(|seen| seen.ended.is_some()).await;
    shell.seen().ended.map(|end| end.cause.clone()).expect("it has ended")
}

fn closed(error: Option<&str>, allow_reconnect: bool) -> Cause {
    Cause::ClosedByServer { error: error.map(str::to_owned), allow_reconnect }
}

const WITH_ERROR: Option<&str> = Some("Connection closed with an error.");

fn unchanged(_: &mut Config) {}

pub(crate) async fn handshake_refusals<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let unexpected = "An unexpected error occurred during connection handshake.";
    let cases: [(Tamper, &str); 4] = [
        (
            |frame| Some(frame.replace(r#""version":1"#, r#""version":99"#)),
            "The server does not support version 99 of the 'json' protocol.",
        ),
        (|frame| Some(frame.replace(r#""json""#, r#""jsonx""#)), "The protocol 'jsonx' is not supported."),
        (|frame| Some(frame.replace(r#","version":1"#, "")), unexpected),
        (|_| Some("no JSON\u{1e}".to_owned()), unexpected),
    ];
    for (tamper, refusal) in cases {
        let client = Client::new(&server.hub(""), unchanged).tampering(tamper);
        assert_eq!(cause::<S>(&server, client).await, Cause::Refused(refusal.to_owned()));
    }
}

pub(crate) async fn handshake_time_limit_of_the_server<S: Shell>() {
    let server = S::Server::start(&["--handshake-timeout", "200"]).await;
    let client = Client::new(&server.hub(""), unchanged).tampering(|_| None);
    assert_eq!(cause::<S>(&server, client).await, Cause::Refused("Handshake was canceled.".to_owned()));
}

pub(crate) async fn closes_of_every_kind<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let client = |query| Client::new(&server.hub(query), unchanged);
    assert_eq!(cause::<S>(&server, client("?connect=throw")).await, closed(WITH_ERROR, false));
    assert_eq!(cause::<S>(&server, client("?connect=abort")).await, closed(None, false));

    let mut shell = S::new(&server, client(""));
    shell.connect().await;
    shell.invoke("Abort", "[]");
    assert_eq!(ended(&mut shell).await, closed(None, false));

    let mut shell = S::new(&server, client(""));
    shell.connect().await;
    shell.invoke("Drop", "[]");
    let cause = ended(&mut shell).await;
    assert!(matches!(cause, Cause::SocketClosed { code: 1006, clean: false, .. }), "{cause:?}");
    assert_eq!(shell.seen().completed, ["Lost"]);

    let mut shell = S::new(&server, client(""));
    shell.connect().await;
    shell.stop();
    assert_eq!(ended(&mut shell).await, Cause::Stopped);
}

pub(crate) async fn malformed_message<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let client = Client::new(&server.hub(""), unchanged)
        .tampering(|frame| Some(frame.replace(r#""arguments":[]"#, r#""arguments":["#)));
    let mut shell = S::new(&server, client);
    shell.connect().await;
    shell.invoke("Void", "[]");
    assert_eq!(ended(&mut shell).await, closed(WITH_ERROR, true));
    assert_eq!(shell.seen().completed, ["Lost"]);
}

pub(crate) async fn shutdown_of_the_server<S: Shell>() {
    let server = S::Server::start(&[]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), unchanged));
    shell.connect().await;
    server.post("/debug/shutdown").await;
    // Not a word of SignalR's, although one might expect a Close.
    let cause = ended(&mut shell).await;
    assert!(matches!(cause, Cause::SocketClosed { code: 1006, clean: false, .. }), "{cause:?}");
}

pub(crate) async fn silent_client_is_dropped_unless_it_pings<S: Shell>() {
    let server = S::Server::start(&["--client-timeout", "400", "--keep-alive", "200"]).await;
    let mut shell = S::new(&server, Client::new(&server.hub(""), |config| config.keep_alive = 100));
    shell.connect().await;
    // Each ping of the server's is at least 200 ms after the one before it.
    let frames = shell.seen().frames;
    shell.until(|seen| seen.frames >= frames + 5 || seen.ended.is_some()).await;
    assert!(shell.seen().is_connected());
    // With the first ping alone, it is.
    let silent = Client::new(&server.hub(""), |config| config.keep_alive = 100_000);
    assert_eq!(cause::<S>(&server, silent).await, closed(WITH_ERROR, true));
}

pub(crate) async fn refused_socket_says_why<S: Shell>() {
    let server = S::Server::start(&[]).await;
    // The path is no hub: the socket is refused with 404, which only negotiation can read.
    for (path, status) in [("/hubs/nothing", 404), ("/hubs/webrtc", 401)] {
        let client = Client::new(&format!("{}{path}", server.url()), unchanged);
        assert_eq!(cause::<S>(&server, client).await, Cause::Unreachable { status: Some(status) });
    }
}

pub(crate) async fn ids_unknown_in_use_and_gone<S: Shell>() {
    let server = S::Server::start(&[]).await;
    // Negotiation works, and the socket does not: its own status is no page's to see.
    let refused = Cause::Unreachable { status: Some(200) };
    let check = async |id: &str, status| {
        let client = Client::new(&server.hub(&format!("?id={id}")), unchanged);
        let mut shell = S::new(&server, client);
        shell.start();
        shell.until(|seen| !seen.sockets.is_empty()).await;
        assert!(shell.refusal().is_none_or(|refusal| refusal == status), "{:?}", shell.refusal());
        assert_eq!(ended(&mut shell).await, refused);
    };
    check("unknown", 404).await;

    let mut first = S::new(&server, Client::new(&server.hub(""), |config| config.negotiate = true));
    first.connect().await;
    let seen = first.seen();
    let (_, id) = seen.sockets[0].rsplit_once("id=").expect("negotiated");
    check(id, 409).await;
    assert_eq!(first.outcome("Echo", r#"["unharmed"]"#).await, r#""unharmed""#);

    // The server has let go of it when it has closed the socket.
    first.invoke("Abort", "[]");
    assert_eq!(ended(&mut first).await, closed(None, false));
    check(id, 404).await;
}
