//! The JSON codec against `serde_json` as the oracle, and the places where the two differ on purpose.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

use std::{borrow::Cow, collections::BTreeMap};

use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Value, value::RawValue};
use voisnap_webrtc::json::{self, Kind, Raw, RawRef};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Colour {
    DarkRed,
    Blue,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sample<'a> {
    #[serde(rename = "n")]
    number: i64,
    #[serde(alias = "Text", borrow)]
    text: Cow<'a, str>,
    #[serde(default)]
    list: Vec<Option<u8>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<Colour>,
    #[serde(default)]
    pair: (bool, String),
    #[serde(default)]
    map: BTreeMap<String, Vec<u16>>,
}

#[test]
fn reads_derived_structs() {
    let text = r#" { "Text" : "caf\u00e9\n", "unknown": [{"deep":[1,{}]}], "n": -12, "list":[1,null],
        "colour":"darkRed", "pair":[true,"x"], "map":{"a":[],"b":[7]} } "#;
    let sample: Sample<'_> = json::from_str(text).unwrap();
    assert_eq!(sample.number, -12);
    assert_eq!(sample.text, "café\n");
    assert_eq!(sample.list, [Some(1), None]);
    assert_eq!(sample.colour, Some(Colour::DarkRed));
    assert_eq!(sample.pair, (true, "x".to_owned()));
    assert_eq!(sample.map["b"], [7]);
    assert_eq!(sample, serde_json::from_str(text).unwrap());
}

#[test]
fn borrows_strings_without_escapes() {
    let sample: Sample<'_> = json::from_str(r#"{"n":1,"text":"plain ünïcode"}"#).unwrap();
    assert!(matches!(sample.text, Cow::Borrowed("plain ünïcode")));
    assert_eq!(json::from_str::<&str>(r#""x""#), Ok("x"));
    assert_eq!(json::from_str::<&str>(r#""\n""#).unwrap_err().kind, Kind::Type);
}

#[test]
fn errors_say_what() {
    let kind = |text| json::from_str::<Sample<'_>>(text).unwrap_err().kind;
    assert_eq!(kind(r#"{"n":1}"#), Kind::Missing);
    assert_eq!(kind(r#"{"n":1,"n":2,"text":""}"#), Kind::Duplicate);
    assert_eq!(kind(r#"{"n":"1","text":""}"#), Kind::Type);
    assert_eq!(kind(r#"{"n":1,"text":"","list":[256]}"#), Kind::Value);
    assert_eq!(kind(r#"{"n":1,"text":"","colour":"green"}"#), Kind::Value);
    assert_eq!(kind(r#"{"n":1,"text":"","pair":[true,"x",1]}"#), Kind::Syntax);
    assert_eq!(kind(r#"{"n":1,"text":"a"#), Kind::End);
    assert_eq!(kind("{\"n\":1,\"text\":\"a\u{1}\"}"), Kind::Text);
}

#[test]
fn reads_a_prefix() {
    assert_eq!(json::from_prefix::<Vec<u8>>(" [1] \u{1e}rest"), Ok((vec![1], 4)));
}

#[test]
fn raw_is_untouched_on_both_ways() {
    #[derive(Serialize, Deserialize)]
    struct Carrier<'a> {
        #[serde(borrow)]
        part: RawRef<'a>,
        whole: Raw,
        none: Option<Raw>,
    }
    let text = r#"{"part": [1.0, 1e400, -0, "\ud800\u00E9"] ,"whole": {"a" : 10000000000000000000000} ,"none":null}"#;
    let carrier: Carrier<'_> = json::from_str(text).unwrap();
    assert_eq!(carrier.part.as_str(), r#"[1.0, 1e400, -0, "\ud800\u00E9"]"#);
    assert_eq!(carrier.whole.as_str(), r#"{"a" : 10000000000000000000000}"#);
    assert!(carrier.none.is_none());
    assert_eq!(
        json::to_string(&carrier),
        r#"{"part":[1.0, 1e400, -0, "\ud800\u00E9"],"whole":{"a" : 10000000000000000000000},"none":null}"#
    );
    assert_eq!(Raw::parse(" [ 1 ] ").unwrap().as_str(), "[ 1 ]");
    assert!(Raw::parse("[1] 2").is_err());
    assert_eq!(format!("{:?}", Raw::trusted("secret".to_owned())), "Raw");
}

#[test]
fn the_first_item_of_a_list_comes_with_its_fields() {
    let first = |text: &str| {
        let (fields, item) = json::first(text);
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.as_str())).collect();
        (fields.join(" "), item.as_str().to_owned())
    };
    let is = |fields: &str, item: &str| (fields.to_owned(), item.to_owned());
    assert_eq!(
        first(r#"[{"a":[1,{}],"\u0062":"]"} , {"c":2}]"#),
        is(r#"a=[1,{}] b="]""#, r#"{"a":[1,{}],"\u0062":"]"}"#)
    );
    assert_eq!(first("[ {} ]"), is("", "{}"));
    for item in [r#""a]""#, "-1.50", "null", "true", r#"[{"a":1}]"#] {
        assert_eq!(first(&format!("[\t{item} ,7]")), is("", item));
    }
    for none in ["[]", "[ ]", "", "["] {
        assert_eq!(first(none), is("", "null"), "{none}");
    }
}

#[test]
fn surrogates() {
    let text = |json: &str| json::from_str::<String>(json).unwrap();
    assert_eq!(text(r#""\ud83d\ude00""#), "😀");
    assert_eq!(text(r#""\uD83D\uDE00""#), "😀");
    assert_eq!(text(r#""\ud83d""#), "\u{fffd}");
    assert_eq!(text(r#""\ud83dx""#), "\u{fffd}x");
    assert_eq!(text(r#""\ud83d\n""#), "\u{fffd}\n");
    assert_eq!(text(r#""\ud83d\ud83d\ude00""#), "\u{fffd}😀");
    assert_eq!(text(r#""\ude00\ud83d""#), "\u{fffd}\u{fffd}");
    assert!(json::from_str::<String>(r#""\ud83d\u00""#).is_err());
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(json::from_str::<IgnoredAny>(&nested(64)).is_ok());
    assert_eq!(json::from_str::<IgnoredAny>(&nested(65)).unwrap_err().kind, Kind::TooDeep);
    assert!(json::from_str::<Value>(&nested(64)).is_ok());
    assert_eq!(json::from_str::<Value>(&nested(65)).unwrap_err().kind, Kind::TooDeep);
    assert!(json::from_str::<Vec<Raw>>(&nested(64)).is_ok());
    assert_eq!(json::from_str::<Vec<Raw>>(&nested(65)).unwrap_err().kind, Kind::TooDeep);
    assert!(Raw::parse(&nested(1_000_000)).is_err());
}

#[test]
fn numbers() {
    assert_eq!(json::from_str("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(json::from_str("-9223372036854775808"), Ok(i64::MIN));
    assert!(json::from_str::<u64>("18446744073709551616").is_err());
    assert!(json::from_str::<i64>("-9223372036854775809").is_err());
    for text in ["0.1", "-2.5e-3", "123456789012345", "1e22", "4.35", "0e999999999999999999999"] {
        assert_eq!(json::from_str::<f64>(text).unwrap(), text.parse::<f64>().unwrap(), "{text}");
    }
    assert_eq!(json::from_str::<f64>("1e309").unwrap_err().kind, Kind::Range);
    assert_eq!(json::from_str::<f64>("1e-400"), Ok(0.0));
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

/// Both codecs agree on `text`, as a value that keeps everything, as one that is skipped, and as raw text.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_str::<&RawValue>(text);
    let ours = json::from_str::<RawRef<'_>>(text);
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", text);
    if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
        prop_assert_eq!(ours.as_str(), theirs.get());
    }
    prop_assert_eq!(
        json::from_str::<IgnoredAny>(text).is_ok(),
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    );
    if let Ok(theirs) = serde_json::from_str::<Value>(text) {
        let ours: Value = json::from_str(text).unwrap();
        // Floats may differ in the last place.
        if !text.contains(['.', 'e', 'E']) {
            prop_assert_eq!(ours, theirs);
        }
    }
    prop_assert_eq!(json::from_str::<u32>(text).ok(), serde_json::from_str::<u32>(text).ok());
    prop_assert_eq!(
        json::from_str::<Vec<Option<i8>>>(text).ok(),
        serde_json::from_str::<Vec<Option<i8>>>(text).ok()
    );
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
        prop_assert_eq!(json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn floats_are_near(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
        let text = serde_json::to_string(&value).unwrap();
        match json::from_str::<f64>(&text) {
            Ok(ours) => prop_assert!((ours - value).abs() <= value.abs() * 1e-14 + 1e-307, "{} {}", ours, value),
            Err(error) => prop_assert!(error.kind == Kind::Range && value.abs() > 1.7e308),
        }
    }

    #[test]
    fn any_text_goes_through_a_string(text in any::<String>()) {
        let json = json::to_string(&text);
        prop_assert_eq!(&json, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(json::from_str::<String>(&json).unwrap(), text);
    }
}
