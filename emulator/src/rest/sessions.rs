//! `POST /api/v1/webrtc/sessions`: makes a session, or shows one of the ways in which that fails.
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::log;
use crate::rest::auth;
use crate::rest::ice::{self, IceServer};
use crate::rest::problem::Problem;
use crate::scenario::Scenario;
use crate::server::WithoutCors;
use crate::stamp;

/// Seconds after which a client that was told to wait may come again.
const RETRY_AFTER: u64 = 2;
/// How long ago the session of the scenario `expired` was over.
const EXPIRED_AGO: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    agent_id: Option<String>,
    metadata: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    session_id: String,
    session_token: String,
    expires_at: String,
    ice_servers: Vec<IceServer>,
}

/// Answers the request.
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    if auth::bearer(&headers).and_then(|token| auth::subject(&app, token)).is_none() {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "A valid access token is required."));
    }
    let asked: Asked = serde_json::from_slice(&body).map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "The body is not the JSON object that this endpoint takes.")
    })?;
    let agent_id = asked
        .agent_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "agentId is required."))?;
    if !agent_id.starts_with("agt_") {
        return Err(Problem::new(StatusCode::NOT_FOUND, "There is no such agent."));
    }
    let scenario = Scenario::of(&agent_id).unwrap_or_else(|| {
        log::line("session", "no scenario of that name (see /debug/scenarios): an ordinary call");
        Scenario::Ordinary
    });
    if let Some(answer) = instead(scenario).await {
        return Ok(answer);
    }
    let options = &app.options;
    let lifetime = if scenario == Scenario::Expired { Duration::ZERO } else { options.session_lifetime };
    let session = app
        .sessions
        .create(agent_id, scenario, asked.metadata, lifetime)
        .ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Too many sessions are open."))?;
    log::line(&session.id, "session made");
    let expires_at = if scenario == Scenario::Expired {
        stamp::seconds_ago(EXPIRED_AGO)
    } else {
        stamp::seconds_from_now(lifetime)
    };
    let given = Given {
        session_id: session.id.clone(),
        session_token: session.token.clone(),
        expires_at,
        ice_servers: ice::servers(options, &session.id),
    };
    if scenario == Scenario::MissingFields {
        return Ok(
            Json(json!({ "sessionId": given.session_id, "expiresAt": given.expires_at })).into_response()
        );
    }
    Ok(Json(given).into_response())
}

/// What a scenario answers instead of a session.
async fn instead(scenario: Scenario) -> Option<Response> {
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Some(match scenario {
        Scenario::Status(status) => refuse(status),
        Scenario::Html => {
            let html = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
            (StatusCode::BAD_GATEWAY, html, "<html><h1>502 Bad Gateway</h1></html>").into_response()
        }
        Scenario::Garbage => (json, "{\"sessionId\":").into_response(),
        Scenario::Empty => (json, "").into_response(),
        Scenario::NoCors => {
            let refused = Problem::new(StatusCode::UNAUTHORIZED, "A valid access token is required.");
            let mut response = refused.into_response();
            response.extensions_mut().insert(WithoutCors);
            response
        }
        Scenario::Hang => std::future::pending().await,
        Scenario::Slow(for_so_long) => {
            tokio::time::sleep(for_so_long).await;
            return None;
        }
        _ => return None,
    })
}

fn refuse(status: u16) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Problem::new(code, format!("This agent always answers {status}.")).into_response();
    if code == StatusCode::TOO_MANY_REQUESTS {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, RETRY_AFTER.into());
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), 10.into());
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), 0.into());
        headers.insert(HeaderName::from_static("x-ratelimit-reset"), (stamp::unix() + RETRY_AFTER).into());
        headers.insert(HeaderName::from_static("x-ratelimit-policy"), HeaderValue::from_static("sessions"));
    }
    response
}
