//! The connection machine: its data, its inputs and its timers. What it does is in the files beside.
//!
//! `attempt` connects, `receive` reads, `send` writes, `recovery` decides what follows a failure.

mod attempt;
mod receive;
mod recovery;
mod replay_buffer;
mod send;

use self::{
    attempt::{Attempt, Route},
    recovery::Recovery,
    replay_buffer::ReplayBuffer,
    send::{Pending, Queued},
};
use super::{
    Cause, Config, ConnectStep, Effect, End, Input, Millis, NEVER, Notice, Output, RequestId, SocketId, State,
};

use crate::{
    time::{Clock, GRACE, TimerTable},
    wire::{self, signalr::Frames},
};
use std::collections::VecDeque;

pub use self::send::NO_RESULT;

/// What a timer waits for. Of several that are due the first here is handled first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// The delay before the next attempt.
    Backoff,
    /// The limit of reconnecting.
    GiveUp,
    /// The limit of one attempt to connect or resume.
    Attempt,
    /// The server's silence.
    Silence,
    /// The acknowledgement of what has arrived.
    Ack,
    /// Our next ping.
    Ping,
}

/// An attempt older than this is abandoned for a new one when the network comes back.
const STALE: Millis = 3_000;

/// What the connection waits for.
#[derive(Clone, Copy)]
enum Phase {
    /// To be started.
    Idle,
    /// A token.
    Token { request: RequestId },
    /// The answer to a negotiation.
    Negotiating { request: RequestId },
    /// The socket to open.
    Opening { socket: SocketId },
    /// Messages; `up` from the handshake's answer on.
    Open { socket: SocketId, up: bool },
    /// The next attempt.
    Waiting,
    /// Nothing any more.
    Ended,
}

impl Phase {
    /// What an attempt in this phase waits for.
    const fn step(self) -> ConnectStep {
        match self {
            Self::Negotiating { .. } => ConnectStep::Negotiation,
            Self::Opening { .. } => ConnectStep::Socket,
            Self::Open { .. } => ConnectStep::Handshake,
            Self::Idle | Self::Token { .. } | Self::Waiting | Self::Ended => ConnectStep::Token,
        }
    }
}

/// One connection to a hub, from its start to its end, over as many sockets as it takes.
pub struct Connection {
    config: Config,
    state: State,
    phase: Phase,
    attempt: Attempt,
    /// Where the connection lives that is or was up.
    route: Route,
    recovery: Recovery,
    clock: Clock,
    timers: TimerTable<Timer>,
    outputs: VecDeque<Output>,
    /// Messages that leave together when the outputs are drained.
    frame: String,
    /// What has arrived of an unfinished message.
    frames: Frames,
    /// Invocations without a completion yet.
    pending: Vec<Pending>,
    /// Messages that wait for a socket.
    queue: Vec<Queued>,
    /// Invocations by the server that the owner has not answered yet.
    server_invocations: Vec<String>,
    /// Set while the connection is stateful.
    replay: Option<ReplayBuffer>,
    /// When the connection came up, and when a frame last arrived (on the owner's clock).
    up_since: Millis,
    last_received: Millis,
    was_connected: bool,
    /// A direct socket was refused and a negotiated one was not.
    needs_negotiation: bool,
    next_socket: u32,
    next_request: u32,
    next_invocation: u32,
}

impl Connection {
    /// A connection that does nothing before [`Input::Start`].
    pub fn new(config: Config) -> Self {
        Self {
            attempt: Attempt::default(),
            route: Route::default(),
            recovery: Recovery::default(),
            config,
            state: State::Idle,
            phase: Phase::Idle,
            clock: Clock::default(),
            timers: TimerTable::default(),
            outputs: VecDeque::new(),
            frame: String::new(),
            frames: Frames::default(),
            pending: Vec::new(),
            queue: Vec::new(),
            server_invocations: Vec::new(),
            replay: None,
            up_since: 0,
            last_received: 0,
            was_connected: false,
            needs_negotiation: false,
            next_socket: 0,
            next_request: 0,
            next_invocation: 0,
        }
    }

    /// Takes what happened at `now`. Inputs that do not fit (a replaced socket, a superseded request, anything
    /// after the end) are dropped.
    pub fn handle(&mut self, now: Millis, input: Input<'_>) {
        if let Phase::Ended = self.phase {
            return;
        }
        let suspended = self.was_suspended(now);
        let now = self.clock.awake();
        match input {
            Input::Start => self.start(now),
            Input::Token { request, token } => self.on_token(now, request, token),
            Input::Negotiated { request, answer, unix } => self.on_negotiated(now, request, &answer, unix),
            Input::Opened { socket } => self.on_opened(now, socket),
            Input::Text { socket, text } => self.on_frame(now, socket, &|frames| frames.take_text(&text)),
            Input::Binary { socket, bytes } => {
                self.on_frame(now, socket, &|frames| frames.take_bytes(bytes));
            }
            Input::Closed { socket, code, reason, clean } => {
                self.on_closed(now, socket, Cause::SocketClosed { code, reason: reason.to_owned(), clean });
            }
            Input::Wake => self.wake(now),
            Input::Timeout => {}
            Input::Stop => self.stop(now),
        }
        // Behind the input: what waited in a suspend is handled first.
        if suspended {
            self.after_suspend(now);
        }
        self.expire(now);
    }

    /// The next thing to do or to know, in order; to be drained after every call.
    pub fn poll_output(&mut self) -> Option<Output> {
        if self.outputs.is_empty() {
            self.flush();
        }
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due: the earliest armed timer. `None` before the start and after the end.
    pub fn deadline(&self) -> Option<Millis> {
        self.due().map(|due| self.clock.to_owner(due))
    }

    /// Where the connection stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// When the next input is due, on the time awake.
    fn due(&self) -> Option<Millis> {
        match self.phase {
            Phase::Idle | Phase::Ended => None,
            _ => {
                let limits = self.pending.iter().map(|pending| pending.deadline).filter(|&at| at != NEVER);
                let limited = self.timers.is_armed(Timer::Attempt) || self.timers.is_armed(Timer::GiveUp);
                self.clock.due(limits.chain(self.timers.next()).min(), limited)
            }
        }
    }

    /// Takes the owner's time.
    fn was_suspended(&mut self, owner: Millis) -> bool {
        let due = self.due();
        self.clock.advance(owner, due)
    }

    /// Takes the owner's time; returns the time awake.
    pub(super) fn advance(&mut self, owner: Millis) -> Millis {
        let suspended = self.was_suspended(owner);
        let now = self.clock.awake();
        if suspended {
            self.after_suspend(now);
        }
        now
    }

    /// Extends every deadline: we were not running.
    fn after_suspend(&mut self, now: Millis) {
        for pending in &mut self.pending {
            pending.deadline = pending.deadline.max(now + GRACE);
        }
        self.timers.at_least(Timer::Attempt, now + GRACE);
        self.timers.at_least(Timer::Silence, now + GRACE);
        self.timers.at_least(Timer::GiveUp, now + Millis::from(self.config.connect_timeout));
        // On a dead socket a ping brings the news soonest.
        self.timers.at_most(Timer::Ping, now);
        if let State::Reconnecting = self.state {
            self.wake(now);
        }
    }

    fn expire(&mut self, now: Millis) {
        while let Some(timer) = self.timers.take_due(now) {
            match timer {
                Timer::Backoff => self.next_attempt(now),
                Timer::GiveUp => self.give_up(),
                Timer::Attempt => self.down(now, Cause::ConnectTimeout(self.phase.step())),
                Timer::Silence => self.down(now, Cause::ServerTimeout),
                Timer::Ack => self.write_ack(now),
                Timer::Ping => self.write(now, &wire::signalr::write_ping),
            }
        }
        self.expire_invocations(now);
    }

    /// The network came back or the page was shown.
    fn wake(&mut self, now: Millis) {
        match self.phase {
            Phase::Open { up: true, .. } => {
                // A server pings within half its time-out, so one silent for longer has to speak up soon.
                let silent = self.clock.now() - self.last_received;
                if silent >= Millis::from(self.config.server_timeout / 2) {
                    self.timers.at_most(Timer::Silence, now + GRACE);
                }
                self.write(now, &wire::signalr::write_ping);
            }
            Phase::Waiting => self.next_attempt_afresh(now),
            // The first connection has its own limit and is not restarted.
            _ if matches!(self.state, State::Connected | State::Reconnecting)
                && now >= self.attempt.started + STALE =>
            {
                self.drop_socket(true);
                self.abandon();
                self.next_attempt_afresh(now);
            }
            _ => {}
        }
    }

    fn stop(&mut self, now: Millis) {
        // Behind whatever was sent just before, in the same frame.
        self.write(now, &wire::signalr::write_close);
        self.flush();
        self.end(Cause::Stopped);
    }

    fn set_state(&mut self, state: State) {
        if self.state != state {
            self.state = state;
            self.notify(Notice::State(state));
        }
    }

    /// Ends for what has been going wrong.
    fn give_up(&mut self) {
        let cause = core::mem::replace(&mut self.recovery.cause, Cause::Stopped);
        self.end(cause);
    }

    fn end(&mut self, cause: Cause) {
        let attempts = if self.state == State::Connected { 0 } else { self.recovery.attempts };
        self.drop_socket(true);
        self.settle_lost(&|_| true);
        self.queue = Vec::new();
        self.server_invocations = Vec::new();
        self.replay = None;
        self.timers.clear();
        self.state = State::Ended;
        self.phase = Phase::Ended;
        self.notify(Notice::Ended(End { cause, was_connected: self.was_connected, attempts }));
    }

    /// Lets go of the socket, with all that belongs to it and to the attempt. `close`: it is not closed yet.
    fn drop_socket(&mut self, close: bool) {
        if let (true, Phase::Opening { socket } | Phase::Open { socket, .. }) = (close, self.phase) {
            self.effect(Effect::CloseSocket { socket });
        }
        self.phase = Phase::Waiting;
        self.frame.clear();
        self.frames = Frames::default();
        for timer in [Timer::Attempt, Timer::Silence, Timer::Ping, Timer::Ack] {
            self.timers.disarm(timer);
        }
    }

    fn effect(&mut self, effect: Effect) {
        self.outputs.push_back(Output::Effect(effect));
    }

    fn notify(&mut self, notice: Notice) {
        self.outputs.push_back(Output::Notice(notice));
    }
}
