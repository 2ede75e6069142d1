//! The browser's peer connection with its listeners, closed when it is dropped.

use super::{
    Driver, Event,
    globals::{json, object, property},
    listener::Listener,
};
use crate::{
    call::{Candidate, Input, PeerId, PeerState, RoundId, StepId},
    secret::Secret,
    wire::{ObjectWriter, RawJson},
};
use js_sys::{Array, Map};
use std::rc::Weak;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcPeerConnection, RtcRtpSender, RtcTrackEvent, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// One peer connection, closed when it is dropped.
pub(super) struct Peer {
    connection: RtcPeerConnection,
    _listeners: [Listener; 3],
}

impl Peer {
    /// Makes the connection with the session's ICE servers, untouched.
    pub(super) fn open(
        driver: &Weak<Driver>,
        id: PeerId,
        ice_servers: &RawJson,
        relay: bool,
    ) -> Result<Self, JsValue> {
        let policy = if relay { "relay" } else { "all" };
        let configuration =
            format!(r#"{{"iceServers":{},"iceTransportPolicy":"{policy}"}}"#, ice_servers.as_str());
        let connection = RtcPeerConnection::new_with_configuration(object(&configuration).unchecked_ref())?;
        let on = |name, handler| Listener::new(driver, &connection, name, id.0, handler);
        let listeners = [
            on("icecandidate", candidate_found),
            on("connectionstatechange", state_changed),
            on("track", track_arrived),
        ];
        Ok(Self { connection, _listeners: listeners })
    }

    pub(super) fn connection(&self) -> &RtcPeerConnection {
        &self.connection
    }

    pub(super) fn attach(&self, track: &MediaStreamTrack, stream: &MediaStream) {
        self.connection.add_track_0(track, stream);
    }

    /// A candidate that the browser cannot use is one way less, not an error of the call.
    pub(super) fn add_candidate(&self, driver: &Driver, peer: PeerId, candidate: &Candidate) {
        let candidate = object(&candidate.to_json());
        let added = self
            .connection
            .add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(candidate.unchecked_ref()));
        driver.when(added, move |driver, added| {
            if let Err(thrown) = added {
                driver.dispatch(Input::CandidateRefused { peer, cause: Some(thrown.into()) });
            }
        });
    }

    /// Whether digits could be handed to the audio's own sender.
    pub(super) fn insert_dtmf(&self, digits: &str) -> bool {
        let sender = self.connection.get_senders().get(0);
        if sender.is_undefined() {
            return false;
        }
        let Some(dtmf) = sender.unchecked_into::<RtcRtpSender>().dtmf() else { return false };
        let insert = || {
            let insert: js_sys::Function = property(&dtmf, "insertDTMF").dyn_into().ok()?;
            insert.call1(&dtmf, &digits.into()).ok()
        };
        insert().is_some()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.connection.close();
    }
}

/// Makes the offer the local description, and hands its SDP to the machine.
pub(super) fn offer(driver: &Driver, connection: &RtcPeerConnection, round: RoundId) {
    let connection = connection.clone();
    driver.when(connection.create_offer(), move |driver, offer| {
        let offer = match offer {
            Ok(offer) => offer,
            Err(thrown) => return driver.dispatch(Input::Offer { round, outcome: Err(Some(thrown.into())) }),
        };
        let set = connection.set_local_description(offer.unchecked_ref());
        driver.when(set, move |driver, set| {
            // What has been gathered by now rides in the offer itself.
            let sdp = set.map(|_| connection.local_description().map(|local| Secret::new(local.sdp())));
            let outcome = sdp.map_err(|thrown| Some(thrown.into())).and_then(|sdp| sdp.ok_or(None));
            driver.dispatch(Input::Offer { round, outcome });
        });
    });
}

/// Makes the agent's answer the remote description.
pub(super) fn answer(driver: &Driver, connection: &RtcPeerConnection, round: RoundId, sdp: &str) {
    let mut answer = String::new();
    ObjectWriter::open(&mut answer).text("type", "answer").text("sdp", sdp).close();
    let answer = object(&answer);
    driver.when(connection.set_remote_description(answer.unchecked_ref()), move |driver, applied| {
        let outcome = applied.map(drop).map_err(|thrown| Some(thrown.into()));
        driver.dispatch(Input::AnswerApplied { round, outcome });
    });
}

/// Finds out whether the agent has been heard: its audio's energy, as the browser counts it, has left silence.
pub(super) fn listen(driver: &Driver, connection: &RtcPeerConnection, step: StepId) {
    /// Some twenty milliseconds of quiet speech.
    const AUDIBLE: f64 = 1e-5;
    driver.when(connection.get_stats(), move |driver, report| {
        let mut heard = false;
        if let Ok(report) = report {
            for entry in Array::from(&report.unchecked_ref::<Map>().values()) {
                heard |= property(&entry, "type") == "inbound-rtp"
                    && property(&entry, "totalAudioEnergy").as_f64().is_some_and(|energy| energy > AUDIBLE);
            }
        }
        driver.dispatch(Input::AgentAudio { step, heard });
    });
}

fn candidate_found(driver: &Driver, peer: u32, event: &web_sys::Event) {
    // The last one is empty, and says that there are no more.
    if let Some(candidate) = json(&property(event, "candidate")).and_then(|text| Candidate::from_json(&text))
    {
        driver.dispatch(Input::LocalCandidate { peer: PeerId(peer), candidate });
    }
}

fn state_changed(driver: &Driver, peer: u32, event: &web_sys::Event) {
    let state = property(&property(event, "target"), "connectionState").as_string();
    let state = match state.as_deref() {
        Some("connected") => PeerState::Connected,
        Some("disconnected") => PeerState::Disconnected,
        Some("failed") => PeerState::Failed,
        _ => return,
    };
    driver.dispatch(Input::PeerState { peer: PeerId(peer), state });
}

fn track_arrived(driver: &Driver, _: u32, event: &web_sys::Event) {
    let event: &RtcTrackEvent = event.unchecked_ref();
    let track = event.track();
    let stream = event.streams().get(0);
    let stream = if stream.is_undefined() {
        let Ok(stream) = MediaStream::new() else { return };
        stream.add_track(&track);
        stream
    } else {
        stream.unchecked_into()
    };
    driver.play(&stream);
    driver.tell(Event::Track { track, stream });
}
