//! The HTTP requests of a call, through the browser's fetch.

use crate::{secret::Secret, session::HttpAnswer};
use gloo_net::http::Request;
use web_sys::AbortSignal;

/// Posts `body`, or nothing, as the token's bearer; `None` where no readable answer came.
pub(super) async fn post(
    url: &str,
    token: Option<&Secret>,
    body: Option<String>,
    abort: Option<&AbortSignal>,
) -> Option<HttpAnswer> {
    let mut request = Request::post(url).abort_signal(abort);
    if let Some(token) = token {
        request = request.header("Authorization", &["Bearer ", token.expose()].concat());
    }
    let request = match body {
        Some(body) => request.header("Content-Type", "application/json").body(body),
        None => request.build(),
    };
    let response = request.ok()?.send().await.ok()?;
    let headers = response.headers();
    Some(HttpAnswer {
        status: response.status(),
        retry_after: headers.get("Retry-After"),
        rate_limit_reset: headers.get("X-RateLimit-Reset"),
        body: response.text().await.ok()?,
    })
}
