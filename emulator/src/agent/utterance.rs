//! One utterance of the caller, kept packet by packet to be repeated.
use std::collections::VecDeque;

use crate::opus::{PER_MS, Packet};

/// Silence that ends an utterance.
const PAUSE: u64 = 700 * PER_MS;
/// Less speech than this is a cough.
const SHORTEST: u64 = 300 * PER_MS;
/// The longest utterance: a caller who never pauses is answered too.
const LONGEST: u64 = 6_000 * PER_MS;
/// Silence kept before and after what is repeated.
const MARGIN: u64 = 200 * PER_MS;
/// Time between two partial transcripts.
const PARTIAL: u64 = 400 * PER_MS;
/// Audio before the first detected speech that belongs to it.
const BEFORE: u64 = 500 * PER_MS;

/// The last half second, which may turn out to be the beginning of an utterance.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    packets: VecDeque<Packet>,
    samples: u64,
}

impl Recent {
    /// Keeps a packet and drops those that are too old.
    pub(crate) fn push(&mut self, packet: Packet) {
        self.samples += packet.samples;
        self.packets.push_back(packet);
        while self.samples > BEFORE {
            let Some(oldest) = self.packets.pop_front() else { break };
            self.samples -= oldest.samples;
        }
    }
}

/// An utterance that goes on.
#[derive(Debug)]
pub(crate) struct Utterance {
    /// The transcript line it belongs to.
    pub line: String,
    /// Speech in it, in samples.
    pub voiced: u64,
    /// Silence at its end, in samples.
    pub trailing: u64,
    packets: Vec<Packet>,
    total: u64,
    /// What lies before its first speech.
    before: u64,
    reported: u64,
}

impl Utterance {
    /// One that began a moment ago, with `voiced` samples of speech at the end of what is recent.
    pub(crate) fn begin(line: String, recent: &mut Recent, voiced: u64) -> Self {
        let recent = std::mem::take(recent);
        let before = recent.samples.saturating_sub(voiced);
        let (packets, total) = (recent.packets.into(), recent.samples);
        Self { line, voiced, trailing: 0, packets, total, before, reported: 0 }
    }

    /// Takes the next packet.
    pub(crate) fn push(&mut self, packet: Packet, speech: bool) {
        self.total += packet.samples;
        if speech {
            self.voiced += packet.samples;
            self.trailing = 0;
        } else {
            self.trailing += packet.samples;
        }
        self.packets.push(packet);
    }

    /// Whether the caller has paused, or has spoken for the longest time.
    pub(crate) fn is_over(&self) -> bool {
        self.trailing >= PAUSE || self.total >= LONGEST
    }

    /// Whether it holds enough speech to be answered.
    pub(crate) fn is_speech(&self) -> bool {
        self.voiced >= SHORTEST
    }

    /// How long the caller has spoken, in samples, each time a partial transcript is due.
    pub(crate) fn partial(&mut self) -> Option<u64> {
        let spoken = self.spoken();
        let due = self.is_speech() && self.trailing == 0 && spoken >= self.reported + PARTIAL;
        due.then(|| self.reported = spoken)?;
        Some(spoken)
    }

    /// From its first speech to its last, in samples.
    pub(crate) fn spoken(&self) -> u64 {
        self.total - self.before - self.trailing
    }

    /// The audio, with little of the silence around it.
    pub(crate) fn into_packets(self) -> Vec<Packet> {
        let mut packets = VecDeque::from(self.packets);
        let (mut before, mut after) = (self.before, self.trailing);
        while before > MARGIN {
            let Some(first) = packets.pop_front() else { break };
            before = before.saturating_sub(first.samples);
        }
        while after > MARGIN {
            let Some(last) = packets.pop_back() else { break };
            after = after.saturating_sub(last.samples);
        }
        packets.into()
    }
}
