//! The JSON codec against `serde_json` as the oracle, and the places where the two differ on purpose.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use voisnap_webrtc::json::{self, Kind, Raw};

mod values;

#[test]
fn values_are_read_piece_by_piece() {
    values::pieces();
    values::pieces_of_another_kind();
    values::either_case();
    values::surrogates();
    values::numbers();
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
fn same(ours: &json::Value, theirs: &Value) {
    match theirs {
        Value::Null => assert!(ours.is_null()),
        Value::Bool(flag) => assert_eq!(ours.flag(), Some(*flag)),
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

fn verdict(text: &str) -> Result<(), Kind> {
    Raw::parse(text).map(drop).map_err(|error| error.kind)
}

#[test]
fn errors_say_what() {
    assert_eq!(verdict(r#"{"n":1"#), Err(Kind::End));
    assert_eq!(verdict(r#"["a"#), Err(Kind::End));
    assert_eq!(verdict(r#"{"n":1,}"#), Err(Kind::Syntax));
    assert_eq!(verdict("[1] 2"), Err(Kind::Syntax));
    assert_eq!(verdict("\"a\u{1}\""), Err(Kind::Text));
    assert_eq!(verdict(r#""\x""#), Err(Kind::Text));
}

#[test]
fn raw_is_untouched_on_both_ways() {
    #[derive(Serialize)]
    struct Carrier {
        part: Raw,
        whole: Raw,
        none: Option<Raw>,
    }
    let part = r#"[1.0, 1e400, -0, "\ud800\u00E9"]"#;
    let carrier = Carrier {
        part: json::Value::parse(&format!(r#"{{"part": {part} }}"#)).unwrap().field("part").unwrap().to_raw(),
        whole: Raw::parse(r#" {"a" : 10000000000000000000000} "#).unwrap(),
        none: None,
    };
    assert_eq!(carrier.part.as_str(), part);
    assert_eq!(
        json::to_string(&carrier),
        r#"{"part":[1.0, 1e400, -0, "\ud800\u00E9"],"whole":{"a" : 10000000000000000000000},"none":null}"#
    );
    assert_eq!(format!("{:?}", Raw::trusted("secret".to_owned())), "Raw");
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(verdict(&nested(64)), Ok(()));
    assert_eq!(verdict(&nested(65)), Err(Kind::TooDeep));
    assert_eq!(verdict(&nested(1_000_000)), Err(Kind::TooDeep));
    assert!(json::Value::parse(&nested(64)).is_some_and(|value| value.is_array()));
    assert!(json::Value::parse(&nested(65)).is_none());
}

#[test]
fn numbers() {
    assert_eq!(json::unsigned("18446744073709551615"), Some(u64::MAX));
    assert_eq!(json::unsigned("0"), Some(0));
    for none in ["", "-1", "00", "01", "1.0", "1e2", " 1", "18446744073709551616"] {
        assert_eq!(json::unsigned(none), None, "{none}");
    }
    assert_eq!(json::decimal(u64::MAX), "18446744073709551615");
    let written: Vec<String> =
        [1.0, -3.5, 0.1, 1e15, 1.999_999_9, -0.0, 0.000_000_1, 1e19, f64::NAN, f64::NEG_INFINITY, 12.050_4]
            .iter()
            .map(json::to_string)
            .collect();
    assert_eq!(
        written,
        ["1", "-3.5", "0.1", "1000000000000000", "2", "0", "0", "null", "null", "null", "12.0504"]
    );
}

#[test]
fn writes_what_serde_json_writes() {
    #[derive(Serialize)]
    enum Shape {
        Unit,
        One(u8),
        Two(u8, char),
        Named { x: Option<bool> },
    }
    let value = (
        [Shape::Unit, Shape::One(1), Shape::Two(2, '"'), Shape::Named { x: None }],
        BTreeMap::from([(-1, "a"), (2, "b")]),
        BTreeMap::from([(true, 1)]),
        BTreeMap::from([('c', "\u{0}\u{1f}\u{7f}\u{8}\u{c}\n\r\t\\\"é😀")]),
        (i64::MIN, u64::MAX, 0_u8),
        Some(vec![vec![1_i32]]),
    );
    assert_eq!(json::to_string(&value), serde_json::to_string(&value).unwrap());
}

/// JSON-like text: pieces that meet JSON's rules and break them about equally often.
fn json_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", "\\", "true", "false", "null", "0", "-", "1", "12.5", "e", "E+3", ".",
            " ", "\n", "\t", "\"a\"", "\"a\":", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\\u", "\\n", "\\x", "[]", "{}",
            "\u{1}", "\u{1e}", "\u{feff}", "é", "01", "-0", "1e5", "[1,2]", "{\"a\":1}", "\"long enough text\"",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
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

/// Both codecs agree on `text`, as raw text, as a value read to its last piece, and as an unsigned number.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_str::<&RawValue>(text);
    let ours = Raw::parse(text);
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", text);
    if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
        prop_assert_eq!(ours.as_str(), theirs.get());
    }
    if let Ok(theirs) = serde_json::from_str(text) {
        same(&json::Value::parse(text).unwrap(), &theirs);
    }
    prop_assert_eq!(json::unsigned(text.trim()), serde_json::from_str::<u64>(text.trim()).ok());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn same_verdict_on_json_like_text(text in json_like()) {
        agree(&text)?;
    }

    #[test]
    fn same_verdict_on_cut_and_bent_json(value in value(), at in any::<prop::sample::Index>(), bend in any::<char>()) {
        let text = value.to_string();
        agree(&text)?;
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        agree(&chars[..at].iter().collect::<String>())?;
        let mut bent = chars;
        bent[at] = bend;
        agree(&bent.into_iter().collect::<String>())?;
    }

    #[test]
    fn writes_and_reads_back(value in value()) {
        let text = json::to_string(&value);
        prop_assert_eq!(&text, &value.to_string());
        same(&json::Value::parse(&text).unwrap(), &value);
    }

    #[test]
    fn any_text_goes_through_a_string(text in any::<String>()) {
        let json = json::to_string(&text);
        prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(json::Value::parse(&json).unwrap().text().unwrap(), text);
    }
}
