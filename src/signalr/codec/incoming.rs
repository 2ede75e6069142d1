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
struct Envelope<'a>([Option<RawRef<'a>>; Field::NAMES.len()]);

#[derive(Clone, Copy)]
enum Field {
    Kind,
    InvocationId,
    Target,
    Arguments,
    Result,
    Item,
    Error,
    AllowReconnect,
    SequenceId,
}

impl Field {
    const NAMES: [&'static str; 9] = [
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
}

impl<'a> Envelope<'a> {
    /// Reads the object at the front of `text`, and gives what follows its separator.
    fn read(text: &'a str) -> Result<(Self, &'a str), ProtocolError> {
        let mut fields = [None; Field::NAMES.len()];
        let end = json::read_fields(text, &Field::NAMES, &mut fields).map_err(|error| match error.kind {
            Kind::Type => "A message is not an object.",
            _ => "not JSON",
        })?;
        let rest = text.get(end..).unwrap_or_default().trim_ascii_start();
        match rest.as_bytes() {
            [SEPARATOR, ..] => Ok((Self(fields), rest.get(1..).unwrap_or_default())),
            _ => Err("A message holds more than one value.".into()),
        }
    }

    /// A field that may be `null`, which is not the same as absent.
    fn any(&self, field: Field) -> Option<&'a str> {
        self.0[field as usize].map(RawRef::as_str)
    }

    /// A field to which `null` is as good as absent. Not inlined: seven copies are longer than seven calls.
    #[inline(never)]
    fn given(&self, field: Field) -> Option<&'a str> {
        self.any(field).filter(|text| *text != "null")
    }

    /// A text that is not empty.
    fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        json::text(self.given(field)?).filter(|text| !text.is_empty())
    }

    /// An invocation's id, which must be there.
    fn id(&self) -> Result<Cow<'a, str>, ProtocolError> {
        self.text(Field::InvocationId)
            .ok_or_else(|| "A message's invocation id is missing or no text.".into())
    }
}

/// Reads the first message of `text`, which a separator ends. Also gives what follows the separator.
///
/// # Errors
/// When it is not a hub message. The connection cannot go on then.
pub fn read_message(text: &str) -> Result<(Message<'_>, &str), ProtocolError> {
    let (envelope, rest) = Envelope::read(text)?;
    let is_number = |kind: &&str| matches!(kind.as_bytes(), [b'-' | b'0'..=b'9', ..]);
    let Some(kind) = envelope.given(Field::Kind).filter(is_number) else {
        return Err("A message has no type.".into());
    };
    let message = match kind {
        "1" => invocation(&envelope)?,
        "2" => {
            envelope.id()?;
            if envelope.any(Field::Item).is_none() {
                return Err("A stream item has no item.".into());
            }
            Message::Unused
        }
        "3" => completion(&envelope)?,
        "4" | "5" => Message::Unused,
        "6" => Message::Ping,
        "7" => Message::Close {
            error: envelope.given(Field::Error).and_then(json::text).map(Cow::into_owned),
            allow_reconnect: envelope.given(Field::AllowReconnect) == Some("true"),
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
    if answer.given(Field::Kind).is_some() {
        return Err("The server did not answer the handshake, but sent a message.".into());
    }
    let refusal = match answer.given(Field::Error) {
        None | Some("\"\"" | "false" | "0") => Ok(()),
        Some(error) => Err(json::text(error).unwrap_or_default().into_owned()),
    };
    Ok((refusal, rest))
}

fn invocation<'a>(envelope: &Envelope<'a>) -> Result<Message<'a>, ProtocolError> {
    let target = envelope.text(Field::Target).ok_or("An invocation has no target.")?;
    let arguments = envelope.given(Field::Arguments).unwrap_or("[]");
    if !arguments.starts_with('[') {
        return Err("An invocation's arguments are not an array.".into());
    }
    let invocation = envelope.given(Field::InvocationId).map(|_| envelope.id()).transpose()?;
    Ok(Message::Invocation { target, arguments, invocation })
}

fn completion<'a>(envelope: &Envelope<'a>) -> Result<Message<'a>, ProtocolError> {
    let invocation = envelope.id()?;
    let result = envelope.any(Field::Result);
    let error = match envelope.given(Field::Error) {
        Some(error) => Some(json::text(error).ok_or("A completion's error is not a text.")?.into_owned()),
        None => None,
    };
    let result = match (error.filter(|error| !error.is_empty()), result) {
        (None, result) => Ok(result),
        (Some(error), None | Some("null")) => Err(error),
        (Some(_), Some(_)) => return Err("A completion has both a result and an error.".into()),
    };
    Ok(Message::Completion { invocation, result })
}

fn sequence(envelope: &Envelope<'_>) -> Result<u64, ProtocolError> {
    let number = envelope.given(Field::SequenceId).and_then(json::unsigned);
    number.ok_or_else(|| "A message of stateful reconnect has no sequence number.".into())
}
