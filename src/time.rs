//! Points in time as the server writes them.

/// Reads an ISO 8601 date and time (`2025-06-16T14:35:00Z`, fractions and offsets included) as milliseconds
/// of Unix time; `None` for anything else.
pub(crate) fn unix_millis(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u64> {
        let digits = bytes.get(from..to)?;
        digits.iter().try_fold(0, |n, d| d.is_ascii_digit().then(|| n * 10 + u64::from(d - b'0')))
    };
    let punctuation = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if punctuation.iter().any(|&(at, sign)| bytes.get(at) != Some(&sign))
        || !matches!(bytes.get(10), Some(b'T' | b' '))
    {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if year < 1970
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    let mut at = 19;
    let mut millis = 0;
    if bytes.get(at) == Some(&b'.') {
        let end = (at + 1..bytes.len()).find(|&i| !bytes[i].is_ascii_digit()).unwrap_or(bytes.len());
        let digits = (end - at - 1).min(3);
        millis = number(at + 1, at + 1 + digits)? * [0, 100, 10, 1][digits];
        if digits == 0 {
            return None;
        }
        at = end;
    }
    // Days since 1970-01-01 of a civil date: years counted from March, so that the leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    let local = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millis;
    let offset = |at: usize| Some((number(at + 1, at + 3)? * 60 + number(at + 4, at + 6)?) * 60_000);
    match bytes.get(at) {
        Some(b'Z' | b'z') if bytes.len() == at + 1 => Some(local),
        Some(b'+') if bytes.len() == at + 6 => local.checked_sub(offset(at)?),
        Some(b'-') if bytes.len() == at + 6 => local.checked_add(offset(at)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::unix_millis;

    #[test]
    fn reads_the_documented_form_fractions_and_offsets() {
        assert_eq!(unix_millis("2025-06-16T14:35:00Z"), Some(1_750_084_500_000));
        assert_eq!(unix_millis("2025-06-16T14:35:00.1234567Z"), Some(1_750_084_500_123));
        assert_eq!(unix_millis("2025-06-16T14:35:00.5+02:00"), Some(1_750_077_300_500));
        assert_eq!(unix_millis("2024-02-29T00:00:00-00:30"), Some(1_709_166_600_000));
        assert_eq!(unix_millis("1970-01-01T00:00:00Z"), Some(0));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "tomorrow",
            "2025-06-16",
            "2025-13-16T14:35:00Z",
            "2025-06-16T14:35:00",
            "2025-06-16T14:35:00.Z",
            "1970-01-01T00:00:00+01:00",
        ] {
            assert_eq!(unix_millis(text), None, "{text}");
        }
    }
}
