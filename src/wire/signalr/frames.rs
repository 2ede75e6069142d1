//! WebSocket messages into hub messages: one may hold several, and one hub message may be cut over several.

use std::borrow::Cow;

use crate::{signalr::ProtocolError, wire::Text};

/// The byte that ends every hub message: ASCII's record separator, which JSON text cannot hold.
pub const SEPARATOR: char = '\u{1e}';

/// The longest frame that is read, and the longest message that is put together of several, in bytes. A session description
/// has some 5 KB; servers send nothing of this size.
pub const LONGEST_FRAME: usize = 1 << 20;

const TOO_LONG: &str = "A message is too long.";

/// The beginning of a hub message whose end has not come yet.
#[derive(Debug, Default)]
pub struct Frames {
    tail: Vec<u8>,
}

impl Frames {
    /// Takes a text frame, and gives all hub messages that are now complete, without their separators.
    ///
    /// # Errors
    /// As [`Frames::take_bytes`].
    pub fn take_text(&mut self, text: &Text) -> Result<Vec<Text>, ProtocolError> {
        if text.least_len() > LONGEST_FRAME {
            return Err(TOO_LONG.into());
        }
        // As servers send them: whole messages, which need not be looked at byte by byte.
        if self.tail.is_empty()
            && let Some(messages) = text.split(SEPARATOR)
        {
            return Ok(messages);
        }
        self.take_bytes(String::from(text).as_bytes())
    }

    /// Takes a binary frame, likewise.
    ///
    /// # Errors
    /// When a frame, or a message of several frames, is longer than [`LONGEST_FRAME`], or a message is not UTF-8.
    pub fn take_bytes(&mut self, bytes: &[u8]) -> Result<Vec<Text>, ProtocolError> {
        const NOT_TEXT: &str = "A message is not UTF-8.";
        if bytes.len() > LONGEST_FRAME {
            return Err(TOO_LONG.into());
        }
        let (whole, rest) = bytes.split_at(complete(bytes));
        let text = if self.tail.is_empty() || whole.is_empty() {
            core::str::from_utf8(whole).map(Cow::Borrowed).map_err(|_| NOT_TEXT)?
        } else {
            let mut joined = core::mem::take(&mut self.tail);
            joined.extend_from_slice(whole);
            String::from_utf8(joined).map(Cow::Owned).map_err(|_| NOT_TEXT)?
        };
        self.keep(rest)?;
        Ok(text.split_terminator(SEPARATOR).map(Text::from).collect())
    }

    fn keep(&mut self, rest: &[u8]) -> Result<(), ProtocolError> {
        if self.tail.len() + rest.len() > LONGEST_FRAME {
            return Err(TOO_LONG.into());
        }
        self.tail.extend_from_slice(rest);
        Ok(())
    }
}

/// The length of the part that ends with the last separator.
fn complete(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|&byte| char::from(byte) == SEPARATOR).map_or(0, |at| at + 1)
}
