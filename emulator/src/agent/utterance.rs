//! What the caller says in one go, kept packet by packet to be said back.
use std::collections::VecDeque;

use crate::opus::{PER_MS, Packet};

/// Silence that ends an utterance.
const PAUSE: u64 = 700 * PER_MS;
/// Less speech than this is a cough.
const SHORTEST: u64 = 300 * PER_MS;
/// An utterance is answered after this long at the latest: somebody who never pauses is answered too.
const LONGEST: u64 = 6_000 * PER_MS;
/// Silence left before and after what is said back.
const MARGIN: u64 = 200 * PER_MS;
/// Time between two partial transcripts.
const PARTIAL: u64 = 400 * PER_MS;
/// Sound from before the first word that belongs to it.
const BEFORE: u64 = 500 * PER_MS;

/// The last half second, in case that it turns out to be the beginning of something.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    packets: VecDeque<Packet>,
    samples: u64,
}

impl Recent {
    /// Keeps a packet and forgets what is too long ago.
    pub(crate) fn push(&mut self, packet: Packet) {
        self.samples += packet.samples;
        self.packets.push_back(packet);
        while self.samples > BEFORE {
            let Some(oldest) = self.packets.pop_front() else { break };
            self.samples -= oldest.samples;
        }
    }
}

/// Something the caller is saying.
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
    /// What lies before its first sound.
    before: u64,
    told: u64,
}

impl Utterance {
    /// One that began a moment ago, with `voiced` samples of speech at the end of what is recent.
    pub(crate) fn begin(line: String, recent: &mut Recent, voiced: u64) -> Self {
        let recent = std::mem::take(recent);
        let before = recent.samples.saturating_sub(voiced);
        let (packets, total) = (recent.packets.into(), recent.samples);
        Self { line, voiced, trailing: 0, packets, total, before, told: 0 }
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

    /// Whether the caller has paused, or spoken for as long as anybody may.
    pub(crate) fn is_over(&self) -> bool {
        self.trailing >= PAUSE || self.total >= LONGEST
    }

    /// Whether it is worth an answer.
    pub(crate) fn is_speech(&self) -> bool {
        self.voiced >= SHORTEST
    }

    /// How long the caller has spoken, in samples, each time it is time to tell.
    pub(crate) fn partial(&mut self) -> Option<u64> {
        let spoken = self.spoken();
        let due = self.is_speech() && self.trailing == 0 && spoken >= self.told + PARTIAL;
        due.then(|| self.told = spoken)?;
        Some(spoken)
    }

    /// From its first sound to its last, in samples.
    pub(crate) fn spoken(&self) -> u64 {
        self.total - self.before - self.trailing
    }

    /// The sound, with little of the silence around it.
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
