//! The few pieces of text that are put together here, without the weight of the formatting machinery.

/// `parts` one after the other.
pub(crate) fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// `text` as the value of a URL's query: everything but RFC 3986's unreserved characters is escaped.
pub(crate) fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}
