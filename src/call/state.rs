//! Where a call can be. Each phase owns what exists only in it.

use super::{
    CallInfo, EndedBy, PeerId, RequestId, StepId, dtmf::Dtmf, hub::Hub, microphone::Microphone,
    negotiation::Round, transcript::Transcript,
};
use crate::{error::Error, signalr::InvocationId, time::Millis};
use std::borrow::Cow;

/// How far the call as a whole is.
pub(super) enum Phase {
    /// Not started; perhaps preparing or prepared.
    Idle(Link),
    /// `start()` was called; media has not connected yet.
    SettingUp(SettingUp),
    /// Media has connected, and may be away for a while.
    Connected(Connected),
    /// Waiting for the hub to confirm the end. Nothing else is left.
    HangingUp(HangingUp),
    /// Over; the names of what it was.
    Ended(CallInfo),
}

/// The way to the agent.
pub(super) enum Link {
    /// Nothing was requested.
    Closed,
    /// The access token for the session request is pending.
    AwaitingToken(StepId),
    /// The session is pending.
    AwaitingSession(StepId),
    /// There is a session, with a hub connection and a peer connection.
    Open(Box<Session>),
}

/// A session, from its arrival to its end.
pub(super) struct Session {
    pub(super) info: CallInfo,
    /// When it expires, on the owner's clock: its lifetime as seen on arrival.
    pub(super) expires_at: Millis,
    /// Its `expiresAt` had passed on arrival, by clocks that may be wrong.
    pub(super) seems_expired: bool,
    /// `SessionStarted` was emitted. A hub that was reconnected may send it again.
    pub(super) announced: bool,
    pub(super) hub: Hub,
    pub(super) peer: PeerId,
    pub(super) transcript: Transcript,
}

/// When `start()` reached the machine, and how long it had taken there.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub(super) at: Millis,
    pub(super) elapsed: Millis,
}

/// A call between `start()` and connected media.
pub(super) struct SettingUp {
    pub(super) start: Start,
    pub(super) link: Link,
    pub(super) microphone: Microphone,
    /// There once microphone and session are.
    pub(super) round: Option<Round>,
}

/// A call whose media has connected.
pub(super) struct Connected {
    pub(super) start: Start,
    /// When media first connected.
    pub(super) since: Millis,
    pub(super) session: Box<Session>,
    pub(super) microphone: Microphone,
    pub(super) round: Round,
    pub(super) dtmf: Dtmf,
    /// The pending measurement of the agent's audio.
    pub(super) measurement: Option<StepId>,
}

/// A call that waits for the hub to confirm its end.
pub(super) struct HangingUp {
    /// Only its hub is still in use.
    pub(super) session: Box<Session>,
    pub(super) end: End,
    /// The invocation of `EndSessionAsync`.
    pub(super) confirmation: InvocationId,
}

/// How a call ends.
pub(super) struct End {
    pub(super) reason: Cow<'static, str>,
    pub(super) by: EndedBy,
    pub(super) error: Option<Error>,
    pub(super) duration_ms: Millis,
}

/// The application's questions that have no answer yet; those for digits are in [`Dtmf`].
#[derive(Default)]
pub(super) struct Questions {
    pub(super) prepare: Vec<RequestId>,
    pub(super) start: Vec<RequestId>,
    pub(super) hang_up: Vec<RequestId>,
}

impl Link {
    /// Takes the session out; the link is closed then.
    pub(super) fn take_session(&mut self) -> Option<Box<Session>> {
        match core::mem::replace(self, Self::Closed) {
            Self::Open(session) => Some(session),
            Self::Closed | Self::AwaitingToken(_) | Self::AwaitingSession(_) => None,
        }
    }
}

impl Phase {
    /// The link, before media has connected.
    pub(super) const fn link_mut(&mut self) -> Option<&mut Link> {
        match self {
            Self::Idle(link) | Self::SettingUp(SettingUp { link, .. }) => Some(link),
            Self::Connected(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) fn session(&self) -> Option<&Session> {
        match self {
            Self::Idle(Link::Open(session))
            | Self::SettingUp(SettingUp { link: Link::Open(session), .. })
            | Self::Connected(Connected { session, .. }) => Some(session),
            Self::Idle(_) | Self::SettingUp(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        match self {
            Self::Idle(Link::Open(session))
            | Self::SettingUp(SettingUp { link: Link::Open(session), .. })
            | Self::Connected(Connected { session, .. }) => Some(session),
            Self::Idle(_) | Self::SettingUp(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) fn hub(&self) -> Option<&Hub> {
        match self {
            Self::HangingUp(hanging_up) => Some(&hanging_up.session.hub),
            _ => self.session().map(|session| &session.hub),
        }
    }

    pub(super) fn hub_mut(&mut self) -> Option<&mut Hub> {
        match self {
            Self::HangingUp(hanging_up) => Some(&mut hanging_up.session.hub),
            _ => self.session_mut().map(|session| &mut session.hub),
        }
    }

    pub(super) const fn microphone_mut(&mut self) -> Option<&mut Microphone> {
        match self {
            Self::SettingUp(SettingUp { microphone, .. }) | Self::Connected(Connected { microphone, .. }) => {
                Some(microphone)
            }
            Self::Idle(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) const fn round(&self) -> Option<&Round> {
        match self {
            Self::SettingUp(SettingUp { round, .. }) => round.as_ref(),
            Self::Connected(Connected { round, .. }) => Some(round),
            Self::Idle(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) const fn round_mut(&mut self) -> Option<&mut Round> {
        match self {
            Self::SettingUp(SettingUp { round, .. }) => round.as_mut(),
            Self::Connected(Connected { round, .. }) => Some(round),
            Self::Idle(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    pub(super) const fn start(&self) -> Option<Start> {
        match self {
            Self::SettingUp(SettingUp { start, .. }) | Self::Connected(Connected { start, .. }) => {
                Some(*start)
            }
            Self::Idle(_) | Self::HangingUp(_) | Self::Ended(_) => None,
        }
    }

    /// The call's names, as far as they are known.
    pub(super) fn info(&self) -> Option<&CallInfo> {
        match self {
            Self::HangingUp(HangingUp { session, .. }) => Some(&session.info),
            Self::Ended(info) => Some(info),
            _ => self.session().map(|session| &session.info),
        }
    }

    /// Whether the call still wants what its steps bring.
    pub(super) const fn is_live(&self) -> bool {
        matches!(self, Self::Idle(_) | Self::SettingUp(_) | Self::Connected(_))
    }
}
