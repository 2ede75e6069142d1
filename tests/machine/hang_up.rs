//! Hanging up, wherever the call is: over once, over soon, and nothing left open.

use crate::scenario;
use crate::{
    at::At,
    rig::{ANSWER, OFFER, Rig},
};
use voisnap_webrtc::{
    call::{ConnectionId, EndedBy, Event, InBand, Input, PeerId, PeerState, RequestId, RoundId, StepId},
    error::Code,
    secret::Secret,
    signalr,
};

/// Whether the hub has a call to end when a call that is here is hung up.
const fn hub_knows(at: At) -> bool {
    matches!(
        at,
        At::Prepared
            | At::Prompt
            | At::Offer
            | At::AwaitingAnswer
            | At::ApplyingAnswer
            | At::ConnectingMedia
            | At::Connected
            | At::Reconnecting
    )
}

#[scenario]
fn in_every_state() {
    for at in At::ALL {
        let mut rig = Rig::at(at);
        rig.take();
        rig.hang_up();
        if hub_knows(at) {
            assert!(rig.did("send EndSessionAsync"), "{at:?}");
            assert!(!rig.is_over(), "{at:?}: the hub is waited for");
            rig.completes("EndSessionAsync", None);
        } else if at == At::HangingUp {
            assert_eq!(rig.take(), [""; 0], "a second time nothing is done");
            rig.completes("EndSessionAsync", None);
        }
        rig.assert_over();
        let Some(Event::Ended { reason, by, error, .. }) = rig.events.last() else { panic!("{at:?}") };
        assert_eq!((reason.as_str(), *by), ("user_ended", EndedBy::User), "{at:?}");
        let given_up = (At::Prompt..At::Connected).contains(&at);
        assert_eq!(
            error.as_ref().map(voisnap_webrtc::Error::code),
            given_up.then_some(Code::Cancelled),
            "{at:?}"
        );
        let expected = usize::from(matches!(at, At::Preparing));
        assert_eq!(rig.prepared.iter().filter(|p| p.is_err()).count(), expected, "{at:?}");
    }
}

#[scenario]
fn a_hub_that_does_not_confirm_is_waited_for_two_seconds() {
    for at in At::ALL.into_iter().filter(|at| hub_knows(*at)) {
        let mut rig = Rig::at(at);
        rig.hang_up();
        rig.wait(1_999);
        assert!(!rig.is_over(), "{at:?}");
        rig.wait(1);
        rig.assert_over();
    }
}

#[scenario]
fn a_hub_that_closes_instead_of_confirming_is_enough() {
    for close in [r#"{"type":7}"#, r#"{"type":7,"error":"x"}"#, r#"{"type":1,"target":"SessionEnded"}"#] {
        let mut rig = Rig::at(At::HangingUp);
        rig.hub_says(close);
        rig.assert_over();
        assert_eq!(rig.code(), None);
    }
    let mut rig = Rig::with(|config| config.reconnect_for = 0).on_to(At::HangingUp);
    rig.closed(1006);
    rig.assert_over();
    let mut rig = Rig::at(At::HangingUp);
    rig.completes("EndSessionAsync", Some("Session not found"));
    rig.assert_over();
    assert_eq!(rig.code(), None, "what is over is over");
}

#[scenario]
fn a_microphone_that_is_given_after_the_end_is_released() {
    for started in [false, true] {
        let mut rig = Rig::new();
        if started {
            rig.start();
            rig.hang_up();
        } else {
            rig = Rig::at(At::Prompt);
            rig.hang_up();
        }
        rig.take();
        rig.microphone();
        assert_eq!(rig.take(), ["release microphone"]);
        rig.wait(2_000);
        rig.assert_over();
    }
}

#[scenario]
fn whatever_arrives_later_is_dropped() {
    for at in At::ALL {
        let mut rig = Rig::at(at);
        let peer = if at > At::SessionPending { rig.peer() } else { PeerId(0) };
        rig.hang_up();
        rig.wait(2_000);
        rig.assert_over();
        rig.take();
        for step in 0..12 {
            rig.input(Input::Token { step: StepId(step), given: Ok(Secret::from("hush")) });
            let round = RoundId(step);
            rig.input(Input::Offer { round, outcome: Ok(Secret::from(OFFER)) });
            rig.input(Input::AnswerApplied { round, outcome: Err(None) });
            rig.input(Input::PeerRefused { peer: PeerId(step), cause: None, forbidden: false });
            rig.input(Input::AgentAudio { step: StepId(step), energy: 1.0 });
            rig.input(Input::InBandDtmf { request: RequestId(step), outcome: InBand::Played });
        }
        for state in [PeerState::Connected, PeerState::Disconnected, PeerState::Failed] {
            rig.input(Input::PeerState { peer, state });
        }
        let socket = signalr::SocketId(1);
        let text = format!("{{\"type\":1,\"target\":\"SdpAnswerReceived\",\"arguments\":[{ANSWER}]}}\x1e");
        for connection in (0..20).map(ConnectionId) {
            rig.input(Input::Hub { connection, input: signalr::Input::Opened { socket } });
            rig.input(Input::Hub {
                connection,
                input: signalr::Input::Text { socket, text: text.as_str().into() },
            });
        }
        rig.input(Input::MicrophoneLost);
        rig.input(Input::SetMuted(true));
        rig.input(Input::Wake);
        rig.input(Input::Timeout);
        rig.input(Input::PageHide);
        rig.prepare();
        rig.start();
        rig.hang_up();
        assert_eq!(rig.take(), ["not prepared: call_ended"], "{at:?}");
        rig.assert_over();
    }
}

#[scenario]
fn the_hub_receives_a_reason_of_its_own_vocabulary() {
    for (reason, sent) in [
        ("user_ended", "user_ended"),
        ("cancelled", "user_ended"),
        ("page_closed", "user_ended"),
        ("", "user_ended"),
        ("transferred", "transferred"),
    ] {
        let mut rig = Rig::at(At::Connected);
        rig.hang_up_for(reason);
        let end = rig.sent().pop().unwrap();
        assert!(end.contains(&format!(r#""arguments":["{sent}"]"#)), "{end}");
    }
}

#[scenario]
fn a_hub_that_is_away_receives_the_end_if_it_returns_in_time() {
    let mut rig = Rig::at(At::Connected);
    rig.closed(1006);
    rig.hang_up();
    assert!(!rig.is_over());
    rig.take();
    rig.hub_token();
    rig.opened();
    assert_eq!(rig.take(), ["open socket", "send handshake + EndSessionAsync"]);
    rig.hub_says("{}");
    rig.completes("EndSessionAsync", None);
    rig.assert_over();
}

#[scenario]
fn an_offer_that_left_before_the_hub_answered_is_taken_back() {
    let mut rig = Rig::at(At::OfferQueued);
    rig.hub_token();
    rig.take();
    rig.opened();
    assert_eq!(rig.take(), ["send handshake + SendOfferAsync"], "the hub may make an agent of it");
    rig.hang_up();
    assert!(rig.did("send EndSessionAsync"));
    assert!(!rig.is_over(), "the hub is waited for");
    rig.hub_says("{}");
    rig.completes("EndSessionAsync", None);
    rig.assert_over();
    // A hub that sends nothing is not waited for any longer than one that is there.
    let mut rig = Rig::at(At::OfferQueued);
    rig.hub_token();
    rig.opened();
    rig.hang_up();
    rig.wait(2_000);
    rig.assert_over();
}

#[scenario]
fn a_page_that_goes_away_is_over_at_once() {
    for at in At::ALL {
        let mut rig = Rig::at(at);
        rig.take();
        rig.input(Input::PageHide);
        rig.assert_over();
        let trace = rig.take();
        if hub_knows(at) {
            let goodbye = trace.iter().position(|did| did == "send EndSessionAsync");
            let close = trace.iter().position(|did| did == "close socket");
            assert!(goodbye.is_some() && goodbye < close, "{at:?}: {trace:?}");
        }
        let Some(Event::Ended { reason, .. }) = rig.events.last() else { panic!("{at:?}") };
        let expected = if at == At::HangingUp { "user_ended" } else { "page_closed" };
        assert_eq!(reason, expected, "{at:?}");
    }
}
