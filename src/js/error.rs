//! Errors as JavaScript sees them: the one place where they cross the border.

use super::fields::{Fields, Value};
use crate::error::Error;
use web_sys::wasm_bindgen::JsValue;

/// The fields of a `VoisnapError`.
pub(super) fn fields(error: &Error) -> Fields<'_> {
    let mut fields = Fields::new()
        .text("code", error.code.as_str())
        .text("message", &error.message)
        .flag("recoverable", error.recoverable)
        .text("hint", error.code.hint())
        .text_if("traceId", error.trace_id.as_deref());
    if let Some(status) = error.status {
        fields = fields.number("status", status.into());
    }
    if let Some(after) = error.retry_after_ms {
        fields = fields.number("retryAfterMs", after);
    }
    if let Some(data) = &error.data {
        fields = fields.with("data", Value::Raw(data));
    }
    fields
}

/// The error as a plain object.
pub(super) fn to_js(error: &Error) -> JsValue {
    fields(error).to_js()
}
