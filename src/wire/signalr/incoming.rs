//! What a server sends.
//!
//! What a message carries for the owner is handed on unread. One deviation from the official client:
//! `"invocationId":null` is none.

use crate::{
    signalr::ProtocolError,
    wire::{Text, Value},
};

/// One hub message, as far as a client without streams has to do with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Type 1: call a method of the client.
    Invocation {
        /// The method.
        target: String,
        /// The array; an empty one where there was none.
        arguments: Value,
        /// Set where a result is wanted.
        invocation: Option<String>,
    },
    /// Type 3: an invocation ended.
    Completion {
        /// The id that the client gave it.
        invocation: String,
        /// The result, if there was one, or the error's text.
        result: Result<Option<Value>, String>,
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

impl Message {
    /// Whether stateful reconnect numbers messages of this type.
    pub const fn is_counted(&self) -> bool {
        matches!(self, Self::Invocation { .. } | Self::Completion { .. } | Self::Unused)
    }
}

/// A message's fields, by their exact names.
struct Envelope(Value);

impl Envelope {
    fn read(text: &Text) -> Result<Self, ProtocolError> {
        let value = Value::from_text(text).ok_or("A message is not JSON.")?;
        if value.is_object() { Ok(Self(value)) } else { Err("A message is not an object.".into()) }
    }

    fn field(&self, name: &'static str) -> Option<Value> {
        self.0.exact(name)
    }

    /// A field to which `null` is as good as absent.
    fn given(&self, name: &'static str) -> Option<Value> {
        self.field(name).filter(|value| !value.is_null())
    }

    /// A text that is not empty.
    fn text(&self, name: &'static str) -> Option<String> {
        self.given(name)?.text().filter(|text| !text.is_empty())
    }

    /// An invocation's id, which must be there.
    fn id(&self) -> Result<String, ProtocolError> {
        self.text("invocationId").ok_or_else(|| "A message's invocation id is missing or no text.".into())
    }
}

/// Reads one message, without its separator.
///
/// # Errors
/// When it is not a hub message. The connection cannot go on then.
pub fn read_message(text: &Text) -> Result<Message, ProtocolError> {
    let envelope = Envelope::read(text)?;
    let kind = envelope.given("type").ok_or(NO_TYPE)?;
    // A type that is no whole number is one that is not known.
    Ok(match kind.unsigned() {
        Some(1) => invocation(&envelope)?,
        Some(2) => {
            envelope.id()?;
            if envelope.field("item").is_none() {
                return Err("A stream item has no item.".into());
            }
            Message::Unused
        }
        Some(3) => completion(&envelope)?,
        Some(4 | 5) => Message::Unused,
        Some(6) => Message::Ping,
        Some(7) => Message::Close {
            error: envelope.given("error").and_then(|error| error.text()),
            allow_reconnect: envelope.given("allowReconnect").and_then(|flag| flag.bool()) == Some(true),
        },
        Some(8) => Message::Ack(sequence(&envelope)?),
        Some(9) => Message::Sequence(sequence(&envelope)?),
        _ => kind.number().map(|_| Message::Unknown).ok_or(NO_TYPE)?,
    })
}

const NO_TYPE: &str = "A message has no type.";

/// Reads the handshake's answer: the server's refusal is the inner error.
///
/// # Errors
/// When it is not a handshake's answer.
pub fn read_handshake(text: &Text) -> Result<Result<(), String>, ProtocolError> {
    let answer = Envelope::read(text)?;
    if answer.given("type").is_some() {
        return Err("The server did not answer the handshake, but sent a message.".into());
    }
    // What JavaScript takes for false is no error.
    Ok(match answer.given("error") {
        Some(error) if error.bool() != Some(false) && error.number() != Some(0.0) => match error.text() {
            Some(text) if text.is_empty() => Ok(()),
            text => Err(text.unwrap_or_default()),
        },
        _ => Ok(()),
    })
}

fn invocation(envelope: &Envelope) -> Result<Message, ProtocolError> {
    let target = envelope.text("target").ok_or("An invocation has no target.")?;
    let arguments = envelope.given("arguments");
    if arguments.as_ref().is_some_and(|arguments| !arguments.is_array()) {
        return Err("An invocation's arguments are not an array.".into());
    }
    let invocation = envelope.given("invocationId").map(|_| envelope.id()).transpose()?;
    Ok(Message::Invocation { target, arguments: arguments.unwrap_or_else(Value::empty_array), invocation })
}

fn completion(envelope: &Envelope) -> Result<Message, ProtocolError> {
    let invocation = envelope.id()?;
    let result = envelope.field("result");
    let error = match envelope.given("error") {
        Some(error) => error.text().ok_or("A completion's error is not a text.")?,
        None => String::new(),
    };
    let result = if error.is_empty() {
        Ok(result)
    } else if result.is_none_or(|result| result.is_null()) {
        Err(error)
    } else {
        return Err("A completion has both a result and an error.".into());
    };
    Ok(Message::Completion { invocation, result })
}

fn sequence(envelope: &Envelope) -> Result<u64, ProtocolError> {
    let number = envelope.given("sequenceId").and_then(|number| number.unsigned());
    number.ok_or_else(|| "A message of stateful reconnect has no sequence number.".into())
}
