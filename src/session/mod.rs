//! The session request and what may come back: the session, or a refusal with its reason.
//!
//! Source: the WebRTC documentation page, step 1; refusals are RFC 7807 problem details.

pub(crate) mod token;

use crate::{
    error::{Code, Error},
    secret::Secret,
    wire::{self, Object, ObjectWriter, RawJson, Value, http::HttpAnswer, unix_millis},
};

/// Writes the body of `POST /api/v1/webrtc/sessions`.
pub fn request_body(agent_id: &str, metadata: Option<&RawJson>) -> String {
    let mut body = String::new();
    let mut request = ObjectWriter::open(&mut body);
    request.text("agentId", agent_id);
    if let Some(metadata) = metadata {
        request.raw("metadata", metadata);
    }
    request.close();
    body
}

/// The address of the session request under `base`, which is http(s) or ws(s) and keeps its path.
pub fn request_url(base: &str) -> String {
    format!("{}/api/v1/webrtc/sessions", http(base))
}

/// The address of the hub under `base`, with the session's token in its query and no access token.
pub fn hub_url(base: &str, session: &Session) -> Secret {
    let token = wire::percent_encode(session.token.expose());
    Secret::new(format!("{}/hubs/webrtc?sessionToken={token}", http(base)))
}

/// `base` as http(s), without its trailing slashes.
fn http(base: &str) -> String {
    let mut base = base.trim_ascii();
    while let Some(shorter) = base.strip_suffix('/') {
        base = shorter;
    }
    // `ws:` and `wss:` differ from `http:` and `https:` in their first two letters.
    match base.as_bytes() {
        [b'w' | b'W', b's' | b'S', ..] => format!("http{}", base.get(2..).unwrap_or_default()),
        _ => base.into(),
    }
}

/// A session that can be called.
#[derive(Clone, Debug)]
pub struct Session {
    /// Names the session to people and logs.
    pub id: String,
    /// Opens the hub; identifies the session when signalling comes back.
    pub token: Secret,
    /// When it ends, in milliseconds of Unix time; `None` where the server did not say, or said it unreadably.
    pub expires_at: Option<u64>,
    /// The ICE servers exactly as they came, TURN credentials included.
    pub ice_servers: Secret<RawJson>,
}

/// Reads a session from the documented JSON.
///
/// # Errors
/// `invalid_response` when it is not JSON, or a documented field is missing.
pub fn read_session(body: &str) -> Result<Session, Error> {
    documented(body).map_err(|message| Error::new(Code::InvalidResponse, message))
}

/// The session, or what is wrong with it: the error is made once, not at every step.
fn documented(body: &str) -> Result<Session, &'static str> {
    let answer = Object::parse(body).ok_or("The session answer is not the documented JSON object.")?;
    let id = answer.non_empty_str("sessionId").ok_or("The session answer has no sessionId.")?;
    let token = answer.non_empty_str("sessionToken").ok_or("The session answer has no sessionToken.")?;
    let ice_servers = answer.field("iceServers").filter(is_list_of_servers);
    let ice_servers = ice_servers.ok_or("The session answer has no usable iceServers.")?;
    Ok(Session {
        id,
        token: Secret::new(token),
        expires_at: answer.str("expiresAt").and_then(|text| unix_millis(&text)),
        ice_servers: Secret::new(ice_servers.to_json()),
    })
}

/// Whether `value` is a list in which every entry names its `urls`.
fn is_list_of_servers(value: &Value) -> bool {
    value.is_array() && value.items().all(|server| Object::from_value(&server).field("urls").is_some())
}

/// Reads the server's answer; `unix` is now, in milliseconds of Unix time.
///
/// # Errors
/// `unauthorized`, `forbidden`, `agent_not_found`, `rate_limited`, `invalid_request`, `server_error` by the
/// status, `invalid_response` where a success is not the documented JSON.
pub fn read_answer(answer: &HttpAnswer, unix: u64) -> Result<Session, Error> {
    let code = match answer.status {
        200..=299 => return read_session(&answer.body).map_err(|e| e.with_status(Some(answer.status))),
        401 => Code::Unauthorized,
        403 => Code::Forbidden,
        404 => Code::AgentNotFound,
        429 => Code::RateLimited,
        400..=499 => Code::InvalidRequest,
        500..=599 => Code::ServerError,
        _ => Code::InvalidResponse,
    };
    // RFC 7807, as far as it is used.
    let problem = Object::parse(&answer.body).unwrap_or_default();
    let mut error = match problem.non_empty_str("detail").or_else(|| problem.non_empty_str("title")) {
        Some(text) => Error::new(code, text),
        None => Error::new(code, "The session request was refused without a readable reason."),
    };
    error.status = Some(answer.status);
    error.trace_id = problem.non_empty_str("traceId");
    error.retry_after_ms = retry_after(answer, unix);
    Err(error)
}

/// How long to wait: by `Retry-After` in seconds, else, where the rate was too high, until `X-RateLimit-Reset`, which other
/// answers carry as well.
fn retry_after(answer: &HttpAnswer, unix: u64) -> Option<u64> {
    let number = |text: Option<&String>| text.and_then(|text| text.trim_ascii().parse::<u64>().ok());
    let after = number(answer.retry_after.as_ref()).map(|seconds| seconds.saturating_mul(1000));
    let reset = answer.rate_limit_reset.as_ref().filter(|_| answer.status == 429);
    after.or_else(|| number(reset).map(|at| at.saturating_mul(1000).saturating_sub(unix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIX: u64 = 1_750_084_500_000;
    const SESSION: &str = r#"{"sessionId":"ses_1","sessionToken":"hush+/=","iceServers":[{"urls":["stun:s"]},{"urls":"turn:t","username":"u","credential":"hush"}],"expiresAt":"2025-06-16T14:35:00Z","future":[1]}"#;

    fn refused(status: u16, body: &str) -> Error {
        let answer = HttpAnswer { status, body: body.into(), ..HttpAnswer::default() };
        read_answer(&answer, UNIX).expect_err("a refusal")
    }

    #[test]
    fn the_documented_answer() {
        let session = read_session(SESSION).unwrap();
        assert_eq!(session.id, "ses_1");
        assert_eq!(session.token.expose(), "hush+/=");
        assert_eq!(session.expires_at, Some(UNIX));
        assert_eq!(
            session.ice_servers.expose().as_str(),
            r#"[{"urls":["stun:s"]},{"urls":"turn:t","username":"u","credential":"hush"}]"#
        );
        assert!(!format!("{session:?}").contains("hush"), "a secret in print");
    }

    #[test]
    fn a_time_that_cannot_be_read_is_no_limit() {
        for time in ["\"soon\"", "null", "7"] {
            let session = read_session(&SESSION.replace("\"2025-06-16T14:35:00Z\"", time)).unwrap();
            assert_eq!(session.expires_at, None, "{time}");
        }
    }

    #[test]
    fn every_documented_field_has_to_be_there() {
        for (field, hurt) in [
            ("sessionId", SESSION.replace("sessionId", "x")),
            ("sessionId", SESSION.replace("\"ses_1\"", "\"\"")),
            ("sessionId", SESSION.replace("\"ses_1\"", "7")),
            ("sessionToken", SESSION.replace("sessionToken", "x")),
            ("sessionToken", SESSION.replace("\"hush+/=\"", "null")),
            ("iceServers", SESSION.replace("iceServers", "x")),
            ("iceServers", SESSION.replace("\"urls\":\"turn:t\",", "")),
            ("iceServers", r#"{"sessionId":"s","sessionToken":"t","iceServers":{}}"#.into()),
            ("JSON", "<html>".into()),
            ("JSON", String::new()),
            ("JSON", "[]".into()),
            ("JSON", SESSION[..SESSION.len() - 9].into()),
        ] {
            let error = read_session(&hurt).expect_err(&hurt);
            assert_eq!(error.code, Code::InvalidResponse);
            assert!(error.message.contains(field), "{field}: {}", error.message);
            assert!(!error.message.contains("hush"));
        }
    }

    #[test]
    fn the_request() {
        assert_eq!(request_body("agt_1", None), r#"{"agentId":"agt_1"}"#);
        let metadata = RawJson::parse(r#"{"a":[1.50,"x"]}"#).unwrap();
        assert_eq!(
            request_body("a\"b", Some(&metadata)),
            r#"{"agentId":"a\"b","metadata":{"a":[1.50,"x"]}}"#
        );
    }

    #[test]
    fn addresses_keep_the_bases_path_and_take_every_scheme() {
        let session = read_session(SESSION).unwrap();
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

    #[test]
    fn the_status_decides_and_the_problem_explains() {
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
            let error = refused(status, r#"{"title":"T","detail":"D.","status":1,"traceId":"00-ab"}"#);
            assert_eq!((error.code, error.status), (code, Some(status)));
            assert_eq!((error.message.as_ref(), error.trace_id.as_deref()), ("D.", Some("00-ab")));
        }
        assert_eq!(refused(403, r#"{"title":"Forbidden"}"#).message, "Forbidden");
        let page = refused(502, "<html>token hush</html>");
        assert_eq!(page.message, "The session request was refused without a readable reason.");
        let cut = refused(200, "{\"sessionId\":");
        assert_eq!((cut.code, cut.status), (Code::InvalidResponse, Some(200)));
    }

    #[test]
    fn how_long_to_wait() {
        let wait = |retry_after: Option<&str>, reset: Option<&str>| {
            let answer = HttpAnswer {
                status: 429,
                body: String::new(),
                retry_after: retry_after.map(Into::into),
                rate_limit_reset: reset.map(Into::into),
                ..HttpAnswer::default()
            };
            read_answer(&answer, UNIX).expect_err("a refusal").retry_after_ms
        };
        assert_eq!(wait(Some("7"), None), Some(7_000));
        assert_eq!(wait(Some(" 7 "), Some("1750084503")), Some(7_000), "the server's own word first");
        assert_eq!(wait(None, Some("1750084503")), Some(3_000));
        assert_eq!(wait(Some("Wed, 21 Oct 2015 07:28:00 GMT"), Some("1750084503")), Some(3_000));
        assert_eq!(wait(None, Some("1750000000")), Some(0), "it is over already");
        assert_eq!(wait(None, None), None);
        assert_eq!(wait(Some("99999999999999999999"), None), None);
        let busy = |retry_after: Option<&str>| {
            let answer = HttpAnswer {
                status: 503,
                retry_after: retry_after.map(Into::into),
                rate_limit_reset: Some("1750084503".into()),
                ..HttpAnswer::default()
            };
            read_answer(&answer, UNIX).expect_err("a refusal").retry_after_ms
        };
        assert_eq!(busy(Some("7")), Some(7_000));
        assert_eq!(busy(None), None, "the rate's window says nothing of when it is back");
    }
}
