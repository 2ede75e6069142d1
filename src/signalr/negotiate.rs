//! What a server answers to `POST {hub}/negotiate`.

use std::borrow::Cow;

use super::{Cause, ProtocolError};
use crate::{
    json::{self, Entry, RawRef},
    secret::Secret,
};

/// A usable answer.
pub(super) enum Answer {
    /// Negotiate again elsewhere.
    Redirect { url: Secret, token: Option<Secret> },
    /// Open the socket with this id.
    Connect { id: Secret, stateful: bool },
}

const FIELDS: [&str; 9] = [
    "ProtocolVersion",
    "error",
    "url",
    "accessToken",
    "connectionId",
    "connectionToken",
    "negotiateVersion",
    "availableTransports",
    "useStatefulReconnect",
];

/// Reads the body of a successful answer. `stateful` says whether stateful reconnect was asked for.
pub(super) fn read(body: &str, stateful: bool) -> Result<Answer, Cause> {
    let mut fields = [None; 9];
    let end = json::read_fields(body, &FIELDS, &mut fields);
    if !end.is_ok_and(|end| body.get(end..).unwrap_or_default().trim_ascii_start().is_empty()) {
        return Err(protocol("Negotiation was answered with something else than SignalR's JSON."));
    }
    let [classic, error, url, token, connection, secret, version, transports, granted] = fields;
    if classic.is_some() {
        return Err(protocol("The server speaks classic ASP.NET SignalR, not ASP.NET Core SignalR."));
    }
    if let Some(error) = text(error) {
        return Err(Cause::Refused(error));
    }
    if let Some(url) = text(url) {
        return Ok(Answer::Redirect { url: Secret::new(url), token: text(token).map(Secret::new) });
    }
    if !transports.is_some_and(offers_text_sockets) {
        return Err(protocol("The server offers no WebSockets with text."));
    }
    // Version 0 has one id for both purposes.
    let is_old = version.is_none_or(|version| matches!(version.as_str(), "0" | "null"));
    let Some(id) = text(if is_old { connection } else { secret }) else {
        return Err(protocol("Negotiation was answered without a connection id."));
    };
    let granted = granted.is_some_and(|granted| granted.as_str() == "true");
    if granted && !stateful {
        return Err(protocol("The server uses stateful reconnect, which was not asked for."));
    }
    Ok(Answer::Connect { id: Secret::new(id), stateful: granted })
}

/// A text that says something.
fn text(field: Option<RawRef<'_>>) -> Option<String> {
    json::text(field?.as_str()).filter(|text| !text.is_empty()).map(Cow::into_owned)
}

/// Whether `[{"transport":"WebSockets","transferFormats":["Text"]}]` is among the transports.
fn offers_text_sockets(transports: RawRef<'_>) -> bool {
    items(transports).iter().any(|(_, transport)| {
        let mut fields = [None; 2];
        let read = json::read_fields(transport.as_str(), &["transport", "transferFormats"], &mut fields);
        let is = |field: &RawRef<'_>, expected| field.as_str() == expected;
        matches!((read, fields), (Ok(_), [Some(name), Some(formats)])
            if is(&name, r#""WebSockets""#) && items(formats).iter().any(|(_, format)| is(format, r#""Text""#)))
    })
}

/// The items of an array; none where there is no array.
fn items(field: RawRef<'_>) -> Vec<Entry<'_>> {
    json::items(field.as_str()).unwrap_or_default()
}

fn protocol(message: &'static str) -> Cause {
    Cause::Protocol(ProtocolError::from(message))
}
