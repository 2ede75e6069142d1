//! Media that connects, goes away and comes back.

use super::{
    Answer, CallState, Level, Machine, PeerId, PeerState, Signaling, Stage,
    dtmf::Dtmf,
    limits::Timer,
    negotiation::Round,
    state::{Connected, Link, Phase, SettingUp},
};
use crate::{
    error::{Code, Error},
    time::GRACE,
};
use std::borrow::Cow;

impl Machine {
    pub(super) fn peer_state(&mut self, peer: PeerId, state: PeerState) {
        if !self.is_current_peer(peer) {
            return;
        }
        let name = match state {
            PeerState::Connected => "connected",
            PeerState::Disconnected => "disconnected",
            PeerState::Failed => "failed",
        };
        self.log(Level::Info, "media state", Cow::Borrowed(name));
        match (state, &self.phase) {
            (PeerState::Connected, Phase::SettingUp(_)) => self.connected(),
            (PeerState::Connected, Phase::Connected(_)) => {
                self.timers.disarm(Timer::Reconnect);
                self.set_state(CallState::Connected);
            }
            (PeerState::Disconnected, Phase::Connected(_)) => {
                self.set_state(CallState::Reconnecting);
                // Without a limit of the application's own the browser decides: it reports `failed` in its time.
                if self.config.reconnect_for > 0 {
                    self.arm(Timer::Reconnect, self.config.reconnect_for);
                }
            }
            (PeerState::Failed, Phase::SettingUp(_) | Phase::Connected(_)) => self.media_failed(),
            _ => {}
        }
    }

    /// Media has connected for the first time.
    fn connected(&mut self) {
        // A peer connection without an answer connects to nothing.
        if !self.phase.round().is_some_and(Round::is_answered) {
            return;
        }
        let phase = core::mem::replace(&mut self.phase, Phase::Idle(Link::Closed));
        let Phase::SettingUp(SettingUp { start, link: Link::Open(session), microphone, round: Some(round) }) =
            phase
        else {
            return;
        };
        self.phase = Phase::Connected(Connected {
            start,
            since: self.clock.now(),
            session,
            microphone,
            round,
            dtmf: Dtmf::default(),
            measurement: None,
        });
        self.timers.disarm(Timer::Media);
        self.timers.disarm(Timer::Reconnect);
        self.progress(Stage::Media);
        self.set_state(CallState::Connected);
        let started = Ok(Answer::Started(self.info()));
        let requests = core::mem::take(&mut self.questions.start);
        self.settle_all(requests, &started);
        self.measure_agent_audio();
    }

    /// ICE or DTLS gave up. Right after a suspend the browser gives up too early: it has been seen connected again within
    /// moments.
    fn media_failed(&mut self) {
        if self.timers.is_armed(Timer::Grace) {
            if matches!(self.phase, Phase::Connected(_)) {
                self.set_state(CallState::Reconnecting);
            }
            self.timers.arm(Timer::Reconnect, self.clock.awake() + GRACE);
        } else {
            self.media_gone();
        }
    }

    /// Media does not come back, or not within the limit.
    pub(super) fn media_gone(&mut self) {
        let is_away = matches!(self.signaling(), Signaling::Lost | Signaling::Reconnecting);
        let (code, message) = if is_away {
            (Code::ConnectionLost, "Signalling and media were both lost.")
        } else if matches!(self.phase, Phase::Connected(_)) {
            (Code::MediaFailed, "The audio connection failed.")
        } else {
            (Code::MediaFailed, "The audio connection could not be made.")
        };
        self.fail(Error::new(code, message));
    }
}
