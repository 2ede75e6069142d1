//! The session request and what may come back: the session, or a refusal with its reason.
//!
//! Source: the WebRTC documentation page, step 1; refusals are RFC 7807 problem details.

pub(crate) mod token;

use crate::{
    error::{Code, Error},
    secret::Secret,
    wire::{self, RetryHints, http::HttpAnswer, session::Problem},
};

pub use crate::wire::session::{IceServer, Session, SessionRequest};

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

/// Reads the server's answer; `unix` is the local clock on its arrival, in milliseconds of Unix time, which only serves to
/// read absolute times where the answer has no readable `Date`.
///
/// # Errors
/// `unauthorized`, `forbidden`, `agent_not_found`, `rate_limited`, `invalid_request`, `server_error` by the
/// status, `invalid_response` where a success is not the documented JSON.
pub fn read_answer(answer: &HttpAnswer, unix: u64) -> Result<Session, Error> {
    let code = match answer.status {
        200..=299 => {
            return Session::from_json(&answer.body).map_err(|message| {
                Error::new(Code::InvalidResponse, message).with_status(Some(answer.status))
            });
        }
        401 => Code::Unauthorized,
        403 => Code::Forbidden,
        404 => Code::AgentNotFound,
        429 => Code::RateLimited,
        400..=499 => Code::InvalidRequest,
        500..=599 => Code::ServerError,
        _ => Code::InvalidResponse,
    };
    let problem = Problem::from_json(&answer.body);
    let error = match problem.message {
        Some(message) => Error::new(code, message),
        None => Error::new(code, "The session request was refused without a readable reason."),
    };
    let retry_after = RetryHints {
        retry_after: answer.retry_after.as_deref(),
        // Other answers carry it as well, and it says nothing of when they change.
        rate_limit_reset: answer.rate_limit_reset.as_deref().filter(|_| answer.status == 429),
        date: answer.date.as_deref(),
    }
    .wait(unix);
    Err(error
        .with_status(answer.status)
        .with_trace_id(problem.trace_id)
        .with_data(problem.data)
        .with_retry_after(retry_after))
}

/// Reads a session that the application provides.
///
/// # Errors
/// `session_failed` where it is not the documented JSON.
pub fn read_provided(body: &Secret) -> Result<Session, Error> {
    Session::from_json(body.expose()).map_err(|message| Error::new(Code::SessionFailed, message))
}
