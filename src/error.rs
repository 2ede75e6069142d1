//! What can go wrong, under codes that are published once and never renamed.

use crate::{wire::Value, wire::text::cut};
use std::{
    borrow::Cow,
    ops::{Deref, DerefMut},
};

/// Declares the codes with, in one row each: the published name, whether trying the same again can work,
/// and one sentence that says what to do.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $recoverable:literal, $hint:literal;)*) => {
        /// An error code of the public API. The names are part of the contract (`VoisnapErrorCode`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, for tests and documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Name and hint of every code, each in a line of its own: a table of them would be mostly addresses.
            const LINES: &str = concat!($($name, "\n", $hint, "\n",)*);

            /// Whether trying the same again can work.
            pub const fn recoverable(self) -> bool {
                match self { $(Self::$variant => $recoverable,)* }
            }
        }
    };
}

codes! {
    /// The options do not fit together, or one of them is not what it should be.
    InvalidOptions = "invalid_options", false, "Correct the value that the message names.";
    /// An API key was given where a token for one user belongs.
    ApiKeyInBrowser = "api_key_in_browser", false, "Keep API keys on your server, which gives the page a short-lived JWT.";
    /// The call is over; a call object places one call.
    CallEnded = "call_ended", false, "Make a new VoiceCall for the next call.";
    /// This browser, or this version, cannot do it.
    Unsupported = "unsupported", false, "Leave it out on this browser.";
    /// No WebRTC or no microphone API.
    UnsupportedBrowser = "unsupported_browser", false, "Use a current Chrome, Edge, Firefox or Safari.";
    /// The page is neither on https nor on localhost.
    InsecureContext = "insecure_context", false, "Serve the page over https, or from localhost.";
    /// The user said no, now or earlier.
    MicrophoneDenied = "microphone_denied", false, "Allow the microphone in the address bar, then start again.";
    /// The user closed the question without answering it.
    MicrophoneDismissed = "microphone_dismissed", true, "Say why the microphone is needed, then start again.";
    /// A Permissions-Policy or the operating system forbids it.
    MicrophoneBlocked = "microphone_blocked", false, "Allow the microphone in the system's settings, and in an iframe with allow=\"microphone\".";
    /// There is no microphone, or none that fits the constraints.
    MicrophoneNotFound = "microphone_not_found", true, "Connect a microphone or loosen the audio constraints, then start again.";
    /// Another program has it, or it cannot be read.
    MicrophoneInUse = "microphone_in_use", true, "Close the other program that uses the microphone, then start again.";
    /// Any other failure of the microphone.
    MicrophoneFailed = "microphone_failed", true, "Try again, with another microphone if it stays.";
    /// The `accessToken` function threw, or gave nothing.
    TokenFailed = "token_failed", true, "Check the accessToken function: it must give a JWT.";
    /// 401: the token is wrong or out of date.
    Unauthorized = "unauthorized", true, "Get a fresh token for each call: give accessToken as a function.";
    /// 403: the token does not give this right.
    Forbidden = "forbidden", false, "Give the token's user the right to call this agent.";
    /// 404: there is no such agent.
    AgentNotFound = "agent_not_found", false, "Check agentId, and that the agent lives at baseUrl.";
    /// 429: too many requests.
    RateLimited = "rate_limited", true, "Wait for retryAfterMs, then start again.";
    /// Any other 4xx.
    InvalidRequest = "invalid_request", false, "Check agentId and metadata; traceId names the request to Voisnap's support.";
    /// 5xx.
    ServerError = "server_error", true, "Try again in a moment; traceId names the request to Voisnap's support.";
    /// The answer is not what is documented.
    InvalidResponse = "invalid_response", true, "Check that baseUrl is a Voisnap API and no proxy answers for it.";
    /// The session's own time was over before it was used.
    SessionExpired = "session_expired", true, "Create the session just before the call, or give agentId.";
    /// The request found no readable answer: offline, DNS, or CORS.
    Network = "network", true, "Check the connection, and that the server allows this page's origin by CORS, on refusals too: a 401 without CORS headers looks the same.";
    /// The session request took too long.
    SessionTimeout = "session_timeout", true, "Try again; timeouts.session sets the limit.";
    /// The hub took too long to open.
    HubTimeout = "hub_timeout", true, "Check that proxies let WebSockets through; timeouts.hub sets the limit.";
    /// The answer took too long.
    AnswerTimeout = "answer_timeout", true, "Try again; timeouts.answer sets the limit.";
    /// Media took too long to connect.
    MediaTimeout = "media_timeout", true, "Let UDP or the TURN servers through the firewall; timeouts.media sets the limit.";
    /// The socket never opened.
    HubUnreachable = "hub_unreachable", true, "Check the host, and that proxies let WebSockets through; status is the hub's answer, if any.";
    /// The hub said something that is not SignalR, or refused the protocol.
    HubProtocol = "hub_protocol", false, "Check that baseUrl is a Voisnap API and no proxy answers for it.";
    /// The hub closed during set-up.
    HubClosed = "hub_closed", true, "Try again; if it stays, check the agent in Voisnap.";
    /// `SendOfferAsync` failed.
    OfferRejected = "offer_rejected", true, "Try again; if it stays, check that the agent takes WebRTC calls.";
    /// The browser refused the answer.
    AnswerInvalid = "answer_invalid", false, "Report it with the browser's version.";
    /// ICE or DTLS failed and could not be restored.
    MediaFailed = "media_failed", true, "Try again, on another network if it stays: this one may block UDP.";
    /// Signalling and media were both lost for too long.
    ConnectionLost = "connection_lost", true, "Check the network, then start again.";
    /// The hub's own `Error` event.
    AgentError = "agent_error", false, "The agent's own report is in data.";
    /// `hangUp()` or the `AbortSignal` came before the call was up.
    Cancelled = "cancelled", true, "Nothing to do: you gave the call up.";
    /// A defect of the SDK.
    InternalError = "internal_error", true, "Report it with the browser's console: the SDK has a defect. The microphone is off.";
}

impl Code {
    /// The published name.
    pub fn as_str(self) -> &'static str {
        Self::line(self as usize * 2)
    }

    /// One sentence: what to do about it.
    pub fn hint(self) -> &'static str {
        Self::line(self as usize * 2 + 1)
    }

    fn line(number: usize) -> &'static str {
        let mut rest = Self::LINES;
        for _ in 0..number {
            rest = cut(rest, b'\n').1;
        }
        cut(rest, b'\n').0
    }
}

/// One thing that went wrong. No field ever holds a token, SDP or an address.
///
/// Boxed: results and events that may carry one stay small, and so does the code that moves them.
#[derive(Clone, Debug)]
pub struct Error(Box<Detail>);

/// The fields of an [`Error`], which dereferences to them.
#[derive(Clone, Debug)]
pub struct Detail {
    /// Which kind of trouble.
    pub code: Code,
    /// One sentence: what happened.
    pub message: Cow<'static, str>,
    /// Whether trying the same again can work: the code's own word, unless the hub said otherwise.
    pub recoverable: bool,
    /// The HTTP status that said so, where there was one.
    pub status: Option<u16>,
    /// How long the server asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The server's name for the request, for its support.
    pub trace_id: Option<String>,
    /// The hub's own report.
    pub data: Option<Value>,
}

impl Error {
    /// An error with this code that says `message`.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of(code, message.into())
    }

    fn of(code: Code, message: Cow<'static, str>) -> Self {
        let recoverable = code.recoverable();
        Self(Box::new(Detail {
            code,
            message,
            recoverable,
            status: None,
            retry_after_ms: None,
            trace_id: None,
            data: None,
        }))
    }

    /// The same error with the HTTP status that caused it.
    #[must_use]
    pub fn with_status(mut self, status: Option<u16>) -> Self {
        self.status = status;
        self
    }
}

impl Deref for Error {
    type Target = Detail;

    fn deref(&self) -> &Detail {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Detail {
        &mut self.0
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code.as_str())?;
        f.write_str(": ")?;
        f.write_str(&self.message)
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_published_names_of_their_own() {
        for (at, code) in Code::ALL.iter().enumerate() {
            let name = code.as_str();
            assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
            assert!(Code::ALL[..at].iter().all(|other| other.as_str() != name), "{name} twice");
        }
        assert_eq!(Code::ALL.len(), 36);
    }

    #[test]
    fn every_hint_is_a_sentence() {
        for code in Code::ALL {
            let hint = code.hint();
            assert!(hint.ends_with('.') && hint.len() > 20, "{}: {hint}", code.as_str());
            assert!(hint.starts_with(|c: char| c.is_uppercase()), "{}: {hint}", code.as_str());
        }
    }

    #[test]
    fn an_error_takes_after_its_code_and_prints_as_code_and_message() {
        let error = Error::new(Code::RateLimited, "Too many.").with_status(Some(429));
        assert!(error.recoverable);
        assert_eq!(error.status, Some(429));
        assert_eq!(error.to_string(), "rate_limited: Too many.");
        assert!(!Error::new(Code::Forbidden, "").recoverable);
    }
}
