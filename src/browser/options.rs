//! What an application says about the call it wants.

use crate::{
    call::{Config, Limits, SessionSource},
    error::{Code, Error},
    secret::Secret,
    session::token,
    wire::RawJson,
};
use js_sys::Function;
use web_sys::{HtmlMediaElement, MediaStreamTrack, js_sys, wasm_bindgen::JsValue};

/// Where access tokens come from.
#[derive(Clone, Debug)]
pub enum TokenSource {
    /// One JWT for the whole call.
    Fixed(Secret),
    /// A JavaScript function that gives a JWT or a promise of one; asked again whenever one is needed.
    Function(Function),
}

/// Where the session comes from.
#[derive(Clone, Debug)]
pub enum SessionOption {
    /// The SDK creates one for this agent.
    Agent {
        /// The agent, `agt_…`.
        agent_id: String,
        /// Anything the agent shall know, as a JSON object.
        metadata: Option<RawJson>,
    },
    /// The documented answer of the session request, which the application's backend made.
    Given(JsValue),
    /// A JavaScript function that gives such an answer or a promise of one.
    Function(Function),
}

/// Where the caller's voice comes from.
#[derive(Clone, Debug, Default)]
pub enum AudioSource {
    /// The default microphone, mono, with echo cancellation, noise suppression and gain control.
    #[default]
    Default,
    /// The microphone that fits these `MediaTrackConstraints`.
    Constraints(JsValue),
    /// The application's own track. The call uses a clone and stops only that.
    Track(MediaStreamTrack),
}

/// What plays the agent's voice.
#[derive(Clone, Debug, Default)]
pub enum Output {
    /// An audio element of the SDK's own, removed at the end.
    #[default]
    Own,
    /// An element of the application's.
    Element(HtmlMediaElement),
    /// Nothing: the application takes `remote_stream`.
    None,
}

/// The options of one call.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// The user's token: a JWT, never an API key.
    pub access_token: TokenSource,
    /// Agent or session.
    pub session: SessionOption,
    /// The API's base address; its path is kept.
    pub base_url: String,
    /// The caller's voice.
    pub audio: AudioSource,
    /// The agent's voice.
    pub output: Output,
    /// Use TURN relays only.
    pub relay_only: bool,
    /// The limits of every wait, in milliseconds.
    pub timeouts: Limits,
    /// How long a lost call is tried again, in milliseconds; 0: not at all.
    pub reconnect_for: u32,
    /// Negotiate before the hub's first socket (two more round trips).
    pub negotiate: bool,
    /// Ask the hub for stateful reconnect (implies `negotiate`).
    pub stateful_reconnect: bool,
}

impl CallOptions {
    /// The options of a call to `agent_id` with `access_token`, everything else at its default.
    pub fn new(agent_id: impl Into<String>, access_token: TokenSource) -> Self {
        Self {
            access_token,
            session: SessionOption::Agent { agent_id: agent_id.into(), metadata: None },
            base_url: "https://api.voisnap.ai".into(),
            audio: AudioSource::Default,
            output: Output::Own,
            relay_only: false,
            timeouts: Limits::default(),
            reconnect_for: 60_000,
            negotiate: false,
            stateful_reconnect: false,
        }
    }

    /// Checks what can be checked before anything is touched.
    pub(super) fn check(&self) -> Result<(), Error> {
        let invalid = |message: &'static str| Err(Error::new(Code::InvalidOptions, message));
        if let TokenSource::Fixed(token) = &self.access_token {
            if token.expose().trim().is_empty() {
                return invalid("accessToken is empty.");
            }
            if token::is_api_key(token) {
                return Err(token::api_key_refused());
            }
        }
        match &self.session {
            SessionOption::Agent { agent_id, .. } if agent_id.trim().is_empty() => {
                return invalid("agentId is empty.");
            }
            _ => {}
        }
        match web_sys::Url::new(&self.base_url).map(|url| url.protocol()) {
            Ok(scheme) if ["http:", "https:", "ws:", "wss:"].contains(&scheme.as_str()) => Ok(()),
            _ => invalid("baseUrl is not an http(s) or ws(s) URL."),
        }
    }

    /// What the machine needs of it.
    pub(super) fn config(&self) -> Config {
        Config {
            base_url: self.base_url.clone(),
            source: match &self.session {
                SessionOption::Agent { agent_id, metadata } => {
                    SessionSource::Agent { agent_id: agent_id.clone(), metadata: metadata.clone() }
                }
                SessionOption::Given(_) => SessionSource::Provided { renewable: false },
                SessionOption::Function(_) => SessionSource::Provided { renewable: true },
            },
            relay_only: self.relay_only,
            own_track: matches!(self.audio, AudioSource::Track(_)),
            limits: self.timeouts,
            reconnect_for: self.reconnect_for,
            negotiate: self.negotiate,
            stateful_reconnect: self.stateful_reconnect,
            seed: js_sys::Math::random().to_bits(),
        }
    }
}
