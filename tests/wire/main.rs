//! What is received and what is written, natively.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use voisnap_webrtc::wire::{self, ObjectWriter, RawJson};

mod events;
mod sessions;
mod values;

#[test]
fn fault_29_nothing_secret_is_printed() {
    sessions::prints();
}

#[test]
fn fault_28_frames_are_bounded() {
    values::long_frames();
}

#[test]
fn the_session_request() {
    sessions::the_request();
    sessions::the_session();
}

#[test]
fn fault_07_a_lifetime_is_read_from_every_form_and_never_absurd() {
    sessions::lifetimes();
}

#[test]
fn fault_14_a_refusal_keeps_what_the_server_said() {
    sessions::refusals();
}

#[test]
fn fault_17_ice_servers_are_read_one_by_one() {
    sessions::ice_servers();
}

#[test]
fn fault_10_candidates_are_read_as_servers_write_them() {
    events::candidates();
}

#[test]
fn fault_11_answers_are_read_whatever_white_space_they_have() {
    events::answers();
}

#[test]
fn fault_16_transcriptions_are_read_where_all_is_certain() {
    events::transcriptions();
}

#[test]
fn fault_16_other_events_are_read_as_servers_write_them() {
    events::other_events();
}

#[test]
fn values_are_read_piece_by_piece() {
    values::single_values();
}

#[test]
fn hub_messages_and_frames() {
    values::messages();
    values::frames();
}

#[test]
fn any_text_is_taken_or_refused() {
    values::verdicts(20_000);
}

#[test]
fn any_document_is_read_to_its_last_piece() {
    values::documents(4_000);
}

/// `ours` holds what `theirs` does, to its last piece.
fn same(ours: &wire::Value, theirs: &Value) {
    match theirs {
        Value::Null => assert!(ours.is_null()),
        Value::Bool(flag) => assert_eq!(ours.bool(), Some(*flag)),
        Value::Number(number) => assert_eq!(ours.number(), number.as_f64()),
        Value::String(text) => assert_eq!(ours.text().as_ref(), Some(text)),
        Value::Array(items) => {
            assert_eq!(ours.items().count(), items.len());
            ours.items().zip(items).for_each(|(ours, theirs)| same(&ours, theirs));
        }
        Value::Object(fields) => {
            assert!(ours.is_object());
            for (name, theirs) in fields {
                same(&ours.field(name.clone().leak()).unwrap(), theirs);
            }
        }
    }
}

#[test]
fn raw_is_untouched() {
    let part = r#"[1.0, 1e400, -0, "\ud800\u00E9"]"#;
    let whole = wire::Value::parse(&format!(r#" {{"part": {part} }} "#)).unwrap();
    assert_eq!(whole.field("part").unwrap().to_json().as_str(), part);
    assert_eq!(RawJson::parse(&format!(" {part}\n")).unwrap().as_str(), part);
    assert_eq!(
        RawJson::serialize(&("a", 1.5, [None, Some(true)])).unwrap().as_str(),
        r#"["a",1.5,[null,true]]"#
    );
    assert!(RawJson::serialize(&BTreeMap::from([(vec![1], 2)])).is_err(), "a list is no name");
    assert_eq!(format!("{:?}", RawJson::new_unchecked("secret".to_owned())), "RawJson");
}

#[test]
fn an_object_is_written_field_by_field() {
    let mut text = String::from("before ");
    let mut fields = ObjectWriter::open(&mut text);
    fields.text("text", "\"é\u{1}").bool("flag", true).number("number", Some(7)).number("none", None);
    fields.object("object", &|fields| {
        fields.raw("raw", &RawJson::new_unchecked("[1.50]".to_owned())).bool("flag", false);
    });
    fields.object("empty", &|_| {}).close();
    assert_eq!(
        text,
        r#"before {"text":"\"é\u0001","flag":true,"number":7,"none":null,"object":{"raw":[1.50],"flag":false},"empty":{}}"#
    );
}

/// Any JSON value, at most six levels deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_value_is_read_to_its_last_piece(value in value()) {
        same(&wire::Value::parse(&value.to_string()).unwrap(), &value);
    }

    #[test]
    fn any_text_goes_through_quotes(text in any::<String>()) {
        let mut quoted = String::new();
        wire::write_string(&mut quoted, &text);
        prop_assert_eq!(&quoted, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(wire::Value::parse(&quoted).unwrap().text().unwrap(), text);
    }
}
