//! What the hub sends in a call: greetings, transcripts, and what this version does not know.

use crate::scenario;
use crate::{at::At, rig::Rig};
use voisnap_webrtc::call::{Event, Speaker};

#[scenario]
fn the_session_started_once_however_often_the_hub_says_so() {
    let mut rig = Rig::at(At::Connected);
    rig.hub_event("SessionStarted", r#"{"sessionId":"ses_1","conversationId":"conv_1","extra":1}"#);
    rig.hub_event("SessionStarted", r#"{"conversationId":"conv_1"}"#);
    let started: Vec<_> = rig.events.iter().filter(|event| matches!(event, Event::Started { .. })).collect();
    let [Event::Started { session_id, conversation_id, data }] = started[..] else { panic!("{started:?}") };
    assert_eq!((session_id.as_str(), conversation_id.as_deref()), ("ses_1", Some("conv_1")));
    assert_eq!(data.to_json().as_str(), r#"{"sessionId":"ses_1","conversationId":"conv_1","extra":1}"#);
}

#[scenario]
fn a_greeting_may_come_before_the_offer() {
    let mut rig = Rig::at(At::Prompt);
    rig.hub_event("SessionStarted", "null");
    let Some(Event::Started { session_id, conversation_id: None, data }) = rig.events.last() else {
        panic!("no event");
    };
    assert_eq!(session_id, "ses_1");
    assert_eq!(data.to_json().as_str(), "{}", "an object, as the types say");
}

#[scenario]
fn a_line_keeps_its_name_until_it_is_final() {
    let mut rig = Rig::at(At::Connected);
    rig.wait(1_000);
    rig.hub_event("Transcription", r#"{"speaker":"agent","text":"Hel","isFinal":false}"#);
    rig.hub_event("Transcription", r#"{"speaker":"user","text":"Hi","isFinal":true}"#);
    rig.hub_event("Transcription", r#"{"speaker":"agent","text":"Hello","isFinal":true,"at":"x"}"#);
    rig.hub_event("Transcription", r#"{"speaker":"agent","text":"So","isFinal":false}"#);
    let lines: Vec<_> = rig
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Transcript { id, speaker, text, is_final, at_ms, .. } => {
                Some((id.as_str(), *speaker, text.as_str(), *is_final, *at_ms))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("line-1", Speaker::Agent, "Hel", false, 1_000),
            ("line-2", Speaker::User, "Hi", true, 1_000),
            ("line-1", Speaker::Agent, "Hello", true, 1_000),
            ("line-3", Speaker::Agent, "So", false, 1_000),
        ]
    );
}

#[scenario]
fn what_has_no_typed_form_reaches_the_application_as_it_came() {
    let mut rig = Rig::at(At::Connected);
    rig.hub_says(r#"{"type":1,"target":"AgentThinking","arguments":[{"step":1},[2.5],"x"]}"#);
    let Some(Event::HubEvent { name, args }) = rig.events.last() else { panic!("no event") };
    assert_eq!((name.as_str(), args.to_json().as_str()), ("AgentThinking", r#"[{"step":1},[2.5],"x"]"#));
}

#[scenario]
fn a_hub_that_wants_a_result_receives_an_error() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.hub_says(r#"{"type":1,"invocationId":"s1","target":"Ask","arguments":[]}"#);
    assert_eq!(rig.take(), ["hub event Ask", "send completion"]);
    assert!(rig.sent().pop().unwrap().contains(r#""error":"Client didn't provide a result.""#));
}

#[scenario]
fn fault_16_what_cannot_be_read_for_certain_goes_out_as_it_came() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    for data in ["null", "7", "[]", "{}", r#""x""#, r#"{"text":7,"speaker":0}"#, r#"{"candidate":7}"#] {
        rig.hub_event("Transcription", data);
        assert_eq!(rig.take(), ["hub event Transcription"], "{data}");
        let Some(Event::HubEvent { args, .. }) = rig.events.last() else { panic!("no hub event") };
        assert_eq!(args.to_json().as_str(), format!("[{data}]"));
    }
    rig.hub_says(r#"{"type":1,"target":"Transcription","arguments":[]}"#);
    assert_eq!(rig.take(), ["hub event Transcription"]);
}

#[scenario]
fn a_lost_hub_leaves_its_reason_in_the_log() {
    for (loss, why) in [
        ("", "The hub closed the connection: code 1006."),
        (
            r#"{"type":7,"error":"restarting","allowReconnect":true}"#,
            "The hub closed the connection: restarting.",
        ),
        ("{", "The hub sent something that is not SignalR: A message is not JSON."),
    ] {
        let mut rig = Rig::at(At::Connected);
        if loss.is_empty() {
            rig.closed(1006);
        } else {
            rig.hub_says(loss);
        }
        let logged: Vec<_> = rig
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Log { message: "the hub is lost; reconnecting", detail, .. } => detail.as_deref(),
                _ => None,
            })
            .collect();
        assert_eq!(logged, [why]);
    }
}
