//! The page in a real browser, on a call with the emulator.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use js_sys::{Function, Promise};
use voisnap_web_app::Page;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// The emulator's address.
fn emulator() -> &'static str {
    let Some(url) = option_env!("VOISNAP_EMULATOR_URL") else {
        panic!("This test needs an emulator, at VOISNAP_EMULATOR_URL: see README.md.");
    };
    url
}

/// Waits until `holds`, which is looked at after each change of the page.
async fn until(holds: impl Fn() -> bool) {
    let body = web_sys::window().unwrap().document().unwrap().body().unwrap();
    while !holds() {
        let mut observer = None;
        let changed = Promise::new(&mut |resolve, _: Function| {
            let watching = MutationObserver::new(&resolve).unwrap();
            let what = MutationObserverInit::new();
            what.set_child_list(true);
            what.set_subtree(true);
            watching.observe_with_options(&body, &what).unwrap();
            observer = Some(watching);
        });
        JsFuture::from(changed).await.unwrap();
        observer.unwrap().disconnect();
    }
}

fn element(name: &str) -> Element {
    let document = web_sys::window().unwrap().document().unwrap();
    let element = document.create_element(name).unwrap();
    document.body().unwrap().append_child(&element).unwrap();
    element
}

#[wasm_bindgen_test]
async fn talks_with_the_agent_and_hangs_up() {
    let button: HtmlElement = element("button").unchecked_into();
    let lines = element("ul");
    let _page = Page::new(button.clone(), lines.clone(), emulator().to_owned());
    assert_eq!(button.text_content().unwrap(), "Call");

    button.click();
    assert_eq!(button.text_content().unwrap(), "Hang up");
    until(|| lines.child_element_count() > 0).await;
    let first = lines.first_element_child().unwrap();
    assert_eq!(first.class_name(), "agent", "{:?}", first.text_content());

    button.click();
    until(|| button.text_content().unwrap() == "Call").await;
}

#[wasm_bindgen_test]
async fn says_what_to_do_when_a_call_fails() {
    let button: HtmlElement = element("button").unchecked_into();
    let lines = element("ul");
    let _page = Page::new(button.clone(), lines.clone(), "http://localhost:1".to_owned());
    button.click();
    until(|| button.text_content().unwrap() == "Call").await;
    assert_eq!(lines.first_element_child().unwrap().class_name(), "error");
}
