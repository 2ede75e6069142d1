//! One HTTP server for everything: REST, hub, pages; with CORS for pages that come from elsewhere.
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, AllowPrivateNetwork, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::http::cors::withhold_cors;
use crate::http::problem::Problem;
use crate::{hub, rest};

/// How long a browser may remember that it may ask.
const PREFLIGHT: Duration = Duration::from_hours(2);
/// Headers of an answer that a page may read.
const EXPOSED: [HeaderName; 5] = [
    header::RETRY_AFTER,
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    HeaderName::from_static("x-ratelimit-policy"),
];

/// The whole server.
pub(crate) fn router(app: Arc<App>) -> Router {
    let api = rest::routes().merge(hub::routes());
    let mut router = api.layer(SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    ));
    // A page that was just built is the one to show.
    let fresh =
        || SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for mount in &app.options.mount {
        router = router
            .merge(Router::new().nest_service(&mount.prefix, ServeDir::new(&mount.folder)).layer(fresh()));
    }
    let router = match &app.options.www {
        Some(folder) => {
            router.fallback_service(Router::new().fallback_service(ServeDir::new(folder)).layer(fresh()))
        }
        None => router.fallback(nothing_here),
    };
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_credentials(true)
        .allow_private_network(AllowPrivateNetwork::yes())
        .expose_headers(EXPOSED)
        .max_age(PREFLIGHT);
    router.layer(cors).layer(middleware::from_fn(withhold_cors)).with_state(app)
}

async fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is nothing here. Pages are served with --www DIR.")
}
