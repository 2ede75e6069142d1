//! The documented flow, and set-up as a graph: every step as soon as what it needs is there.

use crate::scenario;
use crate::{
    at::At,
    rig::{AGENTS_CANDIDATE, ANSWER, OFFER, Rig, SESSION, TOKEN},
};
use voisnap_webrtc::{
    call::{
        CallState, Effect, Event, InBand, Input, PeerId, PeerState, RequestId, Signaling, Stage, Support,
    },
    error::Code,
    signalr,
    wire::{RawJson, session::IceServer},
};

#[scenario]
fn the_documented_flow() {
    let mut rig = Rig::new();
    rig.start();
    assert_eq!(rig.take(), ["[Connecting]", "microphone?", "token?"]);
    rig.now += 10;
    rig.microphone();
    assert_eq!(rig.take(), ["Microphone 10"]);
    rig.token();
    assert_eq!(rig.take(), ["session?"]);
    rig.now += 10;
    rig.session();
    assert_eq!(
        rig.take(),
        ["Session 20", "hub [Connecting]", "token?", "open peer", "attach microphone", "offer?"]
    );
    rig.hub_token();
    assert_eq!(rig.take(), ["open socket"]);
    rig.opened();
    assert_eq!(rig.take(), ["send handshake"]);
    rig.now += 10;
    rig.hub_says("{}");
    assert_eq!(rig.take(), ["hub [Connected]", "Hub 30", "send ping"]);
    rig.now += 10;
    rig.offer();
    assert_eq!(rig.take(), ["Offer 40", "send SendOfferAsync"]);
    rig.hub_event("SessionStarted", r#"{"sessionId":"ses_1","conversationId":"conv_1"}"#);
    assert_eq!(rig.take(), ["started"]);
    rig.candidate();
    assert_eq!(rig.take(), ["send SendIceCandidateAsync"]);
    rig.completes("SendOfferAsync", None);
    assert_eq!(rig.take(), [""; 0]);
    rig.now += 10;
    rig.hub_event("SdpAnswerReceived", ANSWER);
    assert_eq!(rig.take(), ["apply answer"]);
    rig.applied(true);
    assert_eq!(rig.take(), ["Answer 50"]);
    rig.hub_event("IceCandidateReceived", AGENTS_CANDIDATE);
    assert_eq!(rig.take(), ["add candidate"]);
    rig.now += 10;
    rig.media(PeerState::Connected);
    assert_eq!(rig.take(), ["Media 60", "[Connected]", "start resolves", "agent heard?"]);
    assert_eq!(rig.started, [rig.machine.info()]);
    assert_eq!((rig.machine.session_id(), rig.machine.conversation_id()), (Some("ses_1"), Some("conv_1")));

    rig.now += 1_000;
    rig.hang_up();
    assert_eq!(
        rig.take(),
        ["release microphone", "abort requests", "close peer", "send EndSessionAsync"],
        "everything but the hub is let go at once"
    );
    rig.completes("EndSessionAsync", None);
    assert_eq!(
        rig.take(),
        ["send close", "close socket", "hub [Closed]", "[Ended]", "ended user_ended by User"]
    );
    assert!(matches!(rig.events.last(), Some(Event::Ended { duration_ms: 1_000, error: None, .. })));
    rig.assert_over();
}

#[scenario]
fn what_goes_over_the_wire_is_what_is_documented() {
    let mut rig = Rig::at(At::Connected);
    rig.candidate();
    rig.hang_up();
    let Some(Effect::CreateSession { url, token, body, .. }) =
        rig.effects.iter().find(|effect| matches!(effect, Effect::CreateSession { .. }))
    else {
        panic!("no session request");
    };
    assert_eq!(url, "https://api.test/api/v1/webrtc/sessions");
    assert_eq!(token.expose(), TOKEN);
    assert_eq!(body, r#"{"agentId":"agt_1"}"#);
    let opened = rig.effects.iter().find_map(|effect| match effect {
        Effect::Hub { effect: signalr::Effect::OpenSocket { url, .. }, .. } => Some(url.expose().as_str()),
        _ => None,
    });
    assert_eq!(
        opened,
        Some("wss://api.test/hubs/webrtc?sessionToken=hush-session&access_token=hush-access-token")
    );
    let sent = rig.sent();
    let offer = format!(
        r#"{{"type":1,"invocationId":"0","target":"SendOfferAsync","arguments":[{{"sdp":{},"type":"offer"}}]}}"#,
        RawJson::serialize(OFFER).unwrap().as_str()
    );
    assert!(sent.contains(&offer), "{sent:?}");
    let candidate = r#"{"type":1,"target":"SendIceCandidateAsync","arguments":[{"candidate":"candidate:2 1 udp 1 192.168.0.2 9 typ host hush","sdpMid":"0","sdpMLineIndex":0}]}"#;
    assert!(sent.iter().any(|message| message == candidate), "{sent:?}");
    let end = r#"{"type":1,"invocationId":"1","target":"EndSessionAsync","arguments":["user_ended"]}"#;
    assert!(sent.iter().any(|message| message == end), "{sent:?}");
    let peer = rig.effects.iter().find_map(|effect| match effect {
        Effect::OpenPeer { ice_servers, .. } => Some(ice_servers),
        _ => None,
    });
    let turn = IceServer {
        index: 0,
        urls: vec!["turn:t:3478".into()],
        username: Some("u".into()),
        credential: Some("hush-turn".into()),
    };
    assert_eq!(peer, Some(&vec![turn]), "the ICE servers are handed on whole");
}

#[scenario]
fn an_offer_that_is_ready_first_leaves_with_the_handshake() {
    let mut rig = Rig::at(At::OfferQueued);
    rig.candidate();
    rig.hub_token();
    rig.take();
    rig.opened();
    assert_eq!(rig.take(), ["send handshake + SendOfferAsync + SendIceCandidateAsync"], "one frame");
    rig.now += 5;
    rig.hub_says("{}");
    assert_eq!(rig.take(), ["hub [Connected]", "Hub 5", "Offer 5", "send ping"]);
}

#[scenario]
fn an_answer_in_the_frame_of_the_handshakes_answer_is_taken() {
    // A hub that answers handshake and offer in one frame.
    let mut rig = Rig::at(At::OfferQueued);
    rig.hub_token();
    rig.opened();
    rig.hub_says(&format!(
        "{{}}\x1e{{\"type\":1,\"target\":\"SdpAnswerReceived\",\"arguments\":[{ANSWER}]}}"
    ));
    assert!(rig.did("apply answer"), "{:?}", rig.take());
}

#[scenario]
fn candidates_that_are_found_early_wait_for_the_offer() {
    let mut rig = Rig::at(At::Offer);
    rig.take();
    rig.candidate();
    rig.candidate();
    assert_eq!(rig.take(), [""; 0]);
    rig.offer();
    assert_eq!(
        rig.take(),
        ["Offer 0", "send SendOfferAsync + SendIceCandidateAsync + SendIceCandidateAsync"]
    );
}

#[scenario]
fn the_agents_candidates_wait_for_its_answer_and_go_to_the_browser_right_behind_it() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.take();
    rig.hub_event("IceCandidateReceived", AGENTS_CANDIDATE);
    assert_eq!(rig.take(), [""; 0]);
    rig.hub_event("SdpAnswerReceived", ANSWER);
    rig.hub_event("IceCandidateReceived", AGENTS_CANDIDATE);
    assert_eq!(rig.take(), ["apply answer", "add candidate", "add candidate"]);
    rig.applied(true);
    assert_eq!(rig.take(), ["Answer 0"]);
    rig.hub_event("IceCandidateReceived", AGENTS_CANDIDATE);
    assert_eq!(rig.take(), ["add candidate"]);
}

#[scenario]
fn candidates_of_a_hub_without_measure_are_not_hoarded() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    for _ in 0..1_000 {
        rig.hub_event("IceCandidateReceived", AGENTS_CANDIDATE);
    }
    rig.hub_event("SdpAnswerReceived", ANSWER);
    let added = rig.take().iter().filter(|did| *did == "add candidate").count();
    assert_eq!(added, 256);
}

#[scenario]
fn events_in_pascal_case_are_read_too() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.take();
    rig.hub_event(
        "sdpanswerreceived",
        r#"{"Sdp":"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n","Type":"answer"}"#,
    );
    rig.applied(true);
    rig.hub_event("ICECANDIDATERECEIVED", r#"{"Candidate":"candidate:1","SdpMid":"0","SdpMLineIndex":0}"#);
    assert_eq!(rig.take(), ["apply answer", "Answer 0", "add candidate"]);
}

#[scenario]
fn a_second_answer_is_not_applied() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.hub_event("SdpAnswerReceived", ANSWER);
    assert_eq!(rig.take(), ["log an answer arrived that is not awaited"]);
}

#[scenario]
fn a_second_start_waits_for_the_same_call() {
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.take();
    rig.start();
    assert_eq!(rig.take(), [""; 0], "nothing is done twice");
    rig.hub_event("SdpAnswerReceived", ANSWER);
    rig.applied(true);
    rig.media(PeerState::Connected);
    rig.start();
    assert_eq!(rig.started.len(), 3, "both that waited, and one of a call that is up at once");
}

#[scenario]
fn muted_before_the_start_the_microphone_opens_muted() {
    let mut rig = Rig::new();
    rig.input(Input::SetMuted(true));
    assert!(rig.machine.muted());
    rig.start();
    rig.take();
    rig.microphone();
    assert_eq!(rig.take(), ["Microphone 0", "mute true"]);
    rig.input(Input::SetMuted(true));
    assert_eq!(rig.take(), [""; 0], "no news, no event");
    rig.input(Input::SetMuted(false));
    assert_eq!(rig.take(), ["mute false", "muted false"]);
}

#[scenario]
fn relay_only_reaches_the_peer_connection() {
    for wanted in [true, false] {
        let rig = Rig::with(|config| config.relay_only = wanted).on_to(At::Connected);
        let relay = rig.effects.iter().find_map(|effect| match effect {
            Effect::OpenPeer { relay_only, .. } => Some(*relay_only),
            _ => None,
        });
        assert_eq!(relay, Some(wanted));
    }
}

#[scenario]
fn the_agents_first_sound_is_reported_once() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    let measured = |rig: &Rig| {
        rig.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::MeasureAgentAudio { step } => Some(*step),
                _ => None,
            })
            .unwrap()
    };
    let first = measured(&rig);
    rig.input(Input::AgentAudio { step: first, energy: 0.0 });
    assert_eq!(rig.take(), [""; 0]);
    rig.wait(100);
    assert_eq!(rig.take(), ["agent heard?"]);
    rig.input(Input::AgentAudio { step: first, energy: 1.0 });
    assert_eq!(rig.take(), [""; 0], "the late result of an earlier measurement");
    let second = measured(&rig);
    rig.input(Input::AgentAudio { step: second, energy: 1.0 });
    rig.input(Input::AgentAudio { step: second, energy: 1.0 });
    assert_eq!(rig.take(), ["AgentAudio 100"]);
    assert!(matches!(rig.events.last(), Some(Event::Progress { stage: Stage::AgentAudio, ms: 100 })));
}

#[scenario]
fn a_silent_agent_is_not_looked_for_without_end() {
    let mut rig = Rig::at(At::Connected);
    for _ in 0..599 {
        let step = rig.effects.iter().rev().find_map(|effect| match effect {
            Effect::MeasureAgentAudio { step } => Some(*step),
            _ => None,
        });
        rig.input(Input::AgentAudio { step: step.unwrap(), energy: 0.0 });
        rig.wait(100);
        // A hub that stays.
        rig.hub_says(r#"{"type":6}"#);
    }
    rig.wait(100);
    rig.take();
    let step = rig.effects.iter().rev().find_map(|effect| match effect {
        Effect::MeasureAgentAudio { step } => Some(*step),
        _ => None,
    });
    rig.input(Input::AgentAudio { step: step.unwrap(), energy: 0.0 });
    rig.wait(1_000);
    assert!(!rig.did("agent heard?"));
}

#[scenario]
fn late_and_foreign_results_are_dropped() {
    let mut rig = Rig::at(At::Connected);
    rig.take();
    rig.token();
    rig.session();
    rig.offer();
    rig.applied(false);
    let peer = PeerId(rig.peer().0 + 100);
    rig.input(Input::PeerState { peer, state: PeerState::Failed });
    rig.input(Input::PeerRefused { peer, cause: None, forbidden: false });
    rig.input(Input::InBandDtmf { request: RequestId(7), outcome: InBand::Unsupported });
    assert_eq!(rig.take(), [""; 0]);
    assert_eq!(rig.machine.state(), CallState::Connected);
}

#[scenario]
fn a_browser_or_page_that_cannot_is_refused_before_anything_is_requested() {
    let able = Support { secure: true, webrtc: true, microphone: true };
    let cases = [
        (Support { secure: false, ..able }, Code::InsecureContext),
        (Support { webrtc: false, ..able }, Code::UnsupportedBrowser),
        (Support { microphone: false, ..able }, Code::UnsupportedBrowser),
    ];
    for (support, code) in cases {
        let mut rig = Rig::new();
        rig.start_on(support);
        assert_eq!(rig.code(), Some(code));
        assert!(!rig.did("microphone?") && !rig.did("token?"));
        rig.assert_over();
    }
}

#[scenario]
fn a_session_of_the_applications_own() {
    let mut rig = Rig::with(|config| {
        config.source = voisnap_webrtc::call::SessionSource::Provided { renewable: false };
    });
    rig.start();
    assert_eq!(rig.take(), ["[Connecting]", "microphone?", "session?"]);
    rig.microphone();
    rig.answer_session(voisnap_webrtc::call::SessionAnswer::Provided(Ok(SESSION.into())));
    rig.hub();
    rig.offer();
    assert_eq!(rig.machine.signaling(), Signaling::Connected);
    assert!(rig.did("send SendOfferAsync"));
}
