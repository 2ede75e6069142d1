//! What an application brings to its call: where tokens and sessions come from, whose voice is sent, what plays the agent.

use crate::error::Cause;
use std::{future::ready, pin::Pin, rc::Rc};
use web_sys::{HtmlMediaElement, MediaStreamTrack, MediaTrackConstraints};

/// What an application's function gave: a text, or what it threw (nothing, where it gave no text).
pub type Provided = Result<String, Option<Cause>>;

/// Gives a text each time it is called. It runs the application's code: never under a borrow.
pub type Provider = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Provided>>>>;

/// Gives the same text each time.
pub fn fixed(text: String) -> Provider {
    Rc::new(move || Box::pin(ready(Ok(text.clone()))))
}

/// Where the caller's voice comes from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum AudioSource {
    /// The default microphone, mono, with echo cancellation, noise suppression and gain control.
    #[default]
    Default,
    /// The microphone that satisfies these constraints.
    Constraints(MediaTrackConstraints),
    /// The application's own track.
    Track(MediaStreamTrack),
}

impl From<MediaTrackConstraints> for AudioSource {
    fn from(constraints: MediaTrackConstraints) -> Self {
        Self::Constraints(constraints)
    }
}

impl From<MediaStreamTrack> for AudioSource {
    fn from(track: MediaStreamTrack) -> Self {
        Self::Track(track)
    }
}

/// What plays the agent's voice.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum AudioOutput {
    /// An audio element of the SDK's own, removed at the end.
    #[default]
    Own,
    /// An element of the application's.
    Element(HtmlMediaElement),
    /// Nothing: the application plays the remote stream itself.
    None,
}

impl From<HtmlMediaElement> for AudioOutput {
    fn from(element: HtmlMediaElement) -> Self {
        Self::Element(element)
    }
}

/// The application's objects that a call uses, parsed from its options.
pub struct Sources {
    /// Gives an access token.
    pub access_token: Provider,
    /// Gives the session as JSON, where the SDK does not create it.
    pub session: Option<Provider>,
    /// Whose voice is sent.
    pub audio: AudioSource,
    /// What plays the agent's.
    pub output: AudioOutput,
}
