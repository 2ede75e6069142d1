//! The way into the machine and out of it: dispatch, time, and what every other file uses.

use super::{
    Answer, CallInfo, CallState, Config, Effect, Event, Input, Level, Output, RequestId, SessionSource,
    Signaling, StepId,
    limits::Timer,
    state::{Link, Phase, Questions},
};
use crate::{
    error::Error,
    signalr,
    time::{Clock, GRACE, Millis, TimerTable},
};
use std::{borrow::Cow, collections::VecDeque};

/// One call, from the first preparation to its end.
///
/// Owns the state of the call and of its hub connection; holds nothing of the browser. Dropping it ends nothing: the shell
/// releases what the effects made.
pub struct Machine {
    pub(super) config: Config,
    pub(super) phase: Phase,
    pub(super) questions: Questions,
    pub(super) clock: Clock,
    pub(super) timers: TimerTable<Timer>,
    pub(super) muted: bool,
    /// What was published last.
    state: CallState,
    signaling: Signaling,
    last_id: u32,
    outputs: VecDeque<Output>,
}

impl Machine {
    /// A call that has done nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            phase: Phase::Idle(Link::Closed),
            questions: Questions::default(),
            clock: Clock::default(),
            timers: TimerTable::default(),
            muted: false,
            state: CallState::Idle,
            signaling: Signaling::Idle,
            last_id: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Takes what happened at `now`, in milliseconds of a clock that never goes back.
    pub fn handle(&mut self, now: Millis, input: Input<'_>) {
        let due = self.due();
        if self.clock.advance(now, due) {
            self.after_suspend();
        }
        match input {
            Input::Prepare { request } => self.prepare(request),
            Input::Start { request, support, elapsed } => self.start(request, support, elapsed),
            Input::HangUp { request, reason } => self.hang_up(request, reason),
            Input::SendDtmf { request, digits } => self.send_dtmf(request, digits),
            Input::PageHide => self.page_hidden(),
            Input::SetMuted(muted) => self.set_muted(muted),
            Input::Token { step, given } => self.token_arrived(step, given),
            Input::Session { step, answer, unix } => self.session_arrived(step, answer, unix),
            Input::Microphone { step, outcome } => self.microphone_arrived(step, outcome),
            Input::MicrophoneInspected { ended } => self.microphone_inspected(ended),
            Input::MicrophoneLost => self.microphone_lost(),
            Input::PeerRefused { peer, cause, forbidden } => self.peer_refused(peer, cause, forbidden),
            Input::IceServersRefused { peer, refused } => self.ice_servers_refused(peer, &refused),
            Input::Offer { round, outcome } => self.offer_arrived(round, outcome),
            Input::LocalCandidate { peer, candidate } => self.local_candidate(peer, candidate),
            Input::AnswerApplied { round, outcome } => self.answer_applied(round, outcome),
            Input::CandidateRefused { peer, .. } => self.candidate_refused(peer),
            Input::PeerState { peer, state } => self.peer_state(peer, state),
            Input::AgentAudio { step, energy } => self.agent_audio(step, energy),
            Input::InBandDtmf { request, outcome } => self.in_band_dtmf(request, outcome),
            Input::Wake => self.wake(),
            Input::Timeout => self.drive_hub(signalr::Input::Timeout),
            Input::Hub { connection, input } => self.hub_input(connection, input),
        }
        self.expire();
    }

    /// The next thing to do or to publish; to be drained after every input.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due; `None` when nothing is waited for.
    pub fn deadline(&self) -> Option<Millis> {
        let own = self.due().map(|due| self.clock.to_owner(due));
        let hub = self.phase.hub().and_then(|hub| hub.connection.deadline());
        own.into_iter().chain(hub).min()
    }

    /// Whether anything is under way: a call that is not needs no shell around it.
    pub const fn is_active(&self) -> bool {
        !matches!(self.phase, Phase::Idle(Link::Closed) | Phase::Ended(_))
    }

    /// Whether the call is neither over nor being hung up.
    pub const fn is_live(&self) -> bool {
        self.phase.is_live()
    }

    /// The call's state.
    pub const fn state(&self) -> CallState {
        self.state
    }

    /// The state of the hub's connection.
    pub const fn signaling(&self) -> Signaling {
        self.signaling
    }

    /// Whether the microphone is muted.
    pub const fn muted(&self) -> bool {
        self.muted
    }

    /// The session's name, once it is known.
    pub fn session_id(&self) -> Option<&str> {
        Some(self.phase.info()?.session_id.as_str()).filter(|id| !id.is_empty())
    }

    /// The conversation's name, once the hub has sent it.
    pub fn conversation_id(&self) -> Option<&str> {
        self.phase.info()?.conversation_id.as_deref()
    }

    /// Both names, the session's empty where it is not known yet.
    pub fn info(&self) -> CallInfo {
        self.phase.info().cloned().unwrap_or_default()
    }

    /// When the next input is due, on the time awake.
    fn due(&self) -> Option<Millis> {
        let limited = !matches!(self.phase, Phase::Idle(Link::Closed | Link::Open(_)) | Phase::Ended(_));
        self.clock.due(self.timers.next(), limited)
    }

    /// We were not running: what may have happened meanwhile gets the time to arrive.
    fn after_suspend(&mut self) {
        let grace = self.clock.awake() + GRACE;
        for limit in Timer::LIMITS {
            self.timers.at_least(limit, grace);
        }
        self.mistrust_failures();
    }

    /// The page was shown or the network came back. The owner's clock may have stood still meanwhile, so that nothing else says
    /// that there was a suspend.
    fn wake(&mut self) {
        self.mistrust_failures();
        self.drive_hub(signalr::Input::Wake);
    }

    /// After a suspend a failure of media is not final at once.
    fn mistrust_failures(&mut self) {
        if matches!(self.phase, Phase::SettingUp(_) | Phase::Connected(_)) {
            self.timers.arm(Timer::Grace, self.clock.awake() + GRACE);
        }
    }

    fn expire(&mut self) {
        while let Some(timer) = self.timers.take_due(self.clock.awake()) {
            match timer {
                Timer::Session => self.session_timed_out(),
                Timer::Offer => self.offer_timed_out(),
                Timer::Answer => self.answer_timed_out(),
                Timer::Media => self.media_timed_out(),
                Timer::Reconnect => self.media_gone(),
                Timer::Grace => {}
                Timer::Audio => self.measure_agent_audio(),
                Timer::Inspection => self.inspect_microphone(),
                Timer::InBand => self.in_band_timed_out(),
                Timer::HangUp => self.confirmed(),
            }
        }
    }

    /// Arms `timer` for `after` milliseconds from now.
    pub(super) fn arm(&mut self, timer: Timer, after: u32) {
        self.timers.arm(timer, self.clock.awake().saturating_add(after.into()));
    }

    /// A name that nothing in this call has had.
    pub(super) const fn next_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }

    pub(super) const fn next_step(&mut self) -> StepId {
        StepId(self.next_id())
    }

    /// Answers a question of the application's.
    pub(super) fn settle(&mut self, request: RequestId, outcome: Result<Answer, Error>) {
        self.outputs.push_back(Output::Settled { request, outcome });
    }

    /// Answers all of `requests` alike.
    pub(super) fn settle_all(&mut self, requests: Vec<RequestId>, outcome: &Result<Answer, Error>) {
        for request in requests {
            self.settle(request, outcome.clone());
        }
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.outputs.push_back(Output::Effect(effect));
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(super) fn log(
        &mut self,
        level: Level,
        message: &'static str,
        detail: impl Into<Option<Cow<'static, str>>>,
    ) {
        self.emit(Event::Log { level, message, detail: detail.into() });
    }

    pub(super) fn set_state(&mut self, state: CallState) {
        if self.state != state {
            let previous = core::mem::replace(&mut self.state, state);
            self.log(Level::Info, "call state", Cow::Borrowed(state.as_str()));
            self.emit(Event::StateChange { state, previous });
        }
    }

    pub(super) fn set_signaling(&mut self, signaling: Signaling) {
        if self.signaling != signaling {
            let previous = core::mem::replace(&mut self.signaling, signaling);
            self.log(Level::Info, "hub state", Cow::Borrowed(signaling.as_str()));
            self.emit(Event::SignalingChange { signaling, previous });
        }
    }

    /// Milliseconds since the application called `start()`; 0 before.
    pub(super) fn since_start(&self) -> Millis {
        self.phase.start().map_or(0, |start| self.clock.now().saturating_sub(start.at) + start.elapsed)
    }

    /// Whether a session that has expired or failed can be replaced by a new one.
    pub(super) const fn session_is_renewable(&self) -> bool {
        match self.config.source {
            SessionSource::Agent { .. } => true,
            SessionSource::Provided { renewable } => renewable,
        }
    }
}
