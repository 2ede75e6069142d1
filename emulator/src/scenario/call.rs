//! The scenarios of the offer, the answer, media and events.
use std::ops::RangeInclusive;
use std::time::Duration;

use super::behavior::{
    AfterAnswer, AnswerSdp, Candidates, Fields, OnEnd, Reach, Scenario, Sound, Step, Transcripts,
};
use super::row::{Row, fixed, numbered};

const ORDINARY: Scenario = Scenario::ORDINARY;
/// Milliseconds that a name may hold: up to ten minutes.
const MILLISECONDS: RangeInclusive<u64> = 0..=600_000;
/// Megabytes that a name may hold.
const MEGABYTES: RangeInclusive<u64> = 1..=256;

/// One row each.
pub(super) const ROWS: &[Row] = &[
    fixed(
        "throw_offer",
        "Offer refused",
        "Call: SendOfferAsync fails",
        &Scenario { on_offer: &[Step::Fail("The offer was refused.")], ..ORDINARY },
    ),
    fixed(
        "error_fatal",
        "Agent not available",
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
        "Agent reports a passing problem",
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
        "No agent available",
        "Call: SessionEnded (no_agent_available) at the offer, and no answer",
        &Scenario { on_offer: &[Step::End("no_agent_available"), Step::Stop], ..ORDINARY },
    ),
    fixed(
        "quota_exceeded",
        "Quota exceeded",
        "Call: the socket closes (4003, quota exceeded) at the offer",
        &Scenario { on_offer: &[Step::CloseSocket(4003, "quota exceeded"), Step::Stop], ..ORDINARY },
    ),
    fixed(
        "no_answer",
        "No answer to the offer",
        "Call: the offer is taken and never answered",
        &Scenario { on_offer: &[Step::Stop], ..ORDINARY },
    ),
    fixed(
        "answer_slow",
        "Answer after two seconds",
        "Call: the answer takes two seconds",
        &Scenario { on_offer: &[Step::Wait(Duration::from_secs(2))], ..ORDINARY },
    ),
    fixed(
        "answer_invalid",
        "Answer that is not SDP",
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
        "Answer with inactive audio",
        "Call: the answer's audio is inactive",
        &Scenario { answer: AnswerSdp::Direction("inactive"), ..ORDINARY },
    ),
    fixed(
        "answer_recvonly",
        "Agent cannot be heard",
        "Call: the answer's audio is recvonly: the agent cannot be heard",
        &Scenario { answer: AnswerSdp::Direction("recvonly"), ..ORDINARY },
    ),
    fixed(
        "answer_sendonly",
        "Caller cannot be heard",
        "Call: the answer's audio is sendonly: the caller cannot be heard",
        &Scenario { answer: AnswerSdp::Direction("sendonly"), ..ORDINARY },
    ),
    fixed(
        "answer_no_audio",
        "Answer without audio",
        "Call: the answer rejects the audio: m=audio 0",
        &Scenario { answer: AnswerSdp::Rejected, ..ORDINARY },
    ),
    fixed(
        "answer_unterminated",
        "Answer without a final line end",
        "Call: the answer's last line has no end",
        &Scenario { answer: AnswerSdp::Unterminated, ..ORDINARY },
    ),
    fixed(
        "answer_line_feeds",
        "Answer with LF line ends",
        "Call: the answer's lines end with LF instead of CR LF",
        &Scenario { answer: AnswerSdp::LineFeeds, ..ORDINARY },
    ),
    fixed(
        "answer_padded",
        "Answer between blank lines",
        "Call: blank lines and spaces stand before and after the answer",
        &Scenario { answer: AnswerSdp::Padded, ..ORDINARY },
    ),
    fixed(
        "candidate_first",
        "Candidate before the answer",
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
        "Candidates without a media section",
        "Call: candidates without sdpMid and sdpMLineIndex, and none in the answer",
        const { &trickled(Candidates::NoSection) },
    ),
    fixed(
        "candidates_null_section",
        "Candidates with a null media section",
        "Call: candidates whose sdpMid and sdpMLineIndex are null, and none in the answer",
        const { &trickled(Candidates::NullSection) },
    ),
    fixed(
        "candidates_other_mid",
        "Candidates for an unknown media section",
        "Call: candidates whose sdpMid the answer does not have, and none in the answer",
        const { &trickled(Candidates::OtherMid) },
    ),
    fixed(
        "candidates_text_index",
        "Candidates with an index as text",
        "Call: candidates whose sdpMLineIndex is text, without sdpMid, and none in the answer",
        const { &trickled(Candidates::TextIndex) },
    ),
    fixed(
        "candidates_no_prefix",
        "Candidates without their prefix",
        "Call: candidates without candidate: at the start, and none in the answer",
        const { &trickled(Candidates::NoPrefix) },
    ),
    fixed(
        "candidates_attribute",
        "Candidates as SDP attributes",
        "Call: candidates with a= at the start, as in SDP, and none in the answer",
        const { &trickled(Candidates::Attribute) },
    ),
    fixed(
        "candidates_text",
        "Candidates as plain text",
        "Call: candidates as plain text instead of objects, and none in the answer",
        const { &trickled(Candidates::Text) },
    ),
    fixed(
        "candidates_unusable",
        "Unusable candidates",
        "Call: the agent answers no address, as behind a firewall, and sends three candidates that are none",
        &Scenario { candidates: Candidates::Unusable, reach: Reach::Blocked, ..ORDINARY },
    ),
    fixed(
        "drop_on_offer",
        "Hub lost at the offer",
        "Call: the session's first TCP connection is cut at the offer, with no Close; the answer waits for the return",
        &Scenario { on_offer: &[Step::Cut], ..ORDINARY },
    ),
    fixed(
        "lose_offer",
        "Hub and offer lost",
        "Call: the session's first TCP connection is cut at the offer, which is lost: only another one is answered",
        &Scenario { on_offer: &[Step::CutAndLose], ..ORDINARY },
    ),
    fixed(
        "abort_on_offer",
        "Hub closed at the offer",
        "Call: Close at the offer",
        &Scenario { on_offer: &[Step::Close, Step::Stop], ..ORDINARY },
    ),
    fixed(
        "abort_on_end",
        "Hub closed at the end",
        "Call: Close right after SessionEnded",
        &Scenario { on_end: OnEnd::Close, ..ORDINARY },
    ),
    fixed(
        "udp_blocked",
        "Media blocked by a firewall",
        "Call: the agent names no address and answers none, as behind a firewall",
        &Scenario { reach: Reach::Blocked, ..ORDINARY },
    ),
    fixed(
        "silent_agent",
        "Silent agent",
        "Call: connected, but the agent never sends a sound",
        &Scenario { sound: Sound::Nothing, ..ORDINARY },
    ),
    fixed(
        "echo",
        "Echo instead of an agent",
        "Call: after the greeting everything comes back half a second late, with no turns",
        &Scenario { sound: Sound::Echo, ..ORDINARY },
    ),
    numbered(
        "agent_hangup_2000",
        "Agent hangs up",
        "Milliseconds",
        "Call: the agent hangs up after this many milliseconds of media",
        MILLISECONDS,
        |ms| Scenario { hang_up_after: Some(Duration::from_millis(ms)), ..ORDINARY },
    ),
    fixed(
        "pascal_case",
        "Event fields in PascalCase",
        "Call: the payloads of events are named in PascalCase",
        &Scenario { fields: Fields::PascalCase, ..ORDINARY },
    ),
    fixed(
        "text_fields",
        "Event fields as text",
        "Call: numbers and booleans in the payloads of events are written as text",
        &Scenario { fields: Fields::Text, ..ORDINARY },
    ),
    fixed(
        "transcript_speaker_0",
        "Transcript with numbered speakers",
        "Call: the speaker of a Transcription is a number: 0 the agent, 1 the caller",
        &Scenario { transcripts: Transcripts::SpeakerNumber, ..ORDINARY },
    ),
    fixed(
        "transcript_text",
        "Transcript as plain text",
        "Call: a Transcription is plain text instead of an object",
        &Scenario { transcripts: Transcripts::Text, ..ORDINARY },
    ),
    fixed(
        "extra_events",
        "Unknown event",
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
        "Very large event",
        "Megabytes",
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
