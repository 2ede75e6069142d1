//! The scenarios of the session request.
use std::ops::RangeInclusive;
use std::time::Duration;

use super::behavior::{Expiry, Reply, Retry, Scenario};
use super::row::{Row, fixed, numbered, status};

const ORDINARY: Scenario = Scenario::ORDINARY;
/// Seconds after which a client that was refused may try again.
const RETRY: u64 = 2;
/// Status codes that a name may hold.
const STATUS: RangeInclusive<u64> = 200..=599;
/// Milliseconds that a name may hold: up to ten minutes.
const MILLISECONDS: RangeInclusive<u64> = 0..=600_000;
/// Seconds that a name may hold: up to a year.
const SECONDS: RangeInclusive<u64> = 0..=31_536_000;
/// Megabytes that a name may hold.
const MEGABYTES: RangeInclusive<u64> = 1..=256;

/// One row each.
pub(super) const ROWS: &[Row] = &[
    numbered(
        "status_429",
        "Session request refused",
        "Status code",
        "REST: the session request is answered with this status; 429 carries Retry-After and X-RateLimit-*",
        STATUS,
        |number| Scenario { reply: Reply::Refusal(status(number), Retry::Seconds(RETRY)), ..ORDINARY },
    ),
    numbered(
        "retry_date_5",
        "Rate limited until a given time",
        "Seconds to wait",
        "REST: 429 whose Retry-After is an HTTP date this many seconds from now",
        SECONDS,
        |seconds| Scenario { reply: Reply::Refusal(429, Retry::Date(seconds)), ..ORDINARY },
    ),
    fixed(
        "html",
        "Proxy's error page instead of JSON",
        "REST: a proxy's 502 page instead of JSON",
        &Scenario { reply: Reply::Html, ..ORDINARY },
    ),
    fixed(
        "garbage",
        "Response cut off in the middle",
        "REST: JSON cut in the middle",
        &Scenario { reply: Reply::Text("{\"sessionId\":"), ..ORDINARY },
    ),
    fixed(
        "empty",
        "Empty response",
        "REST: 200 with nothing in it",
        &Scenario { reply: Reply::Text(""), ..ORDINARY },
    ),
    fixed(
        "missing_fields",
        "Response without a session token",
        "REST: JSON without sessionToken",
        &Scenario { reply: Reply::MissingToken, ..ORDINARY },
    ),
    numbered(
        "large_reply_32",
        "Very large response",
        "Megabytes",
        "REST: JSON of this many megabytes",
        MEGABYTES,
        |megabytes| Scenario { reply: Reply::Large(megabytes), ..ORDINARY },
    ),
    fixed(
        "no_cors",
        "Refused without CORS headers",
        "REST: a 401 without CORS headers, which a browser shows as a failed fetch",
        &Scenario { reply: Reply::NoCors, ..ORDINARY },
    ),
    numbered(
        "slow_1500",
        "Slow response",
        "Milliseconds",
        "REST: the answer takes this many milliseconds",
        MILLISECONDS,
        |ms| Scenario { delay: Duration::from_millis(ms), ..ORDINARY },
    ),
    fixed(
        "hang",
        "No response",
        "REST: the answer never comes",
        &Scenario { reply: Reply::Never, ..ORDINARY },
    ),
    fixed(
        "expired",
        "Session that has already expired",
        "REST: a session whose time is already over",
        &Scenario { expiry: Expiry::Passed, ..ORDINARY },
    ),
    numbered(
        "clock_behind_3600",
        "Server clock behind",
        "Seconds",
        "REST: the server's clock is this many seconds behind: expiresAt has passed, and the session is usable",
        SECONDS,
        |seconds| Scenario { expiry: Expiry::ClockBehind(seconds), ..ORDINARY },
    ),
    numbered(
        "clock_ahead_3600",
        "Server clock ahead",
        "Seconds",
        "REST: the server's clock is this many seconds ahead: expiresAt is later than the session's end",
        SECONDS,
        |seconds| Scenario { expiry: Expiry::ClockAhead(seconds), ..ORDINARY },
    ),
    fixed(
        "ice_bad_url",
        "ICE server with a bad URL",
        "REST: iceServers with an entry stun:…?transport=udp, which browsers refuse, beside a good one",
        &Scenario {
            ice_servers: r#"[{"urls":["stun:127.0.0.1:3478?transport=udp"]},{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_no_urls",
        "ICE server without URLs",
        "REST: iceServers with an entry whose urls are empty, beside a good one",
        &Scenario { ice_servers: r#"[{"urls":[]},{"urls":["stun:127.0.0.1:3478"]}]"#, ..ORDINARY },
    ),
    fixed(
        "ice_no_credential",
        "TURN server without credentials",
        "REST: iceServers with a TURN entry without credentials, beside a good one",
        &Scenario {
            ice_servers: r#"[{"urls":["turn:127.0.0.1:3478"]},{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_no_object",
        "ICE servers that are not objects",
        "REST: iceServers with entries that are no objects (null, a text, a number), beside a good one",
        &Scenario {
            ice_servers: r#"[null,"stun:127.0.0.1:3478",1,{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_text_urls",
        "ICE servers in the older form",
        "REST: iceServers whose urls are one text, and one that says url as browsers did once",
        &Scenario {
            ice_servers: r#"[{"urls":"stun:127.0.0.1:3478"},{"url":"stun:127.0.0.1:3479"}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_pascal_case",
        "ICE servers in PascalCase",
        "REST: iceServers whose fields are named in PascalCase",
        &Scenario {
            ice_servers: r#"[{"Urls":["turn:127.0.0.1:3478"],"Username":"user","Credential":"secret"}]"#,
            ..ORDINARY
        },
    ),
];
