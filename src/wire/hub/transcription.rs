//! A line of the transcript, as the hub's `Transcription` carries it.

use crate::wire::{Object, Value, lenient_bool, lenient_number, lenient_object, lenient_text};
use serde::Serialize;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The caller.
    User,
    /// The agent.
    Agent,
}

/// One text of a line that is being spoken.
#[derive(Clone, PartialEq)]
pub struct Transcription {
    /// The hub's own name of the line, where it has one.
    pub id: Option<String>,
    /// Who speaks.
    pub speaker: Speaker,
    /// What was said. An empty one takes back what was shown.
    pub text: String,
    /// Whether it stays as it is. A hub that never says which texts are final sends whole lines.
    pub is_final: bool,
    /// The object it was read from.
    pub data: Value,
}

impl core::fmt::Debug for Transcription {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Transcription")
    }
}

/// The words for each speaker.
const USER: [&str; 6] = ["user", "caller", "human", "customer", "client", "guest"];
const AGENT: [&str; 6] = ["agent", "assistant", "bot", "ai", "model", "voicebot"];

impl Transcription {
    /// Reads the event's first argument; `None` where text, speaker or finality cannot be read for certain: a plain text
    /// or a speaker that is a number says nothing of who spoke.
    pub(crate) fn read(data: &Value) -> Option<Self> {
        let data = lenient_object(data)?;
        let fields = Object::from_value(&data);
        // The text is kept as it is: spaces may join a partial text to the next.
        let text = |value: &Value| value.text().or_else(|| value.number().and_then(|_| lenient_text(value)));
        let text = fields.first(&["text", "transcript", "content"], text)?;
        let speaker = fields.first(&["speaker", "role", "source"], speaker)?;
        let is_final = ["isFinal", "final", "is_final"].iter().find_map(|name| fields.field(name));
        let is_final = is_final.map_or(Some(true), |value| lenient_bool(&value))?;
        let id = fields.field("id").filter(|id| lenient_number(id).is_some() || id.text().is_some());
        Some(Self { id: id.as_ref().and_then(lenient_text), speaker, text, is_final, data })
    }
}

fn speaker(value: &Value) -> Option<Speaker> {
    let word = value.text()?;
    let is = |name: &&str| word.trim().eq_ignore_ascii_case(name);
    if USER.iter().any(is) { Some(Speaker::User) } else { AGENT.iter().any(is).then_some(Speaker::Agent) }
}
