//! One utterance of the agent: its packets, and its words as far as they have been spoken.
use std::sync::Arc;

use super::voice::{Clip, LEAD};
use crate::opus::{PER_MS, Packet};

/// Audio and text on their way out.
#[derive(Debug)]
pub(crate) struct Speech {
    /// The transcript line it belongs to.
    pub line: String,
    clip: Arc<Clip>,
    lead: u64,
    total: u64,
    next: usize,
    spoken: u64,
    reported: usize,
}

impl Speech {
    /// A recording.
    pub(crate) fn recording(line: String, clip: Arc<Clip>) -> Self {
        Self::new(line, clip, LEAD)
    }

    /// The caller's own audio, sent back; `spoken` samples of it are speech.
    pub(crate) fn reply(line: String, spoken: u64, packets: Vec<Packet>) -> Self {
        let text = format!("This is what you said: {} in your own voice.", seconds(spoken));
        Self::new(line, Arc::new(Clip { text, packets }), 0)
    }

    fn new(line: String, clip: Arc<Clip>, lead: u64) -> Self {
        let total = clip.samples();
        Self { line, clip, lead, total, next: 0, spoken: 0, reported: 0 }
    }

    /// The next packet, until there is none.
    pub(crate) fn next_packet(&mut self) -> Option<Packet> {
        let packet = self.clip.packets.get(self.next)?.clone();
        self.next += 1;
        self.spoken += packet.samples;
        Some(packet)
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        &self.clip.text
    }

    /// The words spoken so far, if there are more than at the last call. Their number is estimated from their letters.
    pub(crate) fn more_text(&mut self) -> Option<&str> {
        let text = &self.clip.text;
        let sounding = self.total.saturating_sub(self.lead).max(1);
        let letters = text.len() as u64 * self.spoken.saturating_sub(self.lead) / sounding;
        let letters = usize::try_from(letters).unwrap_or(text.len());
        // The word being spoken counts.
        let end = text.match_indices(' ').map(|(at, _)| at).find(|at| *at >= letters).unwrap_or(text.len());
        if letters == 0 || end <= self.reported || end == text.len() {
            return None;
        }
        self.reported = end;
        Some(&text[..end])
    }

    /// The words spoken before it was interrupted.
    pub(crate) fn interrupted(&self) -> String {
        format!("{} –", &self.clip.text[..self.reported])
    }
}

/// A duration for people: `1.8 seconds`.
pub(crate) fn seconds(samples: u64) -> String {
    let tenths = (samples + 50 * PER_MS) / (100 * PER_MS);
    format!("{}.{} seconds", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::super::voice::GREETING;
    use super::*;

    #[test]
    fn words_follow_the_audio_and_end_before_the_last() {
        let mut speech = Speech::recording("agent-1".into(), GREETING.clone());
        let mut partials = Vec::new();
        while speech.next_packet().is_some() {
            partials.extend(speech.more_text().map(str::to_owned));
        }
        assert_eq!(partials[0], "Hello!");
        assert_eq!(partials.len(), speech.text().split(' ').count() - 1, "{partials:?}");
        assert!(partials.iter().all(|text| speech.text().starts_with(text)));
    }

    #[test]
    fn a_length_is_rounded_to_tenths() {
        assert_eq!(seconds(1_760 * PER_MS), "1.8 seconds");
        assert_eq!(seconds(40 * PER_MS), "0.0 seconds");
    }
}
