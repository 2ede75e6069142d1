//! The one table of waits, and the one table of timers that guard them.

use crate::signalr::{Millis, NEVER};

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
    /// What a hang-up waits for the hub to confirm it.
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
/// How long the agent's first sound is looked for.
pub(super) const AUDIO_LIMIT: u32 = 60_000;
/// Candidates kept until the answer comes; a hub that sends more is not listened to.
pub(super) const MAXIMUM_CANDIDATES: usize = 256;

/// What a timer guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    Session,
    Answer,
    Media,
    Reconnect,
    Audio,
    HangUp,
}

impl Timer {
    const ALL: [Self; 6] =
        [Self::Session, Self::Answer, Self::Media, Self::Reconnect, Self::Audio, Self::HangUp];
}

/// When each timer is due.
#[derive(Debug)]
pub(super) struct Timers {
    due: [Millis; Timer::ALL.len()],
}

impl Default for Timers {
    fn default() -> Self {
        Self { due: [NEVER; Timer::ALL.len()] }
    }
}

impl Timers {
    pub(super) fn arm(&mut self, timer: Timer, now: Millis, after: u32) {
        self.due[timer as usize] = now.saturating_add(Millis::from(after));
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.due[timer as usize] = NEVER;
    }

    pub(super) fn stop_all(&mut self) {
        *self = Self::default();
    }

    pub(super) fn next(&self) -> Millis {
        self.due.iter().fold(NEVER, |earliest, &at| earliest.min(at))
    }

    /// Takes out one timer that is due.
    pub(super) fn expired(&mut self, now: Millis) -> Option<Timer> {
        let timer = Timer::ALL.into_iter().find(|&t| self.due[t as usize] <= now)?;
        self.stop(timer);
        Some(timer)
    }
}
