//! The HTTP requests of a call.

use super::{
    Driver,
    driver::{Machine, Then},
    globals::{is_offline, property},
    imports::{Body, Caught, HeaderList, Response, fetch, promise_of},
    task::spawn,
};
use crate::{
    secret::Secret,
    wire::http::{HttpAnswer, HttpFailure},
};
use gloo_net::http::{Headers, Request};
use js_sys::Uint8Array;
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, RequestInit, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// The largest body that is read, in bytes: some hundred times that of a session with many ICE servers.
const MAXIMUM_BODY: usize = 1 << 20;

/// How a request ended.
type Outcome = Result<HttpAnswer, HttpFailure>;

impl<M: Machine> Driver<M> {
    /// Posts `body`, or nothing, as the token's bearer.
    pub(super) fn post(
        &self,
        url: &Secret,
        token: Option<&Secret>,
        body: Option<String>,
        then: Then<M, Outcome>,
    ) {
        let url = url.clone();
        let built = build(&url, token, body, self.abort_signal().as_ref());
        let me = Weak::clone(&self.me);
        spawn(async move {
            let outcome = match built {
                Ok(init) => send(&url, &init).await,
                Err(thrown) => Err(HttpFailure::Request { cause: Some(thrown.into()) }),
            };
            if let Some(driver) = me.upgrade() {
                then(&driver, outcome);
            }
        });
    }

    /// What aborts this request, and all others that are pending.
    fn abort_signal(&self) -> Option<AbortSignal> {
        if self.requests.borrow().is_none() {
            let requests = web_sys::AbortController::new().ok()?;
            self.requests.replace(Some(Rc::new(requests.unchecked_into())));
        }
        let requests = self.requests.borrow().clone()?;
        requests.abort_signal().ok().filter(JsValue::is_object).map(JsCast::unchecked_into)
    }

    pub(super) fn abort_requests(&self) {
        let requests = self.requests.take();
        if let Some(requests) = requests {
            let _ = requests.give_up();
        }
    }
}

/// Builds the request, which the browser checks, and gives what goes with its address: `fetch` is called with a text, because
/// that is what the code of a page that wraps it expects.
fn build(
    url: &Secret,
    token: Option<&Secret>,
    body: Option<String>,
    abort: Option<&AbortSignal>,
) -> Caught<RequestInit> {
    // By web-sys, fallibly: gloo-net panics where one of these cannot be made or takes no such value.
    web_sys::UrlSearchParams::new()?;
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "application/json")?;
    if let Some(token) = token {
        headers.set("Authorization", &["Bearer ", token.expose()].concat())?;
    }
    if body.is_some() {
        headers.set("Content-Type", "application/json")?;
    }
    let request = Request::post(url.expose()).headers(Headers::from_raw(headers)).build();
    let request: web_sys::Request =
        request.map_err(|error| JsValue::from(js_sys::Error::new(&error.to_string())))?.into();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&property(&request, "headers"));
    init.set_signal(abort);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    Ok(init)
}

async fn settled(called: Caught<JsValue>) -> Caught<JsValue> {
    JsFuture::from(promise_of(&called?)?).await
}

async fn send(url: &Secret, init: &RequestInit) -> Outcome {
    let network =
        |thrown: JsValue| HttpFailure::Network { cause: Some(thrown.into()), offline: is_offline() };
    let response = settled(fetch(url.expose(), init)).await.map_err(network)?;
    let response: Response = response.unchecked_into();
    let headers = response.headers().map(JsCast::unchecked_into::<HeaderList>);
    let header = |name| headers.as_ref().ok()?.get(name).ok()?.as_string();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates; a status is below 600"
    )]
    let status = response.status().map_err(network)? as u16;
    Ok(HttpAnswer {
        status,
        retry_after: header("Retry-After"),
        rate_limit_reset: header("X-RateLimit-Reset"),
        date: header("Date"),
        body: match read(&response).await {
            Ok(Some(body)) => body,
            Ok(None) => return Err(HttpFailure::TooLarge),
            Err(thrown) => return Err(network(thrown)),
        },
    })
}

/// Reads the body, piece by piece, up to the limit; `None`: it is over that.
async fn read(response: &Response) -> Caught<Option<String>> {
    let body = response.body()?;
    if !body.is_object() {
        // There is none, or a page's own answer has only this.
        let text = settled(response.text()).await?.as_string().unwrap_or_default();
        return Ok((text.len() <= MAXIMUM_BODY).then_some(text));
    }
    let reader = body.unchecked_into::<Body>().reader()?;
    let mut bytes = Vec::new();
    loop {
        let piece = settled(reader.read()).await?;
        if property(&piece, "done").is_truthy() {
            return Ok(Some(decode(&bytes)));
        }
        let Ok(piece) = property(&piece, "value").dyn_into::<Uint8Array>() else { continue };
        if bytes.len() + piece.length() as usize > MAXIMUM_BODY {
            let _ = reader.cancel();
            return Ok(None);
        }
        bytes.extend(piece.to_vec());
    }
}

/// As `text()` decodes: without a byte order mark.
fn decode(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}
