//! The events the hub sends to a client, with the field names of the wire.
use serde_json::{Map, Value, json};

use crate::agent::{Line, Speaker};
use crate::hub::message;
use crate::session::Session;
use crate::stamp;

/// An event: its name, and the object it carries.
pub(crate) struct Event {
    target: &'static str,
    payload: Value,
    passing: bool,
}

impl Event {
    fn new(target: &'static str, payload: Value) -> Self {
        Self { target, payload, passing: false }
    }

    /// The answer to the client's offer.
    pub(crate) fn sdp_answer(sdp: &str) -> Self {
        Self::new("SdpAnswerReceived", json!({ "sdp": sdp, "type": "answer" }))
    }

    /// A candidate of the agent's, for the first media section.
    pub(crate) fn candidate(candidate: &str, mid: &str) -> Self {
        let payload = json!({ "candidate": candidate, "sdpMid": mid, "sdpMLineIndex": 0 });
        Self::new("IceCandidateReceived", payload)
    }

    /// The conversation began.
    pub(crate) fn session_started(session: &Session) -> Self {
        let payload = json!({
            "sessionId": session.id,
            "conversationId": session.conversation_id,
            "agentId": session.agent_id,
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
    pub(crate) fn transcription(line: &Line) -> Self {
        let speaker = match line.speaker {
            Speaker::Agent => "agent",
            Speaker::User => "user",
        };
        let payload = json!({
            "text": line.text,
            "isFinal": line.is_final,
            "speaker": speaker,
            "id": line.id,
            "timestamp": stamp::now(),
        });
        Self { target: "Transcription", payload, passing: !line.is_final }
    }

    /// An event that no client knows.
    pub(crate) fn thinking() -> Self {
        let payload = json!({
            "stage": "retrieval",
            "progress": { "step": 1, "of": 3, "sources": ["faq", "orders"] },
            "note": null,
        });
        Self::new("AgentThinking", payload)
    }

    /// Whether a client that is away now will still want it: not so a partial transcript.
    pub(crate) fn is_worth_keeping(&self) -> bool {
        !self.passing
    }

    /// The hub message that carries it, its separator included.
    pub(crate) fn message(&self, pascal_case: bool) -> String {
        if pascal_case {
            message::invocation(self.target, &pascal(&self.payload))
        } else {
            message::invocation(self.target, &self.payload)
        }
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
        let text = Event::candidate("candidate:1", "0").message(false);
        assert_eq!(
            text,
            "{\"type\":1,\"target\":\"IceCandidateReceived\",\"arguments\":[{\"candidate\":\"candidate:1\",\"sdpMLineIndex\":0,\"sdpMid\":\"0\"}]}\u{1e}"
        );
    }

    #[test]
    fn pascal_case_reaches_nested_fields() {
        let text = Event::thinking().message(true);
        assert!(
            text.contains("\"Progress\":{\"Of\":3") && text.contains("\"target\":\"AgentThinking\""),
            "{text}"
        );
    }
}
