//! The agent's end of one peer connection: str0m, its candidates and its audio.
use std::net::SocketAddr;
use std::time::Instant;

use str0m::change::SdpOffer;
use str0m::config::DtlsVersion;
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

use crate::opus::Packet;
use crate::rtc::sockets::{Datagram, Line};

/// Remote candidates taken at most.
const CANDIDATES: usize = 64;

/// The agent's answer to an offer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The session description.
    pub sdp: String,
    /// The `mid` of the first media section.
    pub mid: String,
    /// The agent's candidates, which the description contains too.
    pub candidates: Vec<String>,
}

/// What a peer connection reports.
pub(crate) enum PeerEvent {
    /// Media can flow.
    Connected,
    /// The ICE state changed.
    Ice(IceConnectionState),
    /// A packet of the caller's arrived.
    Audio {
        /// When it arrived.
        at: Instant,
        /// The packet.
        packet: Packet,
        /// How loud it is (dBov), if the caller's end sends that.
        level: Option<i8>,
    },
    /// The caller's end was closed.
    Closed,
}

/// One peer connection.
pub(crate) struct Peer {
    rtc: Rtc,
    audio: Option<Mid>,
    fingerprint: String,
    remote_candidates: usize,
}

impl Peer {
    /// Answers an offer with a new peer connection, reachable at `addresses`.
    pub(crate) fn answer(
        offer: &str,
        addresses: &[SocketAddr],
        line: &mut Line,
    ) -> Result<(Self, Answer), &'static str> {
        let rtc = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, false)
            // No waiting for packets that are late: the agent repeats what it has.
            .set_reordering_size_audio(0)
            // DTLS 1.3 where the browser speaks it: a round trip less until media flows.
            .set_dtls_version(DtlsVersion::Auto)
            .build(Instant::now());
        let mut peer = Self { rtc, audio: None, fingerprint: fingerprint(offer), remote_candidates: 0 };
        for address in addresses {
            if let Ok(candidate) = Candidate::host(*address, "udp") {
                peer.rtc.add_local_candidate(candidate);
            }
        }
        let answer = peer.accept(offer, addresses, line)?;
        Ok((peer, answer))
    }

    /// Whether an offer is for this peer connection (an ICE restart) and not for a new one.
    pub(crate) fn is_target_of(&self, offer: &str) -> bool {
        self.rtc.is_alive() && !self.fingerprint.is_empty() && fingerprint(offer) == self.fingerprint
    }

    /// Answers an offer, the first or a later one.
    pub(crate) fn accept(
        &mut self,
        offer: &str,
        addresses: &[SocketAddr],
        line: &mut Line,
    ) -> Result<Answer, &'static str> {
        if !offer.lines().any(|line| line.starts_with("m=audio ")) {
            return Err("The offer has no audio.");
        }
        let parsed =
            SdpOffer::from_sdp_string(offer).map_err(|_| "The offer is not a session description.")?;
        let answer = self.rtc.sdp_api().accept_offer(parsed).map_err(|_| "The offer cannot be answered.")?;
        line.route_user(self.rtc.direct_api().local_ice_credentials().ufrag);
        let candidates = addresses.iter().filter_map(|address| Candidate::host(*address, "udp").ok());
        Ok(Answer {
            sdp: answer.to_sdp_string(),
            mid: offer.lines().find_map(|line| line.strip_prefix("a=mid:")).unwrap_or("0").trim().to_owned(),
            candidates: candidates.map(|candidate| candidate.to_sdp_string()).collect(),
        })
    }

    /// Takes a candidate of the caller's. Names that only the caller's machine can resolve (`….local`) and the
    /// empty end mark are ignored: the caller's own checks show its address.
    pub(crate) fn candidate(&mut self, text: &str) {
        let text = text.strip_prefix("a=").unwrap_or(text);
        if let Ok(candidate) = Candidate::from_sdp_string(text)
            && candidate.proto() == Protocol::Udp
            && self.remote_candidates < CANDIDATES
        {
            self.remote_candidates += 1;
            self.rtc.add_remote_candidate(candidate);
        }
    }

    /// Takes a datagram. What is not for this connection is ignored.
    pub(crate) fn receive(&mut self, datagram: &Datagram, line: &mut Line) {
        let Ok(contents) = datagram.contents.as_slice().try_into() else { return };
        let (source, destination) = (datagram.source, datagram.destination);
        let input =
            Input::Receive(datagram.at, Receive { proto: Protocol::Udp, source, destination, contents });
        // A ClientHello may overtake the check that makes its sender known to str0m, which would then not take it,
        // and the browser would try again only 50 ms later. The route that led it here is sufficient.
        let is_stun = datagram.contents.first().is_some_and(|first| *first < 4);
        if !is_stun || self.rtc.accepts(&input) {
            line.route_peer(destination, source);
            if self.rtc.handle_input(input).is_err() {
                self.rtc.disconnect();
            }
        }
    }

    /// Advances its clock.
    pub(crate) fn tick(&mut self, now: Instant) {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.rtc.disconnect();
        }
    }

    /// Sends what is due and collects what happened. Returns when it is due next, while it is alive.
    pub(crate) fn drive(&mut self, line: &mut Line, events: &mut Vec<PeerEvent>) -> Option<Instant> {
        while self.rtc.is_alive() {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => return Some(at),
                Ok(Output::Transmit(out)) if out.proto == Protocol::Udp => {
                    line.send(out.source, out.destination, &out.contents);
                }
                Ok(Output::Transmit(_)) => {}
                Ok(Output::Event(event)) => self.on_event(event, events),
                Err(_) => self.rtc.disconnect(),
            }
        }
        None
    }

    fn on_event(&mut self, event: Event, events: &mut Vec<PeerEvent>) {
        match event {
            Event::Connected => events.push(PeerEvent::Connected),
            Event::IceConnectionStateChange(state) => events.push(PeerEvent::Ice(state)),
            Event::MediaAdded(media) if media.kind == MediaKind::Audio && self.audio.is_none() => {
                self.audio = Some(media.mid);
            }
            Event::MediaData(data) => events.extend(Packet::new(data.data).map(|packet| PeerEvent::Audio {
                at: data.network_time,
                packet,
                level: data.ext_vals.audio_level,
            })),
            Event::Closed => events.push(PeerEvent::Closed),
            _ => {}
        }
    }

    /// Sends a packet of the agent's, `at` samples into its stream.
    pub(crate) fn play(&mut self, now: Instant, at: u64, packet: Packet) {
        let Some(writer) = self.audio.and_then(|mid| self.rtc.writer(mid)) else { return };
        let Some(pt) = writer.payload_params().find(|p| p.spec().codec == Codec::Opus).map(PayloadParams::pt)
        else {
            return;
        };
        // Fails where the caller does not receive audio, which is no error.
        let _ = writer.write(pt, now, MediaTime::new(at, Frequency::FORTY_EIGHT_KHZ), packet.payload);
    }

    /// Whether it is neither closed nor failed.
    pub(crate) fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    /// Closes the connection, so that the caller's end notices.
    pub(crate) fn close(&mut self, line: &mut Line) {
        if self.rtc.close().is_ok() {
            self.drive(line, &mut Vec::new());
        }
    }
}

/// What distinguishes one peer connection of the caller's from the next: its certificate.
fn fingerprint(offer: &str) -> String {
    offer.lines().find_map(|line| line.strip_prefix("a=fingerprint:")).unwrap_or_default().trim().to_owned()
}
