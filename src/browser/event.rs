//! What a driver reports of its call.

use crate::call;
use web_sys::{MediaStream, MediaStreamTrack};

/// An event of the machine, or one that carries an object of the browser.
pub(crate) enum Event {
    /// The machine's own.
    Call(call::Event),
    /// The agent's audio track.
    Track { track: MediaStreamTrack, stream: MediaStream },
    /// The browser refuses to play before a gesture of the user's.
    AudioBlocked,
}
