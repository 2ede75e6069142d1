//! Access tokens: given by the login call, checked on every other.
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::http::problem::Problem;
use crate::log;
use crate::stamp;

/// What a token says: whom it is for, and until when (seconds since 1970).
#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    exp: u64,
    #[serde(default)]
    iat: u64,
}

#[derive(Deserialize)]
struct Credentials {
    email: Option<String>,
    password: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    access_token: String,
    expires_in: u64,
}

/// `POST /api/v1/auth/login`: any email and password will do, but for the password `wrong`.
pub(crate) async fn login(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, Problem> {
    let required = || Problem::new(StatusCode::BAD_REQUEST, "email and password are required.");
    let given: Credentials = serde_json::from_slice(&body).map_err(|_| required())?;
    let email = given.email.filter(|email| !email.is_empty()).ok_or_else(required)?;
    let password = given.password.filter(|password| !password.is_empty()).ok_or_else(required)?;
    if password == "wrong" {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "The email or the password is wrong."));
    }
    let (now, lifetime) = (stamp::unix(), app.options.token_lifetime.as_secs());
    let claims = Claims { sub: email, exp: now + lifetime, iat: now };
    let key = EncodingKey::from_secret(app.options.signing_key.as_bytes());
    let access_token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The token could not be signed."))?;
    log::line("login", "access token given");
    Ok(Json(Login { access_token, expires_in: lifetime }).into_response())
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whom a token is for, if it is signed with our key and its time is not over.
pub(crate) fn subject(app: &App, token: &str) -> Option<String> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = 0;
    rules.validate_aud = false;
    let key = DecodingKey::from_secret(app.options.signing_key.as_bytes());
    let token = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?;
    // A token whose last second is this one is over.
    (token.claims.exp > stamp::unix()).then_some(token.claims.sub)
}
