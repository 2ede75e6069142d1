//! The first message of a hub connection.
use serde::Deserialize;

/// The error for a first message that is no handshake.
const UNEXPECTED: &str = "An unexpected error occurred during connection handshake.";
/// The error for a client that sends none in time.
pub(crate) const CANCELED: &str = "Handshake was canceled.";

#[derive(Deserialize)]
struct Request {
    protocol: String,
    version: i64,
}

/// Reads the request, without its separator. The error is ASP.NET Core's own text for the client.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let request: Request = serde_json::from_str(text).map_err(|_| UNEXPECTED)?;
    if request.protocol != "json" {
        return Err(format!("The protocol '{}' is not supported.", request.protocol));
    }
    // Version 2 is version 1 with the two messages of stateful reconnect.
    if !(1..=2).contains(&request.version) {
        return Err(format!(
            "The server does not support version {} of the 'json' protocol.",
            request.version
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_of_json_are_spoken_and_nothing_else() {
        assert_eq!(check(r#"{"protocol":"json","version":1}"#), Ok(()));
        assert_eq!(check(r#"{"version":2,"protocol":"json"}"#), Ok(()));
        for (text, error) in [
            (r#"{"protocol":"jsonx","version":1}"#, "The protocol 'jsonx' is not supported."),
            (
                r#"{"protocol":"json","version":99}"#,
                "The server does not support version 99 of the 'json' protocol.",
            ),
            (r#"{"protocol":"json"}"#, UNEXPECTED),
            ("hello", UNEXPECTED),
        ] {
            assert_eq!(check(text), Err(error.to_owned()));
        }
    }
}
