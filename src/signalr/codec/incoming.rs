//! What a server sends.
//!
//! A message is walked once; what it carries for the owner stays text. One deviation from the
//! official client: `"invocationId":null` is none.

use std::borrow::Cow;

use super::SEPARATOR;
use crate::{
    json::{self, Kind, RawRef},
    signalr::ProtocolError,
};

/// One hub message, as far as a client without streams has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// Type 1: call a method of the client.
    Invocation {
        /// The method.
        target: Cow<'a, str>,
        /// The JSON array; `[]` where there was none.
        arguments: &'a str,
        /// Set where a result is wanted.
        invocation: Option<Cow<'a, str>>,
    },
    /// Type 3: an invocation ended.
    Completion {
        /// The id that the client gave it.
        invocation: Cow<'a, str>,
        /// The result's JSON, if there was one, or the error's text.
        result: Result<Option<&'a str>, String>,
    },
    /// Type 6.
    Ping,
    /// Type 7: the server closes the connection.
    Close {
        /// Why.
        error: Option<String>,
        /// Whether the client may try again.
        allow_reconnect: bool,
    },
    /// Type 8: all messages up to this number have arrived.
    Ack(u64),
    /// Type 9: the number of the message that follows.
    Sequence(u64),
    /// Types 2, 4 and 5, which a client without streams has no use for. Stateful reconnect counts them.
    Unused,
    /// A type that is not known, from a later version of the protocol.
    Unknown,
}

impl Message<'_> {
    /// Whether stateful reconnect numbers messages of this type.
    pub const fn is_counted(&self) -> bool {
        matches!(self, Self::Invocation { .. } | Self::Completion { .. } | Self::Unused)
    }
}

/// Every field of every message, as text until the type says which of them mean something.
struct Envelope<'a> {
    kind: Option<&'a str>,
    invocation_id: Option<&'a str>,
    target: Option<&'a str>,
    arguments: Option<&'a str>,
    /// These two may be `null`, which is not the same as absent.
    result: Option<&'a str>,
    item: Option<&'a str>,
    error: Option<&'a str>,
    allow_reconnect: Option<&'a str>,
    sequence_id: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    const FIELDS: [&'static str; 9] = [
        "type",
        "invocationId",
        "target",
        "arguments",
        "result",
        "item",
        "error",
        "allowReconnect",
        "sequenceId",
    ];

    fn read(text: &'a str) -> Result<(Self, &'a str), ProtocolError> {
        let mut fields = [None; 9];
        let rest = first(text, &Self::FIELDS, &mut fields)?;
        let [kind, invocation_id, target, arguments, result, item, error, allow_reconnect, sequence_id] =
            fields;
        let text = |field: Option<RawRef<'a>>| field.map(RawRef::as_str);
        let given = |field| text(field).filter(|text| *text != "null");
        let envelope = Self {
            kind: given(kind),
            invocation_id: given(invocation_id),
            target: given(target),
            arguments: given(arguments),
            result: text(result),
            item: text(item),
            error: given(error),
            allow_reconnect: given(allow_reconnect),
            sequence_id: given(sequence_id),
        };
        Ok((envelope, rest))
    }
}

/// Reads the first message of `text`, which a separator ends. Also gives what follows the separator.
///
/// # Errors
/// When it is not a hub message. The connection cannot go on then.
pub fn read_message(text: &str) -> Result<(Message<'_>, &str), ProtocolError> {
    let (envelope, rest) = Envelope::read(text)?;
    let is_number = |kind: &&str| kind.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let Some(kind) = envelope.kind.filter(is_number) else {
        return Err("A message has no type.".into());
    };
    let message = match kind {
        "1" => invocation(&envelope)?,
        "2" => {
            id(envelope.invocation_id)?;
            if envelope.item.is_none() {
                return Err("A stream item has no item.".into());
            }
            Message::Unused
        }
        "3" => completion(&envelope)?,
        "4" | "5" => Message::Unused,
        "6" => Message::Ping,
        "7" => Message::Close {
            error: envelope.error.and_then(|error| json::from_str(error).ok()),
            allow_reconnect: envelope.allow_reconnect.is_some_and(|allow| allow == "true"),
        },
        "8" => Message::Ack(sequence(&envelope)?),
        "9" => Message::Sequence(sequence(&envelope)?),
        _ => Message::Unknown,
    };
    Ok((message, rest))
}

/// Reads the handshake's answer: `Ok` with what follows it, or the server's refusal in the inner error.
///
/// # Errors
/// When it is not a handshake's answer.
pub fn read_handshake(text: &str) -> Result<(Result<(), String>, &str), ProtocolError> {
    let (answer, rest) = Envelope::read(text)?;
    if answer.kind.is_some() {
        return Err("The server did not answer the handshake, but sent a message.".into());
    }
    let refusal = match answer.error {
        None | Some("\"\"" | "false" | "0") => Ok(()),
        Some(error) => Err(json::from_str(error).unwrap_or_default()),
    };
    Ok((refusal, rest))
}

/// Reads the fields of the object at the front of `text`, and gives what follows its separator.
fn first<'a>(
    text: &'a str,
    names: &[&str],
    fields: &mut [Option<RawRef<'a>>],
) -> Result<&'a str, ProtocolError> {
    let end = json::read_fields(text, names, fields).map_err(|error| match error.kind {
        Kind::Type => ProtocolError::from("A message is not an object."),
        _ => ProtocolError::from(error.message()),
    })?;
    let rest = text.get(end..).unwrap_or_default().trim_ascii_start();
    match rest.strip_prefix(char::from(SEPARATOR)) {
        Some(rest) => Ok(rest),
        None => Err("A message holds more than one value.".into()),
    }
}

fn invocation<'a>(envelope: &Envelope<'a>) -> Result<Message<'a>, ProtocolError> {
    let target = text(envelope.target).ok_or("An invocation has no target.")?;
    let arguments = envelope.arguments.unwrap_or("[]");
    if !arguments.starts_with('[') {
        return Err("An invocation's arguments are not an array.".into());
    }
    let invocation = envelope.invocation_id.map(|field| id(Some(field))).transpose()?;
    Ok(Message::Invocation { target, arguments, invocation })
}

fn completion<'a>(envelope: &Envelope<'a>) -> Result<Message<'a>, ProtocolError> {
    let invocation = id(envelope.invocation_id)?;
    let result = envelope.result;
    let error: Option<String> =
        envelope.error.map(json::from_str).transpose().map_err(|_| "A completion's error is not a text.")?;
    let result = match (error.filter(|error| !error.is_empty()), result) {
        (None, result) => Ok(result),
        (Some(error), None | Some("null")) => Err(error),
        (Some(_), Some(_)) => return Err("A completion has both a result and an error.".into()),
    };
    Ok(Message::Completion { invocation, result })
}

fn sequence(envelope: &Envelope<'_>) -> Result<u64, ProtocolError> {
    let number = envelope.sequence_id.and_then(|field| json::from_str(field).ok());
    number.ok_or_else(|| "A message of stateful reconnect has no sequence number.".into())
}

/// An invocation's id, which must be there.
fn id(field: Option<&str>) -> Result<Cow<'_, str>, ProtocolError> {
    text(field).ok_or_else(|| "A message's invocation id is missing or no text.".into())
}

/// A text that is not empty.
fn text(field: Option<&str>) -> Option<Cow<'_, str>> {
    json::text(field?).filter(|text| !text.is_empty())
}
