//! Which texts are access tokens that a request and a URL can carry.

use crate::{
    error::{Code, Error},
    secret::Secret,
    wire,
};

/// The longest token, in bytes. Servers limit all headers of a request to 8 to 32 KB, and a JWT has one or two.
const LONGEST: usize = 16_384;

/// Quotes around a token that was copied, or serialised as JSON.
const QUOTES: [char; 7] = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];

/// The access token in what an application gave, without white space, quotes and zero-width characters at its ends and
/// without the word `Bearer`.
///
/// # Errors
/// `api_key_in_browser` for an API key; `token_failed` for what no token is: empty, with white space or control characters
/// inside, a page of HTML, JSON, or beyond what a header can carry. The message never quotes it.
pub(crate) fn read(given: &str) -> Result<Secret, Error> {
    let token = trim(given);
    // As a header's value: with the scheme's name in front.
    let token = match token.split_at_checked("Bearer".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("Bearer") && !rest.starts_with(is_token) => {
            trim(rest)
        }
        _ => token,
    };
    if token.starts_with("vsnp_live_") || token.starts_with("vsnp_sb_") {
        return Err(Error::new(
            Code::ApiKeyInBrowser,
            "The access token is an API key, and everyone who opens the page could read it.",
        ));
    }
    match problem(token) {
        Some(problem) => Err(Error::new(Code::TokenFailed, problem)),
        None => Ok(Secret::from(token)),
    }
}

fn is_token(c: char) -> bool {
    c.is_ascii_graphic()
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c| wire::is_invisible(c) || QUOTES.contains(&c))
}

fn problem(token: &str) -> Option<&'static str> {
    if token.is_empty() {
        return Some("The access token is empty.");
    }
    if token.starts_with('<') {
        return Some(
            "The access token is a page of HTML or XML: the request for it was answered by something else.",
        );
    }
    if token.starts_with(['{', '[']) {
        return Some("The access token is JSON: give the token itself, as text.");
    }
    let scheme = token.split(':').next().unwrap_or_default();
    if token.starts_with(['/', '.']) || ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http))
    {
        return Some("The access token is a URL: give a function that gets the token from there.");
    }
    if ["undefined", "null", "NaN"].contains(&token) {
        return Some("The access token is a missing value turned into text (\"undefined\" or \"null\").");
    }
    if token.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("The access token has white space or control characters inside, which no token has.");
    }
    if token.contains(|c: char| !is_token(c) || c == '<') {
        return Some("The access token has characters inside that no token has.");
    }
    (token.len() > LONGEST).then_some("The access token is longer than a request's header can be.")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, read};
    use crate::error::Code;

    #[test]
    fn fault_08_a_token_is_trimmed_of_how_it_was_stored() {
        for given in [
            "eyJ.a-b_c.d",
            " eyJ.a-b_c.d\r\n",
            "\"eyJ.a-b_c.d\"",
            "'eyJ.a-b_c.d'\n",
            "\u{feff}eyJ.a-b_c.d\u{200b}",
            "\u{200e}\" eyJ.a-b_c.d \"\u{2060}",
            "\u{201c}eyJ.a-b_c.d\u{201d}",
            "\u{a0}eyJ.a-b_c.d\0",
            "Bearer eyJ.a-b_c.d",
            " \"bearer  eyJ.a-b_c.d\"",
        ] {
            assert_eq!(read(given).unwrap().expose(), "eyJ.a-b_c.d", "{given:?}");
        }
        // Opaque tokens of other issuers.
        for token in ["1|abc+/=~", "a:b%20c!", &"x".repeat(LONGEST)] {
            assert_eq!(read(token).unwrap().expose(), token);
        }
    }

    #[test]
    fn fault_08_what_is_no_token_is_token_failed_and_never_quoted() {
        for given in [
            "",
            " \n",
            "\"\"",
            "\u{feff}",
            "Bearer ",
            "<!doctype html>\n<html>\n<title>hush</title>",
            "<hush/>",
            "hush hush",
            "hush\nhush",
            "hush\thush",
            "hush\u{1}hush",
            "hush\u{a0}hush",
            "hush\u{200b}hush",
            "hush<br>",
            "h\u{fc}sh",
            "hush\u{1f600}",
            "{\"accessToken\":\"hush\"}",
            "[\"hush\"]",
            "[object Object]",
            "/hush",
            "./hush",
            "https://hush.example/voice-token",
            "HTTP://hush.example/voice-token",
            "undefined",
            "null",
            &"x".repeat(LONGEST + 1),
        ] {
            let error = read(given).expect_err(given);
            assert_eq!(error.code(), Code::TokenFailed, "{given:?}");
            assert!(error.message().starts_with("The access token ") && !error.message().contains("hush"));
        }
    }

    #[test]
    fn api_keys_are_recognised_as_such() {
        for key in
            ["vsnp_live_hush", " \"vsnp_sb_hush\"\n", "Bearer vsnp_live_hush", "\u{feff}vsnp_live_hush"]
        {
            let error = read(key).expect_err(key);
            assert_eq!(error.code(), Code::ApiKeyInBrowser);
            assert!(!error.message().contains("hush"));
        }
    }
}
