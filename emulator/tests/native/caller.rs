//! A caller: a hub connection, and str0m with a UDP socket of its own.
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, Frequency, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio::time::sleep_until;

use crate::emulator::Emulator;
use crate::hub::{Hub, Next};

/// Twenty milliseconds, a packet's length.
const PACKET: Duration = Duration::from_millis(20);
/// Silence as Opus has it.
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

pub struct Caller {
    pub session: String,
    pub token: String,
    /// Taken away to lose the hub.
    pub hub: Option<Hub>,
    rtc: Rtc,
    socket: UdpSocket,
    local: SocketAddr,
    pending: Option<SdpPendingOffer>,
    mid: Mid,
    pub connected: bool,
    /// The agent closed the connection.
    pub closed: bool,
    /// The agent's packets, but for silence.
    pub audio: Vec<Vec<u8>>,
    /// All packets of the agent's.
    pub packets: usize,
    /// Hub events, by name.
    pub events: Vec<(String, Value)>,
    /// What to say next: a packet and its level.
    pub speech: VecDeque<(Vec<u8>, i8)>,
    sent: u64,
    due: Instant,
}

/// A packet that is known again: its first byte says 20 ms of Opus.
pub fn packet(number: u16) -> Vec<u8> {
    [&[0x78, 0x55][..], &number.to_be_bytes()].concat()
}

impl Caller {
    /// Makes a session for this agent, connects to its hub and sends an offer.
    pub async fn call(emulator: &Emulator, agent: &str) -> Self {
        str0m::crypto::from_feature_flags().install_process_default();
        let (session, token) = emulator.session(agent).await;
        let hub = Hub::connect(emulator, &token).await;
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let local = socket.local_addr().unwrap();
        let now = Instant::now();
        let mut caller = Self {
            session,
            token,
            hub: Some(hub),
            rtc: Rtc::new(now),
            socket,
            local,
            pending: None,
            mid: Mid::new(),
            connected: false,
            closed: false,
            audio: vec![],
            packets: 0,
            events: vec![],
            speech: VecDeque::new(),
            sent: 0,
            due: now,
        };
        caller.offer().await;
        caller
    }

    /// Sends an offer of a new peer connection.
    pub async fn offer(&mut self) {
        self.rtc = Rtc::new(Instant::now());
        self.rtc.add_local_candidate(Candidate::host(self.local, "udp").unwrap());
        self.connected = false;
        let mut changes = self.rtc.sdp_api();
        self.mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = changes.apply().unwrap();
        self.send_offer(&offer, pending).await;
    }

    /// Sends an offer that restarts ICE for the same peer connection.
    pub async fn restart_ice(&mut self) {
        let mut changes = self.rtc.sdp_api();
        changes.ice_restart(true);
        let (offer, pending) = changes.apply().unwrap();
        self.send_offer(&offer, pending).await;
    }

    async fn send_offer(&mut self, offer: &SdpOffer, pending: SdpPendingOffer) {
        self.pending = Some(pending);
        let offer = json!({ "type": "offer", "sdp": offer.to_sdp_string() });
        self.hub.as_mut().unwrap().invoke("SendOfferAsync", offer).await;
    }

    /// Lets the call go on until something is so.
    pub async fn until(&mut self, limit: Duration, what: &str, wanted: impl Fn(&Self) -> bool) {
        let end = Instant::now() + limit;
        while !wanted(self) {
            assert!(Instant::now() < end, "not in time: {what}. Events: {:?}", self.events);
            self.step(end).await;
        }
    }

    /// Lets the call go on for a while.
    pub async fn go_on(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.step(end).await;
        }
    }

    /// The texts of a speaker's finished lines.
    pub fn lines(&self, speaker: &str) -> Vec<&str> {
        let lines = self.events.iter().filter(|(name, line)| {
            name == "Transcription" && line["isFinal"] == true && line["speaker"] == speaker
        });
        lines.map(|(_, line)| line["text"].as_str().unwrap()).collect()
    }

    /// The event of this name that came last.
    pub fn event(&self, name: &str) -> Option<&Value> {
        self.events.iter().rev().find(|(event, _)| event == name).map(|(_, data)| data)
    }

    async fn step(&mut self, end: Instant) {
        let timeout = self.drive().await;
        let mut buffer = [0; 2000];
        let wake = timeout.min(self.due).min(end);
        let hub = async {
            match &mut self.hub {
                Some(hub) => hub.next_whenever().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            next = hub => match next {
                Next::Message(message) => self.take(&message),
                Next::Closed(_) => self.hub = None,
            },
            received = self.socket.recv_from(&mut buffer) => if let Ok((length, source)) = received {
                let contents = buffer[..length].try_into().unwrap();
                let receive = Receive { proto: Protocol::Udp, source, destination: self.local, contents };
                self.rtc.handle_input(Input::Receive(Instant::now(), receive)).unwrap();
            },
            () = sleep_until(wake.into()) => {}
        }
        let now = Instant::now();
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        if now >= self.due {
            self.due += PACKET;
            self.speak(now);
        }
    }

    fn speak(&mut self, now: Instant) {
        let (payload, level) = self.speech.pop_front().unwrap_or((SILENCE.to_vec(), -90));
        let at = MediaTime::new(self.sent, Frequency::FORTY_EIGHT_KHZ);
        self.sent += 960;
        let Some(writer) = self.rtc.writer(self.mid).filter(|_| self.connected) else { return };
        let pt = writer.payload_params().find(|p| p.spec().codec == Codec::Opus).unwrap().pt();
        writer.audio_level(level, false).write(pt, now, at, payload).unwrap();
    }

    async fn drive(&mut self) -> Instant {
        while self.rtc.is_alive() {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => return at,
                Output::Transmit(out) => {
                    let _ = self.socket.send_to(&out.contents, out.destination).await;
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::Closed) => self.closed = true,
                Output::Event(Event::MediaData(data)) => {
                    self.packets += 1;
                    if *data.data != SILENCE {
                        self.audio.push(data.data.to_vec());
                    }
                }
                Output::Event(_) => {}
            }
        }
        self.closed = true;
        Instant::now() + PACKET
    }

    fn take(&mut self, message: &Value) {
        if message["type"] != 1 {
            return;
        }
        let (name, data) = (message["target"].as_str().unwrap(), &message["arguments"][0]);
        match name {
            "SdpAnswerReceived" => {
                // A scenario's answer that is none leaves the offer pending.
                if let Ok(answer) = SdpAnswer::from_sdp_string(data["sdp"].as_str().unwrap_or_default()) {
                    self.rtc.sdp_api().accept_answer(self.pending.take().unwrap(), answer).unwrap();
                }
            }
            "IceCandidateReceived" => {
                // A scenario's candidate may be none.
                if let Some(text) = data["candidate"].as_str()
                    && let Ok(candidate) = Candidate::from_sdp_string(text)
                {
                    self.rtc.add_remote_candidate(candidate);
                }
            }
            _ => {}
        }
        self.events.push((name.to_owned(), data.clone()));
    }

    /// The agent's ICE user name.
    pub fn agent_user(&self) -> String {
        let answer = self.event("SdpAnswerReceived").unwrap()["sdp"].as_str().unwrap();
        answer.lines().find_map(|line| line.strip_prefix("a=ice-ufrag:")).unwrap().trim().to_owned()
    }

    /// Hangs up as a page does that is closed: peer connection and socket are closed.
    pub async fn leave(mut self) {
        self.rtc.close().unwrap();
        self.drive().await;
        drop(self.hub);
    }
}
