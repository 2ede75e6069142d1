//! The scenarios, one row each: name, description, and the fields in which the call differs from an ordinary one.
use std::time::Duration;

use super::{
    Admission, AfterAnswer, AnswerSdp, Candidates, Dtmf, Expiry, Fields, Handshake, Negotiation, OnConnect,
    OnEnd, Reach, Reply, Retry, Row, Scenario, Sound, Step, Transcripts, fixed, numbered,
};

const ORDINARY: Scenario = Scenario::ORDINARY;
/// What ASP.NET Core says of every mistake unless detailed errors are on.
const CLOSED_WITH_ERROR: &str = "Connection closed with an error.";
/// Seconds after which a client that was refused may try again.
const RETRY: u64 = 2;
/// Status codes that are refusals or at least no session.
const STATUS: std::ops::RangeInclusive<u64> = 200..=599;
/// Milliseconds in a name: up to ten minutes.
const MILLISECONDS: std::ops::RangeInclusive<u64> = 0..=600_000;
/// Seconds in a name: up to a year.
const SECONDS: std::ops::RangeInclusive<u64> = 0..=31_536_000;
/// Megabytes in a name.
const MEGABYTES: std::ops::RangeInclusive<u64> = 1..=256;

#[expect(clippy::cast_possible_truncation, reason = "a status in a name is at most 599")]
const fn status(number: u64) -> u16 {
    number as u16
}

/// Every scenario.
pub(crate) const ROWS: &[Row] = &[
    numbered(
        "status_429",
        "REST: the session request is answered with this status (any); 429 carries Retry-After and X-RateLimit-*",
        STATUS,
        |number| Scenario { reply: Reply::Refusal(status(number), Retry::Seconds(RETRY)), ..ORDINARY },
    ),
    numbered(
        "retry_date_5",
        "REST: 429 whose Retry-After is an HTTP date this many seconds from now",
        SECONDS,
        |seconds| Scenario { reply: Reply::Refusal(429, Retry::Date(seconds)), ..ORDINARY },
    ),
    fixed("html", "REST: a proxy's 502 page instead of JSON", &Scenario { reply: Reply::Html, ..ORDINARY }),
    fixed(
        "garbage",
        "REST: JSON cut in the middle",
        &Scenario { reply: Reply::Text("{\"sessionId\":"), ..ORDINARY },
    ),
    fixed("empty", "REST: 200 with nothing in it", &Scenario { reply: Reply::Text(""), ..ORDINARY }),
    fixed(
        "missing_fields",
        "REST: JSON without sessionToken",
        &Scenario { reply: Reply::MissingToken, ..ORDINARY },
    ),
    numbered("large_reply_32", "REST: JSON of this many megabytes", MEGABYTES, |megabytes| Scenario {
        reply: Reply::Large(megabytes),
        ..ORDINARY
    }),
    fixed(
        "no_cors",
        "REST: a 401 without CORS headers, which a browser shows as a failed fetch",
        &Scenario { reply: Reply::NoCors, ..ORDINARY },
    ),
    numbered("slow_1500", "REST: the answer takes this many milliseconds", MILLISECONDS, |ms| Scenario {
        delay: Duration::from_millis(ms),
        ..ORDINARY
    }),
    fixed("hang", "REST: the answer never comes", &Scenario { reply: Reply::Never, ..ORDINARY }),
    fixed(
        "expired",
        "REST: a session whose time is already over",
        &Scenario { expiry: Expiry::Passed, ..ORDINARY },
    ),
    numbered(
        "clock_behind_3600",
        "REST: the server's clock is this many seconds behind: expiresAt has passed, and the session is usable",
        SECONDS,
        |seconds| Scenario { expiry: Expiry::ClockBehind(seconds), ..ORDINARY },
    ),
    numbered(
        "clock_ahead_3600",
        "REST: the server's clock is this many seconds ahead: expiresAt is later than the session's end",
        SECONDS,
        |seconds| Scenario { expiry: Expiry::ClockAhead(seconds), ..ORDINARY },
    ),
    fixed(
        "ice_bad_url",
        "REST: iceServers with an entry stun:…?transport=udp, which browsers refuse, beside a good one",
        &Scenario {
            ice_servers: r#"[{"urls":["stun:127.0.0.1:3478?transport=udp"]},{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_no_urls",
        "REST: iceServers with an entry whose urls are empty, beside a good one",
        &Scenario { ice_servers: r#"[{"urls":[]},{"urls":["stun:127.0.0.1:3478"]}]"#, ..ORDINARY },
    ),
    fixed(
        "ice_no_credential",
        "REST: iceServers with a TURN entry without credentials, beside a good one",
        &Scenario {
            ice_servers: r#"[{"urls":["turn:127.0.0.1:3478"]},{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_no_object",
        "REST: iceServers with entries that are no objects (null, a text, a number), beside a good one",
        &Scenario {
            ice_servers: r#"[null,"stun:127.0.0.1:3478",1,{"urls":["stun:127.0.0.1:3478"]}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_text_urls",
        "REST: iceServers whose urls are one text, and one that says url as browsers did once",
        &Scenario {
            ice_servers: r#"[{"urls":"stun:127.0.0.1:3478"},{"url":"stun:127.0.0.1:3479"}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "ice_pascal_case",
        "REST: iceServers whose fields are named in PascalCase",
        &Scenario {
            ice_servers: r#"[{"Urls":["turn:127.0.0.1:3478"],"Username":"user","Credential":"secret"}]"#,
            ..ORDINARY
        },
    ),
    fixed(
        "hub_refused",
        "Hub: the socket is refused with 403, and negotiate says why",
        &Scenario { admission: Admission::Refused(403), ..ORDINARY },
    ),
    numbered(
        "hub_401",
        "Hub: the socket and negotiate answer this status (any); 401 is an expired access token, 429 and 503 carry Retry-After",
        400..=599,
        |number| Scenario { admission: Admission::Refused(status(number)), ..ORDINARY },
    ),
    numbered(
        "hub_once_401",
        "Hub: as hub_401, from the session's second connection on",
        400..=599,
        |number| Scenario { admission: Admission::Once(status(number)), ..ORDINARY },
    ),
    fixed(
        "hub_hang",
        "Hub: the TCP connection opens, the WebSocket upgrade is never answered",
        &Scenario { handshake: Handshake::NoUpgrade, ..ORDINARY },
    ),
    fixed(
        "hub_silent",
        "Hub: the socket opens, the SignalR handshake is never answered",
        &Scenario { handshake: Handshake::Silent, ..ORDINARY },
    ),
    fixed(
        "hub_garbage",
        "Hub: the socket sends HTML instead of SignalR",
        &Scenario {
            handshake: Handshake::Text("<html><body>This is not a hub.</body></html>\u{1e}"),
            ..ORDINARY
        },
    ),
    fixed(
        "hub_close_early",
        "Hub: the socket closes (1011) instead of answering the handshake",
        &Scenario { handshake: Handshake::Closed(1011), ..ORDINARY },
    ),
    fixed(
        "negotiate_only",
        "Hub: a socket is refused unless negotiate was asked before",
        &Scenario { negotiation: Negotiation::Required, ..ORDINARY },
    ),
    fixed(
        "negotiate_redirect",
        "Hub: as negotiate_only, and negotiate sends the client to another URL first",
        &Scenario { negotiation: Negotiation::Redirected, ..ORDINARY },
    ),
    fixed(
        "throw_connect",
        "Hub: Close with an error right after the handshake",
        &Scenario { on_connect: OnConnect::Close(Some(CLOSED_WITH_ERROR)), ..ORDINARY },
    ),
    fixed(
        "abort_connect",
        "Hub: Close without an error right after the handshake",
        &Scenario { on_connect: OnConnect::Close(None), ..ORDINARY },
    ),
    fixed(
        "quota_on_connect",
        "Hub: the socket closes (4003, quota exceeded) right after the handshake",
        &Scenario { on_connect: OnConnect::CloseSocket(4003, "quota exceeded"), ..ORDINARY },
    ),
    fixed(
        "no_agent_on_connect",
        "Hub: SessionEnded (no_agent_available) right after the handshake, before any offer",
        &Scenario { on_connect: OnConnect::SessionEnded("no_agent_available"), ..ORDINARY },
    ),
    fixed(
        "started_first",
        "Hub: SessionStarted comes with the handshake, before any offer",
        &Scenario { on_connect: OnConnect::SessionStarted, ..ORDINARY },
    ),
    fixed(
        "no_dtmf",
        "Hub: there is no SendDtmfAsync; it completes as every unknown method does",
        &Scenario { dtmf: Dtmf::Missing, ..ORDINARY },
    ),
    fixed(
        "dtmf_fails",
        "Hub: SendDtmfAsync fails",
        &Scenario { dtmf: Dtmf::Fails("The digit was refused."), ..ORDINARY },
    ),
    fixed(
        "dtmf_hang",
        "Hub: SendDtmfAsync takes the digit and never completes, nor does any later method",
        &Scenario { dtmf: Dtmf::Never, ..ORDINARY },
    ),
    fixed(
        "drop_on_digit",
        "Hub: the session's first TCP connection is cut when SendDtmfAsync has taken a digit, before it completes",
        &Scenario { dtmf: Dtmf::Cut, ..ORDINARY },
    ),
    fixed(
        "throw_offer",
        "Call: SendOfferAsync fails",
        &Scenario { on_offer: &[Step::Fail("The offer was refused.")], ..ORDINARY },
    ),
    fixed(
        "error_fatal",
        "Call: the agent is unavailable; Error, not recoverable, and no answer",
        &Scenario {
            on_offer: &[
                Step::Emit(
                    "Error",
                    r#"{"code":"agent_unavailable","message":"The agent is not available.","recoverable":false}"#,
                ),
                Step::Stop,
            ],
            ..ORDINARY
        },
    ),
    fixed(
        "error_recoverable",
        "Call: a recoverable Error, then the call goes on",
        &Scenario {
            on_offer: &[Step::Emit(
                "Error",
                r#"{"code":"agent_busy","message":"The agent is slow to pick up.","recoverable":true}"#,
            )],
            ..ORDINARY
        },
    ),
    fixed(
        "no_agent",
        "Call: SessionEnded (no_agent_available) at the offer, and no answer",
        &Scenario { on_offer: &[Step::End("no_agent_available"), Step::Stop], ..ORDINARY },
    ),
    fixed(
        "quota_exceeded",
        "Call: the socket closes (4003, quota exceeded) at the offer",
        &Scenario { on_offer: &[Step::CloseSocket(4003, "quota exceeded"), Step::Stop], ..ORDINARY },
    ),
    fixed(
        "no_answer",
        "Call: the offer is taken and never answered",
        &Scenario { on_offer: &[Step::Stop], ..ORDINARY },
    ),
    fixed(
        "answer_slow",
        "Call: the answer takes two seconds",
        &Scenario { on_offer: &[Step::Wait(Duration::from_secs(2))], ..ORDINARY },
    ),
    fixed(
        "answer_invalid",
        "Call: the answer is not SDP",
        &Scenario {
            on_offer: &[
                Step::Emit(
                    "SdpAnswerReceived",
                    r#"{"sdp":"This is no session description.","type":"answer"}"#,
                ),
                Step::Stop,
            ],
            ..ORDINARY
        },
    ),
    fixed(
        "answer_inactive",
        "Call: the answer's audio is inactive",
        &Scenario { answer: AnswerSdp::Direction("inactive"), ..ORDINARY },
    ),
    fixed(
        "answer_recvonly",
        "Call: the answer's audio is recvonly: the agent cannot be heard",
        &Scenario { answer: AnswerSdp::Direction("recvonly"), ..ORDINARY },
    ),
    fixed(
        "answer_sendonly",
        "Call: the answer's audio is sendonly: the caller cannot be heard",
        &Scenario { answer: AnswerSdp::Direction("sendonly"), ..ORDINARY },
    ),
    fixed(
        "answer_no_audio",
        "Call: the answer rejects the audio: m=audio 0",
        &Scenario { answer: AnswerSdp::Rejected, ..ORDINARY },
    ),
    fixed(
        "answer_unterminated",
        "Call: the answer's last line has no end",
        &Scenario { answer: AnswerSdp::Unterminated, ..ORDINARY },
    ),
    fixed(
        "answer_line_feeds",
        "Call: the answer's lines end with LF instead of CR LF",
        &Scenario { answer: AnswerSdp::LineFeeds, ..ORDINARY },
    ),
    fixed(
        "answer_padded",
        "Call: blank lines and spaces stand before and after the answer",
        &Scenario { answer: AnswerSdp::Padded, ..ORDINARY },
    ),
    fixed(
        "candidate_first",
        "Call: a candidate comes before the answer",
        &Scenario {
            // An address of the documentation range, which nobody has.
            on_offer: &[Step::Emit(
                "IceCandidateReceived",
                r#"{"candidate":"candidate:1 1 udp 2130706431 192.0.2.1 9 typ host","sdpMid":"0","sdpMLineIndex":0}"#,
            )],
            ..ORDINARY
        },
    ),
    fixed(
        "candidates_no_section",
        "Call: candidates without sdpMid and sdpMLineIndex, and none in the answer",
        const { &trickled(Candidates::NoSection) },
    ),
    fixed(
        "candidates_null_section",
        "Call: candidates whose sdpMid and sdpMLineIndex are null, and none in the answer",
        const { &trickled(Candidates::NullSection) },
    ),
    fixed(
        "candidates_other_mid",
        "Call: candidates whose sdpMid the answer does not have, and none in the answer",
        const { &trickled(Candidates::OtherMid) },
    ),
    fixed(
        "candidates_text_index",
        "Call: candidates whose sdpMLineIndex is text, without sdpMid, and none in the answer",
        const { &trickled(Candidates::TextIndex) },
    ),
    fixed(
        "candidates_no_prefix",
        "Call: candidates without candidate: at the start, and none in the answer",
        const { &trickled(Candidates::NoPrefix) },
    ),
    fixed(
        "candidates_attribute",
        "Call: candidates with a= at the start, as in SDP, and none in the answer",
        const { &trickled(Candidates::Attribute) },
    ),
    fixed(
        "candidates_text",
        "Call: candidates as plain text instead of objects, and none in the answer",
        const { &trickled(Candidates::Text) },
    ),
    fixed(
        "candidates_unusable",
        "Call: as udp_blocked, with three candidates that are none",
        &Scenario { candidates: Candidates::Unusable, reach: Reach::Blocked, ..ORDINARY },
    ),
    fixed(
        "drop_on_offer",
        "Call: the session's first TCP connection is cut at the offer, with no Close; the answer waits for the return",
        &Scenario { on_offer: &[Step::Cut], ..ORDINARY },
    ),
    fixed(
        "lose_offer",
        "Call: as drop_on_offer, and the offer is lost: only another one is answered",
        &Scenario { on_offer: &[Step::CutAndLose], ..ORDINARY },
    ),
    fixed(
        "abort_on_offer",
        "Call: Close at the offer",
        &Scenario { on_offer: &[Step::Close, Step::Stop], ..ORDINARY },
    ),
    fixed(
        "abort_on_end",
        "Call: Close right after SessionEnded",
        &Scenario { on_end: OnEnd::Close, ..ORDINARY },
    ),
    fixed(
        "udp_blocked",
        "Call: the agent names no address and answers none, as behind a firewall",
        &Scenario { reach: Reach::Blocked, ..ORDINARY },
    ),
    fixed(
        "silent_agent",
        "Call: connected, but the agent never sends a sound",
        &Scenario { sound: Sound::Nothing, ..ORDINARY },
    ),
    fixed(
        "echo",
        "Call: after the greeting everything comes back half a second late, with no turns",
        &Scenario { sound: Sound::Echo, ..ORDINARY },
    ),
    numbered(
        "agent_hangup_2000",
        "Call: the agent hangs up after this many milliseconds of media",
        MILLISECONDS,
        |ms| Scenario { hang_up_after: Some(Duration::from_millis(ms)), ..ORDINARY },
    ),
    fixed(
        "pascal_case",
        "Call: the payloads of events are named in PascalCase",
        &Scenario { fields: Fields::PascalCase, ..ORDINARY },
    ),
    fixed(
        "text_fields",
        "Call: numbers and booleans in the payloads of events are written as text",
        &Scenario { fields: Fields::Text, ..ORDINARY },
    ),
    fixed(
        "transcript_speaker_0",
        "Call: the speaker of a Transcription is a number: 0 the agent, 1 the caller",
        &Scenario { transcripts: Transcripts::SpeakerNumber, ..ORDINARY },
    ),
    fixed(
        "transcript_text",
        "Call: a Transcription is plain text instead of an object",
        &Scenario { transcripts: Transcripts::Text, ..ORDINARY },
    ),
    fixed(
        "extra_events",
        "Call: an event AgentThinking with nested data, which no client knows",
        &Scenario {
            after_answer: AfterAnswer::Emit(
                "AgentThinking",
                r#"{"stage":"retrieval","progress":{"step":1,"of":3,"sources":["faq","orders"]},"note":null}"#,
            ),
            ..ORDINARY
        },
    ),
    numbered(
        "large_event_4",
        "Call: an event AgentThinking of this many megabytes",
        MEGABYTES,
        |megabytes| Scenario { after_answer: AfterAnswer::Large(megabytes), ..ORDINARY },
    ),
];

/// Candidates written in another way. The answer holds none and the agent makes no checks of its own, so media connects only
/// if the client takes them.
const fn trickled(candidates: Candidates) -> Scenario {
    Scenario { candidates, reach: Reach::TrickledOnly, ..ORDINARY }
}
