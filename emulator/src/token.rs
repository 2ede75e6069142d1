//! Access tokens: signed at login, verified by REST and hub.
use axum::http::{HeaderMap, header};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::stamp;

/// What a token states: its subject, and until when and since when it is valid (seconds since 1970).
#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    exp: u64,
    #[serde(default)]
    iat: u64,
}

/// A token for this subject, valid for `lifetime` seconds. `None`: it could not be signed.
pub(crate) fn sign(key: &str, subject: String, lifetime: u64) -> Option<String> {
    let now = stamp::unix();
    let claims = Claims { sub: subject, exp: now + lifetime, iat: now };
    let key = EncodingKey::from_secret(key.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).ok()
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The subject of a token that is signed with this key and has not expired.
pub(crate) fn subject(key: &str, token: &str) -> Option<String> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = 0;
    rules.validate_aud = false;
    let key = DecodingKey::from_secret(key.as_bytes());
    let token = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?;
    // In its last second a token has expired.
    (token.claims.exp > stamp::unix()).then_some(token.claims.sub)
}
