//! Responses that go out without CORS headers.
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// Marks a response that goes out without CORS headers (the scenario `no_cors`).
#[derive(Clone)]
pub(crate) struct WithoutCors;

/// Takes the CORS headers from a response that is marked so.
pub(crate) async fn withhold_cors(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.extensions().get::<WithoutCors>().is_some() {
        let headers = response.headers_mut();
        let cors: Vec<_> =
            headers.keys().filter(|name| name.as_str().starts_with("access-control-")).cloned().collect();
        for name in cors {
            headers.remove(name);
        }
    }
    response
}
