//! What the failure of a hub connection means in the public API.

use super::hub::Trouble;
use crate::{
    error::{Code, Error},
    signalr::{Cause, ConnectStep},
};

/// The error for `cause`; `limit` is the connection's, in milliseconds.
pub(super) fn error(cause: &Cause, trouble: &Trouble, limit: u32) -> Error {
    let error = match cause {
        Cause::TokenFailed => return trouble.token.clone().unwrap_or_else(token_failed),
        Cause::Unreachable { status } => unreachable(*status).with_retry_after(trouble.retry_after_ms),
        Cause::ConnectTimeout(step) => {
            let step = match step {
                ConnectStep::Token => "The access token function did not settle",
                ConnectStep::Negotiation => "The hub did not answer the negotiation",
                ConnectStep::Socket => "The hub's socket did not open",
                ConnectStep::Handshake => "The hub did not answer the handshake",
            };
            Error::new(Code::HubTimeout, format!("{step} within {limit} ms."))
        }
        Cause::Refused(reason) => {
            Error::new(Code::HubProtocol, sentence("The hub refused the connection", reason))
        }
        Cause::Protocol(error) => Error::new(
            Code::HubProtocol,
            sentence("The hub sent something that is not SignalR", error.message),
        ),
        Cause::ServerTimeout => Error::new(Code::HubClosed, "The hub sent nothing for too long."),
        Cause::ClosedByServer { error, .. } => {
            let reason = error.as_deref().unwrap_or_default();
            Error::new(Code::HubClosed, sentence(CLOSED, reason))
        }
        Cause::SocketClosed { code, reason, .. } => {
            let reason =
                if reason.is_empty() { format!("code {code}") } else { format!("{reason} (code {code})") };
            Error::new(Code::HubClosed, sentence(CLOSED, &reason)).with_close_code(*code)
        }
        Cause::Stopped => Error::new(Code::HubClosed, "The hub connection is closed."),
    };
    error.with_cause(trouble.cause.clone())
}

/// A connection that was refused before it opened; `status`: what the negotiation was answered with.
fn unreachable(status: Option<u16>) -> Error {
    let (code, message) = match status {
        Some(401) => (Code::Unauthorized, "The hub refused the access token."),
        Some(403) => (Code::Forbidden, "The hub refuses this user."),
        Some(404) => {
            (Code::HubUnreachable, "There is no hub at this address, or it does not know the session.")
        }
        Some(_) => (Code::HubUnreachable, "The hub refused the connection."),
        None => (Code::HubUnreachable, "The hub's socket could not be opened."),
    };
    let error = Error::new(code, message).with_status(status);
    // A fresh token was tried already; a hub that does not know the session will not learn of it.
    if matches!(status, Some(401 | 403 | 404)) { error.with_recoverable(false) } else { error }
}

fn token_failed() -> Error {
    Error::new(Code::TokenFailed, "There is no access token for the hub.")
}

const CLOSED: &str = "The hub closed the connection";

/// What happened, with the hub's own reason where it gave one.
fn sentence(what: &str, reason: &str) -> String {
    match reason {
        "" => format!("{what}."),
        reason if reason.ends_with('.') => format!("{what}: {reason}"),
        reason => format!("{what}: {reason}."),
    }
}
