//! `JsonHubProtocol.test.ts`, `TextMessageFormat.test.ts` and the sizes of `MessageSize.test.ts`.

use voisnap_webrtc::{
    signalr::InvocationId,
    wire::{
        RawJson, Text, Value,
        signalr::{self, Frames, LONGEST_FRAME, Message, read_handshake, read_message},
    },
};

use crate::bench::{frame, json};

fn read(text: &str) -> Message {
    read_message(&text.into()).unwrap()
}

fn texts(messages: &[Text]) -> Vec<String> {
    messages.iter().map(String::from).collect()
}

fn value(text: &str) -> Value {
    Value::parse(text).unwrap()
}

fn invocation(arguments: &str, id: Option<&str>) -> Message {
    Message::Invocation {
        target: "method".to_owned(),
        arguments: value(arguments),
        invocation: id.map(str::to_owned),
    }
}

#[test]
fn jp_01_invocation() {
    assert_eq!(
        read(r#"{"type":1,"target":"method","arguments":[42,"x",{"a":null}]}"#),
        invocation(r#"[42,"x",{"a":null}]"#, None)
    );
}

#[test]
fn jp_02_invocation_with_a_date() {
    assert_eq!(
        read(r#"{"type":1,"target":"method","arguments":["2018-01-01T12:04:23.000Z"]}"#),
        invocation(r#"["2018-01-01T12:04:23.000Z"]"#, None)
    );
}

#[test]
fn jp_03_invocation_with_headers_and_streams() {
    assert_eq!(
        read(r#"{"headers":{"foo":"bar"},"streamIds":["1"],"arguments":[1],"target":"method","type":1}"#),
        invocation("[1]", None)
    );
}

#[test]
fn jp_04_invocation_with_id() {
    assert_eq!(
        read(r#"{"type":1,"target":"method","invocationId":"s1","arguments":[]}"#),
        invocation("[]", Some("s1"))
    );
}

fn completion(result: Result<Option<&str>, &str>) -> Message {
    let result = result.map(|result| result.map(value)).map_err(str::to_owned);
    Message::Completion { invocation: "abc".to_owned(), result }
}

#[test]
fn jp_05_completion_with_error_and_null_result() {
    assert_eq!(
        read(r#"{"type":3,"invocationId":"abc","error":"Err","result":null}"#),
        completion(Err("Err"))
    );
}

#[test]
fn jp_06_completion_with_a_value() {
    assert_eq!(read(r#"{"type":3,"invocationId":"abc","result":"foo"}"#), completion(Ok(Some("\"foo\""))));
}

#[test]
fn jp_07_completion_with_null() {
    assert_eq!(read(r#"{"type":3,"invocationId":"abc","result":null}"#), completion(Ok(Some("null"))));
    assert_eq!(read(r#"{"type":3,"invocationId":"abc"}"#), completion(Ok(None)));
}

#[test]
fn jp_08_completion_with_a_number_is_not_touched() {
    assert_eq!(
        read(r#"{"type":3,"invocationId":"abc","result":1.50e400}"#),
        completion(Ok(Some("1.50e400")))
    );
}

#[test]
fn jp_09_completion_with_more_properties() {
    assert_eq!(
        read(r#"{"extra":{"type":7},"type":3,"invocationId":"abc","result":1}"#),
        completion(Ok(Some("1")))
    );
}

#[test]
fn jp_10_stream_items_are_nobodys() {
    assert_eq!(read(r#"{"type":2,"invocationId":"abc","item":8}"#), Message::Unused);
    assert_eq!(read(r#"{"type":2,"invocationId":"abc","item":null,"headers":{"t":"1"}}"#), Message::Unused);
}

#[test]
fn jp_14_malformed_messages() {
    for text in [
        "{}",
        r#"{"type":1,"invocationId":1,"target":"method","arguments":[]}"#,
        r#"{"type":1,"invocationId":"","target":"method","arguments":[]}"#,
        r#"{"type":1,"invocationId":"1","target":1,"arguments":[]}"#,
        r#"{"type":2,"item":1}"#,
        r#"{"type":2,"invocationId":1,"item":1}"#,
        r#"{"type":3}"#,
        r#"{"type":3,"invocationId":1}"#,
        r#"{"type":3,"invocationId":"1","result":1,"error":"Err"}"#,
        r#"{"type":3,"invocationId":"1","error":1}"#,
        // Beyond the official list.
        r#"{"type":"6"}"#,
        r#"{"type":null}"#,
        r#"{"type":1,"arguments":[]}"#,
        r#"{"type":1,"target":"","arguments":[]}"#,
        r#"{"type":1,"target":"method","arguments":{}}"#,
        r#"{"type":2,"invocationId":"1"}"#,
        r#"{"type":8}"#,
        r#"{"type":8,"sequenceId":"1"}"#,
        r#"{"type":9,"sequenceId":-1}"#,
        r#"{"type":6} {"type":6}"#,
        r#"{"type":6"#,
        "",
        "[]",
        "6",
        "null",
        "x",
    ] {
        assert!(read_message(&text.into()).is_err(), "{text}");
    }
}

#[test]
fn jp_24_two_messages() {
    let text = frame(&[r#"{"type":6}"#, r#"{"type":7,"error":"e"}"#]);
    let messages = Frames::default().take_text(&text.as_str().into()).unwrap();
    let messages: Vec<_> = messages.iter().map(|message| read_message(message).unwrap()).collect();
    assert_eq!(
        messages,
        [Message::Ping, Message::Close { error: Some("e".to_owned()), allow_reconnect: false }]
    );
}

#[test]
fn jp_25_ping() {
    assert_eq!(read(r#"{"type":6,"more":[]}"#), Message::Ping);
}

#[test]
fn jp_26_close() {
    let close = |error: Option<&str>, allow_reconnect| Message::Close {
        error: error.map(str::to_owned),
        allow_reconnect,
    };
    assert_eq!(read(r#"{"type":7}"#), close(None, false));
    assert_eq!(read(r#"{"type":7,"error":null,"allowReconnect":false}"#), close(None, false));
    assert_eq!(read(r#"{"type":7,"error":"x","allowReconnect":true}"#), close(Some("x"), true));
    assert_eq!(read(r#"{"type":7,"error":5,"allowReconnect":"true"}"#), close(None, false));
}

#[test]
fn jp_27_ack_and_sequence() {
    assert_eq!(read(r#"{"type":8,"sequenceId":13}"#), Message::Ack(13));
    assert_eq!(read(r#"{"type":9,"sequenceId":24}"#), Message::Sequence(24));
}

#[test]
fn ex_unknown_types_are_ignored_whatever_they_hold() {
    for text in [
        r#"{"type":99,"target":5,"invocationId":null,"result":1,"error":2}"#,
        r#"{"type":0}"#,
        r#"{"type":-1}"#,
        r#"{"type":1.5}"#,
        r#"{"type":123456789012345678901234567890}"#,
    ] {
        assert_eq!(read(text), Message::Unknown, "{text}");
    }
    assert_eq!(read(r#"{"type":4}"#), Message::Unused);
    assert_eq!(read(r#"{"type":5}"#), Message::Unused);
}

#[test]
fn ex_of_a_field_written_twice_the_last_counts() {
    assert_eq!(read(r#"{"type":1,"target":5,"type":6}"#), Message::Ping);
}

#[test]
fn ex_invocation_id_null_is_none() {
    assert_eq!(
        read(r#"{"type":1,"target":"method","arguments":[],"invocationId":null}"#),
        invocation("[]", None)
    );
}

#[test]
fn ex_arguments_may_be_missing() {
    assert_eq!(read(r#"{"type":1,"target":"method"}"#), invocation("[]", None));
    assert_eq!(read(r#"{"type":1,"target":"method","arguments":null}"#), invocation("[]", None));
}

#[test]
fn ex_escapes_in_names_and_texts() {
    assert_eq!(
        read(r#" { "\u0074ype" : 1 , "target" : "m\u0065thod" , "arguments" : [ "\ud83d\ude00" ] } "#),
        invocation(r#"[ "\ud83d\ude00" ]"#, None)
    );
}

#[test]
fn ex_handshake_answers() {
    let read = |text: &str| read_handshake(&text.into());
    for accepted in [
        "{}",
        r#"{"error":null}"#,
        r#"{"error":""}"#,
        r#"{"error":0,"minorVersion":1}"#,
        r#"{"type":null,"error":false}"#,
    ] {
        assert_eq!(read(accepted), Ok(Ok(())), "{accepted}");
    }
    assert_eq!(read(r#"{"error":"no"}"#), Ok(Err("no".to_owned())));
    assert_eq!(read(r#"{"error":7}"#), Ok(Err(String::new())));
    for garbage in ["", "null", "[]", "x", r#"{"type":6}"#, r#"{"type":1,"target":"x"}"#] {
        assert!(read(garbage).is_err(), "{garbage}");
    }
}

/// The messages in `text`, and whether nothing was left over.
fn split(text: &str) -> (Vec<String>, bool) {
    let mut frames = Frames::default();
    let messages = frames.take_text(&text.into()).unwrap();
    // What is left over begins the next message.
    let next = frames.take_text(&"\u{1e}".into()).unwrap();
    (texts(&messages), texts(&next) == [""])
}

#[test]
fn tf_01_one_empty_message() {
    assert_eq!(split("\u{1e}"), (vec![String::new()], true));
}

#[test]
fn tf_02_two_empty_messages() {
    assert_eq!(split("\u{1e}\u{1e}"), (vec![String::new(); 2], true));
}

#[test]
fn tf_03_one_message() {
    assert_eq!(split("Hello, World\u{1e}"), (vec!["Hello, World".to_owned()], true));
}

#[test]
fn tf_04_two_messages() {
    assert_eq!(split("A\u{1e}B\u{1e}"), (vec!["A".to_owned(), "B".to_owned()], true));
}

#[test]
fn tf_05_empty_frame_is_nothing() {
    assert_eq!(split(""), (vec![], true));
}

#[test]
fn tf_06_unfinished_message_waits() {
    assert_eq!(split("ABC"), (vec![], false));
}

#[test]
fn tf_07_unfinished_second_message_waits() {
    assert_eq!(split("ABC\u{1e}XYZ"), (vec!["ABC".to_owned()], false));
}

#[test]
fn ex_tail_is_completed_by_later_frames_of_either_kind() {
    let mut frames = Frames::default();
    assert_eq!(texts(&frames.take_text(&"a\u{1e}b".into()).unwrap()), ["a"]);
    // A character cut in two.
    assert!(frames.take_bytes(&[0xC3]).unwrap().is_empty());
    assert_eq!(texts(&frames.take_bytes(&[0xA9, 0x1E, b'c']).unwrap()), ["bé"]);
    assert_eq!(texts(&frames.take_text(&"d\u{1e}".into()).unwrap()), ["cd"]);
    assert!(frames.take_bytes(&[0xC3, 0x1E]).is_err());
}

#[test]
fn ex_tail_is_bounded() {
    let mut frames = Frames::default();
    let half = "x".repeat(LONGEST_FRAME / 2);
    assert!(frames.take_text(&half.as_str().into()).is_ok());
    assert!(frames.take_text(&half.as_str().into()).is_ok());
    assert!(frames.take_text(&"x".into()).is_err());
}

#[test]
fn ms_sizes_are_the_official_ones() {
    let size = |write: &dyn Fn(&mut String)| {
        let mut out = String::new();
        write(&mut out);
        assert!(out.ends_with('\u{1e}'));
        json(out.trim_end_matches('\u{1e}'));
        out.len()
    };
    let one = RawJson::parse("[1]").unwrap();
    assert_eq!(size(&|out| signalr::write_handshake(out, 1)), 32);
    assert_eq!(size(&signalr::write_ping), 11);
    assert_eq!(size(&signalr::write_close), 11);
    assert_eq!(size(&|out| signalr::write_invocation(out, None, "target", &one)), 45);
    assert_eq!(size(&|out| signalr::write_invocation(out, Some(InvocationId(0)), "target", &one)), 64);
    assert_eq!(size(&|out| signalr::write_cancel(out, InvocationId(0))), 30);
    assert_eq!(size(&|out| signalr::write_ack(out, 1)), 26);
}
