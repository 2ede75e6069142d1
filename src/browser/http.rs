//! The HTTP requests of a call, through gloo-net.

use super::{
    Driver,
    driver::Then,
    globals::{is_offline, object},
};
use crate::{
    secret::Secret,
    wire::{
        ObjectWriter, RawJson,
        http::{HttpAnswer, HttpFailure},
    },
};
use gloo_net::http::Request;
use std::rc::Weak;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    AbortSignal, RequestInit, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// Takes an answer, or why there is none.
type Answered = Then<Result<HttpAnswer, HttpFailure>>;

/// Posts `body`, or nothing, as the token's bearer.
pub(super) fn post(
    driver: &Driver,
    url: &Secret,
    token: Option<&Secret>,
    body: Option<String>,
    then: Answered,
) {
    let request = request(url, token, body, driver.abort_signal().as_ref());
    let me = Weak::clone(&driver.me);
    spawn_local(async move {
        let answer = send(request).await;
        if let Some(driver) = me.upgrade() {
            then(&driver, answer);
        }
    });
}

async fn send(request: Result<Request, JsValue>) -> Result<HttpAnswer, HttpFailure> {
    let request = request.map_err(|thrown| HttpFailure::Request { cause: Some(thrown.into()) })?;
    let response = request.send().await.map_err(network)?;
    let headers = response.headers();
    Ok(HttpAnswer {
        status: response.status(),
        retry_after: headers.get("Retry-After"),
        rate_limit_reset: headers.get("X-RateLimit-Reset"),
        date: headers.get("Date"),
        body: response.text().await.map_err(network)?,
    })
}

fn network(error: gloo_net::Error) -> HttpFailure {
    // gloo-net keeps name and message of what was thrown. Its other errors depend on the features of whoever uses it, too.
    let cause = if let gloo_net::Error::JsError(error) = error {
        let thrown = js_sys::Error::new(&error.message);
        thrown.set_name(&error.name);
        Some(JsValue::from(thrown).into())
    } else {
        None
    };
    HttpFailure::Network { cause, offline: is_offline() }
}

/// Put together by hand: gloo-net's builder brings its query strings' formatting along.
fn request(
    url: &Secret,
    token: Option<&Secret>,
    body: Option<String>,
    abort: Option<&AbortSignal>,
) -> Result<Request, JsValue> {
    let mut headers = String::new();
    let mut fields = ObjectWriter::open(&mut headers);
    fields.text("Accept", "application/json");
    if let Some(token) = token {
        fields.text("Authorization", &format!("Bearer {}", token.expose()));
    }
    if body.is_some() {
        fields.text("Content-Type", "application/json");
    }
    fields.close();
    let mut init = String::new();
    let mut fields = ObjectWriter::open(&mut init);
    fields.text("method", "POST").raw("headers", &RawJson::new_unchecked(headers));
    if let Some(body) = body {
        fields.text("body", &body);
    }
    fields.close();
    let init: RequestInit = object(&init).unchecked_into();
    init.set_signal(abort);
    Ok(web_sys::Request::new_with_str_and_init(url.expose(), &init)?.into())
}
