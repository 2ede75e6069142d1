//! One attempt to connect: token, negotiation, socket, handshake.

use super::{Connection, Phase, ReplayBuffer, Timer};
use crate::{
    secret::Secret,
    signalr::{
        Cause, Effect, Millis, Output, RequestId, SocketId, State,
        negotiate::{self, Answer},
        url,
    },
    wire::{
        self,
        http::{HttpAnswer, HttpFailure},
    },
};

/// How often negotiation may send us elsewhere; the official client's bound.
const MAX_REDIRECTS: u8 = 100;

/// How an attempt goes about it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Goal {
    /// The socket at once.
    #[default]
    Direct,
    /// Negotiation first.
    Negotiated,
    /// The socket of a stateful connection again.
    Resume,
    /// As `Resume`, but first find out by negotiating whether the server can be reached at all.
    Probe,
}

/// Where a connection lives.
#[derive(Default)]
pub(super) struct Route {
    /// The hub, where a redirect named another than the configured one.
    hub: Option<Secret>,
    /// The connection's id from negotiation.
    id: Option<Secret>,
    /// The token that a redirect gave for its hub.
    token: Option<Secret>,
    /// Stateful reconnect was granted.
    stateful: bool,
}

/// What one attempt has found out so far.
#[derive(Default)]
pub(super) struct Attempt {
    goal: Goal,
    route: Route,
    token: Option<Secret>,
    redirects: u8,
    /// A token was refused and another was requested.
    refreshed: bool,
    /// Negotiation was answered.
    negotiated: bool,
    pub(super) started: Millis,
}

impl Connection {
    pub(super) fn start(&mut self, now: Millis) {
        if let Phase::Idle = self.phase {
            self.set_state(State::Connecting);
            self.begin(now, self.fresh_goal());
        }
    }

    /// How a new connection is attempted. Every second failed attempt negotiates, because only that
    /// distinguishes a refused caller from an unreachable server.
    pub(super) const fn fresh_goal(&self) -> Goal {
        if self.must_negotiate() || self.recovery.attempts % 2 == 1 { Goal::Negotiated } else { Goal::Direct }
    }

    const fn must_negotiate(&self) -> bool {
        self.config.negotiate || self.config.stateful_reconnect || self.needs_negotiation
    }

    pub(super) fn begin(&mut self, now: Millis, goal: Goal) {
        let mut limit = Millis::from(self.config.connect_timeout);
        if matches!(goal, Goal::Resume | Goal::Probe) {
            limit = limit.min(self.resume_time_left()).max(1);
        }
        self.timers.disarm(Timer::Backoff);
        self.timers.arm(Timer::Attempt, now.saturating_add(limit));
        self.attempt = Attempt { goal, started: now, ..Attempt::default() };
        self.request_token();
    }

    /// Connects where a probe has already negotiated, now that the resume it was for is refused.
    pub(super) fn begin_with(&mut self, now: Millis, route: Route) {
        self.begin(now, Goal::Direct);
        self.attempt.route = route;
        self.attempt.negotiated = true;
    }

    fn request_token(&mut self) {
        let request = self.new_request();
        self.phase = Phase::Token { request };
        self.outputs.push_back(Output::TokenNeeded { request });
    }

    fn new_request(&mut self) -> RequestId {
        self.next_request = self.next_request.wrapping_add(1);
        RequestId(self.next_request)
    }

    pub(super) fn on_token(&mut self, now: Millis, answered: RequestId, token: Option<Secret>) {
        if !matches!(self.phase, Phase::Token { request } if request == answered) {
            return;
        }
        let Some(token) = token else { return self.down(now, Cause::TokenFailed) };
        self.attempt.token = Some(token).filter(|token| !token.expose().is_empty());
        match self.attempt.goal {
            Goal::Direct | Goal::Resume => self.open(),
            Goal::Negotiated | Goal::Probe => self.negotiate(),
        }
    }

    /// The way that is gone: to take a connection up again, that on which it was up.
    const fn route(&self) -> &Route {
        if matches!(self.attempt.goal, Goal::Resume) { &self.route } else { &self.attempt.route }
    }

    /// The token to use: that of a redirect goes before that of the owner.
    fn token(&self) -> Option<&Secret> {
        self.route().token.as_ref().or(self.attempt.token.as_ref())
    }

    fn hub(&self) -> &str {
        self.route().hub.as_ref().unwrap_or(&self.config.url).expose()
    }

    fn negotiate(&mut self) {
        let request = self.new_request();
        let token = self.token().cloned();
        let url = url::negotiate(self.hub(), self.config.stateful_reconnect, token.is_some());
        self.phase = Phase::Negotiating { request };
        self.effect(Effect::Negotiate { request, url: Secret::new(url), token });
    }

    pub(super) fn on_negotiated(
        &mut self,
        now: Millis,
        answered: RequestId,
        answer: &Result<HttpAnswer, HttpFailure>,
        unix: u64,
    ) {
        if !matches!(self.phase, Phase::Negotiating { request } if request == answered) {
            return;
        }
        let answer = match answer {
            Ok(HttpAnswer { status: 200..300, body, .. }) => {
                negotiate::read(body, self.config.stateful_reconnect)
            }
            Ok(HttpAnswer { status: 401, .. }) if !self.attempt.refreshed => {
                self.attempt.refreshed = true;
                self.attempt.route = Route::default();
                return self.request_token();
            }
            Ok(refusal) => {
                self.recovery.hint = refusal.retry_after_ms(unix);
                Err(Cause::Unreachable { status: Some(refusal.status) })
            }
            // Perhaps only the answer was unreadable: where sockets have opened without negotiation, try one.
            Err(_) if self.state == State::Reconnecting && !self.must_negotiate() => {
                self.attempt.goal = Goal::Direct;
                self.attempt.route = Route::default();
                return self.open();
            }
            Err(_) => Err(Cause::Unreachable { status: None }),
        };
        match answer {
            Ok(Answer::Redirect { url, token }) => self.redirect(now, url, token),
            Ok(Answer::Connect { id, stateful }) => {
                self.attempt.negotiated = true;
                self.attempt.route.id = Some(id);
                self.attempt.route.stateful = stateful;
                if self.attempt.goal == Goal::Probe {
                    // The server is there: one more resume, and if that is refused, what was negotiated.
                    self.attempt.goal = Goal::Resume;
                    let spare = core::mem::take(&mut self.attempt.route);
                    self.keep_spare(spare);
                }
                self.open();
            }
            Err(cause) => self.down(now, cause),
        }
    }

    fn redirect(&mut self, now: Millis, url: Secret, token: Option<Secret>) {
        self.attempt.redirects += 1;
        if self.attempt.redirects > MAX_REDIRECTS {
            return self.down(now, Cause::Protocol("Negotiation redirects without end.".into()));
        }
        if url::is_downgrade(self.hub(), url.expose()) {
            return self.down(now, Cause::Protocol("Negotiation redirects to an unsafe place.".into()));
        }
        self.attempt.route.hub = Some(url);
        if token.is_some() {
            self.attempt.route.token = token;
        }
        self.negotiate();
    }

    fn open(&mut self) {
        self.next_socket = self.next_socket.wrapping_add(1);
        let socket = SocketId(self.next_socket);
        let url = url::socket(self.hub(), self.route().id.as_ref(), self.token());
        self.phase = Phase::Opening { socket };
        self.effect(Effect::OpenSocket { socket, url: Secret::new(url) });
    }

    pub(super) fn on_opened(&mut self, now: Millis, opened: SocketId) {
        if !matches!(self.phase, Phase::Opening { socket } if socket == opened) {
            return;
        }
        if self.attempt.goal == Goal::Resume {
            self.phase = Phase::Open { socket: opened, up: true };
            self.last_received = self.clock.now();
            self.arm_silence(now);
            self.replay(now);
        } else {
            self.phase = Phase::Open { socket: opened, up: false };
            let stateful = self.attempt.route.stateful;
            self.replay = stateful.then(ReplayBuffer::new);
            self.write(now, &|out| wire::signalr::write_handshake(out, if stateful { 2 } else { 1 }));
        }
        // The server reads on behind the handshake, so what waits need not wait for its answer.
        self.send_queue(now);
    }

    /// The handshake was accepted.
    pub(super) fn on_handshake(&mut self, now: Millis) {
        let Phase::Open { socket, .. } = self.phase else { return };
        self.phase = Phase::Open { socket, up: true };
        self.timers.disarm(Timer::Attempt);
        self.timers.disarm(Timer::GiveUp);
        self.arm_silence(now);
        self.up_since = now;
        self.was_connected = true;
        if self.attempt.negotiated && self.state == State::Connecting {
            self.needs_negotiation = true;
        }
        self.route = core::mem::take(&mut self.attempt.route);
        // From the first ping on the server watches us in turn.
        self.write(now, &wire::signalr::write_ping);
        self.set_state(State::Connected);
    }

    pub(super) fn on_closed(&mut self, now: Millis, closed: SocketId, cause: Cause) {
        match self.phase {
            Phase::Opening { socket } if socket == closed => {
                if self.attempt.goal == Goal::Direct && self.state == State::Connecting {
                    // The browser does not say why. Negotiation may, or may know a way.
                    self.attempt.goal = Goal::Negotiated;
                    return self.negotiate();
                }
                let status = self.attempt.negotiated.then_some(200);
                self.lose(now, Cause::Unreachable { status }, false);
            }
            Phase::Open { socket, .. } if socket == closed => self.lose(now, cause, false),
            _ => {}
        }
    }

    pub(super) fn arm_silence(&mut self, now: Millis) {
        self.timers.arm(Timer::Silence, now.saturating_add(self.config.server_timeout.into()));
    }
}
