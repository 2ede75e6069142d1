//! The limits of every wait, and the timers that guard them.

/// The limits of every wait of a call, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Token and session request: `session_timeout`.
    pub session: u32,
    /// Token, socket and handshake of the hub: `hub_timeout`.
    pub hub: u32,
    /// From the offer leaving to the agent's answer: `answer_timeout`.
    pub answer: u32,
    /// From the answer to connected media: `media_timeout`.
    pub media: u32,
    /// How long a hang-up waits for the hub to confirm it.
    pub hang_up: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { session: 10_000, hub: 10_000, answer: 10_000, media: 15_000, hang_up: 2_000 }
    }
}

/// Silence of the hub after which it counts as lost (signalr.md K1).
pub(super) const SERVER_TIMEOUT: u32 = 30_000;
/// Interval of our own pings (signalr.md K2).
pub(super) const KEEP_ALIVE: u32 = 15_000;
/// The hub's limit for one message, in bytes (signalr.md L1).
pub(super) const MAXIMUM_MESSAGE: usize = 32_768;
/// How often the agent's audio is measured until it is heard.
pub(super) const AUDIO_INTERVAL: u32 = 100;
/// How long the agent's first sound is measured for.
pub(super) const AUDIO_LIMIT: u32 = 60_000;
/// Candidates kept until the answer comes; those of a hub that sends more are dropped.
pub(super) const MAXIMUM_CANDIDATES: usize = 256;
/// How often an application's own track is inspected: `stop()` fires no event.
pub(super) const INSPECTION_INTERVAL: u32 = 1_000;
/// How long playing one in-band digit may take.
pub(super) const DIGIT_LIMIT: u32 = 1_000;

/// What a timer guards. Of several that are due the first here is handled first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Token and session.
    Session,
    /// The browser's offer.
    Offer,
    /// The agent's answer.
    Answer,
    /// Connected media.
    Media,
    /// Media that was lost, to come back.
    Reconnect,
    /// After a suspend: failures of media are not believed yet.
    Grace,
    /// The next measurement of the agent's audio.
    Audio,
    /// The next inspection of an application's own track.
    Inspection,
    /// In-band digits, to be played.
    InBand,
    /// The hub's confirmation of the end.
    HangUp,
}

impl Timer {
    /// What may be waiting in a queue after a suspend.
    pub(super) const LIMITS: [Self; 6] =
        [Self::Session, Self::Offer, Self::Answer, Self::Media, Self::Reconnect, Self::InBand];
}
