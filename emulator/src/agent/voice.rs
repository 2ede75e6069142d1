//! Recorded speech of the agent, with its text.
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use ogg::PacketReader;

use crate::opus::{PER_MS, Packet};

/// Silence before the first word of a recording, in samples at 48 kHz.
pub(crate) const LEAD: u64 = 250 * PER_MS;

/// A recording: text and audio. `assets/make-speech.sh` creates it and writes the text into the file's comment.
#[derive(Debug, Default)]
pub(crate) struct Clip {
    /// Its text.
    pub text: String,
    /// Its audio.
    pub packets: Vec<Packet>,
}

/// What the agent says first.
pub(crate) static GREETING: LazyLock<Arc<Clip>> =
    LazyLock::new(|| Arc::new(Clip::parse(include_bytes!("../../assets/greeting.opus"))));

impl Clip {
    /// Reads an Ogg Opus file (RFC 7845). What is damaged is left out; a test reads the built-in ones.
    fn parse(file: &[u8]) -> Self {
        let mut reader = PacketReader::new(Cursor::new(file));
        let mut clip = Self::default();
        while let Ok(Some(packet)) = reader.read_packet() {
            if packet.data.starts_with(b"OpusTags") {
                clip.text = comment(&packet.data, "title").unwrap_or_default();
            } else if !packet.data.starts_with(b"OpusHead") {
                clip.packets.extend(Packet::new(packet.data.into()));
            }
        }
        clip
    }

    /// Its duration, in samples at 48 kHz.
    pub(crate) fn samples(&self) -> u64 {
        self.packets.iter().map(|packet| packet.samples).sum()
    }
}

/// The value of the comment named `key` in an `OpusTags` packet.
fn comment(tags: &[u8], key: &str) -> Option<String> {
    let mut rest = tags.get(8..)?;
    let mut next = |length: usize| {
        let (taken, left) = rest.split_at_checked(length)?;
        rest = left;
        Some(taken)
    };
    let vendor = length(next(4)?)?;
    next(vendor)?;
    for _ in 0..length(next(4)?)? {
        let size = length(next(4)?)?;
        let (name, value) = std::str::from_utf8(next(size)?).ok()?.split_once('=')?;
        if name.eq_ignore_ascii_case(key) {
            return Some(value.to_owned());
        }
    }
    None
}

fn length(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_has_text_and_audio() {
        let clip = &GREETING;
        assert!(clip.text.starts_with("Hello!"), "{}", clip.text);
        assert!(clip.packets.iter().all(|packet| packet.samples == 20 * PER_MS));
        assert!((3_000..8_000).contains(&(clip.samples() / PER_MS)), "{} ms", clip.samples() / PER_MS);
    }

    #[test]
    fn a_damaged_file_is_an_empty_clip() {
        assert_eq!(Clip::parse(b"no ogg at all").packets.len(), 0);
        assert_eq!(comment(b"OpusTags\xff\xff\xff\xff", "title"), None);
    }
}
