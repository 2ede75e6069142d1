//! The REST calls: `/api/v1/…` as documented, `/voice-token` for pages without a backend, and `/debug/…` for tests and the demo page.
mod debug;
mod ice;
mod login;
mod sessions;
pub(crate) mod state;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use self::state::Rest;

/// The routes.
pub(crate) fn routes(rest: Arc<Rest>) -> Router {
    Router::new()
        .route("/api/v1/auth/login", post(login::login))
        .route("/api/v1/webrtc/sessions", post(sessions::create))
        .route("/voice-token", get(login::voice_token))
        .route("/debug/sessions", get(debug::sessions))
        .route("/debug/sessions/{id}", get(debug::session))
        .route("/debug/scenarios", get(debug::scenarios))
        .route("/debug/ready", get(debug::ready))
        .route("/debug/shutdown", post(debug::shutdown))
        .with_state(rest)
}
