//! Texts in quotes.

/// Appends the text in quotes, with everything escaped that must be.
pub fn quote(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    // What is escaped is ASCII, so both cuts are between characters.
    while let Some((plain, tail)) = rest.split_at_checked(plain(rest.as_bytes())) {
        out.push_str(plain);
        let Some((special, tail)) = tail.split_at_checked(1) else { break };
        match special.as_bytes().first().copied().unwrap_or_default() {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x8 => out.push_str("\\b"),
            0xC => out.push_str("\\f"),
            byte @ 0..0x20 => {
                out.push_str("\\u00");
                out.push(if byte < 0x10 { '0' } else { '1' });
                out.push(char::from(HEX[usize::from(byte % 16)]));
            }
            byte => {
                out.push('\\');
                out.push(char::from(byte));
            }
        }
        rest = tail;
    }
    out.push('"');
}

/// How many of the first bytes are neither quote, nor backslash, nor control character: the only ones that mean
/// something in a string. Eight at a time, because session descriptions are the bulk of what is written.
fn plain(bytes: &[u8]) -> usize {
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
