//! Errors say what happened: the step, the agent's or the hub's reason, and what lies under them.

use crate::{
    at::At,
    rig::{ABLE, ANSWER, Question, Rig, SESSION},
    scenario,
};
use voisnap_webrtc::{
    call::{
        Effect, Event, Failure, Input, OpenedMicrophone, PeerState, Refusal, SessionAnswer, SessionSource,
        Support,
    },
    error::{Cause, Code},
    secret::Secret,
    signalr,
    wire::http::HttpFailure,
};

#[scenario]
fn fault_12_why_the_agent_does_not_take_the_call_reaches_the_application() {
    for (data, reason) in [
        (r#"{"reason":"no_agent_available"}"#, Some("no_agent_available")),
        (r#"{"Reason":"busy","code":7}"#, Some("busy")),
        (r#""closed""#, Some("closed")),
        ("null", None),
    ] {
        for at in [At::Prompt, At::Offer, At::AwaitingAnswer, At::ApplyingAnswer, At::ConnectingMedia] {
            let mut rig = Rig::at(at);
            rig.hub_event("SessionEnded", data);
            rig.assert_over();
            let error = rig.rejected.last().expect("start() rejects");
            assert_eq!(error.code(), Code::AgentEnded, "{at:?} {data}");
            assert!(error.message().contains(reason.unwrap_or_default()), "{}", error.message());
            assert_eq!(error.data().unwrap().to_json().as_str(), data);
            let Some(Event::Ended { reason: ended, .. }) = rig.events.last() else { panic!("{at:?}") };
            assert_eq!(ended, reason.unwrap_or("agent_ended"));
        }
    }
    // A waiting `prepare()` rejects the same way, and the call can be started anew.
    let mut rig = Rig::at(At::Preparing);
    rig.session();
    rig.hub_token();
    rig.opened();
    let ended = r#"{"type":1,"target":"SessionEnded","arguments":[{"reason":"busy"}]}"#;
    rig.hub_says(&format!("{{}}\x1e{ended}"));
    let mut late = Rig::at(At::Prepared);
    late.hub_event("SessionEnded", r#"{"reason":"busy"}"#);
    assert!(!late.is_over() && !rig.is_over());
    late.start();
    assert!(late.did("token?"), "a new session");
}

#[scenario]
fn fault_12_a_hub_that_closes_says_with_what_code_and_why() {
    for (code, reconnect_for, wait) in [(4003, 60_000, 0), (4003, 0, 0), (1011, 0, 0), (1011, 60_000, 10_000)]
    {
        let mut rig = Rig::with(|config| config.reconnect_for = reconnect_for).on_to(At::AwaitingAnswer);
        let socket = rig.socket();
        let input = signalr::Input::Closed { socket, code, reason: "quota exceeded", clean: true };
        rig.socket_closed_by(input);
        rig.wait(wait);
        rig.wait(2_000);
        let error = rig.rejected.last().unwrap_or_else(|| panic!("{code} {reconnect_for}"));
        assert_eq!((error.code(), error.close_code()), (Code::HubClosed, Some(code)));
        assert!(error.message().contains("quota exceeded"), "{}", error.message());
    }
}

#[scenario]
fn fault_13_a_disabled_track_is_a_muted_one() {
    let mut rig = Rig::with(|config| config.own_track = true).on_to(At::Prompt);
    rig.take();
    rig.answer_microphone(Ok(OpenedMicrophone { enabled: false }));
    assert!(rig.machine.muted());
    assert!(rig.did("muted true") && !rig.did("mute true"), "{:?}", rig.take());
    rig.take();
    rig.input(Input::SetMuted(false));
    assert_eq!(rig.take(), ["mute false", "muted false"]);
}

#[scenario]
fn fault_01_a_stopped_track_of_the_applications_own_is_a_lost_microphone() {
    let mut rig = Rig::with(|config| config.own_track = true).on_to(At::Connected);
    rig.take();
    for _ in 0..5 {
        rig.wait(1_000);
        assert!(rig.did("microphone ended?"), "{:?}", rig.take());
        rig.take();
        rig.input(Input::MicrophoneInspected { ended: false });
    }
    rig.input(Input::MicrophoneInspected { ended: true });
    rig.input(Input::MicrophoneInspected { ended: true });
    assert_eq!(rig.take(), ["log the microphone is lost", "error microphone_failed"], "once");
    rig.wait(5_000);
    assert!(!rig.did("microphone ended?"));
    assert!(!rig.is_over());
    // The SDK's own microphone fires an event.
    let mut rig = Rig::at(At::Connected);
    rig.wait(5_000);
    assert!(!rig.did("microphone ended?"));
}

/// What a browser or an application throws.
fn thrown() -> Cause {
    #[cfg(target_arch = "wasm32")]
    let thrown = web_sys::wasm_bindgen::JsValue::from_str("thrown");
    #[cfg(not(target_arch = "wasm32"))]
    let thrown = "thrown";
    thrown.into()
}

type Fail = fn(&mut Rig, Option<Cause>);

#[scenario]
fn fault_14_what_was_thrown_is_kept() {
    let rows: [(At, Code, Fail); 8] = [
        (At::TokenPending, Code::TokenFailed, |rig, cause| {
            rig.token_fails(Failure { cause, offline: false });
        }),
        (At::SessionPending, Code::Network, |rig, cause| {
            rig.answer_session(SessionAnswer::Http(Err(HttpFailure::Network { cause, offline: false })));
        }),
        (At::SessionPending, Code::InvalidOptions, |rig, cause| {
            rig.answer_session(SessionAnswer::Http(Err(HttpFailure::Request { cause })));
        }),
        (At::Prompt, Code::MicrophoneFailed, |rig, cause| {
            rig.answer_microphone(Err(Refusal { cause, ..Refusal::default() }));
        }),
        (At::HubConnecting, Code::UnsupportedBrowser, |rig, cause| {
            rig.input(Input::PeerRefused { peer: rig.peer(), cause, forbidden: true });
        }),
        (At::HubConnecting, Code::HubUnreachable, |rig, cause| {
            rig.closed(1006);
            rig.answer_negotiation(Err(HttpFailure::Network { cause, offline: false }));
        }),
        (At::Offer, Code::MediaFailed, |rig, cause| rig.offer_fails(cause)),
        (At::ApplyingAnswer, Code::AnswerInvalid, |rig, cause| rig.answer_fails(cause)),
    ];
    for (at, code, fail) in rows {
        let mut rig = Rig::at(at);
        fail(&mut rig, Some(thrown()));
        rig.wait(2_000);
        let error = rig.rejected.last().unwrap();
        assert_eq!(error.code(), code, "{at:?}");
        assert!(error.cause().is_some(), "{at:?} {code:?}");
    }
}

#[scenario]
fn fault_14_a_session_function_that_fails_has_a_code_of_its_own() {
    let mut rig = Rig::with(|config| config.source = SessionSource::Provided { renewable: true });
    rig.start();
    rig.answer_session(SessionAnswer::Provided(Err(Failure::default())));
    assert_eq!(rig.code(), Some(Code::SessionFailed));
}

#[scenario]
fn fault_46_offline_is_a_matter_of_the_network() {
    let offline = || Failure { cause: None, offline: true };
    let mut rig = Rig::at(At::TokenPending);
    rig.token_fails(offline());
    assert_eq!(rig.code(), Some(Code::Network));
    let mut rig = Rig::at(At::SessionPending);
    rig.session();
    rig.token_fails(offline());
    assert_eq!(rig.code(), Some(Code::Network), "for the hub's token as well");
    let mut rig = Rig::with(|config| config.source = SessionSource::Provided { renewable: true });
    rig.start();
    rig.answer_session(SessionAnswer::Provided(Err(offline())));
    assert_eq!(rig.code(), Some(Code::Network));
}

#[scenario]
fn fault_30_an_api_key_for_a_session_of_the_backends_is_named() {
    let mut rig = Rig::with(|config| config.source = SessionSource::Provided { renewable: false });
    rig.start();
    rig.answer_session(SessionAnswer::Provided(Ok(SESSION.into())));
    let step = rig.token_step();
    rig.input(Input::Token { step, given: Ok(Secret::from("vsnp_live_hush")) });
    assert_eq!(rig.code(), Some(Code::ApiKeyInBrowser));
}

#[scenario]
fn fault_32_the_hubs_retry_after_is_honoured() {
    // In the error of a first connection.
    let mut rig = Rig::at(At::HubConnecting);
    rig.closed(1006);
    rig.negotiation_refused(503, "7");
    let error = rig.rejected.last().unwrap();
    assert_eq!((error.code(), error.status()), (Code::HubUnreachable, Some(503)));
    assert_eq!(error.retry_after_ms(), Some(7_000));
    // In the delay of a reconnect.
    let mut rig = Rig::with(|config| config.negotiate = true);
    rig.start();
    rig.microphone();
    rig.token();
    rig.session();
    rig.hub_token();
    rig.negotiated(Some((200, NEGOTIATION)));
    rig.opened();
    rig.hub_says("{}");
    rig.offer();
    rig.hub_event("SdpAnswerReceived", ANSWER);
    rig.applied(true);
    rig.media(PeerState::Connected);
    rig.closed(1006);
    rig.hub_token();
    rig.negotiation_refused(429, "20");
    rig.take();
    rig.wait(19_000);
    assert!(!rig.did("token?"), "{:?}", rig.take());
    rig.wait(1_500);
    assert!(rig.did("token?"));
}

const NEGOTIATION: &str = r#"{"connectionToken":"id","negotiateVersion":1,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text"]}]}"#;

#[scenario]
fn fault_43_times_count_from_the_applications_start() {
    let mut rig = Rig::new();
    let request = rig.ask(Question::Start);
    let support: Support = ABLE;
    rig.input(Input::Start { request, support, elapsed: 250 });
    rig.now += 100;
    rig.microphone();
    assert!(rig.did("Microphone 350"), "{:?}", rig.take());
    let mut rig = rig.go_on();
    rig.now += 50;
    rig.hub_event("Transcription", r#"{"text":"t","speaker":"agent"}"#);
    assert!(
        matches!(rig.events.last(), Some(Event::Transcript { at_ms: 400, .. })),
        "{:?}",
        rig.events.last()
    );
    rig.now += 3_000;
    rig.hub_says(r#"{"type":6}"#);
    rig.hang_up();
    rig.completes("EndSessionAsync", None);
    let Some(Event::Ended { duration_ms, .. }) = rig.events.last() else { panic!("the call goes on") };
    assert_eq!(*duration_ms, 3_050, "from the connected media");
}

#[scenario]
fn fault_17_refused_ice_servers_are_logged_by_index() {
    let mut rig = Rig::at(At::HubConnecting);
    let peer = rig.peer();
    rig.input(Input::IceServersRefused { peer, refused: vec![(1, "SyntaxError".into())] });
    let logged = rig.events.iter().any(|event| {
        matches!(event, Event::Log { detail: Some(detail), .. } if detail == "iceServers[1]: SyntaxError")
    });
    assert!(logged);
    assert!(!rig.is_over());
}

#[scenario]
fn fault_17_an_ice_server_that_no_browser_takes_is_logged_once() {
    let mut rig = Rig::at(At::SessionPending);
    rig.http(201, &SESSION.replace(r#""iceServers":["#, r#""iceServers":[{"urls":"ftp:t"},"#));
    let of_server = |event: &&Event| matches!(event, Event::Log { detail: Some(detail), .. } if detail.starts_with("iceServers["));
    assert_eq!(rig.events.iter().filter(of_server).count(), 1);
}

#[scenario]
fn fault_07_a_session_that_was_just_received_is_never_judged_by_the_local_clock() {
    for off in [-3_600_000_i64, 3_600_000, 365 * 86_400_000] {
        let mut rig = Rig::new();
        rig.unix = rig.unix.saturating_add_signed(off);
        let rig = rig.on_to(At::Connected);
        assert!(rig.rejected.is_empty());
    }
    // Prepared, and started at once.
    let mut rig = Rig::new();
    rig.unix += 7_200_000;
    let mut rig = rig.on_to(At::Prepared);
    rig.take();
    rig.start();
    assert!(!rig.did("token?"), "the prepared session is used");
    assert!(rig.effects.iter().any(|effect| matches!(effect, Effect::OpenMicrophone { .. })));
}

#[scenario]
fn a_hub_that_does_not_know_a_session_which_seemed_expired_says_that_it_is() {
    type Refuse = fn(&mut Rig);
    let refusals: [(At, Refuse); 2] = [
        (At::AwaitingAnswer, |rig| rig.hub_event("Error", r#"{"code":"session_not_found"}"#)),
        (At::HubConnecting, |rig| {
            rig.closed(1006);
            rig.negotiated(Some((404, "")));
        }),
    ];
    for (at, refuse) in refusals {
        for late in [false, true] {
            let mut rig = Rig::new();
            rig.unix += u64::from(late) * 7_200_000;
            let mut rig = rig.on_to(at);
            refuse(&mut rig);
            rig.wait(2_000);
            assert_eq!(rig.code() == Some(Code::SessionExpired), late, "{at:?}");
        }
    }
}

#[scenario]
fn media_that_connects_before_the_answer_is_ignored() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.take();
    rig.media(PeerState::Connected);
    assert_eq!(rig.take(), [""; 0]);
}
