//! A web page in Rust with one button that talks with a Voisnap agent.
//!
//! The page's script gives it the elements (`index.html`); everything else is here.

use futures_util::StreamExt;
use gloo_net::http::Request;
use serde_json::json;
use std::{cell::RefCell, rc::Rc};
use voisnap_webrtc::{Call, CallGuard, CallOptions, Error, Event, Events, event::Speaker};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// An agent of the emulator's. Yours has another id.
const AGENT: &str = "agt_01HXK8Z3MNPQRS";

/// A button that starts and ends a call, and the list of what is said.
#[wasm_bindgen]
pub struct Page {
    button: HtmlElement,
    _on_click: Closure<dyn FnMut()>,
}

/// What the page's handlers share.
struct App {
    button: HtmlElement,
    lines: Element,
    base_url: String,
    /// The call that is up or on its way: it ends when this is emptied.
    call: RefCell<Option<CallGuard>>,
}

#[wasm_bindgen]
impl Page {
    /// Attaches the app to its elements. `base_url` is the API's address.
    #[wasm_bindgen(constructor)]
    pub fn new(button: HtmlElement, lines: Element, base_url: String) -> Self {
        let app = Rc::new(App { button: button.clone(), lines, base_url, call: RefCell::default() });
        let on_click = Closure::<dyn FnMut()>::new(move || app.clicked());
        button.set_onclick(Some(on_click.as_ref().unchecked_ref()));
        button.set_text_content(Some("Call"));
        Self { button, _on_click: on_click }
    }
}

impl Drop for Page {
    /// The closure owns the app, and the app the call: both are gone with the page.
    fn drop(&mut self) {
        self.button.set_onclick(None);
    }
}

impl App {
    fn clicked(self: &Rc<Self>) {
        let running = self.call.take();
        if running.is_some() {
            // Dropping the guard ends the call; `Ended` does the rest.
            return;
        }
        match self.call() {
            Ok(call) => self.start(call),
            Err(error) => self.show("error", &error.to_string()),
        }
    }

    fn call(&self) -> Result<Call, Error> {
        let base_url = self.base_url.clone();
        let options = CallOptions::new(AGENT)
            .base_url(&self.base_url)
            .token_fn(move || token(base_url.clone()))
            .metadata(&json!({ "page": "example" }))?;
        Call::new(options)
    }

    fn start(self: &Rc<Self>, call: Call) {
        self.button.set_text_content(Some("Hang up"));
        spawn_local(Rc::clone(self).follow(call.events()));
        let starting = call.clone();
        *self.call.borrow_mut() = Some(call.end_on_drop());
        spawn_local(async move {
            // A failure is the error of `Ended`, too.
            let _ = starting.start().await;
        });
    }

    /// Shows what happens in a call until it has ended.
    async fn follow(self: Rc<Self>, mut events: Events) {
        while let Some(event) = events.next().await {
            match event {
                Event::Transcript { speaker, text, is_final: true, .. } => {
                    let who = if speaker == Speaker::Agent { "agent" } else { "you" };
                    self.show(who, &text);
                }
                Event::Ended { error: Some(error), .. } => self.show("error", error.hint()),
                _ => {}
            }
        }
        drop(self.call.take());
        self.button.set_text_content(Some("Call"));
    }

    fn show(&self, class: &str, text: &str) {
        let line = self.lines.owner_document().and_then(|document| document.create_element("li").ok());
        if let Some(line) = line {
            line.set_class_name(class);
            line.set_text_content(Some(text));
            // The list is an element, which takes another one.
            let _ = self.lines.append_child(&line);
        }
    }
}

/// Gets a token from the application's own server; here the emulator's login stands in for it.
async fn token(base_url: String) -> Result<String, Box<dyn std::error::Error>> {
    let login = json!({ "email": "test@voisnap.test", "password": "x" });
    let response = Request::post(&format!("{base_url}/api/v1/auth/login")).json(&login)?.send().await?;
    let answer: serde_json::Value = response.json().await?;
    Ok(answer["accessToken"].as_str().ok_or("the server gave no token")?.to_owned())
}
