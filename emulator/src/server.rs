//! One HTTP server for everything: REST, hub, pages; with CORS for pages that come from elsewhere.
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, AllowPrivateNetwork, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::cli::Options;
use crate::http::cors::withhold_cors;
use crate::http::problem::Problem;

/// How long a browser may cache the answer to a preflight request.
const PREFLIGHT: Duration = Duration::from_hours(2);
/// Headers of an answer that a page may read.
const EXPOSED: [HeaderName; 5] = [
    header::RETRY_AFTER,
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    HeaderName::from_static("x-ratelimit-policy"),
];

/// The whole server: the API, the pages of the command line, and CORS for both.
pub(crate) fn router(options: &Options, api: Router) -> Router {
    let mut router = api.layer(SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store"),
    ));
    // A page that has just been built must be the one that is shown.
    let fresh =
        || SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for mount in &options.mount {
        router = router
            .merge(Router::new().nest_service(&mount.prefix, ServeDir::new(&mount.folder)).layer(fresh()));
    }
    let router = match &options.www {
        Some(folder) => {
            router.fallback_service(Router::new().fallback_service(ServeDir::new(folder)).layer(fresh()))
        }
        None => router.fallback(not_found),
    };
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_credentials(true)
        .allow_private_network(AllowPrivateNetwork::yes())
        .expose_headers(EXPOSED)
        .max_age(PREFLIGHT);
    router.layer(cors).layer(middleware::from_fn(withhold_cors))
}

async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is nothing here. Pages are served with --www DIR.")
}
