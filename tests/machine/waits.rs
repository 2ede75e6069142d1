//! Limits: each names the step that was waited for, none counts a suspend, and no wait is without one.

use crate::{
    at::At,
    rig::{ANSWER, Rig},
    scenario,
};
use voisnap_webrtc::{
    call::{CallState, Config, Input, PeerState, SessionSource, Signaling},
    error::Code,
};

#[scenario]
fn fault_14_a_time_out_names_the_step_that_was_waited_for() {
    type Way = fn(Rig) -> Rig;
    let provided = |config: &mut Config| config.source = SessionSource::Provided { renewable: true };
    let rows: [(&str, u64, Way); 8] = [
        ("access token function", 10_000, |rig| rig.on_to(At::TokenPending)),
        ("session request", 10_000, |rig| rig.on_to(At::SessionPending)),
        ("access token function", 10_000, |rig| rig.on_to(At::OfferQueued)),
        ("socket", 10_000, |rig| rig.on_to(At::HubConnecting)),
        ("handshake", 10_000, |rig| {
            let mut rig = rig.on_to(At::HubConnecting);
            rig.opened();
            rig
        }),
        ("negotiation", 10_000, |rig| {
            let mut rig = rig.on_to(At::HubConnecting);
            rig.closed(1006);
            rig
        }),
        ("apply the agent's answer", 15_000, |rig| rig.on_to(At::ApplyingAnswer)),
        ("Audio did not connect", 15_000, |rig| rig.on_to(At::ConnectingMedia)),
    ];
    for (step, limit, way) in rows {
        let mut rig = way(Rig::new());
        rig.wait(limit + 2_000);
        let error = rig.rejected.last().unwrap_or_else(|| panic!("{step}"));
        assert!(error.message().contains(step), "{step}: {}", error.message());
        assert!(error.message().contains(&limit.to_string()), "{step}: {}", error.message());
    }
    let mut rig = Rig::with(provided);
    rig.start();
    rig.wait(10_000);
    assert!(rig.rejected[0].message().contains("session function"));
}

#[scenario]
fn fault_40_a_browser_that_never_creates_an_offer_is_not_waited_for_without_end() {
    let mut rig = Rig::at(At::Offer);
    rig.wait(9_999);
    assert!(!rig.is_over());
    rig.wait(1);
    rig.wait(2_000);
    assert_eq!(rig.code(), Some(Code::MediaFailed));
    assert!(rig.end().unwrap().message().contains("offer"));
}

#[scenario]
fn fault_44_a_suspend_in_set_up_is_no_time_out() {
    for (at, events) in [(At::AwaitingAnswer, true), (At::ConnectingMedia, false)] {
        let mut rig = Rig::at(at);
        // The process is stopped for 8 seconds of the 10, or of the 15; on waking the timer fires first.
        rig.wait(3_000);
        rig.now += 12_500;
        rig.input(Input::Timeout);
        assert!(!rig.is_over(), "{at:?}");
        if events {
            rig.hub_event("SdpAnswerReceived", ANSWER);
            rig.applied(true);
        }
        rig.media(PeerState::Connected);
        assert_eq!(rig.machine.state(), CallState::Connected);
    }
    // One that is awake is timed out all the same.
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.wait(3_000);
    rig.now += 8_000;
    rig.input(Input::Timeout);
    rig.wait(8_000);
    rig.wait(2_000);
    assert_eq!(rig.code(), Some(Code::AnswerTimeout));
}

#[scenario]
fn fault_24_opening_the_lid_while_reconnecting_ends_nothing() {
    let mut rig = Rig::at(At::Reconnecting);
    rig.wait(2_000);
    rig.now += 3_600_000;
    rig.input(Input::Timeout);
    assert!(!rig.is_over());
    rig.media(PeerState::Connected);
    assert_eq!(rig.machine.state(), CallState::Connected);
}

#[scenario]
fn fault_44_media_that_failed_in_a_suspend_gets_a_moment_to_come_back() {
    let mut rig = Rig::at(At::Connected);
    rig.wait(2_000);
    rig.now += 40_000;
    rig.media(PeerState::Disconnected);
    rig.media(PeerState::Failed);
    assert_eq!(rig.machine.state(), CallState::Reconnecting);
    rig.wait(120);
    rig.media(PeerState::Connected);
    assert_eq!(rig.machine.state(), CallState::Connected);
    rig.wait(6_000);
    assert!(!rig.is_over());
    // It does not get long.
    let mut rig = Rig::at(At::Connected);
    rig.wait(2_000);
    rig.now += 40_000;
    rig.media(PeerState::Failed);
    rig.wait(5_000);
    rig.wait(2_000);
    assert!(rig.is_over());
    // Awake, a failure is a failure.
    let mut rig = Rig::at(At::Connected);
    rig.wait(2_000);
    rig.media(PeerState::Failed);
    rig.completes("EndSessionAsync", None);
    assert_eq!(rig.code(), Some(Code::MediaFailed));
}

#[scenario]
fn fault_54_an_answer_that_waits_is_taken_after_the_hubs_return() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.closed(1006);
    assert!(!rig.is_over());
    assert_eq!(rig.machine.signaling(), Signaling::Reconnecting);
    rig.wait(1_000);
    rig.hub();
    let offers = rig.sent().iter().filter(|message| message.contains("SendOfferAsync")).count();
    assert_eq!(offers, 1, "a second offer could make a second agent");
    rig.hub_event("SdpAnswerReceived", ANSWER);
    rig.applied(true);
    rig.media(PeerState::Connected);
    assert_eq!(rig.machine.state(), CallState::Connected);
}

#[scenario]
fn fault_54_without_an_answer_within_the_limit_the_call_ends() {
    for returns in [true, false] {
        let mut rig = Rig::at(At::AwaitingAnswer);
        rig.wait(1_000);
        rig.closed(1006);
        if returns {
            rig.hub();
        }
        rig.wait(8_999);
        assert!(!rig.is_over(), "{returns}");
        rig.wait(1);
        rig.wait(2_000);
        assert_eq!(rig.code(), Some(Code::HubClosed), "{returns}");
    }
}

#[scenario]
fn fault_39_an_offer_lost_with_its_frame_is_hub_closed() {
    // A given session, whose prepared hub is being found again.
    let mut rig = Rig::with(|config| config.source = SessionSource::Provided { renewable: false });
    rig.prepare();
    let session = crate::rig::SESSION;
    rig.answer_session(voisnap_webrtc::call::SessionAnswer::Provided(Ok(session.into())));
    rig.hub();
    rig.closed(1006);
    rig.start();
    rig.microphone();
    rig.offer();
    rig.hub_token();
    rig.take();
    rig.opened();
    assert!(rig.did("send handshake + SendOfferAsync"), "{:?}", rig.take());
    rig.closed(1006);
    rig.wait(500);
    rig.wait(12_000);
    assert_eq!(rig.code(), Some(Code::HubClosed));
}
