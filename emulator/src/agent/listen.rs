//! Whether the caller speaks, packet by packet, without decoding the sound.
//!
//! A browser sends the level of each packet beside it (RFC 6464). A client that does not is judged by the
//! packets' sizes: Opus spends few bytes on silence.
use crate::opus::PER_MS;

/// At least this loud is speech whatever the room (dBov: 0 is the loudest, -127 silence).
const SURE: f32 = -35.0;
/// Softer than this is silence whatever the room.
const FAINT: f32 = -52.0;
/// So much above the room's own noise is speech.
const ABOVE_NOISE: f32 = 12.0;
/// How fast the estimate of the room's noise creeps up while nothing softer is heard, per millisecond.
const CREEP: f32 = 0.002;
/// Bytes for each millisecond above which a packet without a level is taken for speech.
const BYTES_PER_MS: u64 = 2;

/// Tells speech from silence.
#[derive(Debug)]
pub(crate) struct Ear {
    noise: f32,
}

impl Default for Ear {
    fn default() -> Self {
        Self { noise: -70.0 }
    }
}

impl Ear {
    /// Takes a packet's level (dBov, `None` where the client sends none), size and length; true if it is speech.
    pub(crate) fn speech(&mut self, level: Option<i8>, bytes: usize, samples: u64) -> bool {
        let Some(level) = level.map(f32::from) else {
            return bytes as u64 * PER_MS > BYTES_PER_MS * samples;
        };
        #[expect(clippy::cast_precision_loss, reason = "a packet is 120 ms at most")]
        let ms = (samples / PER_MS) as f32;
        self.noise = (self.noise + CREEP * ms).min(level).clamp(-90.0, SURE - ABOVE_NOISE);
        level > (self.noise + ABOVE_NOISE).clamp(FAINT, SURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: u64 = 20 * PER_MS;

    #[test]
    fn speech_stands_out_of_a_quiet_room_and_of_a_noisy_one() {
        let mut ear = Ear::default();
        assert!(!ear.speech(Some(-127), 60, PACKET));
        assert!(!ear.speech(Some(-60), 60, PACKET));
        assert!(ear.speech(Some(-30), 60, PACKET));
        for _ in 0..50 * 20 {
            ear.speech(Some(-45), 60, PACKET);
        }
        assert!(!ear.speech(Some(-42), 60, PACKET), "twenty seconds of a fan are the room");
        assert!(ear.speech(Some(-28), 60, PACKET));
    }

    #[test]
    fn a_steady_loud_tone_never_becomes_the_room() {
        let mut ear = Ear::default();
        assert!((0..50 * 120).all(|_| ear.speech(Some(-20), 60, PACKET)));
    }

    #[test]
    fn without_levels_the_size_tells() {
        let mut ear = Ear::default();
        assert!(ear.speech(None, 90, PACKET));
        assert!(!ear.speech(None, 3, PACKET));
        assert!(!ear.speech(None, 30, PACKET));
    }
}
