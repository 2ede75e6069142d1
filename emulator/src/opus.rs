//! The length of an Opus packet, without decoding it (RFC 6716, section 3).
use std::sync::Arc;

/// Samples of one millisecond at 48 kHz, the clock of every Opus stream in RTP (RFC 7587).
pub(crate) const PER_MS: u64 = 48;

/// Twenty milliseconds of silence: one CELT frame of no bytes but its header.
pub(crate) const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

/// One packet, and its duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    /// The payload, as RTP carries it.
    pub payload: Arc<[u8]>,
    /// Its duration in samples at 48 kHz.
    pub samples: u64,
}

impl Packet {
    /// Reads a payload's length from its first bytes. `None`: it is not an Opus packet.
    pub(crate) fn new(payload: Arc<[u8]>) -> Option<Self> {
        let samples = samples(&payload)?;
        Some(Self { payload, samples })
    }

    /// Twenty milliseconds of silence.
    pub(crate) fn silence() -> Self {
        Self { payload: Arc::new(SILENCE), samples: 20 * PER_MS }
    }
}

/// The length of a packet in samples at 48 kHz: at most 120 ms.
fn samples(payload: &[u8]) -> Option<u64> {
    let toc = *payload.first()?;
    // In tenths of a millisecond, by the configuration number: SILK, hybrid, CELT.
    let frame = match toc >> 3 {
        config @ 0..=11 => [100, 200, 400, 600][usize::from(config & 3)],
        config @ 12..=15 => [100, 200][usize::from(config & 1)],
        config => [25, 50, 100, 200][usize::from(config & 3)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(*payload.get(1)? & 0x3f),
    };
    let tenths = frame * frames;
    (1..=1200).contains(&tenths).then_some(tenths * PER_MS / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_determines_the_duration() {
        for (payload, ms) in [
            (&[0xf8, 0xff, 0xfe][..], 20), // CELT, fullband
            (&[0x78, 1][..], 20),          // hybrid
            (&[0x08, 1][..], 20),          // SILK
            (&[0x18, 1][..], 60),          // SILK
            (&[0xf0, 1][..], 10),          // CELT
            (&[0x79, 1][..], 40),          // two frames
            (&[0x7b, 3, 1][..], 60),       // three frames
        ] {
            assert_eq!(samples(payload), Some(ms * PER_MS), "{payload:x?}");
        }
        for wrong in [&[][..], &[0x7b][..], &[0x7b, 0, 1][..], &[0x1b, 3, 1][..]] {
            assert_eq!(samples(wrong), None, "{wrong:x?}");
        }
    }
}
