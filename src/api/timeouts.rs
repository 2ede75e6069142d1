//! The limits of a call's waits, as an application sets them.

use super::options::invalid;
use crate::{call::Limits, error::Error};
use std::time::Duration;

/// The limits of every wait of a call.
///
/// | step | default |
/// |---|---|
/// | session: token and session request | 10 s |
/// | hub: token, socket and handshake | 10 s |
/// | answer: from the offer to the agent's answer | 10 s |
/// | media: from the answer to connected media | 15 s |
/// | hang-up: until the hub confirms it | 2 s |
///
/// ```
/// use std::time::Duration;
/// use voisnap_webrtc::options::Timeouts;
///
/// let patient = Timeouts::default().media(Duration::from_secs(30));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts(Limits);

/// Whole milliseconds; what does not fit is the longest wait there is, 49 days.
pub(super) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

impl Timeouts {
    /// The machine's limits.
    pub(super) fn parse(self) -> Result<Limits, Error> {
        let Limits { session, hub, answer, media, hang_up } = self.0;
        if [session, hub, answer, media, hang_up].contains(&0) {
            return Err(invalid("A timeout is shorter than a millisecond."));
        }
        Ok(self.0)
    }

    /// Limits token and session request.
    #[must_use]
    pub fn session(mut self, limit: Duration) -> Self {
        self.0.session = milliseconds(limit);
        self
    }

    /// Limits token, socket and handshake of the hub.
    #[must_use]
    pub fn hub(mut self, limit: Duration) -> Self {
        self.0.hub = milliseconds(limit);
        self
    }

    /// Limits the wait for the agent's answer to the offer.
    #[must_use]
    pub fn answer(mut self, limit: Duration) -> Self {
        self.0.answer = milliseconds(limit);
        self
    }

    /// Limits the wait from the answer to connected media.
    #[must_use]
    pub fn media(mut self, limit: Duration) -> Self {
        self.0.media = milliseconds(limit);
        self
    }

    /// Limits the wait for the hub's confirmation of a hang-up.
    #[must_use]
    pub fn hang_up(mut self, limit: Duration) -> Self {
        self.0.hang_up = milliseconds(limit);
        self
    }
}
