//! A call that is up and loses its media, its hub, or its microphone.

use crate::scenario;
use crate::{at::At, rig::Rig};
use voisnap_webrtc::{
    call::{CallState, Event, Input, PeerState, Signaling},
    error::Code,
};

#[scenario]
fn media_that_comes_back() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.media(PeerState::Disconnected);
    assert_eq!(rig.take(), ["[Reconnecting]"]);
    rig.wait(20_000);
    rig.hub_says(r#"{"type":6}"#);
    rig.take();
    rig.media(PeerState::Connected);
    assert_eq!(rig.take(), ["[Connected]"]);
    rig.wait(29_000);
    rig.hub_says(r#"{"type":6}"#);
    rig.wait(29_000);
    assert!(!rig.is_over(), "the limit is gone with the loss");
    assert_eq!(rig.started.len(), 1, "it came up once");
}

#[scenario]
fn media_that_stays_away_for_as_long_as_is_allowed() {
    let mut rig = Rig::with(|config| config.reconnect_for = 5_000).on_to(At::Reconnecting);
    rig.wait(4_999);
    assert!(!rig.is_over());
    rig.wait(1);
    rig.completes("EndSessionAsync", None);
    assert_eq!(rig.code(), Some(Code::MediaFailed));
    rig.assert_over();
}

#[scenario]
fn fault_27_without_reconnecting_the_call_ends_as_soon_as_the_browser_gives_up() {
    let mut rig = Rig::with(|config| config.reconnect_for = 0).on_to(At::Reconnecting);
    rig.wait(25_000);
    assert!(!rig.is_over());
    rig.media(PeerState::Failed);
    rig.completes("EndSessionAsync", None);
    assert_eq!(rig.code(), Some(Code::MediaFailed));
}

#[scenario]
fn a_hub_that_is_lost_for_a_while_does_not_touch_the_call() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.closed(1006);
    assert_eq!(rig.machine.signaling(), Signaling::Reconnecting);
    assert_eq!(rig.machine.state(), CallState::Connected);
    rig.hub();
    assert_eq!(rig.machine.signaling(), Signaling::Connected);
    let errors = rig.events.iter().filter(|event| matches!(event, Event::Error(_))).count();
    assert_eq!(errors, 0);
    rig.hub_event("Transcription", r#"{"text":"still here","speaker":"agent"}"#);
    assert!(rig.did("said still here"));
}

#[scenario]
fn a_hub_that_is_lost_for_good_is_reported_and_the_call_goes_on() {
    let mut rig = Rig::at(At::HubLost);
    assert_eq!((rig.machine.signaling(), rig.machine.state()), (Signaling::Lost, CallState::Connected));
    assert!(rig.did("error hub_closed"));
    rig.wait(600_000);
    assert!(!rig.is_over());
    rig.hang_up();
    rig.assert_over();
}

#[scenario]
fn a_hub_that_cannot_be_found_again_is_given_up_after_the_limit() {
    let mut rig = Rig::at(At::Connected);
    rig.closed(1006);
    rig.take();
    // No token is given: the attempts are left unanswered.
    rig.wait(70_000);
    assert_eq!(rig.machine.signaling(), Signaling::Lost);
    assert_eq!(rig.machine.state(), CallState::Connected);
    assert_eq!(rig.take().iter().filter(|did| did.starts_with("error ")).count(), 1);
}

#[scenario]
fn fault_27_connection_lost_means_that_hub_and_media_were_lost() {
    let mut rig = Rig::at(At::HubLost);
    rig.media(PeerState::Disconnected);
    rig.wait(59_999);
    assert!(!rig.is_over());
    rig.wait(1);
    assert_eq!(rig.code(), Some(Code::ConnectionLost));
    rig.assert_over();
}

/// `closed` is no state of the machine's: the browser reports it for our own `close()` only, and without an event.
#[scenario]
fn fault_41_media_ends_by_failure_alone() {
    for at in [At::ConnectingMedia, At::Connected, At::Reconnecting] {
        let mut rig = Rig::at(at);
        rig.media(PeerState::Failed);
        rig.completes("EndSessionAsync", None);
        assert_eq!(rig.code(), Some(Code::MediaFailed), "{at:?}");
        rig.assert_over();
    }
}

#[scenario]
fn fault_27_without_reconnecting_a_lost_hub_stays_lost_while_the_call_goes_on() {
    let mut rig = Rig::with(|config| config.reconnect_for = 0).on_to(At::Connected);
    rig.closed(1006);
    assert_eq!((rig.machine.signaling(), rig.machine.state()), (Signaling::Lost, CallState::Connected));
    rig.wait(600_000);
    assert!(!rig.is_over());
    rig.media(PeerState::Failed);
    assert_eq!(rig.code(), Some(Code::ConnectionLost));
}

#[scenario]
fn a_hub_lost_with_the_answer_in_place_does_not_matter() {
    for at in [At::ApplyingAnswer, At::ConnectingMedia] {
        let mut rig = Rig::at(at);
        rig.hub_says(r#"{"type":7}"#);
        assert!(!rig.is_over(), "{at:?}");
        if at == At::ApplyingAnswer {
            rig.applied(true);
        }
        rig.media(PeerState::Connected);
        assert_eq!(rig.machine.state(), CallState::Connected);
    }
}

#[scenario]
fn a_microphone_that_stops_is_reported_and_the_call_goes_on() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.input(Input::MicrophoneLost);
    assert_eq!(rig.take(), ["log the microphone is lost", "error microphone_failed"]);
    assert!(!rig.is_over());
}

#[scenario]
fn a_wake_up_probes_the_hub() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.input(Input::Wake);
    assert_eq!(rig.take(), ["send ping"]);
}
