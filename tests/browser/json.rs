//! The browser's own parser reads what the native half reads (`tests/json`).

use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../json/values.rs"]
mod values;

#[wasm_bindgen_test]
fn values_are_read_as_natively() {
    values::pieces();
    values::pieces_of_another_kind();
    values::either_case();
    values::surrogates();
    values::numbers();
}

#[wasm_bindgen_test]
fn hub_messages_and_frames_are_read_as_natively() {
    values::messages();
    values::frames();
}

#[wasm_bindgen_test]
fn any_text_is_taken_or_refused_as_natively() {
    values::verdicts(20_000);
}

#[wasm_bindgen_test]
fn any_document_is_read_to_its_last_piece() {
    values::documents(4_000);
}
