//! `/hubs/webrtc`: the SignalR server side, written from its specification.
mod connection;
mod handshake;
mod message;
mod methods;
mod negotiate;
mod reader;
pub(crate) mod state;

use std::sync::Arc;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use self::negotiate::{Redirect, Refused};
use self::state::Hub;
use crate::http::problem::Problem;
use crate::id;
use crate::scenario::{Admission, Handshake, Negotiation, Scenario};
use crate::session::Shared;
use crate::token;

/// Bytes in one WebSocket message at most; it may hold many hub messages.
const FRAME_LIMIT: usize = 1024 * 1024;

/// Seconds after which a client that the hub refuses as too busy may try again.
const RETRY_AFTER: u64 = 2;

/// The parameters of the hub's query.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    session_token: Option<String>,
    #[serde(rename = "access_token")]
    access_token: Option<String>,
    id: Option<String>,
    negotiate_version: Option<u8>,
    /// Set in the URL of a redirect, to recognize the client that follows it.
    redirected: Option<u8>,
}

/// The hub's routes.
pub(crate) fn routes(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/hubs/webrtc", get(open))
        .route("/hubs/webrtc/negotiate", post(negotiate))
        .with_state(hub)
}

impl Parameters {
    /// The access token, from the query or from the header.
    fn bearer<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        self.access_token.as_deref().or_else(|| token::bearer(headers)).unwrap_or_default()
    }

    fn session(&self, hub: &Hub) -> Option<Shared> {
        hub.sessions.by_token(self.session_token.as_deref()?)
    }
}

/// Refuses what both socket and negotiation refuse.
fn admit(hub: &Hub, query: &Parameters, headers: &HeaderMap) -> Result<(Option<Shared>, Scenario), Problem> {
    let session = query.session(hub);
    if token::subject(&hub.options.signing_key, query.bearer(headers)).is_none() {
        return Err(refused(401));
    }
    let scenario = session.as_ref().map_or(Scenario::ORDINARY, |session| session.scenario);
    match scenario.admission {
        Admission::Refused(status) => return Err(refused(status)),
        Admission::Once(status) if session.as_ref().is_some_and(|session| session.connections() > 0) => {
            return Err(refused(status));
        }
        Admission::Open | Admission::Once(_) => {}
    }
    Ok((session, scenario))
}

fn refused(status: u16) -> Problem {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let detail = match status {
        StatusCode::UNAUTHORIZED => "A valid access token is required.",
        StatusCode::FORBIDDEN => "This agent takes no calls from here.",
        _ => "The hub takes no connections now.",
    };
    let problem = Problem::new(status, detail);
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => problem.retry_after(RETRY_AFTER),
        _ => problem,
    }
}

async fn negotiate(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (session, scenario) = admit(&hub, &query, &headers)?;
    if scenario.negotiation == Negotiation::Redirected && query.redirected.is_none() {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        // The client drops its query: the URL contains what it needs.
        let token = session.map(|session| percent_encode(&session.token)).unwrap_or_default();
        let url = format!("http://{host}/hubs/webrtc?redirected=1&sessionToken={token}");
        return Ok(Json(Redirect { url, access_token: query.bearer(&headers).to_owned() }).into_response());
    }
    Ok(Json(hub.negotiated.answer(query.negotiate_version.unwrap_or(0))).into_response())
}

async fn open(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let (session, scenario) = admit(&hub, &query, &headers)?;
    let upgrade =
        upgrade.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "The hub takes WebSocket connections."))?;
    if scenario.handshake == Handshake::NoUpgrade {
        std::future::pending::<()>().await;
    }
    if scenario.negotiation != Negotiation::Optional && query.id.is_none() {
        return Err(Problem::new(StatusCode::NOT_FOUND, "No connection with that id: negotiate first."));
    }
    let id = match &query.id {
        None => id::connection(),
        Some(token) => hub.negotiated.open(token).map_err(|refused| match refused {
            Refused::Unknown => Problem::new(StatusCode::NOT_FOUND, "No connection with that id."),
            Refused::InUse => Problem::new(StatusCode::CONFLICT, "That connection has its socket already."),
        })?,
    };
    let upgrade = upgrade.max_message_size(FRAME_LIMIT).max_frame_size(FRAME_LIMIT);
    Ok(upgrade.on_upgrade(async move |socket| {
        connection::serve(hub.clone(), id, session, socket).await;
        if let Some(token) = query.id {
            hub.negotiated.close(&token);
        }
    }))
}

/// Encodes everything but letters and digits, for a value in a query.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_a_query() {
        assert_eq!(percent_encode("a+/=_1"), "a%2B%2F%3D%5F1");
    }
}
