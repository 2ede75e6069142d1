//! The JSON hub protocol, server side: what a client may send, and what the server writes.
//!
//! Written from the `HubProtocol` specification and from what ASP.NET Core does with each mistake, as observed.
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::Event;
use crate::scenario::Fields;

/// Ends every message.
pub(crate) const SEPARATOR: char = '\u{1e}';
/// The whole ping message.
pub(crate) const PING: &str = "{\"type\":6}\u{1e}";
/// The answer to a handshake that was accepted.
pub(crate) const HANDSHAKE_DONE: &str = "{}\u{1e}";

/// A message from the client.
#[derive(Debug, PartialEq)]
pub(crate) enum Incoming {
    /// A method to run; with an id, it wants a completion.
    Invoke {
        /// The id of the completion.
        id: Option<String>,
        /// The method, matched without regard to case.
        target: String,
        /// Its arguments.
        arguments: Vec<Value>,
    },
    /// A method to run as a stream. The hub has none.
    Stream {
        /// The id of the completion.
        id: String,
        /// The method.
        target: String,
    },
    /// The client is alive.
    Ping,
    /// The client closes.
    Close,
    /// Something that this server ignores: items of streams, cancellations, acknowledgements, unknown types.
    Other,
}

/// A message that ends the connection.
#[derive(Debug, PartialEq)]
pub(crate) struct Malformed;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    #[serde(rename = "type")]
    kind: u64,
    #[serde(default, deserialize_with = "present")]
    invocation_id: Option<Value>,
    target: Option<String>,
    arguments: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<String>,
    sequence_id: Option<i64>,
}

/// Keeps `null` apart from an absent field.
fn present<'de, D: serde::Deserializer<'de>>(field: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(field).map(Some)
}

impl Incoming {
    /// Reads one message, without its separator.
    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let fields: Received = serde_json::from_str(text).map_err(|_| Malformed)?;
        let id = match fields.invocation_id {
            None => None,
            Some(Value::String(id)) if !id.is_empty() => Some(id),
            Some(_) => return Err(Malformed),
        };
        let target = fields.target.filter(|target| !target.is_empty());
        match fields.kind {
            1 => Ok(Self::Invoke {
                id,
                target: target.ok_or(Malformed)?,
                arguments: fields.arguments.ok_or(Malformed)?,
            }),
            4 => {
                fields.arguments.ok_or(Malformed)?;
                Ok(Self::Stream { id: id.ok_or(Malformed)?, target: target.ok_or(Malformed)? })
            }
            3 if id.is_none() || fields.result.is_some() && fields.error.is_some() => Err(Malformed),
            2 | 5 if id.is_none() => Err(Malformed),
            8 | 9 if fields.sequence_id.is_none() => Err(Malformed),
            6 => Ok(Self::Ping),
            7 => Ok(Self::Close),
            _ => Ok(Self::Other),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    #[serde(rename = "type")]
    kind: u8,
    target: &'a str,
    arguments: [&'a Value; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Completion<'a> {
    #[serde(rename = "type")]
    kind: u8,
    invocation_id: &'a str,
    // A method without a result completes with null, as in ASP.NET Core.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Close<'a> {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    allow_reconnect: bool,
}

#[derive(Serialize)]
struct HandshakeError<'a> {
    error: &'a str,
}

/// An event, with the fields of its payload in this form.
pub(crate) fn event(event: &Event, fields: Fields) -> String {
    write(&Invocation { kind: 1, target: event.target(), arguments: [&*event.payload(fields)] })
}

/// The end of a method: its result, or what went wrong.
pub(crate) fn completion(id: &str, outcome: Result<&Value, &str>) -> String {
    write(&Completion { kind: 3, invocation_id: id, result: outcome.ok(), error: outcome.err() })
}

/// The end of the connection.
pub(crate) fn close(error: Option<&str>, allow_reconnect: bool) -> String {
    write(&Close { kind: 7, error, allow_reconnect })
}

/// The refusal of a handshake.
pub(crate) fn handshake_error(error: &str) -> String {
    write(&HandshakeError { error })
}

fn write(message: &impl Serialize) -> String {
    // Strings, numbers and JSON values always serialise.
    let mut text = serde_json::to_string(message).unwrap_or_default();
    text.push(SEPARATOR);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_client_may_send() {
        let invoke = Incoming::parse(
            r#"{"arguments":[{"a":1}],"target":"X","type":1,"invocationId":"0","headers":{}}"#,
        );
        let expected =
            Incoming::Invoke { id: Some("0".into()), target: "X".into(), arguments: vec![json!({"a": 1})] };
        assert_eq!(invoke, Ok(expected));
        let send = Incoming::parse(r#"{"type":1,"target":"X","arguments":[]}"#);
        assert_eq!(send, Ok(Incoming::Invoke { id: None, target: "X".into(), arguments: vec![] }));
        for (text, expected) in [
            (r#"{"type":6}"#, Incoming::Ping),
            (r#"{"type":7}"#, Incoming::Close),
            (r#"{"type":3,"invocationId":"s1","result":null}"#, Incoming::Other),
            (r#"{"type":5,"invocationId":"1"}"#, Incoming::Other),
            (r#"{"type":8,"sequenceId":1}"#, Incoming::Other),
            (r#"{"type":99}"#, Incoming::Other),
            (
                r#"{"type":4,"invocationId":"1","target":"X","arguments":[]}"#,
                Incoming::Stream { id: "1".into(), target: "X".into() },
            ),
        ] {
            assert_eq!(Incoming::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_ends_the_connection() {
        for text in [
            "",
            "{",
            "{}",
            "[]",
            r#"{"type":"6"}"#,
            r#"{"type":1,"target":"X"}"#,
            r#"{"type":1,"arguments":[]}"#,
            r#"{"type":1,"target":"","arguments":[]}"#,
            r#"{"type":1,"target":"X","arguments":[],"invocationId":null}"#,
            r#"{"type":1,"target":"X","arguments":[],"invocationId":""}"#,
            r#"{"type":1,"target":"X","arguments":[],"invocationId":1}"#,
            r#"{"type":3,"invocationId":"1","result":1,"error":"e"}"#,
            r#"{"type":8}"#,
        ] {
            assert_eq!(Incoming::parse(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn what_the_server_writes() {
        assert_eq!(
            completion("1", Ok(&Value::Null)),
            "{\"type\":3,\"invocationId\":\"1\",\"result\":null}\u{1e}"
        );
        assert_eq!(completion("1", Err("no")), "{\"type\":3,\"invocationId\":\"1\",\"error\":\"no\"}\u{1e}");
        assert_eq!(close(None, false), "{\"type\":7}\u{1e}");
        assert_eq!(close(Some("e"), true), "{\"type\":7,\"error\":\"e\",\"allowReconnect\":true}\u{1e}");
        assert_eq!(
            event(&Event::written("E", "{\"a\":1}"), Fields::PascalCase),
            "{\"type\":1,\"target\":\"E\",\"arguments\":[{\"A\":1}]}\u{1e}"
        );
        assert_eq!(handshake_error("e"), "{\"error\":\"e\"}\u{1e}");
    }
}
