//! The agent's answer and candidates as servers write them.

use crate::{at::At, rig::Rig, scenario};
use voisnap_webrtc::{
    call::{Effect, Input},
    error::Code,
};

fn answer(sdp: &str) -> String {
    format!(r#"{{"sdp":"{}","type":"answer"}}"#, sdp.replace('\r', "\\r").replace('\n', "\\n"))
}

#[scenario]
fn fault_10_candidates_whose_meaning_is_clear_are_taken() {
    for candidate in [
        r#"{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host hush"}"#,
        r#"{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host hush","sdpMid":null,"sdpMLineIndex":null}"#,
        r#"{"candidate":"1 1 udp 1 10.0.0.1 9 typ host hush","sdpMid":"0"}"#,
        r#"{"Candidate":"a=candidate:1 1 udp 1 10.0.0.1 9 typ host hush"}"#,
        r#""candidate:1 1 udp 1 10.0.0.1 9 typ host hush""#,
    ] {
        let mut rig = Rig::at(At::ConnectingMedia);
        rig.take();
        rig.hub_event("IceCandidateReceived", candidate);
        assert_eq!(rig.take(), ["add candidate"], "{candidate}");
        let Some(Effect::AddCandidate { candidate, .. }) = rig.effects.last() else { panic!("none added") };
        assert!(candidate.candidate.starts_with("candidate:1 1 udp"), "{}", candidate.candidate);
        assert!(candidate.sdp_mid.is_some() || candidate.sdp_m_line_index.is_some());
    }
}

#[scenario]
fn fault_10_a_media_time_out_says_that_no_candidate_could_be_used() {
    let mut rig = Rig::at(At::ConnectingMedia);
    rig.take();
    for data in ["7", "{}", r#"{"candidate":"nonsense"}"#] {
        rig.hub_event("IceCandidateReceived", data);
        assert_eq!(rig.take(), ["log a candidate of the agent's is unusable"], "{data}");
    }
    rig.hub_event("IceCandidateReceived", crate::rig::AGENTS_CANDIDATE);
    let peer = rig.peer();
    rig.input(Input::CandidateRefused { peer, cause: None });
    rig.wait(17_000);
    let error = rig.rejected.last().unwrap();
    assert_eq!(error.code(), Code::MediaTimeout);
    assert!(
        error.message().contains("none of the agent's 4 candidates could be used"),
        "{}",
        error.message()
    );
    // One that is usable, or none at all, is another story.
    let mut rig = Rig::at(At::ConnectingMedia);
    rig.hub_event("IceCandidateReceived", crate::rig::AGENTS_CANDIDATE);
    rig.hub_event("IceCandidateReceived", "7");
    rig.wait(17_000);
    assert!(!rig.rejected.last().unwrap().message().contains("none of"));
    let mut rig = Rig::at(At::ConnectingMedia);
    rig.wait(17_000);
    assert!(rig.rejected.last().unwrap().message().contains("sent no candidates"));
}

#[scenario]
fn fault_11_an_answer_whose_only_flaw_is_white_space_is_taken() {
    let good = "v=0\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n";
    for sdp in [
        good.trim_end().to_owned(),
        good.replace("\r\n", "\n"),
        good.replace("\r\n", "\r\n\r\n"),
        format!("  {good}\r\n "),
        format!("\u{feff}{good}"),
    ] {
        let mut rig = Rig::at(At::AwaitingAnswer);
        rig.take();
        rig.hub_event("SdpAnswerReceived", &answer(&sdp));
        assert_eq!(rig.take(), ["apply answer"], "{sdp:?}");
        let Some(Effect::ApplyAnswer { sdp: applied, .. }) = rig.effects.last() else { panic!("none") };
        assert_eq!(applied.expose(), good);
    }
}

#[scenario]
fn fault_15_an_answer_without_audio_is_recognised_at_once() {
    for media in [
        "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=inactive\r\n",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n",
        "a=inactive\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
        "",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
    ] {
        let mut rig = Rig::at(At::AwaitingAnswer);
        rig.take();
        rig.hub_event("SdpAnswerReceived", &answer(&format!("v=0\r\ns=-\r\n{media}")));
        assert!(!rig.did("apply answer"), "{media}");
        rig.completes("EndSessionAsync", None);
        assert_eq!(rig.code(), Some(Code::OfferRejected), "{media}");
    }
    // An agent that only speaks is heard.
    let mut rig = Rig::at(At::AwaitingAnswer);
    rig.hub_event(
        "SdpAnswerReceived",
        &answer("v=0\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\n"),
    );
    assert!(rig.did("apply answer"));
}
