//! Which tokens have no business in a browser.

use crate::{
    error::{Code, Error},
    secret::Secret,
};

/// Whether this is one of the two kinds of key that belong on a server.
pub(crate) fn is_api_key(token: &Secret) -> bool {
    let token = token.expose().trim_ascii();
    token.starts_with("vsnp_live_") || token.starts_with("vsnp_sb_")
}

/// What is said of such a key, before it leaves the page.
pub(crate) fn api_key_refused() -> Error {
    Error::new(
        Code::ApiKeyInBrowser,
        "accessToken is an API key, and everyone who opens the page could read it.",
    )
}
