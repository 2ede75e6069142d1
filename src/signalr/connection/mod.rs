//! The connection machine: its data, its inputs and its timers. What it does is in the files beside.
//!
//! `attempt` connects, `receive` reads, `send` writes, `recovery` decides what follows a failure.

mod attempt;
mod ledger;
mod receive;
mod recovery;
mod send;
mod timers;

use self::{
    attempt::{Attempt, Route},
    ledger::Ledger,
    recovery::Recovery,
    send::{Pending, Queued},
    timers::{Clock, Timer, Timers},
};
use super::{Cause, Config, Effect, End, Input, Millis, NEVER, Notice, Output, RequestId, SocketId, State};

use crate::{
    queue::Queue,
    wire::{self, signalr::Frames},
};

pub use self::send::NO_RESULT;

/// A deadline seen this much too late was slept through.
const JUMP: Millis = 5_000;

/// What a silent server gets after a sleep or a wake-up before it counts as lost.
const GRACE: Millis = 5_000;

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
    timers: Timers,
    outputs: Queue<Output>,
    /// Messages that leave together when the outputs are drained.
    frame: String,
    /// What has arrived of an unfinished message.
    frames: Frames,
    /// Invocations without a completion yet.
    pending: Vec<Pending>,
    /// Messages that wait for a socket.
    queue: Vec<Queued>,
    /// Invocations by the server that the owner has not answered yet.
    asked: Vec<String>,
    /// Set while the connection is stateful.
    ledger: Option<Ledger>,
    /// When the connection came up, and when it last heard anything (on the owner's clock).
    up_since: Millis,
    heard: Millis,
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
            timers: Timers::new(),
            outputs: Queue::default(),
            frame: String::new(),
            frames: Frames::default(),
            pending: Vec::new(),
            queue: Vec::new(),
            asked: Vec::new(),
            ledger: None,
            up_since: 0,
            heard: 0,
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
        let (now, slept) = self.tick(now);
        match input {
            Input::Start => self.start(now),
            Input::Token { request, token } => self.on_token(now, request, token),
            Input::Negotiated { request, answer, .. } => self.on_negotiated(now, request, &answer),
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
        if slept {
            self.after_sleep(now);
        }
        self.expire(now);
    }

    /// The next thing to do or to know, in order; to be drained after every call.
    pub fn poll_output(&mut self) -> Option<Output> {
        if self.outputs.is_empty() {
            self.flush();
        }
        self.outputs.pop()
    }

    /// When [`Input::Timeout`] is due: the earliest armed timer. `None` before the start and after the end.
    pub fn deadline(&self) -> Option<Millis> {
        Some(self.earliest()).filter(|&at| at != NEVER).map(|at| self.clock.to_owner(at))
    }

    /// Where the connection stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// When the earliest timer is due, on the clock of the time awake.
    fn earliest(&self) -> Millis {
        match self.phase {
            Phase::Idle | Phase::Ended => NEVER,
            _ => self.pending.iter().fold(self.timers.earliest(), |at, pending| at.min(pending.deadline)),
        }
    }

    /// The time awake, and whether the machine slept: it did when a deadline is long past. Then time stands where
    /// that was due.
    fn tick(&mut self, owner: Millis) -> (Millis, bool) {
        let now = self.clock.at(owner);
        let due = self.earliest();
        let slept = now.saturating_sub(JUMP) > due;
        if slept {
            self.clock.slept(now - due);
        }
        (if slept { due } else { now }, slept)
    }

    /// Nobody is blamed for what was not heard in a sleep.
    fn after_sleep(&mut self, now: Millis) {
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
        if self.timers.take_due(Timer::Backoff, now) {
            self.next_attempt(now);
        }
        if self.timers.take_due(Timer::GiveUp, now) {
            self.give_up();
        }
        if self.timers.take_due(Timer::Attempt, now) {
            self.down(now, Cause::ConnectTimeout);
        }
        if self.timers.take_due(Timer::Silence, now) {
            self.down(now, Cause::ServerTimeout);
        }
        if self.timers.take_due(Timer::Ack, now) {
            self.write_ack(now);
        }
        if self.timers.take_due(Timer::Ping, now) {
            self.write(now, &wire::signalr::write_ping);
        }
        self.expire_invocations(now);
    }

    /// The network came back or the page was shown.
    fn wake(&mut self, now: Millis) {
        match self.phase {
            Phase::Open { up: true, .. } => {
                // A server pings within half its time-out, so one silent for longer has to speak up soon.
                let silent = self.clock.owner() - self.heard;
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
                self.hang_up(true);
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
        self.hang_up(true);
        self.settle_lost(&|_| true);
        self.queue = Vec::new();
        self.asked = Vec::new();
        self.ledger = None;
        self.timers = Timers::new();
        self.state = State::Ended;
        self.phase = Phase::Ended;
        self.notify(Notice::Ended(End { cause, was_connected: self.was_connected, attempts }));
    }

    /// Lets go of the socket, with all that belongs to it and to the attempt. `close`: it is not closed yet.
    fn hang_up(&mut self, close: bool) {
        if let (true, Phase::Opening { socket } | Phase::Open { socket, .. }) = (close, self.phase) {
            self.effect(Effect::CloseSocket { socket });
        }
        self.phase = Phase::Waiting;
        self.frame.clear();
        self.frames = Frames::default();
        for timer in [Timer::Attempt, Timer::Silence, Timer::Ping, Timer::Ack] {
            self.timers.clear(timer);
        }
    }

    fn effect(&mut self, effect: Effect) {
        self.outputs.push(Output::Effect(effect));
    }

    fn notify(&mut self, notice: Notice) {
        self.outputs.push(Output::Notice(notice));
    }
}
