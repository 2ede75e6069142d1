//! What a stateful connection keeps for a resume: the messages that are not acknowledged, and how many have arrived.

use crate::signalr::ProtocolError;

/// The most that is kept for a resume, in bytes; the official client's default.
const CAPACITY: usize = 100_000;

/// What must be done with a counted message that has arrived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is new.
    Process,
    /// It came again; if it is the newest, the server does not know yet that it has arrived.
    Duplicate,
    /// The peer has not said yet which message this is.
    AwaitingSequence,
}

/// Counted messages are numbered from 1 in each direction; a resume does not start anew.
pub(super) struct ReplayBuffer {
    /// Sent and not acknowledged, oldest first: the last has the number before `next`.
    sent: Vec<String>,
    bytes: usize,
    next: u64,
    acknowledged: u64,
    /// The newest message that was dropped because the buffer was full.
    dropped: u64,
    received: u64,
    next_received: u64,
    waiting: bool,
}

impl ReplayBuffer {
    pub(super) const fn new() -> Self {
        Self {
            sent: Vec::new(),
            bytes: 0,
            next: 1,
            acknowledged: 0,
            dropped: 0,
            received: 0,
            next_received: 1,
            waiting: false,
        }
    }

    /// Keeps a message that is being sent. When the buffer is full the oldest is dropped: sending goes on, and a
    /// resume is off until the server has acknowledged it.
    pub(super) fn push(&mut self, text: &str) {
        self.sent.push(text.to_owned());
        self.bytes += text.len();
        self.next += 1;
        while self.bytes > CAPACITY && !self.sent.is_empty() {
            self.dropped = self.first();
            self.drop_first();
        }
    }

    /// The server has processed everything up to `number`.
    pub(super) fn acknowledge(&mut self, number: u64) {
        self.acknowledged = self.acknowledged.max(number.min(self.next - 1));
        while self.first() < self.next && self.first() <= number {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        self.bytes -= self.sent.remove(0).len();
    }

    /// Whether everything is here that a resume may have to send again.
    pub(super) const fn is_complete(&self) -> bool {
        self.acknowledged >= self.dropped
    }

    /// The number of the first message that a resume sends.
    pub(super) const fn first(&self) -> u64 {
        self.next - self.sent.len() as u64
    }

    /// The messages that a resume sends, in order.
    pub(super) fn unacknowledged(&self) -> impl Iterator<Item = &str> {
        self.sent.iter().map(String::as_str)
    }

    /// From here to the peer's Sequence, what arrives cannot be placed.
    pub(super) const fn resume(&mut self) {
        self.waiting = true;
    }

    /// The peer's next counted message is `number`.
    pub(super) fn sequence(&mut self, number: u64) -> Result<(), ProtocolError> {
        if number > self.received + 1 {
            return Err("The server skipped messages in a resume.".into());
        }
        self.waiting = false;
        self.next_received = number;
        Ok(())
    }

    /// Counts a message that has arrived.
    pub(super) const fn count(&mut self) -> Verdict {
        if self.waiting {
            return Verdict::AwaitingSequence;
        }
        let number = self.next_received;
        self.next_received += 1;
        if number <= self.received {
            return Verdict::Duplicate;
        }
        self.received = number;
        Verdict::Process
    }

    /// The newest message that has arrived.
    pub(super) const fn received(&self) -> u64 {
        self.received
    }
}
