//! What `logger: console.log` shows of a call.

use crate::{at::At, rig::Rig, scenario};
use voisnap_webrtc::call::{Event, Level};

fn lines(rig: &Rig) -> Vec<(Level, String)> {
    let line = |event: &Event| match event {
        Event::Log { level, message, detail } => {
            let detail = detail.as_deref().unwrap_or_default();
            Some((*level, format!("{message}: {detail}")))
        }
        _ => None,
    };
    rig.events.iter().filter_map(line).collect()
}

#[scenario]
fn fault_42_the_course_of_a_call_is_logged() {
    let mut rig = Rig::at(At::Connected);
    rig.candidate();
    rig.hub_event("IceCandidateReceived", crate::rig::AGENTS_CANDIDATE);
    rig.closed(1006);
    rig.hang_up();
    rig.wait(2_000);
    let lines = lines(&rig);
    for (level, expected) in [
        (Level::Info, "call state: connecting"),
        (Level::Info, "stage reached: microphone after 0 ms"),
        (Level::Info, "stage reached: session after 0 ms"),
        (Level::Info, "hub state: connected"),
        (Level::Info, "stage reached: offer after 0 ms"),
        (Level::Info, "media state: connected"),
        (Level::Info, "call state: connected"),
        (Level::Debug, "local candidate: host udp"),
        (Level::Debug, "remote candidate: host udp"),
        (Level::Warn, "the hub is lost; reconnecting: The hub closed the connection: code 1006."),
        (Level::Info, "hub state: reconnecting"),
        (Level::Info, "the call ended: user_ended"),
    ] {
        assert!(lines.iter().any(|line| *line == (level, expected.to_owned())), "{expected}: {lines:#?}");
    }
    // The end of the call stays the last event.
    assert!(matches!(rig.events.last(), Some(Event::Ended { .. })));
}

#[scenario]
fn fault_42_an_error_that_ends_the_call_is_logged_as_one() {
    let mut rig = Rig::at(At::SessionPending);
    rig.http(503, "");
    let lines = lines(&rig);
    assert!(
        lines.iter().any(|(level, line)| *level == Level::Error && line.contains("server_error")),
        "{lines:#?}"
    );
}
