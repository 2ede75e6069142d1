//! The events that the hub sends.

use super::{Candidate, Transcription};
use crate::{
    secret::Secret,
    wire::{Object, Value, lenient_bool, lenient_object, lenient_text, sdp},
};

/// An event of the hub, read as far as its meaning is clear.
#[derive(Clone, Debug)]
pub enum HubEvent {
    /// `SdpAnswerReceived`; the error says why no answer can be read.
    Answer(Result<Answer, &'static str>),
    /// `IceCandidateReceived`; `Ok(None)` is the end of candidates. The error says why no candidate can be read.
    Candidate(Result<Option<Candidate>, &'static str>),
    /// `SessionStarted`.
    SessionStarted(SessionStarted),
    /// `SessionEnded`.
    SessionEnded(SessionEnded),
    /// `Error`.
    Error(HubError),
    /// `Transcription`, where all of it can be read for certain.
    Transcription(Transcription),
    /// Any other event, and a transcription that cannot be read for certain.
    Other,
}

impl HubEvent {
    /// Reads an event. `target` is compared without regard to case; `arguments` is the array of its arguments.
    pub fn read(target: &str, arguments: &Value) -> Self {
        let data = || arguments.item(0).unwrap_or_else(Value::null);
        let is = |name: &str| target.eq_ignore_ascii_case(name);
        match () {
            () if is("SdpAnswerReceived") => Self::Answer(Answer::read(&data())),
            () if is("IceCandidateReceived") => Self::Candidate(Candidate::from_hub(&data())),
            () if is("SessionStarted") => Self::SessionStarted(SessionStarted::read(&data())),
            () if is("SessionEnded") => Self::SessionEnded(SessionEnded::read(data())),
            () if is("Error") => Self::Error(HubError::read(data())),
            () if is("Transcription") => {
                Transcription::read(&data()).map_or(Self::Other, Self::Transcription)
            }
            () => Self::Other,
        }
    }
}

/// The agent's answer to the offer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The description, its white space repaired by [`sdp::repair`].
    pub sdp: Secret,
}

impl Answer {
    /// Reads `{sdp, type}`, also as JSON in a text, nested (`{answer: {…}}`), or as the plain SDP. A missing type is an
    /// answer's.
    ///
    /// # Errors
    /// Why no answer can be read, without any of its content.
    fn read(data: &Value) -> Result<Self, &'static str> {
        let mut data = data.clone();
        // As deep as a browser's description may be wrapped: {answer: {sdp: {sdp, type}}}.
        for _ in 0..3 {
            let Some(object) = lenient_object(&data) else { break };
            let fields = Object::from_value(&object);
            let kind = fields.any_spelling("type").as_ref().and_then(lenient_text).unwrap_or_default();
            if kind.eq_ignore_ascii_case("offer") || kind.eq_ignore_ascii_case("rollback") {
                return Err("The agent sent an offer in place of an answer.");
            }
            let inner = fields.any_spelling("sdp").or_else(|| fields.any_spelling("answer"));
            data = inner.ok_or("The agent's answer has no SDP.")?;
        }
        let text = data.text().ok_or("The agent's answer has no SDP.")?;
        let sdp = sdp::repair(&text).ok_or("The agent's answer is not SDP.")?;
        Ok(Self { sdp: Secret::new(sdp) })
    }
}

/// The session is up on the hub's side.
#[derive(Clone, Debug)]
pub struct SessionStarted {
    /// The conversation's id, where the hub has one.
    pub conversation_id: Option<String>,
    /// The event's first argument, an object without fields where it is none.
    pub data: Value,
}

impl SessionStarted {
    fn read(data: &Value) -> Self {
        let data = lenient_object(data).unwrap_or_else(Value::empty_object);
        let id = Object::from_value(&data).any_spelling("conversationId");
        Self { conversation_id: id.as_ref().and_then(lenient_text), data }
    }
}

/// The agent's side ended the session.
#[derive(Clone, Debug)]
pub struct SessionEnded {
    /// Why, in the hub's own word; it may say nothing.
    pub reason: Option<String>,
    /// The event's first argument, `null` where there is none.
    pub data: Value,
}

impl SessionEnded {
    /// The reason is a field, or the whole argument is a text.
    fn read(data: Value) -> Self {
        Self { reason: describe(&data, &["reason", "message", "code"]), data }
    }
}

/// The hub's own report of a failure.
#[derive(Clone, Debug)]
pub struct HubError {
    /// What the hub says of it.
    pub message: Option<String>,
    /// Whether the call can go on: only where the hub says so.
    pub recoverable: bool,
    /// The event's first argument, `null` where there is none.
    pub data: Value,
}

impl HubError {
    /// The message is a field, or the whole argument is a text.
    fn read(data: Value) -> Self {
        let fields = lenient_object(&data).map(|data| Object::from_value(&data)).unwrap_or_default();
        let recoverable = fields.any_spelling("recoverable").as_ref().and_then(lenient_bool) == Some(true);
        Self {
            message: describe(&data, &["message", "error", "detail", "reason", "code"]),
            recoverable,
            data,
        }
    }
}

/// The first of these fields that is a text or a number, or the whole where it is one itself.
fn describe(data: &Value, names: &[&'static str]) -> Option<String> {
    match lenient_object(data) {
        Some(object) => {
            let fields = Object::from_value(&object);
            names.iter().find_map(|name| lenient_text(&fields.any_spelling(name)?))
        }
        None => lenient_text(data),
    }
}
