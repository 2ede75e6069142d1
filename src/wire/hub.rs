//! The wire shapes of the hub's methods and events.
//!
//! Source: the WebRTC documentation page for what is sent and for the names of events; platform.md for how
//! leniently events are read: any field may be missing, both `camelCase` and `PascalCase` are taken.

use crate::{
    secret::Secret,
    wire::Object,
    wire::{self, ObjectWriter, RawJson, Value},
};

/// An ICE candidate, both ways.
#[derive(Clone)]
pub struct Candidate {
    /// The candidate attribute.
    pub candidate: String,
    /// The media section's identification tag.
    pub sdp_mid: Option<String>,
    /// The media section's index.
    pub sdp_m_line_index: Option<u16>,
}

impl Candidate {
    /// Reads what the hub sends and what a browser's candidate writes of itself; `None` where it names none.
    pub fn from_json(text: &str) -> Option<Self> {
        Self::read(&Object::parse(text)?)
    }

    /// Reads the fields; `None` where they name none.
    pub(crate) fn read(data: &Object) -> Option<Self> {
        Some(Self {
            candidate: data.non_empty_str("candidate")?,
            sdp_mid: data.str("sdpMid"),
            sdp_m_line_index: data
                .field("sdpMLineIndex")
                .and_then(|index| index.unsigned())
                .and_then(|index| u16::try_from(index).ok()),
        })
    }

    /// The documented form, which browsers take as well.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        let mut fields = ObjectWriter::open(&mut text);
        fields.text("candidate", &self.candidate);
        match &self.sdp_mid {
            Some(mid) => fields.text("sdpMid", mid),
            None => fields.raw("sdpMid", &RawJson::null()),
        };
        fields.number("sdpMLineIndex", self.sdp_m_line_index.map(Into::into)).close();
        text
    }
}

impl core::fmt::Debug for Candidate {
    /// An address is nobody's business.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Candidate")
    }
}

/// An event's payload: its first argument, `null` where there is none. What is not an object reads as one without any
/// field.
pub(crate) struct Payload {
    pub(crate) fields: Object,
    /// The whole of it, as the hub sent it.
    pub(crate) data: Value,
}

impl Payload {
    /// Reads the front of the list of arguments.
    pub(crate) fn read(arguments: &Value) -> Self {
        let data = arguments.item(0).unwrap_or_else(Value::null);
        Self { fields: Object::from_value(&data), data }
    }
}

/// The argument of `SendOfferAsync`.
pub(crate) fn offer(sdp: &Secret) -> RawJson {
    one_argument(&|out| ObjectWriter::open(out).text("sdp", sdp.expose()).text("type", "offer").close())
}

/// The argument of `SendIceCandidateAsync`.
pub(crate) fn candidate(candidate: &Candidate) -> RawJson {
    one_argument(&|out| out.push_str(&candidate.to_json()))
}

/// A text as the only argument.
pub(crate) fn text(text: &str) -> RawJson {
    one_argument(&|out| wire::write_string(out, text))
}

/// What `write` appends as the JSON array of an invocation with one argument.
fn one_argument(write: &dyn Fn(&mut String)) -> RawJson {
    let mut arguments = String::from("[");
    write(&mut arguments);
    arguments.push(']');
    RawJson::new_unchecked(arguments)
}

#[cfg(test)]
mod tests {
    use super::Candidate;

    #[test]
    fn a_candidate_is_read_as_browsers_and_hubs_write_it_and_written_as_documented() {
        let documented =
            r#"{"candidate":"candidate:1 1 udp 1 ::1 9 typ host","sdpMid":"0","sdpMLineIndex":0}"#;
        for text in [
            documented,
            r#"{"candidate":"candidate:1 1 udp 1 ::1 9 typ host","sdpMLineIndex":0,"sdpMid":"0","usernameFragment":"a"}"#,
            r#"{"Candidate":"candidate:1 1 udp 1 ::1 9 typ host","SdpMid":"0","SdpMLineIndex":0}"#,
        ] {
            assert_eq!(Candidate::from_json(text).unwrap().to_json(), documented);
        }
        let least = Candidate::from_json(r#"{"candidate":"a","sdpMid":null}"#).unwrap();
        assert_eq!(least.to_json(), r#"{"candidate":"a","sdpMid":null,"sdpMLineIndex":null}"#);
    }

    #[test]
    fn the_end_of_candidates_is_none() {
        for text in [r#"{"candidate":"","sdpMid":"0","sdpMLineIndex":0}"#, "{}", "null", ""] {
            assert!(Candidate::from_json(text).is_none(), "{text}");
        }
    }
}
