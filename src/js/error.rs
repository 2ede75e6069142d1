//! Errors as JavaScript sees them: the one place where they cross the border.

use crate::{error::Error, wire::ObjectWriter};
use web_sys::wasm_bindgen::JsValue;

/// Writes the fields of a `VoisnapError`.
pub(super) fn write(fields: &mut ObjectWriter<'_>, error: &Error) {
    fields
        .text("code", error.code.as_str())
        .text("message", &error.message)
        .bool("recoverable", error.recoverable)
        .text("hint", error.code.hint());
    if let Some(trace_id) = &error.trace_id {
        fields.text("traceId", trace_id);
    }
    for (name, number) in [("status", error.status.map(Into::into)), ("retryAfterMs", error.retry_after_ms)] {
        if number.is_some() {
            fields.number(name, number);
        }
    }
    if let Some(data) = &error.data {
        fields.raw("data", &data.to_json());
    }
}

/// The error as the JSON of a plain object.
pub(super) fn to_js(error: &Error) -> JsValue {
    let mut text = String::new();
    let mut fields = ObjectWriter::open(&mut text);
    write(&mut fields, error);
    fields.close();
    text.into()
}
