//! What a server answers to `POST {hub}/negotiate`.

use super::{Cause, ProtocolError};
use crate::{
    json::{self, Entry, RawRef},
    object::Object,
    secret::Secret,
};

/// A usable answer.
pub(super) enum Answer {
    /// Negotiate again elsewhere.
    Redirect { url: Secret, token: Option<Secret> },
    /// Open the socket with this id.
    Connect { id: Secret, stateful: bool },
}

/// Reads the body of a successful answer. `stateful` says whether stateful reconnect was asked for.
pub(super) fn read(body: &str, stateful: bool) -> Result<Answer, Cause> {
    let Some(answer) = Object::read(body) else {
        return Err(protocol("Negotiation was answered with something else than SignalR's JSON."));
    };
    if answer.field("ProtocolVersion").is_some() {
        return Err(protocol("The server speaks classic ASP.NET SignalR, not ASP.NET Core SignalR."));
    }
    if let Some(error) = answer.filled("error") {
        return Err(Cause::Refused(error));
    }
    if let Some(url) = answer.filled("url") {
        let token = answer.filled("accessToken").map(Secret::new);
        return Ok(Answer::Redirect { url: Secret::new(url), token });
    }
    if !answer.field("availableTransports").is_some_and(offers_text_sockets) {
        return Err(protocol("The server offers no WebSockets with text."));
    }
    // Version 0 has one id for both purposes.
    let is_old = answer.field("negotiateVersion").is_none_or(|version| version.as_str() == "0");
    let Some(id) = answer.filled(if is_old { "connectionId" } else { "connectionToken" }) else {
        return Err(protocol("Negotiation was answered without a connection id."));
    };
    let granted = answer.flag("useStatefulReconnect") == Some(true);
    if granted && !stateful {
        return Err(protocol("The server uses stateful reconnect, which was not asked for."));
    }
    Ok(Answer::Connect { id: Secret::new(id), stateful: granted })
}

/// Whether `[{"transport":"WebSockets","transferFormats":["Text"]}]` is among the transports.
fn offers_text_sockets(transports: RawRef<'_>) -> bool {
    items(transports).iter().any(|(_, transport)| {
        let transport = Object::read(transport.as_str()).unwrap_or_default();
        let formats = transport.field("transferFormats").map(items).unwrap_or_default();
        transport.filled("transport").is_some_and(|name| name == "WebSockets")
            && formats.iter().any(|(_, format)| format.as_str() == r#""Text""#)
    })
}

/// The items of an array; none where there is no array.
fn items(field: RawRef<'_>) -> Vec<Entry<'_>> {
    json::items(field.as_str()).unwrap_or_default()
}

fn protocol(message: &'static str) -> Cause {
    Cause::Protocol(ProtocolError::from(message))
}
