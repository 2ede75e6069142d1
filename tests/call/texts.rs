//! What servers send in the scenarios.

use voisnap_webrtc::wire::http::HttpFailure;

pub(crate) const FAILED: HttpFailure = HttpFailure::Network { cause: None, offline: false };
pub(crate) const UNIX: u64 = 1_750_084_500_000;
pub(crate) const SESSIONS: &[&str] = &[
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[{"urls":"stun:x"}],"expiresAt":"2025-06-16T15:35:00Z"}"#,
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[]}"#,
    r#"{"sessionId":"s","sessionToken":"hush-session","iceServers":[],"expiresAt":"2024-06-16T15:35:00Z"}"#,
    r#"{"sessionId":"s"}"#,
    "<html>",
    "",
];

pub(crate) const NEGOTIATIONS: &[&str] = &[
    r#"{"connectionToken":"id","negotiateVersion":1,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"connectionToken":"id","negotiateVersion":1,"useStatefulReconnect":true,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#,
    r#"{"url":"https://other/hub","accessToken":"hush"}"#,
    r#"{"error":"no"}"#,
    "",
];

/// The first part is the flow as it should be; what follows is heard at any time.
pub(crate) const MESSAGES: &[&str] = &[
    "{}",
    r#"{"type":1,"target":"SdpAnswerReceived","arguments":[{"sdp":"v=0\r\ns=hush\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n","type":"answer"}]}"#,
    r#"{"type":1,"target":"IceCandidateReceived","arguments":[{"candidate":"candidate:1 1 udp 1 hush 9 typ host","sdpMid":"0"}]}"#,
    r#"{"type":1,"target":"SessionStarted","arguments":[{"conversationId":"c"}]}"#,
    r#"{"type":1,"target":"Transcription","arguments":[{"text":"t","isFinal":false,"speaker":"agent"}]}"#,
    r#"{"type":6}"#,
    r#"{"type":3,"invocationId":"0","result":null}"#,
    r#"{"type":3,"invocationId":"1"}"#,
    r#"{"type":3,"invocationId":"2"}"#,
    r#"{"type":1,"invocationId":"s1","target":"Unknown","arguments":[1]}"#,
    r#"{"type":1,"target":"Error","arguments":[{"message":"m","recoverable":true}]}"#,
    r#"{"type":3,"invocationId":"0","error":"no"}"#,
    r#"{"type":3,"invocationId":"1","error":"no"}"#,
    r#"{"type":1,"target":"SessionEnded","arguments":[{"reason":"r"}]}"#,
    r#"{"type":1,"target":"SessionEnded","arguments":[]}"#,
    r#"{"type":1,"target":"Error","arguments":["x"]}"#,
    r#"{"type":1,"target":"SdpAnswerReceived","arguments":[null]}"#,
    r#"{"type":7}"#,
    r#"{"type":7,"error":"e","allowReconnect":true}"#,
    r#"{"error":"no"}"#,
    "garbage",
    r#"{"type":1}"#,
];
