//! ICE servers, read one by one: a browser refuses a whole list for one entry that it cannot use.

use super::{Object, Value, lenient_text, trim};
use core::fmt;

/// An entry of a session's `iceServers` that a browser can use. `Debug` prints its place only: addresses and credentials
/// are secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its place in the session's list.
    pub index: usize,
    /// At least one `stun:`, `stuns:`, `turn:` or `turns:` URL.
    pub urls: Vec<String>,
    /// The user name, which TURN needs.
    pub username: Option<String>,
    /// The password, which TURN needs.
    pub credential: Option<String>,
}

/// An entry, or a URL of one, that a browser cannot use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedIceServer {
    /// The entry's place in the session's list.
    pub index: usize,
    /// Why, without any of its content.
    pub reason: &'static str,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer").field("index", &self.index).finish_non_exhaustive()
    }
}

impl IceServer {
    /// Reads a list of servers; a single one counts as a list.
    pub fn read_all(list: &Value) -> (Vec<Self>, Vec<RefusedIceServer>) {
        let entries: Vec<_> = if list.is_array() { list.items().collect() } else { vec![list.clone()] };
        let (mut usable, mut refused) = (Vec::new(), Vec::new());
        for (index, entry) in entries.iter().enumerate() {
            let mut refuse = |reason| refused.push(RefusedIceServer { index, reason });
            usable.extend(Self::read(index, entry, &mut refuse));
        }
        (usable, refused)
    }

    fn read(index: usize, entry: &Value, refuse: &mut dyn FnMut(&'static str)) -> Option<Self> {
        let fields = Object::from_value(entry);
        let text = |names: &[&'static str]| {
            names.iter().find_map(|name| fields.any_spelling(name).as_ref().and_then(lenient_text))
        };
        // `url` as browsers had it once, `uris` as TURN REST services have it; a text is a server by itself.
        let given = ["urls", "url", "uris", "uri"].iter().find_map(|name| fields.any_spelling(name));
        let Some(given) = given.or_else(|| entry.text().map(|_| entry.clone())) else {
            refuse(if entry.is_object() { "It has no urls." } else { "It is neither an object nor a text." });
            return None;
        };
        let username = text(&["username", "user"]);
        let credential = text(&["credential", "password"]);
        let has_credentials = username.is_some() && credential.is_some();
        let given: Vec<_> = if given.is_array() { given.items().collect() } else { vec![given] };
        if given.is_empty() {
            refuse("Its urls are empty.");
        }
        let mut urls = Vec::new();
        for url in given {
            match url
                .text()
                .ok_or("One of its urls is not a text.")
                .and_then(|url| read_url(&url, has_credentials))
            {
                Ok(url) => urls.push(url),
                Err(reason) => refuse(reason),
            }
        }
        (!urls.is_empty()).then_some(Self { index, urls, username, credential })
    }
}

/// A URL as browsers take it (RFC 7064, RFC 7065).
fn read_url(given: &str, has_credentials: bool) -> Result<String, &'static str> {
    const MALFORMED: &str = "One of its urls is malformed.";
    let (scheme, rest) = trim(given).split_once(':').ok_or(MALFORMED)?;
    let scheme = scheme.to_ascii_lowercase();
    let is_turn = match scheme.as_str() {
        "stun" | "stuns" => false,
        "turn" | "turns" => true,
        _ => return Err("One of its urls is neither stun nor turn."),
    };
    // As in other URLs, which these are not.
    let rest = rest.trim_start_matches('/');
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query.to_ascii_lowercase())),
        None => (rest, None),
    };
    if !is_address(address) {
        return Err(MALFORMED);
    }
    match query.as_deref() {
        Some(_) if !is_turn => return Err("One of its urls is stun with a query."),
        Some("transport=udp" | "transport=tcp") | None => {}
        Some(_) => return Err("One of its urls has a query other than transport=udp or tcp."),
    }
    if is_turn && !has_credentials {
        return Err("It is a TURN server without username or credential.");
    }
    Ok(match query {
        Some(query) => format!("{scheme}:{address}?{query}"),
        None => format!("{scheme}:{address}"),
    })
}

/// Whether it is a host or an IPv6 address in brackets, and a port where there is one.
fn is_address(address: &str) -> bool {
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (address, None),
    };
    let is_v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|host| {
        host.contains(':') && host.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
    });
    // Whether letters beyond ASCII make a name is the browser's to say.
    let is_host = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || !c.is_ascii() || matches!(c, '-' | '.' | '_'));
    (is_v6 || is_host)
        && port.is_none_or(|port| port.parse().is_ok_and(|port: u32| (1..=0xffff).contains(&port)))
}
