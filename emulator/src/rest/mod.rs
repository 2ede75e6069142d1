//! The REST calls: `/api/v1/…` as documented, and `/debug/…` for tests and the demo page.
pub(crate) mod debug;
pub(crate) mod ice;
pub(crate) mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::token;

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/auth/login", post(token::login))
        .route("/api/v1/webrtc/sessions", post(sessions::create))
        .route("/debug/sessions", get(debug::sessions))
        .route("/debug/sessions/{id}", get(debug::session))
        .route("/debug/scenarios", get(debug::scenarios))
        .route("/debug/ready", get(debug::ready))
        .route("/debug/shutdown", post(debug::shutdown))
}
