//! The wire shapes of the hub's methods and events.
//!
//! Source: the WebRTC documentation page for what is sent and for the names of events; platform.md for how leniently events
//! are read: any field may be missing, both `camelCase` and `PascalCase` are taken.

mod candidate;
mod event;
mod transcription;

pub use self::{
    candidate::Candidate,
    event::{Answer, HubError, HubEvent, SessionEnded, SessionStarted},
    transcription::{Speaker, Transcription},
};

use crate::{
    secret::Secret,
    wire::{Object, ObjectWriter, RawJson, Value, write_string},
};

/// The hub's method that takes the offer.
pub const SEND_OFFER: &str = "SendOfferAsync";

/// The hub's method that takes a candidate.
pub const SEND_CANDIDATE: &str = "SendIceCandidateAsync";

/// The hub's method that takes a digit.
pub const SEND_DTMF: &str = "SendDtmfAsync";

/// The hub's method that ends the session.
pub const END_SESSION: &str = "EndSessionAsync";

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
    one_argument(&|out| write_string(out, text))
}

/// What `write` appends as the JSON array of an invocation with one argument.
fn one_argument(write: &dyn Fn(&mut String)) -> RawJson {
    let mut arguments = String::from("[");
    write(&mut arguments);
    arguments.push(']');
    RawJson::new_unchecked(arguments)
}
