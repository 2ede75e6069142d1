//! The browser's peer connection with its listeners, closed when it is dropped.

use super::{
    Driver, Event,
    driver::Machine,
    globals::property,
    imports::{Caught, PeerConnection, Stream, ToneSender, Track, array_from, entries},
    listener::Listener,
    resources::{Held, ResourceKind},
};
use crate::{
    call::{Candidate, InBand, Input, PeerId, PeerState, RequestId, RoundId, StepId},
    error::Cause,
    secret::Secret,
    wire::session::IceServer,
};
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcIceCandidateInit, RtcIceServer,
    RtcIceTransportPolicy, RtcSdpType, RtcSessionDescriptionInit, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// One peer connection.
pub(super) struct Peer {
    connection: PeerConnection,
    /// What the browser threw when the microphone was added.
    unattached: RefCell<Option<JsValue>>,
    /// While in-band digits are played.
    tones: RefCell<Option<Listener>>,
    _listeners: [Listener; 3],
    _held: Held,
}

impl Peer {
    fn new<M: Machine>(driver: &Driver<M>, peer: PeerId, connection: PeerConnection) -> Rc<Self> {
        let held = driver.hold(ResourceKind::Peer, &connection);
        let watched = connection.clone();
        let listeners = [
            Listener::new(&driver.me, &connection, "icecandidate", move |driver, event| {
                candidate_found(driver, peer, event);
            }),
            Listener::new(&driver.me, &connection, "connectionstatechange", move |driver, _| {
                state_changed(driver, peer, &watched);
            }),
            Listener::new(&driver.me, &connection, "track", track_arrived),
        ];
        Rc::new(Self {
            connection,
            unattached: RefCell::default(),
            tones: RefCell::default(),
            _listeners: listeners,
            _held: held,
        })
    }

    pub(super) fn connection(&self) -> &PeerConnection {
        &self.connection
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.connection.close();
    }
}

#[allow(clippy::unnecessary_wraps, reason = "there is always one here, and elsewhere there may be none")]
fn cause(thrown: JsValue) -> Option<Cause> {
    Some(thrown.into())
}

fn dictionary(server: &IceServer) -> RtcIceServer {
    let dictionary = RtcIceServer::new();
    dictionary.set_urls(&server.urls.iter().map(JsValue::from).collect::<Array>());
    if let Some(username) = &server.username {
        dictionary.set_username(username);
    }
    if let Some(credential) = &server.credential {
        dictionary.set_credential(credential);
    }
    dictionary
}

/// Makes a connection with the ICE servers that the browser takes: all of them, or those that it takes one by one.
/// Gives those it refuses, by index, with the name of what it threw: the message quotes the address.
fn connect(ice_servers: &[IceServer], relay_only: bool) -> Caught<(PeerConnection, Vec<(usize, String)>)> {
    let servers: Vec<_> = ice_servers.iter().map(dictionary).collect();
    let connect_with = |servers: &[RtcIceServer]| {
        let configuration = RtcConfiguration::new();
        configuration.set_ice_servers(&servers.iter().collect::<Array>());
        let policy = if relay_only { RtcIceTransportPolicy::Relay } else { RtcIceTransportPolicy::All };
        configuration.set_ice_transport_policy(policy);
        PeerConnection::new(&configuration)
    };
    if let Ok(connection) = connect_with(&servers) {
        return Ok((connection, Vec::new()));
    }
    let (mut usable, mut refused) = (Vec::new(), Vec::new());
    for (server, IceServer { index, .. }) in servers.into_iter().zip(ice_servers) {
        match connect_with(std::slice::from_ref(&server)) {
            Ok(probe) => {
                let _ = probe.close();
                usable.push(server);
            }
            Err(thrown) => {
                let reason = property(&thrown, "name").as_string().unwrap_or_else(|| "Error".into());
                refused.push((*index, reason));
            }
        }
    }
    Ok((connect_with(&usable)?, refused))
}

impl<M: Machine> Driver<M> {
    pub(super) fn open_peer(&self, peer: PeerId, ice_servers: &[IceServer], relay_only: bool) {
        match connect(ice_servers, relay_only) {
            Ok((connection, refused)) => {
                let opened = Peer::new(self, peer, connection);
                drop(self.peer.replace(Some(opened)));
                if !refused.is_empty() {
                    self.dispatch(Input::IceServersRefused { peer, refused });
                }
            }
            // It refuses a connection without any server, too.
            Err(thrown) => {
                self.dispatch(Input::PeerRefused { peer, cause: cause(thrown), forbidden: true });
            }
        }
    }

    /// Makes the offer the local description, and hands its SDP to the machine.
    pub(super) fn create_offer(&self, round: RoundId) {
        let Some(peer) = self.current_peer() else { return };
        let answer = move |driver: &Self, outcome: Result<Secret, JsValue>| {
            driver.dispatch(Input::Offer { round, outcome: outcome.map_err(cause) });
        };
        // An offer without the microphone would make a call in which nobody hears the caller.
        let offer = match peer.unattached.take() {
            Some(thrown) => Err(thrown),
            None => peer.connection.create_offer(),
        };
        // Not the peer itself: its end must close the connection at once, also while the offer is made.
        let connection = peer.connection.clone();
        self.on_settled(offer, move |driver, offer| {
            let offer = match offer {
                Ok(offer) => offer,
                Err(thrown) => return answer(driver, Err(thrown)),
            };
            driver.on_settled(connection.set_local_description(&offer), move |driver, set| {
                // What has been gathered by now rides in the offer itself.
                let local = set.and_then(|_| connection.local_description());
                let sdp = local.map(|local| property(&local, "sdp").as_string());
                answer(driver, sdp.and_then(|sdp| sdp.map(Secret::new).ok_or(JsValue::UNDEFINED)));
            });
        });
    }

    /// Makes the agent's answer the remote description.
    pub(super) fn apply_answer(&self, round: RoundId, sdp: &str) {
        let Some(peer) = self.current_peer() else { return };
        let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        answer.set_sdp(sdp);
        self.on_settled(peer.connection.set_remote_description(&answer), move |driver, applied| {
            let outcome = applied.map(drop).map_err(cause);
            driver.dispatch(Input::AnswerApplied { round, outcome });
        });
    }

    pub(super) fn add_candidate(&self, id: PeerId, candidate: &Candidate) {
        let Some(peer) = self.current_peer() else { return };
        let init = RtcIceCandidateInit::new(&candidate.candidate);
        init.set_sdp_mid(candidate.sdp_mid.as_deref());
        init.set_sdp_m_line_index(candidate.sdp_m_line_index);
        self.on_settled(peer.connection.add_ice_candidate(&init), move |driver, added| {
            if let Err(thrown) = added {
                driver.dispatch(Input::CandidateRefused { peer: id, cause: cause(thrown) });
            }
        });
    }

    /// Adds the microphone's track to the connection. Where that fails, the offer does.
    pub(super) fn attach_microphone(&self) {
        let (Some(peer), Some(microphone)) = (self.current_peer(), self.microphone.borrow().clone()) else {
            return;
        };
        let added = peer.connection.add_track(microphone.track(), microphone.stream());
        *peer.unattached.borrow_mut() = added.err();
    }

    /// Measures the energy of the agent's audio.
    pub(super) fn measure_agent_audio(&self, step: StepId) {
        let Some(peer) = self.current_peer() else { return };
        self.on_settled(peer.connection.stats(), move |driver, report| {
            // A report is a map: pairs of a name and its entry.
            let report = report.and_then(|report| array_from(&report)).unwrap_or_default();
            let entries = report.iter().map(|pair| property(&pair, "1"));
            let received = entries.filter(|entry| property(entry, "type") == "inbound-rtp");
            let energy = received.filter_map(|entry| property(&entry, "totalAudioEnergy").as_f64()).sum();
            driver.dispatch(Input::AgentAudio { step, energy });
        });
    }

    /// Plays digits in the audio itself.
    pub(super) fn insert_dtmf(&self, request: RequestId, digits: &str) {
        let outcome = match self.current_peer() {
            Some(peer) => self.play_tones(&peer, request, digits),
            None => Some(InBand::Unsupported),
        };
        if let Some(outcome) = outcome {
            self.dispatch(Input::InBandDtmf { request, outcome });
        }
    }

    /// Begins to play, and gives how that ended where it could not even begin.
    fn play_tones(&self, peer: &Peer, request: RequestId, digits: &str) -> Option<InBand> {
        let senders = entries(peer.connection.senders());
        let mut tones = senders.iter().map(|sender| property(sender, "dtmf"));
        let Some(tones) = tones.find(JsValue::is_object) else { return Some(InBand::Unsupported) };
        if property(&tones, "canInsertDTMF") == JsValue::FALSE {
            return Some(InBand::Unsupported);
        }
        let tones: ToneSender = tones.unchecked_into();
        let played = Listener::new(&self.me, &tones, "tonechange", move |driver, event| {
            // The last one is empty, and says that every tone was played.
            if property(event, "tone") == "" {
                if let Some(peer) = driver.current_peer() {
                    drop(peer.tones.take());
                }
                driver.dispatch(Input::InBandDtmf { request, outcome: InBand::Played });
            }
        });
        drop(peer.tones.replace(Some(played)));
        let thrown = tones.insert(digits).err()?;
        drop(peer.tones.take());
        Some(InBand::Failed(cause(thrown)))
    }
}

fn candidate_found<M: Machine>(driver: &Driver<M>, peer: PeerId, event: &web_sys::Event) {
    let found = property(event, "candidate");
    // The last one is null or empty, and says that there are no more.
    let Some(candidate) = property(&found, "candidate").as_string().filter(|text| !text.is_empty()) else {
        return;
    };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates; it is a small count"
    )]
    let sdp_m_line_index = property(&found, "sdpMLineIndex").as_f64().map(|index| index as u16);
    let sdp_mid = property(&found, "sdpMid").as_string();
    let username_fragment = property(&found, "usernameFragment").as_string();
    driver.dispatch(Input::LocalCandidate {
        peer,
        candidate: Candidate { candidate, sdp_mid, sdp_m_line_index, username_fragment },
    });
}

fn state_changed<M: Machine>(driver: &Driver<M>, peer: PeerId, connection: &PeerConnection) {
    let state = connection.connection_state().ok().and_then(|state| state.as_string());
    let state = match state.as_deref() {
        Some("connected") => PeerState::Connected,
        Some("disconnected") => PeerState::Disconnected,
        Some("failed") => PeerState::Failed,
        _ => return,
    };
    driver.dispatch(Input::PeerState { peer, state });
}

fn track_arrived<M: Machine>(driver: &Driver<M>, event: &web_sys::Event) {
    let track = property(event, "track");
    if !track.is_object() {
        return;
    }
    let track: Track = track.unchecked_into();
    let streams = entries(Ok(property(event, "streams")));
    let stream: Stream = match streams.into_iter().next() {
        Some(stream) => stream.unchecked_into(),
        None => match Stream::of(&Array::of1(&track)) {
            Ok(stream) => stream,
            Err(_) => return,
        },
    };
    driver.attach_remote(&stream);
    let (track, stream) =
        (track.unchecked_into::<MediaStreamTrack>(), stream.unchecked_into::<MediaStream>());
    driver.emit(Event::Track { track, stream });
}
