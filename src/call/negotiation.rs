//! One round of offer, answer and candidates, as a value.

use super::{
    Candidate, Effect, Level, Machine, PeerId, RoundId, Signaling, Stage,
    limits::{MAXIMUM_CANDIDATES, Timer},
    microphone::Microphone,
    state::{Link, Phase, SettingUp},
};
use crate::{
    error::{Cause, Code, Error},
    secret::Secret,
    signalr::{InvocationId, Outcome, SendError},
    wire::{
        self,
        hub::{Answer, SEND_CANDIDATE, SEND_OFFER},
        sdp::AnswerAudio,
    },
};
use std::borrow::Cow;

/// A round of negotiation. Late results of another round are dropped by its id.
pub(super) struct Round {
    pub(super) id: RoundId,
    pub(super) kind: Kind,
    pub(super) step: Step,
    remote: RemoteCandidates,
}

/// What a round is for.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The call's first: its failure ends the call.
    Initial,
}

/// How far a round is.
pub(super) enum Step {
    /// The browser creates the offer. Its candidates wait for it.
    CreatingOffer { local: Vec<Candidate> },
    /// The hub's connection has the offer, and sends it as soon as there is a socket.
    AwaitingAnswer { invocation: InvocationId, offer: OfferState },
    /// The browser applies the answer.
    ApplyingAnswer,
    /// The answer is in place.
    Done,
}

/// Where an offer is on its way to the hub.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OfferState {
    /// It waits for the hub.
    Waiting,
    /// It has left, and the answer's limit runs.
    Sent,
    /// The connection it left on was lost. It may have arrived: a second offer could make a second agent, so that only its
    /// answer is waited for.
    Uncertain,
}

/// The agent's candidates.
#[derive(Default)]
struct RemoteCandidates {
    /// Those that wait for the answer.
    early: Vec<Candidate>,
    received: usize,
    unusable: usize,
}

impl Round {
    pub(super) const fn awaits_answer(&self) -> bool {
        matches!(self.step, Step::AwaitingAnswer { .. })
    }

    /// Whether the agent's answer has arrived: from then on the rest needs no hub.
    pub(super) const fn is_answered(&self) -> bool {
        matches!(self.step, Step::ApplyingAnswer | Step::Done)
    }

    /// Whether the offer has left.
    pub(super) const fn offer_has_left(&self) -> bool {
        matches!(self.step, Step::AwaitingAnswer { offer: OfferState::Sent, .. })
    }

    /// The invocation that carries the offer, while its answer is awaited.
    pub(super) const fn offer(&self) -> Option<InvocationId> {
        match self.step {
            Step::AwaitingAnswer { invocation, .. } => Some(invocation),
            Step::CreatingOffer { .. } | Step::ApplyingAnswer | Step::Done => None,
        }
    }
}

impl Machine {
    /// Starts the first round once there is a microphone to offer and a peer connection to offer it with.
    pub(super) fn offer_when_ready(&mut self) {
        let ready = matches!(
            self.phase,
            Phase::SettingUp(SettingUp {
                link: Link::Open(_),
                microphone: Microphone::Live | Microphone::Lost,
                round: None,
                ..
            })
        );
        if ready {
            self.effect(Effect::AttachMicrophone);
            self.begin_round(Kind::Initial);
        }
    }

    fn begin_round(&mut self, kind: Kind) {
        let id = RoundId(self.next_id());
        if let Phase::SettingUp(SettingUp { round, .. }) = &mut self.phase {
            let step = Step::CreatingOffer { local: Vec::new() };
            *round = Some(Round { id, kind, step, remote: RemoteCandidates::default() });
        }
        self.arm(Timer::Offer, self.config.limits.answer);
        self.effect(Effect::CreateOffer { round: id });
    }

    /// What the failure of a round means for the call.
    fn round_failed(&mut self, error: Error) {
        match self.phase.round().map(|round| round.kind) {
            Some(Kind::Initial) => self.fail(error),
            None => {}
        }
    }

    pub(super) fn offer_arrived(&mut self, id: RoundId, outcome: Result<Secret, Option<Cause>>) {
        let Some(Round { step: Step::CreatingOffer { local }, .. }) =
            self.phase.round_mut().filter(|round| round.id == id)
        else {
            return;
        };
        let local = core::mem::take(local);
        self.timers.disarm(Timer::Offer);
        match outcome {
            Ok(sdp) => self.send_offer(&sdp, local),
            Err(cause) => {
                let error = Error::new(Code::MediaFailed, "The browser did not create an offer.");
                self.round_failed(error.with_cause(cause));
            }
        }
    }

    /// Hands the offer to the hub's connection. While that is still connecting it leaves with the handshake, in one frame.
    fn send_offer(&mut self, sdp: &Secret, local: Vec<Candidate>) {
        let now = self.clock.now();
        let Some(hub) = self.phase.hub_mut() else { return };
        match hub.connection.invoke(now, SEND_OFFER, &wire::hub::offer(sdp), None) {
            Ok(invocation) => {
                if let Some(round) = self.phase.round_mut() {
                    round.step = Step::AwaitingAnswer { invocation, offer: OfferState::Waiting };
                }
                for candidate in local {
                    self.send_candidate(&candidate);
                }
                self.offer_left_when_connected();
                self.drain_hub();
            }
            Err(SendError::TooLarge { .. }) => {
                let message = "The offer exceeds the hub's limit for one message.";
                self.round_failed(Error::new(Code::OfferRejected, message));
            }
            Err(SendError::Ended) => {
                self.round_failed(Error::new(Code::HubClosed, "The hub connection is closed."));
            }
        }
    }

    /// The answer's limit runs from the offer's departure, not from its creation.
    pub(super) fn offer_left_when_connected(&mut self) {
        if self.signaling() != Signaling::Connected {
            return;
        }
        if let Some(Round { step: Step::AwaitingAnswer { offer: offer @ OfferState::Waiting, .. }, .. }) =
            self.phase.round_mut()
        {
            *offer = OfferState::Sent;
            self.arm(Timer::Answer, self.config.limits.answer);
            self.progress(Stage::Offer);
        }
    }

    /// The connection was lost on which the offer has left, or may have.
    pub(super) fn offer_may_be_lost(&mut self) {
        let limit = self.config.limits.answer;
        if let Some(Round { step: Step::AwaitingAnswer { offer, .. }, .. }) = self.phase.round_mut()
            && *offer != OfferState::Uncertain
        {
            *offer = OfferState::Uncertain;
            if !self.timers.is_armed(Timer::Answer) {
                self.arm(Timer::Answer, limit);
            }
            self.log(Level::Warn, "the hub was lost before the agent's answer", None);
        }
    }

    /// The completion of `SendOfferAsync`. The answer itself comes as an event.
    pub(super) fn offer_completed(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Error(reason) => {
                let message = format!("The hub refused the offer: {reason}");
                self.round_failed(Error::new(Code::OfferRejected, message));
            }
            Outcome::Lost => self.offer_may_be_lost(),
            Outcome::Result(_) | Outcome::TimedOut | Outcome::Cancelled => {}
        }
    }

    /// `SdpAnswerReceived`.
    pub(super) fn answer_received(&mut self, answer: Result<Answer, &'static str>) {
        let Some(round) = self.phase.round_mut().filter(|round| round.awaits_answer()) else {
            return self.log(Level::Warn, "an answer arrived that is not awaited", None);
        };
        let id = round.id;
        let sdp = match answer {
            Ok(Answer { sdp }) => sdp,
            Err(problem) => return self.round_failed(Error::new(Code::AnswerInvalid, problem)),
        };
        let audio = AnswerAudio::of(sdp.expose());
        if let Some(problem) = no_agent_audio(audio) {
            return self.round_failed(Error::new(Code::OfferRejected, problem));
        }
        round.step = Step::ApplyingAnswer;
        round.remote.received += sdp.expose().lines().filter(|line| line.starts_with("a=candidate:")).count();
        let early = core::mem::take(&mut round.remote.early);
        self.timers.disarm(Timer::Answer);
        if audio == AnswerAudio::SendOnly {
            self.log(Level::Warn, "the agent's answer takes no audio: the caller is not heard", None);
        }
        self.log(Level::Debug, "answer received", None);
        self.effect(Effect::ApplyAnswer { round: id, sdp });
        // At once: the browser applies them in order, and starts with a candidate as soon as it can.
        for candidate in early {
            self.add_candidate(candidate);
        }
        self.arm(Timer::Media, self.config.limits.media);
    }

    pub(super) fn answer_applied(&mut self, id: RoundId, outcome: Result<(), Option<Cause>>) {
        let Some(round) = self.phase.round_mut().filter(|round| round.id == id) else { return };
        if !matches!(round.step, Step::ApplyingAnswer) {
            return;
        }
        match outcome {
            Ok(()) => {
                round.step = Step::Done;
                self.progress(Stage::Answer);
            }
            Err(cause) => {
                let error = Error::new(Code::AnswerInvalid, "The browser refused the agent's answer.");
                self.round_failed(error.with_cause(cause));
            }
        }
    }

    /// `IceCandidateReceived`; `None`: there are no more.
    pub(super) fn candidate_received(&mut self, candidate: Result<Option<Candidate>, &'static str>) {
        let Some(round) = self.phase.round_mut() else {
            return self.log(Level::Debug, "a candidate of the agent's arrived before the offer", None);
        };
        match candidate {
            Ok(None) => self.log(Level::Debug, "the agent has no more candidates", None),
            Ok(Some(candidate)) => {
                round.remote.received += 1;
                if round.is_answered() {
                    self.add_candidate(candidate);
                } else if round.remote.early.len() < MAXIMUM_CANDIDATES {
                    round.remote.early.push(candidate);
                }
            }
            Err(problem) => {
                round.remote.received += 1;
                round.remote.unusable += 1;
                self.log(Level::Warn, "a candidate of the agent's is unusable", Cow::Borrowed(problem));
            }
        }
    }

    fn add_candidate(&mut self, candidate: Candidate) {
        if let Some(peer) = self.phase.session().map(|session| session.peer) {
            self.log(Level::Debug, "remote candidate", Cow::Owned(kind(&candidate)));
            self.effect(Effect::AddCandidate { peer, candidate });
        }
    }

    pub(super) fn candidate_refused(&mut self, peer: PeerId) {
        if !self.is_current_peer(peer) {
            return;
        }
        if let Some(round) = self.phase.round_mut() {
            round.remote.unusable += 1;
            self.log(Level::Warn, "the browser cannot use a candidate of the agent's", None);
        }
    }

    pub(super) fn local_candidate(&mut self, peer: PeerId, candidate: Candidate) {
        if !self.is_current_peer(peer) {
            return;
        }
        self.log(Level::Debug, "local candidate", Cow::Owned(kind(&candidate)));
        match self.phase.round_mut() {
            Some(Round { step: Step::CreatingOffer { local }, .. }) => local.push(candidate),
            Some(_) => {
                self.send_candidate(&candidate);
                self.drain_hub();
            }
            None => {}
        }
    }

    /// Sends without an invocation id: nothing waits for a candidate, and the hub runs one invocation at a time.
    fn send_candidate(&mut self, candidate: &Candidate) {
        let now = self.clock.now();
        if let Some(hub) = self.phase.hub_mut() {
            // A closed connection needs no candidate, and none is near the size limit.
            let _ = hub.connection.send(now, SEND_CANDIDATE, &wire::hub::candidate(candidate));
        }
    }

    pub(super) fn offer_timed_out(&mut self) {
        let limit = self.config.limits.answer;
        let message = format!("The browser did not create an offer within {limit} ms.");
        self.round_failed(Error::new(Code::MediaFailed, message));
    }

    pub(super) fn answer_timed_out(&mut self) {
        let limit = self.config.limits.answer;
        let Some(Round { step: Step::AwaitingAnswer { offer, .. }, .. }) = self.phase.round() else { return };
        let loss = self.phase.hub().and_then(|hub| hub.loss.clone());
        let error = if let Some(loss) = loss.filter(|_| *offer == OfferState::Uncertain) {
            let message = format!("{} No answer came within {limit} ms.", loss.message());
            Error::new(Code::HubClosed, message)
                .with_close_code(loss.close_code())
                .with_cause(loss.cause().cloned())
        } else {
            let message = format!("The agent did not answer the offer within {limit} ms.");
            Error::new(Code::AnswerTimeout, message)
        };
        self.round_failed(error);
    }

    pub(super) fn media_timed_out(&mut self) {
        let limit = self.config.limits.media;
        let Some(round) = self.phase.round() else { return };
        let RemoteCandidates { received, unusable, .. } = round.remote;
        let message = if matches!(round.step, Step::ApplyingAnswer) {
            format!("The browser did not apply the agent's answer within {limit} ms.")
        } else if received == 0 {
            format!("Audio did not connect within {limit} ms: the agent sent no candidates.")
        } else if unusable >= received {
            format!(
                "Audio did not connect within {limit} ms: none of the agent's {received} candidates could be used."
            )
        } else {
            format!("Audio did not connect within {limit} ms.")
        };
        self.fail(Error::new(Code::MediaTimeout, message));
    }
}

/// Why no audio of the agent's can arrive by this answer; `None`: it can.
const fn no_agent_audio(audio: AnswerAudio) -> Option<&'static str> {
    match audio {
        AnswerAudio::Both | AnswerAudio::SendOnly => None,
        AnswerAudio::ReceiveOnly => Some("The agent's answer sends no audio (recvonly)."),
        AnswerAudio::Inactive => Some("The agent's answer lets no audio flow (inactive)."),
        AnswerAudio::Rejected => Some("The agent's answer rejects the audio (port 0)."),
        AnswerAudio::Missing => Some("The agent's answer has no audio section."),
    }
}

/// Protocol and type of a candidate, without its addresses.
fn kind(candidate: &Candidate) -> String {
    let mut words = candidate.candidate.split_ascii_whitespace();
    let protocol =
        words.nth(2).filter(|word| ["udp", "tcp"].iter().any(|known| word.eq_ignore_ascii_case(known)));
    let kind = words.skip_while(|word| *word != "typ").nth(1);
    let kind = kind.filter(|word| ["host", "srflx", "prflx", "relay"].contains(word));
    format!("{} {}", kind.unwrap_or("unknown"), protocol.unwrap_or_default().to_ascii_lowercase())
}
