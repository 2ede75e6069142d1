//! What `prepare()` makes ready, and what a start makes of it.

use crate::scenario;
use crate::{
    at::At,
    rig::{LIFETIME, Rig, SESSION},
};
use voisnap_webrtc::{
    call::{CallState, SessionAnswer, SessionSource, Signaling},
    error::Code,
};

#[scenario]
fn everything_that_needs_no_microphone() {
    let mut rig = Rig::new();
    rig.prepare();
    assert_eq!(rig.take(), ["token?"]);
    rig.token();
    rig.session();
    assert_eq!(rig.take(), ["session?", "hub [Connecting]", "token?", "open peer"]);
    rig.hub();
    assert_eq!(rig.take(), ["open socket", "send handshake", "hub [Connected]", "prepared", "send ping"]);
    assert_eq!(rig.machine.state(), CallState::Idle);
    rig.prepare();
    assert_eq!(rig.take(), ["prepared"], "it is ready already");
}

#[scenario]
fn a_start_then_needs_only_the_microphone_and_one_round_trip() {
    let mut rig = Rig::at(At::Prepared);
    rig.take();
    rig.now += 1_000;
    rig.start();
    assert_eq!(rig.take(), ["[Connecting]", "microphone?", "Session 0", "Hub 0"]);
    rig.now += 10;
    rig.microphone();
    assert_eq!(rig.take(), ["Microphone 10", "attach microphone", "offer?"]);
    rig.offer();
    assert_eq!(rig.take(), ["Offer 10", "send SendOfferAsync"]);
}

#[scenario]
fn a_start_in_the_middle_goes_on_with_what_is_under_way() {
    let mut rig = Rig::at(At::Preparing);
    rig.take();
    rig.start();
    assert_eq!(rig.take(), ["[Connecting]", "microphone?"], "no second session");
    rig.microphone();
    rig.session();
    rig.hub();
    assert!(rig.did("prepared"));
    assert!(rig.did("offer?"));
}

#[scenario]
fn a_failure_leaves_the_call_startable() {
    let mut rig = Rig::at(At::Preparing);
    rig.take();
    rig.http(503, "");
    assert_eq!(rig.take(), ["log the preparation failed", "abort requests", "not prepared: server_error"]);
    assert_eq!(rig.machine.deadline(), None);
    rig.start();
    assert_eq!(rig.take(), ["[Connecting]", "microphone?", "token?"]);
    rig.token();
    rig.session();
    rig.hub();
    rig.microphone();
    rig.offer();
    assert!(rig.did("send SendOfferAsync"));
}

#[scenario]
fn a_hub_that_fails_is_taken_back_whole() {
    let mut rig = Rig::at(At::Preparing);
    rig.session();
    rig.hub_token();
    rig.opened();
    rig.take();
    rig.closed(1011);
    assert_eq!(
        rig.take(),
        [
            "hub [Lost]",
            "log the preparation failed",
            "abort requests",
            "close peer",
            "hub [Idle]",
            "not prepared: hub_closed"
        ]
    );
    assert_eq!((rig.machine.state(), rig.machine.session_id()), (CallState::Idle, None));
    let rig = rig.on_to(At::Connected);
    assert_eq!(rig.machine.state(), CallState::Connected);
}

#[scenario]
fn a_preparation_times_out_as_a_start_does() {
    let mut rig = Rig::at(At::Preparing);
    rig.wait(10_000);
    assert!(rig.did("not prepared: session_timeout"));
    assert_eq!(rig.machine.deadline(), None);
    assert!(!rig.is_over());
}

#[scenario]
fn a_session_that_is_too_old_by_then_is_replaced() {
    let mut rig = Rig::at(At::Prepared);
    rig.take();
    rig.now += LIFETIME;
    rig.start();
    assert_eq!(
        rig.take(),
        ["[Connecting]", "microphone?", "send close", "close socket", "close peer", "hub [Idle]", "token?"]
    );
    rig.token();
    rig.http(201, &SESSION.replace("ses_1", "ses_2").replace("15:35", "17:35"));
    rig.hub();
    rig.microphone();
    rig.offer();
    assert!(rig.did("send SendOfferAsync"));
    assert_eq!(rig.machine.session_id(), Some("ses_2"));
}

#[scenario]
fn nothing_of_a_replaced_session_is_taken_for_the_new_one() {
    let mut rig = Rig::at(At::Prepared);
    rig.hub_event("SessionStarted", r#"{"conversationId":"conv_1"}"#);
    rig.hub_event("IceCandidateReceived", crate::rig::AGENTS_CANDIDATE);
    rig.now += LIFETIME;
    rig.start();
    assert_eq!(rig.machine.signaling(), Signaling::Idle);
    assert_eq!(rig.machine.conversation_id(), None);
    rig.token();
    rig.http(201, &SESSION.replace("15:35", "17:35"));
    rig.hub();
    rig.microphone();
    rig.offer();
    rig.hub_event("SessionStarted", r#"{"conversationId":"conv_2"}"#);
    assert_eq!(rig.machine.conversation_id(), Some("conv_2"));
    rig.hub_event("SdpAnswerReceived", crate::rig::ANSWER);
    rig.take();
    rig.applied(true);
    assert_eq!(rig.take(), ["Answer 0"], "the old agent's candidate is not added");
}

#[scenario]
fn a_given_session_that_is_too_old_is_refused() {
    let given = |config: &mut voisnap_webrtc::call::Config| {
        config.source = SessionSource::Provided { renewable: false }
    };
    let mut rig = Rig::with(given);
    rig.prepare();
    rig.answer_session(SessionAnswer::Provided(Ok(SESSION.into())));
    rig.hub();
    rig.now += LIFETIME;
    rig.start();
    // The hub knows of the session, and has to confirm its end.
    rig.completes("EndSessionAsync", None);
    assert_eq!(rig.code(), Some(Code::SessionExpired));
    rig.assert_over();
}

#[scenario]
fn a_session_function_is_called_again() {
    let mut rig = Rig::with(|config| config.source = SessionSource::Provided { renewable: true });
    rig.prepare();
    rig.answer_session(SessionAnswer::Provided(Ok(SESSION.into())));
    rig.now += LIFETIME;
    rig.take();
    rig.start();
    assert!(rig.did("session?"));
    assert!(!rig.is_over());
}

#[scenario]
fn a_prepared_hub_that_is_lost_is_made_again_by_the_start() {
    let mut rig = Rig::with(|config| config.reconnect_for = 0).on_to(At::Prepared);
    rig.closed(1006);
    rig.take();
    rig.start();
    assert!(rig.did("token?"));
    assert!(!rig.is_over());
}
