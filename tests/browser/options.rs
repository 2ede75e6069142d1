//! What is refused before anything is touched.

use voisnap_webrtc::{Call, CallOptions, Code};
use wasm_bindgen_test::wasm_bindgen_test;

fn refusal(token: &str, change: impl FnOnce(CallOptions) -> CallOptions) -> Option<Code> {
    Call::new(change(CallOptions::new("agt_1").token(token))).err().map(|error| {
        assert!(token.trim().is_empty() || !error.to_string().contains(token), "the token in print");
        error.code()
    })
}

#[wasm_bindgen_test]
fn the_least_that_is_needed_is_enough() {
    assert_eq!(refusal("jwt", |options| options), None);
    for base in ["http://localhost:1/x", "https://h", "ws://h", "wss://h/a/"] {
        assert_eq!(refusal("jwt", |options| options.base_url(base)), None, "{base}");
    }
}

#[wasm_bindgen_test]
fn what_cannot_work_is_refused_at_once() {
    assert_eq!(refusal("", |options| options), Some(Code::InvalidOptions));
    assert_eq!(refusal(" ", |options| options), Some(Code::InvalidOptions));
    for base in ["", "api.test", "ftp://h", "javascript:alert(1)"] {
        assert_eq!(refusal("jwt", |options| options.base_url(base)), Some(Code::InvalidOptions), "{base}");
    }
    let nobody = CallOptions::new(" ").token("jwt");
    assert_eq!(Call::new(nobody).err().map(|error| error.code()), Some(Code::InvalidOptions));
}

#[wasm_bindgen_test]
fn an_api_key_does_not_belong_in_a_page() {
    for key in ["vsnp_live_abc123", "vsnp_sb_abc123", " vsnp_live_abc123"] {
        assert_eq!(refusal(key, |options| options), Some(Code::ApiKeyInBrowser));
    }
}
