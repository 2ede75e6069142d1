//! The microphone's track and the agent's stream, as the application sees them.

use crate::support::{AGENT, call, local_track, options, resolved};
use voisnap_webrtc::{AudioOutput, Call, Code};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState, wasm_bindgen::JsCast,
};

#[wasm_bindgen_test]
async fn the_microphone_is_off_after_the_call() {
    let call = call(AGENT).await;
    assert!(call.local_stream().is_none());
    call.start().await.unwrap();
    let track = local_track(&call);
    assert_eq!(track.ready_state(), MediaStreamTrackState::Live);
    call.hang_up().await;
    assert_eq!(track.ready_state(), MediaStreamTrackState::Ended);
    assert!(call.local_stream().is_none());
}

#[wasm_bindgen_test]
async fn muted_before_the_start() {
    let call = call(AGENT).await;
    call.set_muted(true);
    assert!(call.muted());
    call.start().await.unwrap();
    let track = local_track(&call);
    assert!(!track.enabled());
    call.set_muted(false);
    assert!(track.enabled() && !call.muted());
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn fault_01_the_applications_own_track_is_sent_itself_and_not_stopped() {
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&true.into());
    let devices = web_sys::window().unwrap().navigator().media_devices().unwrap();
    let stream: MediaStream =
        resolved(devices.get_user_media_with_constraints(&constraints).unwrap()).await.unchecked_into();
    let own: MediaStreamTrack = stream.get_audio_tracks().get(0).unchecked_into();
    let options = options(AGENT).await.audio(Clone::clone(&own));
    let call = Call::new(options).unwrap();
    call.start().await.unwrap();
    assert_eq!(local_track(&call), own);
    call.set_muted(true);
    assert!(!own.enabled());
    call.hang_up().await;
    assert!(own.enabled());
    assert_eq!(own.ready_state(), MediaStreamTrackState::Live);
    own.stop();
}

#[wasm_bindgen_test]
async fn the_agents_stream_is_there_while_the_call_is() {
    let options = options(AGENT).await.output(AudioOutput::None);
    let call = Call::new(options).unwrap();
    assert!(call.remote_stream().is_none());
    call.start().await.unwrap();
    assert_eq!(call.remote_stream().unwrap().get_audio_tracks().length(), 1);
    call.hang_up().await;
    assert!(call.remote_stream().is_none());
}

#[wasm_bindgen_test]
async fn fault_04_the_sdks_own_element_is_in_no_document() {
    let document = web_sys::window().unwrap().document().unwrap();
    let elements = || document.get_elements_by_tag_name("audio").length();
    let before = elements();
    let call = call(AGENT).await;
    call.start().await.unwrap();
    assert_eq!(elements(), before);
    call.resume_audio().await.unwrap();
    call.hang_up().await;
    assert_eq!(elements(), before);
}

#[wasm_bindgen_test]
async fn digits_and_statistics_belong_to_a_call_that_is_up() {
    let call = call(AGENT).await;
    assert_eq!(call.send_dtmf("1").await.unwrap_err().code(), Code::InvalidOptions);
    assert_eq!(call.stats().await.unwrap_err().code(), Code::InvalidOptions);
    call.start().await.unwrap();
    call.send_dtmf("1#").await.unwrap();
    assert_eq!(call.send_dtmf("abc").await.unwrap_err().code(), Code::InvalidOptions);
    assert!(call.stats().await.unwrap().is_object());
    call.hang_up().await;
    assert_eq!(call.send_dtmf("1").await.unwrap_err().code(), Code::CallEnded);
    assert_eq!(call.stats().await.unwrap_err().code(), Code::CallEnded);
}
