//! ICE candidates, both ways.

use crate::wire::{Object, ObjectWriter, RawJson, Value, lenient_object, lenient_text, trim};
use core::fmt;

/// An ICE candidate. `Debug` prints nothing of it: candidates contain IP addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The candidate attribute, `candidate:` included.
    pub candidate: String,
    /// The media section's identification tag.
    pub sdp_mid: Option<String>,
    /// The media section's index.
    pub sdp_m_line_index: Option<u16>,
    /// The ICE user name that says which generation of candidates it belongs to.
    pub username_fragment: Option<String>,
}

/// How many objects may hold one another: `{"candidate":{"candidate":"…"}}`.
const DEPTH: usize = 3;

impl Candidate {
    /// Reads the argument of the hub's `IceCandidateReceived`: an object, JSON in a text, or the attribute as plain text,
    /// with or without its prefix. `Ok(None)` is the end of candidates.
    ///
    /// The SDK's offer has one media section, so a candidate belongs to that one, whatever the server calls it.
    ///
    /// # Errors
    /// Why no candidate can be read, without any of its content.
    pub fn from_hub(data: &Value) -> Result<Option<Self>, &'static str> {
        read(data, DEPTH)
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

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Candidate")
    }
}

fn read(given: &Value, depth: usize) -> Result<Option<Candidate>, &'static str> {
    if given.is_null() {
        return Ok(None);
    }
    if let Some(object) = lenient_object(given) {
        let fields = Object::from_value(&object);
        let Some(inner) = fields.any_spelling("candidate") else {
            // A browser writes its last candidate with `"candidate":null`, or with an empty text.
            let names_one = object.names().iter().any(|name| name.eq_ignore_ascii_case("candidate"));
            return if names_one { Ok(None) } else { Err("The candidate has no field \"candidate\".") };
        };
        if depth == 0 {
            return Err("The candidate is nested too deep.");
        }
        let read = read(&inner, depth - 1)?;
        return Ok(read.map(|candidate| Candidate {
            username_fragment: candidate
                .username_fragment
                .or_else(|| fields.any_spelling("usernameFragment").as_ref().and_then(lenient_text)),
            ..candidate
        }));
    }
    let text = given.text().ok_or("The candidate is neither an object nor a text.")?;
    Ok(attribute(trim(&text))?.map(|candidate| Candidate {
        candidate,
        sdp_mid: None,
        sdp_m_line_index: Some(0),
        username_fragment: None,
    }))
}

/// The candidate attribute as browsers take it; `None` for the end of candidates.
fn attribute(text: &str) -> Result<Option<String>, &'static str> {
    let without = |text: &'_ str, prefix: &str| {
        let found = text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if found { text.get(prefix.len()..).map(|rest| rest.trim().to_owned()) } else { None }
    };
    let text = without(text, "a=").unwrap_or_else(|| text.to_owned());
    if text.is_empty() || text.eq_ignore_ascii_case("end-of-candidates") {
        return Ok(None);
    }
    if let Some(fields) = without(&text, "candidate:") {
        return Ok((!fields.is_empty()).then(|| format!("candidate:{fields}")));
    }
    // RFC 8839: foundation, component, transport, priority, address, port, "typ", type.
    if !text.split_ascii_whitespace().nth(6).is_some_and(|word| word.eq_ignore_ascii_case("typ")) {
        return Err("The candidate is no candidate attribute.");
    }
    Ok(Some(format!("candidate:{text}")))
}
