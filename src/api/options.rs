//! What an application says about the call it wants, parsed once into the machine's configuration and the shell's sources.

use super::{
    AudioOutput, AudioSource, Timeouts, TokenSource, base_url, timeouts::milliseconds, token_source::provided,
};
use crate::{
    browser::{Provider, Sources, fixed},
    call::{Config, SessionSource},
    error::{Cause, Code, Error},
    wire::{RawJson, Value},
};
use serde::Serialize;
use std::{error, fmt, rc::Rc, time::Duration};

/// Where the session comes from.
#[derive(Clone)]
enum Session {
    /// The SDK creates it.
    Agent { agent_id: String, metadata: Option<RawJson> },
    /// The application's backend did, and the application has it.
    Given(RawJson),
    /// The application gets it from its backend.
    Function(Provider),
}

/// The options of one call.
///
/// ```
/// use serde::Serialize;
/// use voisnap_webrtc::{Call, CallOptions, Error};
///
/// #[derive(Serialize)]
/// struct Metadata {
///     customer: u32,
/// }
///
/// fn call(token: String) -> Result<Call, Error> {
///     let options = CallOptions::new("agt_01HXK8Z3MNPQRS").token(token).metadata(&Metadata { customer: 7 })?;
///     Call::new(options)
/// }
/// # assert!(call("eyJhbGciOiJub25lIn0.e30.c2ln".into()).is_ok());
/// ```
#[derive(Clone)]
pub struct CallOptions {
    access_token: Option<TokenSource>,
    session: Session,
    base_url: String,
    audio: AudioSource,
    output: AudioOutput,
    relay_only: bool,
    timeouts: Timeouts,
    reconnect_for: Duration,
    negotiate: bool,
    stateful_reconnect: bool,
}

impl CallOptions {
    /// A call to `agent_id` (`agt_…`); the SDK creates the session. An access token is needed, too.
    pub fn new(agent_id: impl Into<String>) -> Self {
        Self::of(Session::Agent { agent_id: agent_id.into(), metadata: None })
    }

    /// A call in the session that the application's backend created: the documented response of the session request.
    ///
    /// # Errors
    /// `invalid_options` for what cannot be serialized as JSON.
    pub fn from_session<T: Serialize + ?Sized>(session: &T) -> Result<Self, Error> {
        let session = json(session, "The session cannot be serialized as JSON.")?;
        Ok(Self::of(Session::Given(session)))
    }

    /// A call in a session that `function` gets from the application's backend; it is called again when the session has
    /// expired before it was used. Its error becomes the [`cause`](Error::cause) of `session_failed`.
    pub fn from_session_fn<F, Fut, T>(function: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<T, Box<dyn error::Error>>> + 'static,
        T: Serialize,
    {
        Self::of(Session::Function(Rc::new(move || {
            let session = function();
            Box::pin(async move {
                provided(match session.await {
                    Ok(session) => serde_json::to_string(&session).map_err(Into::into),
                    Err(error) => Err(error),
                })
            })
        })))
    }

    fn of(session: Session) -> Self {
        Self {
            access_token: None,
            session,
            base_url: Config::BASE_URL.to_owned(),
            audio: AudioSource::default(),
            output: AudioOutput::default(),
            relay_only: false,
            timeouts: Timeouts::default(),
            reconnect_for: Duration::from_millis(Config::RECONNECT_FOR.into()),
            negotiate: false,
            stateful_reconnect: false,
        }
    }

    /// The user's token: a JWT, never an API key.
    #[must_use]
    pub fn token(mut self, token: impl Into<TokenSource>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// A function that gets the user's token; see [`TokenSource::from_fn`].
    #[must_use]
    pub fn token_fn<F, Fut>(self, function: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<String, Box<dyn error::Error>>> + 'static,
    {
        self.token(TokenSource::from_fn(function))
    }

    /// What the agent shall know: anything that serializes as a JSON object.
    ///
    /// # Errors
    /// `invalid_options` for what does not, and with a session of the application's own, which has its metadata already.
    pub fn metadata<T: Serialize + ?Sized>(mut self, metadata: &T) -> Result<Self, Error> {
        let text = json(metadata, "The metadata cannot be serialized as JSON.")?;
        if !Value::parse(text.as_str()).is_some_and(|value| value.is_object()) {
            return Err(invalid("The metadata is not a JSON object."));
        }
        let Session::Agent { metadata, .. } = &mut self.session else {
            return Err(invalid("Metadata is for sessions that the SDK creates."));
        };
        *metadata = Some(text);
        Ok(self)
    }

    /// The API's base address: `http(s)` or `ws(s)`, its path is kept. Default: `https://api.voisnap.ai`.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Whose voice is sent: constraints for the microphone, or a track of the application's own.
    #[must_use]
    pub fn audio(mut self, audio: impl Into<AudioSource>) -> Self {
        self.audio = audio.into();
        self
    }

    /// What plays the agent.
    #[must_use]
    pub fn output(mut self, output: impl Into<AudioOutput>) -> Self {
        self.output = output.into();
        self
    }

    /// Whether all media goes through TURN relays. Default: no.
    #[must_use]
    pub fn relay_only(mut self, relay_only: bool) -> Self {
        self.relay_only = relay_only;
        self
    }

    /// The limits of every wait.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How long a lost connection is looked for before the call ends; zero: not at all. Default: 60 s.
    #[must_use]
    pub fn reconnect_for(mut self, limit: Duration) -> Self {
        self.reconnect_for = limit;
        self
    }

    /// Whether the hub is asked over HTTP before its first socket opens (two more round trips). Default: no.
    #[must_use]
    pub fn negotiate(mut self, negotiate: bool) -> Self {
        self.negotiate = negotiate;
        self
    }

    /// Whether the hub keeps what was on its way when its socket is lost (implies [`CallOptions::negotiate`]). Default: no.
    #[must_use]
    pub fn stateful_reconnect(mut self, stateful_reconnect: bool) -> Self {
        self.stateful_reconnect = stateful_reconnect;
        self
    }

    /// Checks what can be checked before anything is touched, and gives each side its part.
    pub(crate) fn parse(self) -> Result<(Config, Sources), Error> {
        let access_token = match self.access_token {
            Some(source) => source.parse()?,
            None => return Err(invalid("The access token is missing.")),
        };
        if let Some(problem) = base_url::problem(&self.base_url) {
            return Err(invalid(problem));
        }
        let limits = self.timeouts.parse()?;
        let (source, session) = match self.session {
            Session::Agent { agent_id, .. } if agent_id.trim().is_empty() => {
                return Err(invalid("The agent's id is empty."));
            }
            Session::Agent { agent_id, metadata } => (SessionSource::Agent { agent_id, metadata }, None),
            Session::Given(session) => {
                (SessionSource::Provided { renewable: false }, Some(fixed(session.into_string())))
            }
            Session::Function(provider) => (SessionSource::Provided { renewable: true }, Some(provider)),
        };
        let config = Config {
            base_url: self.base_url,
            source,
            relay_only: self.relay_only,
            own_track: matches!(self.audio, AudioSource::Track(_)),
            limits,
            reconnect_for: milliseconds(self.reconnect_for),
            negotiate: self.negotiate,
            stateful_reconnect: self.stateful_reconnect,
            seed: crate::browser::seed(),
        };
        Ok((config, Sources { access_token, session, audio: self.audio, output: self.output }))
    }
}

impl fmt::Debug for CallOptions {
    /// Token, session and metadata are redacted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("base_url", &self.base_url)
            .field("audio", &self.audio)
            .field("output", &self.output)
            .field("relay_only", &self.relay_only)
            .field("timeouts", &self.timeouts)
            .field("reconnect_for", &self.reconnect_for)
            .field("negotiate", &self.negotiate)
            .field("stateful_reconnect", &self.stateful_reconnect)
            .finish_non_exhaustive()
    }
}

fn json<T: Serialize + ?Sized>(value: &T, message: &'static str) -> Result<RawJson, Error> {
    RawJson::serialize(value).map_err(|error| invalid(message).with_cause(Cause::from(Box::from(error))))
}

pub(super) fn invalid(message: &'static str) -> Error {
    Error::new(Code::InvalidOptions, message)
}
