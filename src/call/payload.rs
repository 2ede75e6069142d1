//! The wire shapes of the hub's methods and events.
//!
//! Source: the WebRTC documentation page for what is sent and for the names of events; platform.md for how
//! leniently events are read: any field may be missing, both `camelCase` and `PascalCase` are taken.

use crate::{
    json::{self, Raw},
    object::Object,
    secret::Secret,
};
use serde::Serialize;

/// A session description as hub methods and events carry it.
#[derive(Serialize)]
pub struct Description<'a> {
    /// The SDP.
    pub sdp: &'a str,
    /// `offer` or `answer`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// An ICE candidate, both ways.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The candidate attribute.
    pub candidate: String,
    /// The media section's identification tag.
    pub sdp_mid: Option<String>,
    /// The media section's index.
    #[serde(rename = "sdpMLineIndex")]
    pub sdp_m_line_index: Option<u16>,
}

impl core::fmt::Debug for Candidate {
    /// An address is nobody's business.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Candidate")
    }
}

/// The first argument of an event, `null` where there is none.
pub(super) fn first_argument(arguments: &Raw) -> Raw {
    let list = json::items(arguments.as_str()).unwrap_or_default();
    list.first().map_or_else(Raw::null, |(_, first)| first.to_raw())
}

/// Reads an event's payload; what is not an object reads as one without any field.
pub(super) fn read(data: &Raw) -> Object<'_> {
    Object::read(data.as_str()).unwrap_or_default()
}

/// Reads `SdpAnswerReceived`.
pub(super) fn read_answer(data: &Raw) -> Option<Secret> {
    read(data).filled("sdp").map(Secret::new)
}

/// Reads `IceCandidateReceived`.
pub(super) fn read_candidate(data: &Raw) -> Option<Candidate> {
    let data = read(data);
    Some(Candidate {
        candidate: data.filled("candidate")?,
        sdp_mid: data.text(&["sdpMid"]),
        sdp_m_line_index: data
            .field(&["sdpMLineIndex"])
            .and_then(|index| json::unsigned(index.as_str()))
            .and_then(|index| u16::try_from(index).ok()),
    })
}

/// `argument` as the JSON array of an invocation with one argument.
pub(super) fn one_argument<T: Serialize + ?Sized>(argument: &T) -> Raw {
    Raw::of(&[argument])
}
