//! The scenarios of the hub connection.

use super::behavior::{Admission, Dtmf, Handshake, Negotiation, OnConnect, Scenario};
use super::row::{Row, fixed, numbered, status};

const ORDINARY: Scenario = Scenario::ORDINARY;
/// What ASP.NET Core says of every mistake unless detailed errors are on.
const CLOSED_WITH_ERROR: &str = "Connection closed with an error.";

/// One row each.
pub(super) const ROWS: &[Row] = &[
    fixed(
        "hub_refused",
        "Connection forbidden",
        "Hub: the socket is refused with 403, and negotiate says why",
        &Scenario { admission: Admission::Refused(403), ..ORDINARY },
    ),
    numbered(
        "hub_401",
        "Connection refused",
        "Status code",
        "Hub: the socket and negotiate answer this status; 401 is an expired access token, 429 and 503 carry Retry-After",
        400..=599,
        |number| Scenario { admission: Admission::Refused(status(number)), ..ORDINARY },
    ),
    numbered(
        "hub_once_401",
        "Reconnection refused",
        "Status code",
        "Hub: the session's first connection is taken, every later one is answered with this status",
        400..=599,
        |number| Scenario { admission: Admission::Once(status(number)), ..ORDINARY },
    ),
    fixed(
        "hub_hang",
        "WebSocket that never opens",
        "Hub: the TCP connection opens, the WebSocket upgrade is never answered",
        &Scenario { handshake: Handshake::NoUpgrade, ..ORDINARY },
    ),
    fixed(
        "hub_silent",
        "Handshake without a response",
        "Hub: the socket opens, the SignalR handshake is never answered",
        &Scenario { handshake: Handshake::Silent, ..ORDINARY },
    ),
    fixed(
        "hub_garbage",
        "HTML instead of SignalR",
        "Hub: the socket sends HTML instead of SignalR",
        &Scenario {
            handshake: Handshake::Text("<html><body>This is not a hub.</body></html>\u{1e}"),
            ..ORDINARY
        },
    ),
    fixed(
        "hub_close_early",
        "Closed during the handshake",
        "Hub: the socket closes (1011) instead of answering the handshake",
        &Scenario { handshake: Handshake::Closed(1011), ..ORDINARY },
    ),
    fixed(
        "negotiate_only",
        "Negotiate required",
        "Hub: a socket is refused unless negotiate was asked before",
        &Scenario { negotiation: Negotiation::Required, ..ORDINARY },
    ),
    fixed(
        "negotiate_redirect",
        "Negotiate redirects to another URL",
        "Hub: a socket is refused unless negotiate was asked before, and negotiate sends the client to another URL first",
        &Scenario { negotiation: Negotiation::Redirected, ..ORDINARY },
    ),
    fixed(
        "throw_connect",
        "Closed with an error after the handshake",
        "Hub: Close with an error right after the handshake",
        &Scenario { on_connect: OnConnect::Close(Some(CLOSED_WITH_ERROR)), ..ORDINARY },
    ),
    fixed(
        "abort_connect",
        "Closed after the handshake",
        "Hub: Close without an error right after the handshake",
        &Scenario { on_connect: OnConnect::Close(None), ..ORDINARY },
    ),
    fixed(
        "quota_on_connect",
        "Quota exceeded on connecting",
        "Hub: the socket closes (4003, quota exceeded) right after the handshake",
        &Scenario { on_connect: OnConnect::CloseSocket(4003, "quota exceeded"), ..ORDINARY },
    ),
    fixed(
        "no_agent_on_connect",
        "No agent available on connecting",
        "Hub: SessionEnded (no_agent_available) right after the handshake, before any offer",
        &Scenario { on_connect: OnConnect::SessionEnded("no_agent_available"), ..ORDINARY },
    ),
    fixed(
        "started_first",
        "Session starts before the offer",
        "Hub: SessionStarted comes with the handshake, before any offer",
        &Scenario { on_connect: OnConnect::SessionStarted, ..ORDINARY },
    ),
    fixed(
        "no_dtmf",
        "Keypad digits not supported",
        "Hub: there is no SendDtmfAsync; it completes as every unknown method does",
        &Scenario { dtmf: Dtmf::Missing, ..ORDINARY },
    ),
    fixed(
        "dtmf_fails",
        "Keypad digits refused",
        "Hub: SendDtmfAsync fails",
        &Scenario { dtmf: Dtmf::Fails("The digit was refused."), ..ORDINARY },
    ),
    fixed(
        "dtmf_hang",
        "Keypad digits never confirmed",
        "Hub: SendDtmfAsync takes the digit and never completes, nor does any later method",
        &Scenario { dtmf: Dtmf::Never, ..ORDINARY },
    ),
    fixed(
        "drop_on_digit",
        "Connection lost on a keypad digit",
        "Hub: the session's first TCP connection is cut when SendDtmfAsync has taken a digit, before it completes",
        &Scenario { dtmf: Dtmf::Cut, ..ORDINARY },
    ),
];
