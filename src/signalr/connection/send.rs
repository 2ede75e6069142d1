//! What the owner sends, when it leaves, and how invocations are settled.

use super::{Connection, Effect, Phase, Timer};
use crate::{
    signalr::{InvocationId, Millis, NEVER, Notice, Outcome, SendError},
    wire,
    wire::RawJson,
};

/// The error that a server receives where a client has no result: no such method, or one without a result.
pub const NO_RESULT: &str = "Client didn't provide a result.";

/// An invocation without a completion yet.
pub(super) struct Pending {
    pub(super) id: InvocationId,
    pub(super) deadline: Millis,
    /// It was written to a socket, so the hub may have run it.
    pub(super) sent: bool,
}

/// A message that waits for a socket.
pub(super) struct Queued {
    text: String,
    invocation: Option<InvocationId>,
    /// It answers the server, and means nothing on another connection.
    pub(super) bound: bool,
}

impl Connection {
    /// Calls a hub method and expects its completion, within `limit` milliseconds. `arguments` is a JSON array.
    ///
    /// While there is no socket the message waits for one. Messages sent in one turn leave in one frame.
    ///
    /// # Errors
    /// When it is over the server's limit, or the connection is over. Nothing was sent then.
    pub fn invoke(
        &mut self,
        now: Millis,
        target: &str,
        arguments: &RawJson,
        limit: Option<u32>,
    ) -> Result<InvocationId, SendError> {
        let now = self.advance(now);
        let id = InvocationId(self.next_invocation);
        let text = self.invocation(Some(id), target, arguments)?;
        self.next_invocation = self.next_invocation.wrapping_add(1);
        let deadline = limit.map_or(NEVER, |limit| now.saturating_add(limit.into()));
        let sent = self.dispatch(now, text, Some(id), false);
        self.pending.push(Pending { id, deadline, sent });
        Ok(id)
    }

    /// Calls a hub method and does not want to know how it ended. As [`Connection::invoke`] otherwise.
    ///
    /// # Errors
    /// As [`Connection::invoke`].
    pub fn send(&mut self, now: Millis, target: &str, arguments: &RawJson) -> Result<(), SendError> {
        let now = self.advance(now);
        let text = self.invocation(None, target, arguments)?;
        self.dispatch(now, text, None, false);
        Ok(())
    }

    /// Whether an invocation has left and has not ended yet.
    pub fn is_under_way(&self, invocation: InvocationId) -> bool {
        self.pending.iter().any(|pending| pending.id == invocation && pending.sent)
    }

    /// Settles an invocation as cancelled, and cancels it at the server if that knows of it. The hub method may run all the
    /// same. Does nothing when it has ended already.
    pub fn cancel(&mut self, now: Millis, invocation: InvocationId) {
        let now = self.advance(now);
        let Some(pending) = self.take_pending(&|pending| pending.id == invocation) else { return };
        if pending.sent {
            self.write_counted(now, &|out| wire::signalr::write_cancel(out, invocation));
        }
        self.unqueue(&|queued| queued.invocation == Some(invocation));
        self.settle(invocation, Outcome::Cancelled);
    }

    /// Answers an invocation by the server ([`Notice::Event`]'s `wants_result`). `Ok(None)`: there is no result,
    /// which is an error to the server. Answers it does not wait for any more are dropped.
    #[expect(clippy::needless_pass_by_value, reason = "the owner has no more use for it")]
    pub fn respond(&mut self, now: Millis, server_invocation: &str, result: Result<Option<RawJson>, String>) {
        let now = self.advance(now);
        let Some(at) = self.server_invocations.iter().position(|id| id == server_invocation) else { return };
        self.server_invocations.swap_remove(at);
        let result = match &result {
            Ok(Some(result)) => Ok(result),
            Ok(None) => Err(NO_RESULT),
            Err(error) => Err(error.as_str()),
        };
        let mut text = String::new();
        wire::signalr::write_completion(&mut text, server_invocation, result);
        if text.len() > self.config.maximum_message {
            text.clear();
            wire::signalr::write_completion(&mut text, server_invocation, Err("The result is too large."));
        }
        self.dispatch(now, text, None, true);
    }

    fn invocation(
        &self,
        id: Option<InvocationId>,
        target: &str,
        arguments: &RawJson,
    ) -> Result<String, SendError> {
        if let Phase::Ended = self.phase {
            return Err(SendError::Ended);
        }
        let mut text = String::with_capacity(target.len() + arguments.as_str().len() + 64);
        wire::signalr::write_invocation(&mut text, id, target, arguments);
        let (bytes, limit) = (text.len(), self.config.maximum_message);
        if bytes > limit { Err(SendError::TooLarge { bytes, limit }) } else { Ok(text) }
    }

    /// Writes the message, or queues it while there is no socket. Returns whether it was written.
    fn dispatch(&mut self, now: Millis, text: String, invocation: Option<InvocationId>, bound: bool) -> bool {
        let open = matches!(self.phase, Phase::Open { .. });
        if open {
            self.write_counted(now, &|out| out.push_str(&text));
        } else {
            self.queue.push(Queued { text, invocation, bound });
        }
        open
    }

    /// Writes what has waited for a socket.
    pub(super) fn send_queue(&mut self, now: Millis) {
        for Queued { text, invocation, .. } in core::mem::take(&mut self.queue) {
            self.write_counted(now, &|out| out.push_str(&text));
            if let Some(pending) = self.pending.iter_mut().find(|pending| Some(pending.id) == invocation) {
                pending.sent = true;
            }
        }
    }

    /// Appends to the frame that leaves when the outputs are drained. Without a socket, nothing happens.
    pub(super) fn write(&mut self, now: Millis, write: &dyn Fn(&mut String)) {
        if let Phase::Open { up, .. } = self.phase {
            write(&mut self.frame);
            if up {
                let interval = self.config.keep_alive.max(1);
                self.timers.arm(Timer::Ping, now.saturating_add(interval.into()));
            }
        }
    }

    /// The same with a message that a stateful connection counts.
    pub(super) fn write_counted(&mut self, now: Millis, write: &dyn Fn(&mut String)) {
        let start = self.frame.len();
        self.write(now, write);
        if let (Some(replay), Phase::Open { .. }) = (&mut self.replay, self.phase) {
            replay.push(self.frame.get(start..).unwrap_or_default());
        }
    }

    pub(super) fn write_ack(&mut self, now: Millis) {
        if let Some(number) = self.replay.as_ref().map(super::ReplayBuffer::received) {
            self.write(now, &|out| wire::signalr::write_ack(out, number));
        }
    }

    /// Turns what was written into one frame.
    pub(super) fn flush(&mut self) {
        if let Phase::Open { socket, .. } = self.phase
            && !self.frame.is_empty()
        {
            let text = core::mem::take(&mut self.frame);
            self.effect(Effect::SendText { socket, text });
        }
    }

    pub(super) fn expire_invocations(&mut self, now: Millis) {
        while let Some(Pending { id, .. }) = self.take_pending(&|pending| pending.deadline <= now) {
            self.unqueue(&|queued| queued.invocation == Some(id));
            self.settle(id, Outcome::TimedOut);
        }
    }

    /// Takes out the first invocation that is meant.
    pub(super) fn take_pending(&mut self, meant: &dyn Fn(&Pending) -> bool) -> Option<Pending> {
        let at = self.pending.iter().position(meant)?;
        Some(self.pending.remove(at))
    }

    /// Settles the invocations that are meant as lost.
    pub(super) fn settle_lost(&mut self, meant: &dyn Fn(&Pending) -> bool) {
        while let Some(Pending { id, .. }) = self.take_pending(meant) {
            self.settle(id, Outcome::Lost);
        }
    }

    /// Drops the waiting messages that are meant.
    pub(super) fn unqueue(&mut self, meant: &dyn Fn(&Queued) -> bool) {
        self.queue.retain(|queued| !meant(queued));
    }

    pub(super) fn settle(&mut self, invocation: InvocationId, outcome: Outcome) {
        self.notify(Notice::Completed { invocation, outcome });
    }
}
