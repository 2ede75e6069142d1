//! Access tokens for everybody: `POST /api/v1/auth/login`, and `GET /voice-token` in place of a backend.
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use crate::http::problem::Problem;
use crate::log;
use crate::rest::state::Rest;
use crate::token;

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

/// `POST /api/v1/auth/login`: any email and password are accepted, except the password `wrong`.
pub(crate) async fn login(State(rest): State<Arc<Rest>>, body: Bytes) -> Result<Response, Problem> {
    let required = || Problem::new(StatusCode::BAD_REQUEST, "email and password are required.");
    let given: Credentials = serde_json::from_slice(&body).map_err(|_| required())?;
    let email = given.email.filter(|email| !email.is_empty()).ok_or_else(required)?;
    let password = given.password.filter(|password| !password.is_empty()).ok_or_else(required)?;
    if password == "wrong" {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "The email or the password is wrong."));
    }
    let access_token = issue(&rest, email)?;
    Ok(Json(Login { access_token, expires_in: rest.options.token_lifetime.as_secs() }).into_response())
}

/// `GET /voice-token`: what an application's own backend answers its signed-in users, here without a sign-in. For development.
pub(crate) async fn voice_token(State(rest): State<Arc<Rest>>) -> Result<String, Problem> {
    issue(&rest, "user@example.com".to_owned())
}

fn issue(rest: &Rest, subject: String) -> Result<String, Problem> {
    let access_token = token::sign(&rest.options.signing_key, subject, rest.options.token_lifetime.as_secs())
        .ok_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The token could not be signed."))?;
    log::line("login", "access token issued");
    Ok(access_token)
}
