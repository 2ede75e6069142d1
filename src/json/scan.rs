//! The scanner: walks a JSON text once, without recursion, and knows nothing of types.

#[cfg(not(target_arch = "wasm32"))]
use std::borrow::Cow;

use super::{Error, Kind};

/// How deep values may nest. One bit of a `u64` remembers each open level while a value is skipped.
const DEEPEST: u8 = 64;

type Result<T> = core::result::Result<T, Error>;

/// A position in a JSON text.
pub(super) struct Scanner<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Scanner<'de> {
    pub(super) const fn new(text: &'de str, at: usize) -> Self {
        Self { text, at, depth: 0 }
    }

    /// Checks that nothing but white space follows.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { Self::fail(Kind::Syntax) }
    }

    /// An error here: an unexpected byte, or the end of the text.
    fn unexpected<T>(&self) -> Result<T> {
        Self::fail(if self.peek().is_some() { Kind::Syntax } else { Kind::End })
    }

    fn fail<T>(kind: Kind) -> Result<T> {
        Err(Error::new(kind))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// The first byte of what comes next, which is not consumed.
    fn token(&mut self) -> Result<u8> {
        self.space();
        self.peek().map_or_else(|| self.unexpected(), Ok)
    }

    /// Consumes `byte`, if that is what comes next.
    fn take(&mut self, byte: u8) -> Result<bool> {
        let found = self.token()? == byte;
        self.at += usize::from(found);
        Ok(found)
    }

    /// Consumes `byte`, which must come next.
    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte)? { Ok(()) } else { self.unexpected() }
    }

    /// Consumes the opening bracket of a container and goes one level down.
    fn open(&mut self, bracket: u8) -> Result<()> {
        self.expect(bracket)?;
        self.depth += 1;
        if self.depth > DEEPEST { Self::fail(Kind::TooDeep) } else { Ok(()) }
    }

    /// Consumes `true`, `false` or `null`.
    fn literal(&mut self, word: &str) -> Result<()> {
        for &byte in word.as_bytes() {
            if self.peek() != Some(byte) {
                return self.unexpected();
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Consumes a number.
    fn number(&mut self) -> Result<()> {
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { self.unexpected() } else { Ok(()) }
    }

    /// Consumes a string without looking at what it says.
    fn skip_string(&mut self) -> Result<()> {
        self.expect(b'"')?;
        loop {
            self.plain();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(b'n' | b'r' | b'"' | b'\\' | b'/' | b't') => self.at += 1,
                        _ => {
                            self.escape()?;
                        }
                    }
                }
                Some(_) => return Self::fail(Kind::Text),
                None => return self.unexpected(),
            }
        }
    }

    /// Consumes what follows a backslash.
    fn escape(&mut self) -> Result<char> {
        let Some(byte) = self.peek() else { return self.unexpected() };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Self::fail(Kind::Text),
        })
    }

    /// Consumes the four digits after `\u`, and the low surrogate that belongs to them.
    fn unicode(&mut self) -> Result<char> {
        let mut code = self.hex()?;
        if let 0xD800..0xDC00 = code
            && self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"))
        {
            let second = self.at;
            self.at += 2;
            match self.hex()? {
                low @ 0xDC00..0xE000 => code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00),
                // It stands for itself, so it is read again.
                _ => self.at = second,
            }
        }
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(byte) = self.peek() else { return self.unexpected() };
            let Some(digit) = char::from(byte).to_digit(16) else { return Self::fail(Kind::Text) };
            code = code << 4 | digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// Walks to the next byte that means something in a string.
    fn plain(&mut self) {
        self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default());
    }

    /// Consumes any one value, and gives its text without the white space around it.
    pub(super) fn skip(&mut self) -> Result<&'de str> {
        self.token()?;
        let start = self.at;
        let outer = self.depth;
        // One bit for each open level below `outer`, the innermost lowest: whether it is an object.
        let mut objects = 0_u64;
        loop {
            match self.token()? {
                b'"' => self.skip_string()?,
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                b'-' | b'0'..=b'9' => self.number()?,
                bracket @ (b'{' | b'[') => {
                    self.open(bracket)?;
                    let object = bracket == b'{';
                    objects = objects << 1 | u64::from(object);
                    if self.token()? != closing(object) {
                        if object {
                            self.skip_key()?;
                        }
                        continue;
                    }
                }
                _ => return self.unexpected(),
            }
            // A value has ended, or a container is empty: close what closes here.
            loop {
                if self.depth == outer {
                    return Ok(self.piece(start));
                }
                let object = objects & 1 == 1;
                // Right after an opening bracket only the closing one can come, which was looked at above.
                if self.take(closing(object))? {
                    self.depth -= 1;
                    objects >>= 1;
                } else {
                    self.expect(b',')?;
                    if object {
                        self.skip_key()?;
                    }
                    break;
                }
            }
        }
    }

    fn skip_key(&mut self) -> Result<()> {
        self.token()?;
        self.skip_string()?;
        self.expect(b':')
    }

    /// The text from `start` to here. Both are next to ASCII, so this is never inside a character.
    pub(super) fn piece(&self, start: usize) -> &'de str {
        self.text.get(start..self.at).unwrap_or_default()
    }
}

/// What the native half of received values reads with.
#[cfg(not(target_arch = "wasm32"))]
impl<'de> Scanner<'de> {
    /// Consumes the closing bracket of a container and goes one level up.
    fn close(&mut self, bracket: u8) -> Result<()> {
        self.expect(bracket)?;
        self.depth -= 1;
        Ok(())
    }

    /// Consumes a string, and gives it without escapes: borrowed where it has none.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>> {
        self.expect(b'"')?;
        let mut run = self.at;
        let mut owned = String::new();
        let mut escaped = false;
        loop {
            self.plain();
            let piece = self.piece(run);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    if !escaped {
                        return Ok(Cow::Borrowed(piece));
                    }
                    owned.push_str(piece);
                    return Ok(Cow::Owned(owned));
                }
                Some(b'\\') => {
                    owned.push_str(piece);
                    self.at += 1;
                    owned.push(self.escape()?);
                    escaped = true;
                    run = self.at;
                }
                Some(_) => return Self::fail(Kind::Text),
                None => return self.unexpected(),
            }
        }
    }

    /// Consumes an object or an array, and gives each value with its name, which is empty in an array.
    ///
    /// By reference: a copy of this for each closure is a quarter of a kilobyte of wasm.
    pub(super) fn container(
        &mut self,
        object: bool,
        entry: &mut dyn FnMut(Cow<'de, str>, &'de str),
    ) -> Result<()> {
        let opening = if object { b'{' } else { b'[' };
        if self.token()? != opening {
            return self.mismatch();
        }
        self.open(opening)?;
        let mut first = true;
        while self.token()? != closing(object) {
            if !first {
                self.expect(b',')?;
            }
            first = false;
            let mut name = Cow::Borrowed("");
            if object {
                name = self.string()?;
                self.expect(b':')?;
            }
            entry(name, self.skip()?);
        }
        self.close(closing(object))
    }

    /// The error where a value of another type stands: malformed JSON is told from the wrong type.
    fn mismatch<T>(&mut self) -> Result<T> {
        self.skip()?;
        Err(Error::new(Kind::Type))
    }
}

/// How many of the first bytes are neither quote, nor backslash, nor control character: the only ones that mean
/// something in a string. Eight at a time, because session descriptions are the bulk of what is read and written.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let mut rest = bytes;
    while let Some((head, tail)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*head);
        // A byte minus more than itself borrows, which sets its high bit. A borrow may also mark the neighbour above;
        // only the lowest mark is used. Bytes beyond ASCII have that bit anyway, and are taken out.
        let control = word.wrapping_sub(ONES * 0x20);
        let quote = (word ^ (ONES * 0x22)).wrapping_sub(ONES);
        let backslash = (word ^ (ONES * 0x5C)).wrapping_sub(ONES);
        let marks = (control | quote | backslash) & !word & HIGH;
        if marks != 0 {
            return bytes.len() - rest.len() + (marks.trailing_zeros() / 8) as usize;
        }
        rest = tail;
    }
    let special = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    bytes.len() - rest.len() + rest.iter().position(special).unwrap_or(rest.len())
}

const fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}
