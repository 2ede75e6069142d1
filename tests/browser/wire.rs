//! The browser's own parser reads what the native half reads (`tests/wire`).

use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../wire/events.rs"]
mod events;

#[wasm_bindgen_test]
fn fault_29_nothing_secret_is_printed() {
    sessions::prints();
}

#[wasm_bindgen_test]
fn fault_28_frames_are_bounded() {
    values::long_frames();
}

#[path = "../wire/sessions.rs"]
mod sessions;

#[wasm_bindgen_test]
fn the_session_request() {
    sessions::the_request();
    sessions::the_session();
}

#[wasm_bindgen_test]
fn fault_07_a_lifetime_is_read_from_every_form_and_never_absurd() {
    sessions::lifetimes();
}

#[wasm_bindgen_test]
fn fault_14_a_refusal_keeps_what_the_server_said() {
    sessions::refusals();
}

#[wasm_bindgen_test]
fn fault_17_ice_servers_are_read_one_by_one() {
    sessions::ice_servers();
}
#[path = "../wire/values.rs"]
mod values;

#[wasm_bindgen_test]
fn fault_10_candidates_are_read_as_natively() {
    events::candidates();
}

#[wasm_bindgen_test]
fn fault_11_answers_are_read_as_natively() {
    events::answers();
}

#[wasm_bindgen_test]
fn fault_16_events_are_read_as_natively() {
    events::transcriptions();
    events::other_events();
}

#[wasm_bindgen_test]
fn values_are_read_as_natively() {
    values::single_values();
}

#[wasm_bindgen_test]
fn hub_messages_and_frames_are_read_as_natively() {
    values::messages();
    values::frames();
}

/// How many inputs of each kind; a long run is compiled with `VOISNAP_JSON_INPUTS=1000000`.
fn inputs(few: u64) -> u64 {
    option_env!("VOISNAP_JSON_INPUTS").map_or(few, |many| many.parse().expect("a number"))
}

#[wasm_bindgen_test]
fn any_text_is_taken_or_refused_as_natively() {
    values::verdicts(inputs(20_000));
}

#[wasm_bindgen_test]
fn any_document_is_read_to_its_last_piece() {
    values::documents(inputs(4_000));
}
