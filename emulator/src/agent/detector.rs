//! Whether the caller speaks, packet by packet, without decoding the audio.
//!
//! A browser sends the level of each packet beside it (RFC 6464). For a client that does not, the
//! packets' sizes decide: Opus spends few bytes on silence.
use crate::opus::PER_MS;

/// At least this loud is always speech (dBov: 0 is the loudest, -127 silence).
const ALWAYS_SPEECH: f32 = -35.0;
/// Softer than this is never speech.
const NEVER_SPEECH: f32 = -52.0;
/// This much above the noise is speech.
const ABOVE_NOISE: f32 = 12.0;
/// How fast the estimate of the noise rises while no packet is softer, per millisecond.
const NOISE_RISE: f32 = 0.002;
/// Bytes for each millisecond above which a packet without a level is taken for speech.
const BYTES_PER_MS: u64 = 2;

/// Distinguishes speech from silence.
#[derive(Debug)]
pub(crate) struct SpeechDetector {
    noise: f32,
}

impl Default for SpeechDetector {
    fn default() -> Self {
        Self { noise: -70.0 }
    }
}

impl SpeechDetector {
    /// Takes a packet's level (dBov, `None` where the client sends none), size and length; true if it is speech.
    pub(crate) fn speech(&mut self, level: Option<i8>, bytes: usize, samples: u64) -> bool {
        let Some(level) = level.map(f32::from) else {
            return bytes as u64 * PER_MS > BYTES_PER_MS * samples;
        };
        #[expect(clippy::cast_precision_loss, reason = "a packet is 120 ms at most")]
        let ms = (samples / PER_MS) as f32;
        self.noise = (self.noise + NOISE_RISE * ms).min(level).clamp(-90.0, ALWAYS_SPEECH - ABOVE_NOISE);
        level > (self.noise + ABOVE_NOISE).clamp(NEVER_SPEECH, ALWAYS_SPEECH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: u64 = 20 * PER_MS;

    #[test]
    fn speech_stands_out_of_a_quiet_room_and_of_a_noisy_one() {
        let mut detector = SpeechDetector::default();
        assert!(!detector.speech(Some(-127), 60, PACKET));
        assert!(!detector.speech(Some(-60), 60, PACKET));
        assert!(detector.speech(Some(-30), 60, PACKET));
        for _ in 0..50 * 20 {
            detector.speech(Some(-45), 60, PACKET);
        }
        assert!(!detector.speech(Some(-42), 60, PACKET), "twenty seconds of a fan are noise");
        assert!(detector.speech(Some(-28), 60, PACKET));
    }

    #[test]
    fn a_steady_loud_tone_never_becomes_noise() {
        let mut detector = SpeechDetector::default();
        assert!((0..50 * 120).all(|_| detector.speech(Some(-20), 60, PACKET)));
    }

    #[test]
    fn without_levels_the_size_decides() {
        let mut detector = SpeechDetector::default();
        assert!(detector.speech(None, 90, PACKET));
        assert!(!detector.speech(None, 3, PACKET));
        assert!(!detector.speech(None, 30, PACKET));
    }
}
