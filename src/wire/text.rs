//! Texts that others wrote: what surrounds them without being said, and which words are in them.

/// `text` without white space, byte order marks, zero-width and control characters at its ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// Whether `text` contains `words`, without regard to the case of ASCII letters.
pub(crate) fn contains(text: &str, words: &str) -> bool {
    text.as_bytes().windows(words.len()).any(|found| found.eq_ignore_ascii_case(words.as_bytes()))
}

/// Whether a character is white space, a control character, or has no width.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        // Soft hyphen, zero-width space to right-to-left mark, embeddings, word joiner to the invisible operators,
        // isolates, byte order mark.
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}
