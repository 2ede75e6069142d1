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
    wire::{ObjectWriter, RawJson, write_string},
};

/// The hub's method that takes the offer.
pub const SEND_OFFER: &str = "SendOfferAsync";

/// The hub's method that takes a candidate.
pub const SEND_CANDIDATE: &str = "SendIceCandidateAsync";

/// The hub's method that takes a digit.
pub const SEND_DTMF: &str = "SendDtmfAsync";

/// The hub's method that ends the session.
pub const END_SESSION: &str = "EndSessionAsync";

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
