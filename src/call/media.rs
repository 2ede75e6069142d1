//! Answer, candidates and the life of the peer connection.

use super::{
    Answer, CallState, Candidate, Effect, Event, Level, Machine, PeerId, PeerState, RoundId, Signaling,
    Stage, StepId,
    limits::{AUDIO_INTERVAL, AUDIO_LIMIT, MAXIMUM_CANDIDATES, Timer},
    machine::{MicrophoneStep, Negotiation, PeerStep, Phase},
};
use crate::wire::hub::Payload;
use crate::{
    error::{Cause, Code, Error},
    secret::Secret,
    signalr::Millis,
    wire,
};

impl Machine {
    /// `SdpAnswerReceived`.
    pub(super) fn answer_received(&mut self, now: Millis, answer: &Payload) {
        if !matches!(self.negotiation, Negotiation::AwaitingAnswer { .. }) {
            return self.log(Level::Warn, "an answer came that nobody waits for", None);
        }
        self.timers.stop(Timer::Answer);
        let Some(sdp) = answer.fields.non_empty_str("sdp").map(Secret::new) else {
            return self.refuse(now, Code::AnswerInvalid, "The agent's answer carries no SDP.");
        };
        let round = RoundId(self.next_id());
        self.negotiation = Negotiation::ApplyingAnswer(round);
        self.effect(Effect::ApplyAnswer { round, sdp });
        // Not only once the answer is in place: the browser does the one after the other, and starts with a candidate at once.
        for candidate in core::mem::take(&mut self.early.remote) {
            self.add_candidate(candidate);
        }
        self.timers.arm(Timer::Media, now, self.config.limits.media);
    }

    pub(super) fn answer_applied(&mut self, now: Millis, round: RoundId, outcome: Result<(), Option<Cause>>) {
        if !matches!(self.negotiation, Negotiation::ApplyingAnswer(awaited) if awaited == round) {
            return;
        }
        if let Err(cause) = outcome {
            let error = Error::new(Code::AnswerInvalid, "The browser refused the agent's answer.");
            return self.fail(now, error.with_cause(cause));
        }
        self.negotiation = Negotiation::Done;
        self.progress(now, Stage::Answer);
    }

    /// `IceCandidateReceived`.
    pub(super) fn candidate_received(&mut self, payload: &Payload) {
        let Ok(Some(candidate)) = Candidate::from_hub(&payload.data) else { return };
        if matches!(self.negotiation, Negotiation::ApplyingAnswer(_) | Negotiation::Done) {
            self.add_candidate(candidate);
        } else if self.early.remote.len() < MAXIMUM_CANDIDATES {
            self.early.remote.push(candidate);
        }
    }

    fn add_candidate(&mut self, candidate: Candidate) {
        if let PeerStep::Open { peer, .. } = self.peer {
            self.effect(Effect::AddCandidate { peer, candidate });
        }
    }

    pub(super) fn candidate_refused(&mut self, peer: PeerId) {
        if self.is_current_peer(peer) {
            self.log(Level::Warn, "the browser cannot use a candidate of the agent's", None);
        }
    }

    pub(super) fn local_candidate(&mut self, now: Millis, peer: PeerId, candidate: Candidate) {
        if !self.is_current_peer(peer) {
            return;
        }
        if matches!(self.negotiation, Negotiation::None | Negotiation::AwaitingOffer(_)) {
            self.early.local.push(candidate);
        } else {
            self.send_candidate(now, &candidate);
            self.drain_hub(now);
        }
    }

    /// Sent without an invocation id: nothing waits for a candidate, and the hub runs one call at a time.
    pub(super) fn send_candidate(&mut self, now: Millis, candidate: &Candidate) {
        if let Some(hub) = &mut self.hub {
            // A connection that is over needs no candidate, and none is near the size limit.
            let _ = hub.connection.send(now, "SendIceCandidateAsync", &wire::hub::candidate(candidate));
        }
    }

    pub(super) fn peer_state(&mut self, now: Millis, peer: PeerId, state: PeerState) {
        if !self.is_current_peer(peer) {
            return;
        }
        match (state, self.phase) {
            (PeerState::Connected, Phase::SettingUp) => self.up(now),
            (PeerState::Connected, _) => {
                self.timers.stop(Timer::Reconnect);
                self.set_state(CallState::Connected);
            }
            (PeerState::Disconnected, Phase::Up) => {
                self.set_state(CallState::Reconnecting);
                // Without a limit of the application's own the browser's word counts: it says `failed` in its time.
                if self.config.reconnect_for > 0 {
                    self.timers.arm(Timer::Reconnect, now, self.config.reconnect_for);
                }
            }
            (PeerState::Disconnected, _) => {}
            (PeerState::Failed, _) => self.media_gone(now),
        }
    }

    fn up(&mut self, now: Millis) {
        self.timers.stop(Timer::Media);
        self.phase = Phase::Up;
        self.up_at = Some(now);
        self.progress(now, Stage::Media);
        self.set_state(CallState::Connected);
        let info = self.info();
        let requests = core::mem::take(&mut self.pending.start);
        self.settle_all(requests, &Ok(Answer::Started(info)));
        self.measure_agent_audio();
    }

    /// ICE or DTLS gave up, or the agent closed its end.
    fn media_gone(&mut self, now: Millis) {
        let (code, message) = if self.signaling_is_away() {
            (Code::ConnectionLost, "Signalling and media were both lost.")
        } else if self.phase == Phase::Up {
            (Code::MediaFailed, "The audio connection failed.")
        } else {
            (Code::MediaFailed, "The audio connection could not be made.")
        };
        self.refuse(now, code, message);
    }

    /// Media has been away for as long as the application allows.
    pub(super) fn connection_lost(&mut self, now: Millis) {
        self.media_gone(now);
    }

    const fn signaling_is_away(&self) -> bool {
        matches!(self.signaling, Signaling::Lost | Signaling::Reconnecting)
    }

    pub(super) fn measure_agent_audio(&mut self) {
        let step = self.next_step();
        self.agent_audio = Some(step);
        self.effect(Effect::MeasureAgentAudio { step });
    }

    pub(super) fn agent_audio(&mut self, now: Millis, step: StepId, heard: bool) {
        if self.agent_audio != Some(step) || self.phase != Phase::Up {
            return;
        }
        self.agent_audio = None;
        if heard {
            self.progress(now, Stage::AgentAudio);
        } else if self.up_at.is_some_and(|at| now < at + Millis::from(AUDIO_LIMIT)) {
            self.timers.arm(Timer::Audio, now, AUDIO_INTERVAL);
        }
    }

    pub(super) fn microphone_inspected(&mut self, ended: bool) {
        if ended {
            self.microphone_lost();
        }
    }

    /// The track ended by itself: the call goes on, the caller is not heard.
    pub(super) fn microphone_lost(&mut self) {
        if self.microphone == MicrophoneStep::Live {
            let message = "The microphone was unplugged, or its permission withdrawn.";
            self.event(Event::Error(Error::new(Code::MicrophoneFailed, message)));
        }
    }

    pub(super) fn is_current_peer(&self, peer: PeerId) -> bool {
        matches!(self.peer, PeerStep::Open { peer: open, .. } if open == peer)
    }

    pub(super) fn close_peer(&mut self) {
        if self.peer != PeerStep::Closed {
            self.peer = PeerStep::Closed;
            self.effect(Effect::ClosePeer);
        }
    }
}
