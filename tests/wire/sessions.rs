//! The session request and its answers: the same cases natively and in both browsers.

use voisnap_webrtc::{
    call,
    error::{Code, Error},
    session::{Session, SessionRequest, hub_url, read_answer, read_provided, request_url},
    signalr::{Effect, Input, RequestId, SocketId},
    wire::{RawJson, Text, Value, http::HttpAnswer, hub::HubEvent, session::IceServer},
};

const UNIX: u64 = 1_750_084_500_000;
const SESSION: &str = r#"{"sessionId":"ses_1","sessionToken":"hush+/=","iceServers":[{"urls":["stun:s"]},{"urls":"turn:t","username":"u","credential":"hush"}],"expiresAt":"2025-06-16T14:45:00Z","future":[1]}"#;

/// The documented session with `old` replaced by `new`.
fn session(old: &str, new: &str) -> Session {
    assert!(SESSION.contains(old));
    Session::from_json(&SESSION.replace(old, new)).unwrap_or_else(|why| panic!("{new}: {why}"))
}

pub(crate) fn the_request() {
    let request = |agent_id, metadata| SessionRequest { agent_id, metadata }.to_json();
    assert_eq!(request("agt_1", None), r#"{"agentId":"agt_1"}"#);
    let metadata = RawJson::parse(r#"{"a":[1.50,"x"]}"#).unwrap();
    assert_eq!(request("a\"b", Some(&metadata)), r#"{"agentId":"a\"b","metadata":{"a":[1.50,"x"]}}"#);
    let session = session("ses_1", "ses_1");
    for (base, http) in [
        ("https://h", "https://h"),
        ("https://h/", "https://h"),
        ("http://h:1/a/b/", "http://h:1/a/b"),
        ("ws://h", "http://h"),
        ("wss://h/x", "https://h/x"),
        ("WSS://h", "httpS://h"),
        (" https://h ", "https://h"),
    ] {
        assert_eq!(request_url(base), format!("{http}/api/v1/webrtc/sessions"));
        let hub = hub_url(base, &session);
        assert_eq!(*hub.expose(), format!("{http}/hubs/webrtc?sessionToken=hush%2B%2F%3D"));
    }
}

pub(crate) fn the_session() {
    let read = session("ses_1", "ses_1");
    assert_eq!((read.id.as_str(), read.token.expose().as_str()), ("ses_1", "hush+/="));
    assert_eq!(
        json(&read.ice_servers),
        r#"[{"urls":["stun:s"]},{"urls":["turn:t"],"username":"u","credential":"hush"}]"#
    );
    assert!(!format!("{read:?}").contains("hush"), "fault 29: a secret in print");
    for (old, new) in [
        ("sessionId", "SessionId"),
        ("sessionToken", "session_token"),
        ("\"sessionId\"", "\"future\":null,\"SESSIONID\""),
        ("iceServers", "IceServers"),
        ("{\"sessionId\"", "\u{feff}\n{\"sessionId\""),
    ] {
        assert_eq!(session(old, new).id, "ses_1");
    }
    assert_eq!(session("\"ses_1\"", "7").id, "7");
    let mut quoted = String::new();
    voisnap_webrtc::wire::write_string(&mut quoted, SESSION);
    assert_eq!(Session::from_json(&quoted).unwrap().id, "ses_1", "a response's text");
    for (missing, body) in [
        ("sessionId", SESSION.replace("sessionId", "x")),
        ("sessionId", SESSION.replace("\"ses_1\"", "\"\"")),
        ("sessionId", SESSION.replace("\"ses_1\"", "{}")),
        ("sessionToken", SESSION.replace("sessionToken", "x")),
        ("sessionToken", SESSION.replace("\"hush+/=\"", "null")),
        ("iceServers", SESSION.replace("iceServers", "x")),
        ("JSON", "<html>".into()),
        ("JSON", String::new()),
        ("JSON", "[]".into()),
        ("JSON", "\"ses_1\"".into()),
        ("JSON", SESSION[..SESSION.len() - 9].into()),
    ] {
        let why = Session::from_json(&body).expect_err(&body);
        assert!(why.contains(missing) && !why.contains("hush"), "{missing}: {why}");
        let answer = HttpAnswer { status: 200, body: body.clone(), ..HttpAnswer::default() };
        let error = read_answer(&answer, UNIX).expect_err(&body);
        assert_eq!((error.code(), error.status()), (Code::InvalidResponse, Some(200)));
        assert_eq!(read_provided(&body.as_str().into()).expect_err(&body).code(), Code::SessionFailed);
    }
}

/// `fault_07`: a session is never judged by a local clock that is wrong.
pub(crate) fn lifetimes() {
    const AT: &str = "2025-06-16T14:45:00Z";
    const TEN_MINUTES: Option<u64> = Some(600_000);
    let lifetime = |expiry: &str, date, unix| {
        let body = SESSION.replace("\"expiresAt\":\"2025-06-16T14:45:00Z\"", expiry);
        Session::from_json(&body).unwrap_or_else(|why| panic!("{expiry}: {why}")).lifetime(date, unix)
    };
    for expiry in [
        r#""expiresAt":"2025-06-16T14:45:00Z""#,
        r#""expiresAt":"2025-06-16T14:45:00""#,
        r#""expiresAt":"2025-06-16T14:45:00.000+00:00""#,
        r#""expiresAt":"2025-06-16T16:45:00+02:00""#,
        r#""expiresAt":"2025-06-16T16:45:00+0200""#,
        r#""ExpiresAt":"2025-06-16 14:45:00Z""#,
        r#""expires_at":"Mon, 16 Jun 2025 14:45:00 GMT""#,
        r#""expiresAt":1750085100"#,
        r#""expiresAt":1750085100000"#,
        r#""expiresAt":"1750085100""#,
        r#""expiresIn":600"#,
        r#""expires_in":"600""#,
        r#""expiresAt":"soon","expiresIn":600"#,
    ] {
        assert_eq!(lifetime(expiry, None, UNIX), TEN_MINUTES, "{expiry}");
    }
    for unknown in [
        r#""a":1"#,
        r#""expiresAt":null"#,
        r#""expiresAt":"soon""#,
        r#""expiresAt":7"#,
        r#""expiresAt":-1"#,
        r#""expiresAt":1e300"#,
        r#""expiresAt":true"#,
        r#""expiresAt":"2099-01-01T00:00:00Z""#,
        r#""expiresAt":"0001-01-01T00:00:00""#,
        r#""expiresAt":"2025-06-16T14:35:00Z""#,
        r#""expiresIn":0"#,
        r#""expiresIn":-600"#,
        r#""expiresIn":1e12"#,
    ] {
        assert_eq!(lifetime(unknown, None, UNIX), None, "{unknown}");
    }
    // A local clock that is an hour ahead makes it unknown; one that is behind lengthens it, never beyond belief.
    assert_eq!(lifetime(&format!("\"expiresAt\":\"{AT}\""), None, UNIX + 3_600_000), None);
    assert_eq!(lifetime(&format!("\"expiresAt\":\"{AT}\""), None, 0), None);
    // The server's own clock decides where it can be read.
    for unix in [0, UNIX + 3_600_000, UNIX - 3_600_000] {
        let date = Some("Mon, 16 Jun 2025 14:35:00 GMT");
        assert_eq!(lifetime(&format!("\"expiresAt\":\"{AT}\""), date, unix), TEN_MINUTES);
        assert_eq!(lifetime("\"expiresIn\":600", None, unix), TEN_MINUTES);
    }
}

/// The servers as JSON.
fn json(servers: &[IceServer]) -> String {
    let server = |IceServer { urls, username, credential, .. }: &IceServer| {
        let text = |name: &str, text: &Option<String>| {
            text.as_ref().map_or_else(String::new, |text| format!(r#","{name}":"{text}""#))
        };
        let (username, credential) = (text("username", username), text("credential", credential));
        format!(r#"{{"urls":["{}"]{username}{credential}}}"#, urls.join("\",\""))
    };
    format!("[{}]", servers.iter().map(server).collect::<Vec<_>>().join(","))
}

/// `fault_17`: usable servers are used, the others named.
pub(crate) fn ice_servers() {
    const TURN: &str = r#"{"urls":["turn:t:3478?transport=udp"],"username":"u","credential":"p"}"#;
    let read = |list: &str| {
        let (usable, refused) = IceServer::read_all(&Value::parse(list).unwrap());
        let refused: Vec<_> = refused.iter().map(|entry| (entry.index, entry.reason)).collect();
        (json(&usable), refused)
    };
    for entry in [
        TURN.to_owned(),
        TURN.replace("[\"turn", "\"turn").replace("udp\"]", "udp\""),
        TURN.replace("urls", "Urls").replace("username", "Username").replace("credential", "Credential"),
        TURN.replace("urls", "url").replace("username", "userName"),
        TURN.replace("urls", "URLS").replace("username", "user_name"),
        TURN.replace("urls", "uris").replace("credential", "password"),
        TURN.replace("turn:t", " TURN://t").replace("udp", "UDP"),
        TURN.replace("[\"turn", "[\"http://t\",7,\"turn"),
    ] {
        assert_eq!(read(&format!("[{entry}]")).0, format!("[{TURN}]"), "{entry}");
        assert_eq!(read(&entry).0, format!("[{TURN}]"), "a single one: {entry}");
    }
    for url in [
        "stun:s",
        "stuns:s:5349",
        "stun:192.0.2.1:3478",
        "stun:[2001:db8::1]:3478",
        "stun:[::1]",
        "stun:m\u{fc}nchen.example",
    ] {
        let expected = (format!(r#"[{{"urls":["{url}"]}}]"#), vec![]);
        assert_eq!(read(&format!(r#"[{{"urls":["{url}"]}}]"#)), expected);
        assert_eq!(read(&format!(r#"["{url}"]"#)), expected, "a text");
        assert_eq!(read(&format!(r#""{url}""#)), expected, "a text alone");
    }
    assert_eq!(
        read(r#"[{"urls":"turn:t","username":1700000000,"credential":5}]"#).0,
        r#"[{"urls":["turn:t"],"username":"1700000000","credential":"5"}]"#
    );
    assert_eq!(read("[]"), ("[]".to_owned(), vec![]));
    for unusable in [
        r#"{"urls":"stun:s?transport=udp"}"#,
        r#"{"urls":[]}"#,
        r#"{"urls":null}"#,
        r#"{"urls":{}}"#,
        r#"{"urls":""}"#,
        r#"{"urls":"stun:"}"#,
        r#"{"urls":"stun:s:0"}"#,
        r#"{"urls":"stun:s:99999"}"#,
        r#"{"urls":"stun:s t"}"#,
        r#"{"urls":"stun:a:b:c"}"#,
        r#"{"urls":"https://s"}"#,
        r#"{"urls":"s"}"#,
        r#"{"urls":"turn:t"}"#,
        r#"{"urls":"turn:t","username":"u"}"#,
        r#"{"urls":"turn:t","username":"","credential":"p"}"#,
        r#"{"urls":"turn:t?transport=tls","username":"u","credential":"p"}"#,
        r#"{"urls":"turn:t?x","username":"u","credential":"p"}"#,
        r#"{"urls":"turn:u@t","username":"u","credential":"p"}"#,
        "{}",
        "null",
        "7",
        "\"\"",
        "[]",
    ] {
        let (usable, refused) = read(&format!("[{TURN},{unusable},{TURN}]"));
        assert_eq!(usable, format!("[{TURN},{TURN}]"), "{unusable}");
        let [(1, reason)] = refused[..] else { panic!("{unusable}: {refused:?}") };
        assert!(reason.ends_with('.') && !reason.contains("3478"), "{reason}");
    }
    let read = session("turn:t", "turn:t?transport=sctp");
    assert_eq!((read.ice_servers.len(), read.refused_ice_servers.len()), (1, 1));
    assert_eq!(read.ice_servers[0].index, 0);
}

/// `fault_29`: no token, credential, SDP or payload in what `{:?}` prints.
pub(crate) fn prints() {
    let session = session("ses_1", "ses_1");
    let socket = SocketId(1);
    let request = RequestId(1);
    let answer = HttpAnswer { status: 200, body: SESSION.into(), ..HttpAnswer::default() };
    let hub = |target: &str, data: &str| HubEvent::read(target, &Value::parse(&format!("[{data}]")).unwrap());
    for print in [
        format!("{session:?} {:?}", session.ice_servers),
        format!("{answer:?} {:?}", call::SessionAnswer::Http(Ok(answer.clone()))),
        format!("{:?}", call::SessionAnswer::Provided(Ok(SESSION.into()))),
        format!("{:?} {:?}", Text::from(SESSION), Value::parse(SESSION)),
        format!("{:?}", RawJson::parse(SESSION)),
        format!("{:?}", Input::Text { socket, text: SESSION.into() }),
        format!("{:?}", Input::Binary { socket, bytes: SESSION.as_bytes() }),
        format!("{:?}", Input::Token { request, token: Some("hush".into()) }),
        format!("{:?}", Input::Negotiated { request, answer: Ok(answer), unix: UNIX }),
        format!("{:?}", Effect::SendText { socket, text: SESSION.into() }),
        format!("{:?}", Effect::OpenSocket { socket, url: "wss://h?access_token=hush".into() }),
        format!(
            "{:?}",
            Effect::Negotiate { request, url: "https://hush".into(), token: Some("hush".into()) }
        ),
        format!("{:?}", hub("SdpAnswerReceived", r#"{"sdp":"v=0\r\no=hush"}"#)),
        format!("{:?}", hub("IceCandidateReceived", r#""candidate:hush""#)),
        format!("{:?}", hub("Transcription", r#"{"text":"hush","speaker":"user"}"#)),
    ] {
        assert!(!print.contains("hush") && !print.contains("104, 117, 115, 104"), "{print}");
    }
}

fn refused(answer: &HttpAnswer) -> Error {
    read_answer(answer, UNIX).expect_err("a refusal")
}

/// `fault_14`: what a refusal says is kept.
pub(crate) fn refusals() {
    let with_body =
        |status, body: &str| refused(&HttpAnswer { status, body: body.into(), ..HttpAnswer::default() });
    for (status, code) in [
        (400, Code::InvalidRequest),
        (401, Code::Unauthorized),
        (403, Code::Forbidden),
        (404, Code::AgentNotFound),
        (409, Code::InvalidRequest),
        (429, Code::RateLimited),
        (500, Code::ServerError),
        (503, Code::ServerError),
        (304, Code::InvalidResponse),
    ] {
        let body = r#"{"title":"T","detail":"D.","status":1,"traceId":"00-ab","errors":{"agentId":["bad"]}}"#;
        let error = with_body(status, body);
        assert_eq!((error.code(), error.status()), (code, Some(status)));
        assert_eq!((error.message(), error.trace_id()), ("D.", Some("00-ab")));
        assert_eq!(error.data().unwrap().to_json().as_str(), body, "the whole problem");
    }
    for (body, message, trace) in [
        (r#"{"title":"Forbidden"}"#, "Forbidden", None),
        (r#"{"Detail":"D.","TraceId":"t"}"#, "D.", Some("t")),
        (r#"{"detail":"","title":"T","trace_id":"t"}"#, "T", Some("t")),
        (r#"{"message":"M","trace-id":7}"#, "M", Some("7")),
        (r#"{"error":"E","extensions":{"traceId":"t"}}"#, "E", Some("t")),
        (r#"{"error":{"message":"E","traceId":"t"}}"#, "E", Some("t")),
        (r#""plain""#, "plain", None),
    ] {
        let error = with_body(400, body);
        assert_eq!((error.message(), error.trace_id()), (message, trace), "{body}");
        assert!(error.data().is_some());
    }
    for body in ["", "<html>token hush</html>", "null", "{", "Too many"] {
        let error = with_body(502, body);
        assert_eq!(error.message(), "The session request was refused without a readable reason.");
        assert!(error.data().is_none() && error.trace_id().is_none());
    }
    let wait = |status, retry_after: Option<&str>, reset: Option<&str>, date: Option<&str>| {
        let text = |text: Option<&str>| text.map(Into::into);
        let (retry_after, rate_limit_reset, date) = (text(retry_after), text(reset), text(date));
        refused(&HttpAnswer { status, body: String::new(), retry_after, rate_limit_reset, date })
            .retry_after_ms()
    };
    assert_eq!(wait(429, Some("7"), Some("1750084503"), None), Some(7_000));
    assert_eq!(wait(429, Some("Mon, 16 Jun 2025 14:35:05 GMT"), None, None), Some(5_000));
    let date = Some("Tue, 16 Jun 2015 14:35:00 GMT");
    assert_eq!(wait(429, Some("Tue, 16 Jun 2015 14:35:05 GMT"), None, date), Some(5_000));
    assert_eq!(wait(429, None, Some("1750084503"), None), Some(3_000));
    assert_eq!(wait(429, None, None, None), None);
    assert_eq!(wait(503, Some("7"), Some("1750084503"), None), Some(7_000));
    assert_eq!(
        wait(503, None, Some("1750084503"), None),
        None,
        "the rate's window says nothing of when it is back"
    );
}
