//! HTTP answers and failures as the shell reports them.

use super::RetryHints;
use crate::error::Cause;

/// An HTTP answer whose body is complete.
#[derive(Clone, Default)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The body as text.
    pub body: String,
    /// The header `Retry-After`, where it can be read.
    pub retry_after: Option<String>,
    /// The header `X-RateLimit-Reset` (Unix seconds), where it can be read.
    pub rate_limit_reset: Option<String>,
    /// The header `Date`, where it can be read: the server's clock.
    pub date: Option<String>,
}

impl HttpAnswer {
    /// How long the server asks to wait, in milliseconds; `unix` is the local clock in milliseconds of Unix time.
    pub fn retry_after_ms(&self, unix: u64) -> Option<u64> {
        // Other responses than a 429 carry the reset of the rate as well.
        let reset = self.rate_limit_reset.as_deref().filter(|_| self.status == 429);
        RetryHints {
            retry_after: self.retry_after.as_deref(),
            rate_limit_reset: reset,
            date: self.date.as_deref(),
        }
        .wait(unix)
    }
}

impl core::fmt::Debug for HttpAnswer {
    /// Redacted: bodies contain session tokens and TURN credentials.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HttpAnswer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why a request has no readable answer.
#[derive(Clone, Debug)]
pub enum HttpFailure {
    /// The request could not be built.
    Request {
        /// What the browser threw.
        cause: Option<Cause>,
    },
    /// The request failed before a response arrived: offline, DNS, TLS, CORS, or aborted.
    Network {
        /// What the browser threw.
        cause: Option<Cause>,
        /// The browser says that it is offline.
        offline: bool,
    },
    /// The body is larger than any answer of the API.
    TooLarge,
}
