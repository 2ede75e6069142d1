//! The published error codes with what each implies: its category, its hint and whether a new attempt can succeed.

use core::fmt;

/// The kind of trouble that a [`Code`] belongs to: what an application branches on to choose a text for its user.
///
/// | category | a text for end users |
/// |---|---|
/// | `permission` | "Please allow the microphone for this page." |
/// | `device` | "This microphone or browser cannot be used for the call." |
/// | `network` | "The connection failed. Please check your network and try again." |
/// | `auth` | "You could not be signed in to the call. Please sign in again." |
/// | `server` | "The service is not available at the moment. Please try again later." |
/// | `agent` | "The agent cannot take the call. Please try again later." |
/// | `configuration` | "The call is not set up correctly." (a mistake of the application: log it) |
/// | `cancelled` | nothing: the user or the application ended the call |
/// | `internal` | "Something went wrong. Please try again." |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// The user, the browser or the system does not allow the microphone.
    Permission,
    /// The microphone or the browser cannot do it.
    Device,
    /// The network: requests, sockets or media do not get through, or not in time.
    Network,
    /// Credentials are missing, refused or out of date.
    Auth,
    /// The service refused, failed, or sent what is not documented.
    Server,
    /// The agent does not exist, does not answer, or ended the call.
    Agent,
    /// A mistake of the application.
    Configuration,
    /// The application or its user ended the call.
    Cancelled,
    /// A defect of the SDK.
    Internal,
}

impl Category {
    /// Every category.
    pub const ALL: &[Self] = &[
        Self::Permission,
        Self::Device,
        Self::Network,
        Self::Auth,
        Self::Server,
        Self::Agent,
        Self::Configuration,
        Self::Cancelled,
        Self::Internal,
    ];

    /// The published name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::Device => "device",
            Self::Network => "network",
            Self::Auth => "auth",
            Self::Server => "server",
            Self::Agent => "agent",
            Self::Configuration => "configuration",
            Self::Cancelled => "cancelled",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Declares the codes, each with its published name, its category, whether a new attempt can succeed, and one sentence
/// that says what to do.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $category:ident, $recoverable:literal, $hint:literal;)*) => {
        /// An error code of the public API. The names are published once and never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The published name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The kind of trouble.
            pub const fn category(self) -> Category {
                match self { $(Self::$variant => Category::$category,)* }
            }

            /// Whether a new attempt can succeed without a change of the application or its configuration.
            pub const fn recoverable(self) -> bool {
                match self { $(Self::$variant => $recoverable,)* }
            }

            /// One sentence: what to do about it.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)* }
            }
        }
    };
}

codes! {
    /// The options do not fit together, or one of them is not valid.
    InvalidOptions = "invalid_options", Configuration, false, "Correct the value that the message names.";
    /// An API key was given in place of a token for one user.
    ApiKeyInBrowser = "api_key_in_browser", Configuration, false, "Keep API keys on your server, and let it give the page a short-lived JWT.";
    /// The call is over; a call object places one call.
    CallEnded = "call_ended", Configuration, false, "Make a new call: a call object places one call.";
    /// This browser does not support what was requested.
    Unsupported = "unsupported", Device, false, "This browser does not support it; feature-detect first.";
    /// The browser has no WebRTC, no microphone API or no WebAssembly, or forbids them.
    UnsupportedBrowser = "unsupported_browser", Device, false, "Use a current Chrome, Edge, Firefox or Safari, with WebRTC enabled.";
    /// The page is neither on https nor on localhost.
    InsecureContext = "insecure_context", Configuration, false, "Serve the page over https, or from localhost.";
    /// The WebAssembly module did not load or compile; the npm package only.
    LoadFailed = "load_failed", Configuration, true, "Check that the page's Content-Security-Policy has 'wasm-unsafe-eval' and that every file of the package is served.";
    /// The user refused the microphone, now or earlier.
    MicrophoneDenied = "microphone_denied", Permission, false, "Ask the user to allow the microphone in the browser's address bar, then make a new call.";
    /// The user closed the microphone prompt without a choice.
    MicrophoneDismissed = "microphone_dismissed", Permission, true, "Explain why the microphone is needed, then make a new call.";
    /// A Permissions-Policy or the operating system forbids the microphone.
    MicrophoneBlocked = "microphone_blocked", Permission, false, "Allow the microphone in the system's settings, and in an iframe with allow=\"microphone\".";
    /// There is no microphone, or none that satisfies the constraints.
    MicrophoneNotFound = "microphone_not_found", Device, true, "Connect a microphone or loosen the audio constraints, then make a new call.";
    /// Another program uses the microphone, or it cannot be read.
    MicrophoneInUse = "microphone_in_use", Device, true, "Close the other program that uses the microphone, then make a new call.";
    /// Any other failure of the microphone.
    MicrophoneFailed = "microphone_failed", Device, true, "Make a new call, with another microphone if it fails again.";
    /// The application's token function failed, or gave no token.
    TokenFailed = "token_failed", Auth, true, "Check the access token's source: it must give a JWT as plain text.";
    /// The application's session function failed, or gave no usable session.
    SessionFailed = "session_failed", Auth, true, "Check the session's source: it must give the session that the backend created, unchanged.";
    /// 401: the token is wrong or has expired.
    Unauthorized = "unauthorized", Auth, true, "Get a fresh token for each call: give a function as the access token.";
    /// 403: the token does not carry this right.
    Forbidden = "forbidden", Auth, false, "Give the token's user the right to call this agent.";
    /// 404: the agent does not exist.
    AgentNotFound = "agent_not_found", Agent, false, "Check the agent's id, and that the base URL is the API the agent belongs to.";
    /// 429: too many requests.
    RateLimited = "rate_limited", Server, true, "Wait as long as the error says, then make a new call.";
    /// Any other 4xx.
    InvalidRequest = "invalid_request", Configuration, false, "Check the agent's id and the metadata; the trace id names the request to Voisnap's support.";
    /// 5xx.
    ServerError = "server_error", Server, true, "Make a new call in a moment; the trace id names the request to Voisnap's support.";
    /// The response is not the documented one.
    InvalidResponse = "invalid_response", Server, true, "Check that the base URL is a Voisnap API and that no proxy responds in its place.";
    /// The session expired before it was used.
    SessionExpired = "session_expired", Auth, true, "Create the session just before the call, or give the agent's id and let the SDK create it.";
    /// The request failed before a response arrived: offline, DNS or CORS.
    Network = "network", Network, true, "Check the connection, the page's connect-src, and that the server's CORS allows this page's origin, on refusals too: a 401 without CORS headers looks the same.";
    /// The session request exceeded its limit.
    SessionTimeout = "session_timeout", Network, true, "Make a new call; the option for the session's timeout sets the limit.";
    /// The hub connection exceeded its limit.
    HubTimeout = "hub_timeout", Network, true, "Check that proxies allow WebSockets; the option for the hub's timeout sets the limit.";
    /// The agent's answer exceeded its limit.
    AnswerTimeout = "answer_timeout", Agent, true, "Make a new call; the option for the answer's timeout sets the limit.";
    /// The media connection exceeded its limit.
    MediaTimeout = "media_timeout", Network, true, "Allow UDP or the TURN servers in the firewall; the option for the media's timeout sets the limit.";
    /// The hub's socket did not open.
    HubUnreachable = "hub_unreachable", Network, true, "Check the host, and that proxies and the page's connect-src allow WebSockets; the status is the hub's response, if there was one.";
    /// The hub sent what is not SignalR, or refused the protocol.
    HubProtocol = "hub_protocol", Server, false, "Check that the base URL is a Voisnap API and that no proxy responds in its place.";
    /// The hub closed the connection during set-up.
    HubClosed = "hub_closed", Server, true, "Make a new call; if it fails again, check the agent in Voisnap.";
    /// `SendOfferAsync` failed, or the agent refused the audio.
    OfferRejected = "offer_rejected", Agent, true, "Make a new call; if it fails again, check that the agent takes WebRTC calls.";
    /// The browser refused the agent's answer.
    AnswerInvalid = "answer_invalid", Server, false, "Report it with the browser's version and the error's cause.";
    /// ICE or DTLS failed and could not be restored.
    MediaFailed = "media_failed", Network, true, "Make a new call, on another network if it fails again: this one may block UDP.";
    /// Signalling and media were both lost for longer than the limit for reconnecting.
    ConnectionLost = "connection_lost", Network, true, "Check the network, then make a new call.";
    /// The hub's own `Error` event.
    AgentError = "agent_error", Agent, false, "The error's data is the agent's own report.";
    /// The agent ended the session before the call was connected.
    AgentEnded = "agent_ended", Agent, true, "The message has the agent's reason; make a new call later.";
    /// The call was cancelled before it connected.
    Cancelled = "cancelled", Cancelled, true, "Nothing to do: the application cancelled the call.";
    /// A defect of the SDK; the microphone is off.
    InternalError = "internal_error", Internal, true, "Make a new call, and report this with the browser's console output: the SDK has a defect.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_unique_published_names() {
        for (at, code) in Code::ALL.iter().enumerate() {
            let name = code.as_str();
            assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
            assert!(Code::ALL[..at].iter().all(|other| other.as_str() != name), "{name} twice");
            assert_eq!(code.to_string(), name);
        }
        assert_eq!(Code::ALL.len(), 39);
    }

    #[test]
    fn every_hint_is_a_sentence() {
        for code in Code::ALL {
            let hint = code.hint();
            assert!(hint.ends_with('.') && hint.len() > 20, "{code}: {hint}");
            assert!(hint.starts_with(|c: char| c.is_uppercase()), "{code}: {hint}");
        }
    }

    #[test]
    fn fault_52_every_code_has_a_category_and_every_category_a_code() {
        for category in Category::ALL {
            assert!(Code::ALL.iter().any(|code| code.category() == *category), "{category}");
        }
    }

    #[test]
    fn fault_53_hints_fit_the_objects_life() {
        for code in Code::ALL {
            assert!(!code.hint().contains("start again"), "{code}: a call object places one call");
            assert!(!code.hint().contains("ry again"), "{code}: says what to do again");
        }
    }

    #[test]
    fn fault_63_hints_fit_both_faces() {
        for code in Code::ALL {
            // A name in the spelling of either language.
            for word in code.hint().split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.') {
                let inner = word.trim_matches('.');
                let is_name = inner.contains(['_', '.'])
                    || inner
                        .chars()
                        .zip(inner.chars().skip(1))
                        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
                let is_product = matches!(inner, "WebRTC" | "WebSockets" | "SignalR" | "iOS");
                assert!(!is_name || is_product, "{code}: {word}");
            }
        }
    }
}
