//! Codec inputs: bent and spliced JSON, as values, as hub messages, and cut into frames.

use voisnap_webrtc::{
    wire::signalr::{Frames, Message, read_handshake, read_message},
    wire::{Text, Value},
};

use crate::random::Random;

/// Where bending starts: messages as servers send them, and JSON at its edges.
const CORPUS: &[&str] = &[
    "{}\x1e",
    "{\"type\":6}\x1e",
    "{\"type\":7,\"error\":\"Connection closed with an error.\",\"allowReconnect\":true}\x1e",
    "{\"type\":1,\"target\":\"SdpAnswerReceived\",\"arguments\":[\"v=0\\r\\no=- 4611 2 IN IP4 127.0.0.1\\r\\n\"]}\x1e",
    "{\"type\":1,\"invocationId\":\"s1\",\"target\":\"Ask\",\"arguments\":[{\"a\":[1,2.50,null]}]}\x1e{\"type\":6}\x1e",
    "{\"type\":3,\"invocationId\":\"12\",\"result\":{\"x\":\"\\ud83d\\ude00\"}}\x1e",
    "{\"type\":3,\"invocationId\":\"0\",\"error\":\"Unknown hub method 'X'\"}\x1e",
    "{\"type\":2,\"invocationId\":\"0\",\"item\":null}\x1e",
    "{\"type\":8,\"sequenceId\":18446744073709551615}\x1e{\"type\":9,\"sequenceId\":0}\x1e",
    "{\"error\":\"Handshake was canceled.\"}\x1e",
    "[-0,1e400,-1.5E-7,0.1,123456789012345678901234567890]\x1e",
    "[[[[[[[[{\"\":{\"\":{}}}]]]]]]]]\x1e",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9é😀\"\x1e",
    " [ true , false , null , \"\" ] \x1e",
];

/// What bending puts in.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\x1e",
    "true",
    "null",
    "0",
    "-",
    "1",
    ".5",
    "e9",
    "\\u",
    "\\ud800",
    "\\u0000",
    "\\x",
    " ",
    "\n",
    "\t",
    "\u{0}",
    "\u{7f}",
    "é",
    "😀",
    "\"type\":",
    "\"type\":1",
    "\"target\":\"x\"",
    "\"arguments\":",
    "\"invocationId\":",
    "\"result\":",
    "\"error\":\"e\"",
    "{\"type\":6}\x1e",
    "12345678",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
];

/// Runs `count` inputs from `seed` on.
pub(crate) fn run(seed: u64, count: u64) {
    let mut random = Random::new(seed);
    let mut input = Vec::new();
    for _ in 0..count {
        bend(&mut random, &mut input);
        check(&mut random, &input);
    }
}

/// Bends the last input a little further, or starts from the corpus again.
fn bend(random: &mut Random, input: &mut Vec<u8>) {
    if input.is_empty() || input.len() > 400 || random.one_in(6) {
        input.clear();
        input.extend_from_slice(random.pick(CORPUS).as_bytes());
    }
    let at = random.below(input.len() + 1);
    match random.below(6) {
        0 => input.truncate(at),
        1 => {
            let end = (at + random.below(8)).min(input.len());
            input.drain(at..end);
        }
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        3 => {
            let other = random.pick(CORPUS).as_bytes();
            let part = &other[random.below(other.len())..];
            input.splice(at..at, part.iter().copied());
        }
        _ => {
            input.splice(at..at, random.pick(PIECES).bytes());
        }
    }
}

fn check(random: &mut Random, input: &[u8]) {
    // Every input is a frame that may be cut anywhere, and every eighth is cut.
    if random.one_in(8) {
        same_messages_however_cut(random, input);
    }
    for message in whole(input).unwrap_or_default() {
        let _ = read_handshake(&message);
        let text = String::from(&message);
        match read_message(&message) {
            Ok(Message::Invocation { arguments, .. }) => {
                assert!(
                    text.contains(arguments.to_json().as_str()) || arguments == Value::empty_array(),
                    "{text:?}"
                );
                same_pieces(&arguments);
            }
            Ok(Message::Completion { result: Ok(Some(result)), .. }) => {
                assert!(text.contains(result.to_json().as_str()), "{text:?}");
            }
            _ => {}
        }
    }
}

/// Taken apart piece by piece, a value holds what `serde_json` finds in it.
fn same_pieces(value: &Value) {
    let Ok(theirs) = serde_json::from_str(value.to_json().as_str()) else { return };
    let items = value.items().map(|item| item.to_json()).collect::<Vec<_>>();
    let serde_json::Value::Array(their_items) = theirs else {
        panic!("a list: {:?}", value.to_json().as_str())
    };
    assert_eq!(items.len(), their_items.len());
    for (ours, theirs) in items.iter().zip(their_items) {
        let ours = Value::parse(ours.as_str()).expect("a value");
        assert_eq!(ours.text().as_deref(), theirs.as_str());
        assert_eq!(ours.bool(), theirs.as_bool());
        assert_eq!(ours.is_null(), theirs.is_null());
        assert_eq!((ours.is_object(), ours.is_array()), (theirs.is_object(), theirs.is_array()));
        for name in ["", "type", "a", "x"] {
            let field = ours.field(name).map(|field| field.to_json());
            let their_field = theirs.get(name).filter(|_| theirs.is_object());
            let field = field.map(|field| serde_json::from_str(field.as_str()).expect("JSON"));
            assert_eq!(field.as_ref(), their_field);
        }
    }
}

/// The complete messages in one frame, or `None` if they are not text.
fn whole(input: &[u8]) -> Option<Vec<Text>> {
    Frames::default().take_bytes(input).ok()
}

fn same_messages_however_cut(random: &mut Random, input: &[u8]) {
    let mut frames = Frames::default();
    let mut messages = Vec::new();
    let mut rest = input;
    let mut valid = true;
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(1 + random.below(rest.len()));
        let taken = match core::str::from_utf8(part) {
            Ok(part) if random.one_in(2) => frames.take_text(&part.into()),
            _ => frames.take_bytes(part),
        };
        let Ok(taken) = taken else {
            valid = false;
            break;
        };
        messages.extend(taken);
        rest = behind;
    }
    match whole(input) {
        Some(expected) => assert!(valid && messages == expected, "{input:?}"),
        None => assert!(!valid, "{input:?}"),
    }
}
