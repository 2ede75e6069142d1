//! Random identifiers: session ids, tokens, connection ids.
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // It fails only where the operating system has no random source; DTLS fails there first.
    let _ = rand::fill(&mut bytes);
    bytes
}

/// Sixteen hexadecimal digits, as in `wrtc_…` and `conv_…`.
pub(crate) fn hex() -> String {
    format!("{:016X}", u64::from_be_bytes(bytes()))
}

/// Twenty-two base64url characters, as in ASP.NET Core's connection ids.
pub(crate) fn connection() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<16>())
}

/// A session token with the characters that a client must percent-encode in a query: `+`, `/` and `=`.
pub(crate) fn session_token() -> String {
    format!("wrtc_tok_{}+/=", STANDARD.encode(bytes::<24>()))
}
