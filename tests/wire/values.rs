//! What received values and messages must be read as, whichever half reads them: the native one in `cargo test`, and the
//! browser's own parser in both browsers (`tests/browser/json.rs`).

use voisnap_webrtc::{
    wire::signalr::{Frames, LONGEST_FRAME, Message, read_handshake, read_message},
    wire::{RawJson, Text, Value},
};

#[path = "../fuzz/random.rs"]
#[allow(dead_code, reason = "property tests need more of it")]
mod random;
use random::Random;

fn value(text: &str) -> Value {
    Value::parse(text).unwrap_or_else(|| panic!("{text} is JSON"))
}

/// Each kind of value, and what is none.
pub(crate) fn single_values() {
    pieces();
    pieces_of_another_kind();
    either_case();
    surrogates();
    numbers();
    nesting();
}

fn pieces() {
    let object = value(
        r#" { "text" : "caf\u00e9\n", "unknown": [{"deep":[1,{}]}], "n": -12, "esc\u0061pe":[1,null], "n": 7 , "off":false} "#,
    );
    assert!(object.is_object() && !object.is_array() && !object.is_null());
    assert_eq!(object.field("text").unwrap().text().unwrap(), "café\n");
    assert_eq!(object.field("n").unwrap().number(), Some(7.0), "the last one counts");
    assert_eq!(object.field("off").unwrap().bool(), Some(false));
    assert!(object.field("none").is_none());
    assert!(object.field("tex").is_none() && object.field("TEXT").is_none());
    let list = object.field("escape").unwrap();
    assert!(list.is_array() && !list.is_object());
    assert_eq!(list.items().map(|item| item.number()).collect::<Vec<_>>(), [Some(1.0), None]);
    assert!(list.item(1).unwrap().is_null());
    assert!(list.item(2).is_none());
    let deep = object.field("unknown").unwrap().item(0).unwrap().field("deep").unwrap();
    assert_eq!(deep.to_json().as_str(), "[1,{}]");
    assert_eq!(deep.to_json().as_str(), "[1,{}]");
    assert_eq!(Value::null().to_json().as_str(), "null");
    assert_eq!(Value::empty_array().to_json().as_str(), "[]");
    assert_eq!(deep.clone(), deep);
    assert_eq!(format!("{deep:?}"), "Value", "nothing of it is printed");
}

fn pieces_of_another_kind() {
    // A name that every object, array and text of JavaScript has is no field of theirs.
    for text in ["null", "true", "-1.5", r#""length""#, "[1]", "{}"] {
        let value = value(text);
        assert!(value.field("a").is_none() && value.field_in_either_case("a").is_none(), "{text}");
        assert_eq!(value.item(0).is_some(), text == "[1]", "{text}");
        assert_eq!(value.text().is_some(), text.starts_with('"'), "{text}");
        assert_eq!(value.number().is_some(), text == "-1.5", "{text}");
        assert_eq!(value.bool().is_some(), text == "true", "{text}");
        assert_eq!(value.is_null(), text == "null", "{text}");
    }
}

fn either_case() {
    let object = value(r#"{"SdpMid":"0","both":1,"Both":2,"none":null,"None":3,"Nothing":null,"UPPER":4}"#);
    let number = |name| object.field_in_either_case(name).and_then(|value| value.unsigned());
    assert_eq!(object.field_in_either_case("sdpMid").unwrap().text().unwrap(), "0");
    assert!(object.field("sdpMid").is_none());
    assert_eq!((number("both"), number("none"), number("upper")), (Some(1), Some(3), None));
    assert!(object.field_in_either_case("nothing").is_none());
}

fn surrogates() {
    for (text, read) in [
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\uD83D\uDE00""#, "😀"),
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ud83dx""#, "\u{fffd}x"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(value(text).text().unwrap(), read, "{text}");
        // What is handed on is JSON that says the same.
        assert_eq!(value(value(text).to_json().as_str()).text().unwrap(), read, "{text}");
    }
    assert!(Value::parse(r#""\ud83d\u00""#).is_none());
}

fn numbers() {
    for (text, number, whole) in [
        ("0", 0.0, Some(0)),
        ("-0", 0.0, Some(0)),
        ("7", 7.0, Some(7)),
        ("7.0", 7.0, Some(7)),
        ("1e3", 1_000.0, Some(1_000)),
        ("1.5", 1.5, None),
        ("-1", -1.0, None),
        ("9007199254740992", 9_007_199_254_740_992.0, Some(9_007_199_254_740_992)),
        ("18446744073709551616", 18_446_744_073_709_551_616.0, None),
        ("1e400", f64::INFINITY, None),
    ] {
        assert_eq!((value(text).number(), value(text).unsigned()), (Some(number), whole), "{text}");
    }
}

/// A hostile hub nests as deep as a message is long: nothing overflows.
fn nesting() {
    const LEVELS: usize = 100_000;
    let open = "[".repeat(LEVELS);
    assert!(Value::parse(&open).is_none());
    let deep = value(&(open + &"]".repeat(LEVELS)));
    assert!(deep.is_array() && deep.item(0).is_some_and(|inner| inner.is_array()));
    // Too deep for the browser to write, perhaps, and JSON all the same.
    assert!(Value::parse(deep.to_json().as_str()).is_some());
}

/// Pieces that meet JSON's rules and break them about equally often.
const PIECES: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "true",
    "false",
    "null",
    "0",
    "-",
    "1",
    "12.5",
    "e",
    "E+3",
    ".",
    " ",
    "\n",
    "\t",
    "\"a\"",
    "\"a\":",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\\u",
    "\\n",
    "\\x",
    "[]",
    "{}",
    "\u{1}",
    "\u{1e}",
    "\u{feff}",
    "é",
    "01",
    "-0",
    "1e5",
    "[1,2]",
    "{\"a\":1}",
    "\"long enough text\"",
    "\u{a0}",
    "\u{2028}",
    "NaN",
    "'",
];

/// A text is taken by the half that reads and by `serde_json`, or by neither.
pub(crate) fn verdicts(count: u64) {
    for seed in 0..count {
        let mut random = Random::new(seed);
        let pieces = random.below(12);
        let text: String = (0..pieces).map(|_| random.pick(&PIECES)).collect();
        let theirs = RawJson::parse(&text);
        let read = Value::parse(&text);
        assert_eq!(read.is_some(), theirs.is_ok(), "seed {seed}: {text:?}");
        // JavaScript writes an infinite number, as `1e400` is one, as `null`.
        if let Some(read) = read.filter(|read| read.number().is_none_or(f64::is_finite)) {
            let again = value(read.to_json().as_str());
            assert_eq!(
                (again.number(), again.text(), again.bool()),
                (read.number(), read.text(), read.bool()),
                "{text:?}"
            );
        }
    }
}

/// What a document was written from.
enum Tree {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Self>),
    Fields(Vec<(&'static str, Self)>),
}

const NAMES: [&str; 8] = ["type", "target", "a", "length", "constructor", "isFinal", "é", "with space"];
const TEXTS: [&str; 8] =
    ["", "a", "é😀", "\"\\/", "\n\r\t\u{8}\u{c}\u{0}\u{1f}", "\u{2028}\u{feff}", "null", "v=0\r\no=- 4611"];

impl Tree {
    fn any(random: &mut Random, depth: usize) -> Self {
        match random.below(if depth > 5 { 4 } else { 6 }) {
            0 => Self::Null,
            1 => Self::Flag(random.one_in(2)),
            2 => Self::Number(f64::from(u32::try_from(random.below(1 << 24)).unwrap()) / 8.0 - 1_000.0),
            3 => Self::Text(random.pick(&TEXTS).to_owned() + random.pick(&TEXTS)),
            4 => Self::List((0..random.below(5)).map(|_| Self::any(random, depth + 1)).collect()),
            _ => {
                let mut names = NAMES.to_vec();
                let fields = (0..random.below(5)).map(|_| {
                    let name = names.swap_remove(random.below(names.len()));
                    (name, Self::any(random, depth + 1))
                });
                Self::Fields(fields.collect())
            }
        }
    }

    /// Writes it with escapes and spaces that mean nothing.
    fn write(&self, random: &mut Random, out: &mut String) {
        let space =
            |random: &mut Random, out: &mut String| out.push_str(random.pick(&["", "", "", " ", "\n\t "]));
        space(random, out);
        match self {
            Self::Null => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => write_text(random, out, text),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    item.write(random, out);
                }
                out.push(']');
            }
            Self::Fields(fields) => {
                out.push('{');
                for (at, (name, field)) in fields.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    space(random, out);
                    write_text(random, out, name);
                    space(random, out);
                    out.push(':');
                    field.write(random, out);
                }
                out.push('}');
            }
        }
        space(random, out);
    }

    fn assert_read(&self, read: &Value) {
        match self {
            Self::Null => assert!(read.is_null()),
            Self::Flag(flag) => assert_eq!(read.bool(), Some(*flag)),
            Self::Number(number) => assert_eq!(read.number(), Some(*number)),
            Self::Text(text) => assert_eq!(read.text().as_ref(), Some(text)),
            Self::List(items) => {
                assert!(read.is_array());
                assert_eq!(read.items().count(), items.len());
                for (item, read) in items.iter().zip(read.items()) {
                    item.assert_read(&read);
                }
            }
            Self::Fields(fields) => {
                assert!(read.is_object());
                for name in NAMES {
                    let field = fields.iter().find(|(field, _)| *field == name);
                    // Those that objects of JavaScript inherit are never asked for, and would be found.
                    if name != "constructor" || field.is_some() {
                        assert_eq!(read.field(name).is_some(), field.is_some(), "{name}");
                    }
                    if let Some((_, field)) = field {
                        field.assert_read(&read.field(name).unwrap());
                    }
                }
            }
        }
    }
}

fn write_text(random: &mut Random, out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' if random.one_in(2) => out.push_str("\\n"),
            '/' if random.one_in(2) => out.push_str("\\/"),
            _ if character < ' ' || random.one_in(4) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    out.push_str("\\u");
                    for shift in [12, 8, 4, 0] {
                        out.extend(char::from_digit(u32::from(*unit >> shift) & 15, 16));
                    }
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Documents of all kinds are read to their last piece, and so is what is handed on of them.
pub(crate) fn documents(count: u64) {
    for seed in 0..count {
        let mut random = Random::new(seed);
        let tree = Tree::any(&mut random, 0);
        let mut text = String::new();
        tree.write(&mut random, &mut text);
        let read = value(&text);
        tree.assert_read(&read);
        tree.assert_read(&value(read.to_json().as_str()));
    }
}

/// A message in words.
fn outline(text: &str) -> String {
    let in_words = |result: Result<Option<Value>, String>| match result {
        Ok(Some(result)) => result.to_json().into_string(),
        Ok(None) => "nothing".to_owned(),
        Err(error) => format!("error {error}"),
    };
    match read_message(&Text::from(text)) {
        Ok(Message::Invocation { target, arguments, invocation: None }) => {
            format!("{target}{}", arguments.to_json().as_str())
        }
        Ok(Message::Invocation { target, arguments, invocation: Some(id) }) => {
            format!("{target}{} -> {id}", arguments.to_json().as_str())
        }
        Ok(Message::Completion { invocation, result }) => format!("{invocation}: {}", in_words(result)),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("! {}", error.message),
    }
}

pub(crate) fn messages() {
    for (text, expected) in [
        (r#"{"type":1,"target":"method","arguments":[42,"x",{"a":null}]}"#, r#"method[42,"x",{"a":null}]"#),
        (
            r#"{"headers":{"foo":"bar"},"streamIds":["1"],"arguments":[1],"target":"method","type":1}"#,
            "method[1]",
        ),
        (r#"{"type":1,"target":"method","invocationId":"s1","arguments":[]}"#, "method[] -> s1"),
        (r#"{"type":1,"target":"method","invocationId":null,"arguments":null}"#, "method[]"),
        (r#"{"type":1,"target":"method"}"#, "method[]"),
        (r#" { "\u0074ype" : 1 , "target" : "m\u0065thod" , "arguments" : [] } "#, "method[]"),
        (r#"{"type":3,"invocationId":"abc","error":"Err","result":null}"#, "abc: error Err"),
        (r#"{"type":3,"invocationId":"abc","result":"foo","extra":{"type":7}}"#, r#"abc: "foo""#),
        (r#"{"type":3,"invocationId":"abc","result":null}"#, "abc: null"),
        (r#"{"type":3,"invocationId":"abc"}"#, "abc: nothing"),
        (r#"{"type":3,"invocationId":"abc","error":"","result":1}"#, "abc: 1"),
        (r#"{"type":2,"invocationId":"abc","item":null}"#, "Unused"),
        (r#"{"type":4}"#, "Unused"),
        (r#"{"type":6,"more":[]}"#, "Ping"),
        (r#"{"type":1,"target":5,"type":6}"#, "Ping"),
        (r#"{"type":7}"#, "Close { error: None, allow_reconnect: false }"),
        (
            r#"{"type":7,"error":"x","allowReconnect":true}"#,
            r#"Close { error: Some("x"), allow_reconnect: true }"#,
        ),
        (r#"{"type":7,"error":5,"allowReconnect":"true"}"#, "Close { error: None, allow_reconnect: false }"),
        (r#"{"type":8,"sequenceId":13}"#, "Ack(13)"),
        (r#"{"type":9,"sequenceId":24}"#, "Sequence(24)"),
        (r#"{"type":99,"target":5,"invocationId":null}"#, "Unknown"),
        (r#"{"type":-1}"#, "Unknown"),
        (r#"{"type":1.5}"#, "Unknown"),
        ("{}", "! A message has no type."),
        (r#"{"type":"6"}"#, "! A message has no type."),
        (r#"{"type":null}"#, "! A message has no type."),
        ("[]", "! A message is not an object."),
        ("6", "! A message is not an object."),
        ("null", "! A message is not an object."),
        ("", "! A message is not JSON."),
        ("x", "! A message is not JSON."),
        (r#"{"type":6"#, "! A message is not JSON."),
        (r#"{"type":6} {"type":6}"#, "! A message is not JSON."),
        (r#"{"type":1,"arguments":[]}"#, "! An invocation has no target."),
        (r#"{"type":1,"target":"","arguments":[]}"#, "! An invocation has no target."),
        (r#"{"type":1,"target":1,"arguments":[]}"#, "! An invocation has no target."),
        (r#"{"type":1,"target":"method","arguments":{}}"#, "! An invocation's arguments are not an array."),
        (r#"{"type":1,"target":"method","arguments":"[]"}"#, "! An invocation's arguments are not an array."),
        (
            r#"{"type":1,"invocationId":1,"target":"method"}"#,
            "! A message's invocation id is missing or no text.",
        ),
        (
            r#"{"type":1,"invocationId":"","target":"method"}"#,
            "! A message's invocation id is missing or no text.",
        ),
        (r#"{"type":3,"result":1}"#, "! A message's invocation id is missing or no text."),
        (
            r#"{"type":3,"invocationId":"1","result":1,"error":"Err"}"#,
            "! A completion has both a result and an error.",
        ),
        (r#"{"type":3,"invocationId":"1","error":1}"#, "! A completion's error is not a text."),
        (r#"{"type":2,"invocationId":"1"}"#, "! A stream item has no item."),
        (r#"{"type":8,"sequenceId":"1"}"#, "! A message of stateful reconnect has no sequence number."),
        (r#"{"type":9,"sequenceId":-1}"#, "! A message of stateful reconnect has no sequence number."),
    ] {
        assert_eq!(outline(text), expected, "{text}");
    }
    for (text, expected) in [
        ("{}", Ok(Ok(()))),
        (r#"{"error":null,"minorVersion":1}"#, Ok(Ok(()))),
        (r#"{"error":""}"#, Ok(Ok(()))),
        (r#"{"error":false}"#, Ok(Ok(()))),
        (r#"{"error":"no"}"#, Ok(Err("no".to_owned()))),
        (r#"{"error":7}"#, Ok(Err(String::new()))),
        (r#"{"type":6}"#, Err(())),
        ("[]", Err(())),
        ("", Err(())),
    ] {
        assert_eq!(read_handshake(&Text::from(text)).map_err(drop), expected, "{text}");
    }
}

/// `fault_28`: a frame is read up to a length, whatever it holds, and so is a message of several frames.
pub(crate) fn long_frames() {
    let message = |bytes: usize| format!("\"{}\"\u{1e}", "x".repeat(bytes - 3));
    let longest = message(LONGEST_FRAME);
    assert_eq!(Frames::default().take_text(&longest.as_str().into()).unwrap().len(), 1);
    assert_eq!(Frames::default().take_bytes(longest.as_bytes()).unwrap().len(), 1);
    let longer = message(LONGEST_FRAME + 1);
    assert!(Frames::default().take_text(&longer.as_str().into()).is_err());
    assert!(Frames::default().take_bytes(longer.as_bytes()).is_err());
    let many = "{}\u{1e}".repeat(LONGEST_FRAME / 3 + 1);
    assert!(Frames::default().take_text(&many.as_str().into()).is_err());
    let mut frames = Frames::default();
    let half = "x".repeat(LONGEST_FRAME / 2 + 1);
    assert!(frames.take_text(&half.as_str().into()).unwrap().is_empty());
    assert!(frames.take_bytes(half.as_bytes()).is_err());
}

/// A frame of whole messages, and the same cut in two at every place.
pub(crate) fn frames() {
    let texts = |messages: Vec<Text>| messages.iter().map(String::from).collect::<Vec<_>>();
    let whole = "{\"type\":6}\u{1e}{\"é😀\":1}\u{1e}\u{1e}";
    let expected = ["{\"type\":6}", "{\"é😀\":1}", ""];
    assert_eq!(texts(Frames::default().take_text(&whole.into()).unwrap()), expected);
    assert!(Frames::default().take_text(&"".into()).unwrap().is_empty());
    for at in 0..=whole.len() {
        let mut frames = Frames::default();
        let (head, tail) = whole.as_bytes().split_at(at);
        let mut messages = frames.take_bytes(head).unwrap();
        match whole.get(at..) {
            Some(tail) => messages.extend(frames.take_text(&tail.into()).unwrap()),
            None => messages.extend(frames.take_bytes(tail).unwrap()),
        }
        assert_eq!(texts(messages), expected, "cut at {at}");
    }
}
