//! Percent-encoding of URL queries.

use core::fmt::Write;

/// `text` as the value of a URL's query: everything but RFC 3986's unreserved characters is escaped.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

    #[test]
    fn escapes_all_but_the_unreserved_characters() {
        assert_eq!(percent_encode("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(percent_encode("a+b/c=&?#% é"), "a%2Bb%2Fc%3D%26%3F%23%25%20%C3%A9");
        assert_eq!(percent_encode(""), "");
    }
}
