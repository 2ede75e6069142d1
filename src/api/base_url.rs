//! Which base URLs a call takes: addresses that paths can be appended to.

/// Says why `base` is not an address to append to.
///
/// Stricter than a URL parser, which accepts `https:host`, backslashes and line ends inside: nobody means those.
pub(super) fn problem(base: &str) -> Option<&'static str> {
    const NO_URL: Option<&str> = Some("The base URL is not an absolute http(s) or ws(s) URL.");
    let base = base.trim_ascii();
    let Some((scheme, rest)) = base.split_once(':') else { return NO_URL };
    let Some(rest) = rest.strip_prefix("//") else { return NO_URL };
    if !["http", "https", "ws", "wss"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return NO_URL;
    }
    if rest.contains('#') {
        return Some("The base URL has a fragment (#), after which no path can be appended.");
    }
    if rest.contains('?') {
        return Some("The base URL has a query (?), after which no path can be appended.");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Some("The base URL has a user name or password, which a page must not contain.");
    }
    // An IPv6 address has colons of its own, in brackets.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_bracketed = host.starts_with('[') && host.ends_with(']');
    let is_port = |port: &str| {
        port.bytes().all(|b| b.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok())
    };
    let malformed = host.is_empty()
        || host.contains(':') && !is_bracketed
        || !port.is_none_or(is_port)
        || rest.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '^' | '|' | '"')
        });
    if malformed { NO_URL } else { None }
}
