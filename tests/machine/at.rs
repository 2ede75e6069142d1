//! Where a call can be, and the way there.

use crate::rig::{ANSWER, Rig};
use voisnap_webrtc::call::PeerState;

/// Where a call can be. `Rig::at` brings one there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    Idle,
    Preparing,
    Prepared,
    /// Everything else is ready, the microphone prompt is open.
    Prompt,
    TokenPending,
    SessionPending,
    HubConnecting,
    /// The offer is being created.
    Offer,
    /// The offer waits for a hub that is still connecting.
    OfferQueued,
    AwaitingAnswer,
    ApplyingAnswer,
    ConnectingMedia,
    Connected,
    Reconnecting,
    HubLost,
    HangingUp,
}

impl At {
    pub(crate) const ALL: [Self; 16] = [
        Self::Idle,
        Self::Preparing,
        Self::Prepared,
        Self::Prompt,
        Self::TokenPending,
        Self::SessionPending,
        Self::HubConnecting,
        Self::Offer,
        Self::OfferQueued,
        Self::AwaitingAnswer,
        Self::ApplyingAnswer,
        Self::ConnectingMedia,
        Self::Connected,
        Self::Reconnecting,
        Self::HubLost,
        Self::HangingUp,
    ];
}

impl Rig {
    /// A call that has come to `at`.
    pub(crate) fn at(at: At) -> Self {
        Self::new().on_to(at)
    }

    /// Brings a call that has done nothing yet to `at`.
    pub(crate) fn on_to(mut self, at: At) -> Self {
        match at {
            At::Idle => return self,
            At::Preparing | At::Prepared => {
                self.prepare();
                self.token();
                if at == At::Prepared {
                    self.session();
                    self.hub();
                }
                return self;
            }
            At::Prompt => {
                self.start();
                self.token();
                self.session();
                self.hub();
                return self;
            }
            _ => {}
        }
        self.start();
        self.microphone();
        if at == At::TokenPending {
            return self;
        }
        self.token();
        if at == At::SessionPending {
            return self;
        }
        self.session();
        match at {
            At::HubConnecting => {
                self.hub_token();
                return self;
            }
            At::OfferQueued => {
                self.offer();
                return self;
            }
            _ => self.hub(),
        }
        if at == At::Offer {
            return self;
        }
        self.offer();
        if at >= At::ApplyingAnswer {
            self.hub_event("SdpAnswerReceived", ANSWER);
        }
        if at >= At::ConnectingMedia {
            self.applied(true);
        }
        if at >= At::Connected {
            self.media(PeerState::Connected);
        }
        match at {
            At::Reconnecting => self.media(PeerState::Disconnected),
            At::HubLost => self.hub_says(r#"{"type":7}"#),
            At::HangingUp => self.hang_up(),
            _ => {}
        }
        self
    }
}
