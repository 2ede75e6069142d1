//! The call's state, and the way in and out of it.

use super::{
    Answer, CallInfo, CallState, Candidate, Config, ConnectionId, Effect, EndedBy, Event, Failure, Input,
    Level, Output, PeerId, RequestId, RoundId, SessionSource, Signaling, StepId,
    dtmf::Dtmf,
    limits::{Timer, Timers},
    transcript::Transcript,
};
use crate::{
    error::Error,
    queue::Queue,
    signalr::{self, Connection, InvocationId, Millis, NEVER},
};
use std::borrow::Cow;

/// One call, from the first preparation to its end.
pub struct Machine {
    pub(super) config: Config,
    pub(super) phase: Phase,
    /// Set while hanging up.
    pub(super) end: Option<End>,
    pub(super) state: CallState,
    pub(super) signaling: Signaling,
    pub(super) session: SessionStep,
    pub(super) microphone: MicrophoneStep,
    pub(super) peer: PeerStep,
    pub(super) negotiation: Negotiation,
    pub(super) hub: Option<Hub>,
    /// The agent's candidates that wait for its answer, with ours that wait for the offer.
    pub(super) early: EarlyCandidates,
    pub(super) agent_audio: Option<StepId>,
    pub(super) transcript: Transcript,
    pub(super) dtmf: Dtmf,
    pub(super) timers: Timers,
    pub(super) muted: bool,
    pub(super) session_id: Option<String>,
    pub(super) conversation_id: Option<String>,
    pub(super) started_told: bool,
    /// The application's questions that have no answer yet.
    pub(super) pending: Pending,
    /// When `start()` reached the machine, and how long it had taken there.
    pub(super) started: Option<(Millis, Millis)>,
    /// When media was first connected.
    pub(super) up_at: Option<Millis>,
    pub(super) last_id: u32,
    pub(super) outputs: Queue<Output>,
}

/// How far the call as a whole is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Made, and perhaps preparing.
    Idle,
    /// `start()` was called; media has not been connected yet.
    SettingUp,
    /// Media was connected.
    Up,
    /// Hung up: waiting for the hub to confirm it, with nothing else left open.
    HangingUp,
    /// Over.
    Ended,
}

/// How a call ends, kept until it has.
#[derive(Debug)]
pub(super) struct End {
    pub(super) reason: Cow<'static, str>,
    pub(super) by: EndedBy,
    pub(super) error: Option<Error>,
    /// The invocation of `EndSessionAsync`, while its completion is awaited.
    pub(super) confirmation: Option<InvocationId>,
}

/// Questions of the application's that wait for the same thing.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) prepare: Vec<RequestId>,
    pub(super) start: Vec<RequestId>,
    pub(super) hang_up: Vec<RequestId>,
}

/// The hub's connection, and what it waits for.
pub(super) struct Hub {
    pub(super) id: ConnectionId,
    pub(super) connection: Connection,
    /// The step that requests its access token, and the connection's name for it.
    pub(super) token: Option<(StepId, signalr::RequestId)>,
    /// What the application or the browser threw when the connection last failed.
    pub(super) failure: Option<Failure>,
}

/// Where the session stands.
#[derive(Debug)]
pub(super) enum SessionStep {
    NotAsked,
    AwaitingToken(StepId),
    AwaitingAnswer(StepId),
    /// When it ends, in milliseconds of Unix time.
    Known(Millis),
}

/// Where the microphone stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MicrophoneStep {
    NotAsked,
    AwaitingUser(StepId),
    Live,
}

/// Where the peer connection stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PeerStep {
    Closed,
    Open { peer: PeerId, microphone_attached: bool },
}

/// Where offer and answer stand.
#[derive(Debug)]
pub(super) enum Negotiation {
    None,
    AwaitingOffer(RoundId),
    /// The offer was handed to the hub's connection, which sends it as soon as it is up.
    AwaitingAnswer {
        invocation: InvocationId,
        left: bool,
    },
    ApplyingAnswer(RoundId),
    Done,
}

/// Candidates that came before they could be used.
#[derive(Debug, Default)]
pub(super) struct EarlyCandidates {
    pub(super) local: Vec<Candidate>,
    pub(super) remote: Vec<Candidate>,
}

impl Machine {
    /// A call that has done nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            phase: Phase::Idle,
            end: None,
            state: CallState::Idle,
            signaling: Signaling::Idle,
            session: SessionStep::NotAsked,
            microphone: MicrophoneStep::NotAsked,
            peer: PeerStep::Closed,
            negotiation: Negotiation::None,
            hub: None,
            early: EarlyCandidates::default(),
            agent_audio: None,
            transcript: Transcript::default(),
            dtmf: Dtmf::default(),
            timers: Timers::default(),
            muted: false,
            session_id: None,
            conversation_id: None,
            started_told: false,
            pending: Pending::default(),
            started: None,
            up_at: None,
            last_id: 0,
            outputs: Queue::default(),
        }
    }

    /// Takes what happened at `now`.
    pub fn handle(&mut self, now: Millis, input: Input<'_>) {
        match input {
            Input::Prepare { request } => self.prepare(now, request),
            Input::Start { request, support, elapsed } => self.start(now, request, support, elapsed),
            Input::HangUp { request, reason } => self.hang_up(now, request, reason),
            Input::PageHide => self.page_hidden(now),
            Input::SetMuted(muted) => self.set_muted(muted),
            Input::SendDtmf { request, digits } => self.send_dtmf(now, request, digits),
            Input::Token { step, given } => self.token_arrived(now, step, given),
            Input::Session { step, answer, unix } => self.session_arrived(now, step, answer, unix),
            Input::Microphone { step, outcome } => self.microphone_arrived(now, step, outcome),
            Input::MicrophoneLost => self.microphone_lost(),
            Input::MicrophoneInspected { ended } => self.microphone_inspected(ended),
            Input::PeerRefused { peer, cause, forbidden } => self.peer_refused(now, peer, cause, forbidden),
            Input::IceServersRefused { peer, refused } => self.ice_servers_refused(peer, &refused),
            Input::Offer { round, outcome } => self.offer_arrived(now, round, outcome),
            Input::LocalCandidate { peer, candidate } => self.local_candidate(now, peer, candidate),
            Input::AnswerApplied { round, outcome } => self.answer_applied(now, round, outcome),
            Input::CandidateRefused { peer, .. } => self.candidate_refused(peer),
            Input::PeerState { peer, state } => self.peer_state(now, peer, state),
            Input::AgentAudio { step, heard } => self.agent_audio(now, step, heard),
            Input::InBandDtmf { request, outcome } => self.in_band_dtmf(now, request, outcome),
            Input::Wake => self.drive_hub(now, crate::signalr::Input::Wake),
            Input::Timeout => self.timeout(now),
            Input::Hub { connection, input } => self.hub_input(now, connection, input),
        }
    }

    /// The next thing to do or to tell.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop()
    }

    /// When [`Input::Timeout`] is due; `None` when nothing is waited for.
    pub fn deadline(&self) -> Option<Millis> {
        let hub = self.hub.as_ref().and_then(|hub| hub.connection.deadline()).unwrap_or(NEVER);
        Some(hub.min(self.timers.next())).filter(|&at| at != NEVER)
    }

    /// Whether anything is under way: a call that is not needs no shell around it.
    pub const fn is_active(&self) -> bool {
        match self.phase {
            Phase::Idle => !matches!(self.session, SessionStep::NotAsked),
            Phase::SettingUp | Phase::Up | Phase::HangingUp => true,
            Phase::Ended => false,
        }
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
        self.session_id.as_deref()
    }

    /// The conversation's name, once the hub has told it.
    pub fn conversation_id(&self) -> Option<&str> {
        self.conversation_id.as_deref()
    }

    fn timeout(&mut self, now: Millis) {
        while let Some(timer) = self.timers.expired(now) {
            match timer {
                Timer::Session | Timer::Answer | Timer::Media => self.step_timed_out(now, timer),
                Timer::Reconnect => self.connection_lost(now),
                Timer::Audio => self.measure_agent_audio(),
                Timer::HangUp => self.finish(now),
            }
        }
        self.drive_hub(now, crate::signalr::Input::Timeout);
    }

    fn set_muted(&mut self, muted: bool) {
        if self.muted != muted && !self.is_ended() {
            self.muted = muted;
            self.effect(Effect::Mute(muted));
            self.event(Event::MuteChange { muted });
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Whether the call still wants what its steps bring.
    pub(super) const fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Idle | Phase::SettingUp | Phase::Up)
    }

    /// A name that nothing in this call has had.
    pub(super) fn next_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }

    pub(super) fn next_step(&mut self) -> StepId {
        StepId(self.next_id())
    }

    /// Answers a question of the application's.
    pub(super) fn settle(&mut self, request: RequestId, outcome: Result<Answer, Error>) {
        self.outputs.push(Output::Settled { request, outcome });
    }

    /// Answers all of `requests` alike.
    pub(super) fn settle_all(&mut self, requests: Vec<RequestId>, outcome: &Result<Answer, Error>) {
        for request in requests {
            self.settle(request, outcome.clone());
        }
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.outputs.push(Output::Effect(effect));
    }

    pub(super) fn event(&mut self, event: Event) {
        self.outputs.push(Output::Event(event));
    }

    pub(super) fn log(&mut self, level: Level, message: &'static str, detail: Option<Cow<'static, str>>) {
        self.event(Event::Log { level, message, detail });
    }

    pub(super) fn set_state(&mut self, state: CallState) {
        if self.state != state {
            let previous = core::mem::replace(&mut self.state, state);
            self.event(Event::StateChange { state, previous });
        }
    }

    pub(super) fn set_signaling(&mut self, signaling: Signaling) {
        if self.signaling != signaling {
            let previous = core::mem::replace(&mut self.signaling, signaling);
            self.event(Event::SignalingChange { signaling, previous });
        }
    }

    /// Milliseconds since `start()`; 0 before it.
    pub(super) fn since_start(&self, now: Millis) -> Millis {
        self.started.map_or(0, |(at, elapsed)| now.saturating_sub(at) + elapsed)
    }

    /// Both names, the session's empty where it is not known yet.
    pub fn info(&self) -> CallInfo {
        CallInfo {
            session_id: self.session_id.clone().unwrap_or_default(),
            conversation_id: self.conversation_id.clone(),
        }
    }

    /// Whether a session that is out of date can be replaced by a new one.
    pub(super) const fn session_is_renewable(&self) -> bool {
        match self.config.source {
            SessionSource::Agent { .. } => true,
            SessionSource::Provided { renewable } => renewable,
        }
    }
}
