//! `POST /api/v1/webrtc/sessions`: creates a session, or fails as the scenario says.
use std::convert::Infallible;
use std::iter;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::cors::WithoutCors;
use crate::http::problem::Problem;
use crate::log;
use crate::rest::ice;
use crate::rest::state::Rest;
use crate::scenario::{self, Expiry, Reply, Retry, Scenario};
use crate::stamp;
use crate::token;

/// How long ago a session expired that is not usable.
const EXPIRED_AGO: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    agent_id: Option<String>,
    metadata: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    session_id: String,
    session_token: String,
    expires_at: String,
    ice_servers: Vec<Value>,
}

/// Answers the request.
pub(crate) async fn create(
    State(rest): State<Arc<Rest>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    if token::bearer(&headers).and_then(|token| token::subject(&rest.options.signing_key, token)).is_none() {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "A valid access token is required."));
    }
    let request: Request = serde_json::from_slice(&body).map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "The body is not the JSON object that this endpoint takes.")
    })?;
    let agent_id = request
        .agent_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "agentId is required."))?;
    if !agent_id.starts_with("agt_") {
        return Err(Problem::new(StatusCode::NOT_FOUND, "There is no such agent."));
    }
    let scenario = scenario::of(&agent_id).unwrap_or_else(|| {
        log::line("session", "no scenario of that name (see /debug/scenarios): an ordinary call");
        Scenario::ORDINARY
    });
    tokio::time::sleep(scenario.delay).await;
    if let Some(answer) = instead(scenario.reply).await {
        return Ok(answer);
    }
    let options = &rest.options;
    let lifetime = if scenario.expiry == Expiry::Passed { Duration::ZERO } else { options.session_lifetime };
    let session = rest
        .sessions
        .create(agent_id, scenario, request.metadata, lifetime)
        .ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many sessions are open."))?;
    log::line(&session.id, "session created");
    let expires_at = match scenario.expiry {
        Expiry::Lifetime => stamp::seconds_from_now(lifetime),
        Expiry::Passed => stamp::seconds_before(Duration::ZERO, EXPIRED_AGO),
        Expiry::ClockAhead(seconds) => stamp::seconds_from_now(lifetime + Duration::from_secs(seconds)),
        Expiry::ClockBehind(seconds) => stamp::seconds_before(lifetime, Duration::from_secs(seconds)),
    };
    let mut ice_servers: Vec<Value> = serde_json::from_str(scenario.ice_servers).unwrap_or_default();
    ice_servers.extend(ice::servers(options, &session.id).iter().map(|server| json!(server)));
    let created = Created {
        session_id: session.id.clone(),
        session_token: session.token.clone(),
        expires_at,
        ice_servers,
    };
    if scenario.reply == Reply::MissingToken {
        return Ok(
            Json(json!({ "sessionId": created.session_id, "expiresAt": created.expires_at })).into_response()
        );
    }
    Ok(Json(created).into_response())
}

/// The answer that takes the place of a session, if the scenario has one.
async fn instead(reply: Reply) -> Option<Response> {
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Some(match reply {
        Reply::Session | Reply::MissingToken => return None,
        Reply::Refusal(status, retry) => refuse(status, retry),
        Reply::Html => {
            let html = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
            (StatusCode::BAD_GATEWAY, html, "<html><h1>502 Bad Gateway</h1></html>").into_response()
        }
        Reply::Text(text) => (json, text).into_response(),
        Reply::Large(megabytes) => (json, large(megabytes)).into_response(),
        Reply::NoCors => {
            let refused = Problem::new(StatusCode::UNAUTHORIZED, "A valid access token is required.");
            let mut response = refused.into_response();
            response.extensions_mut().insert(WithoutCors);
            response
        }
        Reply::Never => std::future::pending().await,
    })
}

/// A JSON object of this many megabytes, in pieces: it is never in memory as a whole.
fn large(megabytes: u64) -> Body {
    let piece = Bytes::from(vec![b'x'; 1 << 20]);
    let count = usize::try_from(megabytes).unwrap_or(usize::MAX);
    let pieces = iter::once(Bytes::from_static(b"{\"text\":\""))
        .chain(iter::repeat_n(piece, count))
        .chain(iter::once(Bytes::from_static(b"\"}")));
    Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)))
}

fn refuse(status: u16, retry: Retry) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Problem::new(code, format!("This agent always answers {status}.")).into_response();
    if code == StatusCode::TOO_MANY_REQUESTS {
        let (seconds, retry_after) = match retry {
            Retry::Seconds(seconds) => (seconds, HeaderValue::from(seconds)),
            Retry::Date(seconds) => (seconds, http_date(Duration::from_secs(seconds))),
        };
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, retry_after);
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), 10.into());
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), 0.into());
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), (stamp::unix() + seconds).into());
        headers.insert(HeaderName::from_static("x-ratelimit-policy"), HeaderValue::from_static("sessions"));
    }
    response
}

/// The time `after` from now, as an HTTP header has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(after: Duration) -> HeaderValue {
    let date = httpdate::fmt_http_date(SystemTime::now() + after);
    HeaderValue::from_str(&date).unwrap_or_else(|_| HeaderValue::from_static(""))
}
