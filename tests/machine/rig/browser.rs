//! What a browser answers.

use super::{OFFER, Rig, SESSION};
use voisnap_webrtc::{
    call::{
        Candidate, Effect, Input, OpenedMicrophone, PeerId, PeerState, Refusal, RoundId, SessionAnswer,
        StepId,
    },
    secret::Secret,
    wire::http::HttpAnswer,
};

impl Rig {
    pub(crate) fn session_step(&self) -> StepId {
        self.step(|effect| match effect {
            Effect::CreateSession { step, .. } | Effect::ProvideSession { step } => Some(*step),
            _ => None,
        })
    }

    pub(crate) fn answer_session(&mut self, answer: SessionAnswer) {
        let step = self.session_step();
        self.input(Input::Session { step, answer, unix: self.unix });
    }

    pub(crate) fn http(&mut self, status: u16, body: &str) {
        self.answer_session(SessionAnswer::Http(Ok(HttpAnswer {
            status,
            body: body.into(),
            ..HttpAnswer::default()
        })));
    }

    pub(crate) fn session(&mut self) {
        self.http(201, SESSION);
    }

    pub(crate) fn answer_microphone(&mut self, outcome: Result<OpenedMicrophone, Refusal>) {
        let step = self.step(|effect| match effect {
            Effect::OpenMicrophone { step } => Some(*step),
            _ => None,
        });
        self.microphone_is_on = outcome.is_ok();
        self.input(Input::Microphone { step, outcome });
    }

    pub(crate) fn microphone(&mut self) {
        self.answer_microphone(Ok(OpenedMicrophone { enabled: true }));
    }

    pub(crate) fn peer(&self) -> PeerId {
        self.step(|effect| match effect {
            Effect::OpenPeer { peer, .. } => Some(*peer),
            _ => None,
        })
    }

    pub(crate) fn answer_offer(&mut self, sdp: Option<&str>) {
        let round = self.round();
        self.input(Input::Offer { round, outcome: sdp.map(Secret::from).ok_or(None) });
    }

    fn round(&self) -> RoundId {
        self.step(|effect| match effect {
            Effect::CreateOffer { round } => Some(*round),
            _ => None,
        })
    }

    pub(crate) fn offer_fails(&mut self, cause: Option<voisnap_webrtc::error::Cause>) {
        let round = self.round();
        self.input(Input::Offer { round, outcome: Err(cause) });
    }

    pub(crate) fn answer_fails(&mut self, cause: Option<voisnap_webrtc::error::Cause>) {
        let round = self.round();
        self.input(Input::AnswerApplied { round, outcome: Err(cause) });
    }

    pub(crate) fn offer(&mut self) {
        self.answer_offer(Some(OFFER));
    }

    pub(crate) fn candidate(&mut self) {
        let candidate = Candidate {
            candidate: "candidate:2 1 udp 1 192.168.0.2 9 typ host hush".into(),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
            username_fragment: None,
        };
        self.input(Input::LocalCandidate { peer: self.peer(), candidate });
    }

    pub(crate) fn applied(&mut self, accepted: bool) {
        let round = self.step(|effect| match effect {
            Effect::ApplyAnswer { round, .. } => Some(*round),
            _ => None,
        });
        self.input(Input::AnswerApplied { round, outcome: if accepted { Ok(()) } else { Err(None) } });
    }

    pub(crate) fn media(&mut self, state: PeerState) {
        self.input(Input::PeerState { peer: self.peer(), state });
    }
}
