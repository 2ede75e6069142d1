//! Frames that arrive, and the messages in them, in strict order.

use super::{Connection, NO_RESULT, Phase, Timer, replay_buffer::Verdict};
use crate::{
    signalr::{Cause, InvocationId, Millis, Notice, Outcome, ProtocolError, SocketId, State},
    wire::{
        self, Text, Value,
        signalr::{Frames, Message},
    },
};

/// How many invocations by the server may wait for the owner's answer; more are refused.
const MAX_SERVER_INVOCATIONS: usize = 64;

/// How long a counted message waits for others to be acknowledged with, in milliseconds.
const ACK_DELAY: Millis = 1_000;

impl Connection {
    pub(super) fn on_frame(
        &mut self,
        now: Millis,
        socket: SocketId,
        take: &dyn Fn(&mut Frames) -> Result<Vec<Text>, ProtocolError>,
    ) {
        if !self.is_open(socket) {
            return;
        }
        self.last_received = self.clock.now();
        let messages = take(&mut self.frames);
        let result = messages.and_then(|messages| self.on_messages(now, socket, &messages));
        if let Err(error) = result {
            self.down(now, Cause::Protocol(error));
        } else if matches!(self.phase, Phase::Open { up: true, .. }) {
            self.arm_silence(now);
        }
    }

    fn is_open(&self, id: SocketId) -> bool {
        matches!(self.phase, Phase::Open { socket, .. } if socket == id)
    }

    fn on_messages(&mut self, now: Millis, socket: SocketId, messages: &[Text]) -> Result<(), ProtocolError> {
        for message in messages {
            match self.phase {
                Phase::Open { socket: open, up } if open == socket => {
                    if up {
                        self.on_message(now, wire::signalr::read_message(message)?)?;
                    } else {
                        match wire::signalr::read_handshake(message)? {
                            Ok(()) => self.on_handshake(now),
                            Err(refusal) => self.down(now, Cause::Refused(refusal)),
                        }
                    }
                }
                // A message has ended the connection, and what follows it says nothing.
                _ => break,
            }
        }
        Ok(())
    }

    fn on_message(&mut self, now: Millis, message: Message) -> Result<(), ProtocolError> {
        if message.is_counted()
            && let Some(replay) = &mut self.replay
        {
            let verdict = replay.count();
            if verdict != Verdict::AwaitingSequence && !self.timers.is_armed(Timer::Ack) {
                self.timers.arm(Timer::Ack, now + ACK_DELAY);
            }
            if verdict != Verdict::Process {
                return Ok(());
            }
        }
        match message {
            Message::Invocation { target, arguments, invocation } => {
                let wants_result =
                    invocation.and_then(|invocation| self.keep_server_invocation(now, invocation));
                self.notify(Notice::Event { target, arguments, wants_result });
            }
            Message::Completion { invocation, result } => self.on_completion(&invocation, result),
            Message::Close { error, allow_reconnect } => {
                if !allow_reconnect {
                    self.write(now, &wire::signalr::write_close);
                    self.flush();
                }
                self.down(now, Cause::ClosedByServer { error, allow_reconnect });
            }
            Message::Ack(number) => {
                if let Some(replay) = &mut self.replay {
                    replay.acknowledge(number);
                }
            }
            Message::Sequence(number) => {
                if let Some(replay) = &mut self.replay {
                    replay.sequence(number)?;
                    self.on_resumed(now);
                }
            }
            Message::Ping | Message::Unused | Message::Unknown => {}
        }
        Ok(())
    }

    /// Remembers an invocation that wants a result, unless too many do.
    fn keep_server_invocation(&mut self, now: Millis, invocation: String) -> Option<String> {
        if self.server_invocations.len() >= MAX_SERVER_INVOCATIONS {
            self.write_counted(now, &|out| wire::signalr::write_completion(out, &invocation, Err(NO_RESULT)));
            return None;
        }
        self.server_invocations.push(invocation.clone());
        Some(invocation)
    }

    fn on_completion(&mut self, invocation: &str, result: Result<Option<Value>, String>) {
        // Completions of unknown invocations are ignored.
        let Some(id) = own_id(invocation) else { return };
        if self.take_pending(&|pending| pending.id == id && pending.sent).is_none() {
            return;
        }
        let outcome = match result {
            Ok(result) => Outcome::Result(result),
            Err(error) => Outcome::Error(error),
        };
        self.settle(id, outcome);
    }

    /// The server has said where it goes on: the resume has succeeded.
    fn on_resumed(&mut self, now: Millis) {
        if self.recovery.take_resume().is_some() {
            self.timers.disarm(Timer::Attempt);
            self.timers.disarm(Timer::GiveUp);
            self.timers.arm(Timer::Ack, now + ACK_DELAY);
            self.up_since = now;
            self.set_state(State::Connected);
        }
    }
}

/// The id as we write it.
fn own_id(text: &str) -> Option<InvocationId> {
    text.parse().ok().filter(|id: &u32| id.to_string() == text).map(InvocationId)
}
