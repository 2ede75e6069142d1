//! Errors as JavaScript sees them: the one place where they cross the border.

use crate::{error::Error, json::Raw};
use js_sys::JSON;
use serde::Serialize;
use web_sys::{js_sys, wasm_bindgen::JsValue};

/// The fields of a `VoisnapError`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fields<'a> {
    code: &'static str,
    message: &'a str,
    recoverable: bool,
    hint: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    data: JsValue,
}

impl<'a> From<&'a Error> for Fields<'a> {
    fn from(error: &'a Error) -> Self {
        Self {
            code: error.code.as_str(),
            message: &error.message,
            recoverable: error.recoverable,
            hint: error.code.hint(),
            status: error.status,
            retry_after_ms: error.retry_after_ms,
            trace_id: error.trace_id.as_deref(),
            data: error.data.as_ref().map_or(JsValue::UNDEFINED, parse),
        }
    }
}

/// The error as a plain object.
pub(super) fn to_js(error: &Error) -> JsValue {
    serde_wasm_bindgen::to_value(&Fields::from(error)).unwrap_or_default()
}

/// What the hub sent, as the browser reads it.
pub(super) fn parse(raw: &Raw) -> JsValue {
    JSON::parse(raw.as_str()).unwrap_or_default()
}
