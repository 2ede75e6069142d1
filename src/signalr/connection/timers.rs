//! The clock that sleep does not count on, and the table of armed timers.

use crate::signalr::{Millis, NEVER};

/// What a timer waits for.
#[derive(Clone, Copy)]
pub(super) enum Timer {
    /// The limit of one attempt to connect or resume.
    Attempt,
    /// The delay before the next attempt.
    Backoff,
    /// The limit of reconnecting.
    GiveUp,
    /// The server's silence.
    Silence,
    /// Our next ping.
    Ping,
    /// The acknowledgement of what has arrived.
    Ack,
}

const COUNT: usize = 6;

/// The moment of each timer.
pub(super) struct Timers([Millis; COUNT]);

impl Timers {
    /// None of them armed.
    pub(super) const fn new() -> Self {
        Self([NEVER; COUNT])
    }

    pub(super) const fn set(&mut self, timer: Timer, at: Millis) {
        self.0[timer as usize] = at;
    }

    pub(super) const fn clear(&mut self, timer: Timer) {
        self.set(timer, NEVER);
    }

    pub(super) const fn is_set(&self, timer: Timer) -> bool {
        self.0[timer as usize] != NEVER
    }

    /// Puts the timer off until `at`, if it is armed for an earlier moment.
    pub(super) fn at_least(&mut self, timer: Timer, at: Millis) {
        let slot = &mut self.0[timer as usize];
        *slot = (*slot).max(at);
    }

    /// Brings the timer forward to `at`, if it is armed for a later moment.
    pub(super) fn at_most(&mut self, timer: Timer, at: Millis) {
        if self.is_set(timer) {
            self.set(timer, at.min(self.0[timer as usize]));
        }
    }

    /// Disarms the timer, and tells whether its moment had come.
    pub(super) fn take_due(&mut self, timer: Timer, now: Millis) -> bool {
        let due = self.0[timer as usize] <= now;
        if due {
            self.clear(timer);
        }
        due
    }

    pub(super) fn earliest(&self) -> Millis {
        self.0.into_iter().fold(NEVER, Millis::min)
    }
}

/// The owner's clock, and the same without the time that the machine slept.
#[derive(Default)]
pub(super) struct Clock {
    owner: Millis,
    asleep: Millis,
}

impl Clock {
    /// Takes the owner's time; gives the time awake.
    pub(super) fn at(&mut self, owner: Millis) -> Millis {
        self.owner = self.owner.max(owner);
        self.owner - self.asleep
    }

    /// The owner's time.
    pub(super) const fn owner(&self) -> Millis {
        self.owner
    }

    /// Takes the last `time` for sleep.
    pub(super) const fn slept(&mut self, time: Millis) {
        self.asleep += time;
    }

    /// A moment awake as the owner's time.
    pub(super) const fn to_owner(&self, awake: Millis) -> Millis {
        awake.saturating_add(self.asleep)
    }
}
