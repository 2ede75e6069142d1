//! What a call did, in short words and in order: what most tests compare.

use voisnap_webrtc::{
    call::{Effect, Event, Level},
    signalr,
    wire::Value,
};

/// One effect in a few words.
pub(crate) fn words(effect: &Effect) -> String {
    match effect {
        Effect::RequestToken { .. } => "token?".into(),
        Effect::CreateSession { .. } | Effect::ProvideSession { .. } => "session?".into(),
        Effect::OpenMicrophone { .. } => "microphone?".into(),
        Effect::InspectMicrophone => "microphone ended?".into(),
        Effect::ReleaseMicrophone => "release microphone".into(),
        Effect::OpenPeer { .. } => "open peer".into(),
        Effect::AttachMicrophone => "attach microphone".into(),
        Effect::CreateOffer { .. } => "offer?".into(),
        Effect::ApplyAnswer { .. } => "apply answer".into(),
        Effect::AddCandidate { .. } => "add candidate".into(),
        Effect::ClosePeer => "close peer".into(),
        Effect::Mute(muted) => format!("mute {muted}"),
        Effect::MeasureAgentAudio { .. } => "agent heard?".into(),
        Effect::InsertDtmf { digits, .. } => format!("in-band {}", digits.expose()),
        Effect::AbortRequests => "abort requests".into(),
        Effect::Hub { effect, .. } => hub_words(effect),
    }
}

fn hub_words(effect: &signalr::Effect) -> String {
    match effect {
        signalr::Effect::Negotiate { .. } => "negotiate?".into(),
        signalr::Effect::OpenSocket { .. } => "open socket".into(),
        signalr::Effect::SendText { text, .. } => {
            let messages: Vec<_> = text.split_terminator('\x1e').map(message_words).collect();
            format!("send {}", messages.join(" + "))
        }
        signalr::Effect::CloseSocket { .. } => "close socket".into(),
    }
}

/// A hub message in short: the method's name, or its kind.
fn message_words(message: &str) -> String {
    let message = Value::parse(message).unwrap();
    match message.field("type").and_then(|kind| kind.unsigned()) {
        None => "handshake".into(),
        Some(1) => message.field("target").unwrap().text().unwrap(),
        Some(3) => "completion".into(),
        Some(6) => "ping".into(),
        Some(7) => "close".into(),
        Some(other) => format!("type {other}"),
    }
}

pub(crate) fn event_words(event: &Event) -> String {
    match event {
        Event::StateChange { state, .. } => format!("[{state:?}]"),
        Event::Progress { stage, ms } => format!("{stage:?} {ms}"),
        Event::Started { .. } => "started".into(),
        Event::Transcript { text, .. } => format!("said {text}"),
        Event::Ended { reason, by, .. } => format!("ended {reason} by {by:?}"),
        Event::Error(error) => format!("error {}", error.code().as_str()),
        Event::SignalingChange { signaling, .. } => format!("hub [{signaling:?}]"),
        Event::MuteChange { muted } => format!("muted {muted}"),
        Event::HubEvent { name, .. } => format!("hub event {name}"),
        Event::Log { message, .. } => format!("log {message}"),
    }
}

/// Whether `event` only logs the call's course.
pub(crate) fn is_course(event: &Event) -> bool {
    matches!(event, Event::Log { level: Level::Debug | Level::Info, .. })
}
