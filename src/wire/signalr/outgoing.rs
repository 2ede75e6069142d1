//! What a client sends. Each function appends one message with its separator.

use super::SEPARATOR;
use crate::{
    signalr::InvocationId,
    wire::{ObjectWriter, RawJson},
};

/// Appends a message of this type with what `fill` adds.
fn write(out: &mut String, kind: u64, fill: &dyn Fn(&mut ObjectWriter<'_>)) {
    let mut message = ObjectWriter::open(out);
    fill(message.number("type", Some(kind)));
    message.close();
    out.push(SEPARATOR);
}

/// The handshake's request. Version 2 is for connections with stateful reconnect.
pub fn write_handshake(out: &mut String, version: u8) {
    out.push_str(r#"{"protocol":"json","version":"#);
    out.push(char::from(b'0' + version));
    out.push_str("}\u{1e}");
}

/// Type 1. Without an id the server neither waits nor answers.
pub fn write_invocation(
    out: &mut String,
    invocation: Option<InvocationId>,
    target: &str,
    arguments: &RawJson,
) {
    write(out, 1, &|message| {
        if let Some(InvocationId(id)) = invocation {
            message.text("invocationId", &id.to_string());
        }
        message.text("target", target).raw("arguments", arguments);
    });
}

/// Type 3: the answer to an invocation by the server.
pub fn write_completion(out: &mut String, invocation: &str, result: Result<&RawJson, &str>) {
    write(out, 3, &|message| {
        message.text("invocationId", invocation);
        match result {
            Ok(result) => message.raw("result", result),
            Err(error) => message.text("error", error),
        };
    });
}

/// Type 5.
pub fn write_cancel(out: &mut String, InvocationId(id): InvocationId) {
    write(out, 5, &|message| {
        message.text("invocationId", &id.to_string());
    });
}

/// Type 6.
pub fn write_ping(out: &mut String) {
    write(out, 6, &|_| ());
}

/// Type 7.
pub fn write_close(out: &mut String) {
    write(out, 7, &|_| ());
}

/// Type 8: all messages up to `number` were processed.
pub fn write_ack(out: &mut String, number: u64) {
    write_numbered(out, 8, number);
}

/// Type 9: the next counted message is `number`.
pub fn write_sequence(out: &mut String, number: u64) {
    write_numbered(out, 9, number);
}

fn write_numbered(out: &mut String, kind: u64, number: u64) {
    write(out, kind, &|message| {
        message.number("sequenceId", Some(number));
    });
}
