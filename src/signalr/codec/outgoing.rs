//! What a client sends. Each function appends one message with its separator.

use serde::Serialize;

use super::SEPARATOR;
use crate::{
    json::{self, Raw},
    signalr::InvocationId,
};

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocation_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<&'a Raw>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Raw>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_id: Option<u64>,
}

fn write(out: &mut String, message: &Message<'_>) {
    json::write(out, message);
    out.push(char::from(SEPARATOR));
}

/// The handshake's request. Version 2 is for connections with stateful reconnect.
pub fn write_handshake(out: &mut String, version: u8) {
    out.push_str(r#"{"protocol":"json","version":"#);
    out.push(char::from(b'0' + version));
    out.push_str("}\u{1e}");
}

/// Type 1. Without an id the server neither waits nor answers.
pub fn write_invocation(out: &mut String, invocation: Option<InvocationId>, target: &str, arguments: &Raw) {
    let id = invocation.map(|InvocationId(id)| json::to_string(&id));
    write(
        out,
        &Message {
            kind: 1,
            invocation_id: id.as_deref(),
            target: Some(target),
            arguments: Some(arguments),
            ..Message::default()
        },
    );
}

/// Type 3: the answer to an invocation by the server.
pub fn write_completion(out: &mut String, invocation: &str, result: Result<&Raw, &str>) {
    let message = Message { kind: 3, invocation_id: Some(invocation), ..Message::default() };
    match result {
        Ok(result) => write(out, &Message { result: Some(result), ..message }),
        Err(error) => write(out, &Message { error: Some(error), ..message }),
    }
}

/// Type 5.
pub fn write_cancel(out: &mut String, InvocationId(id): InvocationId) {
    write(out, &Message { kind: 5, invocation_id: Some(&json::to_string(&id)), ..Message::default() });
}

/// Type 6.
pub fn write_ping(out: &mut String) {
    write(out, &Message { kind: 6, ..Message::default() });
}

/// Type 7.
pub fn write_close(out: &mut String) {
    write(out, &Message { kind: 7, ..Message::default() });
}

/// Type 8: all messages up to `number` were processed.
pub fn write_ack(out: &mut String, number: u64) {
    write(out, &Message { kind: 8, sequence_id: Some(number), ..Message::default() });
}

/// Type 9: the next counted message is `number`.
pub fn write_sequence(out: &mut String, number: u64) {
    write(out, &Message { kind: 9, sequence_id: Some(number), ..Message::default() });
}
