//! The events that a client receives, with the field names of the wire.
use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::agent::{Line, Speaker};
use crate::scenario::{Candidates, Fields, Transcripts};
use crate::stamp;

/// Texts that are no candidates.
const UNUSABLE: [&str; 3] =
    ["candidate:nonsense", "candidate:1 1 udp", "candidate:2 1 udp x 192.0.2.1 y typ host"];

/// An event: its name, and the value it carries.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    target: &'static str,
    payload: Value,
    passing: bool,
}

impl Event {
    fn new(target: &'static str, payload: Value) -> Self {
        Self { target, payload, passing: false }
    }

    /// An event that a scenario writes, with its payload in JSON.
    pub(crate) fn written(target: &'static str, payload: &str) -> Self {
        Self::new(target, serde_json::from_str(payload).unwrap_or_default())
    }

    /// An event that no client knows, of this many megabytes.
    pub(crate) fn large(megabytes: u64) -> Self {
        let length = usize::try_from(megabytes << 20).unwrap_or(usize::MAX);
        Self::new("AgentThinking", json!({ "text": "x".repeat(length) }))
    }

    /// The answer to the client's offer.
    pub(crate) fn sdp_answer(sdp: &str) -> Self {
        Self::new("SdpAnswerReceived", json!({ "sdp": sdp, "type": "answer" }))
    }

    /// The agent's candidates, for the first media section.
    pub(crate) fn candidates(candidates: &[String], mid: &str, form: Candidates) -> Vec<Self> {
        let event = |payload| Self::new("IceCandidateReceived", payload);
        if form == Candidates::Unusable {
            let payload = |text| json!({ "candidate": text, "sdpMid": mid, "sdpMLineIndex": 0 });
            return UNUSABLE.map(payload).map(event).into();
        }
        candidates.iter().map(|text| event(candidate(text, mid, form))).collect()
    }

    /// The conversation began.
    pub(crate) fn session_started(session_id: &str, conversation_id: &str, agent_id: &str) -> Self {
        let payload = json!({
            "sessionId": session_id,
            "conversationId": conversation_id,
            "agentId": agent_id,
            "startedAt": stamp::now(),
        });
        Self::new("SessionStarted", payload)
    }

    /// The conversation is over.
    pub(crate) fn session_ended(conversation_id: &str, reason: &str, seconds: f64) -> Self {
        let seconds = (seconds * 1000.0).round() / 1000.0;
        let payload =
            json!({ "conversationId": conversation_id, "reason": reason, "durationSeconds": seconds });
        Self::new("SessionEnded", payload)
    }

    /// Trouble on the agent's side.
    pub(crate) fn error(code: &str, message: &str, recoverable: bool) -> Self {
        Self::new("Error", json!({ "code": code, "message": message, "recoverable": recoverable }))
    }

    /// A transcript line as it stands.
    pub(crate) fn transcription(line: &Line, form: Transcripts) -> Self {
        let (name, number) = match line.speaker {
            Speaker::Agent => ("agent", 0),
            Speaker::User => ("user", 1),
        };
        let speaker = if form == Transcripts::SpeakerNumber { json!(number) } else { json!(name) };
        let payload = if form == Transcripts::Text {
            json!(line.text)
        } else {
            json!({
                "text": line.text,
                "isFinal": line.is_final,
                "speaker": speaker,
                "id": line.id,
                "timestamp": stamp::now(),
            })
        };
        Self { target: "Transcription", payload, passing: !line.is_final }
    }

    /// Whether a client that is away now will still want it: not so a partial transcript.
    pub(crate) fn is_worth_keeping(&self) -> bool {
        !self.passing
    }

    /// Its name.
    pub(crate) fn target(&self) -> &'static str {
        self.target
    }

    /// The value that it carries, with its fields in this form.
    pub(crate) fn payload(&self, fields: Fields) -> Cow<'_, Value> {
        match fields {
            Fields::CamelCase => Cow::Borrowed(&self.payload),
            Fields::PascalCase => Cow::Owned(pascal(&self.payload)),
            Fields::Text => Cow::Owned(scalars_as_text(&self.payload)),
        }
    }
}

/// The payload of one candidate.
fn candidate(text: &str, mid: &str, form: Candidates) -> Value {
    match form {
        Candidates::Plain | Candidates::Unusable => {
            json!({ "candidate": text, "sdpMid": mid, "sdpMLineIndex": 0 })
        }
        Candidates::NoSection => json!({ "candidate": text }),
        Candidates::NullSection => json!({ "candidate": text, "sdpMid": null, "sdpMLineIndex": null }),
        Candidates::OtherMid => {
            json!({ "candidate": text, "sdpMid": format!("{mid}-other"), "sdpMLineIndex": 0 })
        }
        Candidates::TextIndex => json!({ "candidate": text, "sdpMLineIndex": "0" }),
        Candidates::NoPrefix => {
            let text = text.strip_prefix("candidate:").unwrap_or(text);
            json!({ "candidate": text, "sdpMid": mid, "sdpMLineIndex": 0 })
        }
        Candidates::Attribute => {
            json!({ "candidate": format!("a={text}"), "sdpMid": mid, "sdpMLineIndex": 0 })
        }
        Candidates::Text => json!(text),
    }
}

/// The same value with every number and boolean as text.
fn scalars_as_text(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(name, value)| (name.clone(), scalars_as_text(value))).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(scalars_as_text).collect()),
        Value::Bool(_) | Value::Number(_) => json!(value.to_string()),
        Value::Null | Value::String(_) => value.clone(),
    }
}

/// The same value with every field named in `PascalCase`.
fn pascal(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.iter().map(|(name, value)| (upper(name), pascal(value))).collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(pascal).collect()),
        other => other.clone(),
    }
}

fn upper(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_written_as_documented() {
        let events = Event::candidates(&["candidate:1".to_owned()], "0", Candidates::Plain);
        let payload = json!({ "candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0 });
        assert_eq!(
            (events[0].target(), &*events[0].payload(Fields::CamelCase)),
            ("IceCandidateReceived", &payload)
        );
    }

    #[test]
    fn the_forms_of_a_candidate() {
        for (form, payload) in [
            (Candidates::NoSection, json!({ "candidate": "candidate:1 1" })),
            (
                Candidates::NullSection,
                json!({ "candidate": "candidate:1 1", "sdpMid": null, "sdpMLineIndex": null }),
            ),
            (
                Candidates::OtherMid,
                json!({ "candidate": "candidate:1 1", "sdpMid": "0-other", "sdpMLineIndex": 0 }),
            ),
            (Candidates::TextIndex, json!({ "candidate": "candidate:1 1", "sdpMLineIndex": "0" })),
            (Candidates::NoPrefix, json!({ "candidate": "1 1", "sdpMid": "0", "sdpMLineIndex": 0 })),
            (
                Candidates::Attribute,
                json!({ "candidate": "a=candidate:1 1", "sdpMid": "0", "sdpMLineIndex": 0 }),
            ),
            (Candidates::Text, json!("candidate:1 1")),
        ] {
            assert_eq!(candidate("candidate:1 1", "0", form), payload);
        }
        assert_eq!(Event::candidates(&[], "0", Candidates::Unusable).len(), UNUSABLE.len());
    }

    #[test]
    fn the_fields_of_nested_values_are_written_in_the_form_of_the_scenario() {
        let event = Event::written("E", r#"{"step":{"of":3},"done":true,"list":[1,"a",null]}"#);
        assert_eq!(
            *event.payload(Fields::PascalCase),
            json!({ "Step": { "Of": 3 }, "Done": true, "List": [1, "a", null] })
        );
        assert_eq!(
            *event.payload(Fields::Text),
            json!({ "step": { "of": "3" }, "done": "true", "list": ["1", "a", null] })
        );
    }
}
