//! What a server answers to `POST {hub}/negotiate`.

use serde::Deserialize;

use super::{Cause, ProtocolError};
use crate::{
    json::{self, RawRef},
    secret::Secret,
};

/// A usable answer.
pub(super) enum Answer {
    /// Negotiate again elsewhere.
    Redirect { url: Secret, token: Option<Secret> },
    /// Open the socket with this id.
    Connect { id: Secret, stateful: bool },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow, rename = "ProtocolVersion")]
    classic: Option<RawRef<'a>>,
    error: Option<String>,
    url: Option<String>,
    access_token: Option<String>,
    connection_id: Option<String>,
    connection_token: Option<String>,
    negotiate_version: Option<i64>,
    #[serde(default)]
    available_transports: Vec<Transport>,
    use_stateful_reconnect: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transport {
    transport: String,
    #[serde(default)]
    transfer_formats: Vec<String>,
}

/// Reads the body of a successful answer. `stateful` says whether stateful reconnect was asked for.
pub(super) fn read(body: &str, stateful: bool) -> Result<Answer, Cause> {
    let Ok(body) = json::from_str::<Body<'_>>(body) else {
        return Err(protocol("Negotiation was answered with something else than SignalR's JSON."));
    };
    if body.classic.is_some() {
        return Err(protocol("The server speaks classic ASP.NET SignalR, not ASP.NET Core SignalR."));
    }
    if let Some(error) = body.error.filter(|error| !error.is_empty()) {
        return Err(Cause::Refused(error));
    }
    if let Some(url) = body.url.filter(|url| !url.is_empty()) {
        return Ok(Answer::Redirect { url: Secret::new(url), token: body.access_token.map(Secret::new) });
    }
    let socket = |transport: &Transport| {
        transport.transport == "WebSockets"
            && transport.transfer_formats.iter().any(|format| format == "Text")
    };
    if !body.available_transports.iter().any(socket) {
        return Err(protocol("The server offers no WebSockets with text."));
    }
    // Version 0 has one id for both purposes.
    let version = body.negotiate_version.unwrap_or_default();
    let id = if version < 1 { body.connection_id } else { body.connection_token };
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Err(protocol("Negotiation was answered without a connection id."));
    };
    let granted = body.use_stateful_reconnect.unwrap_or_default();
    if granted && !stateful {
        return Err(protocol("The server uses stateful reconnect, which was not asked for."));
    }
    Ok(Answer::Connect { id: Secret::new(id), stateful: granted })
}

fn protocol(message: &'static str) -> Cause {
    Cause::Protocol(ProtocolError::from(message))
}
