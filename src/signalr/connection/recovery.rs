//! What follows a failed attempt or a lost connection: resume, reconnect, or the end.

use super::{
    Connection, Millis, Phase, ReplayBuffer, Timer,
    attempt::{Goal, Route},
};
use crate::signalr::{Cause, Notice, State, backoff};
use crate::wire;

/// How long a server keeps a stateful connection without a socket: 12 s were seen to work, 20 s not.
const WINDOW: Millis = 12_000;

/// A connection that was up for less has not proved anything: delays go on growing.
const STABLE: Millis = 5_000;

/// Errors that trying again hardly mends (a refused handshake, something that is not SignalR) end the reconnecting
/// when they come this often in a row.
const MAX_FAULTS: u8 = 2;

/// The least delay after a server said that it is busy.
const BUSY: Millis = 5_000;

/// An account of the current loss.
pub(super) struct Recovery {
    /// When it happened, awake and on the owner's clock.
    since: Millis,
    since_owner: Millis,
    /// Failed attempts.
    pub(super) attempts: u32,
    faults: u8,
    /// The newest cause.
    pub(super) cause: Cause,
    /// The least delay that the server asked for.
    pub(super) hint: Option<Millis>,
    resume: Option<Resume>,
}

/// The attempts to take up a stateful connection again.
#[derive(Default)]
pub(super) struct Resume {
    tries: u32,
    /// A new connection negotiated meanwhile.
    spare: Option<Route>,
}

impl Default for Recovery {
    fn default() -> Self {
        Self {
            since: 0,
            since_owner: 0,
            attempts: 0,
            faults: 0,
            cause: Cause::Unreachable { status: None },
            hint: None,
            resume: None,
        }
    }
}

impl Recovery {
    /// Records a cause; returns whether it is no use to try again.
    fn record_failure(&mut self, cause: Cause) -> bool {
        let (fault, hopeless) = match &cause {
            Cause::Unreachable { status: Some(401 | 403) } => (false, true),
            Cause::Refused(_) | Cause::Protocol(_) => (true, false),
            _ => (false, false),
        };
        if let Cause::Unreachable { status: Some(429 | 503) } | Cause::SocketClosed { code: 1013, .. } = cause
        {
            self.hint = self.hint.or(Some(BUSY));
        }
        self.faults += u8::from(fault);
        self.cause = cause;
        hopeless || self.faults >= MAX_FAULTS
    }

    pub(super) const fn take_resume(&mut self) -> Option<Resume> {
        self.resume.take()
    }
}

impl Connection {
    /// The attempt failed or the connection is lost, and its socket is to be closed.
    pub(super) fn down(&mut self, now: Millis, cause: Cause) {
        self.lose(now, cause, true);
    }

    /// The same; `close`: the socket is not closed yet.
    pub(super) fn lose(&mut self, now: Millis, cause: Cause, close: bool) {
        let was_up = matches!(self.phase, Phase::Open { up: true, .. }) && self.recovery.resume.is_none();
        self.drop_socket(close);
        let for_good = matches!(cause, Cause::ClosedByServer { allow_reconnect: false, .. });
        if for_good || self.state == State::Connecting {
            return self.end(cause);
        }
        if was_up {
            if now >= self.up_since + STABLE {
                self.recovery.attempts = 0;
                self.recovery.faults = 0;
            }
            self.recovery.since = now;
            self.recovery.since_owner = self.clock.now();
        } else {
            self.recovery.attempts += 1;
        }
        let resumable = matches!(cause, Cause::SocketClosed { .. } | Cause::ServerTimeout);
        let refused = matches!(cause, Cause::ClosedByServer { .. } | Cause::Protocol(_) | Cause::Refused(_));
        if self.recovery.record_failure(cause) {
            self.give_up();
        } else if was_up && resumable && self.replay.as_ref().is_some_and(ReplayBuffer::is_complete) {
            self.recovery.resume = Some(Resume::default());
            self.begin(now, Goal::Resume);
        } else if self.recovery.resume.is_some() && !refused {
            self.resume_failed(now);
        } else {
            self.reconnect(now);
        }
    }

    /// What is left of the server's window for a resume.
    pub(super) const fn resume_time_left(&self) -> Millis {
        WINDOW.saturating_sub(self.clock.now() - self.recovery.since_owner)
    }

    pub(super) fn keep_spare(&mut self, spare: Route) {
        if let Some(resume) = &mut self.recovery.resume {
            resume.spare = Some(spare);
        }
    }

    fn resume_failed(&mut self, now: Millis) {
        let left = self.resume_time_left();
        let Some(resume) = &mut self.recovery.resume else { return };
        resume.tries += 1;
        let delay = match resume.spare {
            // The server can be reached and does not take us back.
            Some(_) => None,
            None => backoff::delay(resume.tries, WINDOW - left, WINDOW, self.config.seed, None),
        };
        match delay {
            Some(delay) => {
                self.show_loss();
                self.timers.arm(Timer::Backoff, now + delay);
            }
            None => self.reconnect(now),
        }
    }

    /// Reports the loss to the owner, and sets its limit.
    fn show_loss(&mut self) {
        if self.state != State::Reconnecting {
            self.notify(Notice::Lost(self.recovery.cause.clone()));
        }
        self.set_state(State::Reconnecting);
        if let Some(policy) = self.config.reconnect {
            self.timers.arm(Timer::GiveUp, self.recovery.since.saturating_add(policy.for_ms.into()));
        }
    }

    /// Goes for a new connection. What belonged to the old one is over.
    fn reconnect(&mut self, now: Millis) {
        let resume = self.recovery.take_resume();
        self.forget();
        let Some(policy) = self.config.reconnect else {
            return self.give_up();
        };
        self.show_loss();
        if let Some(spare) = resume.and_then(|resume| resume.spare) {
            return self.begin_with(now, spare);
        }
        let Recovery { attempts, since, .. } = self.recovery;
        let hint = self.recovery.hint.take();
        match backoff::delay(attempts, now - since, policy.for_ms.into(), self.config.seed, hint) {
            Some(0) => self.next_attempt(now),
            Some(delay) => self.timers.arm(Timer::Backoff, now + delay),
            None => self.give_up(),
        }
    }

    pub(super) fn next_attempt(&mut self, now: Millis) {
        let goal = match &self.recovery.resume {
            Some(Resume { tries: 0 | 1, .. }) => Goal::Resume,
            Some(_) => Goal::Probe,
            None => self.fresh_goal(),
        };
        self.begin(now, goal);
    }

    /// The next attempt at once, and short delays after it: something has changed for the better.
    pub(super) fn next_attempt_afresh(&mut self, now: Millis) {
        self.recovery.attempts = 0;
        self.next_attempt(now);
    }

    /// Gives up an attempt of which nothing is known. What it may have sent is over, unless a resume sends it again.
    pub(super) fn abandon(&mut self) {
        if self.recovery.resume.is_none() {
            self.forget();
        }
    }

    /// Ends what only the lost connection could have completed. What was never sent stays in the queue.
    fn forget(&mut self) {
        self.replay = None;
        self.server_invocations.clear();
        self.unqueue(&|queued| queued.bound);
        self.settle_lost(&|pending| pending.sent);
    }

    /// Sends the opening of a resumed socket: where we go on, and what the server may have missed.
    pub(super) fn replay(&mut self, now: Millis) {
        let Some(mut replay) = self.replay.take() else { return };
        replay.resume();
        self.write(now, &|out| {
            wire::signalr::write_sequence(out, replay.first());
            for text in replay.unacknowledged() {
                out.push_str(text);
            }
        });
        self.replay = Some(replay);
    }
}
