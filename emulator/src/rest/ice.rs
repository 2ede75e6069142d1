//! The `iceServers` of a session: STUN, and TURN with credentials that live as long as the session.
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::cli::Options;
use crate::stamp;

/// One entry, as `RTCPeerConnection` takes it.
#[derive(Serialize)]
pub(crate) struct IceServer {
    urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<String>,
}

/// The servers for one session.
pub(crate) fn servers(options: &Options, session_id: &str) -> Vec<IceServer> {
    let mut servers = Vec::new();
    if !options.stun.is_empty() {
        servers.push(IceServer { urls: options.stun.clone(), username: None, credential: None });
    }
    if let Some(secret) = options.turn_secret.as_ref().filter(|_| !options.turn.is_empty()) {
        let username = format!("{}:{session_id}", stamp::unix() + options.session_lifetime.as_secs());
        let credential = credential(secret, &username);
        servers.push(IceServer {
            urls: options.turn.clone(),
            username: Some(username),
            credential: Some(credential),
        });
    }
    servers
}

/// The password that coturn (`use-auth-secret`) computes for a user name (draft-uberti-behave-turn-rest, which
/// prescribes SHA-1).
fn credential(secret: &str, username: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, username.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_what_the_turn_server_computes() {
        // printf 1900000000:alice | openssl dgst -sha1 -hmac s3cret -binary | base64
        assert_eq!(credential("s3cret", "1900000000:alice"), "hArt1mnl56HgHlFjW9QmdLhVDWo=");
    }
}
