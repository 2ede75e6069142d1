//! What can go wrong: one error type under codes that are published once and never renamed.

mod cause;
mod code;
mod js;

pub use cause::Cause;
pub use code::{Category, Code};

use crate::wire::Value;
use std::{borrow::Cow, fmt};

/// One thing that went wrong. No text of it ever holds a token, SDP or an address.
///
/// Boxed: results and events that may carry one stay small.
#[derive(Clone)]
pub struct Error(Box<Detail>);

#[derive(Clone)]
struct Detail {
    code: Code,
    message: Cow<'static, str>,
    recoverable: bool,
    status: Option<u16>,
    retry_after_ms: Option<u64>,
    trace_id: Option<String>,
    close_code: Option<u16>,
    data: Option<Value>,
    cause: Option<Cause>,
}

impl Error {
    /// An error with this code and message, and what the code implies.
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Detail {
            code,
            message: message.into(),
            recoverable: code.recoverable(),
            status: None,
            retry_after_ms: None,
            trace_id: None,
            close_code: None,
            data: None,
            cause: None,
        }))
    }

    /// What to branch on.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The kind of trouble, as the code implies it.
    pub fn category(&self) -> Category {
        self.0.code.category()
    }

    /// One sentence: what happened.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// One sentence: what to do about it.
    pub fn hint(&self) -> &'static str {
        self.0.code.hint()
    }

    /// Whether a new attempt can succeed: what the code implies, unless the hub said otherwise.
    pub fn recoverable(&self) -> bool {
        self.0.recoverable
    }

    /// The HTTP status, where a response caused the error.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How long the server asks to wait before a new attempt, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.0.retry_after_ms
    }

    /// The server's name for the failed request, for its support.
    pub fn trace_id(&self) -> Option<&str> {
        self.0.trace_id.as_deref()
    }

    /// The code with which the hub's socket was closed (RFC 6455, 7.4), with `hub_closed`.
    pub fn close_code(&self) -> Option<u16> {
        self.0.close_code
    }

    /// What the server sent with it: problem details (RFC 9457), the hub's `Error` or `SessionEnded` object.
    pub fn data(&self) -> Option<&Value> {
        self.0.data.as_ref()
    }

    /// What the application or the browser threw.
    pub fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }

    /// The same error with the HTTP status that caused it.
    #[must_use]
    pub(crate) fn with_status(mut self, status: impl Into<Option<u16>>) -> Self {
        self.0.status = status.into();
        self
    }

    /// The same error with what was thrown.
    #[must_use]
    pub(crate) fn with_cause(mut self, cause: impl Into<Option<Cause>>) -> Self {
        self.0.cause = cause.into();
        self
    }

    /// The same error with what the server sent.
    #[must_use]
    pub(crate) fn with_data(mut self, data: impl Into<Option<Value>>) -> Self {
        self.0.data = data.into();
        self
    }

    /// The same error with the socket's close code.
    #[must_use]
    pub(crate) fn with_close_code(mut self, code: impl Into<Option<u16>>) -> Self {
        self.0.close_code = code.into();
        self
    }

    /// The same error with the wait that the server asks for, in milliseconds.
    #[must_use]
    pub(crate) fn with_retry_after(mut self, ms: impl Into<Option<u64>>) -> Self {
        self.0.retry_after_ms = ms.into();
        self
    }

    /// The same error with the server's name for the request.
    #[must_use]
    pub(crate) fn with_trace_id(mut self, trace_id: impl Into<Option<String>>) -> Self {
        self.0.trace_id = trace_id.into();
        self
    }

    /// The same error, recoverable or not as the hub said.
    #[must_use]
    pub(crate) fn with_recoverable(mut self, recoverable: bool) -> Self {
        self.0.recoverable = recoverable;
        self
    }
}

impl fmt::Display for Error {
    /// The code and the message: `rate_limited: Too many requests.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())?;
        f.write_str(": ")?;
        f.write_str(self.message())
    }
}

impl fmt::Debug for Error {
    /// What is known of it; data and cause are redacted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail { code, message, recoverable, status, retry_after_ms, trace_id, close_code, data, cause } =
            &*self.0;
        f.debug_struct("Error")
            .field("code", code)
            .field("message", message)
            .field("recoverable", recoverable)
            .field("status", status)
            .field("retry_after_ms", retry_after_ms)
            .field("trace_id", trace_id)
            .field("close_code", close_code)
            .field("data", data)
            .field("cause", cause)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_what_its_code_implies_and_prints_as_code_and_message() {
        let error = Error::new(Code::RateLimited, "Too many.").with_status(429);
        assert!(error.recoverable());
        assert_eq!(
            (error.code(), error.category(), error.status()),
            (Code::RateLimited, Category::Server, Some(429))
        );
        assert_eq!(error.to_string(), "rate_limited: Too many.");
        assert!(!Error::new(Code::Forbidden, "").recoverable());
    }

    #[test]
    fn fault_14_an_error_keeps_its_cause_and_prints_nothing_of_it() {
        let error = Error::new(Code::TokenFailed, "The access token function failed.")
            .with_cause(Cause::from("hush"));
        assert!(error.cause().is_some());
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    }
}
