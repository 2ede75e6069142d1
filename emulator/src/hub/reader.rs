//! Takes hub messages out of WebSocket messages: several may come in one, and one may be split over several.
use crate::hub::message::SEPARATOR;

/// A message exceeds the limit.
#[derive(Debug, PartialEq)]
pub(crate) struct TooLong;

/// The bytes received and not yet taken.
pub(crate) struct Reader {
    bytes: Vec<u8>,
    taken: usize,
    limit: usize,
}

impl Reader {
    /// A reader of messages of at most `limit` bytes, their separator included.
    pub(crate) fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), taken: 0, limit }
    }

    /// Adds received bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..std::mem::take(&mut self.taken));
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message, without its separator. Bytes that are not UTF-8 become replacement characters,
    /// which no JSON has outside of a string.
    pub(crate) fn next(&mut self) -> Result<Option<String>, TooLong> {
        let rest = &self.bytes[self.taken..];
        match rest.iter().take(self.limit).position(|byte| u32::from(*byte) == u32::from(SEPARATOR)) {
            Some(end) => {
                let message = String::from_utf8_lossy(&rest[..end]).into_owned();
                self.taken += end + 1;
                Ok(Some(message))
            }
            None if rest.len() >= self.limit => Err(TooLong),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_together_or_in_pieces() {
        let mut reader = Reader::new(100);
        reader.push(b"{}\x1e{\"a\":1}\x1e{\"b\"");
        assert_eq!(reader.next(), Ok(Some("{}".into())));
        assert_eq!(reader.next(), Ok(Some("{\"a\":1}".into())));
        assert_eq!(reader.next(), Ok(None));
        reader.push(b":2}\x1e\x1e");
        assert_eq!(reader.next(), Ok(Some("{\"b\":2}".into())));
        assert_eq!(reader.next(), Ok(Some(String::new())));
        assert_eq!(reader.next(), Ok(None));
    }

    #[test]
    fn the_limit_counts_the_separator() {
        let mut reader = Reader::new(5);
        reader.push(b"1234\x1e");
        assert_eq!(reader.next(), Ok(Some("1234".into())));
        reader.push(b"12345\x1e");
        assert_eq!(reader.next(), Err(TooLong));
    }
}
