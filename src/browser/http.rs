//! The HTTP requests of a call, through the browser's fetch.

use super::{Driver, driver::Then, globals::window};
use crate::{secret::Secret, session::HttpAnswer};
use gloo_net::http;
use js_sys::Promise;
use web_sys::{
    AbortSignal, Headers, Request, RequestInit, Response, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// Takes an answer; `None` where no readable one came.
type Answered = Then<Option<HttpAnswer>>;

/// Posts `body`, or nothing, as the token's bearer. In callbacks: a future would be one more state machine.
pub(super) fn post(
    driver: &Driver,
    url: &Secret,
    token: Option<&Secret>,
    body: Option<String>,
    then: Answered,
) {
    let abort = driver.abort_signal();
    let Ok(asked) = request(url, token, body, abort.as_ref()) else { return then(driver, None) };
    driver.when(asked, move |driver, response| match response {
        Ok(response) => read(driver, response.unchecked_ref(), then),
        Err(_) => then(driver, None),
    });
}

fn read(driver: &Driver, response: &Response, then: Answered) {
    let headers = http::Headers::from_raw(response.headers());
    let mut answer = HttpAnswer {
        status: response.status(),
        retry_after: headers.get("Retry-After"),
        rate_limit_reset: headers.get("X-RateLimit-Reset"),
        body: String::new(),
    };
    let Ok(text) = response.text() else { return then(driver, None) };
    driver.when(text, move |driver, text| {
        let text = text.ok().and_then(|text| text.as_string());
        then(
            driver,
            text.map(|text| {
                answer.body = text;
                answer
            }),
        );
    });
}

/// Put together by hand: gloo-net's builder brings its query strings' formatting along, its `send` every way in which a
/// JavaScript error can be told.
fn request(
    url: &Secret,
    token: Option<&Secret>,
    body: Option<String>,
    abort: Option<&AbortSignal>,
) -> Result<Promise, JsValue> {
    let headers = Headers::new()?;
    if let Some(token) = token {
        headers.set("Authorization", &["Bearer ", token.expose()].concat())?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_signal(abort);
    if let Some(body) = body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&body.into());
    }
    init.set_headers(headers.unchecked_ref());
    let request = Request::new_with_str_and_init(url.expose(), &init)?;
    Ok(window().ok_or(JsValue::NULL)?.fetch_with_request(&request))
}
