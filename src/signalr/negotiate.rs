//! What a server answers to `POST {hub}/negotiate`.

use super::{Cause, ProtocolError};
use crate::{
    secret::Secret,
    wire::{Object, Value},
};

/// A usable answer.
pub(super) enum Answer {
    /// Negotiate again elsewhere.
    Redirect { url: Secret, token: Option<Secret> },
    /// Open the socket with this id.
    Connect { id: Secret, stateful: bool },
}

/// Reads the body of a successful answer. `stateful`: stateful reconnect was requested.
pub(super) fn read(body: &str, stateful: bool) -> Result<Answer, Cause> {
    let Some(answer) = Object::parse(body) else {
        return Err(protocol("Negotiation was not answered with SignalR's JSON."));
    };
    if answer.field("ProtocolVersion").is_some() {
        return Err(protocol("The server speaks classic ASP.NET SignalR, not ASP.NET Core SignalR."));
    }
    if let Some(error) = answer.non_empty_str("error") {
        return Err(Cause::Refused(error));
    }
    if let Some(url) = answer.non_empty_str("url") {
        let token = answer.non_empty_str("accessToken").map(Secret::new);
        return Ok(Answer::Redirect { url: Secret::new(url), token });
    }
    if !answer.field("availableTransports").is_some_and(|transports| offers_text_sockets(&transports)) {
        return Err(protocol("The server offers no WebSockets with text."));
    }
    // Version 0 has one id for both purposes.
    let is_old = answer.field("negotiateVersion").is_none_or(|version| version.unsigned() == Some(0));
    let Some(id) = answer.non_empty_str(if is_old { "connectionId" } else { "connectionToken" }) else {
        return Err(protocol("Negotiation was answered without a connection id."));
    };
    let granted = answer.bool("useStatefulReconnect") == Some(true);
    if granted && !stateful {
        return Err(protocol("The server uses stateful reconnect, which was not requested."));
    }
    Ok(Answer::Connect { id: Secret::new(id), stateful: granted })
}

/// Whether `[{"transport":"WebSockets","transferFormats":["Text"]}]` is among the transports.
fn offers_text_sockets(transports: &Value) -> bool {
    transports.items().any(|transport| {
        let transport = Object::from_value(&transport);
        let formats = transport.field("transferFormats").unwrap_or_else(Value::empty_array);
        transport.str("transport").as_deref() == Some("WebSockets")
            && formats.items().any(|format| format.text().as_deref() == Some("Text"))
    })
}

fn protocol(message: &'static str) -> Cause {
    Cause::Protocol(ProtocolError::from(message))
}
