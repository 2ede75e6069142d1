//! The two URLs of a hub: where to negotiate, and where its socket is.

use crate::{secret::Secret, wire::percent_encode};

/// The parameter that carries the token where a header cannot.
const TOKEN: &str = "access_token";

/// Where to negotiate: the hub's path with `/negotiate`, its query kept. `strip_token` drops a token from the
/// query because one goes in the header.
pub(super) fn negotiate(hub: &str, stateful: bool, strip_token: bool) -> String {
    let (path, query) = split(hub);
    let mut url = swap_scheme(path, "http");
    url.push_str(if path.ends_with('/') { "negotiate" } else { "/negotiate" });
    let mut separator = copy_query(&mut url, query, strip_token);
    for (name, value, wanted) in [("negotiateVersion", "1", true), ("useStatefulReconnect", "true", stateful)]
    {
        if wanted && !parameters(query).any(|parameter| name_of(parameter) == name) {
            add(&mut url, &mut separator, name, value);
        }
    }
    url
}

/// Where the socket is: the hub's URL with the connection's `id` and, last, the `token`.
pub(super) fn socket(hub: &str, id: Option<&Secret>, token: Option<&Secret>) -> String {
    let (path, query) = split(hub);
    let mut url = swap_scheme(path, "ws");
    let mut separator = copy_query(&mut url, query, token.is_some());
    for (name, value) in [("id", id), (TOKEN, token)] {
        if let Some(value) = value {
            add(&mut url, &mut separator, name, value.expose());
        }
    }
    url
}

/// Whether sending to `to` what was meant for `from` would give up its encryption, or leave HTTP.
pub(super) fn is_downgrade(from: &str, to: &str) -> bool {
    let secure = |url: &str| has_scheme(url, "https") || has_scheme(url, "wss");
    let plain = |url: &str| has_scheme(url, "http") || has_scheme(url, "ws");
    !secure(to) && (secure(from) || !plain(to))
}

/// Path and query, without the fragment.
fn split(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').unwrap_or((url, ""))
}

fn parameters(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|parameter| !parameter.is_empty())
}

fn name_of(parameter: &str) -> &str {
    parameter.split_once('=').map_or(parameter, |(name, _)| name)
}

/// Appends what is kept of `query`, and returns the separator that comes next.
fn copy_query(url: &mut String, query: &str, strip_token: bool) -> char {
    let mut separator = '?';
    for parameter in parameters(query) {
        if !(strip_token && name_of(parameter) == TOKEN) {
            url.push(separator);
            url.push_str(parameter);
            separator = '&';
        }
    }
    separator
}

fn add(url: &mut String, separator: &mut char, name: &str, value: &str) {
    url.push(*separator);
    url.push_str(name);
    url.push('=');
    url.push_str(&percent_encode(value));
    *separator = '&';
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    let found = url.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme));
    found && url.get(scheme.len()..).is_some_and(|rest| rest.starts_with("://"))
}

/// The URL with `scheme` (`http` or `ws`), or its secure form where the URL is secure. Any other URL, as one
/// relative to the page, stays as it is: the shell resolves it.
fn swap_scheme(url: &str, scheme: &str) -> String {
    let secure = has_scheme(url, "https") || has_scheme(url, "wss");
    if !secure && !has_scheme(url, "http") && !has_scheme(url, "ws") {
        return url.to_owned();
    }
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest);
    format!("{scheme}{}:{rest}", if secure { "s" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::{Secret, is_downgrade, negotiate};

    fn socket(hub: &str, id: Option<&str>, token: Option<&str>) -> String {
        let secret = |value: Option<&str>| value.map(Secret::from);
        super::socket(hub, secret(id).as_ref(), secret(token).as_ref())
    }

    #[test]
    fn negotiate_keeps_the_query_and_turns_ws_into_http() {
        let url = |hub| negotiate(hub, false, true);
        assert_eq!(url("http://h/hub"), "http://h/hub/negotiate?negotiateVersion=1");
        assert_eq!(url("wss://h/hub/"), "https://h/hub/negotiate?negotiateVersion=1");
        assert_eq!(url("WS://h/hub?q=a%2Fb"), "http://h/hub/negotiate?q=a%2Fb&negotiateVersion=1");
        assert_eq!(url("https://h/hub/?q=1&x"), "https://h/hub/negotiate?q=1&x&negotiateVersion=1");
        assert_eq!(url("https://h/hub?negotiateVersion=42"), "https://h/hub/negotiate?negotiateVersion=42");
        assert_eq!(
            url("https://h/hub?access_token=X&q=1#f"),
            "https://h/hub/negotiate?q=1&negotiateVersion=1"
        );
        assert_eq!(
            negotiate("https://h/hub?access_token=X", true, false),
            "https://h/hub/negotiate?access_token=X&negotiateVersion=1&useStatefulReconnect=true"
        );
    }

    #[test]
    fn socket_puts_the_token_last_once_and_encoded() {
        assert_eq!(socket("https://h/hub", None, None), "wss://h/hub");
        assert_eq!(
            socket("http://h/hub?q=1", Some("a/b"), Some("secret+/=")),
            "ws://h/hub?q=1&id=a%2Fb&access_token=secret%2B%2F%3D"
        );
        assert_eq!(
            socket("wss://h/hub?access_token=old&q=1", None, Some("new")),
            "wss://h/hub?q=1&access_token=new"
        );
        assert_eq!(socket("wss://h/hub?access_token=old", None, None), "wss://h/hub?access_token=old");
        assert_eq!(socket("/hub", None, Some("é")), "/hub?access_token=%C3%A9");
    }

    #[test]
    fn a_redirect_may_not_give_up_encryption() {
        assert!(is_downgrade("https://h/hub", "http://h/hub"));
        assert!(is_downgrade("wss://h/hub", "ws://h/hub"));
        assert!(is_downgrade("http://h/hub", "javascript://h/hub"));
        assert!(is_downgrade("http://h/hub", "elsewhere"));
        assert!(!is_downgrade("http://h/hub", "http://other/hub"));
        assert!(!is_downgrade("ws://h/hub", "https://other/hub"));
    }
}
