//! The hub's events as servers write them: the same cases natively and in both browsers.

use voisnap_webrtc::wire::{
    Value,
    hub::{Candidate, HubEvent, Speaker},
};

fn event(target: &str, arguments: &str) -> HubEvent {
    HubEvent::read(target, &Value::parse(arguments).unwrap_or_else(|| panic!("{arguments} is JSON")))
}

fn candidate(argument: &str) -> Result<Option<Candidate>, &'static str> {
    match event("IceCandidateReceived", &format!("[{argument}]")) {
        HubEvent::Candidate(read) => read,
        other => panic!("{other:?}"),
    }
}

/// `fault_10`: every way to write the one candidate is read as it.
pub(crate) fn candidates() {
    const LINE: &str = "candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host";
    let bare = &LINE["candidate:".len()..];
    for argument in [
        format!(r#"{{"candidate":"{LINE}","sdpMid":"0","sdpMLineIndex":0}}"#),
        format!(r#"{{"Candidate":"{LINE}","SdpMid":"0","SdpMLineIndex":0}}"#),
        format!(r#"{{"candidate":"{LINE}","sdp_mid":"0","sdp_mline_index":0}}"#),
        format!(r#"{{"candidate":"{LINE}"}}"#),
        format!(r#"{{"candidate":"{LINE}","sdpMid":null,"sdpMLineIndex":null}}"#),
        format!(r#"{{"candidate":"{LINE}","sdpMid":"","sdpMLineIndex":"0"}}"#),
        format!(r#"{{"candidate":"{LINE}","sdpMid":0}}"#),
        format!(r#"{{"candidate":"{LINE}","sdpMid":"audio"}}"#),
        format!(r#"{{"candidate":" {LINE}\r\n"}}"#),
        format!(r#"{{"candidate":"a={LINE}"}}"#),
        format!(r#"{{"candidate":"A=CANDIDATE: {bare}"}}"#),
        format!(r#"{{"candidate":"{bare}"}}"#),
        format!(r#"{{"CANDIDATE":"{bare}"}}"#),
        format!(r#"{{"candidate":{{"candidate":"{LINE}","sdpMid":"0","sdpMLineIndex":0}}}}"#),
        format!(r#"{{"candidate":{{"candidate":{{"candidate":"{LINE}"}}}}}}"#),
        format!(r#""{LINE}""#),
        format!(r#""{bare}""#),
        format!(r#""a={LINE}""#),
        format!(r#""{{\"candidate\":\"{LINE}\",\"sdpMid\":\"0\"}}""#),
        format!(r#"{{"candidate":"{{\"candidate\":\"{LINE}\"}}"}}"#),
    ] {
        let read = candidate(&argument).unwrap_or_else(|why| panic!("{argument}: {why}"));
        let read = read.unwrap_or_else(|| panic!("{argument}: none"));
        assert_eq!(
            read.to_json(),
            format!(r#"{{"candidate":"{LINE}","sdpMid":null,"sdpMLineIndex":0}}"#),
            "{argument}"
        );
        assert_eq!(read.username_fragment, None, "{argument}");
        assert_eq!(format!("{read:?}"), "Candidate", "nothing of it is printed");
    }
    for argument in [
        format!(r#"{{"candidate":"{LINE}","usernameFragment":"abcd"}}"#),
        format!(r#"{{"candidate":"{LINE}","UsernameFragment":"abcd"}}"#),
        format!(r#"{{"candidate":{{"candidate":"{LINE}"}},"usernameFragment":"abcd"}}"#),
    ] {
        assert_eq!(
            candidate(&argument).unwrap().unwrap().username_fragment.as_deref(),
            Some("abcd"),
            "{argument}"
        );
    }
    for end in [
        "null",
        r#""""#,
        r#"" ""#,
        r#"{"candidate":""}"#,
        r#"{"candidate":null,"sdpMid":"0"}"#,
        r#"{"Candidate":null}"#,
        r#"{"candidate":"a=end-of-candidates"}"#,
        r#"{"candidate":"end-of-candidates"}"#,
        r#"{"candidate":"candidate:"}"#,
    ] {
        assert_eq!(candidate(end), Ok(None), "{end}");
    }
    let nested = r#"{"candidate":"#.repeat(9) + "1" + &"}".repeat(9);
    for unusable in
        ["7", "true", "[]", "{}", r#"{"sdp":"x"}"#, r#""hello""#, r#"{"candidate":"1 1 udp"}"#, &nested]
    {
        assert!(candidate(unusable).is_err(), "{unusable}");
    }
}

/// `fault_11`: answers are read whatever white space and wrapping they have.
pub(crate) fn answers() {
    const SDP: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 X 111\r\n";
    let escaped = |sdp: &str| sdp.replace('\r', "\\r").replace('\n', "\\n");
    let sdp = escaped(SDP);
    for argument in [
        format!(r#"{{"sdp":"{sdp}","type":"answer"}}"#),
        format!(r#"{{"Sdp":"{sdp}","Type":"Answer"}}"#),
        format!(r#"{{"SDP":"{sdp}","type":"ANSWER"}}"#),
        format!(r#"{{"sdp":"{sdp}"}}"#),
        format!(r#"{{"sdp":"{sdp}","type":null}}"#),
        format!(r#"{{"sdp":"{sdp}","type":"pranswer"}}"#),
        format!(r#"{{"sdp":"{sdp}","type":2}}"#),
        format!(r#"{{"sdp":"{}","type":"answer"}}"#, escaped(SDP.trim_end())),
        format!(r#"{{"sdp":"{}","type":"answer"}}"#, escaped(&SDP.replace("\r\n", "\n"))),
        format!(r#"{{"sdp":"\ufeff\n\n{sdp}\n\n ","type":"answer"}}"#),
        format!(r#"{{"sdp":{{"sdp":"{sdp}","type":"answer"}},"type":"answer"}}"#),
        format!(r#"{{"answer":{{"sdp":"{sdp}","type":"answer"}}}}"#),
        format!(r#""{sdp}""#),
        Value::parse(&format!(r#"{{"sdp":"{sdp}"}}"#))
            .map(|value| json_text(value.to_json().as_str()))
            .unwrap(),
    ] {
        match event("sdpanswerreceived", &format!("[{argument}]")) {
            HubEvent::Answer(Ok(answer)) => {
                assert_eq!(answer.sdp.expose(), SDP, "{argument}");
                assert!(!format!("{answer:?}").contains("127.0.0.1"), "nothing of it is printed");
            }
            other => panic!("{argument}: {other:?}"),
        }
    }
    for unusable in [
        "null".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        r#"{"sdp":7}"#.to_owned(),
        r#"{"sdp":""}"#.to_owned(),
        r#"{"sdp":"no SDP","type":"answer"}"#.to_owned(),
        format!(r#"{{"sdp":"{sdp}","type":"offer"}}"#),
        format!(r#"{{"sdp":"{sdp}","type":"Rollback"}}"#),
    ] {
        let read = event("SdpAnswerReceived", &format!("[{unusable}]"));
        assert!(matches!(read, HubEvent::Answer(Err(_))), "{unusable}: {read:?}");
    }
    assert!(matches!(event("SdpAnswerReceived", "[]"), HubEvent::Answer(Err(_))));
}

/// `text` as a JSON string.
fn json_text(text: &str) -> String {
    let mut quoted = String::new();
    voisnap_webrtc::wire::write_string(&mut quoted, text);
    quoted
}

/// `fault_16`: transcriptions are read where all of them is certain.
pub(crate) fn transcriptions() {
    for (argument, id, speaker, text, is_final) in [
        (r#"{"text":"Hi","isFinal":false,"speaker":"agent"}"#, None, Speaker::Agent, "Hi", false),
        (r#"{"Text":"Hi","IsFinal":true,"Speaker":"User","Id":7}"#, Some("7"), Speaker::User, "Hi", true),
        (
            r#"{"transcript":"x","is_final":true,"source":"bot","id":"a"}"#,
            Some("a"),
            Speaker::Agent,
            "x",
            true,
        ),
        (r#"{"content":"y","role":"assistant"}"#, None, Speaker::Agent, "y", true),
        (r#"{"text":"a","final":"False","speaker":" CALLER "}"#, None, Speaker::User, "a", false),
        (r#"{"text":"a","isFinal":"true","speaker":"human"}"#, None, Speaker::User, "a", true),
        (r#"{"text":"a","isFinal":0,"speaker":"customer"}"#, None, Speaker::User, "a", false),
        (r#"{"text":"a","isFinal":null,"speaker":"ai"}"#, None, Speaker::Agent, "a", true),
        (r#"{"text":42,"speaker":"agent"}"#, None, Speaker::Agent, "42", true),
        (r#"{"text":"","speaker":"agent","isFinal":false}"#, None, Speaker::Agent, "", false),
        (r#"{"text":" joined","speaker":"agent","id":{}}"#, None, Speaker::Agent, " joined", true),
        (r#"{"text":"a","speaker":0,"role":"user"}"#, None, Speaker::User, "a", true),
        (r#""{\"text\":\"a\",\"speaker\":\"user\"}""#, None, Speaker::User, "a", true),
    ] {
        match event("Transcription", &format!("[{argument}]")) {
            HubEvent::Transcription(read) => {
                let read_as = (read.id.as_deref(), read.speaker, read.text.as_str(), read.is_final);
                assert_eq!(read_as, (id, speaker, text, is_final), "{argument}");
                assert_eq!(format!("{read:?}"), "Transcription", "nothing of it is printed");
            }
            other => panic!("{argument}: {other:?}"),
        }
    }
    for uncertain in [
        r#"{"text":"a","speaker":0}"#,
        r#"{"text":"a","speaker":1,"isFinal":true}"#,
        r#"{"text":"a","speaker":"supervisor"}"#,
        r#"{"text":"a","speaker":true}"#,
        r#"{"text":"a","speaker":null}"#,
        r#"{"text":"a"}"#,
        r#"{"text":"a","speaker":"user","isFinal":"perhaps"}"#,
        r#"{"text":true,"speaker":"user"}"#,
        r#"{"text":["a"],"speaker":"user"}"#,
        r#"{"speaker":"user"}"#,
        r#""text""#,
        r#""{""#,
        "null",
        "7",
        "[]",
    ] {
        let read = event("Transcription", &format!("[{uncertain}]"));
        assert!(matches!(read, HubEvent::Other), "{uncertain}: {read:?}");
    }
    assert!(matches!(event("Transcription", "[]"), HubEvent::Other));
}

/// `fault_16`: the other events, with texts in the place of objects, and other spellings.
pub(crate) fn other_events() {
    for (argument, reason) in [
        (r#"{"reason":"no_agent_available"}"#, Some("no_agent_available")),
        (r#"{"Reason":" done ","extra":1}"#, Some("done")),
        (r#"{"REASON":"done"}"#, Some("done")),
        (r#"{"reason":3}"#, Some("3")),
        (r#"{"message":"done"}"#, Some("done")),
        (r#""done""#, Some("done")),
        (r#""{\"reason\":\"done\"}""#, Some("done")),
        ("{}", None),
        (r#"{"reason":""}"#, None),
        (r#"{"reason":{}}"#, None),
        ("null", None),
        (r#""""#, None),
        ("true", None),
    ] {
        match event("SessionEnded", &format!("[{argument}]")) {
            HubEvent::SessionEnded(read) => {
                assert_eq!(read.reason.as_deref(), reason, "{argument}");
                assert_eq!(read.data.is_null(), argument == "null", "{argument}");
            }
            other => panic!("{argument}: {other:?}"),
        }
    }
    assert!(matches!(event("sessionended", "[]"), HubEvent::SessionEnded(ended) if ended.data.is_null()));
    for (argument, message, recoverable) in [
        (r#"{"message":"No","recoverable":true}"#, Some("No"), true),
        (r#"{"Message":"No","Recoverable":"True"}"#, Some("No"), true),
        (r#"{"message":"No","recoverable":1}"#, Some("No"), true),
        (r#"{"message":"No","recoverable":"false"}"#, Some("No"), false),
        (r#"{"error":"No"}"#, Some("No"), false),
        (r#"{"message":"No","recoverable":"perhaps"}"#, Some("No"), false),
        (r#""No""#, Some("No"), false),
        ("7", Some("7"), false),
        ("{}", None, false),
        ("null", None, false),
    ] {
        match event("Error", &format!("[{argument}]")) {
            HubEvent::Error(read) => {
                assert_eq!((read.message.as_deref(), read.recoverable), (message, recoverable), "{argument}");
            }
            other => panic!("{argument}: {other:?}"),
        }
    }
    for (argument, id) in [
        (r#"{"conversationId":"conv_1"}"#, Some("conv_1")),
        (r#"{"ConversationId":12}"#, Some("12")),
        (r#"{"conversation_id":"conv_1"}"#, Some("conv_1")),
        (r#"{"conversationId":""}"#, None),
        ("{}", None),
        ("null", None),
        (r#""conv_1""#, None),
    ] {
        match event("SessionStarted", &format!("[{argument}]")) {
            HubEvent::SessionStarted(read) => assert_eq!(read.conversation_id.as_deref(), id, "{argument}"),
            other => panic!("{argument}: {other:?}"),
        }
    }
    assert!(matches!(event("AgentThinking", r#"[{"text":"a","speaker":"user"}]"#), HubEvent::Other));
}
